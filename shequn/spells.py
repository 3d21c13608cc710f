"""Membership spells: one row for each stretch of time that a person was a member (rule 1)."""

from __future__ import annotations

from datetime import datetime

import narwhals.stable.v2 as nw

from shequn.engine import Lazy, col

_KEYS = ("group", "member")
_SPAN = ("joined_at", "left_at", "joined_day", "left_day", "last_day")
_BEFORE = datetime(1, 1, 1)  # noqa: DTZ001  puts people who were in before the data begin first
_NEVER = -1_000_000  # a day number before every date a reader accepts


def merge(rows: Lazy) -> Lazy:
    """Merge overlapping and touching spells of one person in one group.

    A spell is half-open, [joined_at, left_at); two touch when the next begins at the instant the first ends.

    Args:
        rows: ``group, member, joined_at, left_at`` (naive UTC; null = before the data begin, still in) and the
            day numbers ``joined_day, left_day, last_day``.

    Returns:
        The merged spells with the same columns, ``number`` (1, 2, … in order of time for each person and group)
        and ``previous_day``: the last day of the person's spell before it (null = none).
    """
    # Most people have one spell. They need no windows, which would cost most of the time.
    alone = rows.group_by(*_KEYS).agg(nw.len().alias("rows"), *(col(name).min() for name in _SPAN))
    several = rows.join(alone.filter(col("rows") > 1).select(*_KEYS), on=list(_KEYS), how="semi")
    one = alone.filter(col("rows") == 1).select(
        *_KEYS, *_SPAN, nw.lit(1, nw.Int64).alias("number"), nw.lit(None, nw.Int32).alias("previous_day")
    )
    return nw.concat([one, _merge_several(several)])


def _merge_several(rows: Lazy) -> Lazy:
    """Count joins up and leaves down: a spell opens where the count becomes one and closes where it is zero again."""
    joins = rows.select(
        *_KEYS,
        col("joined_at").fill_null(_BEFORE).alias("at"),
        nw.lit(0).alias("leave"),
        nw.lit(0).alias("exact"),
        col("joined_day").alias("day"),
        nw.lit(_NEVER, nw.Int32).alias("last_day"),
    )
    leaves = rows.filter(~col("left_at").is_null()).select(
        *_KEYS,
        col("left_at").alias("at"),
        nw.lit(1).alias("leave"),
        # Of spells that end together, one of no length keeps the day it ends on as its last day, even at midnight.
        (col("left_day") - col("last_day")).alias("exact"),
        col("left_day").alias("day"),
        "last_day",
    )
    order = ["at", "leave", "exact"]
    edges = (
        nw.concat([joins, leaves.with_columns(col("leave", "exact").cast(nw.Int32))])
        .with_columns((1 - 2 * col("leave")).cum_sum().over(*_KEYS, order_by=order).alias("open"))
        .filter(col("open") == 1 - col("leave"))
    )
    edges = edges.with_columns(
        (1 - col("leave")).cum_sum().over(*_KEYS, order_by=order).cast(nw.Int64).alias("number"),
        col("last_day").cum_max().over(*_KEYS, order_by=order).alias("before"),
    )
    opens, closes = col("leave") == 0, col("leave") == 1
    return (
        edges.group_by(*_KEYS, "number")
        .agg(
            nw.when(opens & (col("at") > _BEFORE)).then(col("at")).max().alias("joined_at"),
            nw.when(closes).then(col("at")).max().alias("left_at"),
            nw.when(opens).then(col("day")).max().alias("joined_day"),
            nw.when(closes).then(col("day")).max().alias("left_day"),
            nw.when(closes).then(col("last_day")).max().alias("last_day"),
            nw.when(opens & (col("before") > _NEVER)).then(col("before")).max().alias("previous_day"),
        )
        .select(*_KEYS, *_SPAN, "number", "previous_day")
    )


def member_in(first: nw.Expr, last: nw.Expr) -> nw.Expr:
    """Whether a spell covers some moment of the days from first to last, as the first of the person's spells to do so.

    True for one spell at most of each person and group, so that spells so chosen are people.
    """
    return (
        (col("joined_day").is_null() | (col("joined_day") <= last))
        & (col("last_day").is_null() | (col("last_day") >= first))
        & (col("previous_day").is_null() | (col("previous_day") < first))
    )


def member_at_end(day: nw.Expr) -> nw.Expr:
    """Whether a spell counts in the total of a day: joined before its midnight and not left before it."""
    return (col("joined_day").is_null() | (col("joined_day") <= day)) & (
        col("left_day").is_null() | (col("left_day") > day)
    )
