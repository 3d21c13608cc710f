"""One table as it came: raw columns under their canonical names inside DuckDB, before any value is read."""

from __future__ import annotations

import csv
import itertools
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from shequn.errors import InputError
from shequn.quality import NOTES_LIMIT, RowNote
from shequn.readers.values import literal, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from duckdb import DuckDBPyConnection

Cells = list[str]
Row = tuple[int, Cells | str, str]
"""Line, the cells (or the reason why the row is refused), and what stands there instead."""


@dataclass(frozen=True)
class Source:
    """A raw table in DuckDB.

    Attributes:
        table: ``members``, ``messages``, ``orders`` or ``groups``.
        file: Name of the file.
        relation: What to select from.
        row: SQL of the row's position, counted from 0, blank rows included.
        headers: Canonical column to the header in the file; absent columns have none.
        types: Canonical column to its DuckDB type.
        lines: Positions to the numbers that a reader of the file would give these rows.
        lazy: Whether the relation reads the file anew each time.
        refused: Reason to number of rows that were no rows at all.
        notes: The first of them.
    """

    table: str
    file: str
    relation: str
    row: str
    headers: Mapping[str, str]
    types: Mapping[str, str]
    lines: Callable[[Collection[int]], dict[int, int]]
    lazy: bool = False
    refused: Mapping[str, int] = field(default_factory=dict)
    notes: list[RowNote] = field(default_factory=list)


def file_pattern(path: Path) -> str:
    """SQL literal of one file's path; DuckDB would take ``[`` and ``*`` in it for a pattern.

    Example:
        >>> file_pattern(Path("client [1]/members.csv"))
        "'client [[]1]/members.csv'"
    """
    return literal("".join(f"[{c}]" if c in "[*?" else c for c in str(path)))


def text_columns(headers: Collection[str]) -> str:
    """SQL value for ``read_csv``'s ``columns``: every column as text."""
    return "{" + ", ".join(f"{literal(header)}: 'VARCHAR'" for header in headers) + "}"


def spool(
    connection: DuckDBPyConnection,
    table: str,
    rows: Iterable[Row],
    *,
    file: str,
    headers: Sequence[str],
    at: Mapping[str, int],
) -> Source:
    """Stream rows that Python had to read into DuckDB, through a CSV file without quirks.

    Args:
        connection: Where to load.
        table: Name of the table.
        rows: Line, cells or a reason, value.
        file: Name of the file, for notes.
        headers: Headers of the file.
        at: Canonical column to its position among them.

    Returns:
        The loaded table; wholly blank rows are no rows.
    """
    refused: dict[str, int] = {}
    notes: list[RowNote] = []
    places = list(at.values())
    with tempfile.TemporaryDirectory(prefix="shequn-") as folder:
        spooled = Path(folder) / "rows.csv"
        with spooled.open("w", encoding="utf-8", newline="") as out:
            write = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow
            for line, cells, value in rows:
                if not isinstance(cells, str):
                    if any(map(str.strip, cells)):
                        write([line, *[cells[i] for i in places]])
                    continue
                refused[cells] = refused.get(cells, 0) + 1
                if refused[cells] <= NOTES_LIMIT:
                    notes.append(RowNote(table, file, line, "", value, cells))
        raw = f"raw_{table}"
        connection.execute(
            f"CREATE OR REPLACE TABLE {raw} AS SELECT * REPLACE (CAST(line AS BIGINT) AS line) FROM read_csv("
            f"{file_pattern(spooled)}, columns = {text_columns(['line', *at])}, header = false, auto_detect = false, "
            f"delim = ',', quote = '\"', escape = '\"', new_line = '\\n', max_line_size = 8000000, "
            f"hive_partitioning = false)"
        )

    def lines(positions: Collection[int]) -> dict[int, int]:
        listed = ", ".join(map(str, positions)) or "-1"
        return dict(connection.execute(f"SELECT rowid, line FROM {raw} WHERE rowid IN ({listed})").fetchall())

    return Source(
        table, file, raw, "rowid", {c: headers[i] for c, i in at.items()}, dict.fromkeys(at, "VARCHAR"), lines,
        refused=refused, notes=notes,
    )  # fmt: skip


def shaped(cells: Cells, width: int) -> Cells | None:
    """Fit a row to its header: blank cells too many at the end go, anything else is ragged.

    Example:
        >>> shaped(["a", "b", ""], 2), shaped(["a"], 2), shaped(["a", "b", "c"], 2)
        (['a', 'b'], None, None)
    """
    if len(cells) < width or any(map(str.strip, cells[width:])):
        return None
    return cells[:width]


def first_row(rows: Iterable[Row], file: str) -> tuple[int, Cells]:
    """Find the header: the first row that is not blank.

    Returns:
        Its line and cells.

    Raises:
        InputError: There is none, or it is no row.
    """
    for line, cells, value in rows:
        if isinstance(cells, str):
            raise InputError(
                f"{file}, line {line}: the header cannot be read ({value}). Export the file again as UTF-8."
            )
        if any(map(str.strip, cells)):
            blanks = sum(1 for _ in itertools.takewhile(lambda cell: not cell.strip(), reversed(cells)))
            return line, cells[: len(cells) - blanks]
    raise InputError(f"{file}: the file is empty. Export it again, with a header line.")


def quoted_columns(at: Mapping[str, str]) -> str:
    """SQL: select raw columns under their canonical names."""
    return ", ".join(f"{quoted(raw)} AS {quoted(column)}" for column, raw in at.items())
