"""The report as a Word document that can be edited: real headings, repeated table heads, East Asian fonts."""

# ruff: noqa: SLF001  (python-docx gives its XML under such names alone)
from __future__ import annotations

import io
import math
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

from shequn.errors import RenderError
from shequn.report import docx_parts as parts
from shequn.report.docx_parts import paragraph
from shequn.report.format import display_width, format_value, numbered, paragraphs
from shequn.report.model import Bullets, Cards, Picture, Text
from shequn.report.pdf import ARROWS, needs, typefaces, wraps
from shequn.report.pdf import WIDTH as EMS
from shequn.texts import Texts

if TYPE_CHECKING:
    from docx.document import Document as File
    from docx.table import Table as Grid
    from docx.table import _Cell, _Row

    from shequn.report.model import Block, Card, Column, Document, Section, Table

MADE = datetime(2026, 1, 1)  # noqa: DTZ001  (a fixed date, so that one report gives one file)
MARGIN, WIDTH = 19, 172
"""Millimetres beside the text, and of the text."""
DOTS = 220
"""Dots per inch of a picture: sharp in print."""
DRAWING = b"""
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image(bytes(sys.inputs.svg), format: "svg")
"""


def render(document: Document) -> bytes:
    """Write a report as DOCX.

    Args:
        document: The report.

    Returns:
        The file, the same bytes for the same report.

    Raises:
        RenderError: A picture cannot be drawn.
    """
    import docx

    file = docx.Document()
    _set_up(file, document)
    writer = _Writer(file, document)
    writer.cover()
    if len(document.sections) > 5:
        writer.contents()
    for number, section in enumerate(document.sections, 1):
        writer.section(section, number)
    whole = io.BytesIO()
    file.save(whole)
    return _undated(whole)


def png(svg: str) -> bytes:
    """Draw a picture as PNG, in the packaged fonts.

    Args:
        svg: The drawing.

    Returns:
        The file, 220 dots an inch.

    Raises:
        RenderError: typst cannot draw it.
    """
    import typst

    try:
        drawn = typst.compile(
            DRAWING,
            format="png",
            ppi=DOTS,
            font_paths=typefaces(),
            sys_inputs={"svg": svg},
        )
    except RuntimeError as error:
        raise RenderError(f"typst could not draw a picture: {error}") from error
    return drawn


class _Writer:
    """One document in the making."""

    def __init__(self, file: File, document: Document) -> None:
        self.file, self.document, self.word = file, document, Texts(document.cover.language)

    def cover(self) -> None:
        cover = self.document.cover
        [cell] = self._grid(1, [1.0]).rows[0].cells
        parts.frame(cell, fill=parts.BRAND, room=240)
        paragraph(cell, cover.title, "Cover Line", first=True)
        paragraph(cell, cover.client, "Title")
        for text in filter(None, (cover.period, cover.prepared)):
            paragraph(cell, text, "Cover Line")
        paragraph(self.file, "", "Gap")

    def contents(self) -> None:
        """Write the contents as a field: Word can renew it, and every entry leads to its section."""
        paragraph(self.file, self.word("render.contents"), "TOC Heading")
        for number, section in enumerate(self.document.sections, 1):
            entry = paragraph(self.file, "", "toc 1")
            if number == 1:
                parts.field(entry, r'TOC \o "1-1" \n \h')
            link = parts.element("hyperlink", anchor=_anchor(number), history="1")
            link.append(entry.add_run(parts.plain(f"{section.number}  {section.title}".strip()))._r)
            entry._p.append(link)
        parts.field_part(entry, "end")

    def section(self, section: Section, number: int) -> None:
        heading = self.file.add_heading(level=1)
        heading._p.append(parts.element("bookmarkStart", id=str(number), name=_anchor(number)))
        parts.numbered(heading, section.number, section.title)
        heading._p.append(parts.element("bookmarkEnd", id=str(number)))
        if section.verdict:
            paragraph(self.file, section.verdict, "Verdict")
        for block, label in numbered(section):
            if getattr(block, "only", None) != "xlsx":
                self._block(block, label, section)

    def _block(self, block: Block, label: str, section: Section) -> None:
        if isinstance(block, Text):
            self._text(block)
        elif isinstance(block, Bullets):
            for item in block.items:
                paragraph(self.file, item, "List Bullet")
        elif isinstance(block, Cards):
            self._cards(block)
        elif isinstance(block, Picture):
            self._picture(block, label)
        else:
            self._table(block, label, section)

    def _text(self, text: Text) -> None:
        if text.style == "warning":
            paragraph(self.file, self.word("render.warning"), "Warning").runs[0].bold = True
        for part in paragraphs(text.text):
            paragraph(self.file, part, {"plain": "Normal", "note": "Note", "warning": "Warning"}[text.style])

    def _cards(self, cards: Cards) -> None:
        count = len(cards.items)
        across = count if count <= 4 else 3 if count in {5, 6, 9} else 4
        grid = self._grid(math.ceil(count / across), [1.0] * across)
        cells = [cell for row in grid.rows for cell in row.cells]
        for cell, card in zip(cells, cards.items, strict=False):
            parts.frame(cell, top=parts.BRAND, room=90)
            self._card(cell, card)
        paragraph(self.file, "", "Gap")

    def _card(self, cell: _Cell, card: Card) -> None:
        paragraph(cell, card.label, "Card Note", first=True)
        paragraph(cell, card.value, "Card Value")
        if card.change:
            tone = parts.INK if card.good is None else parts.GOOD if card.good else parts.BAD
            word = "" if card.good is None else f" · {self.word('render.better' if card.good else 'render.worse')}"
            parts.colour(paragraph(cell, "", "Card Note"), f"{ARROWS[card.direction]} {card.change}{word}", tone)
        if card.detail:
            paragraph(cell, card.detail, "Card Note")

    def _picture(self, picture: Picture, label: str) -> None:
        from docx.shared import Mm

        place = paragraph(self.file, "", "Picture")
        shape = place.add_run().add_picture(io.BytesIO(png(picture.svg)), width=Mm(0.85 * WIDTH))
        shape._inline.docPr.set("descr", parts.plain(picture.alt))
        parts.numbered(paragraph(self.file, "", "Caption"), label, picture.caption)

    def _table(self, table: Table, label: str, section: Section) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        parts.numbered(self.file.add_heading(level=2), label, table.title)
        rows = [
            [
                parts.plain(format_value(value, column.kind, section.language, section.currency))
                for value, column in zip(row, table.columns, strict=True)
            ]
            for row in table.rows
        ]
        grid = self._grid(1 + len(rows), _widths(table.columns, rows), "Report Table")
        # A small table is kept on one page, as in the PDF: every row but the last stays with the next.
        whole = len(rows) <= 12 and sum(display_width(text) for row in rows for text in row) < 800
        heads = [column.label for column in table.columns]
        style = "Table Text" if len(heads) <= 8 else "Table Small"
        for number, (row, texts) in enumerate(zip(grid.rows, [heads, *rows], strict=True)):
            _keep(row, head=number == 0)
            for cell, text, column in zip(row.cells, texts, table.columns, strict=True):
                words = paragraph(cell, text, style if number else "Table Head", first=True)
                if column.kind not in {"text", "date"}:
                    words.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                if whole and number < len(rows):
                    words.paragraph_format.keep_with_next = True
        paragraph(self.file, table.caption, "Note" if table.caption else "Gap")

    def _grid(self, rows: int, widths: list[float], style: str | None = None) -> Grid:
        """Make a table as wide as the text, its columns in proportion."""
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.shared import Mm

        grid: Grid = self.file.add_table(rows, len(widths), style)
        grid.autofit, grid.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        sizes = [Mm(WIDTH * width / sum(widths)) for width in widths]
        for column, size in zip(grid.columns, sizes, strict=True):
            column.width = size
        for row in grid.rows:
            for cell, size in zip(row.cells, sizes, strict=True):
                cell.width = size
        return grid


def _set_up(file: File, document: Document) -> None:
    """Page, styles, footer, and what the file says of itself."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    cover = document.cover
    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(MARGIN)
    page.top_margin, page.bottom_margin = Mm(17), Mm(19)
    parts.set_type(file, cover.language)
    parts.set_styles(file)
    foot = page.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(f"{parts.plain(cover.client)}\t")
    for name, before in (("PAGE", ""), ("NUMPAGES", " / ")):
        foot.add_run(before)
        parts.field(foot, name)
        foot.add_run("1")
        parts.field_part(foot, "end")
    about = file.core_properties
    about.title, about.subject = parts.plain(f"{cover.title} · {cover.client}")[:255], parts.plain(cover.period)[:255]
    about.author = about.last_modified_by = about.comments = ""
    about.language, about.created, about.modified = parts.LANGUAGES[cover.language], MADE, MADE


def _anchor(number: int) -> str:
    return f"_Toc{number:08d}"


def _keep(row: _Row, *, head: bool) -> None:
    """Let no row break, and repeat the head on every page."""
    own = row._tr.get_or_add_trPr()
    own.append(parts.element("cantSplit"))
    if head:
        own.append(parts.element("tblHeader"))


def _widths(columns: list[Column], rows: list[list[str]]) -> list[float]:
    """Share the width out: numbers take what they need, words share what is left when they must wrap."""
    found = needs(columns, rows)
    if sum(found) <= EMS:
        return found
    words = [
        math.sqrt(min(need, EMS)) if wraps(column, need) else 0 for column, need in zip(columns, found, strict=True)
    ]
    left = EMS - sum(need for need, word in zip(found, words, strict=True) if not word)
    if left < EMS / 3:  # numbers alone fill the page
        return found
    return [left * word / sum(words) if word else need for need, word in zip(found, words, strict=True)]


def _undated(whole: io.BytesIO) -> bytes:
    """Take the hour of writing out of the file."""
    made = io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, MADE.timetuple()[:6]), source.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
