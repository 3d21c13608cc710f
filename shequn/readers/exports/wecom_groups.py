"""Member lists of WeCom groups: ``externalcontact/groupchat/get``, ``…/list`` and ``msgaudit/groupchat/get``.

Each answer is a snapshot of who is in the group now; who left has vanished from it. One file may hold one answer, an
array of answers, or one after another.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

from shequn.readers.exports.base import Group, Passed, Refused, Seat
from shequn.readers.exports.items import json_keys, objects
from shequn.readers.exports.values import plain, private, shown, unix, wrong

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record

NAME = "wecom_groups"
TELLS = frozenset({"joins", "ids", "names", "zone", "roster"})

_SHAPES = (
    {"group_chat", "chat_id", "member_list"},
    {"members", "memberid", "jointime"},
    {"group_chat_list", "chat_id"},
)
_SCENES = {1: "invited", 2: "link", 3: "qr"}


def sure(head: Head) -> float:
    """How sure it is that a file holds member lists of WeCom groups.

    Args:
        head: The beginning of the file.

    Returns:
        1 when the keys of an answer are there.
    """
    keys = json_keys(head)
    return float(any(shape <= keys for shape in _SHAPES))


def records(path: Path, options: Options) -> Iterator[Record]:
    """Stream groups and their members; each group and each member is an object of its own, counted from 1.

    Args:
        path: The file.
        options: ``taken_at`` dates a snapshot that has no ``taken_at`` of its own (a Unix time or ISO 8601).

    Yields:
        A group, then its seats; refusals.
    """
    line = 0
    for item in objects(path):
        line += 1
        answer = item.value
        if item.fault:
            yield Refused(line, item.fault, item.found)
        elif not isinstance(answer, dict):
            yield Refused(line, "not_an_object", shown(answer))
        elif answer.get("errcode"):
            yield Refused(line, "api_error", f"{plain(answer['errcode'])} {plain(answer.get('errmsg'))}".strip())
        elif isinstance(listed := answer.get("group_chat_list"), list):
            for line, chat in enumerate(listed, start=line):  # noqa: B020 - the answer itself is no row
                chat_id = plain(chat.get("chat_id")) if isinstance(chat, dict) else ""
                yield Group(line, chat_id) if chat_id else Refused(line, "blank_id", shown(chat))
            if not listed:
                yield Passed(line, "nothing_in_it")
        else:
            for line, found in enumerate(_snapshot(answer, path, options), start=line):  # noqa: B020
                yield found._replace(line=line)


def _snapshot(answer: dict[str, Any], path: Path, options: Options) -> Iterator[Record]:
    """The group and its members; the line is filled in by the caller."""
    chat = answer.get("group_chat", answer)
    members = chat.get("member_list", chat.get("members")) if isinstance(chat, dict) else None
    if not isinstance(members, list):
        yield Refused(0, "no_members_in_it", shown(answer))
        return
    group = plain(chat.get("chat_id")) or plain(answer.get("roomid")) or _room(chat, path)
    if not group:
        yield Refused(0, "blank_id", "chat_id")
        return
    created = unix(chat.get("create_time", chat.get("room_create_time")))
    name = private(plain(chat.get("name")) or plain(chat.get("roomname")))
    yield Group(0, group, name, None if wrong(created) else created)
    taken = _moment(answer.get("taken_at")) or options.taken_at
    roles = {plain(admin.get("userid")): "admin" for admin in chat.get("admin_list") or () if isinstance(admin, dict)}
    roles[plain(chat.get("owner")) or plain(chat.get("creator"))] = "owner"
    for member in members:
        yield _seat(member, group, taken, roles)


def _seat(member: object, group: str, taken: dt.datetime | None, roles: dict[str, str]) -> Record:
    if not isinstance(member, dict):
        return Refused(0, "not_an_object", shown(member))
    userid = plain(member.get("userid")) or plain(member.get("memberid"))
    if not userid:
        return Refused(0, "blank_id", "userid")
    stated = member.get("join_time", member.get("jointime"))
    joined = unix(stated) if stated else None
    if stated and (reason := wrong(joined)):
        return Refused(0, reason, shown(stated))
    role = roles.get(userid) or ("bot" if userid.startswith("wb") else "staff" if member.get("type") == 1 else "member")
    name = plain(member.get("name")) or plain(member.get("group_nickname"))
    scene = member.get("join_scene")
    how = _SCENES.get(scene, "") if isinstance(scene, int) else ""
    by = member.get("invitor")
    inviter = private(plain(by.get("userid"))) if isinstance(by, dict) else ""
    return Seat(
        0, group, private(userid), joined, taken, role, private(name), plain(member.get("unionid")), how, inviter,
    )  # fmt: skip


def _room(chat: dict[str, Any], path: Path) -> str:
    """Id of a room whose answer has none: as the file is named after it, else who made it and when."""
    if path.stem.startswith("wr"):
        return path.stem
    creator, made = plain(chat.get("creator")), plain(chat.get("room_create_time"))
    digest = hashlib.sha256(f"{creator}@{made}".encode()).hexdigest()  # a group's id must not tell who made it
    return f"room:{digest[:12]}" if creator and made else ""


def _moment(value: object) -> dt.datetime | None:
    moment = unix(value)
    if moment is None and isinstance(value, str):
        try:
            moment = dt.datetime.fromisoformat(value)
        except ValueError:
            return None
    return None if wrong(moment) else moment
