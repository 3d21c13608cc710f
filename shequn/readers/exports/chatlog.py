"""WeChat groups as chatlog gives them: a JSON array with ids, kinds and time zone, or a CSV without kinds or zone.

WeChat writes no line when an ordinary member leaves, so that leaves are known only where someone was removed.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

from shequn.readers.exports.base import Group, Message, Passed, Refused
from shequn.readers.exports.sentences import Known, nobody, told
from shequn.readers.exports.streams import json_items, json_keys, rows
from shequn.readers.exports.values import local, plain, private, shown, wrong
from shequn.readers.exports.wechat import grouped, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record

NAME = "chatlog"
TELLS = frozenset({"messages", "joins", "ids", "names", "zone"})

_HEADER = ["Time", "SenderName", "Sender", "TalkerName", "Talker", "Content"]
_ROOM = "@chatroom"
_SYSTEM = "系统消息"
_SYSTEM_TYPE = 10000


def sure(head: Head) -> float:
    """How sure it is that a file is chatlog's.

    Args:
        head: The beginning of the file.

    Returns:
        1 when its keys or its header are there.
    """
    first = head.text.lstrip("\ufeff").partition("\n")[0].strip()
    return float({"seq", "time", "talker", "sender", "type"} <= json_keys(head) or first == ",".join(_HEADER))


def records(path: Path, options: Options) -> Iterator[Record]:
    """Stream messages, joins and removals.

    Args:
        path: The file.
        options: ``keep_text`` is looked at.

    Yields:
        A group where it first stands, messages and moves; direct chats are passed over; refusals.
    """
    with path.open("rb") as file:
        is_json = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")
    yield from grouped(_objects(path, options) if is_json else _rows(path, options))


def _objects(path: Path, options: Options) -> Iterator[Record]:
    @cache
    def known() -> Known:
        names, me = set(), ""
        for item in json_items(path):
            if isinstance(item.value, dict):
                names.add(plain(item.value.get("senderName")))
                me = me or (plain(item.value.get("sender")) if item.value.get("isSelf") is True else "")
        return Known(frozenset(names), private(me))

    for item in json_items(path):
        line, found = item.number, item.value
        if item.fault:
            yield Refused(line, item.fault, item.found)
        elif not isinstance(found, dict):
            yield Refused(line, "not_an_object", shown(found))
        elif found.get("isChatRoom") is not True and not plain(found.get("talker")).endswith(_ROOM):
            yield Passed(line, "direct_chat")
        elif (sent_at := _moment(found.get("time"))) is None or (reason := wrong(sent_at)):
            yield Refused(line, "bad_date" if sent_at is None else reason, shown(found.get("time")))
        else:
            yield from _said(line, found, sent_at, keep_text=options.keep_text, known=known)


def _said(
    line: int, found: dict[str, Any], sent_at: dt.datetime, *, keep_text: bool, known: Callable[[], Known]
) -> Iterator[Record]:
    group, sender, content = plain(found.get("talker")), plain(found.get("sender")), found.get("content")
    if not group or not sender:
        yield Refused(line, "blank_id", "sender" if group else "talker")
        return
    yield Group(line, group, private(plain(found.get("talkerName"))))
    if found.get("type") == _SYSTEM_TYPE or sender == _SYSTEM:
        yield from told(line, group, sent_at, plain(content), known, ids=True)
        return
    yield Message(
        line, group, private(sender), sent_at, kind_of(found.get("type"), found.get("subType")),
        private(plain(found.get("senderName"))), plain(found.get("seq")),
        text=private(plain(content)) if keep_text else "",
    )  # fmt: skip


def _moment(value: object) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _rows(path: Path, options: Options) -> Iterator[Record]:
    for line, cells, value in rows(path):
        if isinstance(cells, str):
            yield Refused(line, cells, value)
        elif cells == _HEADER or [cell.lstrip("\ufeff") for cell in cells] == _HEADER:
            yield Passed(line, "header")
        elif len(cells) != len(_HEADER):
            if cells:
                yield Refused(line, "ragged_row", f"{len(cells)} cells instead of {len(_HEADER)}")
        else:
            yield from _row(line, cells, keep_text=options.keep_text)


def _row(line: int, cells: list[str], *, keep_text: bool) -> Iterator[Record]:
    time, name, sender, group_name, group, content = map(plain, cells)
    sent_at = local(time)
    if sent_at is None or (reason := wrong(sent_at)):
        yield Refused(line, "bad_date" if sent_at is None else reason, shown(time))
    elif not group.endswith(_ROOM):
        yield Passed(line, "direct_chat")
    elif not sender:
        yield Refused(line, "blank_id", "Sender")
    else:
        yield Group(line, group, private(group_name))
        if sender == _SYSTEM:
            yield from told(line, group, sent_at, content, nobody, ids=True)
        else:  # the CSV does not say what kind a message is
            text = private(content) if keep_text else ""
            yield Message(line, group, private(sender), sent_at, "", private(name), text=text)
