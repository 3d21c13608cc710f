"""WeChat chats as MemoTrace (留痕, WeChatMsg) writes them to CSV.

The newer table has the name of the sender, no id, and no word on which chat it is: the file is the group. The older one
holds all chats, groups and direct ones alike: a chat is taken for a group when more than two people speak in it or a
system sentence calls it one. Its earliest form has a header one name too short and no sender at all.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from shequn.errors import InputError
from shequn.readers.exports.base import NAMED, Message, Passed, Refused
from shequn.readers.exports.sentences import Known, told
from shequn.readers.exports.streams import rows
from shequn.readers.exports.values import local, plain, private, shown, unix, wrong
from shequn.readers.exports.wechat import kind_in_words, kind_of
from shequn.readers.values import LOST_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record

NAME = "memotrace"
TELLS = frozenset({"messages", "joins", "names"})

_NEW = ("消息ID", "类型", "发送人", "时间", "内容")
_OLD = ("localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent", "StrTime")
_BLANK = dict.fromkeys((*_NEW, *_OLD), "")
_SYSTEM_TYPE = "10000"
_ID = re.compile(r"[A-Za-z0-9_@.-]+")
_ROUNDED = re.compile(r"\d{15}0{2,}")  # Excel keeps 15 digits


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
    header: list[str] = []
    told_by: Callable[[int, dict[str, str]], Iterator[Record]] | None = None
    for line, cells, value in rows(path):
        if isinstance(cells, str):
            yield Refused(line, cells, value)
        elif not header:
            header = [cell.strip().lstrip("\ufeff") for cell in cells]
            if not (set(_NEW) <= set(header) or set(_OLD) <= set(header)):
                raise InputError(
                    f"{path}, line {line}: the header begins {', '.join(header[:3])!r}, must be {', '.join(_NEW)} or "
                    f"{', '.join(_OLD)}. Export the chat again as CSV."
                )
            told_by = (_New if set(_NEW) <= set(header) else _Old)(path, options).record
            yield Passed(line, "header")
        elif cells and told_by:
            if len(cells) < len(header) or len(cells) > len(header) + 1:
                yield Refused(line, "ragged_row", f"{len(cells)} cells instead of {len(header)}")
            else:
                yield from told_by(line, _BLANK | dict(zip([*header, "MsgSvrID"], cells, strict=False)))


def _dicts(path: Path) -> Iterator[dict[str, str]]:
    header: list[str] = []
    for _, cells, _ in rows(path):
        if isinstance(cells, str):
            continue
        if header:
            yield dict(zip(header, cells, strict=False))
        else:
            header = [cell.strip().lstrip("\ufeff") for cell in cells]


def _message_id(text: str) -> str:
    """Nothing where Excel destroyed it."""
    lost = re.fullmatch(LOST_DIGITS, text) or _ROUNDED.fullmatch(text)
    return "" if lost else text.strip().strip("'\"=")


class _New:
    def __init__(self, path: Path, options: Options) -> None:
        self._group, self._keep_text = NAMED + private(plain(path.stem)), options.keep_text
        self._known = cache(lambda: Known(frozenset(plain(row.get("发送人")) for row in _dicts(path))))

    def record(self, line: int, row: dict[str, str]) -> Iterator[Record]:
        sent_at = local(row["时间"])
        name, kind, content = plain(row["发送人"]), kind_in_words(plain(row["类型"])), plain(row["内容"])
        if sent_at is None or (reason := wrong(sent_at)):
            yield Refused(line, "bad_date" if sent_at is None else reason, shown(row["时间"]))
        elif kind == "system":
            yield from told(line, self._group, sent_at, content, self._known)
        elif not name:
            yield Refused(line, "blank_id", "发送人")
        else:
            name, text = private(name), private(content) if self._keep_text else ""
            yield Message(
                line, self._group, NAMED + name, sent_at, kind, name, _message_id(plain(row["消息ID"])), text=text
            )


class _Old:
    def __init__(self, path: Path, options: Options) -> None:
        self._keep_text = options.keep_text
        senders: dict[str, set[str]] = {}
        names, mine, self._groups = set(), dict[str, str](), set[str]()
        for row in _dicts(path):
            talker, sender = row.get("TalkerId", ""), plain(row.get("Sender"))
            if len(speaking := senders.setdefault(talker, set())) < 3:
                speaking.add(sender)
            names |= {plain(row.get("Remark")), plain(row.get("NickName"))}
            if len(speaking) > 2 or (row.get("Type") == _SYSTEM_TYPE and "群聊" in row.get("StrContent", "")):
                self._groups.add(talker)
            if row.get("IsSender") == "1":
                mine.setdefault(talker, sender)
        me = next((sender for talker, sender in mine.items() if talker in self._groups), "")  # else it is the other one
        self._known = lambda: Known(frozenset(names), self._member(me) if me else "")

    def record(self, line: int, row: dict[str, str]) -> Iterator[Record]:
        sent_at, talker, sender = unix(row["CreateTime"]), plain(row["TalkerId"]), plain(row.get("Sender"))
        group = f"talker:{talker}"
        if sent_at is None or (reason := wrong(sent_at)):
            yield Refused(line, "bad_date" if sent_at is None else reason, shown(row["CreateTime"]))
        elif "Sender" not in row:
            yield Refused(line, "no_sender", shown(row.get("MsgSvrID", "")))
        elif talker not in self._groups:
            yield Passed(line, "direct_chat")
        elif row["Type"] == _SYSTEM_TYPE:
            yield from told(line, group, sent_at, plain(row["StrContent"]), self._known)
        elif not sender:
            yield Refused(line, "blank_id", "Sender")
        else:
            name = private(plain(row.get("Remark")) or plain(row.get("NickName")))
            text = private(plain(row["StrContent"])) if self._keep_text else ""
            kind = kind_of(row["Type"], row["SubType"])
            yield Message(line, group, self._member(sender), sent_at, kind, name, text=text)

    @staticmethod
    def _member(sender: str) -> str:
        return private(sender) if _ID.fullmatch(sender) else NAMED + private(sender)
