"""Telegram Desktop's ``result.json`` of one chat or of all, from 2020 to today.

A group that grew into a supergroup stands in the export of everything as two chats: `Group.same_as` makes them one.
Who is invited or removed is written by name only, who joins by a link with an id. Large groups hide these lines.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from shequn.readers.exports.base import NAMED, Group, Message, Move, Passed, Refused
from shequn.readers.exports.introduced import introduced
from shequn.readers.exports.items import inside
from shequn.readers.exports.streams import CHUNK
from shequn.readers.exports.values import plain, private, shown, unix, wrong

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record
    from shequn.readers.exports.items import Item

NAME = "telegram"
TELLS = frozenset({"messages", "joins", "leaves", "ids", "names", "zone"})

_LISTS = ("chats", "left_chats")
_INTO = {(), ("messages",)} | {
    place
    for name in _LISTS
    for place in ((name,), (name, "list"), (name, "list", "*"), (name, "list", "*", "messages"))
}
_DIRECT = {"personal_chat", "bot_chat", "saved_messages"}
_MEDIA = {
    "sticker": "sticker",
    "video_file": "video",
    "video_message": "video",
    "animation": "video",
    "voice_message": "voice",
    "audio_file": "voice",
}
_KEYS = {"photo": "image", "file": "file", "location_information": "location", "contact_information": "card"}
_JOINED = {"join_group_by_link": "link", "join_group_by_request": "request"}
_APART = dt.timedelta(minutes=1)  # between the two notices of one migration


class _Chat(NamedTuple):
    line: int
    group: str
    name: str
    kind: str


def sure(head: Head) -> float:
    """How sure it is that a file is an export of Telegram.

    Args:
        head: The beginning of the file.

    Returns:
        1 when the first messages of a chat are seen, less when only what stands before them is.
    """
    text = head.text.lstrip("\ufeff \t\r\n")
    if not text.startswith("{"):
        return 0.0
    chat = re.search(r'"type":\s*"(?:\w+_(?:chat|group|supergroup|channel)|saved_messages)"', text)
    if chat and re.search(r'"messages":\s*\[', text):
        return 1.0 if re.search(r'"(?:from_id|actor_id|date_unixtime|text_entities)"', text) else 0.8
    whole = '"personal_information"' in text and ('"profile_pictures"' in text or '"contacts"' in text)
    return 0.9 if whole or (chat and '"chats"' in text) else 0.0


def records(path: Path, options: Options) -> Iterator[Record]:
    """Stream the records of an export; its messages are counted over all chats.

    Args:
        path: The file.
        options: ``keep_text`` keeps what was said.

    Yields:
        A group before its first message; then what each message tells.
    """
    groups = dict[str, Group]()
    yield from introduced(_records(path, groups, options), groups)


def _records(path: Path, groups: dict[str, Group], options: Options) -> Iterator[Record]:
    same_as = _migrations(path)
    for item, chat in _messages(path):
        if chat is None:
            yield Refused(item.number, item.fault or "not_an_object", item.found or shown(item.value))
            continue
        if item.number == chat.line:
            groups[chat.group] = Group(chat.line, chat.group, chat.name, same_as=same_as.get(chat.group, ""))
        yield from _message(item, chat, options)


def _migrations(path: Path) -> dict[str, str]:
    """Id of each group to the one that it goes on from: the notices in both have one time and one name."""
    if not _holds(path, b"migrate_from_group", b"migrate_to_supergroup"):
        return {}
    old, new = list[tuple[_Chat, dt.datetime]](), list[tuple[_Chat, dt.datetime]]()
    for item, chat in _messages(path):
        action, at = _action(item)
        if chat and at and action == "migrate_from_group":
            new.append((chat._replace(name=private(plain(item.value.get("title"))) or chat.name), at))
        elif chat and at and action == "migrate_to_supergroup":
            old.append((chat, at))
    found = dict[str, str]()
    for chat, at in new:
        fits = [
            c.group for c, then in old if c.name == chat.name and c.group != chat.group and abs(then - at) <= _APART
        ]
        if len(fits) == 1:
            found[chat.group] = fits[0]
    return found


def _holds(path: Path, *words: bytes) -> bool:
    missing = set(words)
    with path.open("rb") as file:
        part = b""
        while missing and (chunk := file.read(CHUNK)):
            part = part[-100:] + chunk
            missing = {word for word in missing if word not in part}
    return not missing


def _messages(path: Path) -> Iterator[tuple[Item, _Chat | None]]:
    """Each message and its chat, which is None when the item is no message."""
    about: dict[str, str] = {}
    chat: _Chat | None = None
    for item in inside(path, _INTO):
        where = item.where
        if where[-2:] == ("messages", "*"):
            if chat is None:
                name = private(about.get("name", ""))
                chat = _Chat(item.number, about.get("id", ""), name, about.get("type", ""))
            yield item, chat
        elif item.fault or not where or where[-1] == "*" or where in _INTO:
            yield item, None
        elif (last := where[-1]) in {"name", "type", "id"}:  # another chat begins
            about = ({} if last in about or last == "name" else about) | {last: plain(item.value)}
            chat = None


def _action(item: Item) -> tuple[str, dt.datetime | None]:
    if not isinstance(item.value, dict) or not isinstance(item.value.get("action"), str):
        return "", None
    at = _moment(item.value)
    return item.value["action"], at and at.replace(tzinfo=at.tzinfo or dt.UTC)


def _moment(value: dict[str, Any]) -> dt.datetime | None:
    """The time with a zone where the export has one (since 2021), else the exporter's own."""
    if at := unix(value.get("date_unixtime")):
        return at
    try:
        return dt.datetime.fromisoformat(plain(value.get("date")))
    except ValueError:
        return None


def _peer(value: object) -> str:
    """Id of a person or channel; before May 2021 it was a number, of which higher bits told what it is.

    Example:
        >>> _peer("user12"), _peer(12), _peer((2 << 32) + 12), _peer(None)
        ('user12', 'user12', 'channel12', '')
    """
    if isinstance(value, int) and not isinstance(value, bool):
        kinds = ("user", "chat", "channel")
        return f"{kinds[value >> 32]}{value & 0xFFFFFFFF}" if 0 <= value >> 32 < 3 else str(value)
    return plain(value)


def _who(value: dict[str, Any], key: str) -> tuple[str, str]:
    """Id and name of who speaks or acts."""
    name = private(plain(value.get(key)))
    return _peer(value.get(f"{key}_id")) or (NAMED + name if name else ""), name


def _message(item: Item, chat: _Chat, options: Options) -> Iterator[Record]:
    line, value = item.number, item.value
    if item.fault or not isinstance(value, dict):
        yield Refused(line, item.fault or "not_an_object", item.found or shown(value))
        return
    if chat.kind in _DIRECT:
        yield Passed(line, "direct_chat")
        return
    at = _moment(value)
    if at is None or wrong(at):
        yield Refused(line, wrong(at), shown(value.get("date_unixtime") or value.get("date")))
        return
    if not chat.group:
        yield Refused(line, "no_group", plain(value.get("id")))
    elif value.get("type") == "service":
        yield from _moves(line, chat, at, value)
    elif value.get("type") != "message":
        yield Passed(line, "notice")
    elif not (who := _who(value, "from"))[0]:
        yield Refused(line, "no_sender", plain(value.get("id")))
    else:
        text, mentions = _text(value.get("text"))
        yield Message(
            line,
            chat.group,
            who[0],
            at,
            _kind(value),
            who[1],
            plain(value.get("id")),
            plain(value.get("reply_to_message_id")),
            mentions,
            private(text) if options.keep_text else "",
        )


def _moves(line: int, chat: _Chat, at: dt.datetime, value: dict[str, Any]) -> Iterator[Record]:
    """What a service message tells of joining and leaving."""
    action = plain(value.get("action"))
    member, name = _who(value, "actor")
    if action in {"create_group", "create_channel"}:
        yield Group(line, chat.group, chat.name, at)
        if action == "create_group" and member:
            yield Move(line, chat.group, member, at, "join", name, "created")
    elif action in _JOINED:
        if member:
            yield Move(line, chat.group, member, at, "join", name, _JOINED[action])
        else:
            yield Refused(line, "nobody_named", action)
        return
    elif action not in {"invite_members", "remove_members"}:
        yield Passed(line, "notice")
        return
    members = value.get("members")
    people = [private(plain(other)) for other in members] if isinstance(members, list) else []
    if not any(people) and action.endswith("_members"):
        yield Refused(line, "nobody_named", action)
    for who in filter(None, people):  # written by name only, except who acts
        self = who == name
        person = member if self and member else NAMED + who
        if action == "remove_members":
            yield Move(line, chat.group, person, at, "leave", who, "self" if self else "removed")
        elif not (self and action == "create_group"):
            yield Move(line, chat.group, person, at, "join", who, *(("self",) if self else ("invited", member)))


def _text(value: object) -> tuple[str, tuple[str, ...]]:
    """What was said, and ids of who is mentioned in it."""
    if not isinstance(value, list):
        return _string(value), ()
    parts = value
    texts = [_string(part.get("text") if isinstance(part, dict) else part) for part in parts]
    mentions = [_peer(part.get("user_id")) for part in parts if isinstance(part, dict)]
    return "".join(texts), tuple(dict.fromkeys(filter(None, mentions)))


def _string(value: object) -> str:
    """A text as it stands; anything else is none."""
    return value if isinstance(value, str) else ""


def _kind(value: dict[str, Any]) -> str:
    media = value.get("media_type")
    if isinstance(media, str):
        return _MEDIA.get(media, "file")
    if value.keys().isdisjoint(_KEYS):
        return "text"
    return next(kind for key, kind in _KEYS.items() if key in value)
