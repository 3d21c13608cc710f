"""Chats in ChatLab's exchange format: one JSON object, or JSON lines that begin with a header."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shequn.readers.exports.base import NAMED, Group, Message, Passed, Refused, Seat
from shequn.readers.exports.introduced import introduced
from shequn.readers.exports.items import Item, inside, json_keys, json_lines
from shequn.readers.exports.sentences import Speakers, told
from shequn.readers.exports.streams import head
from shequn.readers.exports.values import plain, private, shown, unix, wrong

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record

NAME = "chatlab"
TELLS = frozenset({"messages", "joins", "ids", "names", "zone"})

_INTO = {(), ("members",), ("messages",)}
_ROWS = _INTO | {("*",)}
_MEMBER, _MESSAGE = ("members", "*"), ("messages", "*")
_NAMES = ("accountName", "groupNickname")
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
    chat = _chat(path)
    yield from introduced(_records(path, chat, options), {chat.group: Group(1, chat.group, chat.name)})


def _records(path: Path, chat: _Chat, options: Options) -> Iterator[Record]:
    def names() -> Iterator[str]:
        for _, where, value, _, _ in _items(path):
            if isinstance(value, dict) and where[-1:] == ("*",):
                yield from (plain(name) for key in _NAMES if isinstance(name := value.get(key), str))

    known = Speakers(names)
    for number, where, value, fault, found in _items(path):
        if fault:
            yield Refused(number, fault, found)
        elif where == _MESSAGE:
            yield from _said(number, value, chat, known, keep_text=options.keep_text)
        elif where == _MEMBER:
            yield _seat(number, value, chat)
        elif where == ("header",):
            yield Passed(number, "header")
        elif where in _ROWS:
            yield Refused(number, "not_an_object", shown(value))


def _items(path: Path) -> Iterator[Item]:
    """The parts of the object; lines are put into the same places."""
    if '"_type"' not in head(path).text.partition("\n")[0]:
        yield from inside(path, _INTO)
        return
    for number, _, value, fault, found in json_lines(path):
        kind = value.get("_type") if isinstance(value, dict) else None
        if kind == "header":
            yield Item(number, ("header",), value.get("meta"))
        elif fault and found.startswith("#"):  # a remark
            yield Item(number, ("header",), None)
        else:
            yield Item(number, _MEMBER if kind == "member" else _MESSAGE, value, fault, found)


def _chat(path: Path) -> _Chat:
    for item in _items(path):
        if item.where in (("meta",), ("header",)) and isinstance(item.value, dict):
            group, name = plain(item.value.get("groupId")), private(plain(item.value.get("name")))
            return _Chat(private(group) or NAMED + name, name, item.value.get("type") == "private")
    return _Chat(NAMED + private(plain(path.stem)), "", direct=False)


def _seat(line: int, found: object, chat: _Chat) -> Record:
    """Who holds a role is a member for sure; the others may only have spoken once."""
    found = found if isinstance(found, dict) else {}
    roles = {plain(role.get("id")) for role in found.get("roles") or () if isinstance(role, dict)}
    role = "owner" if "owner" in roles else "admin" if "admin" in roles else ""
    member = private(plain(found.get("platformId")))
    if not role or not member or chat.direct:
        return Passed(line, "names_only")
    name = plain(found.get("groupNickname")) or plain(found.get("accountName"))
    return Seat(line, chat.group, member, role=role, name=private(name))


def _said(line: int, found: object, chat: _Chat, known: Speakers, *, keep_text: bool) -> Iterable[Record]:
    if not isinstance(found, dict):
        return (Refused(line, "not_an_object", shown(found)),)
    if chat.direct:
        return (Passed(line, "direct_chat"),)
    sent_at = unix(found.get("timestamp"))
    number, sender = found.get("type"), private(plain(found.get("sender")))
    if sent_at is None or wrong(sent_at):
        return (Refused(line, wrong(sent_at), shown(found.get("timestamp"))),)
    if number == _SYSTEM:
        return told(line, chat.group, sent_at, plain(found.get("content")), known)
    if not sender:
        return (Refused(line, "blank_id", "sender"),)
    kind = _KINDS.get(number, "other") if isinstance(number, int) else "other"
    name = private(plain(found.get("groupNickname")) or plain(found.get("accountName")))
    message = Message(
        line, chat.group, sender, sent_at, kind, name, plain(found.get("platformMessageId")),
        plain(found.get("replyToMessageId")), text=private(plain(found.get("content"))) if keep_text else "",
    )  # fmt: skip
    return (message,)
