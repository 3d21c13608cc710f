"""Logs of IRC as irssi, WeeChat, ZNC, HexChat, mIRC and channel archives write them.

Someone joins and leaves with each connection, which says who was present, not who is a member; these lines are passed
unless presence is asked for. A nick is no id, but one who renames stays the same person.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple

from shequn.errors import QuestionError
from shequn.readers.exports.base import NAMED, Group, Message, Move, Passed, Refused
from shequn.readers.exports.introduced import introduced
from shequn.readers.exports.streams import lines
from shequn.readers.exports.values import private, shown, wrong

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record

NAME = "irc"
TELLS = frozenset({"messages", "names"})

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = "|".join(_MONTHS)
_CODES = re.compile("\x03(?:[0-9]{1,2}(?:,[0-9]{1,2})?)?|[\x02\x0f\x11\x16\x1d\x1e\x1f]")  # colours and bold type
_FULL = re.compile(
    r"\[?(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?\]?([\t ]\s*)(.*)",
    re.DOTALL,
)
_CLOCK = re.compile(
    rf"\[?(?:({_MONTH})\s+(\d{{1,2}})\s)?(\d{{1,2}}):(\d{{2}})(?::(\d{{2}}))?\]?([\t ]\s*)(.*)", re.DOTALL
)
_MARK = re.compile(
    rf"(?:---|\*{{4}}|Session)\s.*?\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s({_MONTH})\s+(\d{{1,2}})\s(?:[\d:]{{8}}\s)?(\d{{4}})"
)
_IDENT = re.compile(r"Session Ident: (\S+)")
_SAID = re.compile(r"<[@+%&~!\s]?([^\s<>]{1,64})>(?:\s(.*)|$)", re.DOTALL)
_NOTICE = re.compile(r"-([^\s():-][^\s():]{0,63}?)(?::[^\s()]+)?(?:\([^\s)]*\))?-\s(.*)", re.DOTALL)
_ACTION = re.compile(r"\*\s+([^\s*]{1,64})\s(.*)", re.DOTALL)
_TABBED = re.compile(r"[@+%&~!]?([^\s<>*][^\s]{0,63})\t(.*)", re.DOTALL)
_EVENT = re.compile(r"(-!-|-->|<--|--|\*\*\*|===|\*)\s+(.*)", re.DOTALL)
_HOST = r"(?:\s[\[(][^\s\])]*[\])])"
_WHY = r"(?:\s?[\[(].*[\])])?"
_HAPPENED = {
    "join": re.compile(
        rf"Joins: (\S+).*|(\S+)(?:{_HOST} (?:has joined|joined)(?: \S+)?|{_HOST}? has joined(?: [#&]\S+)?)"
    ),
    "leave": re.compile(
        rf"(?:Parts|Quits): (\S+).*|(\S+){_HOST}? (?:has left(?: [#&]\S+)?{_WHY}|has quit{_WHY}|Quit{_WHY})", re.DOTALL
    ),
    "kick": re.compile(
        rf"(\S+) was kicked (?:from \S+ )?by \S+{_WHY}|\S+ has kicked (\S+)(?: from \S+)?{_WHY}", re.DOTALL
    ),
    "rename": re.compile(r"(\S+) is now known as (\S+)"),
}
_CHANNEL = re.compile(r"(?:joined|left|[Nn]ow talking (?:on|in)) (?:channel )?([#&][^\s,]+)")
_STATUS = re.compile(
    r"\*\s+(?:Now talking|Topic |Set by|You(?:'re| are|r) |Disconnected|\S+ (?:sets? mode|gives (?:channel|voice)|"
    r"removes (?:channel|voice)|(?:has )?(?:changes|changed|sets|set) (?:the )?topic)).*",
    re.DOTALL,
)
_GUEST = re.compile(r"(?:Guest|guest|unidentified)_?\d*")
_ADDRESSED = re.compile(r"([^\s:,<>]{1,64})[:,]\s")
_BACK = dt.timedelta(hours=1)  # what clocks are put back by
_Kind = Literal["said", "join", "leave", "kick", "rename", "notice"]


class _Entry(NamedTuple):
    kind: _Kind
    nick: str = ""
    text: str = ""


@dataclass
class _Nicks:
    """Who is behind each nick."""

    ids: dict[str, str] = field(default_factory=dict)

    def member(self, nick: str) -> str:
        """Id of who has a nick now."""
        return self.ids.setdefault(nick.casefold(), nick)

    def rename(self, old: str, new: str) -> None:
        """Someone takes another nick; a nick known already stays whose it was."""
        person = self.member(old)
        if not _GUEST.fullmatch(old) and not _GUEST.fullmatch(new):
            self.ids.setdefault(new.casefold(), person)

    def arrive(self, nick: str) -> None:
        """A nick that connects is nobody else's any more."""
        self.ids[nick.casefold()] = nick


@dataclass
class _Clock:
    """The day that the times of a log belong to."""

    path: Path
    day: dt.date | None
    last: dt.datetime | None = None
    lost: bool = False

    def mark(self, day: dt.date) -> None:
        """A line of the log names a day."""
        self.day, self.last, self.lost = day, None, False

    def read(self, line: int, text: str) -> tuple[dt.datetime | None, bool, str] | None:
        """Time, whether a tab follows it, and the rest; None when no time begins the line."""
        if match := _FULL.match(text):
            year, month, day, hour, minute, second, zone, gap, rest = match.groups()
            stamp = f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{zone or ''}"
            try:
                return dt.datetime.fromisoformat(stamp), "\t" in gap, rest
            except ValueError:
                return None, False, rest
        if not (match := _CLOCK.match(text)):
            return None
        month, day, hour, minute, second, gap, rest = match.groups()
        if self.day is None:
            raise QuestionError(
                f"{self.path}, line {line}: the time {hour}:{minute} has no day. Put it into the name of the file, "
                "such as 2026-03-02.log."
            )
        return self._at(month, day, hour, minute, second), "\t" in gap, rest

    def _at(self, month: str | None, number: str, hour: str, minute: str, second: str | None) -> dt.datetime | None:
        day = self.day or dt.date.min
        try:
            if month:  # HexChat names the day but not the year
                day = dt.date(day.year, _MONTHS.index(month) + 1, int(number))
                if self.last and (day - self.last.date()).days < -180:
                    day = day.replace(year=day.year + 1)
                self.day = day
            at = dt.datetime(day.year, day.month, day.day, int(hour), int(minute), int(second or 0))  # noqa: DTZ001
        except ValueError:
            return None
        if self.last and at < self.last - _BACK:
            self.lost = True  # a day has gone by, and perhaps more
        self.last = at
        return None if self.lost else at


def sure(head: Head) -> float:
    """How sure it is that a file is a log of IRC.

    Args:
        head: The beginning of the file.

    Returns:
        By the share of lines that are as in such a log; never above 0.9.
    """
    texts = [_CODES.sub("", text.rstrip("\r")) for text in islice(head.text.split("\n"), 200) if text.strip()]
    clock = _Clock(head.path, dt.date(2000, 1, 1))
    share, events = 0, False
    for text in texts:
        if _MARK.match(text) or (text.startswith("===") and _entry(text, tabbed=False)):
            share, events = share + 1, True
        elif found := clock.read(1, text):
            entry = _entry(found[2], tabbed=found[1])
            share += entry is not None
            events = events or (entry is not None and (entry.kind != "said" or not found[1]))
    if not events or share * 3 < len(texts):
        return 0.0
    return 0.9 if share * 3 > 2 * len(texts) else 0.5


def records(path: Path, options: Options) -> Iterator[Record]:
    """Stream the records of a log.

    Args:
        path: The file; its name may tell channel and day.
        options: ``presence`` makes connections joins and leaves, ``keep_text`` keeps what was said.

    Yields:
        A group, then a record for each line.

    Raises:
        InputError: The times have no day, neither in the log nor in the name of the file.
    """
    group = _channel(path)
    yield from introduced(_lines(path, group, options), {group: Group(1, group, group)})


def _lines(path: Path, group: str, options: Options) -> Iterator[Record]:
    clock, nicks = _Clock(path, _named_day(path)), _Nicks()
    for number, raw, fault in lines(path):
        text = _CODES.sub("", raw.lstrip("\ufeff"))
        if fault:
            yield Refused(number, fault, shown(raw))
        elif not text.strip():
            yield Passed(number, "blank")
        elif mark := _MARK.match(text):
            if day := _marked_day(mark):
                clock.mark(day)
            yield Passed(number, "day") if day else Refused(number, "bad_date", shown(text))
        elif not (found := clock.read(number, text)):
            yield _untimed(number, text, nicks, options)
        elif not (entry := _entry(found[2], tabbed=found[1])):
            yield Refused(number, "unknown_line", shown(text))
        elif found[0] is None or wrong(found[0]):
            yield Refused(number, "lost_day" if clock.lost else wrong(found[0]), shown(text[:24]))
        else:
            yield _record(number, group, found[0], entry, nicks, options=options)


def _untimed(line: int, text: str, nicks: _Nicks, options: Options) -> Passed | Refused:
    """What a line without a time tells; archives of channels write joins and renames so."""
    entry = _entry(text, tabbed=False) if text.startswith("===") else None
    if _IDENT.match(text):
        return Passed(line, "notice")
    if entry is None:
        return Refused(line, "no_header", shown(text))
    if entry.kind in {"join", "leave", "kick"} and options.presence:
        return Refused(line, "no_time", shown(text))
    if entry.kind == "rename":
        nicks.rename(entry.nick, entry.text)
    elif entry.kind == "join":
        nicks.arrive(entry.nick)
    return Passed(line, {"rename": "rename", "notice": "notice"}.get(entry.kind, "connection"))


def _record(line: int, group: str, at: dt.datetime, entry: _Entry, nicks: _Nicks, *, options: Options) -> Record:
    if entry.kind == "notice":
        return Passed(line, "notice")
    if entry.kind == "rename":
        nicks.rename(entry.nick, entry.text)
        return Passed(line, "rename")
    if entry.kind == "join":
        nicks.arrive(entry.nick)
    member = _id(nicks.member(entry.nick))
    name = _id(entry.nick).removeprefix(NAMED)
    if entry.kind != "said":
        if not options.presence:
            return Passed(line, "connection")
        if entry.kind == "join":
            return Move(line, group, member, at, "join", name)
        return Move(line, group, member, at, "leave", name, "removed" if entry.kind == "kick" else "self")
    to = _ADDRESSED.match(entry.text)
    mentions = (_id(nicks.ids[to[1].casefold()]),) if to and to[1].casefold() in nicks.ids else ()
    text = private(entry.text) if options.keep_text else ""
    return Message(line, group, member, at, "text", name, mentions=mentions, text=text)


@lru_cache(maxsize=65536)
def _id(nick: str) -> str:
    return NAMED + private(nick)


def _entry(rest: str, *, tabbed: bool) -> _Entry | None:
    """What stands behind the time; None when no known program writes it so."""
    if said := _SAID.fullmatch(rest):
        return _Entry("said", said[1], said[2] or "")
    if event := _EVENT.fullmatch(rest):
        kinds: tuple[_Kind, ...] = ("join", "leave", "kick", "rename")
        for kind in kinds:
            if match := _HAPPENED[kind].fullmatch(event[2].strip()):
                nicks = [nick for nick in match.groups() if nick]
                return _Entry(kind, nicks[0], nicks[-1])
        if event[1] != "*" or _STATUS.fullmatch(rest) or not (action := _ACTION.fullmatch(rest)):
            return _Entry("notice")
        return _Entry("said", action[1], action[2])
    said = _NOTICE.fullmatch(rest) or (_TABBED.fullmatch(rest) if tabbed else None)
    return _Entry("said", said[1], said[2]) if said else None


def _marked_day(mark: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(mark[3]), _MONTHS.index(mark[1]) + 1, int(mark[2]))
    except ValueError:
        return None


def _named_day(path: Path) -> dt.date | None:
    """The day that a path names.

    Example:
        >>> from pathlib import Path
        >>> _named_day(Path("#tea_20200102.log")), _named_day(Path("2020/01/03/#tea.txt")), _named_day(Path("tea.log"))
        (datetime.date(2020, 1, 2), datetime.date(2020, 1, 3), None)
    """
    for text in (path.stem, "/".join(path.parts[-4:-1])):
        if match := re.search(r"(?<!\d)(20\d{2})([-_/.]?)(\d{2})\2(\d{2})(?!\d)", text):
            try:
                return dt.date(int(match[1]), int(match[3]), int(match[4]))
            except ValueError:
                continue
    return None


def _channel(path: Path) -> str:
    """The channel: from the name of the file, its folders, or the first lines that name one.

    Example:
        >>> from pathlib import Path
        >>> _channel(Path("irc.example.#tea.weechatlog")), _channel(Path("net/#tea/2020-01-02.log"))
        ('#tea', '#tea')
    """
    stem = re.sub(r"[-_.]?20\d{2}([-_.]?)\d{2}\1\d{2}$", "", path.stem)
    for text in (stem, *reversed(path.parts[-4:-1])):
        if match := re.search(r"[#&].+", text):
            return match[0]
    for _, text, _ in islice(lines(path), 2000):
        if match := _IDENT.search(text) or (_CHANNEL.search(text) if _EVENT.search(text) else None):
            return match[1].rstrip(".")
    return stem or path.parent.name or path.stem
