"""What stands in several exports is taken once: messages of one chat, orders of one shop, entries of one bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn.readers import values

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duckdb import DuckDBPyConnection

    from shequn.readers.exports.gather import Account
    from shequn.readers.exports.orders import Shop


def drop_messages(connection: DuckDBPyConnection, accounts: Sequence[Account], timezone: str) -> None:
    """Drop the messages of a group that an earlier file holds.

    Files of one format number the messages alike, so that the number tells; without one, everything that is known
    does. Between formats it is sender and second, since each has numbers of its own.

    Args:
        connection: With the tables of `gather`, one id a person.
        accounts: Of the files; what is dropped is counted as passed over there.
        timezone: IANA name; times without offset are local times there.
    """
    run = connection.execute
    shared = "SELECT group_id FROM message GROUP BY 1 HAVING count(DISTINCT file) > 1"
    if not run(f"{shared} LIMIT 1").fetchall():
        return
    listed = ", ".join(f"({number}, {values.literal(account.format)})" for number, account in enumerate(accounts))
    utc = f"CASE WHEN moment_aware THEN moment ELSE {values.to_utc('moment', timezone)} END"
    several = (
        f"SELECT message.rowid AS row, file, group_id, format || bool_or(message_id <> '') OVER (PARTITION BY file) AS "
        f"origin, CASE WHEN message_id = '' THEN hash(member, moment, moment_aware, kind) ELSE hash(message_id) END AS "
        f"number, hash(member, date_trunc('second', {utc})) AS said FROM message "
        f"JOIN (VALUES {listed}) f(file, format) USING (file) WHERE group_id IN ({shared})"
    )
    for origin, key in (("file", "origin, number"), ("origin", "said")):
        run(
            f"CREATE OR REPLACE TABLE again AS SELECT file, row FROM (SELECT *, row_number() OVER (PARTITION BY "
            f"group_id, {key}, nth ORDER BY first, row) AS time FROM (SELECT *, row_number() OVER (PARTITION BY "
            f"group_id, {key}, {origin} ORDER BY row) AS nth, min(file) OVER (PARTITION BY group_id, {origin}) AS "
            f"first FROM ({several}))) WHERE time > 1"
        )
        _pass_over(connection, accounts, "message", "duplicate")


def sum_orders(connection: DuckDBPyConnection, accounts: Sequence[Account]) -> tuple[int, int]:
    """Sum the parts of an order; of an order in several files take the fullest account of it.

    Args:
        connection: With the tables of `gather`.
        accounts: Of the files; what is dropped is counted as passed over there.

    Returns:
        Rows that were parts of an order, and orders that stood in several files.
    """
    run = connection.execute
    _drop_rows(connection, accounts)
    bills = _files(accounts, lambda shop: "entry" in shop.columns)
    source = f"CASE WHEN file IN ({bills}) THEN -1 ELSE file END"  # all bills together are one account of an order
    rows, in_files = run(f"SELECT count(*), count(DISTINCT ({source}, order_id)) FROM sale").fetchall()[0]
    if in_files < rows:
        run(
            f"CREATE OR REPLACE TABLE sale AS SELECT min(file) AS file, order_id, max(member) AS member, "
            "max(name) AS name, max(group_id) AS group_id, min(moment) AS moment, "
            "min_by(moment_aware, moment) AS moment_aware, sum(amount)::BIGINT AS amount, "
            "sum(refunded)::BIGINT AS refunded, max(refunded_at) AS refunded_at, "
            f"CASE WHEN min(status) = max(status) THEN max(status) ELSE '' END AS status FROM sale "
            f"GROUP BY {source}, order_id"
        )
    orders = run("SELECT count(DISTINCT order_id) FROM sale").fetchall()[0][0]
    if orders < in_files:
        run(
            "CREATE OR REPLACE TABLE sale AS SELECT min(file) AS file, order_id, max(member) AS member, max(name) AS "
            "name, max(group_id) AS group_id, min(moment) AS moment, min_by(moment_aware, moment) AS moment_aware, "
            "max(amount) AS amount, max(refunded) AS refunded, max(refunded_at) AS refunded_at, "
            "max_by(status, file) AS status FROM sale GROUP BY order_id"
        )
    return rows - in_files, in_files - orders


def _drop_rows(connection: DuckDBPyConnection, accounts: Sequence[Account]) -> None:
    """Rows that say again what another one says, and refunds of payments that no file shows."""
    whole = _files(accounts, lambda shop: shop.one_row)
    bills = _files(accounts, lambda shop: "entry" in shop.columns)
    connection.execute(
        f"CREATE OR REPLACE TABLE again AS SELECT file, row FROM (SELECT rowid AS row, file, row_number() OVER "
        f"(PARTITION BY file, order_id ORDER BY refunded DESC, rowid) AS time FROM sale WHERE file IN ({whole})) "
        "WHERE time > 1 "
        "UNION ALL SELECT file, row FROM (SELECT *, row_number() OVER (PARTITION BY order_id, moment, amount, "
        "refunded, nth ORDER BY file) AS time FROM (SELECT *, rowid AS row, row_number() OVER (PARTITION BY file, "
        f"order_id, moment, amount, refunded ORDER BY rowid) AS nth FROM sale WHERE file IN ({bills}))) WHERE time > 1"
    )
    _pass_over(connection, accounts, "sale", "duplicate")
    connection.execute(
        f"CREATE OR REPLACE TABLE again AS SELECT file, rowid AS row FROM sale WHERE file IN ({bills}) AND order_id IN "
        f"(SELECT order_id FROM sale WHERE file IN ({bills}) GROUP BY 1 HAVING sum(amount) = 0)"
    )
    _pass_over(connection, accounts, "sale", "refund_alone")


def _files(accounts: Sequence[Account], wanted: Callable[[Shop], bool]) -> str:
    """SQL: numbers of the files whose shop is wanted."""
    from shequn.readers.exports.shops import FORMATS

    names = {shop.NAME for shop in FORMATS if wanted(shop)}
    return ", ".join(["-2", *(str(number) for number, account in enumerate(accounts) if account.format in names)])


def _pass_over(connection: DuckDBPyConnection, accounts: Sequence[Account], table: str, reason: str) -> None:
    """Take the rows listed in the table ``again`` away, and count them."""
    for number, n in connection.execute("SELECT file, count(*) FROM again GROUP BY 1").fetchall():
        accounts[number].kept -= n
        accounts[number].passed[reason] += n
    connection.execute(f"DELETE FROM {table} WHERE rowid IN (SELECT row FROM again); DROP TABLE again")
