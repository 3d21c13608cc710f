"""Chats that QQ's message manager exports as text, one group or all of them, and chats copied out of its window.

A message begins with a line of time, name and QQ number or mail, ``2026-03-05 9:07:00 小明(10001)``, after a blank
line, and goes on to the next such line; bare CR stands inside it. The manager names groups, but gives no id of them.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from shequn.errors import QuestionError
from shequn.readers.exports.base import NAMED, Group, Message, Passed, Refused
from shequn.readers.exports.sentences import NOBODY, Speakers, told
from shequn.readers.exports.streams import lines
from shequn.readers.exports.values import plain, private, shown, wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record
    from shequn.readers.exports.streams import Line

NAME = "qq_text"
TELLS = frozenset({"messages", "joins", "ids", "names"})

_PREAMBLE = "消息记录（此消息记录为文本格式"
_CLOCK = r"(?:(?P<half1>上午|下午|AM|PM) ?)?(?P<h>\d{1,2}):(?P<min>\d{2}):(?P<s>\d{2})(?: ?(?P<half2>AM|PM|上午|下午))?"
_HEADER = re.compile(
    rf"(?P<y>\d{{4}})-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}}) {_CLOCK} (?P<name>.*?)"
    r"(?:\((?P<qq>\d{4,12})\)|<(?P<mail>[^<>]+@[^<>]+)>)",
    re.ASCII,
)
_COPIED = re.compile(
    rf"(?P<name>\S.{{0,80}}?)\s+(?:(?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})/(?P<year>\d{{4}}) |"
    rf"(?P<y>\d{{4}})[-/](?P<m>\d{{1,2}})[-/](?P<d>\d{{1,2}}) )?{_CLOCK}\s*",
    re.ASCII,
)
_BAR = re.compile(r"\s*[—–-]\s?[—–-]\s+(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\s+[—–-]\s?[—–-]\s*", re.ASCII)
_DATED = re.compile(r"\d[-/]\d{1,2}$")  # a row of a table that ends in a time is no name and clock
_RULE = re.compile("={10,}")
_PLACE = re.compile("消息(?P<what>分组|对象):(?P<name>.*)", re.DOTALL)
_TITLE = re.compile("【[^】]{1,20}】(?=.)")
_SYSTEM = frozenset({"10000", "1000000"})
_KINDS = {"[图片]": "image", "[表情]": "sticker", "[语音]": "voice", "[视频]": "video", "[文件]": "file"}
_KEPT = 1 << 20


def sure(head: Head) -> float:
    """How sure it is that a file is text from QQ.

    Args:
        head: The beginning of the file.

    Returns:
        1 for the manager's first line, less where the file begins with a line of time and name.
    """
    if head.text.lstrip("\ufeff\r\n").startswith(_PREAMBLE):
        return 1.0
    found = [text for line in head.text.split("\n")[:2000] if (text := line.strip("\ufeff\r")).strip()]
    if not found:
        return 0.0
    if _HEADER.fullmatch(found[0]):  # further below it may be quoted in anything
        return 0.9
    copied = [bool((match := _COPIED.fullmatch(line[:120])) and not _DATED.search(match["name"])) for line in found]
    return 0.5 if any(copied[:3]) and sum(copied) > 1 else 0.0


def records(path: Path, options: Options) -> Iterator[Record]:
    """Stream messages, joins and recalls; leaves are not in it.

    Args:
        path: The file.
        options: ``dayfirst`` and ``keep_text`` are looked at.

    Yields:
        A group where its block begins, messages and moves; direct chats and headlines are passed over; refusals.

    Raises:
        QuestionError: A copied chat has dates such as 3/4/2026 only, and ``dayfirst`` is not given.
    """
    if _from_manager(path):
        yield from _Manager(path, keep_text=options.keep_text).records()
    else:
        yield from _copied(path, options)


def _from_manager(path: Path) -> bool:
    for line in lines(path):
        if line.text.startswith(_PREAMBLE) or _HEADER.fullmatch(line.text):
            return True
        if line.number > 2000:
            break
    return False


def _moment(found: re.Match[str], day: tuple[int, int, int]) -> dt.datetime | None:
    hour, half = int(found["h"]), found["half1"] or found["half2"]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half in ("PM", "下午"))
    try:
        return dt.datetime(*day, hour, int(found["min"]), int(found["s"]))  # noqa: DTZ001 - the export has no zone
    except ValueError:
        return None


@dataclass
class _Open:
    """A message that may go on."""

    line: int
    group: str
    member: str
    name: str
    sent_at: dt.datetime
    content: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, text: str) -> None:
        if self.size < _KEPT:
            self.content.append(text)
            self.size += len(text) + 1

    def records(self, known: Speakers, *, keep_text: bool) -> Iterator[Record]:
        content = "\n".join(self.content).strip()
        if self.member in _SYSTEM:
            yield from told(self.line, self.group, self.sent_at, content, known)
            return
        text = private(plain(content)) if keep_text else ""
        kind = _KINDS.get(content, "text")
        yield Message(self.line, self.group, self.member, self.sent_at, kind, self.name, text=text)


def _header(text: str) -> tuple[dt.datetime | None, str, str] | None:
    """Time, member id and name."""
    if not text[:1].isdigit() or not (found := _HEADER.fullmatch(text)):
        return None
    name = private(plain(_TITLE.sub("", found["name"].strip(), count=1)))
    member = found["qq"] or private(plain(found["mail"]))
    return _moment(found, (int(found["y"]), int(found["m"]), int(found["d"]))), member, name


class _Manager:
    def __init__(self, path: Path, *, keep_text: bool) -> None:
        self._path, self._keep_text = path, keep_text
        self._section, self._group, self._direct = "", NAMED + private(plain(path.stem)), False
        self._open: _Open | None = None
        self._lost = False  # within a message whose first line was refused or passed over
        self._scan = cache(self._scanned)
        self._known = Speakers(lambda: self._scan()[0])

    def _scanned(self) -> tuple[set[str], dict[str, set[str]]]:
        """Names, and up to three senders of each chat."""
        names, senders, chat = set[str](), dict[str, set[str]](), ""
        for line in lines(self._path):
            if place := _PLACE.fullmatch(line.text):
                chat = place["name"].strip() if place["what"] == "对象" else chat
            elif header := _header(line.text):
                names.add(header[2])
                if header[1] not in _SYSTEM and len(speaking := senders.setdefault(chat, set())) < 3:
                    speaking.add(header[1])
        return names, senders

    def records(self) -> Iterator[Record]:
        fresh, ruled = True, False  # after a blank line or a headline; after a rule of ===
        for line in lines(self._path):
            text = line.text.removeprefix("\ufeff")
            place = _PLACE.fullmatch(text) if ruled else None
            if fresh and (place or _RULE.fullmatch(text) or text.startswith(_PREAMBLE)):
                yield from self._close()
                yield self._place(line.number, place)
                ruled = not place
                continue
            ruled = False
            if fresh and (header := _header(text)):
                yield from self._close()
                yield from self._begin(line.number, *header)
            else:
                yield from _content(line, self._open, lost=self._lost)
            fresh = not text.strip()
        yield from self._close()

    def _close(self) -> Iterator[Record]:
        if self._open:
            yield from self._open.records(self._known, keep_text=self._keep_text)
        self._open, self._lost = None, False

    def _begin(self, line: int, sent_at: dt.datetime | None, member: str, name: str) -> Iterator[Record]:
        if sent_at is None or wrong(sent_at):
            yield Refused(line, wrong(sent_at), shown(f"{member} {name}".strip()))
            self._lost = True
        elif self._direct:
            yield Passed(line, "direct_chat")
            self._lost = True
        else:
            self._open = _Open(line, self._group, member, name, sent_at)

    def _place(self, line: int, place: re.Match[str] | None) -> Record:
        if place is None or place["what"] == "分组":
            self._section = place["name"].strip() if place else self._section
            return Passed(line, "headline")
        chat = place["name"].strip()
        self._direct = "群" not in self._section and len(self._scan()[1].get(chat, ())) <= 2
        name = private(plain(chat))
        self._group = NAMED + name
        return Passed(line, "headline") if self._direct else Group(line, self._group, name)


def _copied(path: Path, options: Options) -> Iterator[Record]:
    """Chats copied out of the window: names only, the date at each message or in a bar above."""
    group, open_ = NAMED + private(plain(path.stem)), None
    day: tuple[int, int, int] | None = None
    dayfirst = cache(lambda: _dayfirst(path, options.dayfirst))
    for line in lines(path):
        text = line.text.removeprefix("\ufeff")
        found = _COPIED.fullmatch(text) if len(text) < 120 else None
        if found and open_:
            yield from open_.records(NOBODY, keep_text=options.keep_text)
            open_ = None
        if found:
            day = _day(found, dayfirst) or day
            name, sent_at = private(plain(found["name"])), _moment(found, day) if day else None
            if sent_at is None or wrong(sent_at):
                yield Refused(line.number, wrong(sent_at), shown(text))
            else:
                open_ = _Open(line.number, group, NAMED + name, name, sent_at)
        elif bar := _BAR.fullmatch(text):
            day = int(bar["y"]), int(bar["m"]), int(bar["d"])
            yield Passed(line.number, "headline")
        else:
            yield from _content(line, open_)
    if open_:
        yield from open_.records(NOBODY, keep_text=options.keep_text)


def _day(found: re.Match[str], dayfirst: Callable[[], bool]) -> tuple[int, int, int] | None:
    if found["y"]:
        return int(found["y"]), int(found["m"]), int(found["d"])
    if not found["year"]:
        return None
    first, second = int(found["first"]), int(found["second"])
    return int(found["year"]), second if dayfirst() else first, first if dayfirst() else second


def _content(line: Line, open_: _Open | None, *, lost: bool = False) -> Iterator[Record]:
    """A line that begins no message."""
    if line.fault:
        yield Refused(line.number, line.fault, shown(line.text))
    elif open_ or lost:
        if open_:
            open_.add(line.text)
        yield Passed(line.number, "continued" if line.text.strip() else "blank")
    elif line.text.strip():
        yield Refused(line.number, "no_sender", shown(line.text))
    else:
        yield Passed(line.number, "blank")


def _dayfirst(path: Path, answer: bool | None) -> bool:
    """Whether the day stands first: as the file's other dates tell, else as the user answers."""
    for line in lines(path):
        if len(line.text) < 120 and (found := _COPIED.fullmatch(line.text)) and found["year"]:
            if int(found["first"]) > 12:
                return True
            if int(found["second"]) > 12:
                return False
    if answer is not None:
        return answer
    raise QuestionError(
        f"{path}: no date tells whether 3/4/2026 is 3 April or March 4. Say which: day first, or month first."
    )
