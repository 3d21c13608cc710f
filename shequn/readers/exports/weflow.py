"""WeChat groups as WeFlow writes them: a JSON object with the chat, its senders and its messages.

Newer files number the senders, older ones name the sender at each message.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from shequn.readers.exports.base import NAMED, Group, Message, Passed, Refused
from shequn.readers.exports.sentences import Known, told
from shequn.readers.exports.streams import inside, json_keys
from shequn.readers.exports.values import plain, private, shown, unix, wrong
from shequn.readers.exports.wechat import grouped, kind_in_words, kind_of, numbered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record

NAME = "weflow"
TELLS = frozenset({"messages", "joins", "ids", "names", "zone"})

_INTO = {(), ("senders",), ("messages",)}
_ROWS = {(), ("*",), ("senders",), ("messages",)}
_ROOM = "@chatroom"
_SYSTEM_TYPE = 10000


def sure(head: Head) -> float:
    """How sure it is that a file is WeFlow's.

    Args:
        head: The beginning of the file.

    Returns:
        1 when its keys are there.
    """
    return float({"weflow", "session"} <= json_keys(head))


class _Chat(NamedTuple):
    group: str
    name: str
    direct: bool
    senders: dict[str, tuple[str, str]]
    known: Known


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
    for item in numbered(inside(path, _INTO), "senders", "messages"):
        if item.fault:
            yield Refused(item.number, item.fault, item.found)
        elif item.where == ("senders", "*"):
            yield Passed(item.number, "names_only")
        elif item.where == ("messages", "*"):
            if not isinstance(item.value, dict):
                yield Refused(item.number, "not_an_object", shown(item.value))
            elif chat.direct:
                yield Passed(item.number, "direct_chat")
            else:
                yield from _said(item.number, item.value, chat, keep_text=options.keep_text)
        elif item.where[:1] in _ROWS:
            yield Refused(item.number, "not_an_object", shown(item.value))


def _chat(path: Path) -> _Chat:
    """What stands around the messages, wherever it stands, and who speaks in them."""
    session: dict[str, Any] = {}
    senders: dict[str, tuple[str, str]] = {}
    names, me = set(), dict[str, Any]()
    for item in inside(path, _INTO):
        found = item.value if isinstance(item.value, dict) else {}
        if item.where == ("session",):
            session = found
        elif item.where == ("senders", "*"):
            senders[plain(found.get("senderID"))] = plain(found.get("wxid")), plain(found.get("displayName"))
            names.add(plain(found.get("displayName")))
        elif item.where == ("messages", "*"):
            names.add(plain(found.get("senderDisplayName")))
            me = me or (found if found.get("isSend") in (1, True) else {})
    group, kind = plain(session.get("wxid")), plain(session.get("type"))
    name = plain(session.get("displayName")) or plain(session.get("nickname"))
    direct = kind == "私聊" or (kind != "群聊" and bool(group) and not group.endswith(_ROOM))
    return _Chat(
        private(group) or NAMED + private(plain(path.stem)), private(name), direct, senders,
        Known(frozenset(names), _sender(me, senders)[0] if me else ""),
    )  # fmt: skip


def _sender(found: dict[str, Any], senders: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """Member id and name."""
    wxid, name = senders.get(plain(found.get("senderID")), ("", ""))
    name = private(plain(found.get("senderDisplayName")) or name)
    member = private(plain(found.get("senderUsername")) or wxid)
    return member or (NAMED + name if name else ""), name


def _said(line: int, found: dict[str, Any], chat: _Chat, *, keep_text: bool) -> Iterator[Record]:
    sent_at = unix(found.get("createTime"))
    number, word = found.get("localType"), plain(found.get("type"))
    if sent_at is None or (reason := wrong(sent_at)):
        yield Refused(line, "bad_date" if sent_at is None else reason, shown(found.get("createTime")))
        return
    kind = kind_of(number) if isinstance(number, int) else kind_in_words(word)
    kind = kind_in_words(word) if kind == "other" and word else kind
    content = plain(found.get("content"))
    if kind == "system":
        yield from told(line, chat.group, sent_at, content, cache(lambda: chat.known))
        return
    member, name = _sender(found, chat.senders)
    if not member:
        yield Refused(line, "blank_id", "senderUsername")
        return
    message_id = plain(found.get("platformMessageId")) or plain(found.get("localId"))
    text = private(content) if keep_text else ""
    yield Message(line, chat.group, member, sent_at, kind, name, message_id, text=text)
