"""The PDF report: tagged, every value, only the packaged fonts, pages that a reader would not stumble over."""

from __future__ import annotations

import io
import re

import pypdf
import pytest

from shequn import fonts
from shequn.errors import RenderError
from shequn.fonts import printable
from shequn.report import pdf
from shequn.report.format import format_value
from shequn.report.model import Bullets, Document, Picture, Section, Table, Text

READ: dict[str, tuple[bytes, pypdf.PdfReader, list[list[str]]]] = {}


@pytest.fixture
def read(document):
    """The file, its pages, and their lines; made once for each language."""
    if document.cover.language not in READ:
        file = pdf.render(document)
        book = pypdf.PdfReader(io.BytesIO(file))
        READ[document.cover.language] = file, book, [lines(page) for page in book.pages]
    return READ[document.cover.language]


@pytest.fixture
def book(read):
    return read[1]


@pytest.fixture
def pages(read):
    return read[2]


def lines(page: pypdf.PageObject) -> list[str]:
    return [" ".join(line.split()) for line in page.extract_text().splitlines() if line.strip()]


def test_the_file_is_the_same_every_time(document, read):
    file = pdf.render(document)
    assert file == read[0]
    assert b"/CreationDate" not in file


def test_it_can_be_read_aloud(document, book):
    root = book.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == {"en": "en-GB", "zh": "zh-CN"}[document.cover.language]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert book.metadata.title == f"{document.cover.title} · {document.cover.client}"
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    kinds = structure(root["/StructTreeRoot"].get_object())
    pictures = [block for section in document.sections for block in section.blocks if isinstance(block, Picture)]
    tables = [table for _, table in document.tables() if table.only is None]
    assert kinds.count("/H1") == len(document.sections)
    assert kinds.count("/Table") == len(tables)
    assert kinds.count("/TH") == sum(len(table.columns) for table in tables)
    assert kinds.count("/TD") == sum(len(table.columns) * len(table.rows) for table in tables)
    alts = re.findall(re.escape(pictures[0].alt), " ".join(alternatives(root["/StructTreeRoot"].get_object())))
    assert len(alts) == len(pictures)


def _children(node):
    found = node.get("/K", [])
    for child in (part.get_object() for part in (found if isinstance(found, list) else [found])):
        if isinstance(child, dict) and "/S" in child:
            yield child


def structure(node) -> list[str]:
    return [kind for child in _children(node) for kind in (child["/S"], *structure(child))]


def alternatives(node) -> list[str]:
    return [text for child in _children(node) for text in (str(child.get("/Alt", "")), *alternatives(child))]


def test_every_section_can_be_jumped_to(document, book):
    assert [entry.title for entry in book.outline] == [
        f"{section.number} {section.title}".strip() for section in document.sections
    ]


def test_every_value_of_every_table_is_there(document, pages):
    text = "\n".join(line for page in pages for line in page)
    language, currency = document.cover.language, document.cover.currency
    tables = [table for _, table in document.tables() if table.only is None]
    assert len(tables) == 4
    for table in tables:
        for row in table.rows:
            values = zip(row, table.columns, strict=True)
            shown = (printable(format_value(value, column.kind, language, currency)) for value, column in values)
            assert " ".join(" ".join(shown).split()) in text
    assert "\ufffd" not in text
    assert "\x00" not in text


def test_names_that_look_like_markup_stay_text(pages, hostile):
    text = "\n".join(line for page in pages for line in page)
    for name in hostile:
        assert f"\n{' '.join(printable(name).split())} " in text


def test_only_the_packaged_fonts_are_used_and_all_are_inside(book):
    found = {}

    def walk(resources):
        for font in (resources.get("/Font") or {}).values():
            face = font.get_object()
            [inner] = face["/DescendantFonts"]
            found[face["/BaseFont"]] = inner.get_object()["/FontDescriptor"].get_object()
        for form in (resources.get("/XObject") or {}).values():
            if "/Resources" in form.get_object():
                walk(form.get_object()["/Resources"].get_object())

    for page in book.pages:
        walk(page["/Resources"].get_object())
    assert {re.sub(r"^/\w{6}\+|-Identity-H$", "", name) for name in found} == {"NotoSansSC-Regular", "NotoSansSC-Bold"}
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor) for descriptor in found.values())


def test_pages_are_numbered_and_name_the_client(document, pages):
    for number, page in enumerate(pages, 1):
        foot = " ".join(page[-2:])
        assert f"{number} / {len(pages)}" in foot
        assert document.cover.client in foot


def test_no_heading_stands_at_the_foot_of_a_page(document, pages):
    titles = [section.title for section in document.sections]
    titles += [block.title for section in document.sections for block in section.blocks if isinstance(block, Table)]
    titles += [label.label for _, table in document.tables() for label in table.columns[:1]]
    for page in pages:
        body = [line for line in page if document.cover.client not in line and not re.fullmatch(r"\d+ / \d+", line)]
        assert not any(body[-1].endswith(title) for title in titles)


def test_a_long_table_takes_its_heading_to_every_page(document):
    rows = document.sections[3].blocks[2].rows * 4
    table = document.sections[3].blocks[2].model_copy(update={"rows": rows})
    section = document.sections[3].model_copy(update={"blocks": [table]})
    book = pypdf.PdfReader(io.BytesIO(pdf.render(document.model_copy(update={"sections": [section]}))))
    heading = " ".join(column.label for column in table.columns[:3])
    assert len(book.pages) >= 3
    assert all(any(line.startswith(heading) for line in lines(page)) for page in book.pages)


@pytest.mark.parametrize("number", range(4, 26, 3))
def test_the_last_page_is_not_almost_empty(document, number):
    words = document.sections
    text = next(block for block in words[1].blocks if isinstance(block, Text))
    points = next(block for block in words[0].blocks if isinstance(block, Bullets))
    picture = next(block for block in words[3].blocks if isinstance(block, Picture))
    sections = [
        Section(
            id=f"s{place}",
            number=str(place),
            title=words[0].title,
            verdict=words[0].verdict,
            blocks=[text, points, *([picture] if place % 3 == 1 else [])],
            language=document.cover.language,
            currency="CNY",
        )
        for place in range(1, number)
    ]
    book = pypdf.PdfReader(io.BytesIO(pdf.render(Document(cover=document.cover, sections=sections))))
    assert len(book.pages) == 1 or len(lines(book.pages[-1])) > 8


def test_a_report_that_no_size_suits_keeps_its_full_size(document, monkeypatch):
    monkeypatch.setattr(pdf, "FITS", pdf.FITS[:1])
    full = pdf.render(document)
    monkeypatch.undo()
    monkeypatch.setattr(pdf, "FULL_ENOUGH", 2.0)
    assert pdf.render(document) == full


def test_a_missing_font_is_an_error(document, monkeypatch, tmp_path):
    pdf.typefaces.cache_clear()
    monkeypatch.setattr(fonts, "directory", lambda: tmp_path)
    with pytest.raises(RenderError, match=r"Noto Sans SC of weight 400, 700 is not in .*install shequn again"):
        pdf.render(document)


def test_a_broken_drawing_is_an_error(document):
    section = document.sections[0].model_copy(update={"blocks": [Picture(svg="<svg", alt="x")]})
    with pytest.raises(RenderError, match="typst could not set the report"):
        pdf.render(document.model_copy(update={"sections": [section]}))


def test_long_names_and_words_stay_on_the_page(document):
    long = "超长客户名称" * 12 + "W" * 90
    cover = document.cover.model_copy(update={"client": long})
    cells = ["W" * 400, "很长的内容" * 80]
    columns = [
        column.model_copy(update={"formula": None, "kind": "text"})
        for column in document.sections[1].blocks[1].columns[:2]
    ]
    table = Table(title=long, columns=columns, rows=[cells])
    section = document.sections[0].model_copy(update={"title": long, "verdict": long, "blocks": [table]})
    book = pypdf.PdfReader(io.BytesIO(pdf.render(Document(cover=cover, sections=[section]))))
    text = "".join("".join(page.extract_text().split()) for page in book.pages).replace("\u200b", "")
    assert text.count("W" * 90) >= 1
    assert text.count("很长的内容") == 80
    right = []
    for page in book.pages:
        page.extract_text(
            visitor_text=lambda text, cm, tm, font, size: right.append(tm[4] * cm[0] + cm[4]) if text.strip() else None
        )
    assert max(right) < float(book.pages[0].mediabox.width)
