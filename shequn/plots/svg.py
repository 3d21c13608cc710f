"""Matplotlib's SVG made fit to stand inside a page: small, and with nothing that reaches beyond the picture.

Matplotlib writes a prolog, a style sheet for the whole document and ids such as ``axes_1`` that meet again in every
picture. Here all that goes; styles become attributes, so the picture needs no permission for inline styles.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from shequn.fonts import FAMILY

SVG = "http://www.w3.org/2000/svg"
HREF = "{http://www.w3.org/1999/xlink}href"
COORDINATES = {"d", "x", "y", "width", "height", "transform", "stroke-width"}
DECIMAL = re.compile(r"-?\d+\.\d+")
REFERENCE = re.compile(r"url\(#([^)]+)\)")
# The report brings its font; a notebook takes what the machine has, best of all one as narrow as ours.
FAMILIES = f"'{FAMILY}', 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', Arial, sans-serif"


def tidy(document: str, name: str) -> str:
    r"""Strip and shorten one SVG document written by matplotlib in text mode.

    Args:
        document: The document.
        name: What every id in it shall begin with.

    Returns:
        One ``<svg>`` element without prolog.

    Example:
        >>> document = (
        ...     '<svg xmlns="http://www.w3.org/2000/svg"><metadata>x</metadata>'
        ...     '<g id="axes_1"><path d="M 1.234567 2 \nL 3 4" style="fill: none"/></g></svg>'
        ... )
        >>> print(tidy(document, "bridge").partition(">")[2])
        <path d="M1.23 2L3 4" fill="none" /></svg>
    """
    root = ET.fromstring(document)  # noqa: S314  matplotlib wrote it a moment ago
    for defs in root.findall(f"{{{SVG}}}defs"):
        for style in defs.findall(f"{{{SVG}}}style"):
            defs.remove(style)
    for metadata in root.findall(f"{{{SVG}}}metadata"):
        root.remove(metadata)
    for element in root.iter():
        _attributes(element)
    _rename(root, name)
    _flatten(root)
    root.attrib.pop("version", None)
    root.attrib |= {"stroke-linejoin": "round", "font-family": FAMILIES}
    for text in root.iter(f"{{{SVG}}}text"):
        del text.attrib["font-family"]
    ET.register_namespace("", SVG)
    return ET.tostring(root, encoding="unicode")


def _attributes(element: ET.Element) -> None:
    """Turn the style into attributes and shorten numbers to a hundredth of a point."""
    element.tail = None
    if element.tag != f"{{{SVG}}}text":
        element.text = None
    for rule in filter(None, element.attrib.pop("style", "").split("; ")):
        key, value = rule.split(": ")
        element.set(key, value)
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    for key in COORDINATES.intersection(element.attrib):
        element.set(key, DECIMAL.sub(lambda number: f"{round(float(number[0]), 2):g}", element.attrib[key]))
    if "d" in element.attrib:
        element.set("d", _path(element.attrib["d"]))


def _path(data: str) -> str:
    r"""Write level and upright lines with one number, and no blanks beside letters.

    Example:
        >>> _path("M 1 2 \nL 3 2 \nL 3 4 \nL 5 6 \nz")
        'M1 2H3V4L5 6z'
    """
    short, here = [], ["", ""]
    for command, numbers in re.findall(r"([A-Za-z])([^A-Za-z]*)", data):
        place = numbers.split()
        if command == "L" and place[1] == here[1]:
            short.append(f"H{place[0]}")
        elif command == "L" and place[0] == here[0]:
            short.append(f"V{place[1]}")
        else:
            short.append(command + " ".join(place))
        here = place[-2:] or here
    return "".join(short)


def _rename(root: ET.Element, name: str) -> None:
    """Keep the ids that are used, under names of this picture's own, numbered in the order of use."""
    used: dict[str, str] = {}

    def new(old: str) -> str:
        return used.setdefault(old, f"{name}-{len(used) + 1}")

    for element in root.iter():
        if HREF in element.attrib:
            element.set("href", "#" + new(element.attrib.pop(HREF).removeprefix("#")))
        for key, value in element.attrib.items():
            element.set(key, REFERENCE.sub(lambda match: f"url(#{new(match[1])})", value))
    for element in root.iter():
        old = element.attrib.pop("id", None)
        if old in used:
            element.set("id", used[old])


def _flatten(parent: ET.Element) -> None:
    """Put the children of groups that say nothing in the place of the group; drop what is empty."""
    kept: list[ET.Element] = []
    for child in list(parent):
        _flatten(child)
        if child.tag == f"{{{SVG}}}g" and not child.attrib:
            kept.extend(child)
        elif len(child) or child.attrib:
            kept.append(child)
    parent[:] = kept
