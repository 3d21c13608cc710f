"""Tables as CSV files or workbooks: their headers, and their rows in the database."""

from __future__ import annotations

import csv
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from shequn.errors import InputError
from shequn.readers.exports.base import Refused
from shequn.readers.source import first_row
from shequn.readers.text_files import load_csv
from shequn.readers.workbooks import first_sheet, load_workbook, sheet_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from duckdb import DuckDBPyConnection

    from shequn.readers.exports.base import Head
    from shequn.readers.headers import Finder
    from shequn.readers.source import Source


def is_workbook(path: Path) -> bool:
    """Whether a file is to be read as a workbook, whatever its name.

    Args:
        path: The file.

    Returns:
        True where it begins like a zip file.
    """
    with path.open("rb") as file:
        return file.read(4) in {b"PK\3\4", b"PK\5\6"}


def load_table(
    connection: DuckDBPyConnection, table: str, path: Path, mapping: Mapping[str, str], find: Finder
) -> Source:
    """Load a CSV file or the first sheet of a workbook as text.

    Args:
        connection: Where to load.
        table: Name of the table.
        path: The file.
        mapping: Canonical column to header, which tell a CSV file's delimiter.
        find: What finds the columns among the headers.

    Returns:
        The raw table.

    Raises:
        InputError: The file cannot be read, or lacks a column.
    """
    try:
        if is_workbook(path):
            return load_workbook(connection, table, path, mapping, find=find)
        with tempfile.TemporaryDirectory(prefix="shequn-") as work:
            return load_csv(connection, table, path, mapping, Path(work), find=find)
    except OSError as error:
        raise InputError(f"{path}: cannot be opened ({error.strerror or error}).") from error


def unread(source: Source) -> Iterator[Refused]:
    """Give what a file has of rows that were no rows, each once; only the first of each reason have their line.

    Args:
        source: The raw table.

    Yields:
        A refusal for each.
    """
    for reason, n in source.refused.items():
        noted = [note for note in source.notes if note.reason == reason]
        yield from (Refused(note.line, reason, note.value) for note in noted)
        yield from (Refused(0, reason) for _ in range(n - len(noted)))


def table_head(head: Head) -> tuple[str, ...]:
    r"""Tell the headers of a table.

    Args:
        head: The beginning of the file, a CSV file or a workbook.

    Returns:
        The cells of its first row that is not blank; empty when it is no table.

    Example:
        >>> from shequn.readers.exports.base import Head
        >>> table_head(Head(Path("a.csv"), b"", "\n订单号;金额\n1;2\n", "utf-8"))
        ('订单号', '金额')
    """
    if head.text:
        return _csv_head(head.text)
    if head.raw.startswith(b"PK"):
        stat = head.path.stat()
        return _workbook_head(head.path, stat.st_mtime_ns, stat.st_size)
    return ()


def _csv_head(text: str) -> tuple[str, ...]:
    lines = [line for line in text.splitlines(keepends=True) if line.strip()][:5]
    if not lines or lines[0].lstrip()[:1] in {"{", "["}:
        return ()
    best: tuple[str, ...] = ()
    for delimiter in ",;\t|":
        try:
            cells = tuple(next(csv.reader(lines, delimiter=delimiter, skipinitialspace=True), []))
        except csv.Error:
            continue
        best = max(best, cells, key=len)
    return best if len(best) > 1 else ()


@lru_cache(maxsize=64)
def _workbook_head(path: Path, _changed: int, _size: int) -> tuple[str, ...]:
    try:
        return tuple(first_row(sheet_rows(first_sheet(path)[0]), str(path))[1])
    except InputError:
        return ()
