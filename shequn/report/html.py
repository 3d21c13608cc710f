"""The report as one self-contained HTML file, and a part of it as a notebook shows it.

No script and no outside address: the fonts travel inside, cut down to the characters used, and a content security
policy forbids everything else.
"""

from __future__ import annotations

import base64
import io
import re
import string
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shequn import fonts
from shequn.errors import RenderError
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

    def image(picture: Picture) -> Markup:
        data = base64.b64encode(picture.svg.encode()).decode()
        return _markup('<img alt="{}" src="data:image/svg+xml;base64,{}">').format(picture.alt, data)

    parts: Any = (
        _environment().get_template("section.html.j2").make_module(_words(shown.language, shown.currency, image))
    )
    part = parts.cover(shown) if isinstance(shown, Cover) else parts.section(shown)
    language = "zh-CN" if shown.language == "zh" else "en"
    return f'<div class="shequn" lang="{language}"><style>{_css()}</style>{part}</div>'


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
    regular, drawn = _subset(400, _codes(page))
    wanted = _codes("".join(found[0] for found in BOLD.finditer(page)))
    bold, heavy = _subset(700, wanted)
    faces = [_font_face(400, regular), _font_face(700, bold)]
    if light := (wanted & drawn) - heavy:
        faces.append(_font_face(700, _subset(400, light)[0], ",".join(f"U+{code:X}" for code in sorted(light))))
    return "\n".join(faces)


def _codes(text: str) -> set[int]:
    return {ord(character) for character in set(text) | set(string.printable) if character.isprintable()}


def _font_face(weight: int, font: bytes, only: str = "") -> str:
    data = base64.b64encode(font).decode()
    span = f"unicode-range:{only};" if only else ""
    return (
        f'@font-face{{font-family:"{fonts.FAMILY}";font-weight:{weight};{span}font-display:block;'
        f"src:url(data:font/woff;base64,{data}) format('woff')}}"
    )


def _subset(weight: int, wanted: set[int]) -> tuple[bytes, set[int]]:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    path = fonts.paths()[weight]
    if not path.exists():
        raise RenderError(f"font {path} is not there; the installation is incomplete, install shequn again")
    # The packaged fonts carry no hints, and the bounds of a part are not needed: both would cost half of the time.
    cutter = subset.Subsetter(subset.Options(layout_features=["kern", "pwid"], hinting=True, notdef_outline=True))
    cutter.populate(unicodes=wanted)
    small = io.BytesIO()
    with TTFont(path, lazy=True, recalcBBoxes=False, recalcTimestamp=False) as font:
        cutter.subset(font)
        # WOFF2 would be a tenth smaller and take three times as long: Brotli is slow at the one level fontTools uses.
        font.flavor = "woff"
        font.save(small)
        return small.getvalue(), set(font.getBestCmap())


def _markup(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704  (only for text made in this module)
