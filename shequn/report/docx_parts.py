"""What python-docx leaves to XML: fonts for Chinese, the look of every style, fields, shaded cells."""

# ruff: noqa: SLF001  (python-docx gives its XML under such names alone)
from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from shequn import fonts
from shequn.report.xlsx import UNFIT

if TYPE_CHECKING:
    from docx.document import Document as File
    from docx.styles.style import ParagraphStyle
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

INK, BRAND, ACCENT, MUTED, LINE, WASH = "1F2933", "0F5C5C", "A35A10", "5D6975", "E1E6EA", "F1F6F5"
GOOD, BAD, PALE, BLUSH = "1A7F4B", "B3372B", "C4E2DE", "FDF1EF"
LATIN = {"en": "Calibri", "zh": fonts.FAMILY}
"""Font of Latin letters: in Noto Sans SC the English quotation marks are as wide as a Chinese character."""
LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}
FONT_TABLE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:font w:name="Noto Sans SC"><w:altName w:val="Microsoft YaHei,PingFang SC,Noto Sans CJK SC,Source Han Sans SC"/>
<w:charset w:val="86"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>
<w:font w:name="Calibri"><w:altName w:val="Carlito,Arial"/>
<w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>
</w:fonts>
"""
"""The two fonts, and what a reader who lacks one gets instead."""
LOOKS: dict[str, dict[str, Any]] = {
    "Normal": {"size": 10, "after": 6, "line": 1.35},
    "Title": {"size": 26, "color": "FFFFFF", "bold": True, "before": 4, "after": 6, "line": 1.15},
    "Cover Line": {"size": 10.5, "color": PALE, "after": 2},
    "Heading 1": {"size": 15, "bold": True, "before": 22, "after": 8, "keep": True},
    "Heading 2": {"size": 10, "bold": True, "before": 11, "after": 4, "keep": True},
    "TOC Heading": {"size": 9, "color": MUTED, "after": 2, "keep": True},
    "toc 1": {"size": 9.5, "after": 1},
    "Verdict": {"size": 11, "color": "0B4747", "bold": True, "before": 2, "after": 10, "keep": True},
    "Warning": {"size": 10, "color": "5F1D16", "after": 4},
    "Gap": {"size": 4},
    "Note": {"size": 8.5, "color": MUTED, "after": 4, "line": 1.3},
    "List Bullet": {"size": 10, "after": 4, "line": 1.35},
    "Caption": {"size": 8.5, "color": MUTED, "after": 10},
    "Picture": {"size": 10, "before": 6, "after": 2, "keep": True},
    "Table Text": {"size": 8.8, "line": 1.2},
    "Table Small": {"size": 7.4, "line": 1.2},
    "Table Head": {"size": 8.8, "color": BRAND, "bold": True, "line": 1.2, "keep": True},
    "Card Note": {"size": 8.5, "color": MUTED, "after": 1, "line": 1.2},
    "Card Value": {"size": 15, "bold": True, "after": 1, "line": 1.15},
    "Footer": {"size": 8.5, "color": MUTED},
}
"""Points, colour, weight, room and whether it stays with what follows, of every style used."""
AFTER_SHADING = ("w:tabs", "w:kinsoku", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")


def plain(text: str) -> str:
    r"""Take from a text what a Word file cannot hold, or what would turn its direction.

    Example:
        >>> plain("a\x07b\u202e\nc")
        'ab\nc'
    """
    return UNFIT.sub("", text)


def element(tag: str, **attributes: str) -> Any:
    """Make an element of Word's main namespace.

    Args:
        tag: Its name without prefix.
        **attributes: Its attributes, without prefix.
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def paragraph(place: File | _Cell, text: str, style: str, *, first: bool = False) -> Paragraph:
    """Write a paragraph.

    Args:
        place: The document or a cell.
        text: What it says; a line break stays one.
        style: Name of its style.
        first: Take the empty paragraph that every cell begins with.
    """
    written = place.paragraphs[0] if first else place.add_paragraph()
    written._p.style = style.replace(" ", "")  # by its id: looking up the name each time takes half of the writing
    written.add_run(plain(text))
    return written


def numbered(heading: Paragraph, number: str, text: str) -> None:
    """Write a number in colour, and a title."""
    if number:
        colour(heading, f"{plain(number)}  ", ACCENT)
    heading.add_run(plain(text))


def colour(place: Paragraph, text: str, tone: str) -> None:
    """Write a piece of text in a colour."""
    from docx.shared import RGBColor

    place.add_run(plain(text)).font.color.rgb = RGBColor.from_string(tone)


def field_part(place: Paragraph, kind: str) -> None:
    """Begin, divide or end a field: ``begin``, ``separate``, ``end``."""
    place.add_run()._r.append(element("fldChar", fldCharType=kind))


def field(place: Paragraph, instruction: str) -> None:
    """Begin a field that Word computes; its result follows, then its end."""
    field_part(place, "begin")
    code = element("instrText")
    code.text = f" {instruction} "
    place.add_run()._r.append(code)
    field_part(place, "separate")


def frame(cell: _Cell, *, top: str = "", fill: str = "", room: int = 0) -> None:
    """Give a cell a line on top, a ground, and room around its text.

    Args:
        cell: The cell.
        top: Colour of the line.
        fill: Colour of the ground.
        room: Twentieths of a point.
    """
    own = cell._tc.get_or_add_tcPr()
    if top:
        edges = element("tcBorders")
        edges.append(element("top", val="single", sz="16", space="0", color=top))
        own.append(edges)
    if fill:
        own.append(element("shd", val="clear", color="auto", fill=fill))
    margins = element("tcMar")
    for side in ("top", "left", "bottom", "right"):
        margins.append(element(side, w=str(room), type="dxa"))
    own.append(margins)


def set_type(file: File, language: str) -> None:
    """Name the fonts in every style, the languages, and stand-ins for readers who lack the fonts.

    Args:
        file: The document.
        language: Language of the report.
    """
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    named = {"ascii": LATIN[language], "hAnsi": LATIN[language], "eastAsia": fonts.FAMILY, "cs": LATIN[language]}
    for found in file.styles.element.iter(qn("w:rFonts")):
        found.attrib.clear()  # a font of the theme would win over one named
        for part, name in named.items():
            found.set(qn(f"w:{part}"), name)
    for found in file.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), LANGUAGES["en"])  # of Latin words, which Chinese rules would break anywhere
        found.set(qn("w:eastAsia"), LANGUAGES["zh"])
    part_of_fonts: Any = file.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    part_of_fonts._blob = FONT_TABLE.encode()


def set_styles(file: File) -> None:
    """Give every style the report's look; those that Word does not bring are made.

    Args:
        file: The document.
    """
    from docx.shared import Pt

    for name, look in LOOKS.items():
        _style(file, name, **look)
    for name, fill, edge in (("Verdict", WASH, BRAND), ("Warning", BLUSH, BAD)):
        own = file.styles[name].element.get_or_add_pPr()
        border = element("pBdr")
        border.append(element("left", val="single", sz="24", space="6", color=edge))
        own.insert_element_before(border, "w:shd", *AFTER_SHADING)
        own.insert_element_before(element("shd", val="clear", color="auto", fill=fill), *AFTER_SHADING)
        file.styles[name].paragraph_format.left_indent = Pt(8)
    for unwanted in ("w:pBdr", "w:tabs"):  # the line below a title, and the middle of a footer
        for found in file.styles.element.xpath(f"w:style[@w:styleId='Title' or @w:styleId='Footer']/w:pPr/{unwanted}"):
            found.getparent().remove(found)
    _table_style(file)


def _style(
    file: File,
    name: str,
    *,
    size: float,
    color: str = INK,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    line: float = 1.0,
    keep: bool = False,
) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    if name not in {style.name for style in file.styles}:
        file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.islower())
    style = cast("ParagraphStyle", file.styles[name])
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(color)
    form = style.paragraph_format
    form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(after), keep
    form.line_spacing = line


def _table_style(file: File) -> None:
    """A line under every row, a strong one under the head."""
    from docx.enum.style import WD_STYLE_TYPE

    style = file.styles.add_style("Report Table", WD_STYLE_TYPE.TABLE).element
    whole, edges, margins = element("tblPr"), element("tblBorders"), element("tblCellMar")
    for side in ("bottom", "insideH"):
        edges.append(element(side, val="single", sz="4", space="0", color=LINE))
    for side, room in (("top", 50), ("left", 80), ("bottom", 50), ("right", 80)):
        margins.append(element(side, w=str(room), type="dxa"))
    whole.extend([edges, margins])
    first, cell, under = element("tblStylePr", type="firstRow"), element("tcPr"), element("tcBorders")
    under.append(element("bottom", val="single", sz="10", space="0", color=BRAND))
    cell.append(under)
    first.append(cell)
    style.extend([whole, first])
