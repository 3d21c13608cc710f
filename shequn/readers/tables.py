"""What each of the four tables must hold: the rules by which its rows are kept, refused or repaired."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from shequn.errors import InputError
from shequn.quality import TABLES, Quality, TableQuality
from shequn.readers import values
from shequn.readers.cells import CODED, Cells
from shequn.readers.cleaning import Check, Plan, clean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from shequn.readers.settings import Settings
    from shequn.readers.source import Source

FIRST_DAY = dt.date(2000, 1, 1)
_TELLING = (
    ("no_leaves", "members", "left_at"),
    ("no_kinds", "messages", "kind"),
    ("no_roles", "members", "role"),
    ("no_group_names", "groups", "name"),
)


def read_tables(
    connection: DuckDBPyConnection, sources: Iterable[Source], settings: Settings
) -> tuple[dict[str, DuckDBPyRelation], Quality]:
    """Clean raw tables.

    Args:
        connection: Where the sources were loaded.
        sources: At most one per table.
        settings: How values are to be read.

    Returns:
        Name to clean relation, and the account of all rows.

    Raises:
        InputError: A file has no usable row, or a column cannot be read at all.
    """
    import duckdb

    tables, quality, wordless = {}, Quality(), set()
    for source in sorted(sources, key=lambda source: TABLES.index(source.table)):
        try:
            cells = Cells(connection, source, settings)
            account = clean(cells, _PLANS[source.table](cells))
        except duckdb.Error as error:
            detail = str(error).partition("\n")[0]
            raise InputError(f"{source.file}: cannot be read to its end ({detail}). Export it again.") from error
        quality.tables[source.table] = account
        wordless |= {(source.table, column) for column in cells.words if not cells.words[column]}
        # a file without a usable row would pass for a client without orders; unpaid orders do tell something
        if not account.rows_kept and not account.refused.get("unpaid"):
            raise InputError(
                f"{source.file}: no usable row ({_counted(account)}). Export it again, or take the file away "
                f"if there are no {source.table}."
            )
        tables[source.table] = connection.view(f"clean_{source.table}")
    if not tables.keys() & {"members", "messages"}:
        raise InputError("neither members nor messages were given; name at least one of them.")
    quality.unknown = list(_unknown(tables, quality, wordless))
    return tables, quality


def _counted(account: TableQuality) -> str:
    if not account.rows_in:
        return "only a header"
    reasons = ", ".join(f"{reason} {n}" for reason, n in account.refused.items())
    first = account.notes[0]
    where = f"line {first.line}, {first.column or 'the whole row'}: {first.value!r:.60}"
    return f"{account.rows_in} rows, all refused: {reasons}; the first in {where}"


def _unknown(
    tables: Mapping[str, DuckDBPyRelation], quality: Quality, wordless: Collection[tuple[str, str]]
) -> Iterable[str]:
    yield from (f"no_{table}" for table in TABLES[:3] if table not in tables)
    if {"members", "orders"} <= tables.keys() and quality.tables["orders"].rows_kept:
        named = tables["orders"].join(tables["members"], "member_id", how="semi")
        yield from () if named.limit(1).fetchall() else ("no_buyers",)
    for code, table, column in _TELLING:
        if table not in tables:
            silent = table == "groups"
        elif column in CODED:
            silent = column in quality.tables[table].columns_absent or (table, column) in wordless
        else:
            silent = not tables[table].filter(f"{column} IS NOT NULL").limit(1).fetchall()
        if silent:
            yield code


# Rules that several tables share ---------------------------------------------------------------------------


def _ids(cells: Cells, required: Iterable[str], optional: Iterable[str] = ()) -> Iterable[Check]:
    required = list(required)
    yield from (Check("blank_id", column, f"{column} IS NULL") for column in required)
    columns = [*required, *optional]
    lost = (c for c in columns if cells.may_lose_digits(c))
    yield from (Check("lost_digits", c, f"regexp_full_match({c}, '{values.LOST_DIGITS}')") for c in lost)
    if "group_id" in columns:
        yield Check("reserved_group", "group_id", "group_id = 'ALL'")


def _times(cells: Cells, *columns: str) -> Iterable[Check]:
    zone, today = cells.settings.timezone, cells.settings.today
    first, late = values.midnight(FIRST_DAY, zone), values.midnight(today + dt.timedelta(days=2), zone)
    for column in columns:
        yield Check("bad_date", column, f"{column} IS NOT NULL AND {column}_utc IS NULL")
        yield Check("before_2000", column, f"{column}_utc < {first}")
        yield Check("future_date", column, f"{column}_utc >= {late}")


def _day(cells: Cells, utc: str) -> str:
    return f"CAST({values.to_local(utc, cells.settings.timezone)} AS DATE)"


# The tables ------------------------------------------------------------------------------------------------


def _members(cells: Cells) -> Plan:
    left_day, joined_day = _day(cells, "left_at_utc"), _day(cells, "joined_at_utc")
    local = values.to_local("left_at_utc", cells.settings.timezone)
    outputs = {
        "group_id": "group_id",
        "member_id": "member_id",
        "nickname": "nickname",
        "role": "coalesce(role_code, 'member')",
        "joined_at": "joined_at_utc",
        "left_at": "left_at_utc",
        "joined_day": joined_day,
        "left_day": left_day,
        # who left at midnight was not there on that day for any moment
        "last_day": f"CASE WHEN {local} = {left_day} THEN greatest({left_day} - 1, {joined_day}) ELSE {left_day} END",
    }
    unknown_role = Check("unknown_role", "role", "role IS NOT NULL AND role_code IS NULL")
    repairs = [unknown_role] if cells.unknown_words("role") else []
    if cells.has("left_after"):
        # the leave is known all the same: what cannot begin an interval is dropped, not the row
        first = values.midnight(FIRST_DAY, cells.settings.timezone)
        inside = f"left_after_utc >= {first} AND left_after_utc <= left_at_utc"
        outputs["after_day"] = f"CASE WHEN {inside} THEN {_day(cells, 'greatest(left_after_utc, joined_at_utc)')} END"
        repairs.append(Check("bad_interval", "left_after", f"left_after IS NOT NULL AND ({inside}) IS NOT TRUE"))
    refusals = [
        *_ids(cells, ("group_id", "member_id")),
        *_times(cells, "joined_at", "left_at"),
        Check("left_before_joined", "left_at", "left_at_utc < joined_at_utc"),
    ]
    return Plan(outputs, refusals, repairs, key=tuple(outputs))


def _messages(cells: Cells) -> Plan:
    local = values.to_local("sent_at_utc", cells.settings.timezone)
    kind = "kind" if set(cells.words.get("kind", {}).items()) <= {(w, w) for w in cells.words.get("kind", {})} else ""
    outputs = {
        "group_id": "group_id",
        "member_id": "member_id",
        "kind": f"coalesce({kind or 'kind_code, lower(kind)'}, 'other')",
        "sent_at": "sent_at_utc",
        "day": f"CAST({local} AS DATE)",
        "hour": f"CAST(hour({local}) AS INTEGER)",
        **{
            column: values.quoted(column)
            for column in ("reply_to", "mentions", "column", "message_id")
            if cells.has(column)
        },
    }
    lost = f"regexp_full_match(message_id, '{values.LOST_DIGITS}')"
    repairs: tuple[Check, ...] = ()
    if cells.may_lose_digits("message_id"):
        outputs["message_id"] = f"CASE WHEN NOT {lost} THEN message_id END"
        repairs = (Check("lost_message_id", "message_id", lost),)
    refusals = [
        *_ids(cells, ("group_id", "member_id")),
        *_times(cells, "sent_at"),
        Check("bad_date", "sent_at", "sent_at IS NULL"),
    ]
    return Plan(outputs, refusals, repairs, key=("group_id", "message_id") if cells.has("message_id") else ())


def _orders(cells: Cells) -> Plan:
    # an order that was paid and then closed with its money back was an order
    closed = "status_code = 'closed' AND coalesce(refunded_amount_cents, 0) <= 0"
    unpaid = f"paid_at IS NULL OR status_code = 'unpaid' OR ({closed})"
    no_amount = "coalesce(refunded_amount_cents, 0) = 0"
    full = f"({no_amount} AND status_code = 'refunded') OR (refunded_amount IS NULL AND refunded_at IS NOT NULL)"
    full = f"coalesce(({full}) AND status_code IS DISTINCT FROM 'partly_refunded', false)"
    refunded = f"CASE WHEN {full} THEN amount_cents ELSE coalesce(refunded_amount_cents, 0) END"
    outputs = {
        "order_id": "order_id",
        "member_id": "member_id",
        "group_id": "group_id",
        "paid_at": "paid_at_utc",
        "day": _day(cells, "paid_at_utc"),
        "amount": "amount_cents",
        "refunded": refunded,
        "refund_day": f"CASE WHEN {refunded} > 0 THEN {_day(cells, 'coalesce(refunded_at_utc, paid_at_utc)')} END",
    }
    refusals = [
        Check("unpaid", "status" if cells.has("status") else "paid_at", unpaid),
        *_ids(cells, ("order_id",), ("member_id", "group_id")),
        *_times(cells, "paid_at", "refunded_at"),
        Check("bad_amount", "amount", "amount_cents IS NULL"),
        Check("bad_amount", "refunded_amount", "refunded_amount IS NOT NULL AND refunded_amount_cents IS NULL"),
        Check("negative_amount", "amount", "amount_cents < 0"),
        Check("negative_amount", "refunded_amount", "refunded_amount_cents < 0"),
        Check("refund_exceeds_amount", "refunded_amount", "refunded_amount_cents > amount_cents"),
    ]
    repairs = [
        Check("unknown_status", "status", "status IS NOT NULL AND status_code IS NULL"),
        Check("assumed_full_refund", "status", f"{full} AND amount_cents > 0"),
        Check("unknown_refund", "status", f"status_code = 'partly_refunded' AND {no_amount}"),
        Check("undated_refund", "refunded_amount", f"{refunded} > 0 AND refunded_at IS NULL"),
    ]
    return Plan(outputs, refusals, repairs, key=("order_id",), conflict="conflicting_order")


def _groups(cells: Cells) -> Plan:
    outputs = {
        "group_id": "group_id",
        "name": "name",
        "type": "coalesce(type_code, type)",
        "created_day": _day(cells, "created_at_utc"),
        "dissolved_day": _day(cells, "dissolved_at_utc"),
    }
    refusals = [*_ids(cells, ("group_id",)), *_times(cells, "created_at", "dissolved_at")]
    return Plan(outputs, refusals, key=("group_id",))


_PLANS: Mapping[str, Callable[[Cells], Plan]] = {
    "members": _members,
    "messages": _messages,
    "orders": _orders,
    "groups": _groups,
}
