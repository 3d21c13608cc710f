"""Logs of WeCom's ``change_external_chat`` callbacks: who joined and left, and when, as XML or JSON.

XML documents stand one after another; JSON is one object on each line, or an array, with the same names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal
from xml.etree import ElementTree as ET

from shequn.readers.exports.base import Group, Move, Passed, Refused, Unnamed
from shequn.readers.exports.items import json_items, json_keys, xml_documents
from shequn.readers.exports.values import plain, private, shown, unix, wrong

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record

NAME = "wecom_callbacks"
TELLS = frozenset({"joins", "leaves", "ids", "zone"})

_EVENT = "change_external_chat"
_JOINS = {"0": "invited", "1": "invited", "2": "link", "3": "qr"}
_QUITS = {"0": "self", "1": "removed"}
_MOVED: dict[str, tuple[Literal["join", "leave"], str, dict[str, str]]] = {
    "add_member": ("join", "JoinScene", _JOINS),
    "del_member": ("leave", "QuitScene", _QUITS),
}
_COUNT = re.compile("[0-9]{1,6}")


def sure(head: Head) -> float:
    """How sure it is that a file is a log of callbacks.

    Args:
        head: The beginning of the file.

    Returns:
        1 when an event of its kind is there.
    """
    if head.text.lstrip(" \t\r\n\ufeff").startswith("<"):
        return float(re.search(rf"<(Event|InfoType)>\s*(<!\[CDATA\[)?{_EVENT}", head.text) is not None)
    return float({"ChatId", "ChangeType"} <= json_keys(head) and _EVENT in head.text)


def records(path: Path, options: Options) -> Iterator[Record]:  # noqa: ARG001 - the contract of a format
    """Stream joins, leaves and groups.

    Args:
        path: The file.
        options: Nothing of them is needed.

    Yields:
        What each callback tells, with the number of people it counts and does not name; other events are passed over.
    """
    with path.open("rb") as file:
        start = file.read(64).decode("utf-8-sig", "replace").replace("\0", "").lstrip("\ufeff\ufffd \t\r\n")
    for number, _, value, fault, found in xml_documents(path) if start.startswith("<") else json_items(path):
        fields = _fields(value) if isinstance(value, ET.Element) else value
        if fault:
            yield Refused(number, fault, found)
        elif not isinstance(fields, dict):
            yield Refused(number, "not_an_object", shown(fields))
        else:
            yield from _told(number, fields)


def _fields(root: ET.Element) -> dict[str, Any]:
    found: dict[str, Any] = {child.tag: (child.text or "").strip() for child in root}
    listed = root.find("MemChangeList")
    found["MemChangeList"] = [] if listed is None else [(entry.text or "").strip() for entry in listed.findall("Item")]
    return found


def _told(line: int, fields: dict[str, Any]) -> Iterable[Record]:
    if "Encrypt" in fields:
        return (Refused(line, "encrypted"),)
    if _EVENT not in (fields.get("Event"), fields.get("InfoType")):
        return (Passed(line, "other_event"),)
    group, change = plain(fields.get("ChatId")), plain(fields.get("ChangeType"))
    stated = fields.get("TimeStamp") or fields.get("CreateTime")
    at = unix(stated)
    if at is None or wrong(at):
        return (Refused(line, wrong(at), shown(stated)),)
    if not group:
        return (Refused(line, "blank_id", "ChatId"),)
    if change in ("create", "dismiss"):
        created, dissolved = (at, None) if change == "create" else (None, at)
        return (Group(line, group, created_at=created, dissolved_at=dissolved),)
    detail = plain(fields.get("UpdateDetail"))
    return _moves(line, group, at, detail, fields) if detail in _MOVED else (Passed(line, "no_move"),)


def _moves(line: int, group: str, at: dt.datetime, detail: str, fields: dict[str, Any]) -> list[Record]:
    what, stated, scenes = _MOVED[detail]
    how = scenes.get(plain(fields.get(stated)), "")
    members, count = _members(fields.get("MemChangeList")), plain(fields.get("MemChangeCnt"))
    found: list[Record] = [Move(line, group, member, at, what, how=how) for member in members]
    missing = int(count) - len(members) if _COUNT.fullmatch(count) else 0  # a long list is cut
    if missing > 0:
        found.append(Unnamed(line, what, missing))
    return found or [Refused(line, "nobody_named", f"MemChangeCnt {shown(count)}")]


def _members(value: object) -> list[str]:
    """Ids in a list, in ``{"Item": …}``, or alone."""
    if isinstance(value, dict):
        value = value.get("Item")
    found = value if isinstance(value, list) else [value]
    return [private(name) for member in found if (name := plain(member))]
