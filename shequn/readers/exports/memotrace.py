"""WeChat chats as MemoTrace (留痕, WeChatMsg) writes them to CSV.

The newer table has the name of the sender, no id, and no word on which chat it is: the file is the group. The older one
holds all chats, groups and direct ones alike: a chat is taken for a group when more than two people speak in it or a
system sentence calls it one. Its earliest form has a header one name too short and no sender at all.
"""

from __future__ import annotations

import re
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from shequn.errors import InputError
from shequn.readers.exports.base import NAMED, Message, Passed, Refused
from shequn.readers.exports.sentences import Speakers, told
from shequn.readers.exports.streams import rows
from shequn.readers.exports.values import local, plain, private, shown, unix, wrong
from shequn.readers.exports.wechat import kind_in_words, kind_of
from shequn.readers.values import LOST_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record
    from shequn.readers.source import Row

NAME = "memotrace"
TELLS = frozenset({"messages", "joins", "names"})

_NEW = ("消息ID", "类型", "发送人", "时间", "内容")
_OLD = ("localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent", "StrTime")
_SYSTEM_TYPE = "10000"
_ID = re.compile(r"[A-Za-z0-9_@.-]+")
_LOST = re.compile(rf"{LOST_DIGITS}|\d{{15}}0{{2,}}")  # Excel keeps 15 digits


def sure(head: Head) -> float:
    """How sure it is that a file is MemoTrace's.

    Args:
        head: The beginning of the file.

    Returns:
        1 when a header of its own is there.
    """
    names = [name.strip(' "\r') for name in head.text.lstrip("\ufeff").partition("\n")[0].split(",")]
    return float(tuple(names[: len(_NEW)]) == _NEW or tuple(names[: len(_OLD)]) == _OLD)


def records(path: Path, options: Options) -> Iterator[Record]:
    """Stream messages, joins and removals.

    Args:
        path: The file.
        options: ``keep_text`` is looked at.

    Yields:
        Messages and moves; direct chats are passed over; refusals.
    """
    reader: _New | _Old | None = None
    for line, cells, found in _table(path):
        if isinstance(cells, str):
            yield Refused(line, cells, found)
        elif reader is None:
            reader = (_New if set(_NEW) <= set(cells) else _Old)(path, cells, options)
            yield Passed(line, "header")
        else:
            yield from reader.record(line, cells)


def _table(path: Path) -> Iterator[Row]:
    """The header, then the rows that fit it; a row may have one cell more, the id of the message."""
    width = 0
    for line, cells, found in rows(path):
        if isinstance(cells, str):
            yield line, cells, found
        elif not width:
            header, width = [cell.strip().lstrip("\ufeff") for cell in cells], len(cells)
            if not (set(_NEW) <= set(header) or set(_OLD) <= set(header)):
                raise InputError(
                    f"{path}, line {line}: the header begins {', '.join(header[:3])!r}, must be {', '.join(_NEW)} or "
                    f"{', '.join(_OLD)}. Export the chat again as CSV."
                )
            yield line, header, ""
        elif cells:
            fits = width <= len(cells) <= width + 1
            yield (line, cells, "") if fits else (line, "ragged_row", f"{len(cells)} cells instead of {width}")


def _sound(path: Path) -> Iterator[list[str]]:
    """The rows without the header and what is none."""
    return islice((cells for _, cells, _ in _table(path) if not isinstance(cells, str)), 1, None)


def _picker(header: list[str], *names: str) -> Callable[[list[str]], tuple[str, ...]]:
    """What takes columns out of a row; one that is not there is empty."""
    places = {name: place for place, name in enumerate([*header, "MsgSvrID"])}
    pick = itemgetter(*(places.get(name, -1) for name in names))
    return lambda cells: pick([*cells, ""])


def _message_id(text: str) -> str:
    """Nothing where Excel destroyed it."""
    return "" if _LOST.fullmatch(text) else text.strip("'\"=")


class _New:
    def __init__(self, path: Path, header: list[str], options: Options) -> None:
        self._group, self._keep_text = NAMED + private(plain(path.stem)), options.keep_text
        self._pick, who = _picker(header, *_NEW), header.index("发送人")
        self._known = Speakers(lambda: (plain(cells[who]) for cells in _sound(path)))

    def record(self, line: int, cells: list[str]) -> Iterable[Record]:
        message_id, word, name, stated, content = self._pick(cells)
        sent_at, name, kind = local(stated), plain(name), kind_in_words(plain(word))
        if sent_at is None or wrong(sent_at):
            return (Refused(line, wrong(sent_at), shown(stated)),)
        if kind == "system":
            return told(line, self._group, sent_at, plain(content), self._known)
        if not name:
            return (Refused(line, "blank_id", "发送人"),)
        name, message_id = private(name), _message_id(plain(message_id))
        text = private(plain(content)) if self._keep_text else ""
        return (Message(line, self._group, NAMED + name, sent_at, kind, name, message_id, text=text),)


class _Old:
    def __init__(self, path: Path, header: list[str], options: Options) -> None:
        self._keep_text, self._has_senders = options.keep_text, "Sender" in header
        self._pick = _picker(
            header,
            "TalkerId",
            "Type",
            "SubType",
            "CreateTime",
            "StrContent",
            "Remark",
            "NickName",
            "Sender",
            "MsgSvrID",
        )
        self._groups, self._known = self._scanned(path, header)

    def _scanned(self, path: Path, header: list[str]) -> tuple[set[str], Speakers]:
        """Which talkers are groups, and who speaks."""
        pick = _picker(header, "TalkerId", "Type", "IsSender", "StrContent", "Remark", "NickName", "Sender")
        senders, groups, names, mine = dict[str, set[str]](), set[str](), set[str](), dict[str, str]()
        for talker, kind, own, content, remark, nick, sender in map(pick, _sound(path)):
            if len(speaking := senders.setdefault(talker, set())) < 3:
                speaking.add(sender)
            names.add(remark)
            names.add(nick)
            if len(speaking) > 2 or (kind == _SYSTEM_TYPE and "群聊" in content):
                groups.add(talker)
            if own == "1":
                mine.setdefault(talker, sender)
        me = next(
            (plain(sender) for talker, sender in mine.items() if talker in groups), ""
        )  # else it is the other one
        return groups, Speakers(lambda: map(plain, names), lambda: [self._member(me)] if me else ())

    def record(self, line: int, cells: list[str]) -> Iterable[Record]:
        talker, kind, sub, created, content, remark, nick, sender, message_id = self._pick(cells)
        sent_at, group, sender = unix(created), f"talker:{plain(talker)}", plain(sender)
        if sent_at is None or wrong(sent_at):
            return (Refused(line, wrong(sent_at), shown(created)),)
        if not self._has_senders:
            return (Refused(line, "no_sender", shown(message_id)),)
        if talker not in self._groups:
            return (Passed(line, "direct_chat"),)
        if kind == _SYSTEM_TYPE:
            return told(line, group, sent_at, plain(content), self._known)
        if not sender:
            return (Refused(line, "blank_id", "Sender"),)
        name = private(plain(remark) or plain(nick))
        text = private(plain(content)) if self._keep_text else ""
        return (Message(line, group, self._member(sender), sent_at, kind_of(kind, sub), name, text=text),)

    @staticmethod
    def _member(sender: str) -> str:
        return private(sender) if _ID.fullmatch(sender) else NAMED + private(sender)
