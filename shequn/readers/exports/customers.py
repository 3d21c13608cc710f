"""Lists of people: the customers of a Youzan shop, and plain lists of members."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shequn.errors import InputError
from shequn.readers.cells import Cells
from shequn.readers.exports import streams, values
from shequn.readers.exports.base import NAMED, Move, Person, Refused, Seat
from shequn.readers.exports.orders import check_size, table_head
from shequn.readers.folder import connect
from shequn.readers.headers import KNOWN, plain
from shequn.readers.settings import Settings
from shequn.readers.text_files import load_csv
from shequn.readers.workbooks import load_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from shequn.readers.exports.base import Head, Options, Record
    from shequn.readers.source import Source

_MEMBER = KNOWN["members"] | {"unionid": "unionid"}
_COLUMNS = ("group_id", "member_id", "nickname", "role", "joined_at", "left_at", "unionid")


class YouzanCustomers:
    """The customers of a Youzan shop: nicknames without ids; telephone numbers are not read."""

    NAME = "youzan_customers"
    TELLS = frozenset({"names"})

    def sure(self, head: Head) -> float:
        """How sure it is that a file is its own; see `Format`."""
        headers = {plain(header) for header in table_head(head)}
        return 1.0 if {"客户昵称", "客户手机号", "成为客户时间"} <= headers else 0.0

    def records(self, path: Path, options: Options) -> Iterator[Record]:  # noqa: ARG002 - nothing to be told
        """Stream the customers; see `Format`."""
        with path.open("rb") as file:
            workbook = file.read(2) == b"PK"
        place = -1
        for line, cells, value in _workbook_rows(path) if workbook else streams.rows(path):
            if isinstance(cells, str):
                yield Refused(line, cells, value)
            elif place < 0:
                if any(map(str.strip, cells)):
                    place = _place(path, cells)
            elif any(map(str.strip, cells)):  # rows may be shorter than the header
                name = values.private(cells[place].strip()) if place < len(cells) else ""
                yield Person(line, NAMED + name, name) if name else Refused(line, "blank_id")


def _place(path: Path, headers: Sequence[str]) -> int:
    spelled = [plain(header) for header in headers]
    if "客户昵称" not in spelled:
        raise InputError(f"{path}: the header 客户昵称 is missing. Export the customers again.")
    return spelled.index("客户昵称")


class MemberList:
    """A table of members under headers that are known; the file's name stands for a group that is not named."""

    NAME = "member_list"
    TELLS = frozenset({"joins", "leaves", "ids", "names"})

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
            lines = source.lines({row[0] for row in rows})
            for row in rows:
                yield from _seat(lines.get(row[0], row[0] + 2), dict(zip(names, row, strict=True)), path, options)
            yield from (Refused(note.line, note.reason, note.value) for note in source.notes)
        finally:
            connection.close()


def _seat(line: int, row: Mapping[str, Any], path: Path, options: Options) -> Iterator[Record]:
    name = values.private(row["nickname"] or "")
    member = row["member_id"] or (NAMED + name if name else "")
    group = row["group_id"] or path.stem
    joined, left = row["joined_at_utc"], row["left_at_utc"]
    if not member:
        yield Refused(line, "blank_id")
    elif (joined is None and row["joined_at"]) or (left is None and row["left_at"]):
        yield Refused(line, "bad_date", str(row["left_at"] if joined else row["joined_at"]))
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

    with path.open("rb") as file:
        workbook = file.read(2) == b"PK"
    if workbook:
        check_size(path)
        return load_workbook(connection, "members", path, {}, find=find)
    with tempfile.TemporaryDirectory(prefix="shequn-") as work:
        return load_csv(connection, "members", path, {}, Path(work), find=find)


def _workbook_rows(path: Path) -> Iterator[tuple[int, list[str] | str, str]]:
    import python_calamine as calamine

    check_size(path)
    try:
        with calamine.CalamineWorkbook.from_path(path) as workbook:
            for line, cells in enumerate(workbook.get_sheet_by_index(0).iter_rows(), start=1):
                yield line, [str(cell) for cell in cells], ""
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError) as error:
        raise InputError(f"{path}: no readable XLSX workbook ({error}). Save it again as .xlsx.") from error


FORMATS = (YouzanCustomers(), MemberList())
"""Every format of lists of people."""
