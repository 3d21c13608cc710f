"""Files that are no tables, or more than can be read, are refused in words."""

from ordering import put

from shequn.readers.exports.streams import head
from shequn.readers.exports.table_files import is_workbook, table_head


def test_a_csv_file_may_begin_with_the_letters_of_a_zip(tmp_path):
    path = put(tmp_path, "PK,订单号\n1,2\n")
    assert not is_workbook(path)
    assert table_head(head(path)) == ("PK", "订单号")
