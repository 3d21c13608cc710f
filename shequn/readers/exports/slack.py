"""Slack's export zip, in which a channel is a folder and a day a file in it."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple, cast

from shequn.readers.exports import zips
from shequn.readers.exports.base import Group, Message, Move, Passed, Refused, Seat
from shequn.readers.exports.introduced import introduced
from shequn.readers.exports.items import Item, objects
from shequn.readers.exports.values import plain, private, shown, unix, wrong
from shequn.readers.exports.zips import Member

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record

NAME = "slack"
TELLS = frozenset({"messages", "joins", "leaves", "ids", "names", "zone", "roster"})

_DAY = re.compile(r"(?:.*/)?([^/]+)/\d{4}-\d{2}-\d{2}\.json")
_LISTS = ("users.json", "channels.json", "groups.json", "mpims.json", "dms.json")
_SAID = {"", "bot_message", "me_message", "thread_broadcast", "file_share", "file_comment", "slackbot_response"}
_RECALLED = {"tombstone", "message_deleted"}
_JOINED = {"channel_join", "group_join"}
_LEFT = {"channel_leave", "group_leave"}
_MENTION = re.compile(r"<@([A-Z0-9]+)")


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
    names = zips.names(head)
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
    with zips.opened(path) as members:
        lists, days, others = _sorted(members)
        yield from (zips.unread(next(numbers), member) for member in others)
        for title, member in lists.items():
            for item in _items(member):
                yield from _listed(next(numbers), title, item, place, options)
        for member in days:
            folder = member.name.split("/")[-2]
            for item in _items(member):
                yield from _message(next(numbers), folder, item, place, options)


def _sorted(members: list[Member]) -> tuple[dict[str, Member], list[Member], list[Member]]:
    """The lists of people and channels, people first; the days in order; and what is not read."""
    lists, days, others = dict[str, Member](), list[Member](), list[Member]()
    for member in members:
        title = PurePosixPath(member.name).name
        if not member.fault and _DAY.fullmatch(member.name):
            days.append(member)
        elif not member.fault and title in _LISTS and title not in lists:
            lists[title] = member
        else:
            others.append(member)
    days.sort(key=lambda member: member.name)
    return {title: lists[title] for title in _LISTS if title in lists}, days, others


def _items(member: Member) -> Iterator[Item]:
    """The objects of a member's array; a member that does not unpack ends with a fault."""
    yield from (item for item in objects(cast("Path", member)) if not (item.fault and member.damage))
    if member.damage:
        yield Item(0, (), None, "bad_member", shown(f"{member.name}: {member.damage}"))


def _listed(number: int, title: str, item: Item, place: _Place, options: Options) -> Iterator[Record]:
    """A person or a channel of one of the lists."""
    value = item.value
    if item.fault or not isinstance(value, dict) or not (given := plain(value.get("id"))):
        yield Refused(number, item.fault or "broken", item.found or shown(value))
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
        yield Refused(number, item.fault or "broken", item.found or shown(value))
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
        yield Refused(number, wrong(at), shown(stamp))
    elif not member and subtype in _SAID | _JOINED | _LEFT:
        yield Refused(number, "no_sender", stamp)
    elif subtype in _JOINED:
        inviter = plain(value.get("inviter"))
        yield Move(number, group, member, at, "join", known.name, "invited" if inviter else "self", inviter)
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
            private(text) if options.keep_text else "",
        )


def _kind(text: str, files: object) -> str:
    if text or not isinstance(files, list) or not files:
        return "text"
    return _file_kind(files[0])


def _file_kind(file: object) -> str:
    kind = plain(file.get("mimetype")).partition("/")[0] if isinstance(file, dict) else ""
    return {"image": "image", "video": "video", "audio": "voice"}.get(kind, "file")
