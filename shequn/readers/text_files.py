"""CSV files: encoding, delimiter, rows that are no rows, and the line on which each row stands.

DuckDB parses the file. Only when it finds fault with it (a ragged row, a NUL, a broken quote) does Python's ``csv``
read it row by row, so that the faulty rows are refused by line and the others kept.
"""

from __future__ import annotations

import codecs
import csv
import itertools
from collections import deque
from typing import IO, TYPE_CHECKING, NamedTuple

from shequn.errors import InputError
from shequn.readers.headers import match, recognised
from shequn.readers.source import Row, Source, file_pattern, first_row, quoted_columns, shaped, spool, text_columns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from shequn.readers.headers import Finder

_CHUNK = 1 << 20
_LONGEST = 1 << 20  # characters of a line; a longer one is no row, and only its beginning is held
_SAMPLE = 10_000  # lines that decide whether a file is damaged UTF-8 or something else
_SPAN = 500  # lines that one record may reach over; a quote open for longer was never closed
_REREAD = 1_000_000  # lines read again after broken quotes before the file is given up
_DELIMITERS = ",;\t|"


class Encoding(NamedTuple):
    """How a file's bytes become text.

    Attributes:
        name: Python's name of the encoding.
        clean: Whether every byte decodes and none is NUL.
    """

    name: str
    clean: bool


def encoding_of(path: Path) -> Encoding:
    """Decide the encoding by decoding the whole file: UTF-8 first, then GB18030.

    Where neither fits everywhere, the one with fewer bad lines is taken and these lines are refused one by one.
    UTF-16 is known by its byte-order mark.

    Args:
        path: The file, read once as a stream.

    Returns:
        The encoding.

    Raises:
        InputError: Neither fits at least half of the lines.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        if (clean := _decodes(path, "utf-16")) is None:
            raise InputError(f"{path}: starts like UTF-16 but is none. Save it as CSV UTF-8.")
        return Encoding("utf-16", clean)
    if (clean := _decodes(path, "utf-8-sig")) is not None:
        return Encoding("utf-8-sig", clean)
    # a damaged UTF-8 file may well decode as GB18030, but to nonsense: Chinese lines that are UTF-8 are so on purpose
    beyond_ascii = list(itertools.islice(_lines_beyond_ascii(path), _SAMPLE))
    if 2 * sum(fits(line, "utf-8-sig") for _, _, line in beyond_ascii) >= len(beyond_ascii):
        return Encoding("utf-8-sig", clean=False)
    if (clean := _decodes(path, "gb18030")) is not None:
        return Encoding("gb18030", clean)
    return _least_bad(path)


def _decodes(path: Path, name: str) -> bool | None:
    """Whether a file that decodes is also free of NUL; None when it does not decode."""
    decoder, clean = codecs.getincrementaldecoder(name)(), True
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                clean &= "\0" not in decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return None
    return clean


def _lines_beyond_ascii(path: Path) -> Iterator[tuple[int, int, bytes]]:
    offset, number = 0, 1
    with path.open("rb") as file:
        while line := file.readline(_CHUNK):
            if not line.isascii():
                yield number, offset, line
            offset += len(line)
            number += line.endswith(b"\n")


def damaged(text: str) -> bool:
    """Say whether bytes of a text did not decode.

    Args:
        text: What was read with ``surrogateescape``.

    Returns:
        True when one did not.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def fits(line: bytes, name: str) -> bool:
    """Say whether a line decodes.

    Args:
        line: The bytes.
        name: Name of the encoding.

    Returns:
        True when every byte does.
    """
    try:
        line.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _least_bad(path: Path) -> Encoding:
    """The encoding with fewer bad lines, unless these are most of the file."""
    bad = dict.fromkeys(("utf-8-sig", "gb18030"), 0)
    first = (0, 0)
    for number, offset, line in _lines_beyond_ascii(path):
        for name in bad:
            bad[name] += not fits(line, name)
        first = first if any(first) or fits(line, "utf-8-sig") else (number, offset)
    with path.open("rb") as file:
        ends = [(part.count(b"\n"), part.endswith(b"\n")) for part in iter(lambda: file.read(_CHUNK), b"")]
    lines = sum(n for n, _ in ends) + (not ends[-1][1])
    name = min(bad, key=lambda name: bad[name])
    if bad[name] * 2 > lines:
        raise InputError(
            f"{path}, line {first[0]} (from byte {first[1]}): fits neither UTF-8 nor GB18030, like {bad[name]} of "
            f"{lines} lines. Save the file as CSV UTF-8."
        )
    return Encoding(name, clean=False)


def _text(path: Path, encoding: Encoding) -> IO[str]:
    return path.open(encoding=encoding.name, errors="surrogateescape", newline="")


def _lines(text: IO[str]) -> Iterator[str]:
    """Lines with their ends; of one that is too long its beginning, which is too long for a cell as well."""
    while line := text.readline(_LONGEST):
        yield line
        while len(line) == _LONGEST and not line.endswith(("\n", "\r")):
            line = text.readline(_LONGEST)


def records(text: Iterable[str], delimiter: str, file: str) -> Iterator[Row]:
    r"""Read rows one by one; what is no row comes as a reason.

    A quote that is broken or never closed costs its own line only: reading goes on at the next one.

    Args:
        text: Lines with their ends.
        delimiter: One character.
        file: Name of the file, for the message.

    Yields:
        The row's first line counted from 1, its cells or the reason, and what was found instead.

    Raises:
        InputError: The quotes are broken in so many places that the rows cannot be told apart.

    Example:
        >>> list(records(['a,b\n', '1,"x\n', '2,y\n'], ",", "m.csv"))
        [(1, ['a', 'b'], ''), (2, ['1', 'x\n'], ''), (3, ['2', 'y'], '')]
    """
    stream, ahead, taken = iter(text), deque[str](), list[str]()

    def feed() -> Iterator[str]:
        while len(taken) < _SPAN and (line := ahead.popleft() if ahead else next(stream, None)) is not None:
            taken.append(line)
            yield line

    def reader(lines: Iterable[str], *, strict: bool) -> Iterator[list[str]]:
        return csv.reader(lines, delimiter=delimiter, strict=strict, skipinitialspace=True)

    line, reread, rows = 1, 0, reader(feed(), strict=True)
    while True:
        try:
            row = _row(line, next(rows), taken)
        except StopIteration:
            return
        except csv.Error:
            ahead.extendleft(reversed(taken[1:]))  # what follows the broken line may well be sound
            reread += len(taken) - 1
            if reread > _REREAD:
                raise InputError(f"{file}, line {line}: quotes are broken here and in many other places.") from None
            del taken[1:]
            row, rows = _alone(line, reader(taken, strict=False), taken), reader(feed(), strict=True)
        yield row
        line += len(taken)
        taken.clear()


def _alone(line: int, rows: Iterator[list[str]], taken: list[str]) -> Row:
    try:
        return _row(line, next(rows, []), taken)
    except csv.Error as error:
        return line, "ragged_row", str(error)


def _row(line: int, cells: list[str], taken: list[str]) -> Row:
    for text in taken:
        if "\0" in text:
            return line, "bad_bytes", "NUL byte"
        if damaged(text):
            return line, "bad_bytes", "bytes of another encoding"
    return line, cells, ""


def load_csv(
    connection: DuckDBPyConnection,
    table: str,
    path: Path,
    mapping: Mapping[str, str],
    work: Path,
    *,
    find: Finder = match,
) -> Source:
    """Load a CSV file as text, canonical columns only.

    Args:
        connection: Where to load.
        table: Name of the table.
        path: The file.
        mapping: Canonical column to header, as the user maps them.
        work: Folder for a copy in UTF-8, where one is needed.
        find: What finds the columns among the headers.

    Returns:
        The raw table.

    Raises:
        InputError: The file is empty, in no known encoding, or lacks a required column.
    """
    encoding = encoding_of(path)
    delimiter, line, headers = _header(path, encoding, table, mapping)
    at = find(table, headers, mapping, str(path))
    width = len(headers)
    one_line = not any(end in name for name in headers for end in "\r\n")
    if encoding.clean and one_line and width > 1:  # a blank line in a file of one column is a row to DuckDB
        utf8 = path if encoding.name == "utf-8-sig" else _transcoded(path, encoding, work / f"{table}.csv")
        if _parsed(connection, table, utf8, delimiter=delimiter, skip=line, width=width, at=at):

            def lines(positions: Collection[int]) -> dict[int, int]:
                with _text(path, encoding) as text:
                    return _lines_of(text, delimiter, line, positions)

            names = {column: headers[i] for column, i in at.items()}
            return Source(table, path.name, f"raw_{table}", "rowid", names, dict.fromkeys(at, "VARCHAR"), lines)
    with _text(path, encoding) as text:
        rows = (_fitted(row, width) for row in records(_lines(text), delimiter, str(path)) if row[0] > line)
        return spool(connection, table, rows, file=path.name, headers=headers, at=at)


def _header(path: Path, encoding: Encoding, table: str, mapping: Mapping[str, str]) -> tuple[str, int, list[str]]:
    """The delimiter under which most headers mean something, the header's line and its cells."""
    found = []
    for delimiter in _DELIMITERS:
        with _text(path, encoding) as text:
            line, cells = first_row(records(_lines(text), delimiter, str(path)), str(path))
        found.append((recognised(table, cells, mapping), len(cells), delimiter, line, cells))
    _, _, delimiter, line, cells = max(found, key=lambda candidate: candidate[:2])
    return delimiter, line, [cell.strip() for cell in cells]


def _transcoded(path: Path, encoding: Encoding, copy: Path) -> Path:
    with _text(path, encoding) as text, copy.open("w", encoding="utf-8", newline="") as out:
        while chunk := text.read(_CHUNK):
            out.write(chunk)
    return copy


def _parsed(
    connection: DuckDBPyConnection,
    table: str,
    path: Path,
    *,
    delimiter: str,
    skip: int,
    width: int,
    at: Mapping[str, int],
) -> bool:
    """Whether DuckDB could parse the whole file, every row as wide as the header."""
    import duckdb

    names = [f"c{i}" for i in range(width)]
    try:
        connection.execute(
            f"CREATE OR REPLACE TABLE raw_{table} AS SELECT {quoted_columns({c: names[i] for c, i in at.items()})} "
            f"FROM read_csv({file_pattern(path)}, columns = {text_columns(names)}, header = false, skip = {skip}, "
            f"auto_detect = false, delim = '{delimiter}', quote = '\"', escape = '\"', hive_partitioning = false)"
        )
    except duckdb.Error:
        return False
    return True


def _lines_of(text: Iterable[str], delimiter: str, header: int, positions: Collection[int]) -> dict[int, int]:
    """Where the rows of a sound file stand: blank lines are no rows, a quoted cell may hold line ends."""
    wanted, found, position, before = set(positions), {}, 0, 0
    rows = csv.reader(text, delimiter=delimiter, skipinitialspace=True)
    for cells in rows:
        if before >= header and cells:
            if position in wanted:
                found[position] = before + 1
                if len(found) == len(wanted):
                    break
            position += 1
        before = rows.line_num
    return found


def _fitted(row: Row, width: int) -> Row:
    line, cells, _ = row
    if isinstance(cells, str) or len(cells) == width or not any(map(str.strip, cells)):
        return row
    fitted = shaped(cells, width)
    return (line, fitted, "") if fitted is not None else (line, "ragged_row", f"{len(cells)} cells instead of {width}")
