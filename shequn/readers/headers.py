"""Which header stands for which column: canonical names, aliases in Chinese and English, explicit mapping."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from shequn.errors import InputError, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Finder = Callable[[str, Sequence[str], Mapping[str, str], str], dict[str, int]]

REQUIRED = {
    "members": ("group_id", "member_id", "joined_at"),
    "messages": ("group_id", "member_id", "sent_at"),
    "orders": ("order_id", "member_id", "paid_at", "amount"),
    "groups": ("group_id",),
}
OPTIONAL = {
    "members": ("nickname", "role", "left_at", "left_after"),
    "messages": ("kind", "reply_to", "mentions", "column", "message_id"),
    "orders": ("group_id", "refunded_amount", "refunded_at", "status"),
    "groups": ("name", "type", "created_at", "dissolved_at"),
}
COLUMNS = {table: REQUIRED[table] + OPTIONAL[table] for table in REQUIRED}

_GROUP_ID = "群ID 群组ID 群聊ID 社群ID 群号 群编号 chat_id room_id chatroom_id"
_MEMBER_ID = (
    "成员ID 用户ID 会员ID 客户ID 群成员ID 成员编号 会员编号 uid wxid openid unionid external_userid 外部联系人ID"
)
_ALIASES = {
    "members": {
        "group_id": _GROUP_ID,
        "member_id": _MEMBER_ID + " 微信ID",
        "nickname": "昵称 群昵称 用户昵称 成员昵称 会员昵称 微信昵称 nick display_name group_nickname",
        "role": "角色 身份 成员角色 群身份 群角色 成员身份 member_role",
        "joined_at": "入群时间 加入时间 进群时间 加群时间 入群日期 进群日期 加入日期 "
        "join_time joined join_date joined_time",
        "left_at": "退群时间 离开时间 离群时间 退出时间 退群日期 离开日期 离群日期 "
        "leave_time left left_time quit_time leave_date",
        "left_after": "最后在群时间 最后在群日期 最晚在群时间 退群区间起点 left_not_before",
    },
    "messages": {
        "group_id": _GROUP_ID,
        "member_id": _MEMBER_ID + " 发送人ID 发送者ID 发言人ID 发言者ID sender_id",
        "sent_at": "发言时间 发送时间 消息时间 发言日期 发送日期 时间 "
        "time timestamp send_time sent_time msg_time message_time",
        "kind": "消息类型 类型 type msg_type message_type",
        "reply_to": "回复 回复消息ID 引用消息ID reply_to_message_id reply_to_id",
        "mentions": "提及 提及成员 艾特 @成员 mentioned",
        "column": "栏目 栏目名称 所属栏目",
        "message_id": "消息ID 消息编号 msg_id",
    },
    "orders": {
        "order_id": "订单号 订单编号 订单ID order_no order_number order_sn",
        "member_id": _MEMBER_ID + " 买家ID 顾客ID 下单人ID buyer_id customer_id",
        "group_id": _GROUP_ID,
        "paid_at": "支付时间 付款时间 订单付款时间 买家付款时间 支付日期 付款日期 "
        "pay_time payment_time paid_time pay_date paid_date",
        "amount": "实付金额 支付金额 付款金额 买家实际支付金额 买家实付金额 订单实付金额 用户实付金额 实付 金额 "
        "paid_amount pay_amount payment_amount amount_paid",
        "refunded_amount": "退款金额 已退款金额 订单已退款金额 实退金额 refund_amount refund amount_refunded",
        "refunded_at": "退款时间 退款日期 refund_time refunded_time refund_date",
        "status": "订单状态 状态 支付状态 order_status",
    },
    "groups": {
        "group_id": _GROUP_ID,
        "name": "群名称 群名 群聊名称 群组名称 社群名称 名称 group_name chat_name room_name",
        "type": "群类型 社群类型 类型 group_type",
        "created_at": "创建时间 建群时间 创建日期 建群日期 create_time created created_time",
        "dissolved_at": "解散时间 解散日期 dissolve_time dissolved dissolved_time",
    },
}


def plain(name: str) -> str:
    """Bring a header or a code word to the form in which spellings compare.

    Args:
        name: As the file spells it.

    Returns:
        Without case, width, blanks, underscores, hyphens, byte-order mark and a unit in brackets at the end.

    Example:
        >>> plain(" Ｇroup_ID "), plain("实付金额（元）")
        ('groupid', '实付金额')
    """
    text = unicodedata.normalize("NFKC", name).casefold().strip("\ufeff \t\r\n")
    text = re.sub(r"\([^()]*\)$", "", text) or text
    return re.sub(r"[\s_\-\ufeff]", "", text)


KNOWN = {
    table: {plain(alias): column for column in COLUMNS[table] for alias in (column, *_ALIASES[table][column].split())}
    for table in COLUMNS
}


def recognised(table: str, headers: Sequence[str], mapping: Mapping[str, str]) -> int:
    """Count the headers that mean something, to tell the right delimiter from a wrong one.

    Args:
        table: Name of the table.
        headers: Headers as the file has them.
        mapping: Canonical column to header, as the user maps them.

    Returns:
        Number of headers known by alias or mapping.
    """
    known = KNOWN[table].keys() | {plain(header) for header in mapping.values()}
    return sum(plain(header) in known for header in headers)


def match(table: str, headers: Sequence[str], mapping: Mapping[str, str], file: str) -> dict[str, int]:
    """Find the canonical columns among a file's headers.

    Args:
        table: Name of the table.
        headers: Headers as the file has them.
        mapping: Canonical column to header, as the user maps them; wins over the aliases.
        file: Name of the file, for the message.

    Returns:
        Canonical column to the position of its header.

    Raises:
        InputError: A required column is missing, two headers stand for one column, or a mapped header is not there.

    Example:
        >>> match("groups", ["群名称", "群ID", "备注"], {}, "groups.csv")
        {'group_id': 1, 'name': 0}
    """
    spelled = [plain(header) for header in headers]
    candidates: dict[str, list[int]] = {column: [] for column in COLUMNS[table]}
    for column, header in mapping.items():
        candidates[column] = [i for i, text in enumerate(spelled) if text == plain(header)]
        if not candidates[column]:
            raise InputError(
                f"{file}: no header {header!r}, which client.yaml maps to {column}.{nearest(header, headers)} "
                f"{_seen(headers)}"
            )
    taken = {i for found in candidates.values() for i in found}
    for i, text in enumerate(spelled):
        column_or_none = KNOWN[table].get(text)
        if i not in taken and column_or_none and column_or_none not in mapping:
            candidates[column_or_none].append(i)
    for column, found in candidates.items():
        if len(found) > 1:
            both = " and ".join(repr(headers[i]) for i in found)
            raise InputError(
                f"{file}: the headers {both} (columns {', '.join(str(i + 1) for i in found)}) both stand for {column}. "
                f"Remove one, or name the right one in client.yaml — {_recipe(table, column)}."
            )
        if not found and column in REQUIRED[table]:
            raise InputError(_missing(table, column, headers, file))
    return {column: found[0] for column, found in candidates.items() if found}


def _missing(table: str, column: str, headers: Sequence[str], file: str) -> str:
    names = {plain(name): name for name in headers}
    spellings = [plain(name) for name in (column, *_ALIASES[table][column].split())]
    close = next((hint for s in spellings if (hint := nearest(s, names))), "")
    for spelling, name in names.items():
        close = close.replace(repr(spelling), repr(name))
    return (
        f"{file}: the required column {column} is missing. {_seen(headers)}{close} "
        f"Rename the header, or name it in client.yaml — {_recipe(table, column)}."
    )


def _seen(headers: Sequence[str]) -> str:
    shown = ", ".join(repr(name[:40]) for name in headers[:40])
    more = f" and {len(headers) - 40} more" if len(headers) > 40 else ""
    return f"Headers in the file: {shown}{more}."


def _recipe(table: str, column: str) -> str:
    return f"columns: {{{table}: {{{column}: <header in the file>}}}}"
