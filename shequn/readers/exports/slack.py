"""Slack's export zip, read inside the zip: nothing of it is ever unpacked to disk.

A channel is a folder, a day a file in it. Sizes are checked before anything is read, and members whose names lead out
of the zip are refused.
"""

from __future__ import annotations

import itertools
import re
import stat
import struct
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from lzma import LZMAError
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple, cast

from shequn.errors import InputError
from shequn.readers.exports.base import Group, Message, Move, Passed, Refused, Seat
from shequn.readers.exports.introduced import introduced
from shequn.readers.exports.streams import Item, objects
from shequn.readers.exports.values import plain, private, unix, wrong

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record

NAME = "slack"
TELLS = frozenset({"messages", "joins", "leaves", "ids", "names", "zone", "roster"})

TOTAL = 1 << 34
"""Bytes that a zip may unpack to."""
RATIO = 200
"""How many times its size a zip may unpack to, once it is larger than `SMALL`."""
SMALL = 1 << 26

_DAY = re.compile(r"(?:.*/)?([^/]+)/\d{4}-\d{2}-\d{2}\.json")
_LISTS = ("users.json", "channels.json", "groups.json", "mpims.json", "dms.json")
_SAID = {"", "bot_message", "me_message", "thread_broadcast", "file_share", "file_comment", "slackbot_response"}
_RECALLED = {"tombstone", "message_deleted"}
_JOINED = {"channel_join", "group_join"}
_LEFT = {"channel_leave", "group_leave"}
_MENTION = re.compile(r"<@([A-Z0-9]+)")
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, LZMAError, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError),  # other compression, encryption, names that do not decode
)


class _Person(NamedTuple):
    name: str
    bot: bool


@dataclass
class _Place:
    """What is known while the zip is read."""

    people: dict[str, _Person] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    direct: set[str] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    groups: dict[str, Group] = field(default_factory=dict)
    bots: set[tuple[str, str]] = field(default_factory=set)


def sure(head: Head) -> float:
    """How sure it is that a file is an export of Slack.

    Args:
        head: The beginning of the file.

    Returns:
        1 for a zip of folders by day with a list of channels or people, 0.6 without such a list.
    """
    if not head.raw.startswith(b"PK\x03\x04"):
        return 0.0
    try:
        with zipfile.ZipFile(head.path) as archive:
            names = archive.namelist()
    except _BROKEN:
        return 0.0
    if not any(_DAY.fullmatch(name) for name in names):
        return 0.0
    return 1.0 if any(PurePosixPath(name).name in _LISTS for name in names) else 0.6


def records(path: Path, options: Options) -> Iterator[Record]:
    """Stream the records of an export: channels with their members, then the messages, channel by channel and by day.

    Args:
        path: The zip.
        options: ``keep_text`` keeps what was said; ``taken_at`` dates the lists of members.

    Yields:
        Records; files of the zip that are not read, people, channels and messages are counted together.

    Raises:
        InputError: It is no zip, an empty one, or one that would unpack to far more than it should.
    """
    place = _Place()
    yield from introduced(_objects(path, place, options), place.groups)


def _objects(path: Path, place: _Place, options: Options) -> Iterator[Record]:
    numbers = itertools.count(1)
    with _opened(path) as archive:
        lists, days, others = _members(archive)
        for reason, found in others:
            line = next(numbers)
            yield Passed(line, reason) if reason == "other_file" else Refused(line, reason, found)
        for title, info in lists.items():
            for item in _items(archive, info):
                yield from _listed(next(numbers), title, item, place, options)
        for info in days:
            folder = _name(info).split("/")[-2]
            for item in _items(archive, info):
                yield from _message(next(numbers), folder, item, place, options)


def _members(
    archive: zipfile.ZipFile,
) -> tuple[dict[str, zipfile.ZipInfo], list[zipfile.ZipInfo], list[tuple[str, str]]]:
    """The lists of people and channels, people first; the days in order; and why each other member is not read."""
    lists, days, others, taken = dict[str, zipfile.ZipInfo](), list[zipfile.ZipInfo](), [], set[str]()
    for info in archive.infolist():
        title = PurePosixPath(info.filename).name
        if reason := _unsafe(info) or ("duplicate_member" if info.filename in taken else ""):
            others.append((reason, info.filename[:80]))
        elif _DAY.fullmatch(info.filename):
            days.append(info)
        elif title in _LISTS and title not in lists:
            lists[title] = info
        elif not info.filename.endswith("/"):
            others.append(("other_file", info.filename[:80]))
        taken.add(info.filename)
    days.sort(key=lambda info: info.filename)
    return {title: lists[title] for title in _LISTS if title in lists}, days, others


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip whose sizes are sound."""
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise InputError(f"{path}: cannot be read as a zip ({error}). Download the export again.") from None
    with archive:
        infos = archive.infolist()
        size, packed = path.stat().st_size, sum(info.compress_size for info in infos)
        total = sum(info.file_size for info in infos)
        if not infos:
            raise InputError(f"{path}: the zip is empty. Download the export again.")
        if total > TOTAL or (total > SMALL and total > RATIO * size) or packed > size:
            raise InputError(
                f"{path}: {size} bytes would unpack to {total}; the limit is {TOTAL}, and {RATIO} times the size. "
                "This is no export of Slack, so nothing of it was unpacked."
            )
        yield archive


def _unsafe(info: zipfile.ZipInfo) -> str:
    """Reason for which a member is not read, or nothing."""
    name = info.orig_filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
        return "unsafe_path"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "unsafe_link"
    return "encrypted_member" if info.flag_bits & 1 else ""


def _name(info: zipfile.ZipInfo) -> str:
    """Name of a member; zips that do not say so hold UTF-8 all the same."""
    if not info.flag_bits & 0x800:
        try:
            return info.filename.encode("cp437").decode()
        except ValueError:
            pass
    return info.filename


def _items(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[Item]:
    """The objects of a member's array; a member that does not unpack ends with a fault."""
    try:
        yield from objects(cast("Path", zipfile.Path(archive, info.filename)))
    except _BROKEN as error:
        yield Item(0, (), None, "bad_member", f"{info.filename}: {error}"[:80])


def _listed(number: int, title: str, item: Item, place: _Place, options: Options) -> Iterator[Record]:
    """A person or a channel of one of the lists."""
    value = item.value
    if item.fault or not isinstance(value, dict) or not (given := plain(value.get("id"))):
        yield Refused(number, item.fault or "broken", item.found or str(value)[:80])
    elif title == "users.json":
        profile = value.get("profile")
        profile = profile if isinstance(profile, dict) else {}
        name = profile.get("display_name") or profile.get("real_name") or value.get("real_name") or value.get("name")
        place.people[given] = _Person(private(plain(name)), bot=value.get("is_bot") is True)
        yield Passed(number, "names_only")
    elif title == "dms.json":
        place.direct.add(given)
        yield Passed(number, "direct_chat")
    else:
        place.channels[plain(value.get("name"))] = given
        place.listed.add(given)
        yield Group(number, given, private(plain(value.get("name"))), unix(value.get("created")))
        members = value.get("members")
        for member in filter(None, map(plain, members if isinstance(members, list) else [])):
            known = place.people.get(member, _Person("", bot=False))
            role = "bot" if known.bot else "member"
            yield Seat(number, given, member, taken_at=options.taken_at, role=role, name=known.name)


def _message(number: int, folder: str, item: Item, place: _Place, options: Options) -> Iterator[Record]:
    value = item.value
    if item.fault or not isinstance(value, dict):
        yield Refused(number, item.fault or "broken", item.found or str(value)[:80])
        return
    if folder in place.direct:
        yield Passed(number, "direct_chat")
        return
    group = place.channels.get(folder, private(folder))
    if group not in place.listed | place.groups.keys():
        place.groups[group] = Group(number, group, group)
    stamp = plain(value.get("ts"))
    at = unix(float(stamp)) if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,9})?", stamp) else None
    subtype = plain(value.get("subtype"))
    member = plain(value.get("user")) or plain(value.get("bot_id"))
    known = place.people.get(member, _Person(private(plain(value.get("username"))), bot=bool(value.get("bot_id"))))
    if at is None or wrong(at):
        yield Refused(number, wrong(at), stamp[:80])
    elif not member and subtype in _SAID | _JOINED | _LEFT:
        yield Refused(number, "no_sender", stamp)
    elif subtype in _JOINED:
        yield Move(number, group, member, at, "join", known.name, "invited" if value.get("inviter") else "self")
    elif subtype in _LEFT:
        yield Move(number, group, member, at, "leave", known.name, "self")
    elif not member or subtype not in _SAID | _RECALLED:
        yield Passed(number, "notice")
    else:
        if known.bot and (group, member) not in place.bots:
            place.bots.add((group, member))
            yield Seat(number, group, member, taken_at=options.taken_at, role="bot", name=known.name)
        text = value.get("text")
        text = text if isinstance(text, str) else ""
        thread = plain(value.get("thread_ts"))
        yield Message(
            number,
            group,
            member,
            at,
            "recall" if subtype in _RECALLED else _kind(text, value.get("files")),
            known.name,
            stamp,
            thread if thread != stamp else "",
            tuple(dict.fromkeys(_MENTION.findall(text))),
            text if options.keep_text else "",
        )


def _kind(text: str, files: object) -> str:
    if text or not isinstance(files, list) or not files:
        return "text"
    return _file_kind(files[0])


def _file_kind(file: object) -> str:
    kind = plain(file.get("mimetype")).partition("/")[0] if isinstance(file, dict) else ""
    return {"image": "image", "video": "video", "audio": "voice"}.get(kind, "file")
