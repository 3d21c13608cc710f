"""WeChat groups as chatlog gives them: a JSON array with ids, kinds and time zone, or a CSV without kinds or zone.

WeChat writes no line when an ordinary member leaves, so that leaves are known only where someone was removed.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from shequn.readers.exports.base import Group, Message, Passed, Refused
from shequn.readers.exports.introduced import introduced
from shequn.readers.exports.items import json_items, json_keys
from shequn.readers.exports.sentences import Speakers, told
from shequn.readers.exports.streams import head, rows
from shequn.readers.exports.values import local, plain, private, shown, wrong
from shequn.readers.exports.wechat import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
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
    groups = dict[str, Group]()
    found = _objects if json_keys(head(path)) else _rows
    yield from introduced(found(path, groups, options), groups)


def _objects(path: Path, groups: dict[str, Group], options: Options) -> Iterator[Record]:
    speakers = _speakers(path)
    for line, _, found, fault, text in json_items(path):
        if fault:
            yield Refused(line, fault, text)
        elif not isinstance(found, dict):
            yield Refused(line, "not_an_object", shown(found))
        elif found.get("isChatRoom") is not True and not plain(found.get("talker")).endswith(_ROOM):
            yield Passed(line, "direct_chat")
        elif (sent_at := _moment(found.get("time"))) is None or wrong(sent_at):
            yield Refused(line, wrong(sent_at), shown(found.get("time")))
        else:
            yield from _said(line, found, sent_at, groups, speakers, keep_text=options.keep_text)


def _speakers(path: Path) -> Speakers:
    def messages() -> Iterator[dict[str, Any]]:
        return (item.value for item in json_items(path) if isinstance(item.value, dict))

    return Speakers(
        lambda: (plain(found.get("senderName")) for found in messages()),
        lambda: (private(plain(found.get("sender"))) for found in messages() if found.get("isSelf") is True),
    )


def _said(
    line: int,
    found: dict[str, Any],
    sent_at: dt.datetime,
    groups: dict[str, Group],
    speakers: Speakers,
    *,
    keep_text: bool,
) -> Iterable[Record]:
    group, sender = plain(found.get("talker")), plain(found.get("sender"))
    if not group or not sender:
        return (Refused(line, "blank_id", "sender" if group else "talker"),)
    if group not in groups:
        groups[group] = Group(line, group, private(plain(found.get("talkerName"))))
    if found.get("type") == _SYSTEM_TYPE or sender == _SYSTEM:
        return told(line, group, sent_at, plain(found.get("content")), speakers, ids=True)
    kind, name = kind_of(found.get("type"), found.get("subType")), private(plain(found.get("senderName")))
    text = private(plain(found.get("content"))) if keep_text else ""
    return (Message(line, group, private(sender), sent_at, kind, name, plain(found.get("seq")), text=text),)


def _moment(value: object) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _rows(path: Path, groups: dict[str, Group], options: Options) -> Iterator[Record]:
    for line, cells, value in rows(path):
        if isinstance(cells, str):
            yield Refused(line, cells, value)
        elif cells == _HEADER or [cell.lstrip("\ufeff") for cell in cells] == _HEADER:
            yield Passed(line, "header")
        elif len(cells) != len(_HEADER):
            if cells:
                yield Refused(line, "ragged_row", f"{len(cells)} cells instead of {len(_HEADER)}")
        else:
            yield from _row(line, cells, groups, keep_text=options.keep_text)


def _row(line: int, cells: list[str], groups: dict[str, Group], *, keep_text: bool) -> Iterable[Record]:
    time, name, sender, group_name, group = map(plain, cells[:5])
    sent_at = local(time)
    if sent_at is None or wrong(sent_at):
        return (Refused(line, wrong(sent_at), shown(time)),)
    if not group.endswith(_ROOM):
        return (Passed(line, "direct_chat"),)
    if not sender:
        return (Refused(line, "blank_id", "Sender"),)
    if group not in groups:
        groups[group] = Group(line, group, private(group_name))
    if sender == _SYSTEM:
        return told(line, group, sent_at, plain(cells[5]), ids=True)
    text = private(plain(cells[5])) if keep_text else ""
    return (Message(line, group, private(sender), sent_at, "", private(name), text=text),)  # no kind in the CSV
