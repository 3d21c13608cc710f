"""Figures of WeCom groups: ``groupchat/statistic`` (by owner) and ``groupchat/statistic_group_by_day``.

They hold no event of anybody. ``chat_total``, ``chat_has_msg``, ``member_total``, ``member_has_msg`` and ``msg_total``
count up to the day (截至当天), so that none of them is a daily figure; only ``new_chat_cnt`` and ``new_member_cnt`` are
of the day. Every item is therefore passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn.readers.exports.base import Passed, Refused
from shequn.readers.exports.items import inside, json_keys
from shequn.readers.exports.values import plain, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record

NAME = "wecom_statistics"
TELLS: frozenset[str] = frozenset()

_ITEMS = ({(), ("items",)}, {(), ("*",), ("*", "items")})


def sure(head: Head) -> float:
    """How sure it is that a file holds figures of WeCom groups.

    Args:
        head: The beginning of the file.

    Returns:
        1 when the keys of an answer are there.
    """
    return float({"items", "data", "new_member_cnt", "member_total"} <= json_keys(head))


def records(path: Path, options: Options) -> Iterator[Record]:  # noqa: ARG001 - the contract of a format
    """Stream why each item is passed over.

    Args:
        path: The file.
        options: Nothing of them is needed.

    Yields:
        ``cumulative_figures`` for each item; refusals.
    """
    line = 0
    for item in inside(path, _ITEMS[0] | _ITEMS[1]):
        if item.fault:
            line += 1
            yield Refused(line, item.fault, item.found)
        elif item.where[-2:] == ("items", "*"):
            line += 1
            figures = isinstance(item.value, dict) and isinstance(item.value.get("data"), dict)
            yield (Passed(line, "cumulative_figures") if figures else Refused(line, "not_an_object", shown(item.value)))
        elif item.where[-1:] == ("errcode",) and item.value:
            line += 1
            yield Refused(line, "api_error", plain(item.value))
        elif item.where in ((), ("*",)) or "items" in item.where:
            line += 1
            yield Refused(line, "not_an_object", shown(item.value))
