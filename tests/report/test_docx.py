"""The Word report: read back by python-docx, with what Word needs to show Chinese, to navigate and to print."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest
from docx import Document as Word
from docx.oxml.ns import qn

from shequn import fonts
from shequn.report import docx
from shequn.report.docx_parts import plain
from shequn.report.format import format_value
from shequn.report.model import Bullets, Cards, Picture, Table, Text

MADE: dict[str, bytes] = {}


@pytest.fixture
def made(document):
    """The file of a language, made once."""
    if document.cover.language not in MADE:
        MADE[document.cover.language] = docx.render(document)
    return MADE[document.cover.language]


@pytest.fixture
def book(made):
    return Word(io.BytesIO(made))


def grids(book):
    return [table for table in book.tables if table.style and table.style.name == "Report Table"]


def test_the_file_is_the_same_every_time(document, made):
    assert docx.render(document) == made


def test_sections_are_headings_that_word_can_navigate(document, book):
    heads = [paragraph for paragraph in book.paragraphs if paragraph.style.name == "Heading 1"]
    assert [head.text for head in heads] == [
        f"{s.number}  {s.title}" if s.number else s.title for s in document.sections
    ]
    assert [p.text for p in book.paragraphs if p.style.name == "Verdict"] == [
        s.verdict for s in document.sections if s.verdict
    ]
    anchors = [entry.get(qn("w:anchor")) for entry in book.element.iter(qn("w:hyperlink"))]
    marks = [mark.get(qn("w:name")) for mark in book.element.iter(qn("w:bookmarkStart"))]
    assert anchors == marks
    assert len(set(anchors)) == len(document.sections)


def test_fields_are_whole(book):
    for part in (book.element, book.sections[0].footer._element):
        kinds = [field.get(qn("w:fldCharType")) for field in part.iter(qn("w:fldChar"))]
        assert kinds
        assert kinds == ["begin", "separate", "end"] * (len(kinds) // 3)
    codes = [code.text.split()[0] for code in book.sections[0].footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_every_table_is_there_with_every_value(document, book):
    tables = [table for _, table in document.tables() if table.only is None]
    assert len(grids(book)) == len(tables) > 0
    language, currency = document.cover.language, document.cover.currency
    for grid, table in zip(grids(book), tables, strict=True):
        shown = [[cell.text for cell in row.cells] for row in grid.rows]
        assert shown[0] == [column.label for column in table.columns]
        assert shown[1:] == [
            [
                plain(format_value(value, column.kind, language, currency))
                for value, column in zip(row, table.columns, strict=True)
            ]
            for row in table.rows
        ]


def test_heads_are_repeated_and_no_row_breaks(book):
    for grid in grids(book):
        heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in grid.rows]
        assert heads == [True] + [False] * (len(grid.rows) - 1)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in grid.rows)
        widths = [column.width for column in grid.columns]
        assert sum(widths) == pytest.approx(docx.WIDTH * 36_000, rel=0.001)
        assert min(widths) > 0


def test_numbers_stand_to_the_right(document, book):
    grid, table = grids(book)[1], [table for _, table in document.tables() if table.only is None][1]
    for cell, column in zip(grid.rows[1].cells, table.columns, strict=True):
        assert (cell.paragraphs[0].alignment == 2) is (column.kind not in {"text", "date"})


def test_all_words_of_all_blocks_are_there(document, book):
    text = "\n".join(
        [p.text for p in book.paragraphs]
        + [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    )
    for section in document.sections:
        for block in section.blocks:
            match block:
                case Text():
                    wanted = block.text.split("\n\n")
                case Bullets():
                    wanted = block.items
                case Cards():
                    wanted = [part for c in block.items for part in (c.label, c.value, c.change, c.detail) if part]
                case Picture():
                    wanted = [block.caption]
                case Table():
                    wanted = [block.title] if block.only is None else []
            assert all(plain(words) in text for words in wanted)
    for words in (document.cover.client, document.cover.title, document.cover.period, document.cover.prepared):
        assert words in text


def test_pictures_have_words_for_those_who_do_not_see(document, book):
    pictures = [b for s in document.sections for b in s.blocks if isinstance(b, Picture)]
    assert [shape._inline.docPr.get("descr") for shape in book.inline_shapes] == [p.alt for p in pictures]
    assert len({shape._inline.docPr.id for shape in book.inline_shapes}) == len(pictures)


def test_chinese_has_its_font_in_every_style(document, book):
    latin = {"en": "Calibri", "zh": fonts.FAMILY}[document.cover.language]
    found = list(book.styles.element.iter(qn("w:rFonts")))
    assert found
    for named in found:
        assert named.attrib == {
            qn("w:ascii"): latin, qn("w:hAnsi"): latin, qn("w:cs"): latin, qn("w:eastAsia"): fonts.FAMILY
        }  # fmt: skip
    assert not list(book.element.iter(qn("w:rFonts"))), "no run goes its own way"


def test_readers_without_the_fonts_get_near_ones(made):
    with zipfile.ZipFile(io.BytesIO(made)) as whole:
        table = ET.fromstring(whole.read("word/fontTable.xml"))
    stand_ins = {font.get(qn("w:name")): font.find(qn("w:altName")).get(qn("w:val")) for font in table}
    assert stand_ins[fonts.FAMILY].startswith("Microsoft YaHei,")
    assert set(stand_ins) == {fonts.FAMILY, "Calibri"}


def test_it_says_what_it_is(document, book):
    about = book.core_properties
    assert about.title == f"{document.cover.title} · {document.cover.client}"
    assert about.language == {"en": "en-GB", "zh": "zh-CN"}[document.cover.language]
    assert (about.author, about.comments, about.last_modified_by) == ("", "", "")
    [tag] = book.styles.element.iter(qn("w:lang"))
    assert tag.get(qn("w:eastAsia")) == "zh-CN"


def test_hostile_words_stay_words(document, made, hostile):
    with zipfile.ZipFile(io.BytesIO(made)) as whole:
        names = whole.namelist()
        relations = whole.read("word/_rels/document.xml.rels").decode()
        body = whole.read("word/document.xml").decode()
    assert 'TargetMode="External"' not in relations
    assert not [name for name in names if "vba" in name.lower() or "embed" in name.lower()]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    codes = re.findall(r"<w:instrText[^>]*>([^<]*)<", body)
    assert [code.split()[0] for code in codes] == ["TOC"]
    assert "小鹿🦌酱" in body


@pytest.mark.parametrize("text", ["bell\x07", "nul\x00", "half \ufffe", "turned \u202e", "para\u2028graph", "a\tb\nc"])
def test_no_text_breaks_the_file(document, text):
    table = document.sections[1].blocks[1]
    row = [text, *table.rows[0][1:]]
    section = document.sections[1].model_copy(
        update={"title": text, "verdict": text, "blocks": [Text(text=text), table.model_copy(update={"rows": [row]})]}
    )
    cover = document.cover.model_copy(update={"client": text, "period": text})
    file = docx.render(document.model_copy(update={"cover": cover, "sections": [section]}))
    assert Word(io.BytesIO(file)).tables[-1].rows[1].cells[0].text == plain(text)


def drawing(text: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="60pt" height="30pt" viewBox="0 0 60 30">'
        f'<text x="5" y="20" font-family="Noto Sans SC" font-size="16">{text}</text></svg>'
    )


def test_pictures_are_drawn_with_the_packaged_font():
    files = [docx.png(drawing(text)) for text in ("群", "社", "\ue000", "\ue001", "")]
    assert all(file.startswith(b"\x89PNG") for file in files)
    chinese, other, unknown, unknown_too, empty = files
    assert len({chinese, other, unknown, empty}) == 4, "letters are drawn, and not as boxes"
    assert unknown == unknown_too
