"""Drawings let into a page: nothing that runs or reaches out, ids of their own, and words for those who do not see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DRAWN = frozenset(
    {"svg", "g", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "use"}
    | {"clipPath", "linearGradient", "radialGradient", "stop", "image"}
)
"""The SVG elements that may enter a page; scripts, styles, links and embedded documents may not."""


def inline(svg: str, alt: str, prefix: str) -> str:
    """Make a drawing fit to stand inside an HTML page.

    Args:
        svg: The drawing as a file of its own.
        alt: What it shows.
        prefix: Put before its ids, so that they are unique on the page.

    Returns:
        An ``<svg>`` element without addresses, metadata or anything that could run.

    Example:
        >>> inline('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>1</script></svg>', "Dot", "f1-")
        '<svg viewBox="0 0 9 9" role="img" aria-label="Dot" />'
    """
    from xml.etree import ElementTree as ET

    root = ET.fromstring(svg)  # noqa: S314  (drawn by this package)
    used = set(re.findall(r"(?:url\(|href=\")#([^)\"]+)", svg))
    _clean(root, used, prefix)
    for size in ("width", "height", "version"):
        root.attrib.pop(size, None)
    root.attrib.update({"role": "img", "aria-label": alt})
    return ET.tostring(root, encoding="unicode")


def _clean(element: Element, used: set[str], prefix: str) -> None:
    element.tag = _bare(element.tag)
    kept = {_bare(name): value for name, value in element.attrib.items()}
    element.attrib.clear()
    for name, value in kept.items():
        if _harmless(name, value) and (name != "id" or value in used):
            element.set(name, _own(name, value, prefix))
    written = element.tag in {"text", "tspan"}
    element.text = element.text if written else None
    for child in list(element):
        if isinstance(child.tag, str) and _bare(child.tag) in DRAWN:
            _clean(child, used, prefix)
            child.tail = child.tail if written else None
        else:
            element.remove(child)


def _bare(name: str) -> str:
    return name.rpartition("}")[2]


def _harmless(name: str, value: str) -> bool:
    if name == "href":
        return value.startswith(("#", "data:image/png;base64,"))
    return not name.startswith("on") and not re.search(r"url\((?!#)|:\s*//|javascript:", value)


def _own(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return prefix + value
    if name == "href" and value.startswith("#"):
        return f"#{prefix}{value[1:]}"
    return value.replace("url(#", f"url(#{prefix}")
