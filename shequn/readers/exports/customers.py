"""Lists of people: the customers of a Youzan shop, and plain lists of members."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from shequn.errors import InputError
from shequn.readers.cells import Cells
from shequn.readers.exports import streams, values
from shequn.readers.exports.base import NAMED, Move, Passed, Person, Refused, Seat
from shequn.readers.exports.table_files import is_workbook, load_table, table_head, unread
from shequn.readers.folder import connect
from shequn.readers.headers import KNOWN, plain
from shequn.readers.settings import Settings
from shequn.readers.workbooks import first_sheet, sheet_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from shequn.readers.exports.base import Head, Options, Record
    from shequn.readers.source import Source

_MEMBER = KNOWN["members"] | {"unionid": "unionid"}
_COLUMNS = ("group_id", "member_id", "nickname", "role", "joined_at", "left_at", "unionid")
_NAME, _PHONE = "客户昵称", "客户手机号"
_WHOLE = re.compile(r"[='\"]*(phone:\w{12})\"?")  # one number and nothing else, as text or formula


class YouzanCustomers:
    """The customers of a Youzan shop: a whole telephone number makes an id, a masked one leaves the nickname."""

    NAME = "youzan_customers"
    TELLS = frozenset({"ids", "names"})

    def sure(self, head: Head) -> float:
        """How sure it is that a file is its own; see `Format`."""
        headers = {plain(header) for header in table_head(head)}
        return 1.0 if {_NAME, _PHONE, "成为客户时间"} <= headers else 0.0

    def records(self, path: Path, options: Options) -> Iterator[Record]:  # noqa: ARG002 - nothing to be told
        """Stream the customers; see `Format`."""
        places: tuple[int, ...] = ()
        for line, cells, value in sheet_rows(first_sheet(path)[0]) if is_workbook(path) else streams.rows(path):
            if isinstance(cells, str):
                yield Refused(line, cells, value)
            elif not any(map(str.strip, cells)):
                continue
            elif places:  # rows may be shorter than the header
                name, phone = (values.private(cells[n].strip()) if n < len(cells) else "" for n in places)
                whole = _WHOLE.fullmatch(phone)
                member = whole[1] if whole else NAMED + name if name else ""
                yield Person(line, member, name) if member else Refused(line, "blank_id")
            else:
                places = _places(path, cells)


def _places(path: Path, headers: Sequence[str]) -> tuple[int, ...]:
    spelled = [plain(header) for header in headers]
    for header in (_NAME, _PHONE):
        if header not in spelled:
            raise InputError(f"{path}: the header {header} is missing. Export the customers again.")
    return spelled.index(_NAME), spelled.index(_PHONE)


class MemberList:
    """A table of members under headers that are known; the file's name stands for a group that is not named."""

    NAME = "member_list"
    TELLS = frozenset({"roster", "joins", "leaves", "ids", "names"})

    def sure(self, head: Head) -> float:
        """How sure it is that a file is its own; see `Format`."""
        headers = {plain(header) for header in table_head(head)}
        found = {_MEMBER.get(header) for header in headers}
        other = {KNOWN[table].get(header) for table in ("messages", "orders") for header in headers}
        if other & {"sent_at", "order_id", "paid_at", "amount"} or not found & {"member_id", "nickname"}:
            return 0.0
        return 0.6 if "joined_at" in found else 0.3 if found & {"group_id", "role"} else 0.0

    def records(self, path: Path, options: Options) -> Iterator[Record]:
        """Stream the members; see `Format`."""
        connection = connect(path.stat().st_size)
        try:
            source = _load(connection, path)
            cells = Cells(connection, source, Settings(dt.date.max, "UTC", options.dayfirst))
            rows = connection.execute(f"{cells.select(_COLUMNS)} ORDER BY position").fetchall()
            names = [column[0] for column in connection.description or []]
            [[n]] = connection.execute(f"SELECT count(*) FROM {source.relation}").fetchall()
            blank = set(range(n)).difference(row[0] for row in rows)  # `Cells` leaves them out
            lines = source.lines(range(n))
            for row in rows:
                yield from _seat(lines.get(row[0], row[0] + 2), dict(zip(names, row, strict=True)), path, options)
            yield from (Passed(lines.get(place, place + 2), "blank") for place in sorted(blank))
            yield from unread(source)
        finally:
            connection.close()


def _seat(line: int, row: Mapping[str, Any], path: Path, options: Options) -> Iterator[Record]:
    name = values.private(row["nickname"] or "")
    member = values.private(row["member_id"] or "") or (NAMED + name if name else "")
    group = values.private(row["group_id"] or path.stem)
    joined, left = row["joined_at_utc"], row["left_at_utc"]
    if not member:
        yield Refused(line, "blank_id")
    elif (joined is None and row["joined_at"]) or (left is None and row["left_at"]):
        yield Refused(line, "bad_date", values.shown(row["left_at"] if joined else row["joined_at"]))
    elif fault := next((values.wrong(at) for at in (joined, left) if at and values.wrong(at)), ""):
        yield Refused(line, fault)
    elif joined and left and left < joined:
        yield Refused(line, "left_before_joined")
    else:
        taken = None if left else options.taken_at  # who has left was not there
        yield Seat(line, group, member, joined, taken, row["role_code"] or "member", name, row["unionid"] or "")
        if left:
            yield Move(line, group, member, left, "leave", name)


def _load(connection: DuckDBPyConnection, path: Path) -> Source:
    def find(_table: str, headers: Sequence[str], _mapping: Mapping[str, str], file: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for place, header in enumerate(headers):
            column = _MEMBER.get(plain(header))
            if column:
                found.setdefault(column, place)
        if not found.keys() & {"member_id", "nickname"}:
            raise InputError(f"{file}: neither an id nor a nickname of the members among the headers.")
        return found

    return load_table(connection, "members", path, {}, find)


FORMATS = (YouzanCustomers(), MemberList())
"""Every format of lists of people."""
