"""Communities for tests, written down in local time, on either engine."""

from datetime import date, datetime, timedelta

import duckdb
import polars as pl

from shequn.community import Community

ENGINES = ("duckdb", "polars")
OFFSET = timedelta(hours=8)  # Asia/Shanghai has had no daylight saving since 1991

SCHEMAS = {
    "members": {
        "group_id": pl.String,
        "member_id": pl.String,
        "role": pl.String,
        "joined_at": pl.Datetime("us"),
        "left_at": pl.Datetime("us"),
        "joined_day": pl.Date,
        "left_day": pl.Date,
        "last_day": pl.Date,
        "nickname": pl.String,
        "after_day": pl.Date,
    },
    "messages": {
        "group_id": pl.String,
        "member_id": pl.String,
        "kind": pl.String,
        "sent_at": pl.Datetime("us"),
        "day": pl.Date,
        "hour": pl.Int32,
    },
    "orders": {
        "order_id": pl.String,
        "member_id": pl.String,
        "group_id": pl.String,
        "paid_at": pl.Datetime("us"),
        "day": pl.Date,
        "amount": pl.Int64,
        "refunded": pl.Int64,
        "refund_day": pl.Date,
    },
    "groups": {
        "group_id": pl.String,
        "name": pl.String,
        "type": pl.String,
        "created_day": pl.Date,
        "dissolved_day": pl.Date,
    },
}


def local(text: str | datetime | None) -> datetime | None:
    """Read ``03-02 10:00`` or ``03-02`` (midnight) as local time of 2026."""
    if text is None or isinstance(text, datetime):
        return text
    return datetime.fromisoformat(f"2026-{text}")


def day(text: str | date | None) -> date | None:
    return date.fromisoformat(f"2026-{text}") if isinstance(text, str) else text


def utc(moment: datetime | None) -> datetime | None:
    return moment and moment - OFFSET


def last_day(joined: datetime | None, left: datetime | None) -> date | None:
    if left is None:
        return None
    ends_before = left.time() == datetime.min.time() and (joined is None or joined < left)
    return left.date() - timedelta(days=1) if ends_before else left.date()


def member(group, person, joined, left=None, role="member", nickname=None, after=None):
    joined, left, after = local(joined), local(left), local(after)
    return (
        *(group, person, role, utc(joined), utc(left)),
        *(joined and joined.date(), left and left.date(), last_day(joined, left), nickname),
        after and after.date(),
    )


def message(group, person, sent, kind="text"):
    sent = local(sent)
    return group, person, kind, utc(sent), sent.date(), sent.hour


def order(order_id, person, group, paid, cents, refunded=0, refund_day=None):
    paid = local(paid)
    return order_id, person, group, utc(paid), paid.date(), cents, refunded, day(refund_day)


def frames(members=None, messages=None, orders=None, groups=None) -> dict[str, pl.DataFrame]:
    """Canonical tables as Polars frames from rows as `member`, `message` and `order` take them."""
    made = {
        "members": members and [member(*row) for row in members],
        "messages": messages and [message(*row) for row in messages],
        "orders": orders and [order(*row) for row in orders],
        "groups": groups and [(*row[:3], *map(day, row[3:])) for row in groups],
    }
    given = {"members": members, "messages": messages, "orders": orders, "groups": groups}
    return {
        name: pl.DataFrame(made[name] or [], schema=SCHEMAS[name], orient="row")
        for name, rows in given.items()
        if rows is not None
    }


def community(engine: str, members=None, messages=None, orders=None, groups=None) -> Community:
    tables = frames(members, messages, orders, groups)
    if engine == "polars":
        return Community(**tables)
    connection = duckdb.connect()
    return Community(
        **{name: connection.from_arrow(table.to_arrow()) for name, table in tables.items()}, connection=connection
    )
