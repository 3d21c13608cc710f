"""Files that are no tables, or more than can be read, are refused in words."""

import zipfile

import pytest
import xlsxwriter
from ordering import SALES, put

from shequn.errors import InputError
from shequn.readers.exports import table_files
from shequn.readers.exports.streams import head
from shequn.readers.exports.table_files import check_size, is_workbook, table_head


def test_a_stray_cell_far_out_is_refused_before_all_cells_up_to_it_are_held(tmp_path):
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["订单号", "金额"])
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(InputError, match=r"spans 17,179,869,184 cells, more than the 67,108,864 that are read"):
        check_size(path)
    assert table_head(head(path)) == ()


def test_a_sheet_counts_up_to_its_last_row_and_column(tmp_path, monkeypatch):
    path = tmp_path / "wide.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write(9, 27, "AB10")
    monkeypatch.setattr(table_files, "CELL_LIMIT", 280)
    check_size(path)
    monkeypatch.setattr(table_files, "CELL_LIMIT", 279)
    with pytest.raises(InputError, match="spans 280 cells"):
        check_size(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(table_files, "WORKBOOK_LIMIT", 1000)
    with pytest.raises(InputError, match="more than the 1,000 that are read"):
        check_size(put(tmp_path, SALES["youzan_orders"].text, "xlsx"))


def test_a_zip_that_is_no_workbook(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../a.csv", "a,b\n")
    with pytest.raises(InputError, match="a zip file, but no XLSX workbook"):
        check_size(path)
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(InputError, match="no readable XLSX workbook"):
        check_size(path)


def test_a_csv_file_may_begin_with_the_letters_of_a_zip(tmp_path):
    path = put(tmp_path, "PK,订单号\n1,2\n")
    assert not is_workbook(path)
    assert table_head(head(path)) == ("PK", "订单号")
