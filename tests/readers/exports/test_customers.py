"""Lists of people: short rows, masked telephone numbers, groups that the file's name stands for."""

import contextlib
import csv
import datetime as dt
from pathlib import Path

import ordering
import pytest
import xlsxwriter
from ordering import FORMS, FULL, PHONE

from shequn.errors import InputError, ShequnError
from shequn.readers.exports import customers
from shequn.readers.exports.base import Move, Options, Passed, Person, Refused, Seat
from shequn.readers.exports.streams import head

YOUZAN, PLAIN = customers.FORMATS
HEADER = (
    "客户姓名,客户昵称,客户手机号,客户生日,客户性别,标签,是否会员,消费次数,消费金额,累计退款金额,上次消费时间,分销员,导购员,来源渠道,"
    "来源方式,成为客户时间,成为会员时间,公众号,微信地域,指定时间消费次数,指定时间消费金额,\n"
)


@pytest.fixture
def put(tmp_path):
    def write(text: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize("form", FORMS)
def test_youzan_customers_in_rows_shorter_than_the_header(tmp_path, form):
    path = ordering.put(
        tmp_path,
        HEADER
        + "林,小林,186******05,,,,是,3,59.90,0.00,2026-05-01 09:00:00,,,,,2026-05-01 09:00:00\n"
        + f",阿明,{FULL},,,,否,0,0.00,0.00,,,,微商城,,2026-05-01 09:00:00,,,,,\n"
        + f",明,'+86-{FULL},,,,否\n"
        + ",,186******05,,,,否\n"
        + f",,{FULL}\n"
        + ",,,,,,,,,\n"
        + "林\n",
        form,
    )
    assert (YOUZAN.sure(head(path)), PLAIN.sure(head(path))) == (1.0, 0.0)
    assert list(YOUZAN.records(path, Options())) == [
        Person(2, "name:小林", "小林"),
        Person(3, PHONE, "阿明"),
        Person(4, PHONE, "明"),
        Refused(5, "blank_id"),
        Person(6, PHONE),
        Refused(8, "blank_id"),
    ]


def test_a_number_that_excel_holds_as_a_number(tmp_path):
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, next(csv.reader([HEADER])))
        sheet.write_row(1, 0, ["林", 7, int(FULL)])
    assert list(YOUZAN.records(path, Options())) == [Person(2, PHONE, "7")]


def test_customers_without_a_header_of_theirs_cannot_be_read(put):
    with pytest.raises(InputError, match="客户手机号 is missing"):
        list(YOUZAN.records(put("客户昵称,手机\n小林,1\n"), Options()))


def test_a_plain_list_in_a_file_named_after_the_group(put):
    path = put(
        '成员ID,昵称,身份,入群时间,退群时间\n="007",林,群主,2026-05-01 09:00,\n'
        "8,王,成员,2026-05-01 09:00,2026-05-03 10:00\n9,李,,soon,\n,,成员,2026-05-01,\n10,赵,,2026-05-03,2026-05-01\n"
        "11,钱,,1990-05-03,\n",
        "早餐群.csv",
    )
    assert PLAIN.sure(head(path)) == 0.6
    joined = dt.datetime(2026, 5, 1, 9)
    assert list(PLAIN.records(path, Options())) == [
        Seat(2, "早餐群", "007", joined, None, "owner", "林"),
        Seat(3, "早餐群", "8", joined, None, "member", "王"),
        Move(3, "早餐群", "8", dt.datetime(2026, 5, 3, 10), "leave", "王"),
        Refused(4, "bad_date", "SOON"),
        Refused(5, "blank_id"),
        Refused(6, "left_before_joined"),
        Refused(7, "before_2000"),
    ]


def test_a_number_for_an_id_does_not_leave_the_list(put):
    path = put(f"群ID,成员ID,昵称,入群时间\ng1,{FULL},林{FULL},\n,,,{FULL}\n")
    assert list(PLAIN.records(path, Options())) == [Seat(2, "g1", PHONE, name=f"林{PHONE}"), Refused(3, "blank_id")]


def test_no_row_of_a_list_is_lost(put):
    path = put("群ID,成员ID,昵称,入群时间,备注\n" + "g1,1\n" * 300 + "g1,1,林,,\n,,,,只有备注\n")
    found = list(PLAIN.records(path, Options()))
    assert [r.line for r in found[:2]] == [302, 303]
    assert isinstance(found[1], Passed)
    assert sum(isinstance(r, Refused) and r.reason == "ragged_row" for r in found) == 300


def test_a_list_with_group_and_union_ids(put):
    path = put("group_id,external_userid,unionid,nickname,join_time\ng1,wm1,u1,Ann,2026-05-01\ng1,wm2,,Bo,\n")
    when = dt.datetime(2026, 6, 1)
    assert list(PLAIN.records(path, Options(taken_at=when))) == [
        Seat(2, "g1", "wm1", dt.datetime(2026, 5, 1), when, "member", "Ann", "u1"),
        Seat(3, "g1", "wm2", None, when, "member", "Bo"),
    ]


@pytest.mark.parametrize("text", ["群ID,成员ID,发言时间\ng,1,2026-05-01\n", "a,b\n1,2\n", '{"a": 1}', ""])
def test_other_tables_are_no_member_lists(put, text):
    assert PLAIN.sure(head(put(text))) == 0.0


@pytest.mark.parametrize("shop", customers.FORMATS)
@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"\xff\xfe\x00", b'"' * 99, b"a,b\n\0\n"])
def test_what_is_no_list_is_refused_in_words(tmp_path, shop, raw):
    path = tmp_path / "x.csv"
    path.write_bytes(raw)
    shop.sure(head(path))
    found: list[object] = []
    with contextlib.suppress(ShequnError):
        found += shop.records(path, Options())
    assert all(isinstance(record, Refused) for record in found)
