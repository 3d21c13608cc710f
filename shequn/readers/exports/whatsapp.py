"""WhatsApp chats exported as text, from iPhones and Android telephones, in English and Chinese.

Which of two numbers is the day is told from the whole file: by dates that are impossible the other way, then by the
order in which a chat goes on. Senders have no ids; one who is not in the address book is named by a telephone number,
which is kept only as a hash.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from shequn.errors import InputError
from shequn.readers.exports.base import NAMED, Group, Message, Move, Passed, Refused
from shequn.readers.exports.introduced import introduced
from shequn.readers.exports.streams import LINE_LIMIT, lines
from shequn.readers.exports.values import private, wrong

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record

NAME = "whatsapp"
TELLS = frozenset({"messages", "joins", "leaves", "names"})

Order = Literal["dmy", "mdy", "ymd"]
Triple = tuple[str, str, str]
_Told = list[Group | Move | Passed | Refused]

_STAMP = (
    r"(\d{1,4})[./年-]\s?(\d{1,2})[./月-]\s?(\d{1,4})[.日]?(?:[,，]\s?|\s(?:(?:à|às|at|um)\s)?)"
    r"(上午|下午|凌晨|清晨|早上|中午|晚上)?\s?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\s?([ap])\.?\s?m\.?)?"
)
_STYLES = (
    re.compile(rf"[\u200e\u200f\ufeff]*\[{_STAMP}\]\s?(.*)", re.IGNORECASE | re.DOTALL),
    re.compile(rf"[\u200e\u200f\ufeff]*{_STAMP}\s[-–]\s(.*)", re.IGNORECASE | re.DOTALL),
)
_AFTERNOON = {"下午", "中午", "晚上", "p"}
_MARKS = str.maketrans(
    dict.fromkeys("\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff", "")
    | {"\u202f": " ", "\u00a0": " ", "\u2011": "-"}
)
_FILES = (
    r"WhatsApp Chat (?:with|-) (.+)",
    r"与\s?(.+?)\s?的\s?WhatsApp\s?聊天",
    r"與\s?(.+?)\s?的\s?WhatsApp\s?[对對][话話]",
)
_SAID = re.compile(r"(.+?):(?: (.*)|$)", re.DOTALL)
_CREATED = re.compile(
    r"(.+?)\s?(?:created (?:this )?group|已?(?:创建|建立)了?(?:此|本)?(?:群组|群組))\s?(?:[\"“「](.*)[\"”」])?。?"
)
_NOTICES = re.compile(
    r"(?:.+? )?(?:changed|turned|pinned|updated|reset|deleted|is now|missed)\b.*"
    r"|.*(?:end-to-end encrypt|端到端加密|端對端加密|更改|更换|變更|修改|设为|設為|security code).*",
    re.IGNORECASE | re.DOTALL,
)
_MOVES: tuple[tuple[str, Literal["join", "leave"], str], ...] = (
    (r"(?P<who>.+?) joined (?:using .*link|from the community)\.?", "join", "link"),
    (r"(?P<who>.+?)\s?(?:使用|通过|透過|經由).*(?:链接|連結|鏈接)加入.*", "join", "link"),
    (r"(?P<who>.+?)\s?已?加入了?(?:此|本)?(?:群组|群組|群)?。?", "join", ""),
    (r"(?P<who>.+?) (?:was|were) added", "join", "invited"),
    (r".+? added (?P<who>.+)", "join", "invited"),
    (r".+?\s?(?:已|将|將)?(?:添加|新增)了?\s?(?P<who>.+?)。?", "join", "invited"),
    (r"(?P<who>.+?) left(?: the group)?\.?", "leave", "self"),
    (r"(?P<who>.+?)\s?已?(?:退出|离开|離開)了?(?:此|本)?(?:群组|群組|群)?。?", "leave", "self"),
    (r"(?P<who>.+?) (?:was|were) removed", "leave", "removed"),
    (r".+? removed (?P<who>.+)", "leave", "removed"),
    (r".+?\s?已?移除了?\s?(?P<who>.+?)。?", "leave", "removed"),
)
_LONGEST = 2000
"""Characters of a notice."""
_EXPORTER = {"you", "你", "您"}
_RECALLED = re.compile(
    r"(?:This message was deleted|You deleted this message|[此该該这這]?.{0,4}(?:消息|讯息|訊息)已?(?:被)?(?:删除|刪除)"
    r"|[你您]?已?(?:删除|刪除)了?[此这這].*(?:消息|讯息|訊息)).{0,20}",
)
_NO_TEXT = re.compile(r"\u200e|omitted|略|忽|<|\(|删除|刪除|deleted|(?:location|位置|地点|地點):", re.IGNORECASE)
_QUOTE = re.compile(r"[\"“「]")
_OMITTED = re.compile(r"<?(.{0,40}?)(?:omitted|已?省略|已?忽略|已?略去)(.{0,20}?)>?")
_ATTACHED = re.compile(r"<?(?:.{1,10}[:：]\s?)?(\S.{0,120}\.\w{2,5})(?:>|\s\(.{1,20}\))", re.DOTALL)
_THINGS = {
    "image": r"image|photo|gif|图|圖|照片|jpe?g|png|webp",
    "video": r"video|视频|視頻|影片|mp4|mov|3gp",
    "voice": r"audio|voice|音频|音訊|语音|語音|opus|m4a|mp3|ogg",
    "sticker": r"sticker|贴|貼|表情",
    "card": r"contact|联系|聯絡|名片|vcf",
    "file": r"document|文档|文件|pdf|docx?|xlsx?|pptx?|zip|txt|csv",
}


def group_of(path: Path) -> str:
    """The name of the group, as the file or its folder is named.

    Example:
        >>> from pathlib import Path
        >>> group_of(Path("WhatsApp Chat with Tea.txt")), group_of(Path("WhatsApp Chat - Tea/_chat.txt"))
        ('Tea', 'Tea')
        >>> group_of(Path("与茶友会的 WhatsApp 聊天.txt"))
        '茶友会'
    """
    title = (path.parent.name if path.stem.startswith("_chat") else "") or path.stem
    for pattern in _FILES:
        if match := re.fullmatch(pattern, title.translate(_MARKS)):
            title = match[1]
    return private(title)


def sure(head: Head) -> float:
    """How sure it is that a file is a WhatsApp chat.

    Args:
        head: The beginning of the file.

    Returns:
        0.9 when its first line begins as a chat's do, else by the share of such lines.
    """
    texts = [text for text in head.text.split("\n")[:60] if text.strip()]
    if not texts:
        return 0.0
    begun = [
        any((match := style.match(text)) and not match[9].lstrip().startswith(("<", "*", "--")) for style in _STYLES)
        for text in texts
    ]
    return 0.9 if begun[0] else 0.6 if sum(begun) * 3 > len(begun) else 0.0


def records(path: Path, options: Options) -> Iterator[Record]:
    """Stream the records of a chat.

    Args:
        path: The file.
        options: ``dayfirst`` answers which number is the day, ``keep_text`` keeps what was said.

    Yields:
        A group, then a record for each line; lines that continue a message are passed.

    Raises:
        InputError: It cannot be told from the file which number is the day.
    """
    group = group_of(path)
    yield from introduced(_lines(path, group, options), {group: Group(1, group, group)})


def _lines(path: Path, group: str, options: Options) -> Iterator[Record]:
    days = _Days(path)
    style, known = _first_pass(path, days)
    order = days.order(options.dayfirst)
    more, said = 0, list[str]()
    held: Message | None = None

    def released() -> Iterator[Record]:
        if held:
            yield held._replace(text="\n".join(said) if options.keep_text else "")
            yield from (Passed(held.line + i, "continued") for i in range(1, more + 1))

    for number, text, fault in lines(path):
        match = style.match(text) if style and not fault else None
        if held and not match and not fault:
            more += 1
            if options.keep_text and sum(map(len, said)) + len(text) < LINE_LIMIT:
                said.append(text)
            continue
        yield from released()
        held, more = None, 0
        if not match:
            yield Refused(number, fault or "no_header", text[:80]) if fault or text.strip() else Passed(number, "blank")
            continue
        moment = _moment(match, order)
        if moment is None or wrong(moment):
            yield Refused(number, wrong(moment), text[: match.start(9)].strip())
            continue
        found = _read(number, group, moment, match[9], known)
        if isinstance(found, Message):
            held, said = found, [found.text]
        else:
            yield from found
    yield from released()


def _first_pass(path: Path, days: _Days) -> tuple[re.Pattern[str] | None, set[str]]:
    """Find how the messages of the file begin, and who speaks in it."""
    style: re.Pattern[str] | None = None
    known = set[str]()
    for number, text, fault in lines(path):
        if fault:
            continue
        style = style or next((s for s in _STYLES if s.match(text)), None)
        if style and (match := style.match(text)):
            days.add(number, (match[1], match[2], match[3]))
            name, colon, _ = match[9].partition(": ")
            if colon:
                known.add(name)
    return style, {_who(name)[1] for name in known}


@lru_cache(maxsize=4096)
def _day(triple: Triple, order: Order) -> dt.date | None:
    numbers = dict(zip(order, triple, strict=True))
    if len(numbers["y"]) not in {2, 4} or len(numbers["d"]) > 2 or len(numbers["m"]) > 2:
        return None
    try:
        return dt.date(int(numbers["y"]) + 2000 * (len(numbers["y"]) == 2), int(numbers["m"]), int(numbers["d"]))
    except ValueError:
        return None


@dataclass
class _Days:
    """What the dates of a file say about the order of their numbers."""

    path: Path
    latest: int = field(default_factory=lambda: dt.datetime.now(dt.UTC).year + 1)
    impossible: dict[Order, int] = field(default_factory=lambda: {"dmy": 0, "mdy": 0, "ymd": 0})
    backwards: dict[Order, int] = field(default_factory=lambda: {"dmy": 0, "mdy": 0, "ymd": 0})
    last: dict[Order, dt.date] = field(default_factory=dict)
    doubt: tuple[int, Triple] | None = None
    seen: Triple | None = None

    def add(self, line: int, triple: Triple) -> None:
        """Take a date into account."""
        if triple == self.seen:
            return
        self.seen = triple
        for order, last in self.backwards.items():
            day = _day(triple, order)
            if day is None or not 2009 <= day.year <= self.latest:  # WhatsApp began in 2009
                self.impossible[order] += 1
                continue
            self.backwards[order] = last + (day < self.last.get(order, day))
            self.last[order] = day
        if self.doubt is None and _day(triple, "dmy") != _day(triple, "mdy"):
            self.doubt = line, triple

    def order(self, dayfirst: bool | None) -> Order:
        """Tell the order of day, month and year."""
        fewest = min(self.impossible.values())
        left = [order for order, count in self.impossible.items() if count == fewest]
        if dayfirst is not None:
            return "ymd" if left == ["ymd"] else "dmy" if dayfirst else "mdy"
        if len(left) > 1:  # years of two digits stand first only when nothing else is possible
            left = [order for order in left if order != "ymd"]
        if len(left) > 1:
            left = [order for order in left if not self.backwards[order]] or left
        if len(left) > 1 and self.doubt:
            line, triple = self.doubt
            raise InputError(
                f"{self.path}, line {line}: {'/'.join(triple)} may be written day first or month first, and nothing in "
                "the file tells which. Say so with --dayfirst or --monthfirst."
            )
        return left[0]


def _moment(match: re.Match[str], order: Order) -> dt.datetime | None:
    day = _day((match[1], match[2], match[3]), order)
    hour, minute, second = int(match[5]), int(match[6]), int(match[7] or 0)
    half = match[4] or (match[8] or "").lower()
    if half and hour == 12:
        hour = 0
    if half in _AFTERNOON and hour < 12:
        hour += 12
    if day is None or hour > 23 or minute > 59 or second > 59:
        return None
    return dt.datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 - the telephone's own time


@lru_cache(maxsize=65536)
def _who(name: str) -> tuple[str, str]:
    """Id and name of someone; a telephone number is no name."""
    name = private(name.translate(_MARKS).removeprefix("~").strip())
    return (name, "") if re.fullmatch(r"phone:\w{12}", name) else (NAMED + name, name)


def _read(number: int, group: str, at: dt.datetime, rest: str, known: set[str]) -> Message | _Told:
    """Read what stands behind the time."""
    said = _SAID.match(rest)
    if said and not (_QUOTE.search(said[1]) and _is_notice(_cleaned(rest))):  # the group's name may hold a colon
        body = said[2] or ""
        found = _moves(number, group, at, _cleaned(body), known) if body.startswith("\u200e") else []
        return found or _message(number, group, at, said[1], body)
    plain = _cleaned(rest)
    if found := _moves(number, group, at, plain, known):
        return found
    name, colon, body = rest.partition(":")
    return _message(number, group, at, name, body) if colon else [Passed(number, "notice")]


def _is_notice(text: str) -> bool:
    return bool(_CREATED.fullmatch(text) or _NOTICES.fullmatch(text))


def _cleaned(text: str) -> str:
    """The beginning of a text without marks of direction, as long as a notice may be."""
    text = text[:_LONGEST]
    return (text if text.isascii() else text.translate(_MARKS)).strip()


def _message(number: int, group: str, at: dt.datetime, speaker: str, body: str) -> Message | _Told:
    member, name = _who(speaker)
    if member == NAMED:
        return [Refused(number, "no_sender", speaker[:80])]
    return Message(number, group, member, at, _kind(body), name, text=body)


def _moves(number: int, group: str, at: dt.datetime, text: str, known: set[str]) -> _Told:
    """The moves that a notice tells; nothing when it is none that is known."""
    if match := _CREATED.fullmatch(text):
        made: _Told = [Group(number, group, group, at)]
        if match[1].lower() not in _EXPORTER:
            member, name = _who(match[1])
            made.append(Move(number, group, member, at, "join", name, "created"))
        return made
    if _NOTICES.fullmatch(text):
        return [Passed(number, "notice")]
    for pattern, what, how in _MOVES:
        if match := re.fullmatch(pattern, text):
            people = [_who(name) for name in _names(match["who"], known) if name.lower() not in _EXPORTER]
            return [Move(number, group, member, at, what, name, how) for member, name in people] or [
                Passed(number, "self_unknown")
            ]
    return []


def _names(text: str, known: set[str]) -> list[str]:
    """Take names apart, except names of those who speak in the file."""
    if _who(text)[1] in known:
        return [text]
    *names, rest = re.split(r", |、|，", text)
    rest = rest.removeprefix("and ")
    while rest not in known and " and " in rest:
        name, _, rest = rest.partition(" and ")
        names.append(name)
    pair = re.split(r"\s?[和與与及]\s?", rest)  # a name may well hold one of these
    names += pair if all(_who(name)[1] in known for name in pair) else [rest]
    return [name.strip() for name in names if name.strip()]


def _kind(body: str) -> str:
    if not _NO_TEXT.search(body):
        return "text"
    body = _cleaned(body)
    if _RECALLED.fullmatch(body):
        return "recall"
    if re.match(r"(?:location|位置|地点|地點): ", body, re.IGNORECASE):
        return "location"
    thing = _OMITTED.fullmatch(body) or _ATTACHED.match(body)
    if not thing:
        return "text"
    word = " ".join(group for group in thing.groups() if group).rpartition(".")[2].lower()
    return next((kind for kind, pattern in _THINGS.items() if re.search(pattern, word)), "media")
