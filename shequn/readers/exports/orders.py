"""Orders as shops export them, each shop in a table of its own shape (see `shops`), or any table by mapping.

What a shop calls the amount differs: most write what was paid and the refund beside it, Taobao and Tmall what is left
after the refund. Where the file shows the total too, its own rows decide; otherwise the shop's habit does. A line of
an order that has several comes as an order of its own with the same id; whoever gathers them sums.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from shequn.errors import InputError
from shequn.readers import values
from shequn.readers.cells import Cells
from shequn.readers.exports.base import Order, Passed, Refused
from shequn.readers.exports.table_files import load_table, table_head, unread
from shequn.readers.exports.values import ABROAD, LANDLINE, MAIL, MOBILE
from shequn.readers.headers import KNOWN, REQUIRED, plain
from shequn.readers.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from shequn.readers.exports.base import Head, Options, Record
    from shequn.readers.source import Source

_COLUMNS = (
    "order_id", "other_id", "member_id", "phone", "name", "group_id", "paid_at", "created_at", "amount", "total",
    "refunded_amount", "refunded_at", "status", "refund_state", "entry",
)  # fmt: skip
# a name without a telephone number or mail in it; most have none, and cost no search
_NAME = (
    "CASE WHEN length(name) < 11 AND NOT contains(name, '@') THEN name "
    f"ELSE nullif(trim(regexp_replace(name, '{MAIL}|{MOBILE}|{LANDLINE}', '', 'g')), '') END"
)


@dataclass(eq=False)
class Shop:
    """A format of order tables.

    Attributes:
        NAME: Its id.
        signature: Headers that all must be there.
        columns: Column to the headers that may hold it, the first one there being taken.
        without: Headers of which none may be there.
        net: Whether amounts are after refunds, where the rows do not tell.
        number_repeats: Whether the order number begins anew, so that only the time of payment makes it one.
        one_row: Whether an order is one row, so that a second row of the same number says it again.
        number_dated: Whether the order number holds the time at which the order was made.
        TELLS: What its files can tell.
    """

    NAME: str
    signature: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    without: tuple[str, ...] = ()
    net: bool = False
    number_repeats: bool = False
    one_row: bool = False
    number_dated: bool = False
    TELLS: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        columns = self.columns.keys() if self.signature else set(REQUIRED["orders"])
        told = {"orders": {"paid_at", "created_at"}, "ids": {"member_id", "phone"}, "names": {"name"}}
        self.TELLS = frozenset(what for what, by in told.items() if by & columns)

    def sure(self, head: Head) -> float:
        """How sure it is that a file is its own; see `Format`."""
        headers = {plain(header) for header in table_head(head)}
        if not headers.issuperset(map(plain, self.signature)) or headers.intersection(map(plain, self.without)):
            return 0.0
        return 1.0 if self.signature else self._mapped(headers)

    def _mapped(self, headers: set[str]) -> float:
        found = {KNOWN["orders"].get(header) for header in headers}
        return 0.5 if found.issuperset(REQUIRED["orders"]) else 0.0

    def records(self, path: Path, options: Options) -> Iterator[Record]:
        """Stream the orders; see `Format`."""
        from shequn.readers.folder import connect

        connection = connect(path.stat().st_size)
        try:
            loaded = self.load(connection, path, options)
            cursor = connection.cursor()
            rows = cursor.execute(f"SELECT * FROM {loaded.table} ORDER BY position")
            lines: Mapping[int, int] = {}
            while batch := rows.fetchmany(100_000):
                lines = loaded.source.lines({row[0] for row in batch})
                for row in batch:
                    yield _record(lines.get(row[0], row[0] + 1), row)
            yield from unread(loaded.source)
        finally:
            connection.close()

    def load(self, connection: DuckDBPyConnection, path: Path, options: Options, table: str = "shop_orders") -> Loaded:
        """Read a whole file into a table of the database, without Python seeing its rows.

        Args:
            connection: Where to load.
            path: The file.
            options: What the reader is told.
            table: Name of the new table: ``position, order_id, member, name, group_id, paid, aware, amount, refunded,
                refunded_at, status, refused, passed``, amounts in cents, times naive (UTC where aware).

        Returns:
            The table, and what was found out about the file.

        Raises:
            InputError: The file cannot be read, or a question must be answered first.
        """
        mapping = options.orders if not self.signature else {}
        headers = {c: names[0] for c, names in self.columns.items() if c in KNOWN["orders"].values()} | mapping

        def find(_table: str, found: Sequence[str], _mapping: Mapping[str, str], file: str) -> dict[str, int]:
            return self._find(found, mapping, file)

        source = load_table(connection, "orders", path, headers, find)
        return self._judge(Cells(connection, source, Settings(dt.date.max, "UTC", options.dayfirst)), table)

    def _find(self, headers: Sequence[str], mapping: Mapping[str, str], file: str) -> dict[str, int]:
        spelled = [plain(header) for header in headers]
        if not self.signature:
            from shequn.readers.headers import match

            return match("orders", headers, mapping, file)
        found = {}
        for column, names in self.columns.items():
            places = [spelled.index(plain(name)) for name in names if plain(name) in spelled]
            if places:  # a header that stands twice means its first column
                found[column] = places[0]
        for column in ("order_id", "amount"):
            if column not in found:
                raise InputError(f"{file}: the header {self.columns[column][0]!r} is missing. Export the file again.")
        return found

    def _judge(self, cells: Cells, table: str) -> Loaded:
        run = cells.connection.execute
        run(f"CREATE OR REPLACE TEMP VIEW judged AS {cells.select(_COLUMNS)}")
        facts, net = list[str](), self._is_net(cells)
        amount, refund = "amount_cents", "coalesce(refunded_amount_cents, 0)"
        back_at = "CASE WHEN entry = '退款' THEN paid END" if cells.has("entry") else "refunded_at_utc"
        if cells.has("entry"):
            amount = "CASE WHEN entry = '退款' THEN 0 ELSE amount_cents END"
            refund = "CASE WHEN entry = '退款' THEN -amount_cents ELSE 0 END"
        elif net:
            facts, amount = ["amounts_net"], f"{amount} + {refund}"
        elif cells.has("refund_state"):
            facts = ["refunds_in_full"]
            refund = f"CASE WHEN refund_state LIKE '%退款成功%' THEN {amount} ELSE 0 END"
        at, paid = self._dated(cells)
        if at == "created_at":
            facts.append("dated_by_creation")
        order_id = "concat_ws('@', number, strftime(paid, '%Y%m%d%H%M%S'))" if self.number_repeats else "number"
        run(
            f"CREATE OR REPLACE TABLE {table} AS SELECT position, {order_id} AS order_id, "
            f"coalesce({_hashed('member_id')}, member_id, {_hashed('phone')}) AS member, {_NAME} AS name, group_id, "
            f"paid, aware, gross AS amount, back AS refunded, {back_at} AS refunded_at, "
            f"coalesce(status_code, '') AS status, {_refused(_lost(cells))} AS refused, passed "
            f"FROM (SELECT *, {self._number(cells)} AS number, {paid} AS paid, "
            f"{'false' if self.signature else _aware('paid_at')} AS aware, "
            f"{amount} AS gross, {refund} AS back, {_passed(cells, refund, at)} AS passed FROM judged)"
        )
        run("DROP VIEW judged")
        _count_blank(cells, table)
        if not run(f"SELECT 1 FROM {table} WHERE member IS NOT NULL LIMIT 1").fetchall():
            facts.append("names_only" if cells.has("name") else "no_buyer")
        return Loaded(self.NAME, table, cells.source, facts)

    def _dated(self, cells: Cells) -> tuple[str, str]:
        """The column that dates an order, empty where none can, and SQL of the time."""
        if self.number_dated and not cells.has("paid_at"):
            made = "try_strptime(regexp_extract(order_id, '^E(\\d{14})\\d{9}$', 1), '%Y%m%d%H%M%S')"
            return "created_at", f"coalesce({made}, created_at_utc)"
        at = next((column for column in ("paid_at", "created_at") if cells.has(column)), "")
        return at, f"{at or 'paid_at'}_utc"

    def _is_net(self, cells: Cells) -> bool:
        """Whether amounts are after refunds, as most refunded rows show."""
        if not cells.has("refunded_amount") or not cells.has("total"):
            return False
        query = (
            "SELECT count(*) FILTER (amount_cents + refunded_amount_cents = total_cents "
            "OR refunded_amount_cents > amount_cents), count(*) FILTER (amount_cents = total_cents) "
            "FROM judged WHERE refunded_amount_cents > 0"
        )
        net, gross = cells.connection.execute(query).fetchall()[0]
        return self.net if net == gross else bool(net > gross)

    def _number(self, cells: Cells) -> str:
        """SQL of an order's number as its other rows write it."""
        if not cells.has("other_id"):
            return "order_id"
        counts = [  # a refund names its payment by one of two numbers
            f"(SELECT count(*) FROM judged r WHERE r.entry = '退款' AND r.{c} IN "
            f"(SELECT {c} FROM judged WHERE entry = '收款'))"
            for c in ("order_id", "other_id")
        ]
        own, other = cells.connection.execute(f"SELECT {', '.join(counts)}").fetchall()[0]
        return "coalesce(other_id, order_id)" if other > own else "coalesce(order_id, other_id)"


@dataclass(frozen=True)
class Loaded:
    """A file of orders in the database.

    Attributes:
        format: Id of the format.
        table: Name of the table; see `Shop.load`.
        source: The raw table, which knows the lines.
        facts: Codes of what must be said of the file, ``fact.<code>`` in the texts.
    """

    format: str
    table: str
    source: Source
    facts: list[str] = field(default_factory=list)


def _aware(column: str) -> str:
    number = f"TRY_CAST({column} AS DOUBLE)"
    return (
        f"coalesce(regexp_matches({column}, '(Z|[+-]\\d{{2}}:?\\d{{0,2}})$') AND length({column}) > 16 "
        f"OR ({number} >= 1e8 AND {number} < 19e12), false)"
    )


def _hashed(column: str) -> str:
    """SQL: what `values.private` makes of one whole number or mail, as text or formula; null of all else."""
    number, digits = f"{MOBILE}|{LANDLINE}|{ABROAD}", f"regexp_replace({column}, '[^0-9]', '', 'g')"
    return (
        f"CASE WHEN regexp_full_match({column}, '[=''\"]*({number})\"?') "
        f"AND NOT regexp_matches({column}, '^[=''\"]*{MOBILE}[ ()-]') "
        f"THEN 'phone:' || left(sha256(right({digits}, 11)), 12) "
        f"WHEN regexp_full_match({column}, '{MAIL}') THEN 'mail:' || left(sha256(lower({column})), 12) END"
    )


def _lost(cells: Cells) -> str:
    """Pattern of a number of which Excel kept 15 digits; empty where none can be."""
    zeros = "SELECT bool_and(regexp_full_match(order_id, '\\d{15}0+')) FROM judged WHERE length(order_id) > 16 "
    cut = cells.connection.execute(zeros + "AND regexp_full_match(order_id, '\\d+')").fetchall()[0][0]
    patterns = [values.LOST_DIGITS] if cells.may_lose_digits("order_id") else []
    return "|".join([*patterns, r"\d{15}0+"] if cut else patterns)


def _refused(lost: str) -> str:
    digits = f"WHEN regexp_full_match(number, '{lost}') THEN 'lost_digits'" if lost else ""
    late = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)  # a local time may lie in any zone
    return (
        f"CASE WHEN passed IS NOT NULL THEN NULL WHEN number IS NULL THEN 'blank_id' {digits} "
        f"WHEN paid IS NULL THEN 'bad_date' "
        f"WHEN paid < TIMESTAMP '2000-01-01' THEN 'before_2000' "
        f"WHEN paid > TIMESTAMP '{late:%Y-%m-%d %H:%M:%S}' THEN 'future_date' "
        f"WHEN amount_cents IS NULL OR (refunded_amount IS NOT NULL AND refunded_amount_cents IS NULL) "
        f"THEN 'bad_amount' WHEN gross < 0 OR back < 0 THEN 'negative_amount' END"
    )


def _passed(cells: Cells, refund: str, at: str) -> str:
    if cells.has("entry"):
        return "CASE WHEN entry = '收款' OR entry = '退款' THEN NULL ELSE 'fee' END"
    if not at:
        return "'no_payment'"
    never = "paid_at IS NULL OR " if at == "paid_at" else ""
    closed = f"status_code = 'closed' AND coalesce({refund}, 0) <= 0"
    return f"CASE WHEN {never}status_code = 'unpaid' OR ({closed}) THEN 'unpaid' END"


def _count_blank(cells: Cells, table: str) -> None:
    """Add the rows of which no known cell is filled in, which `Cells` leaves out."""
    raw, row, run = cells.source.relation, cells.source.row, cells.connection.execute
    if run(f"SELECT (SELECT count(*) FROM {raw}) > (SELECT count(*) FROM {table})").fetchall()[0][0]:
        run(
            f"INSERT INTO {table} BY NAME SELECT {row} AS position, 'no_order' AS passed FROM {raw} "
            f"WHERE {row} NOT IN (SELECT position FROM {table})"
        )


def _record(line: int, row: tuple[object, ...]) -> Record:
    _, order_id, member, name, group, at, aware, amount, refunded, refunded_at, status, refused, passed = row
    if refused:
        return Refused(line, str(refused), str(order_id or ""))
    if passed:
        return Passed(line, str(passed))
    zone = dt.UTC if aware else None
    paid = at.replace(tzinfo=zone) if isinstance(at, dt.datetime) else None
    back = refunded_at.replace(tzinfo=zone) if isinstance(refunded_at, dt.datetime) else None
    cents = Decimal(100)
    return Order(
        line, str(order_id), str(member or ""), paid, Decimal(str(amount)) / cents, Decimal(str(refunded)) / cents,
        back, str(status), str(group or ""), str(name or ""),
    )  # fmt: skip
