"""WeChat groups as WeFlow writes them: a JSON object with the chat, its senders and its messages.

Newer files number the senders, older ones name the sender at each message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from shequn.readers.exports.base import NAMED, Group, Message, Passed, Refused
from shequn.readers.exports.introduced import introduced
from shequn.readers.exports.items import inside, json_keys
from shequn.readers.exports.sentences import Speakers, told
from shequn.readers.exports.values import plain, private, shown, unix, wrong
from shequn.readers.exports.wechat import kind_in_words, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record

NAME = "weflow"
TELLS = frozenset({"messages", "joins", "ids", "names", "zone"})

_INTO = {(), ("senders",), ("messages",)}
_ROWS = _INTO | {("*",)}
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
    speakers = _speakers(path, chat.senders)
    for number, where, value, fault, found in inside(path, _INTO):
        if fault:
            yield Refused(number, fault, found)
        elif where == ("messages", "*"):
            if not isinstance(value, dict):
                yield Refused(number, "not_an_object", shown(value))
            elif chat.direct:
                yield Passed(number, "direct_chat")
            else:
                yield from _said(number, value, chat, speakers, keep_text=options.keep_text)
        elif where == ("senders", "*"):
            yield Passed(number, "names_only")
        elif where in _ROWS:
            yield Refused(number, "not_an_object", shown(value))


def _chat(path: Path) -> _Chat:
    """What stands around the messages, wherever it stands."""
    session: dict[str, Any] = {}
    senders: dict[str, tuple[str, str]] = {}
    for item in inside(path, _INTO):
        found = item.value if isinstance(item.value, dict) else {}
        if item.where == ("session",):
            session = found
        elif item.where == ("senders", "*"):
            senders[plain(found.get("senderID"))] = plain(found.get("wxid")), plain(found.get("displayName"))
        elif item.where == ("messages", "*") and session and (senders or "senderUsername" in found):
            break  # nothing of it comes behind the messages
    group, kind = plain(session.get("wxid")), plain(session.get("type"))
    name = plain(session.get("displayName")) or plain(session.get("nickname"))
    direct = kind == "私聊" or (kind != "群聊" and bool(group) and not group.endswith(_ROOM))
    return _Chat(private(group) or NAMED + private(plain(path.stem)), private(name), direct, senders)


def _speakers(path: Path, senders: dict[str, tuple[str, str]]) -> Speakers:
    def messages() -> Iterator[dict[str, Any]]:
        items = inside(path, _INTO)
        return (item.value for item in items if item.where == ("messages", "*") and isinstance(item.value, dict))

    return Speakers(
        lambda: [name for _, name in senders.values()] or (plain(each.get("senderDisplayName")) for each in messages()),
        lambda: (_sender(found, senders)[0] for found in messages() if found.get("isSend") in (1, True)),
    )


def _sender(found: dict[str, Any], senders: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """Member id and name."""
    wxid, name = senders.get(plain(found.get("senderID")), ("", ""))
    name = private(plain(found.get("senderDisplayName")) or name)
    member = private(plain(found.get("senderUsername")) or wxid)
    return member or (NAMED + name if name else ""), name


def _said(line: int, found: dict[str, Any], chat: _Chat, speakers: Speakers, *, keep_text: bool) -> Iterable[Record]:
    sent_at = unix(found.get("createTime"))
    number, word = found.get("localType"), plain(found.get("type"))
    if sent_at is None or wrong(sent_at):
        return (Refused(line, wrong(sent_at), shown(found.get("createTime"))),)
    kind = kind_of(number) if isinstance(number, int) else kind_in_words(word)
    kind = kind_in_words(word) if kind == "other" and word else kind
    if kind == "system":
        return told(line, chat.group, sent_at, plain(found.get("content")), speakers)
    member, name = _sender(found, chat.senders)
    if not member:
        return (Refused(line, "blank_id", "senderUsername"),)
    ids = (plain(found.get(key)) for key in ("platformMessageId", "localId"))
    message_id = next((each for each in ids if each.strip("0")), "")  # 0 stands for none
    text = private(plain(found.get("content"))) if keep_text else ""
    return (Message(line, chat.group, member, sent_at, kind, name, message_id, text=text),)
