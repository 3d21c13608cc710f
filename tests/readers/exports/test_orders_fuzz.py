"""Whatever stands in a table of orders or people: each row is kept, refused or passed over, or an error is said."""

import contextlib
import csv
import io
from pathlib import Path

import pytest
import xlsxwriter
from exporting import mutated
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ordering import FORMS, SALES, put

from shequn.errors import ShequnError
from shequn.readers.exports import customers, shops
from shequn.readers.exports.base import Move, Options
from shequn.readers.exports.streams import head

TABLES = {name: sale.text for name, sale in SALES.items()} | {
    "youzan_customers": "客户姓名,客户昵称,客户手机号,成为客户时间,\n林,小林,186******05,2026-05-01,\n,,18600000000\n",
    "member_list": "群ID,成员ID,昵称,身份,入群时间,退群时间\n,007,林,群主,2026-05-01 09:00,\n,,,,,2026-05-01\n",
}
READERS = {reader.NAME: reader for reader in (*shops.FORMATS, *customers.FORMATS)}
WORDS = [
    "", " ", "\t", "-", "无", "0", "0元", "-30.00", "¥1,299.00", "1e400", '="1930679858112345678"', "1.93E+18", "'186",
    '"', "18600000000", "186******05", "2026-05-01 09:00:00", "2016/5/23 22:02", "2026年5月1日", "31/2/2026", "😀",
    "3/4/2026", "2999-01-01", "0000-00-00", "1777600800", "46143.5", "交易成功", "交易关闭", "等待买家付款", "收款",
    "退款", "无退款申请", "退款成功", "E20260525220543065306159", "E99999999999999065306159", "a\nb", "a\r\nb", "\u3000"
]  # fmt: skip
CELL = st.one_of(st.sampled_from(WORDS), st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=6))
NATIVE = st.one_of(CELL, st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False), st.booleans())


def accounted(name: str, path: Path, *, dayfirst: bool | None = True) -> list[int]:
    """Lines of the records, a person who came and left counted once."""
    READERS[name].sure(head(path))
    found = READERS[name].records(path, Options(dayfirst=dayfirst))
    return [record.line for record in found if not isinstance(record, Move)]


def each_once(found: list[int], rows: dict[int, list]) -> bool:
    """Whether each row has one record; a wholly blank one may have none."""
    filled = {line for line, cells in rows.items() if any(str(cell).strip() for cell in cells)}
    return len(found) == len(set(found)) and filled <= set(found) <= rows.keys()


def header_of(name: str) -> list[str]:
    return next(csv.reader(TABLES[name].splitlines()))


def fuzzed(examples: int):
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def row_of(draw: st.DrawFn, cell: st.SearchStrategy, width: int) -> list:
    """Mostly as wide as the header."""
    wide = draw(st.sampled_from([0, 0, 0, 0, -1, 1, -width]))
    return draw(st.lists(cell, min_size=width + wide, max_size=width + wide))


@st.composite
def csv_file(draw: st.DrawFn, name: str, end: str = "\n") -> tuple[str, dict[int, list[str]]]:
    """A text, and its rows by line."""
    out, rows = io.StringIO(), {}
    write = csv.writer(out, lineterminator=end).writerow
    write(header_of(name))
    for cells in draw(st.lists(row_of(CELL, len(header_of(name))), min_size=1, max_size=8)):
        rows[out.getvalue().count("\n") + 1] = cells
        write(cells)
    return out.getvalue(), rows


@pytest.mark.parametrize("name", READERS)
@fuzzed(8)
@given(data=st.data())
def test_each_row_of_a_csv_file_has_one_record_and_its_line(tmp_path, name, data):
    encoding, end = data.draw(st.sampled_from([("utf-8", "\n"), ("gb18030", "\r\n")]))
    text, rows = data.draw(csv_file(name, end))
    path = tmp_path / "fuzz.csv"
    path.write_bytes(text.encode(encoding))
    found = accounted(name, path)
    assert each_once(found, rows), (found, list(rows))


@pytest.mark.parametrize("name", READERS)
@fuzzed(8)
@given(data=st.data())
def test_bytes_that_are_no_text_cost_their_row_and_no_other(tmp_path, name, data):
    text, rows = data.draw(csv_file(name))
    encoding = data.draw(st.sampled_from(["utf-8", "gb18030"]))
    raw = bytearray(text.encode(encoding))
    start = len(text.partition("\n")[0].encode(encoding)) + 1
    for _ in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.integers(start, len(raw) - 1))
        raw[place:place] = data.draw(st.sampled_from([b"\0", b"\xff", b"\x81"]))
    path = tmp_path / "fuzz.csv"
    path.write_bytes(raw)
    with contextlib.suppress(ShequnError):
        found = accounted(name, path)
        assert each_once(found, rows) or '"' in text, (found, list(rows))  # a broken quote may cost its row's lines


@pytest.mark.parametrize("name", READERS)
@fuzzed(8)
@given(data=st.data())
def test_each_row_of_a_workbook_has_one_record_and_its_line(tmp_path, name, data):
    rows = {}
    path = tmp_path / "fuzz.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, header_of(name))
        for n, cells in enumerate(data.draw(st.lists(row_of(NATIVE, len(header_of(name))), max_size=8)), start=1):
            rows[n + 1] = cells
            for m, cell in enumerate(cells):
                (sheet.write_string if isinstance(cell, str) else sheet.write)(n, m, cell)
    found = accounted(name, path)
    assert each_once(found, rows), (found, list(rows))


@pytest.mark.parametrize("name", READERS)
@fuzzed(15)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_in_words(tmp_path, name, data):
    form = data.draw(st.sampled_from(FORMS))
    path = put(tmp_path, TABLES[name], form)
    raw = data.draw(mutated(path.read_bytes()))
    path.write_bytes(raw)
    with contextlib.suppress(ShequnError):
        found = accounted(name, path, dayfirst=None)
        assert len(found) == len(set(found))
        assert form == "xlsx" or len(found) <= raw.count(b"\n") + raw.count(b"\r") + 1
