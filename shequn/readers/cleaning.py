"""The way of one raw table to a clean one: faulty rows refused, repeated ones dropped, every row accounted for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from shequn.quality import NOTES_LIMIT, RowNote, TableQuality
from shequn.readers.headers import COLUMNS, OPTIONAL
from shequn.readers.values import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shequn.readers.cells import Cells


class Check(NamedTuple):
    """A reason to refuse or repair a row.

    Attributes:
        reason: Its code.
        column: The column at fault.
        test: SQL over the columns of `Cells.select`.
    """

    reason: str
    column: str
    test: str


@dataclass(frozen=True)
class Plan:
    """What becomes of one table.

    Attributes:
        outputs: Column of the clean table to SQL over the columns of `Cells.select`.
        refusals: In the order in which they are tried; the first that holds counts.
        repairs: Rows that are kept but altered.
        key: Clean columns of which no two rows may agree, unless the last of them is null; empty where rows may repeat.
        conflict: What a row is called that repeats a key with other values elsewhere.
    """

    outputs: Mapping[str, str]
    refusals: Sequence[Check]
    repairs: Sequence[Check] = ()
    key: Sequence[str] = ()
    conflict: str = "duplicate"


def clean(cells: Cells, plan: Plan) -> TableQuality:
    """Carry out a plan: make the view ``clean_<table>`` and the account of the table.

    A lazy source is only scanned; any other is loaded into ``parsed_<table>`` once.

    Args:
        cells: The raw table.
        plan: What to do.

    Returns:
        The account.
    """
    _parse(cells, plan)
    repeated = _repeated(cells, plan)
    account = _account(cells, plan, repeated=repeated)
    table = cells.source.table
    where = "refusal IS NULL" if account.refused else "true"
    unlike = f" AND position NOT IN (SELECT position FROM repeated_{table})" if repeated else ""
    outputs = ", ".join(map(quoted, plan.outputs))
    cells.connection.execute(f"CREATE VIEW clean_{table} AS SELECT {outputs} FROM parsed_{table} WHERE {where}{unlike}")
    if not cells.source.lazy:
        cells.connection.execute(f"DROP TABLE {cells.source.relation}")
    return account


def _parse(cells: Cells, plan: Plan) -> None:
    table, columns = cells.source.table, COLUMNS[cells.source.table]
    outputs = [f"{sql} AS {quoted(name)}" for name, sql in plan.outputs.items()]
    repairs = [f"coalesce({check.test}, false) AS repair_{i}" for i, check in enumerate(plan.repairs)]
    whens = " ".join(f"WHEN {check.test} THEN {i}" for i, check in enumerate(plan.refusals))
    refusal = f"CAST(CASE {whens} END AS TINYINT) AS refusal"
    # where an output bears the name of a column, tests see the column: DuckDB prefers it to the alias
    query = f"SELECT {', '.join(['position', *outputs, *repairs, refusal])} FROM ({cells.select(columns)})"
    cells.connection.execute(f"CREATE {'VIEW' if cells.source.lazy else 'TABLE'} parsed_{table} AS {query}")


def _repeated(cells: Cells, plan: Plan) -> bool:
    """Whether rows repeat a key; they are listed in ``repeated_<table>``, with whether all their values agree."""
    if not plan.key:
        return False
    table, run = cells.source.table, cells.connection.execute
    key, last = ", ".join(map(quoted, plan.key)), plan.key[-1]
    sound = f"parsed_{table} WHERE refusal IS NULL"
    if len(plan.key) < len(plan.outputs):
        sound += f" AND {last} IS NOT NULL"
    several = f"SELECT hash({key}) FROM {sound} GROUP BY 1 HAVING count(*) > 1"
    if not run(f"{several} LIMIT 1").fetchall():
        return False
    whole = f"hash({', '.join(map(quoted, plan.outputs))})"
    run(
        f"CREATE TABLE repeated_{table} AS SELECT position, whole = original AS exact FROM ("
        f"SELECT position, {whole} AS whole, first_value({whole}) OVER w AS original, row_number() OVER w AS n "
        f"FROM {sound} AND hash({key}) IN ({several}) WINDOW w AS (PARTITION BY {key} ORDER BY position)) WHERE n > 1"
    )
    return bool(run(f"SELECT 1 FROM repeated_{table} LIMIT 1").fetchall())


def _account(cells: Cells, plan: Plan, *, repeated: bool) -> TableQuality:
    source, run = cells.source, cells.connection.execute
    counts = dict(run(f"SELECT refusal, count(*) FROM parsed_{source.table} GROUP BY 1").fetchall())
    kept = counts.pop(None, 0)
    refused: Counter[str] = Counter(dict(source.refused))
    found: list[tuple[int, Check]] = []

    def note(check: Check, condition: str, relation: str = f"parsed_{source.table}") -> None:
        rows = run(
            f"SELECT position FROM {relation} WHERE {condition} ORDER BY position LIMIT {NOTES_LIMIT}"
        ).fetchall()
        found.extend((row, check) for (row,) in rows)

    for i, n in sorted(counts.items()):
        refused[plan.refusals[i].reason] += n
        note(plan.refusals[i], f"refusal = {i}")
    sound = "refusal IS NULL"
    if repeated:
        doubles = f"repeated_{source.table}"
        sound += f" AND position NOT IN (SELECT position FROM {doubles})"
        for exact, n in run(f"SELECT exact, count(*) FROM {doubles} GROUP BY 1 ORDER BY 1").fetchall():
            reason = "duplicate" if exact else plan.conflict
            refused[reason] += n
            kept -= n
            note(Check(reason, plan.key[-1] if plan.key[-1] in source.headers else "", ""), f"exact = {exact}", doubles)
    repaired: Counter[str] = Counter()
    for i, check in enumerate(plan.repairs):
        n = run(f"SELECT count(*) FROM parsed_{source.table} WHERE {sound} AND repair_{i}").fetchall()[0][0]
        if n:
            repaired[check.reason] += n
            note(check, f"{sound} AND repair_{i}")
    return TableQuality(
        table=source.table,
        files=[source.file],
        rows_in=kept + sum(refused.values()),
        rows_kept=kept,
        refused=dict(sorted(refused.items())),
        repaired=dict(repaired),
        notes=_limited([*source.notes, *_notes(cells, found)]),
        columns_absent=[column for column in OPTIONAL[source.table] if column not in source.headers],
    )


def _notes(cells: Cells, found: Sequence[tuple[int, Check]]) -> Iterable[RowNote]:
    source = cells.source
    if not found:
        return
    lines = source.lines({row for row, _ in found})
    cached: dict[str, dict[int, str | None]] = {}
    for column in {check.column for _, check in found if check.column in source.headers}:
        rows = ", ".join(str(row) for row, check in found if check.column == column)
        query = f"SELECT {source.row}, CAST({column} AS VARCHAR) FROM {source.relation} WHERE {source.row} IN ({rows})"
        cached[column] = dict(cells.connection.execute(query).fetchall())
    for row, check in found:
        value = cached.get(check.column, {}).get(row) or ""
        yield RowNote(source.table, source.file, lines[row], source.headers.get(check.column, ""), value, check.reason)


def _limited(notes: Iterable[RowNote]) -> list[RowNote]:
    """The first rows of each reason, in the order of the file."""
    seen: Counter[str] = Counter()
    kept = []
    for note in sorted(notes, key=lambda note: note.line):
        seen[note.reason] += 1
        if seen[note.reason] <= NOTES_LIMIT:
            kept.append(note)
    return kept
