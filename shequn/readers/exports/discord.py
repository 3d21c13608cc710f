"""DiscordChatExporter's JSON and CSV, the CSV of 2019 too.

People join a server, not one of its channels, so the server is the group; in CSV it is the first part of the file's
name. Leaving is never logged.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from shequn.readers.exports.base import NAMED, Group, Message, Move, Passed, Refused, Seat
from shequn.readers.exports.introduced import introduced
from shequn.readers.exports.items import inside
from shequn.readers.exports.streams import lines, rows
from shequn.readers.exports.values import plain, private, shown, wrong

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record

NAME = "discord"
TELLS = frozenset({"messages", "joins", "ids", "names", "zone"})

_COLUMNS = ["AuthorID", "Author", "Date", "Content", "Attachments", "Reactions"]
_SAID = {"Default", "Reply", "ChatInputCommand", "ContextMenuCommand", "0", "19", "20", "23"}
_JOINED = {"GuildMemberJoin", "7"}
_PART = re.compile(r"\s*\[part (\d+)\]", re.IGNORECASE)
_OLD = re.compile(r"(\d{1,2})-([A-Z][a-z]{2})-(\d{2}) (\d{1,2}):(\d{2}) ([AP])M")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ENDINGS = {
    "image": {"png", "jpg", "jpeg", "gif", "webp", "bmp"},
    "video": {"mp4", "mov", "webm", "mkv"},
    "voice": {"mp3", "ogg", "wav", "m4a", "flac"},
}


def sure(head: Head) -> float:
    """How sure it is that a file was written by DiscordChatExporter.

    Args:
        head: The beginning of the file.

    Returns:
        1 when its own keys or header stand there.
    """
    text = head.text.lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        guild = re.match(r'\{\s*"guild":\s*\{', text)
        return 1.0 if guild and re.search(r'"channel":\s*\{', text) else 0.0
    return 1.0 if _delimiter(text.partition("\n")[0]) else 0.0


def records(path: Path, options: Options) -> Iterator[Record]:
    """Stream the records of an export of one channel, or of a part of it.

    Args:
        path: The file.
        options: ``keep_text`` keeps what was said.

    Yields:
        The group, then a record for each message, with the bots as seats where the export tells them.
    """
    first = next(iter(lines(path)), None)
    delimiter = _delimiter(first.text) if first else ""
    if delimiter:
        yield from _csv(path, delimiter, options)
    else:
        groups = dict[str, Group]()
        yield from introduced(_json(path, groups, options), groups)


def _delimiter(header: str) -> str:
    cells = header.strip("\ufeff \r")
    for delimiter in ",;":
        names = [name.strip('" ') for name in cells.split(delimiter)]
        if names[:4] == _COLUMNS[:4] or (delimiter == ";" and names[:3] == ["Author", "Date", "Content"]):
            return delimiter
    return ""


def _json(path: Path, groups: dict[str, Group], options: Options) -> Iterator[Record]:
    guild: dict[str, Any] = {}
    channel: dict[str, Any] = {}
    group, bots = "", set[str]()
    for item in inside(path, {(), ("messages",)}):
        match item.where:
            case _ if item.fault:
                yield Refused(item.number, item.fault, item.found)
            case ("guild",) if isinstance(item.value, dict):
                guild = item.value
            case ("channel",) if isinstance(item.value, dict):
                channel = item.value
            case ("messages", "*") if isinstance(item.value, dict):
                if not group:
                    direct = plain(guild.get("id")) in {"", "0"}  # a talk outside of any server
                    about = channel if direct else guild
                    group = plain(about.get("id"))
                    groups[group] = Group(item.number, group, private(plain(about.get("name"))))
                yield from _message(item.number, group, item.value, bots, options)
            case ("messages", "*") | ("messages",) | ():
                yield Refused(item.number, "not_an_object", shown(item.value))


def _message(line: int, group: str, value: dict[str, Any], bots: set[str], options: Options) -> Iterator[Record]:
    member, name = _person(value.get("author"))
    at = _moment(value.get("timestamp"))
    kind = plain(value.get("type"))
    if at is None or wrong(at):
        yield Refused(line, wrong(at), shown(value.get("timestamp")))
    elif not group:
        yield Refused(line, "no_group", plain(value.get("id")))
    elif kind in {"RecipientAdd", "RecipientRemove", "1", "2"}:
        yield from _recipients(line, group, at, value)
    elif not member:
        yield Refused(line, "no_sender", plain(value.get("id")))
    elif kind in _JOINED:
        yield Move(line, group, member, at, "join", name)
    elif kind not in _SAID:
        yield Passed(line, "notice")
    else:
        if value["author"].get("isBot") is True and member not in bots:
            bots.add(member)
            yield Seat(line, group, member, role="bot", name=name)
        mentions = [_person(other)[0] for other in _list(value, "mentions")]
        reference = value.get("reference")
        text = value.get("content")
        yield Message(
            line,
            group,
            member,
            at,
            _kind(value),
            name,
            plain(value.get("id")),
            plain(reference.get("messageId")) if isinstance(reference, dict) else "",
            tuple(filter(None, mentions)),
            private(text) if options.keep_text and isinstance(text, str) else "",
        )


def _recipients(line: int, group: str, at: dt.datetime, value: dict[str, Any]) -> Iterator[Record]:
    """Who came into a group talk outside of a server, or left it."""
    by, _ = _person(value.get("author"))
    removed = plain(value.get("type")) in {"RecipientRemove", "2"}
    people = [_person(other) for other in _list(value, "mentions")] or [_person(value.get("author"))]
    for member, name in people:
        if not member:
            yield Refused(line, "nobody_named", plain(value.get("id")))
        elif removed:
            yield Move(line, group, member, at, "leave", name, "self" if member == by else "removed")
        else:
            yield Move(line, group, member, at, "join", name, "invited")


def _list(value: dict[str, Any], key: str) -> list[Any]:
    found = value.get(key)
    return found if isinstance(found, list) else []


def _person(value: object) -> tuple[str, str]:
    if not isinstance(value, dict):
        return "", ""
    return plain(value.get("id")), private(plain(value.get("nickname") or value.get("name")))


def _moment(value: object) -> dt.datetime | None:
    """A time of today's exports; its fraction has any number of digits.

    Example:
        >>> _moment("2023-02-03T04:05:06.7+07:00").isoformat()
        '2023-02-03T04:05:06.700000+07:00'
    """
    try:
        return dt.datetime.fromisoformat(plain(value))
    except ValueError:
        return None


def _old_moment(text: str) -> dt.datetime | None:
    """A time of 2019: no zone, no seconds, English in any language of Windows that was read.

    Example:
        >>> _old_moment("14-Aug-18 12:18 AM").isoformat()
        '2018-08-14T00:18:00'
    """
    match = _OLD.fullmatch(text)
    if not match or match[2] not in _MONTHS:
        return None
    hour = int(match[4]) % 12 + 12 * (match[6] == "P")
    try:
        return dt.datetime(2000 + int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]), hour, int(match[5]))  # noqa: DTZ001
    except ValueError:
        return None


def _kind(value: dict[str, Any]) -> str:
    if isinstance(text := value.get("content"), str) and text:
        return "text"
    for file in _list(value, "attachments"):
        return _file_kind(plain(file.get("fileName") or file.get("url")) if isinstance(file, dict) else "")
    return "sticker" if _list(value, "stickers") else "text"


def _file_kind(name: str) -> str:
    ending = name.partition("?")[0].rpartition(".")[2].lower()
    return next((kind for kind, endings in _ENDINGS.items() if ending in endings), "file")


def _csv(path: Path, delimiter: str, options: Options) -> Iterator[Record]:
    title = _PART.sub("", path.stem)
    group = private(re.sub(r"\s*\[\d+\]$", "", title).partition(" - ")[0].strip()) or "discord"
    yield from introduced(_rows(path, group, delimiter, options), {group: Group(1, group, group)})


def _rows(path: Path, group: str, delimiter: str, options: Options) -> Iterator[Record]:
    header, width = dict[str, int](), 0
    for row, (_, cells, found) in enumerate(rows(path, delimiter, without="\0"), 1):
        if isinstance(cells, str):
            yield Refused(row, cells, found)
        elif not header:
            header = {name.strip("\ufeff "): i for i, name in enumerate(cells) if name.strip()}
            width = max(header.values(), default=-1) + 1
            yield Passed(row, "header")
        elif not any(map(str.strip, cells)):
            yield Passed(row, "blank")
        elif not width <= len(cells) <= width + 1 or any(cells[width:]):  # 2019: a ";" at the end
            yield Refused(row, "ragged_row", str(len(cells)))
        else:
            yield _row(row, group, {name: cells[i] for name, i in header.items()}, options)


def _row(row: int, group: str, cells: dict[str, str], options: Options) -> Record:
    date = cells.get("Date", "").strip()
    at = _old_moment(date) or _moment(date)
    name = private(plain(cells.get("Author", "")))
    member = plain(cells.get("AuthorID", "")) or (NAMED + name if name else "")
    if at is None or wrong(at):
        return Refused(row, wrong(at), shown(date))
    if not member:
        return Refused(row, "no_sender", "")
    text, files = cells.get("Content", ""), cells.get("Attachments", "").strip()
    kind = _file_kind(files.partition(",")[0]) if files and not text.strip() else "text"
    return Message(row, group, member, at, kind, name, text=private(text) if options.keep_text else "")
