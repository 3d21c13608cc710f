"""What becomes of each row of the four tables: every refusal and repair on rows that a person can count."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reading import TODAY, Read, read

from shequn.errors import InputError
from shequn.readers.cells import Cells
from shequn.readers.folder import connect, load
from shequn.readers.headers import COLUMNS
from shequn.readers.settings import Settings
from shequn.readers.tables import _PLANS
from shequn.texts import table as texts

Write = Callable[..., Path]
MEMBERS = "group_id,member_id,nickname,role,joined_at,left_at\n"
MESSAGES = "group_id,member_id,sent_at,kind,message_id,reply_to,mentions,column\n"
ORDERS = "order_id,member_id,group_id,paid_at,amount,refunded_amount,refunded_at,status\n"


def table(write: Write, name: str, text: str, **options: Any) -> tuple[list[dict[str, Any]], Read]:
    found = read(write(**{name: text}), **options)
    return found.tables.get(name, []), found


def reasons(found: Read, name: str) -> list[tuple[int, str]]:
    return [(note.line, note.reason) for note in found.quality.tables[name].notes]


# Members ---------------------------------------------------------------------------------------------------


def test_a_member_row_as_it_should_be(write: Write) -> None:
    rows, found = table(write, "members", MEMBERS + "g1,007, Ann 🌸 ,群主,2026-03-05 09:07,2026-03-09 00:30\n")
    assert rows == [
        {
            "group_id": "g1", "member_id": "007", "nickname": "Ann 🌸", "role": "owner",
            "joined_at": dt.datetime(2026, 3, 5, 1, 7), "left_at": dt.datetime(2026, 3, 8, 16, 30),
            "joined_day": dt.date(2026, 3, 5), "left_day": dt.date(2026, 3, 9), "last_day": dt.date(2026, 3, 9),
        }
    ]  # fmt: skip
    assert found.quality.unknown == ["no_messages", "no_orders", "no_group_names"]


@pytest.mark.parametrize(
    ("joined", "left", "days"),
    [
        ("2026-03-05 09:00", "2026-03-09 00:00", (5, 9, 8)),  # left at midnight: the day before was the last
        ("2026-03-05 09:00", "2026-03-09 00:00:01", (5, 9, 9)),
        ("2026-03-09 00:00", "2026-03-09 00:00", (9, 9, 9)),  # never before the day of joining
        ("", "2026-03-09", (None, 9, 8)),
        ("2026-03-05", "", (5, None, None)),
        ("2026-03-04T23:59:00Z", "2026-03-05T16:00:00Z", (5, 6, 5)),
    ],
)
def test_last_day_of_a_spell(write: Write, joined: str, left: str, days: tuple[int | None, ...]) -> None:
    rows, _ = table(write, "members", MEMBERS + f"g1,1,,,{joined},{left}\n")
    assert tuple(rows[0][c] and rows[0][c].day for c in ("joined_day", "left_day", "last_day")) == days


AFTER = "group_id,member_id,joined_at,left_at,left_after\n"


@pytest.mark.parametrize(
    ("joined", "left", "after", "day"),
    [
        ("2026-03-05", "2026-03-20 08:00", "2026-03-10 23:59", 10),
        ("2026-03-05", "2026-03-20 08:00", "2026-03-10T16:00:00+00:00", 11),  # midnight of the 11th in Shanghai
        ("2026-03-05", "2026-03-20 08:00", "2026-03-20 08:00", 20),  # as exact as a day
        ("", "2026-03-20 08:00", "2026-03-10 08:00", 10),
        ("2026-03-12", "2026-03-20 08:00", "2026-03-10 08:00", 12),  # nobody leaves before joining
        ("2026-03-05", "2026-03-20 08:00", "", None),
    ],
)
def test_a_leave_within_an_interval(write: Write, joined: str, left: str, after: str, day: int | None) -> None:
    rows, found = table(write, "members", AFTER + f"g1,1,{joined},{left},{after}\n")
    assert (rows[0]["after_day"] and rows[0]["after_day"].day, rows[0]["left_day"].day) == (day, 20)
    assert not found.quality.tables["members"].repaired


@pytest.mark.parametrize(
    ("left", "after"),
    [
        ("2026-03-20 08:00", "soon"),
        ("2026-03-20 08:00", "2026-03-20 08:01"),  # after the leave was found
        ("2026-03-20 08:00", "1970-01-01"),  # a blank cell of some program
        ("", "2026-03-10"),  # nobody left
    ],
)
def test_what_cannot_begin_an_interval_is_dropped_and_noted_and_the_row_stays(
    write: Write, left: str, after: str
) -> None:
    rows, found = table(write, "members", AFTER + f"g1,1,,{left},{after}\ng1,2,,2026-03-20,2026-03-10\n")
    assert [row["after_day"] for row in rows] == [None, dt.date(2026, 3, 10)]
    assert [row["left_at"] is None for row in rows] == [not left, False]
    assert found.quality.tables["members"].repaired == {"bad_interval": 1}
    assert found.notes("members") == [(2, "left_after", after, "bad_interval")]


@pytest.mark.parametrize("header", ["left_after", "最后在群时间", "退群区间起点", "Left Not Before"])
def test_headers_of_an_interval(write: Write, header: str) -> None:
    rows, _ = table(write, "members", AFTER.replace("left_after", header) + "g1,1,,2026-03-20,2026-03-10\n")
    assert rows[0]["after_day"] == dt.date(2026, 3, 10)


def test_without_the_column_there_is_no_interval(write: Write) -> None:
    rows, found = table(write, "members", MEMBERS + "g1,1,,,2026-03-05,2026-03-20\n")
    assert "after_day" not in rows[0]
    assert "left_after" in found.quality.tables["members"].columns_absent


def test_days_in_a_zone_whose_clocks_change(write: Write) -> None:
    text = MEMBERS + "g1,1,,,2026-03-08 01:30,2026-03-09 00:00\ng1,2,,,2026-03-08T07:30:00Z,2026-03-08 23:30\n"
    rows, _ = table(write, "members", text, timezone="America/New_York")
    assert rows[0]["joined_at"] == dt.datetime(2026, 3, 8, 6, 30)
    assert rows[0]["left_at"] == dt.datetime(2026, 3, 9, 4)  # summer time has begun
    assert [(row["joined_day"].day, row["last_day"].day) for row in rows] == [(8, 8), (8, 8)]


def test_member_rows_that_are_refused(write: Write) -> None:
    rows, found = table(
        write,
        "members",
        MEMBERS
        + ",1,,,2026-03-05,\n"  # 2
        + "g1, ,,,2026-03-05,\n"  # 3
        + "ALL,1,,,2026-03-05,\n"  # 4
        + "g1,1.23E+18,,,2026-03-05,\n"  # 5
        + "g1,1,,,soon,\n"  # 6
        + "g1,1,,,2026-03-05,2026-02-31\n"  # 7
        + "g1,1,,,1999-12-31,\n"  # 8
        + f"g1,1,,,{TODAY + dt.timedelta(days=2)},\n"  # 9
        + "g1,1,,,2026-03-05 09:07,2026-03-05 09:06\n"  # 10
        + f"g1,2,,,2000-01-01,{TODAY + dt.timedelta(days=1)} 23:59\n",  # 11: just inside
    )
    assert [row["member_id"] for row in rows] == ["2"]
    assert reasons(found, "members") == [
        (2, "blank_id"), (3, "blank_id"), (4, "reserved_group"), (5, "lost_digits"), (6, "bad_date"), (7, "bad_date"),
        (8, "before_2000"), (9, "future_date"), (10, "left_before_joined"),
    ]  # fmt: skip
    assert found.notes("members")[5] == (7, "left_at", "2026-02-31", "bad_date")


def test_same_member_row_twice(write: Write) -> None:
    text = MEMBERS + "g1,1,A,,2026-03-05,\ng1,1,A,,2026/3/5,\ng1,1,A,,,\ng1,1,A,成员,2026-03-05,\ng1,1,A,,,\n"
    rows, found = table(write, "members", text)
    assert len(rows) == 2
    assert reasons(found, "members") == [(3, "duplicate"), (5, "duplicate"), (6, "duplicate")]


def test_roles(write: Write) -> None:
    words = ["群主", "管理员", "普通成员", "员工", "客服", "机器人", "ADMIN ", "", "boss", "企业成员"]
    text = MEMBERS + "".join(f"g1,{i},,{word},2026-03-05,\n" for i, word in enumerate(words))
    rows, found = table(write, "members", text)
    assert " ".join(row["role"] for row in rows) == "owner admin member staff staff bot admin member member staff"
    assert found.notes("members") == [(10, "role", "boss", "unknown_role")]
    assert found.quality.tables["members"].repaired == {"unknown_role": 1}


def test_dates_whose_day_and_month_the_file_tells(write: Write) -> None:
    text = MEMBERS + "g1,1,,,3/5/2026,4/5/2026\ng1,2,,,13/5/2026,\n"
    rows, _ = table(write, "members", text)
    assert [row["joined_day"] for row in rows] == [dt.date(2026, 5, 3), dt.date(2026, 5, 13)]
    assert rows[0]["left_day"] == dt.date(2026, 5, 4)  # the other column follows


def test_dates_whose_day_and_month_nothing_tells(write: Write) -> None:
    text = MEMBERS + "g1,1,,,3/5/2026,\ng1,2,,,4/5/2026,\n"
    with pytest.raises(InputError, match=r"members.csv, column 'joined_at'.*'3/5/2026'.*dayfirst: true"):
        table(write, "members", text)
    assert table(write, "members", text, dayfirst=True)[0][0]["joined_day"] == dt.date(2026, 5, 3)
    assert table(write, "members", text, dayfirst=False)[0][0]["joined_day"] == dt.date(2026, 3, 5)


def test_dates_that_contradict_each_other(write: Write) -> None:
    text = MEMBERS + "g1,1,,,13/5/2026,\ng1,2,,,5/13/2026,\n"
    with pytest.raises(InputError, match="dayfirst"):
        table(write, "members", text)
    rows, found = table(write, "members", text, dayfirst=True)
    assert len(rows) == 1
    assert reasons(found, "members") == [(3, "bad_date")]


@pytest.mark.parametrize("text", [MEMBERS + "g1,1,,,2026-03-05,\n", "group_id,member_id,joined_at\ng1,1,2026-03-05\n"])
def test_no_leaves_is_unknown(write: Write, text: str) -> None:
    _, found = table(write, "members", text)
    assert "no_leaves" in found.quality.unknown
    assert "no_roles" in found.quality.unknown


# Messages --------------------------------------------------------------------------------------------------


def test_message_rows(write: Write) -> None:
    rows, found = table(
        write,
        "messages",
        MESSAGES + 'g1,7,2026-03-05 23:59:59,系统消息,m1,m0,"8,9",早报\ng1,7,2026-03-05T16:00:00Z,,,,,\n',
    )
    assert rows[0] == {
        "group_id": "g1", "member_id": "7", "kind": "system", "sent_at": dt.datetime(2026, 3, 5, 15, 59, 59),
        "day": dt.date(2026, 3, 5), "hour": 23, "reply_to": "m0", "mentions": "8,9", "column": "早报",
        "message_id": "m1",
    }  # fmt: skip
    assert (rows[1]["day"], rows[1]["hour"], rows[1]["kind"]) == (dt.date(2026, 3, 6), 0, "other")
    assert found.quality.unknown == ["no_members", "no_orders", "no_group_names"]


def test_kinds(write: Write) -> None:
    words = ["文本", "Text", "图片", "链接", "系统通知", "撤回", "revoke", "语音", "Poll", " 文本 ", ""]
    text = MESSAGES + "".join(f"g1,1,2026-03-05,{word},,,,\n" for word in words)
    rows, _ = table(write, "messages", text)
    assert " ".join(row["kind"] for row in rows) == "text text image link system recall recall voice poll text other"


def test_messages_repeat_only_by_their_id(write: Write) -> None:
    same = "g1,1,2026-03-05,text,,,,\n"
    text = MESSAGES + same * 2 + "g1,1,2026-03-05,text,m1,,,\ng2,1,2026-03-05,text,m1,,,\ng1,1,2026-03-06,text,m1,,,\n"
    rows, found = table(write, "messages", text)
    assert len(rows) == 4
    assert reasons(found, "messages") == [(6, "duplicate")]


def test_message_ids_that_excel_destroyed_are_no_duplicates(write: Write) -> None:
    text = MESSAGES + "g1,1,2026-03-05,text,1.23E+18,,,\n" * 3
    rows, found = table(write, "messages", text)
    assert [row["message_id"] for row in rows] == [None] * 3
    assert found.quality.tables["messages"].repaired == {"lost_message_id": 3}


def test_message_rows_that_are_refused(write: Write) -> None:
    text = MESSAGES + "g1,1,,text,,,,\ng1,,2026-03-05,text,,,,\ng1,1,2099-01-01,text,,,,\ng1,1,2026-03-05,text,,,,\n"
    rows, found = table(write, "messages", text)
    assert len(rows) == 1
    assert reasons(found, "messages") == [(2, "bad_date"), (3, "blank_id"), (4, "future_date")]
    assert found.quality.tables["messages"].loud


def test_a_column_of_texts_is_no_kind(write: Write) -> None:
    text = MESSAGES + "".join(f"g1,1,2026-03-05,word{i},,,,\n" for i in range(1001))
    with pytest.raises(InputError, match=r"column 'kind': more than 1,000 different values"):
        table(write, "messages", text)


def test_no_kinds_is_unknown(write: Write) -> None:
    _, found = table(write, "messages", "group_id,member_id,sent_at\ng1,1,2026-03-05\n")
    assert "no_kinds" in found.quality.unknown
    assert found.quality.tables["messages"].columns_absent == ["kind", "reply_to", "mentions", "column", "message_id"]


# Orders ----------------------------------------------------------------------------------------------------


def test_an_order_as_it_should_be(write: Write) -> None:
    rows, _ = table(
        write, "orders", ORDERS + '="0042",007,g1,2026-03-05 23:30,"¥1,299.00",99.5元,2026-03-20 09:00,交易成功\n'
    )
    assert rows == [
        {
            "order_id": "0042", "member_id": "007", "group_id": "g1", "paid_at": dt.datetime(2026, 3, 5, 15, 30),
            "day": dt.date(2026, 3, 5), "amount": 129_900, "refunded": 9_950, "refund_day": dt.date(2026, 3, 20),
        }
    ]  # fmt: skip


def test_order_rows_that_are_refused_or_set_aside(write: Write) -> None:
    rows, found = table(
        write,
        "orders",
        ORDERS
        + "1,,,2026-03-05,10,,,\n"  # 2: nobody's order is an order
        + "2,7,,,10,,,\n"  # 3
        + "3,7,,2026-03-05,,,,待付款\n"  # 4
        + "4,7,,2026-03-05,10,,,Cancelled\n"  # 5
        + "5,7,,2026-03-05,10,,,交易关闭\n"  # 6
        + "6,7,,2026-03-05,10,10,,交易关闭\n"  # 7: paid, then closed with the money back
        + ",7,,2026-03-05,10,,,\n"  # 8
        + "1.2E+15,7,,2026-03-05,10,,,\n"  # 9
        + "7,1.2E+15,,2026-03-05,10,,,\n"  # 10
        + "8,7,ALL,2026-03-05,10,,,\n"  # 11
        + "9,7,,yesterday,10,,,\n"  # 12
        + "10,7,,2026-03-05,ten,,,\n"  # 13
        + "11,7,,2026-03-05,,,,\n"  # 14
        + "12,7,,2026-03-05,10.123,,,\n"  # 15
        + "13,7,,2026-03-05,-10,,,\n"  # 16
        + "14,7,,2026-03-05,10,ten,,\n"  # 17
        + "15,7,,2026-03-05,10,-1,,\n"  # 18
        + "16,7,,2026-03-05,10,10.01,,\n"  # 19
        + "17,7,,2026-03-05,10,1,2099-01-01,\n"  # 20
        + "18,7,,2026-03-05,0元,,,\n",  # 21: free, but an order
    )
    assert [row["order_id"] for row in rows] == ["1", "6", "18"]
    assert rows[0]["member_id"] is None
    assert [pair for pair in reasons(found, "orders") if pair[1] != "undated_refund"] == [
        (3, "unpaid"), (4, "unpaid"), (5, "unpaid"), (6, "unpaid"), (8, "blank_id"), (9, "lost_digits"),
        (10, "lost_digits"), (11, "reserved_group"), (12, "bad_date"), (13, "bad_amount"), (14, "bad_amount"),
        (15, "bad_amount"), (16, "negative_amount"), (17, "bad_amount"), (18, "negative_amount"),
        (19, "refund_exceeds_amount"), (20, "future_date"),
    ]  # fmt: skip


def test_refunds(write: Write) -> None:
    rows, found = table(
        write,
        "orders",
        ORDERS
        + "1,7,,2026-03-05,10,,,已退款\n"  # in full, on the day of payment
        + "2,7,,2026-03-05,10,0,2026-03-09,refunded\n"  # in full
        + "3,7,,2026-03-05,10,,2026-03-09,\n"  # a date of refund and no amount: in full
        + "4,7,,2026-03-05,10,,2026-03-09,部分退款\n"  # how much is not known
        + "5,7,,2026-03-05,10,4,,部分退款\n"
        + "6,7,,2026-03-05,10,4,2026-03-09,已完成\n"
        + "7,7,,2026-03-05,10,0,2026-03-09,已完成\n"
        + "8,7,,2026-03-05,10,,,odd\n",
    )
    days = [row["refund_day"] and row["refund_day"].day for row in rows]
    assert [row["refunded"] for row in rows] == [1000, 1000, 1000, 0, 400, 400, 0, 0]
    assert days == [5, 9, 9, None, 5, 9, None, None]
    assert found.quality.tables["orders"].repaired == {
        "unknown_status": 1, "assumed_full_refund": 3, "unknown_refund": 1, "undated_refund": 2,
    }  # fmt: skip
    assert reasons(found, "orders") == [
        (2, "assumed_full_refund"), (2, "undated_refund"), (3, "assumed_full_refund"), (4, "assumed_full_refund"),
        (5, "unknown_refund"), (6, "undated_refund"), (9, "unknown_status"),
    ]  # fmt: skip


def test_same_order_id_again(write: Write) -> None:
    rows, found = table(
        write,
        "orders",
        ORDERS
        + "1,7,g1,2026-03-05,10,,,待付款\n"  # not yet paid: no order, hence no conflict
        + "1,7,g1,2026-03-05,10,,,\n"
        + "1,7,g1,2026/3/5,10.00,,,已完成\n"  # the same in other words
        + "1,7,g1,2026-03-05,11,,,\n"
        + "1,8,g1,2026-03-05,10,,,\n"
        + "2,7,g1,2026-03-05,10,,,\n",
    )
    assert [(row["order_id"], row["amount"]) for row in rows] == [("1", 1000), ("2", 1000)]
    assert reasons(found, "orders") == [
        (2, "unpaid"), (4, "duplicate"), (5, "conflicting_order"), (6, "conflicting_order"),
    ]  # fmt: skip


def test_orders_none_of_which_was_paid_are_known_to_be_none(write: Write) -> None:
    rows, found = table(write, "orders", ORDERS + "1,7,g1,,10,,,待付款\n")
    assert rows == []
    assert "no_orders" not in found.quality.unknown


@pytest.mark.parametrize(("rows", "message"), [("", "only a header"), ("1,7,g1,soon,10,,,\n", "bad_date 1; the first")])
def test_orders_without_a_usable_row_do_not_pass_for_no_orders(write: Write, rows: str, message: str) -> None:
    with pytest.raises(InputError, match=rf"orders\.csv: no usable row.*{message}.*take the file away"):
        table(write, "orders", ORDERS + rows)


# Groups ----------------------------------------------------------------------------------------------------


def test_groups(write: Write) -> None:
    rows_of_file = "g1,茶友群,粉丝群,2026-01-02,\ng1,茶友,,,\ng2,,my type,,2026-03-05 09:00\n,x,,,\n"
    text = "群ID,群名称,群类型,创建时间,解散时间\n" + rows_of_file
    rows, found = table(write, "groups", text)
    assert rows == [
        {"group_id": "g1", "name": "茶友群", "type": "fan", "created_day": dt.date(2026, 1, 2), "dissolved_day": None},
        {"group_id": "g2", "name": None, "type": "my type", "created_day": None, "dissolved_day": dt.date(2026, 3, 5)},
    ]
    assert reasons(found, "groups") == [(3, "duplicate"), (5, "blank_id")]
    assert "no_group_names" not in found.quality.unknown


# All -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (MEMBERS, r"members\.csv: no usable row \(only a header\)"),
        (MEMBERS + "g1,1,,,soon,\n", r"bad_date 1; the first in line 2, joined_at: 'soon'"),
    ],
)
def test_nothing_usable_is_an_error(write: Write, members: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(write(members=members, messages=MESSAGES))


@pytest.mark.parametrize("name", COLUMNS)
def test_every_reason_a_table_may_give_has_words(write: Write, tmp_path: Path, name: str) -> None:
    folder = write(**{name: ",".join(COLUMNS[name]) + "\n" + ",".join(["1.2E+18"] * len(COLUMNS[name])) + "\n"})
    connection = connect()
    source = load(connection, name, folder / f"{name}.csv", {}, tmp_path)
    plan = _PLANS[name](Cells(connection, source, Settings(today=TODAY)))
    assert {f"reason.{check.reason}" for check in (*plan.refusals, *plan.repairs)} <= texts().keys()
    connection.close()
