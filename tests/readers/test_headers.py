"""Headers: aliases in both languages, explicit mapping, and errors that say how to mend them."""

import pytest

from shequn.errors import InputError
from shequn.readers.headers import COLUMNS, KNOWN, match, plain


@pytest.mark.parametrize("table", COLUMNS)
def test_no_alias_stands_for_two_columns(table: str) -> None:
    from shequn.readers.headers import _ALIASES

    aliases = [plain(alias) for column in COLUMNS[table] for alias in (column, *_ALIASES[table][column].split())]
    doubled = {alias for alias in aliases if aliases.count(alias) > 1}
    assert not doubled
    assert len(KNOWN[table]) == len(aliases)


@pytest.mark.parametrize(
    "header",
    [
        "member_id",
        "Member ID",
        "MEMBER-ID",
        " member_id\t",
        "\ufeffmember_id",
        "ＭＥＭＢＥＲ＿ＩＤ",
        "memberId",
        "用户ID",
        "用户id",
    ],
)
def test_spellings(header: str) -> None:
    assert match("messages", ["群ID", header, "发言时间"], {}, "m.csv") == {"group_id": 0, "member_id": 1, "sent_at": 2}


def test_chinese_order_export() -> None:
    headers = [
        "订单编号",
        "买家会员名",
        "用户ID",
        "买家实际支付金额",
        "订单状态",
        "订单付款时间 ",
        "退款金额（元）",
        "退款时间",
        "群ID",
    ]
    assert match("orders", headers, {}, "o.csv") == {
        "order_id": 0,
        "member_id": 2,
        "amount": 3,
        "status": 4,
        "paid_at": 5,
        "refunded_amount": 6,
        "refunded_at": 7,
        "group_id": 8,
    }


def test_missing_column_lists_headers_the_nearest_and_the_mend() -> None:
    with pytest.raises(InputError) as error:
        match("members", ["群ID", "用户ID", "入群时刻"], {}, "members.csv")
    message = str(error.value)
    for part in (
        "members.csv",
        "joined_at",
        "'群ID', '用户ID', '入群时刻'",
        "Did you mean '入群时刻'",
        "client.yaml",
        "columns: {members: {joined_at:",
    ):
        assert part in message


def test_two_headers_for_one_column() -> None:
    headers = ["群ID", "用户ID", "会员ID", "发言时间"]
    with pytest.raises(InputError, match=r"'用户ID' and '会员ID' \(columns 2, 3\) both stand for member_id"):
        match("messages", headers, {}, "m.csv")
    assert match("messages", headers, {"member_id": "会员ID"}, "m.csv")["member_id"] == 2


def test_same_header_twice_matters_only_where_it_is_meant() -> None:
    assert match("groups", ["群ID", "备注", "备注"], {}, "g.csv") == {"group_id": 0}
    with pytest.raises(InputError, match="both stand for group_id"):
        match("groups", ["群ID", "群ID"], {}, "g.csv")


def test_mapping_wins_over_alias_and_frees_no_header_for_another() -> None:
    headers = ["群ID", "用户ID", "时间", "发言时间"]
    assert match("messages", headers, {"sent_at": "时间"}, "m.csv") == {"group_id": 0, "member_id": 1, "sent_at": 2}
    found = match("messages", ["群ID", "用户ID", "时间", "昵称"], {"member_id": "昵称"}, "m.csv")
    assert found["member_id"] == 3
    with pytest.raises(InputError, match="sent_at is missing"):
        match("messages", ["群ID", "用户ID", "时间"], {"kind": "时间"}, "m.csv")


def test_mapped_header_must_be_there() -> None:
    with pytest.raises(InputError, match=r"no header '入群日'.*Did you mean '入群日期'"):
        match("members", ["群ID", "用户ID", "入群日期"], {"joined_at": "入群日"}, "m.csv")
