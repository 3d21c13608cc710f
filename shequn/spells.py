"""Membership spells: one row for each stretch of time that a person was a member (rule 1)."""

from __future__ import annotations

from datetime import datetime

import narwhals.stable.v2 as nw

from shequn.engine import Lazy, col

_KEYS = ("group", "member")
_SPAN = ("joined_at", "left_at", "joined_day", "after_day", "left_day", "last_day")
_PREVIOUS = ("previous_joined", "previous_left", "previous_day")
NEVER = -1_000_000
"""A day number before every date: what comes before the first of something."""
_BEFORE = datetime(1, 1, 1)  # noqa: DTZ001  puts people who were in before the data begin first


def merge(rows: Lazy) -> Lazy:
    """Merge overlapping and touching spells of one person in one group.

    A spell is half-open, [joined_at, left_at); two touch when the next begins at the instant the first ends. Of some
    leaves only an interval is known: the leave is counted on ``left_day``, the day it was found, and lies between
    ``after_day`` and that day. A merged spell ends in the time between the latest of both.

    Args:
        rows: ``group, member, joined_at, left_at`` (naive UTC; null = before the data begin, still in) and the
            day numbers ``joined_day, after_day, left_day, last_day`` (``after_day`` = ``left_day`` of a leave that is
            known to the day).

    Returns:
        The merged spells with the same columns, ``number`` (1, 2, … in order of time for each person and group)
        and the days of the person's spell before it (null = none): ``previous_joined, previous_left, previous_day``
        (its last day).
    """
    # Most people have one spell. They need no windows, which would cost most of the time.
    several = rows.group_by(*_KEYS).agg(nw.len().alias("rows")).filter(col("rows") > 1).select(*_KEYS)
    nothing = [nw.lit(None, nw.Int32).alias(name) for name in _PREVIOUS]
    one = rows.join(several, on=list(_KEYS), how="anti").select(
        *_KEYS, *_SPAN, nw.lit(1, nw.Int64).alias("number"), *nothing
    )
    return nw.concat([one, _merge_several(rows.join(several, on=list(_KEYS), how="semi"))])


def _merge_several(rows: Lazy) -> Lazy:
    """Count joins up and leaves down: a spell opens where the count becomes one and closes where it is zero again."""
    joins = rows.select(
        *_KEYS,
        col("joined_at").fill_null(_BEFORE).alias("at"),
        nw.lit(0).alias("leave"),
        nw.lit(0).alias("exact"),
        col("joined_day").alias("day"),
        *(nw.lit(None, nw.Int32).alias(name) for name in ("after_day", "last_day")),
    )
    leaves = rows.filter(~col("left_at").is_null()).select(
        *_KEYS,
        col("left_at").alias("at"),
        nw.lit(1).alias("leave"),
        # Of spells that end together, one of no length keeps the day it ends on as its last day, even at midnight.
        (col("left_day") - col("last_day")).alias("exact"),
        col("left_day").alias("day"),
        "after_day",
        "last_day",
    )
    order = ["at", "leave", "exact"]

    def beside(name: str, step: int) -> nw.Expr:
        return col(name).shift(step).over(*_KEYS, order_by=order)

    edges = (
        nw.concat([joins, leaves.with_columns(col("leave", "exact").cast(nw.Int32))])
        .with_columns(
            (1 - 2 * col("leave")).cum_sum().over(*_KEYS, order_by=order).alias("open"),
            # who leaves two groups is in one of them until the later of both leaves; earlier spells end before
            col("after_day").cum_max().over(*_KEYS, order_by=order),
        )
        .filter(col("open") == 1 - col("leave"))
    )
    # What is left opens and closes in turn.
    edges = edges.with_columns(
        (1 - col("leave")).cum_sum().over(*_KEYS, order_by=order).cast(nw.Int64).alias("number"),
        nw.when(col("at") > _BEFORE).then(col("at")).alias("joined_at"),
        beside("at", -1).alias("left_at"),
        col("day").alias("joined_day"),
        beside("after_day", -1).alias("after_day"),
        beside("day", -1).alias("left_day"),
        beside("last_day", -1).alias("last_day"),
        beside("day", 2).alias("previous_joined"),
        beside("day", 1).alias("previous_left"),
        beside("last_day", 1).alias("previous_day"),
    )
    return edges.filter(col("leave") == 0).select(*_KEYS, *_SPAN, "number", *_PREVIOUS)


def member_in(first: nw.Expr, last: nw.Expr) -> nw.Expr:
    """Whether a spell covers some moment of the days from first to last, as the first of the person's spells to do so.

    True for one spell at most of each person and group, so that spells so chosen are people.
    """
    return present_in(first, last) & (col("previous_day").is_null() | (col("previous_day") < first))


def present_in(first: nw.Expr, last: nw.Expr) -> nw.Expr:
    """Whether a spell covers some moment of the days from first to last."""
    return (col("joined_day").is_null() | (col("joined_day") <= last)) & (
        col("last_day").is_null() | (col("last_day") >= first)
    )


def member_at_end(day: nw.Expr) -> nw.Expr:
    """Whether a spell counts in the total of a day: joined before its midnight and not left before it."""
    return (col("joined_day").is_null() | (col("joined_day") <= day)) & (
        col("left_day").is_null() | (col("left_day") > day)
    )
