"""The tables of a converted client: members, messages, orders and groups as Parquet or CSV, and ``client.yaml``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from shequn.readers.exports import privacy
from shequn.readers.exports.base import NAMED
from shequn.readers.values import literal

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from shequn.readers.settings import Settings

Form = Literal["parquet", "csv"]
_ORDERED = {  # the same exports give the same files
    "members": 'spell.group_id, spell.member, joined, "left"',
    "messages": "moment, group_id, member, message_id",
    "orders": "moment, order_id",
    "groups": "group_id",
}


def write_tables(connection: DuckDBPyConnection, folder: Path, form: Form, *, members: bool) -> dict[str, int]:
    """Write the tables that have rows; the same exports give the same files.

    Args:
        connection: With the tables of `gather`, shaped, and ``spell``.
        folder: Where to.
        form: ``parquet`` or ``csv``.
        members: Whether anything is known of membership.

    Returns:
        Table to number of rows.
    """
    queries = {}
    if members:
        queries["members"] = _members(connection, form)
    kept = any(name == "said" for name, *_ in connection.execute("DESCRIBE message").fetchall())
    said = f", {privacy.unsaid('said')} AS text" if kept else ""
    queries["messages"] = (
        f"SELECT group_id, member AS member_id, {_time(connection, 'message', 'moment', 'sent_at', form)}, kind, "
        f"message_id, reply_to, mentions{said} FROM message"
    )
    paid = _time(connection, "sale", "moment", "paid_at", form)
    back = _time(connection, "sale", "refunded_at", "refunded_at", form, zone="moment_aware")
    queries["orders"] = (
        f"SELECT order_id, nullif(member, '') AS member_id, nullif(group_id, '') AS group_id, {paid}, "
        f"CAST(amount / 100 AS DECIMAL(18, 2)) AS amount, CAST(refunded / 100 AS DECIMAL(18, 2)) AS refunded_amount, "
        f"{back}, nullif(status, '') AS status FROM sale"
    )
    unnamed = " UNION ".join(  # a group without an id is shown by its name
        f"SELECT DISTINCT group_id, substr(group_id, {len(NAMED) + 1}) AS name FROM {table} "
        f"WHERE starts_with(group_id, '{NAMED}')"
        for table in ("message", "seat", "move")
    )
    created, dissolved = (_time(connection, "grp", name, f"{name}_at", form) for name in ("created", "dissolved"))
    queries["groups"] = (
        f"SELECT group_id, {privacy.without_numbers('name')} AS name, {created}, {dissolved} FROM ("
        "SELECT group_id, max_by(nullif(name, ''), (file, line)) AS name, min(created) AS created, "
        "min_by(created_aware, created) AS created_aware, max(dissolved) AS dissolved, "
        f"max_by(dissolved_aware, dissolved) AS dissolved_aware FROM (FROM grp UNION ALL BY NAME ({unnamed})) "
        "WHERE group_id <> '' GROUP BY group_id)"
    )
    return {
        table: copy(connection, f"{query} ORDER BY {_ORDERED[table]}", folder / f"{table}.{form}", form)
        for table, query in queries.items()
    }


def _members(connection: DuckDBPyConnection, form: Form) -> str:
    joined, left, after = (
        _time(connection, "spell", stem, f"{stem}_at" if stem != "left_after" else stem, form)
        for stem in ("joined", "left", "left_after")
    )
    seen = "coalesce(taken, joined, TIMESTAMP '1970-01-01')"
    return (
        f"SELECT spell.group_id, spell.member AS member_id, {privacy.without_numbers('nickname')} AS nickname, "
        f"coalesce(role, 'member') AS role, {joined}, {left}, {after}, join_how, invited_by FROM spell "
        "LEFT JOIN (SELECT member, max_by(name, moment) AS nickname FROM ("
        f"SELECT member, name, {seen} AS moment FROM seat UNION ALL SELECT member, name, moment FROM move "
        "UNION ALL SELECT member, name, moment FROM message) WHERE name <> '' GROUP BY member) n "
        "ON n.member = spell.member LEFT JOIN (SELECT "
        f"group_id, member, max_by(role, {seen}) AS role FROM seat GROUP BY ALL) r ON r.group_id = spell.group_id "
        "AND r.member = spell.member LEFT JOIN (SELECT group_id, member, since, nullif(max(how), '') AS join_how, "
        "nullif(max(inviter), '') AS invited_by FROM (SELECT group_id, member, moment AS since, how, inviter FROM move "
        "WHERE what = 'join' UNION ALL SELECT group_id, member, joined, how, inviter FROM seat) GROUP BY ALL) j "
        "ON j.group_id = spell.group_id AND j.member = spell.member AND j.since = spell.joined"
    )


def _time(connection: DuckDBPyConnection, table: str, stem: str, name: str, form: Form, *, zone: str = "") -> str:
    """SQL: a time with its offset where it has one; typed where all rows of a Parquet column are alike."""
    column, aware = f'"{stem}"', zone or f"{stem}_aware"
    query = f"SELECT bool_and({aware}), bool_or({aware}) FROM {table} WHERE {column} IS NOT NULL"
    every, some = connection.execute(query).fetchall()[0]
    if form == "parquet" and every:
        return f"make_timestamptz(epoch_us({column})) AS {name}"
    if form == "parquet" and not some:
        return f"{column} AS {name}"
    return f"strftime({column}, '%Y-%m-%d %H:%M:%S') || CASE WHEN {aware} THEN '+00:00' ELSE '' END AS {name}"


def copy(connection: DuckDBPyConnection, query: str, path: Path, form: Form) -> int:
    """Write the rows of a query to a file; none when there is no row.

    Args:
        connection: Where the rows are.
        query: SQL.
        path: The file.
        form: ``parquet`` or ``csv``.

    Returns:
        Number of rows.
    """
    kind = "FORMAT parquet" if form == "parquet" else "FORMAT csv, HEADER true"
    connection.execute(f"COPY ({query}) TO {literal(str(path))} ({kind})")
    n: int = connection.execute(f"SELECT count(*) FROM ({query})").fetchall()[0][0]
    if not n:
        path.unlink()
    return n


def write_client(path: Path, client: str, chosen: Settings) -> None:
    """Write a ``client.yaml`` to edit.

    Args:
        path: The file.
        client: Name of the client.
        chosen: What the exports were read with.
    """
    import yaml

    told: dict[str, object] = {"client": client, "timezone": chosen.timezone}
    if chosen.dayfirst is not None:
        told["dayfirst"] = chosen.dayfirst
    text = yaml.safe_dump(told, allow_unicode=True, sort_keys=False)
    path.write_text(
        "# Check these lines: the name on the report, and the zone of every time that has none of its own.\n"
        f"# 请核对：报告上的客户名称，以及没有时区的时间按哪个时区理解。\n{text}",
        encoding="utf-8",
    )
