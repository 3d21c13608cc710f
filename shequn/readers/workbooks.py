"""XLSX workbooks: the first sheet, its cells written as the text that a CSV export would hold."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from shequn.errors import InputError
from shequn.readers.headers import match
from shequn.readers.source import Row, Source, first_row, shaped, spool

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from shequn.readers.headers import Finder

WORKBOOK_LIMIT = 1 << 31
"""Bytes that a workbook may unpack to."""
CELL_LIMIT = 1 << 26
"""Cells that a sheet may span: all of them are held, blank or not, and too many would end Python without a word."""
_COLUMN, _ROW = re.compile(rb"""r=["']([A-Z]{1,3})[0-9]"""), re.compile(rb"""<row [^>]*?r=["']([0-9]{1,7})""")
_HALF_SECOND = dt.timedelta(microseconds=500_000)


def cell_text(value: Any) -> str:
    """Write a cell as text.

    Args:
        value: What the workbook or frame holds.

    Returns:
        Whole numbers without ``.0``; numbers of 16 digits and more in scientific notation, since their last digits
        are lost already; times to the second, as Excel shows them.

    Example:
        >>> cell_text(7.0), cell_text(0.1 + 0.2), cell_text(1234567890123456789.0)
        ('7', '0.3', '1.23456789012346e+18')
        >>> cell_text(dt.datetime(2026, 3, 5, 9, 6, 59, 999_999))
        '2026-03-05 09:07:00'
    """
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            value = (value + _HALF_SECOND).replace(microsecond=0)
        return str(value)
    if isinstance(value, float):
        return f"{value:.15g}" if value < 1e15 else f"{value:.14e}"
    return str(value)


def load_workbook(
    connection: DuckDBPyConnection, table: str, path: Path, mapping: Mapping[str, str], *, find: Finder = match
) -> Source:
    """Load the first sheet of a workbook as text, canonical columns only.

    Args:
        connection: Where to load.
        table: Name of the table.
        path: The file.
        mapping: Canonical column to header, as the user maps them.
        find: What finds the columns among the headers.

    Returns:
        The raw table.

    Raises:
        InputError: The workbook cannot be read, its first sheet is empty, or a required column is missing.
    """
    sheet, others = first_sheet(path)
    hint = f" Only the first sheet is read; the others are {', '.join(others)}." if others else ""
    try:
        line, cells = first_row(sheet_rows(sheet), f"{path}, sheet {sheet.name}")
        headers = [cell.strip() for cell in cells]
        at = find(table, headers, mapping, f"{path}, sheet {sheet.name}")
    except InputError as error:
        raise InputError(f"{error}{hint}") from error
    rows = (_fitted(row, len(cells)) for row in sheet_rows(sheet) if row[0] > line)
    return spool(connection, table, rows, file=path.name, headers=headers, at=at)


def first_sheet(path: Path) -> tuple[Any, list[str]]:
    """Open the first sheet of a workbook.

    Args:
        path: The file.

    Returns:
        The sheet, as python-calamine gives it, and the names of the others.

    Raises:
        InputError: The workbook cannot be read.
    """
    import python_calamine as calamine

    try:
        with calamine.CalamineWorkbook.from_path(path) as workbook:
            check_size(path)
            return workbook.get_sheet_by_index(0), workbook.sheet_names[1:]
    except calamine.PasswordError as error:
        raise InputError(f"{path}: the workbook is protected by a password. Save it without one.") from error
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError, OSError, IndexError) as error:
        raise InputError(
            f"{path}: no readable XLSX workbook ({error}). Save it again as .xlsx, or as CSV UTF-8."
        ) from error


def sheet_rows(sheet: Any) -> Iterator[Row]:
    """Stream the rows of a sheet, numbered from 1, with cells as `cell_text` writes them."""
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        yield line, [cell_text(float(cell) if type(cell) is int else cell) for cell in cells], ""


def _fitted(row: Row, width: int) -> Row:
    # a sheet is as wide as its widest row: cells beyond the header have no meaning only when they are blank
    line, cells, _ = row
    fitted = shaped([*cells, *[""] * (width - len(cells))], width)
    return (line, fitted, "") if fitted is not None else (line, "ragged_row", f"more cells than the {width} headers")


def check_size(path: Path) -> None:
    """Refuse a zip file that is no workbook, or holds more than can be read.

    Args:
        path: The file.

    Raises:
        InputError: It is one of these.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            size = sum(member.file_size for member in archive.infolist())
            sheets = [name for name in names if name.startswith("xl/worksheets/") and name.endswith(".xml")]
            cells = max((_span(archive, name) for name in sheets if size <= WORKBOOK_LIMIT), default=0)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise InputError(f"{path}: no readable XLSX workbook ({error}). Save it again as .xlsx.") from error
    if "[Content_Types].xml" not in names:
        raise InputError(f"{path}: no readable XLSX workbook, but another zip file. Save it again as .xlsx.")
    if size > WORKBOOK_LIMIT:
        raise InputError(f"{path}: unpacks to {size:,} bytes, more than the {WORKBOOK_LIMIT:,} that are read.")
    if cells > CELL_LIMIT:
        raise InputError(
            f"{path}: a sheet spans {cells:,} cells, more than the {CELL_LIMIT:,} that are read. Delete what stands "
            "far out, or save it as CSV."
        )


def _span(archive: zipfile.ZipFile, name: str) -> int:
    columns, rows, end = {b"A"}, {0}, b""
    with archive.open(name) as sheet:
        while part := sheet.read(1 << 20):
            columns.update(_COLUMN.findall(end + part))
            rows.update(map(int, _ROW.findall(end + part)))
            end = part[-64:]
    last = max(columns, key=lambda letters: (len(letters), letters))
    width = 0
    for letter in last:
        width = width * 26 + letter - ord("A") + 1
    return width * max(rows)
