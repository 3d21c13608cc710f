"""Workbooks written by XlsxWriter, as Excel would: typed cells, blank areas, formulas, several sheets."""

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from reading import read

from shequn.errors import InputError
from shequn.readers import workbooks
from shequn.readers.exports import streams
from shequn.readers.exports.table_files import table_head
from shequn.readers.workbooks import cell_text, check_size

HEAD = ["群ID", "用户ID", "昵称", "角色", "入群时间", "退群时间"]


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write rows to a sheet whose first cell stands at (top, left); None leaves a cell out."""

    def write(rows: list[list[Any]], top: int = 0, left: int = 0, others: tuple[str, ...] = (), **options: Any) -> Path:
        book = xlsxwriter.Workbook(tmp_path / "members.xlsx", {"default_date_format": "yyyy/m/d h:mm", **options})
        sheet = book.add_worksheet("名单")
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if cell is not None:
                    sheet.write(top + i, left + j, cell)
        for name in others:
            book.add_worksheet(name)
        book.close()
        return tmp_path

    return write


@pytest.mark.parametrize("options", [{}, {"date_1904": True}, {"constant_memory": True}])
def test_typed_cells(workbook: Callable[..., Path], options: dict[str, bool]) -> None:
    noon = dt.datetime(2026, 3, 5, 12, 0, 0)
    rows = [
        HEAD,
        ["g1", 7.0, True, "群主", noon, None],
        ["g1", "007", 3.5, None, dt.date(2026, 3, 5), "2026年3月6日 9:07"],
        [12, 123456789012345, '=HYPERLINK("x")', None, noon + dt.timedelta(seconds=1), noon + dt.timedelta(days=2)],
    ]
    found = read(workbook(rows, **options))
    members = found.tables["members"]
    assert [row["member_id"] for row in members] == ["7", "007", "123456789012345"]
    assert [row["group_id"] for row in members] == ["g1", "g1", "12"]
    assert [row["joined_at"] for row in members] == [
        dt.datetime(2026, 3, 5, 4), dt.datetime(2026, 3, 4, 16), dt.datetime(2026, 3, 5, 4, 0, 1),
    ]  # fmt: skip
    assert [row["left_day"] for row in members] == [None, dt.date(2026, 3, 6), dt.date(2026, 3, 7)]
    assert members[0]["nickname"] == "True"


def test_lines_are_rows_of_the_sheet(workbook: Callable[..., Path]) -> None:
    rows = [
        HEAD,
        ["g1", 1, None, None, 46086.5],
        [],
        ["g1", 1234567890123456789, None, None, 46086.5],  # Excel keeps 15 digits
        ["g1", 2, None, None, "soon"],
        ["g1", 3, None, None, 46086.5, None, "stray"],
        ["g1", 4, None, None, 46086.5, " "],
    ]
    found = read(workbook(rows, top=2, left=1))
    assert [row["member_id"] for row in found.tables["members"]] == ["1", "4"]
    assert [(line, reason) for line, _, _, reason in found.notes("members")] == [
        (6, "lost_digits"), (7, "bad_date"), (8, "ragged_row"),
    ]  # fmt: skip
    assert found.quality.tables["members"].rows_in == 5


def test_only_the_first_sheet_is_read_and_others_are_named(workbook: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match=r"members.xlsx, sheet 名单: the file is empty.*the others are 成员, 说明"):
        read(workbook([], others=("成员", "说明")))


def test_missing_column_names_the_sheet(workbook: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match=r"sheet 名单: the required column joined_at is missing"):
        read(workbook([["群ID", "用户ID"], ["g1", 1]]))


@pytest.mark.parametrize("damage", ["text", "truncated", "other zip", "protected"])
def test_no_workbook(workbook: Callable[..., Path], damage: str) -> None:
    folder = workbook([HEAD, ["g1", 1, None, None, 46086.5]])
    path = folder / "members.xlsx"
    if damage == "other zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "a")
    else:
        whole = path.read_bytes()
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)
        path.write_bytes({"text": b"group_id,member_id\n", "truncated": whole[:-300], "protected": ole}[damage])
    with pytest.raises(InputError, match=r"members.xlsx: (no readable XLSX workbook|.*password)"):
        read(folder)


def test_a_damaged_sheet_in_a_sound_archive(workbook: Callable[..., Path]) -> None:
    folder = workbook([HEAD, *[["g1", i, None, None, 46086.5] for i in range(50)]])
    path = folder / "members.xlsx"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)
    with pytest.raises(InputError, match=r"members.xlsx"):
        read(folder)


def test_a_stray_cell_far_out_is_refused_before_all_cells_up_to_it_are_held(workbook: Callable[..., Path]) -> None:
    folder = workbook([HEAD, ["g1", 1, None, None, 46086.5]])
    with xlsxwriter.Workbook(folder / "members.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(InputError, match=r"spans 17,179,869,184 cells, more than the 67,108,864 that are read"):
        read(folder)
    assert table_head(streams.head(folder / "members.xlsx")) == ()


def test_a_sheet_counts_up_to_its_last_row_and_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "wide.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write(9, 27, "AB10")
    monkeypatch.setattr(workbooks, "CELL_LIMIT", 280)
    check_size(path)
    monkeypatch.setattr(workbooks, "CELL_LIMIT", 279)
    with pytest.raises(InputError, match="spans 280 cells"):
        check_size(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    workbook: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = workbook([HEAD, ["g1", 1, None, None, 46086.5]])
    monkeypatch.setattr(workbooks, "WORKBOOK_LIMIT", 1000)
    with pytest.raises(InputError, match="more than the 1,000 that are read"):
        read(folder)


def test_cells_as_text() -> None:
    numbers = [7, 7.0, 0.1 + 0.2, 1e15, 123456789012345.0, -1.5]
    assert " ".join(map(cell_text, numbers)) == "7 7 0.3 1.00000000000000e+15 123456789012345 -1.5"
    others = [True, dt.time(9, 7), dt.timedelta(hours=30), dt.date(2026, 3, 5)]
    assert [cell_text(cell) for cell in others] == ["True", "09:07:00", "1 day, 6:00:00", "2026-03-05"]
