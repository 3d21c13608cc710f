"""WhatsApp chats exported as text, alone or in a zip, from iPhones and Android telephones, in English and Chinese.

Senders have no ids; one who is not in the address book is named by a telephone number, which is kept only as a hash.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Literal

from shequn.errors import InputError
from shequn.readers.exports import streams, zips
from shequn.readers.exports.base import NAMED, Group, Message, Move, Passed, Refused
from shequn.readers.exports.day_order import Days, day_of
from shequn.readers.exports.introduced import introduced
from shequn.readers.exports.sentences import names_in
from shequn.readers.exports.values import private, shown, wrong
from shequn.readers.exports.zips import Member

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record
    from shequn.readers.exports.day_order import Order
    from shequn.readers.exports.streams import Line

NAME = "whatsapp"
TELLS = frozenset({"messages", "joins", "leaves", "names"})

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
    r"WhatsApp Chat (?:with|-) (.+?)",
    r"与\s?(.+?)\s?的\s?WhatsApp\s?聊天",
    r"與\s?(.+?)\s?的\s?WhatsApp\s?[对對][话話]",
)
_AGAIN = r"(?: \([1-9]\d?\))?"
"""Put behind a name when it is downloaded once more; more digits are rather a year."""
_IN_ZIP = re.compile(r"(?:.*/)?(?:_chat|(?!\.)[^/]*WhatsApp[^/]*)\.txt", re.IGNORECASE)
_SAID = re.compile(r"(.+?):(?: (.*)|$)", re.DOTALL)
_CREATED = re.compile(
    r"(.+?)\s?(?:created (?:this )?group|已?(?:创建|建立)了?(?:此|本)?(?:群组|群組))\s?(?:[\"“「](.*)[\"”」])?。?"
)
_NOTICES = re.compile(
    r"(?:.+? )?(?:changed|turned|pinned|updated|reset|deleted|is now|now an admin|no longer an admin|missed|started"
    r"|blocked|unblocked|requested to join|will disappear)\b.*"
    r"|.*(?:end-to-end encrypt|security code|\b(?:this|the) group (?:was|to|from)\b"
    r"|端到端加密|端對端加密|更改|更换|更換|变更|變更|修改|设为|設為|置顶|置頂|釘選|重置|重设|重設|未接|安全[码碼代]"
    r"|(?:现在|現在|不再)是|(?:开启|開啟|关闭|關閉)了|(?:请求|請求|申请|申請|要求)加入"
    r"|(?:删除|刪除).{0,9}(?:群|消息|訊息)|(?:群组|群組).{0,9}(?:社群|社区|社區)).*",
    re.IGNORECASE | re.DOTALL,
)
_MOVES: tuple[tuple[str, Literal["join", "leave"], str], ...] = (
    (r"(?P<one>.+?) joined (?:using .+|from the community)\.?", "join", "link"),
    (r"(?P<one>.+?)\s?(?:使用|通过|透過|經由).{0,150}(?:链接|連結|鏈接)加入.*", "join", "link"),
    (r"(?P<one>.+?)\s?已?加入了?(?:此|本)?(?:群组|群組|群)?。?", "join", ""),
    (r"(?P<all>.+?) (?:was|were) added", "join", "invited"),
    (r".+? added (?P<all>.+)", "join", "invited"),
    (r".+?\s?(?:已|将|將)?(?:添加|新增)了?\s?(?P<all>.+?)。?", "join", "invited"),
    (r"(?P<one>.+?) left(?: the group)?\.?", "leave", "self"),
    (r"(?P<one>.+?)\s?已?(?:退出|离开|離開)了?(?:此|本)?(?:群组|群組|群)?。?", "leave", "self"),
    (r"(?P<all>.+?) (?:was|were) removed", "leave", "removed"),
    (r".+? removed (?P<all>.+)", "leave", "removed"),
    (r".+?\s?已?移除了?\s?(?P<all>.+?)。?", "leave", "removed"),
)
"""Who joins or leaves alone has a line alone; others may stand in one."""
_SEPARATOR = (  # 和 that begins or ends a name is a part of it
    r", (?:and )?|[、，]| and |(?<=[^\s、，和與与及])\s?[和與与及]\s?(?=[^\s、，])"
)
_LONGEST = 8000
"""Characters of a notice."""
_EXPORTER = {"you", "你", "您"}
_RECALLED = re.compile(
    r"(?:This message was deleted|You deleted this message|[此该該这這]?.{0,4}(?:消息|讯息|訊息)已?(?:被)?(?:删除|刪除)"
    r"|[你您]?已?(?:删除|刪除)了?[此这這].*(?:消息|讯息|訊息)).{0,20}",
)
_NO_TEXT = re.compile(r"\u200e|omitted|略|忽|<|\(|删除|刪除|deleted|(?:location|位置|地点|地點):", re.IGNORECASE)
_QUOTE = re.compile(r"[\"“「]")
_QUOTED = re.compile(r"\"[^\"]*\"|“[^“”]*”|「[^「」]*」")
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
    """The name of the group, as the file or its folder is named, whichever time it was downloaded.

    Example:
        >>> from pathlib import Path
        >>> group_of(Path("WhatsApp Chat with Tea.txt")), group_of(Path("WhatsApp Chat - Tea/_chat.txt"))
        ('Tea', 'Tea')
        >>> group_of(Path("与茶友会的 WhatsApp 聊天 (1).txt"))
        '茶友会'
    """
    title = (path.parent.name if path.stem == "_chat" else "") or path.stem
    for pattern in _FILES:
        if match := re.fullmatch(pattern + _AGAIN, title.translate(_MARKS)):
            title = match[1]
    return private(title)


def sure(head: Head) -> float:
    """How sure it is that a file is a WhatsApp chat, or a zip that holds one.

    Args:
        head: The beginning of the file.

    Returns:
        0.9 when its first line begins as a chat's do, else by the share of such lines.
    """
    if not any(map(_IN_ZIP.fullmatch, zips.names(head))):
        return _begins(head.text.split("\n")[:60])
    try:
        with zips.opened(head.path) as members:
            return 0.9 if len(_chats(members)) == 1 else 0.0
    except InputError:
        return 0.9  # reading it says what is wrong


def _chats(members: list[Member]) -> list[Member]:
    """The texts of chats in a zip; one that cannot be read counts as well, so that this is said."""
    named = [member for member in members if _IN_ZIP.fullmatch(member.name) and member.fault != "duplicate_member"]
    return [member for member in named if member.fault or _is_chat(list(islice(zips.lines(member), 60)))]


def _is_chat(first: list[Line]) -> bool:
    return any(line.fault == "bad_member" for line in first) or _begins([line.text for line in first]) > 0


def _begins(first: list[str]) -> float:
    texts = [text for text in first if text.strip()]
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
        options: ``dayfirst`` answers which number is the day where the file does not tell, ``keep_text`` keeps what was
            said.

    Yields:
        A group, then a record for each line; lines that continue a message are passed. What else is in a zip follows.

    Raises:
        InputError: Neither the file nor ``dayfirst`` tells which number is the day, or a zip cannot be read.
    """
    with path.open("rb") as file:
        zipped = file.read(2) == b"PK"
    yield from _zipped(path, options) if zipped else _chat(path, group_of(path), options)


def _zipped(path: Path, options: Options) -> Iterator[Record]:
    with zips.opened(path) as members:
        chats = _chats(members)
        if len(chats) != 1:
            raise InputError(f"{path}: holds {len(chats)} chats of WhatsApp, must be 1. Give each chat as its own zip.")
        last, read = 0, [chat for chat in chats if not chat.fault]
        for chat in read:
            for record in _chat(chat, group_of(path.with_suffix("") / chat.name), options):
                last = record.line
                yield record
        others = (member for member in members if member not in read)
        yield from (zips.unread(line, member) for line, member in enumerate(others, last + 1))


def _chat(source: Path | Member, group: str, options: Options) -> Iterator[Record]:
    yield from introduced(_lines(source, group, options), {group: Group(1, group, group)})


def _texts(source: Path | Member) -> Iterator[Line]:
    """The lines; a bare CR ends one too, as in files that old programs saved again."""
    number = 0
    for line in zips.lines(source) if isinstance(source, Member) else streams.lines(source):
        for text in [line.text] if line.fault else line.text.split("\r"):
            number += 1
            yield streams.Line(number, text, line.fault)


def _lines(source: Path | Member, group: str, options: Options) -> Iterator[Record]:
    days = Days(source)
    style, known = _first_pass(source, days)
    order = days.order(options.dayfirst)
    more, said = 0, list[str]()
    held: Message | None = None

    def released() -> Iterator[Record]:
        if held:
            yield held._replace(text=private("\n".join(said)) if options.keep_text else "")
            yield from (Passed(held.line + i, "continued") for i in range(1, more + 1))

    for number, text, fault in _texts(source):
        match = style.match(text) if style and not fault else None
        if held and not match and not fault:
            more += 1
            if options.keep_text and sum(map(len, said)) + len(text) < streams.LINE_LIMIT:
                said.append(text)
            continue
        yield from released()
        held, more = None, 0
        if not match:
            yield (
                Refused(number, fault or "no_header", shown(text)) if fault or text.strip() else Passed(number, "blank")
            )
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


def _first_pass(source: Path | Member, days: Days) -> tuple[re.Pattern[str] | None, set[str]]:
    """Find how the messages of the file begin, and who speaks in it."""
    style: re.Pattern[str] | None = None
    known = set[str]()
    for number, text, fault in _texts(source):
        if fault:
            continue
        style = style or next((s for s in _STYLES if s.match(text)), None)
        if style and (match := style.match(text)):
            days.add(number, (match[1], match[2], match[3]))
            name, colon, _ = match[9].partition(": ")
            if colon:
                known.add(name)
    return style, {_who(name)[1] for name in known}


def _moment(match: re.Match[str], order: Order) -> dt.datetime | None:
    day = day_of((match[1], match[2], match[3]), order)
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
    if said and (not _QUOTE.search(said[1]) or _SAID.match(_QUOTED.sub("", rest))):  # the group's name may hold a colon
        speaker, body = said[1], said[2] or ""
        found = _moves(number, group, at, body, known) if body.startswith("\u200e") else []
        if not found and not _is_notice(group, speaker, body):
            return _message(number, group, at, speaker, body)
    else:
        found = _moves(number, group, at, rest, known)
        speaker, colon, body = rest.partition(":")
        if not found and colon and not said:
            return _message(number, group, at, speaker, body)
    return found or [Refused(number, "unknown_notice", shown(rest))]


def _is_notice(group: str, speaker: str, body: str) -> bool:
    """Whether the telephone, not the speaker, wrote a text.

    iPhones put a notice under the name of who does something, which it begins with, or of the group.
    """
    if not body.startswith("\u200e") or _kind(body) != "text":
        return False
    name = _cleaned(speaker).strip("~ ")
    return name == group or _cleaned(body).strip("~ ").startswith(name)


def _cleaned(text: str) -> str:
    """The beginning of a text without marks of direction, as long as a notice may be."""
    text = text[:_LONGEST]
    return (text if text.isascii() else text.translate(_MARKS)).strip()


def _message(number: int, group: str, at: dt.datetime, speaker: str, body: str) -> Message | _Told:
    member, name = _who(speaker)
    if member == NAMED:
        return [Refused(number, "no_sender", shown(speaker))]
    return Message(number, group, member, at, _kind(body), name, text=body)


def _moves(number: int, group: str, at: dt.datetime, text: str, known: set[str]) -> _Told:
    """The moves that a notice tells; nothing when it is none that is known."""
    if len(text) > _LONGEST:
        return []
    text = _cleaned(text)
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
            names = _names(match["all"], known) if match.lastgroup == "all" else [match["one"]]
            people = [_who(name) for name in names if name.lower() not in _EXPORTER]
            return [Move(number, group, member, at, what, name, how) for member, name in people] or [
                Passed(number, "self_unknown")
            ]
    return []


def _names(text: str, known: set[str]) -> list[str]:
    """The names in a list: those of who speaks in the file stay whole, every other separator separates."""
    return names_in(text, _SEPARATOR, lambda name: _who(name)[1] in known)


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
