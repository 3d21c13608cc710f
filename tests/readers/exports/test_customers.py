"""Lists of people: short rows, masked telephone numbers, groups that the file's name stands for."""

import contextlib
import datetime as dt
from pathlib import Path

import pytest

from shequn.errors import ShequnError
from shequn.readers.exports import customers
from shequn.readers.exports.base import Move, Options, Person, Refused, Seat
from shequn.readers.exports.streams import head

YOUZAN, PLAIN = customers.FORMATS
HEADER = "客户姓名,客户昵称,客户手机号,客户生日,消费次数,成为客户时间,成为会员时间,来源渠道,\n"


@pytest.fixture
def put(tmp_path):
    def write(text: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_youzan_customers_have_names_only_and_rows_shorter_than_the_header(put):
    path = put(
        HEADER + "林,小林,186******05,,3,2026-05-01 09:00:00\n,阿王,18600000005,,3,2026-05-01,,微商城,\n,,,,\n,,1,\n",
        encoding="gb18030",
    )
    assert (YOUZAN.sure(head(path)), PLAIN.sure(head(path))) == (1.0, 0.0)
    assert list(YOUZAN.records(path, Options())) == [
        Person(2, "name:小林", "小林"),
        Person(3, "name:阿王", "阿王"),
        Refused(5, "blank_id"),
    ]


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
