"""Records of many files into tables of one database, and an account of each file's rows.

Chat records pass through a CSV file each kind has for itself, since DuckDB reads that faster than it takes rows;
order tables are read by DuckDB alone. Times are kept as ``moment`` (UTC where ``aware``, else as the file has them).
"""

from __future__ import annotations

import csv
import hashlib
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from tqdm import tqdm

from shequn.errors import InputError, QuestionError
from shequn.readers.exports.base import NAMED, Group, Message, Move, Options, Passed, Person, Refused, Seat, Unnamed
from shequn.readers.exports.detect import Detected, detect
from shequn.readers.exports.orders import Shop
from shequn.readers.exports.values import plain, private, shown
from shequn.readers.source import file_pattern, text_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from shequn.readers.exports.base import Record

NOTES_LIMIT = 200
"""Lines listed for each reason; the counts are always complete."""
KINDS: dict[type, tuple[str, tuple[str, ...]]] = {
    Message: ("message", Message._fields),
    Move: ("move", Move._fields),
    Seat: ("seat", Seat._fields),
    Group: ("grp", Group._fields),
    Person: ("person", Person._fields),
}
_TIMES = {"sent_at", "at", "joined_at", "taken_at", "created_at", "dissolved_at"}
_BAR_EVERY = 0.2


class Note(NamedTuple):
    """A line that was refused.

    Attributes:
        line: As the reader counts it.
        reason: Its code.
        value: What stands there.
    """

    line: int
    reason: str
    value: str


@dataclass
class Account:
    """What became of a file's rows: ``rows == kept + refused + passed``.

    Attributes:
        path: The file.
        format: Id of its format; empty when no format knows it.
        sure: How sure that is, from 0 to 1.
        tells: What files of the format can tell.
        kept: Rows that became records.
        refused: Reason to number of rows that cannot be used.
        passed: Reason to number of rows that hold nothing to read, or were there already.
        notes: The first refused rows of each reason.
        facts: Codes of what must be said of the file.
        unnamed: ``join`` or ``leave`` to how many people did so whom the file does not name.
        fault: Why the file could not be read to its end; empty when it was.
        same_as: Name of the file of which this one is a copy; empty when it is none.
    """

    path: Path
    format: str = ""
    sure: float = 0.0
    tells: frozenset[str] = frozenset()
    kept: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    notes: list[Note] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    unnamed: Counter[str] = field(default_factory=Counter)
    fault: str = ""
    same_as: str = ""

    @property
    def rows(self) -> int:
        """Rows of the file."""
        return self.kept + self.refused.total() + self.passed.total()

    def refuse(self, line: int, reason: str, value: str) -> None:
        """Count a refused row, and list it among the first ones."""
        self.refused[reason] += 1
        if self.refused[reason] <= NOTES_LIMIT:
            self.notes.append(Note(line, reason, value))


def gather(
    connection: DuckDBPyConnection,
    files: Sequence[Path],
    options: Options,
    work: Path,
    *,
    progress: bool = False,
) -> list[Account]:
    """Read files into the tables ``message, move, seat, grp, person, sale`` of a database.

    Args:
        connection: Where to.
        files: The files.
        options: What the readers are told.
        work: Folder for temporary files.
        progress: Whether to show a bar on standard error.

    Returns:
        An account of each file; its place in the list is the ``file`` of its rows.

    Raises:
        QuestionError: A question must be answered first, or two formats claim a file.
        InputError: The only file cannot be read at all.
    """
    accounts: list[Account] = []
    known: dict[tuple[int, str], Path] = {}
    sizes = Counter(file.stat().st_size for file in files)
    spools = {kind: _Spool(work / f"{name}.csv") for kind, (name, _) in KINDS.items()}
    shops: list[str] = []
    total = sum(file.stat().st_size for file in files)
    with ExitStack() as open_, tqdm(total=total, unit="B", unit_scale=True, disable=not progress) as bar:
        for spool in spools.values():
            open_.callback(spool.close)
        for number, file in enumerate(files):
            bar.set_description(file.name[:40], refresh=False)
            size = file.stat().st_size
            first = known.setdefault((size, _digest(file)), file) if size and sizes[size] > 1 else file
            if first != file:
                accounts.append(Account(file, same_as=first.name))
                bar.update(size)
                continue
            found = detect(file, options.orders)
            account = _account(found)
            accounts.append(account)
            try:
                if isinstance(found.format, Shop):
                    shops.append(_load_shop(connection, found, account, number, options))
                elif found.format is not None:
                    _read(found.format.records(file, options), account, number, spools, options=options, bar=bar)
            except InputError as error:
                # What was read stays, and the account says that it is not all; a broken file among many costs itself.
                if not account.rows and (len(files) == 1 or isinstance(error, QuestionError)):
                    raise
                account.fault = str(error)
            bar.update(size)
    for kind, spool in spools.items():
        _load(connection, *KINDS[kind], spool.path)
    _join_shops(connection, shops, accounts)
    return accounts


def _account(found: Detected) -> Account:
    if found.format is None:
        return Account(found.path)
    if found.undecided:
        names = ", ".join(each.NAME for each in (found.format, *found.rivals))
        raise QuestionError(
            f"{found.path}: fits several formats alike ({names}). Split the file, or leave it out and export it again."
        )
    return Account(found.path, found.format.NAME, found.sure, frozenset(found.format.TELLS))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Spool:
    """A CSV file without quirks that is made when a first row comes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file: IO[str] | None = None
        self.write: Callable[[Iterable[Any]], Any] = self._first

    def _first(self, row: Iterable[Any]) -> None:
        self.file = self.path.open("w", encoding="utf-8", newline="", errors="replace")
        self.write = csv.writer(self.file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow
        self.write(row)

    def close(self) -> None:
        if self.file:
            self.file.close()


def _read(
    records: Iterator[Record],
    account: Account,
    number: int,
    spools: dict[type, _Spool],
    *,
    options: Options,
    bar: Any,
) -> None:
    last, seen, due = -1, 0, time.monotonic() + _BAR_EVERY
    try:
        for record in records:
            seen += 1
            if isinstance(record, Refused):
                account.refuse(*record)
                continue
            if isinstance(record, Passed):
                account.passed[record.reason] += 1
                continue
            if isinstance(record, Unnamed):
                account.unnamed[record.what] += record.number
            else:
                spools[type(record)].write(_row(record, number, keep_text=options.keep_text))
            if record.line != last:
                account.kept += 1
                last = record.line
            if not seen & 4095 and time.monotonic() > due:
                bar.set_postfix(rows=seen)
                due = time.monotonic() + _BAR_EVERY
    except OSError as error:
        raise InputError(f"{account.path}: cannot be read ({error.strerror or error}).") from error


def _row(record: Record, number: int, *, keep_text: bool) -> tuple[Any, ...]:
    if not isinstance(record, Message):
        return number, *record
    row = (number, *record[:8], ",".join(record.mentions))
    return (*row, private(plain(record.text))) if keep_text else row


def _load(connection: DuckDBPyConnection, table: str, names: tuple[str, ...], path: Path) -> None:
    columns = ["file", *names]
    if table == "message" and path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            width = len(next(csv.reader(file)))
        columns = columns[:width]
    empty = ", ".join(f"CAST(NULL AS VARCHAR) AS {_quoted(name)}" for name in columns)
    rows = (
        f"read_csv({file_pattern(path)}, columns = {text_columns(columns)}, header = false, auto_detect = false, "
        "delim = ',', quote = '\"', escape = '\"', new_line = '\\n', max_line_size = 64000000, "
        "hive_partitioning = false)"
        if path.exists()
        else f"(SELECT {empty} WHERE false)"
    )
    read = [f"CAST({_quoted(name)} AS INTEGER) AS {name}" for name in ("file", "line")]
    for name in columns[2:]:
        read += _time(name) if name in _TIMES else [f"coalesce({_quoted(name)}, '') AS {_renamed(name)}"]
    connection.execute(f"CREATE TABLE {table} AS SELECT {', '.join(read)} FROM {rows}")
    path.unlink(missing_ok=True)


def _quoted(name: str) -> str:
    return f'"{name}"'


def _renamed(name: str) -> str:
    return {"group": "group_id", "text": "said"}.get(name, name)


def _time(name: str) -> list[str]:
    """A time as it stands and whether it had an offset."""
    stem = "moment" if name in {"sent_at", "at"} else name.removesuffix("_at")
    column = _quoted(name)
    aware = f"regexp_matches({column}, '[+-][0-9]{{2}}:[0-9]{{2}}$')"
    moment = (
        f"CASE WHEN {aware} THEN make_timestamp(epoch_us(TRY_CAST({column} AS TIMESTAMPTZ))) "
        f"ELSE TRY_CAST({column} AS TIMESTAMP) END"
    )
    return [f"{moment} AS {stem}", f"coalesce({aware}, false) AS {stem}_aware"]


def _load_shop(connection: DuckDBPyConnection, found: Detected, account: Account, number: int, options: Options) -> str:
    shop = found.format
    table = f"shop_{number}"
    loaded = shop.load(connection, found.path, options, table)  # type: ignore[union-attr]
    account.facts += loaded.facts
    run = connection.execute
    for refused, passed, n in run(f"SELECT refused, passed, count(*) FROM {table} GROUP BY 1, 2").fetchall():
        if refused:
            account.refused[refused] = n
        elif passed:
            account.passed[passed] = n
        else:
            account.kept = n
    listed = run(
        f"SELECT position, refused, order_id FROM {table} WHERE refused IS NOT NULL "
        f"QUALIFY row_number() OVER (PARTITION BY refused ORDER BY position) <= {NOTES_LIMIT}"
    ).fetchall()
    lines = loaded.source.lines({row[0] for row in listed}) if listed else {}
    account.notes += [Note(lines.get(place, place + 2), reason, shown(value or "")) for place, reason, value in listed]
    account.refused.update(loaded.source.refused)
    account.notes += [Note(note.line, note.reason, note.value) for note in loaded.source.notes]
    account.notes.sort()
    run(f"DROP TABLE IF EXISTS {loaded.source.relation}")
    return table


def _join_shops(connection: DuckDBPyConnection, shops: Sequence[str], accounts: Sequence[Account]) -> None:
    """All order rows in ``sale``: amounts in cents, a buyer without an id as a name of this shop."""
    parts = []
    for table in shops:
        number = int(table.removeprefix("shop_"))
        scope = accounts[number].format
        parts.append(
            f"SELECT {number} AS file, order_id, coalesce(member, CASE WHEN name <> '' THEN '{NAMED}' || name || "
            f"'@{scope}' END, '') AS member, coalesce(name, '') AS name, coalesce(group_id, '') AS group_id, "
            f"paid AS moment, aware AS moment_aware, amount, refunded, refunded_at, status FROM {table} "
            "WHERE refused IS NULL AND passed IS NULL"
        )
    typed = (
        "SELECT 0 AS file, '' AS order_id, '' AS member, '' AS name, '' AS group_id, "
        "CAST(NULL AS TIMESTAMP) AS moment, false AS moment_aware, CAST(0 AS BIGINT) AS amount, "
        "CAST(0 AS BIGINT) AS refunded, CAST(NULL AS TIMESTAMP) AS refunded_at, '' AS status WHERE false"
    )
    connection.execute(f"CREATE TABLE sale AS {' UNION ALL '.join([typed, *parts])}")
    for table in shops:
        connection.execute(f"DROP TABLE {table}")
