"""QQ chats as qq-chat-exporter writes them: a JSON object with the chat, its figures and its messages.

The chat has a name, but no number, so that a group goes by its name, as in the text of QQ's message manager. Times are
milliseconds, or text in ISO 8601 since version 4.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from shequn.readers.exports.base import NAMED, Group, Message, Passed, Refused
from shequn.readers.exports.introduced import introduced
from shequn.readers.exports.items import inside, json_keys
from shequn.readers.exports.sentences import Speakers, told
from shequn.readers.exports.values import plain, private, shown, unix, wrong
from shequn.readers.exports.wechat import kind_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record
    from shequn.readers.exports.items import Item

NAME = "qq_json"
TELLS = frozenset({"messages", "joins", "ids", "names", "zone"})

_INTO = {(), ("messages",)}
_ROWS = {(), ("*",), ("messages",)}
_PLACEHOLDER = re.compile(r"\[(\w{1,6})\]")


def sure(head: Head) -> float:
    """How sure it is that a file is qq-chat-exporter's.

    Args:
        head: The beginning of the file.

    Returns:
        1 when its keys are there.
    """
    return float({"metadata", "chatInfo", "statistics"} <= json_keys(head))


class _Chat(NamedTuple):
    group: str
    name: str
    direct: bool
    known: Speakers


def records(path: Path, options: Options) -> Iterator[Record]:
    """Stream messages, joins and recalls; leaves are not in it.

    Args:
        path: The file.
        options: ``keep_text`` is looked at.

    Yields:
        The group, messages and moves; a direct chat is passed over; refusals.
    """
    chat = _chat(path)
    yield from introduced(_records(path, chat, options), {chat.group: Group(1, chat.group, chat.name)})


def _records(path: Path, chat: _Chat, options: Options) -> Iterator[Record]:
    for item in _items(path):
        if item.fault:
            yield Refused(item.number, item.fault, item.found)
        elif item.where == ("messages", "*") and isinstance(item.value, dict):
            if chat.direct:
                yield Passed(item.number, "direct_chat")
            else:
                yield from _said(item.number, item.value, chat, keep_text=options.keep_text)
        elif item.where[:1] in _ROWS:
            yield Refused(item.number, "not_an_object", shown(item.value))


def _items(path: Path) -> Iterator[Item]:
    return inside(path, _INTO)


def _chat(path: Path) -> _Chat:
    about = next((item.value for item in _items(path) if item.where == ("chatInfo",)), None)
    about = about if isinstance(about, dict) else {}
    name = private(plain(about.get("name")))
    direct = about.get("type") != "group" and _of_two(path)
    me = plain(about.get("selfUin"))
    known = Speakers(lambda: (name for _, name in _senders(path)), lambda: [me])
    return _Chat(NAMED + (name or private(plain(path.stem))), name, direct, known)


def _of_two(path: Path) -> bool:
    """Whether no more than two people speak."""
    people = set[str]()
    for member, _ in _senders(path):
        people.add(member)
        if len(people) > 2:
            return False
    return True


def _senders(path: Path) -> Iterator[tuple[str, str]]:
    """Id and name of who sent each message."""
    for item in _items(path):
        if item.where == ("messages", "*") and isinstance(item.value, dict) and not _is_notice(item.value):
            yield _sender(item.value)


def _sender(found: dict[str, Any]) -> tuple[str, str]:
    sender = found.get("sender")
    return _id(sender), plain(sender.get("name")) if isinstance(sender, dict) else ""


def _id(who: object) -> str:
    """QQ number of someone, else the internal id."""
    if not isinstance(who, dict):
        return private(plain(who))
    uin = plain(who.get("uin"))
    return uin if uin.strip("0") else private(plain(who.get("uid")))


def _is_notice(found: dict[str, Any]) -> bool:
    return found.get("system") is True or found.get("type") == "system"


def _said(line: int, found: dict[str, Any], chat: _Chat, *, keep_text: bool) -> Iterator[Record]:
    content = found.get("content")
    content = content if isinstance(content, dict) else {}
    text = content.get("text")
    text = text if isinstance(text, str) else ""
    member, name = _sender(found)
    sent_at = _moment(found.get("timestamp"))
    if sent_at is None or wrong(sent_at):
        yield Refused(line, wrong(sent_at), shown(found.get("timestamp")))
    elif _is_notice(found):
        yield from told(line, chat.group, sent_at, plain(text), chat.known)
    elif not member:
        yield Refused(line, "no_sender", plain(found.get("id")))
    else:
        recalled = found.get("recalled") is True
        mentions = content.get("mentions")
        yield Message(
            line, chat.group, member, sent_at, "recall" if recalled else _kind(text, content.get("resources")),
            private(name), plain(found.get("id")),
            mentions=tuple(filter(None, map(_id, mentions))) if isinstance(mentions, list) else (),
            text=private(plain(text)) if keep_text and not recalled else "",
        )  # fmt: skip


def _moment(value: object) -> dt.datetime | None:
    """Milliseconds, or ISO 8601.

    Example:
        >>> _moment(1767225600000) == _moment("2026-01-01T08:00:00.000+08:00"), _moment("soon")
        (True, None)
    """
    moment = unix(value, 1000)
    if moment is None and isinstance(value, str):
        try:
            return dt.datetime.fromisoformat(value)
        except ValueError:
            return None
    return moment


def _kind(text: str, resources: object) -> str:
    """What is sent: text, or a thing, in whose place there may be a word in brackets."""
    word = _PLACEHOLDER.fullmatch(text) if text[:1] == "[" else None
    if word and (kind := kind_in_words(word[1])) != word[1]:
        return kind
    thing = resources[0] if not text and isinstance(resources, list) and resources else None
    return kind_in_words(plain(thing.get("type"))) or "file" if isinstance(thing, dict) else "text"
