"""The report as one self-contained HTML file, and a part of it as a notebook shows it.

No script and no outside address: the fonts travel inside, cut down to the characters used, and a content security
policy forbids everything else.
"""

from __future__ import annotations

import base64
import re
import string
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from shequn import fonts
from shequn.report import svg
from shequn.report.format import format_value, numbered, paragraphs
from shequn.report.model import Cover, Section
from shequn.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment
    from markupsafe import Markup

    from shequn.report.model import Cell, Document, Kind, Language, Picture

TEMPLATES = Path(__file__).parent / "templates"
BOLD = re.compile(
    r'<(?P<tag>h[1-3]|strong)\b[^>]*>.*?</(?P=tag)>|<th scope="col".*?</th>|<text[^>]*(?:bold|700)[^>]*>.*?</text>',
    re.DOTALL,
)
"""What a page sets in bold."""


def render(document: Document) -> str:
    """Write a report as HTML.

    Args:
        document: The report.

    Returns:
        The page, complete in itself.

    Raises:
        RenderError: The packaged fonts are not there.
    """
    cover = document.cover
    numbers = iter(range(1, 10_000))

    def inline(picture: Picture) -> Markup:
        return _markup(svg.inline(picture.svg, picture.alt, prefix=f"f{next(numbers)}-"))

    words = _words(cover.language, cover.currency, inline)
    page = _environment().get_template("report.html.j2")
    body = page.render(words, cover=cover, sections=document.sections, fonts=_markup("/*fonts*/"))
    return body.replace("/*fonts*/", _font_faces(body), 1)


def fragment(shown: object) -> str:
    """Write a cover or a section as a notebook output.

    The drawings become images, because JupyterLab and git hosts take inline SVG out of a notebook they do not trust.

    Args:
        shown: Cover or section.

    Returns:
        HTML that brings its own style and changes nothing around it.

    Raises:
        TypeError: It is neither.
    """
    if not isinstance(shown, Cover | Section):
        raise TypeError(f"{type(shown).__name__} is neither cover nor section")

    words = _words(shown.language, shown.currency, lambda picture: image(picture.svg, picture.alt))
    parts: Any = _environment().get_template("section.html.j2").make_module(words)
    part = parts.cover(shown) if isinstance(shown, Cover) else parts.section(shown)
    language = "zh-CN" if shown.language == "zh" else "en"
    return f'<div class="shequn" lang="{language}"><style>{_css()}</style>{part}</div>'


def image(svg: str, alt: str) -> Markup:
    """Write a drawing as an image that a notebook shows.

    Args:
        svg: The drawing.
        alt: What it shows.

    Returns:
        An ``<img>`` element.

    Example:
        >>> print(image("<svg/>", "a <dot>"))
        <img alt="a &lt;dot&gt;" src="data:image/svg+xml;base64,PHN2Zy8+">
    """
    data = base64.b64encode(svg.encode()).decode()
    return _markup('<img alt="{}" src="data:image/svg+xml;base64,{}">').format(alt, data)


def _words(language: Language, currency: str, picture: Callable[[Picture], Markup]) -> dict[str, object]:
    def value(cell: Cell, kind: Kind) -> str:
        return format_value(cell, kind, language, currency)

    return {
        "word": Texts(language),
        "value": value,
        "picture": picture,
        "numbered": numbered,
        "paragraphs": paragraphs,
        "css": _markup(_css()),
    }


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_drawable,
    )


def _drawable(value: object) -> object:
    """Take from every text what the fonts cannot draw; markup made here is ready (called by Jinja before escaping)."""
    return value if hasattr(value, "__html__") or not isinstance(value, str) else fonts.printable(value)


@cache
def _css() -> str:
    return (TEMPLATES / "report.css").read_text("utf-8")


def _font_faces(page: str) -> str:
    """Embed the characters of a page; what Bold lacks is drawn in Regular, what both lack in a font of the reader."""
    everything, bold = _codes(page), _codes("".join(found[0] for found in BOLD.finditer(page)))
    faces = [_font_face(400, _subset(400, everything)), _font_face(700, _subset(700, bold))]
    if light := (bold & fonts.coverage(400)) - fonts.coverage(700):
        faces.append(_font_face(700, _subset(400, light), ",".join(f"U+{code:X}" for code in sorted(light))))
    return "\n".join(faces)


def _codes(text: str) -> set[int]:
    return {ord(character) for character in set(text) | set(string.printable) if character.isprintable()}


def _font_face(weight: int, font: bytes, only: str = "") -> str:
    data = base64.b64encode(font).decode()
    span = f"unicode-range:{only};" if only else ""
    return (
        f'@font-face{{font-family:"{fonts.FAMILY}";font-weight:{weight};{span}font-display:block;'
        f"src:url(data:font/otf;base64,{data}) format('opentype')}}"
    )


def _subset(weight: int, wanted: set[int]) -> bytes:
    import uharfbuzz

    part = uharfbuzz.SubsetInput()
    part.unicode_set.update(wanted)
    part.layout_feature_tag_set.add(int.from_bytes(b"pwid"))  # narrow quotation marks; kerning is kept anyway
    # Strokes that thousands of characters share take more room than they save among a few hundred.
    part.flags = uharfbuzz.SubsetFlags.NOTDEF_OUTLINE | uharfbuzz.SubsetFlags.DESUBROUTINIZE
    return cast("bytes", uharfbuzz.subset(fonts.face(weight), part).blob.data)


def _markup(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704  (only for text made in this module)
