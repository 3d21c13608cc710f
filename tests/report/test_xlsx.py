"""The workbook: formulas that give the values shown, texts that stay texts, sheets that a client finds their way in."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from xml.etree import ElementTree as ET

import formulas
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from shequn.errors import RenderError
from shequn.report import xlsx
from shequn.report.model import Column, Cover, Document, Section, Table

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
WRITTEN = {}


@pytest.fixture
def book(document, tmp_path_factory):
    language = document.cover.language
    if language not in WRITTEN:
        WRITTEN[language] = tmp_path_factory.mktemp("book") / "report.xlsx"
        xlsx.write(document, WRITTEN[language])
    return WRITTEN[language]


def sheet(path, number: int) -> ET.Element:
    with zipfile.ZipFile(path) as whole:
        return ET.fromstring(whole.read(f"xl/worksheets/sheet{number}.xml"))


def live(path, number: int) -> dict[str, tuple[str, str]]:
    """Formula and stored value of every cell of a sheet that holds a formula."""
    return {
        cell.get("r"): (cell.findtext(f"{MAIN}f"), cell.findtext(f"{MAIN}v"))
        for cell in sheet(path, number).iter(f"{MAIN}c")
        if cell.find(f"{MAIN}f") is not None
    }


def values(path, number: int) -> list[list[object]]:
    """What a viewer that does not calculate shows."""
    return CalamineWorkbook.from_path(path).get_sheet_by_index(number - 1).to_python(skip_empty_area=False)


def evaluate(formula: str, cells: list[list[object]]) -> object:
    """Work a formula out with an engine that knows nothing of this package."""
    worked = formulas.Parser().ast(f"={formula}")[1].compile()

    def of(reference: str) -> np.ndarray:
        corners = [re.fullmatch(r"([A-Z])(\d+)", corner).groups() for corner in reference.replace("$", "").split(":")]
        (left, top), (right, bottom) = corners[0], corners[-1]
        rows = cells[int(top) - 1 : int(bottom)]
        return np.array([row[ord(left) - 65 : ord(right) - 64] for row in rows], dtype=object)

    return np.asarray(worked(*[of(name) for name in worked.inputs])).ravel()[0]


def place(document: Document, wanted: Table) -> int:
    """Number of a table's sheet: a summary and the parameters stand before it."""
    return 3 + [table for _, table in document.tables()].index(wanted)


def test_every_formula_gives_the_value_shown_and_the_value_of_the_report(document, book):
    checked = 0
    for table in [document.sections[1].blocks[1], document.sections[3].blocks[2]]:
        number = place(document, table)
        cells, found = values(book, number), live(book, number)
        for column, spec in enumerate(table.columns):
            for row, line in enumerate(table.rows):
                name, value = f"{chr(65 + column)}{row + 2}", line[column]
                if spec.formula is None or value is None:
                    assert name not in found
                    continue
                formula, stored = found[name]
                expected = value * (100 if spec.kind == "points" else 1)
                assert float(stored) == pytest.approx(expected, rel=1e-12)
                assert evaluate(formula, cells) == pytest.approx(expected, rel=1e-9)
                checked += 1
    assert checked == 2 * 12 + 97


def test_formulas_over_the_rows_of_a_long_table_hold_too(document, book):
    table = next(table for _, table in document.tables() if table.only == "xlsx")
    number = place(document, table)
    cells, found = values(book, number), live(book, number)
    assert len(found) > 5_000
    for name in list(found)[:: len(found) // 25]:
        assert evaluate(found[name][0], cells) == pytest.approx(float(found[name][1]), rel=1e-9)


def test_a_formula_is_blank_where_it_would_divide_by_nothing():
    columns = [Column(key=key, label="") for key in "abc"]
    rate = Column(key="r", label="", formula="{a}/{b}/({b}+{c})")
    [cell] = xlsx.formulas(rate, columns, rows=1)
    assert cell == '=IF(OR(N(B2)=0,N(B2+C2)=0),"",A2/B2/(B2+C2))'
    for a, b, c, expected in ((6.0, 2.0, 1.0, 1.0), (6.0, 0.0, 1.0, ""), (6.0, 2.0, -2.0, ""), (0.0, 2.0, 1.0, 0.0)):
        assert evaluate(cell[1:], [["a", "b", "c"], [a, b, c]]) == expected


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6),
    st.sampled_from(["{a}/{b}", "({a}-{a@-1})/{a@-1}", "{a}/{a@sum}", "{b}/{a@first}", "{a}-{b}", "{a}/({a}+{b})*100"]),
)
def test_references_point_where_they_say(rows, formula):
    columns = [Column(key=key, label="", kind="int") for key in "ab"]
    cells = [["a", "b"], *([float(value) for value in row] for row in rows)]
    found = xlsx.formulas(Column(key="x", label="", formula=formula), columns, len(rows))
    for row, ((a, b), cell) in enumerate(zip(rows, found, strict=True)):
        before, first, total = (rows[row - 1][0] if row else None), rows[0][0], sum(line[0] for line in rows)
        upper, lower = {
            "{a}/{b}": (a, b),
            "({a}-{a@-1})/{a@-1}": (a - (before or 0), before),
            "{a}/{a@sum}": (a, total),
            "{b}/{a@first}": (b, first),
            "{a}-{b}": (a - b, 1),
            "{a}/({a}+{b})*100": (a * 100, a + b),
        }[formula]
        if lower is None:
            assert cell is None
        else:
            assert evaluate(cell[1:], cells) == (pytest.approx(upper / lower) if lower else "")


def test_growth_is_blank_where_the_report_has_none(document, book):
    table = document.sections[3].blocks[2]
    cells = values(book, place(document, table))
    for row, line in enumerate(table.rows):
        for column, value in enumerate(line):
            assert (cells[row + 1][column] == "") == (value is None)


def test_texts_stay_texts(document, book, hostile):
    number = place(document, document.sections[1].blocks[1])
    names = [row[0] for row in values(book, number)[1:]]
    assert names == [xlsx.UNFIT.sub("", name) for name in hostile]
    kinds = [cell.get("t") for cell in sheet(book, number).iter(f"{MAIN}c") if re.fullmatch(r"A\d+", cell.get("r"))]
    assert set(kinds) == {"s"}
    assert not any(name.startswith("A") for name in live(book, number))
    # Editing such a cell in Excel would turn it into a formula but for the prefix.
    with zipfile.ZipFile(book) as whole:
        styles = ET.fromstring(whole.read("xl/styles.xml")).find(f"{MAIN}cellXfs")
        assert not any("externalLink" in name or "vba" in name for name in whole.namelist())
        links = [name for name in whole.namelist() if name.startswith("xl/worksheets/_rels")]
        assert links == []
    cells = {cell.get("r"): int(cell.get("s")) for cell in sheet(book, number).iter(f"{MAIN}c")}
    for row, name in enumerate(hostile, 2):
        prefixed = styles[cells[f"A{row}"]].get("quotePrefix") == "1"
        assert prefixed == name.startswith(("=", "+", "-", "@"))


def one_table(text: str, rows: list[list[object]], **more: object) -> Document:
    shared = {"language": "en", "currency": "CNY"}
    table = Table(title=text, columns=[Column(key="name", label=text)], rows=rows, **more)
    section = Section(id="a", number="1", title=text, verdict=text, blocks=[table, table], **shared)
    return Document(cover=Cover(client=text, title=text, period=text, **shared), sections=[section])


@pytest.mark.parametrize(
    "text",
    [
        "'",
        "[]:*?/\\",
        "History",
        "Summary",
        "a" * 40_000,
        "\x00\x07",
        "_x0041_",
        "\u202etxt.exe",
        "\ufffe\uffff",
        "🦌" * 20,
        "=1+1",
    ],
)
def test_any_text_gives_a_file_that_opens(text, tmp_path):
    path = tmp_path / "x.xlsx"
    xlsx.write(one_table(text, [[text]]), path)
    opened = CalamineWorkbook.from_path(path)
    names = opened.sheet_names
    assert len({name.casefold() for name in names}) == len(names) == 4
    assert all(0 < len(name.encode("utf-16-le")) // 2 <= 31 for name in names)
    shown = opened.get_sheet_by_index(2).to_python()[1][0]
    kept = xlsx.UNFIT.sub("", text)
    assert shown == (kept if len(kept) <= 32_767 else kept[:32_766] + "…")
    assert live(path, 3) == {}


def test_the_first_sheet_sums_up(document, book):
    cells = values(book, 1)
    text = "\n".join(str(value) for row in cells for value in row if value != "")
    cover = document.cover
    assert cells[0][0] == cover.client
    for part in (cover.title, cover.period, cover.prepared, document.sections[0].blocks[1].text):
        assert part in text
    for section in document.sections:
        [row] = [row for row in cells if row[1] == section.title]
        assert row[2] == section.verdict
    names = CalamineWorkbook.from_path(book).sheet_names
    listed = [row[1] for row in cells if row[1] in names]
    assert listed == names[2:]
    targets = [link.get("location") for link in sheet(book, 1).iter(f"{MAIN}hyperlink")]
    assert targets == [f"'{name}'!A1" for name in names[2:]]


def test_the_second_sheet_holds_the_parameters(document, book):
    cells = values(book, 2)
    assert [(row[0], row[1]) for row in cells[1:]] == list(document.cover.parameters)


def test_numbers_dates_and_money_are_what_they_are(document, book):
    table = document.sections[3].blocks[2]
    number = place(document, table)
    row = values(book, number)[1]
    assert row[:2] == ["2026-W01", "ALL"]
    assert row[8] == dt.date(2026, 3, 1)
    assert row[7] == 1234.5
    with zipfile.ZipFile(book) as whole:
        styles = ET.fromstring(whole.read("xl/styles.xml"))
    codes = {entry.get("numFmtId"): entry.get("formatCode") for entry in styles.iter(f"{MAIN}numFmt")}
    builtin = {"0": "General", "3": "#,##0", "4": "#,##0.00"}
    looks = [entry.get("numFmtId") for entry in styles.find(f"{MAIN}cellXfs")]
    cells = {cell.get("r"): looks[int(cell.get("s"))] for cell in sheet(book, number).iter(f"{MAIN}c")}
    points = " pts" if document.cover.language == "en" else " 个百分点"
    expected = {
        "C2": "#,##0",
        "E2": "0.0%",
        "F3": "+0.0%;-0.0%;0.0%",
        "G3": f'+0.0"{points}";-0.0"{points}";0.0"{points}"',
        "H2": '"¥"#,##0.00',
        "I2": "yyyy-mm-dd",
        "J2": "#,##0.00",
    }
    assert {name: (codes | builtin)[cells[name]] for name in expected} == expected


def test_a_table_can_be_read_filtered_and_printed(document, book):
    table = document.sections[3].blocks[2]
    root = sheet(book, place(document, table))
    pane = root.find(f".//{MAIN}pane")
    assert (pane.get("xSplit"), pane.get("ySplit"), pane.get("state")) == ("1", "1", "frozen")
    assert root.find(f"{MAIN}autoFilter").get("ref") == f"A1:J{len(table.rows) + 1}"
    setup = root.find(f"{MAIN}pageSetup")
    assert (setup.get("orientation"), setup.get("paperSize"), setup.get("fitToHeight")) == ("landscape", "9", "0")
    widths = [float(column.get("width")) for column in root.iter(f"{MAIN}col")]
    assert all(8 < width < 60 for width in widths)


def test_chinese_takes_twice_the_width(tmp_path):
    widths = []
    for text in ("abcdefghijkl", "一二三四五六七八九十甲乙"):
        xlsx.write(one_table(text, [[text]]), tmp_path / "x.xlsx")
        widths.append(float(next(sheet(tmp_path / "x.xlsx", 3).iter(f"{MAIN}col")).get("width")))
    assert widths[1] - widths[0] == pytest.approx(12, abs=0.1)


def test_the_file_is_the_same_every_time_and_says_what_it_is(document, book, tmp_path):
    again = tmp_path / "again.xlsx"
    xlsx.write(document, again)
    assert again.read_bytes() == book.read_bytes()
    with zipfile.ZipFile(book) as whole:
        about = whole.read("docProps/core.xml").decode()
        looks = ET.fromstring(whole.read("xl/styles.xml")).find(f"{MAIN}fonts")
    assert f"<dc:title>{document.cover.title}</dc:title>" in about
    assert "2026-01-01T00:00:00Z" in about
    names = {font.find(f"{MAIN}name").get("val") for font in looks}
    assert names == {{"en": "Calibri", "zh": "Microsoft YaHei"}[document.cover.language]}
    assert looks.find(f".//{MAIN}scheme") is None  # a scheme would put another font in its place


def test_a_table_longer_than_a_sheet_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    with pytest.raises(RenderError, match=r"table 'T' has 4 rows, a sheet holds 3"):
        xlsx.write(one_table("T", [["x"]] * 4), tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []
