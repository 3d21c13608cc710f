"""Chats in ChatLab's exchange format: one JSON object, or JSON lines that begin with a header."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from shequn.readers.exports.base import Group, Message, Passed, Refused, Seat
from shequn.readers.exports.sentences import Known, told
from shequn.readers.exports.streams import Item, inside, json_keys, json_lines
from shequn.readers.exports.values import plain, private, shown, unix, wrong
from shequn.readers.exports.wechat import grouped, numbered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record

NAME = "chatlab"
TELLS = frozenset({"messages", "joins", "ids", "names", "zone"})

_INTO = {(), ("members",), ("messages",)}
_ROWS = {(), ("*",), ("members",), ("messages",)}
_SYSTEM, _RECALL = 80, 81
_KINDS = {
    0: "text", 1: "image", 2: "voice", 3: "video", 4: "file", 5: "sticker", 7: "link", 8: "location",
    20: "red_packet", 21: "transfer", 22: "system", 23: "call", 24: "share", 25: "text", 26: "chat_record", 27: "card",
    _SYSTEM: "system", _RECALL: "recall",
}  # fmt: skip


def sure(head: Head) -> float:
    """How sure it is that a file is in ChatLab's format.

    Args:
        head: The beginning of the file.

    Returns:
        1 when its keys are there.
    """
    return float({"chatlab", "meta", "platform"} <= json_keys(head))


class _Chat(NamedTuple):
    group: str
    name: str
    direct: bool


def records(path: Path, options: Options) -> Iterator[Record]:
    """Stream messages, joins and removals.

    Args:
        path: The file.
        options: ``keep_text`` is looked at.

    Yields:
        The group, messages and moves; a direct chat is passed over; refusals.
    """
    yield from grouped(_records(path, options))


def _records(path: Path, options: Options) -> Iterator[Record]:
    chat = _chat(path)
    yield Group(1, chat.group, chat.name)

    @cache
    def known() -> Known:
        names = set()
        for item in _items(path):
            if isinstance(item.value, dict) and item.where[:1] in (("members",), ("messages",)):
                names |= {plain(item.value.get(key)) for key in ("accountName", "groupNickname")}
        return Known(frozenset(names))

    for item in _items(path):
        if item.fault:
            yield Refused(item.number, item.fault, item.found)
        elif item.where == ("header",):
            yield Passed(item.number, "header")
        elif item.where == ("members", "*"):
            yield _seat(item, chat)
        elif item.where == ("messages", "*"):
            yield from _said(item.number, item.value, chat, known, keep_text=options.keep_text)
        elif item.where[:1] in _ROWS:
            yield Refused(item.number, "not_an_object", shown(item.value))


def _items(path: Path) -> Iterator[Item]:
    """The parts of the object; lines are put into the same places."""
    with path.open("rb") as file:
        if b'"_type"' not in file.readline(1 << 16):
            yield from numbered(inside(path, _INTO), "members", "messages")
            return
    places = {"member": ("members", "*"), "message": ("messages", "*")}
    for item in json_lines(path):
        kind = item.value.get("_type") if isinstance(item.value, dict) else None
        if kind == "header":
            yield item._replace(where=("header",), value=item.value.get("meta"))
        elif item.fault and item.found.startswith("#"):  # a remark
            yield Item(item.number, ("header",), None)
        else:
            yield item._replace(where=places.get(str(kind), ("messages", "*")))


def _chat(path: Path) -> _Chat:
    for item in _items(path):
        if item.where in (("meta",), ("header",)) and isinstance(item.value, dict):
            group, name = plain(item.value.get("groupId")), private(plain(item.value.get("name")))
            return _Chat(private(group) or f"name:{name}", name, item.value.get("type") == "private")
    return _Chat(f"name:{private(plain(path.stem))}", "", direct=False)


def _seat(item: Item, chat: _Chat) -> Record:
    """Who holds a role is a member for sure; the others may only have spoken once."""
    found = item.value if isinstance(item.value, dict) else {}
    roles = {plain(role.get("id")) for role in found.get("roles") or () if isinstance(role, dict)}
    role = "owner" if "owner" in roles else "admin" if "admin" in roles else ""
    member = private(plain(found.get("platformId")))
    if not role or not member or chat.direct:
        return Passed(item.number, "names_only")
    name = plain(found.get("groupNickname")) or plain(found.get("accountName"))
    return Seat(item.number, chat.group, member, role=role, name=private(name))


def _said(line: int, found: object, chat: _Chat, known: Callable[[], Known], *, keep_text: bool) -> Iterator[Record]:
    if not isinstance(found, dict):
        yield Refused(line, "not_an_object", shown(found))
        return
    if chat.direct:
        yield Passed(line, "direct_chat")
        return
    sent_at = unix(found.get("timestamp"))
    number, sender = found.get("type"), private(plain(found.get("sender")))
    content = plain(found.get("content"))
    if sent_at is None or (reason := wrong(sent_at)):
        yield Refused(line, "bad_date" if sent_at is None else reason, shown(found.get("timestamp")))
    elif number == _SYSTEM:
        yield from told(line, chat.group, sent_at, content, known)
    elif not sender:
        yield Refused(line, "blank_id", "sender")
    else:
        kind = _KINDS.get(number, "other") if isinstance(number, int) else "other"
        name = private(plain(found.get("groupNickname")) or plain(found.get("accountName")))
        yield Message(
            line, chat.group, sender, sent_at, kind, name, plain(found.get("platformMessageId")),
            plain(found.get("replyToMessageId")), text=private(content) if keep_text else "",
        )  # fmt: skip
