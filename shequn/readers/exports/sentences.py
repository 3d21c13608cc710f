"""Chinese system sentences of group chats: who joined, was invited, was removed, took a message back, patted someone.

The sentences quote the names as they are, so that a name may itself hold quotes or the enumeration comma ``、``; who
else is known by name in the file decides where one name ends and the next begins.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from shequn.readers.exports.base import NAMED, Message, Move, Passed, Refused
from shequn.readers.exports.values import plain, private, shown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

    from shequn.readers.exports.base import Record

What = Literal["join", "leave", "recall", "pat", "other", "unknown"]

_LONGEST = 4000
_MOST = 20
"""Separators that one name may hold."""
_QUOTE = '["“”]'
_END = r"[\s。，,；;].*|"
_WITH_ID = re.compile(r"(.*?)\(([A-Za-z0-9_@.-]+)\)(?:、|$)", re.DOTALL)


class Who(NamedTuple):
    """Someone a sentence speaks of.

    Attributes:
        name: The name; empty for who exported the chat (你).
        id: The id, where the export writes it behind the name.
    """

    name: str
    id: str = ""


ME = Who("")


class Sentence(NamedTuple):
    """What a system sentence says.

    Attributes:
        what: ``join``, ``leave``, ``recall``, ``pat``; ``unknown`` where it may be a join or a leave; else ``other``.
        people: Who joined, left, or did it.
        how: ``invited``, ``qr``, ``self``, ``removed``, or empty.
    """

    what: What
    people: tuple[Who, ...] = ()
    how: str = ""


class Speakers:
    """Who speaks in a file, which is read again for it only when a sentence asks.

    Args:
        names: Gives the names that stand at messages.
        mine: Gives member ids of who exported the file; the first that is not empty counts.

    Example:
        >>> speakers = Speakers(lambda: ["小红", "小李"])
        >>> "小李" in speakers.names, speakers.me
        (True, '')
    """

    def __init__(self, names: Callable[[], Iterable[str]] = tuple, mine: Callable[[], Iterable[str]] = tuple) -> None:
        self._names, self._mine = names, mine

    @cached_property
    def names(self) -> frozenset[str]:
        """Names that stand at messages."""
        return frozenset(self._names())

    @cached_property
    def me(self) -> str:
        """Member id of who exported the file, or empty."""
        return next(filter(None, self._mine()), "")


NOBODY = Speakers()


def _rules() -> tuple[tuple[re.Pattern[str], What, str], ...]:
    """Patterns in the order they are tried; ``who`` names several, ``one`` one person, ``me`` who exported."""
    rules: tuple[tuple[str, What, str], ...] = (
        ("(?:你|Q.+Q)修改群名为.+", "other", ""),
        ("Q.+Q想邀请.+加入群聊", "other", ""),
        ("你邀请Q(?P<who>.+)Q加入了?群聊", "join", "invited"),
        ("Q(?P<by>.+?)Q邀请(?P<me>你)和Q(?P<who>.+)Q加入了?群聊", "join", "invited"),
        ("Q(?P<by>.+?)Q邀请(?P<me>你)加入了?群聊", "join", "invited"),
        ("Q(?P<by>.+?)Q邀请Q(?P<who>.+)Q加入了?群聊", "join", "invited"),
        (r"Q(?P<one>.+)Q通过扫描(?:你|Q.+Q)分享的二维码加入了?群聊", "join", "qr"),
        ("(?P<me>你)通过扫描(?:Q.+Q分享的)?二维码加入了?群聊", "join", "qr"),
        ("Q(?P<one>.+)Q通过扫描二维码加入了?群聊", "join", "qr"),
        ("(?P<one>.+)通过扫描二维码加入了?群聊", "join", "qr"),
        ("你将Q(?P<who>.+)Q移出了?群聊", "leave", "removed"),
        ("(?P<me>你)被Q.+Q移出了?群聊", "leave", "removed"),
        ("Q(?P<by>.+?)Q将Q(?P<who>.+)Q移出了?群聊", "leave", "removed"),
        ("(?P<me>你)已?退出了?群聊", "leave", "self"),
        ("Q(?P<one>.+)Q已?退出了?群聊", "leave", "self"),
        (r"(?P<me>[你我])\s*撤回了一条消息", "recall", ""),
        (r"Q(?P<one>.+)Q\s*撤回了一条消息", "recall", ""),
        (r"(?P<one>.+?)\s*撤回了一条消息", "recall", ""),
        (r"(?P<me>[你我])\s*拍了拍.+", "pat", ""),
        (r"Q(?P<one>.+?)Q\s*拍了拍.+", "pat", ""),
        (r"(?P<one>.+?)\s*拍了拍.+", "pat", ""),
        ("(?P<by>.+?)邀请(?:(?P<me>你)|(?P<who>.+))加入了?本群", "join", "invited"),
        ("(?:(?P<me>你)|(?P<one>.+))加入了?本群", "join", ""),
        ("(?:(?P<me>你)|(?P<one>.+?))被.+移出了?本群", "leave", "removed"),
        ("(?:(?P<me>你)|(?P<one>.+?))已?退出了?本群", "leave", "self"),
    )
    return tuple(
        (re.compile(f"(?:{pattern.replace('Q', _QUOTE)})(?:{_END})", re.DOTALL), what, how)
        for pattern, what, how in rules
    )


_RULES = _rules()
_WORDS = ("群聊", "本群", "撤回", "拍了拍")
_MAYBE = re.compile("(?=.*(?:群聊|本群)).*(?:加入|退出|移出)", re.DOTALL)


def understand(text: str, known: Speakers = NOBODY, *, ids: bool = False) -> Sentence:
    """Read a system sentence.

    Args:
        text: The sentence.
        known: Who else is known by name; asked only where names could be cut in several ways.
        ids: Whether each name is followed by the id in brackets.

    Returns:
        What it says; ``unknown`` where it speaks of joining or leaving in words that no rule knows.

    Example:
        >>> understand('"阿明"邀请"小红、小李"加入了群聊').people
        (Who(name='小红', id=''), Who(name='小李', id=''))
        >>> understand('" 小红"通过扫描"阿明"分享的二维码加入群聊')
        Sentence(what='join', people=(Who(name='小红', id=''),), how='qr')
        >>> understand("群主已启用“群聊邀请确认”").what, understand("小红因违规退出了群聊").what
        ('other', 'unknown')
    """
    text = text.strip()
    if not any(word in text for word in _WORDS):
        return Sentence("other")
    for pattern, what, how in _RULES if len(text) <= _LONGEST else ():
        if match := pattern.fullmatch(text):
            found = _other_cut(text, match, known).groupdict()
            people = [ME] if found.get("me") else []
            if who := found.get("who"):
                people += _several(who, known, ids=ids)
            if one := found.get("one"):
                people += [_one(one, ids=ids)]
            return Sentence(what, tuple(people), how)
    return Sentence("unknown" if _MAYBE.match(text) else "other")


def _other_cut(text: str, match: re.Match[str], known: Speakers) -> re.Match[str]:
    """The match in which the inviter is someone known, where the inviter's name may end in more than one place."""
    by = match.groupdict().get("by")
    if by is None or text.count("邀请") + text.count("将") < 2 or by.strip() in known.names:
        return match
    greedy = re.compile(match.re.pattern.replace("(?P<by>.+?)", "(?P<by>.+)"), re.DOTALL).fullmatch(text)
    return greedy if greedy and greedy["by"].strip() in known.names else match


def _one(text: str, *, ids: bool) -> Who:
    match = _WITH_ID.fullmatch(text) if ids else None
    return Who(match[1].strip(), match[2]) if match else Who(text.strip())


def _several(text: str, known: Speakers, *, ids: bool) -> list[Who]:
    if ids:
        found = list(_WITH_ID.finditer(text))
        if found and sum(len(match[0]) for match in found) == len(text):
            return [Who(match[1].strip(), match[2]) for match in found]
    names = known.names if "、" in text else frozenset()
    people = [Who(name) for name in names_in(text, "、", names.__contains__)]
    return people or [Who(text.strip())]


def names_in(text: str, separator: str, known: Callable[[str], bool]) -> list[str]:
    """Take an enumeration of names apart: known names stay whole, every other separator separates.

    Args:
        text: The names.
        separator: Pattern of what stands between two of them, without groups.
        known: Tells whether a text is the name of someone known.

    Returns:
        The names, none of them blank.

    Example:
        >>> names_in("花、草、小李", "、", {"花、草"}.__contains__)
        ['花、草', '小李']
    """
    parts = re.split(f"({separator})", text)  # names at even places
    names, at = [], 0
    while at < len(parts):
        ends = range(min(len(parts), at + 1 + 2 * _MOST), at + 1, -2)
        end = next((end for end in ends if known("".join(parts[at:end]).strip())), at + 1)
        names.append("".join(parts[at:end]).strip())
        at = end + 1
    return [name for name in names if name]


def told(
    line: int, group: str, at: dt.datetime, text: str, known: Speakers = NOBODY, *, ids: bool = False
) -> Iterator[Record]:
    """Turn a system sentence into records.

    Args:
        line: Where it stands.
        group: Id of the group.
        at: When it was shown.
        text: The sentence.
        known: As for `understand`.
        ids: As for `understand`.

    Yields:
        Joins and leaves; a recall; a pat as a system message, because nothing was said; or that it was passed over, or
        refused because it may be a join or a leave.

    Example:
        >>> import datetime as dt
        >>> [move.member for move in told(1, "g", dt.datetime(2026, 3, 5), '你将"小红"移出了群聊')]
        ['name:小红']
    """
    sentence = understand(text, known, ids=ids)
    people = [(_member(who, known), private(plain(who.name))) for who in sentence.people]
    people = [(member, name) for member, name in people if member]
    if sentence.what == "other":
        yield Passed(line, "notice")
    elif sentence.what == "unknown":
        yield Refused(line, "unknown_notice", shown(text))
    elif not people:
        yield Passed(line, "self_unknown")
    elif sentence.what in ("join", "leave"):
        what: Literal["join", "leave"] = "join" if sentence.what == "join" else "leave"
        for member, name in people:
            yield Move(line, group, member, at, what, name, sentence.how)
    else:
        member, name = people[0]
        yield Message(line, group, member, at, "recall" if sentence.what == "recall" else "system", name)


def _member(who: Who, known: Speakers) -> str:
    if who == ME:
        return known.me
    return private(plain(who.id)) or NAMED + private(plain(who.name))
