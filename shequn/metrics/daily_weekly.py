"""The daily and weekly figures: total, new, active, converted and churned members, their rates and growth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from shequn.engine import Lazy, col, div, total
from shequn.metrics.shared import (
    PERSON,
    active_people,
    blank_leaves,
    fill,
    headcount,
    moves,
    rows_for,
    tally,
    unknown,
)
from shequn.spells import member_at_end, member_in

if TYPE_CHECKING:
    import pandas as pd

    from shequn.community import Community
    from shequn.dates import Period

_MOVES = ("total_members", "new_members", "churned_members", "joins", "leaves")


def daily(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Daily figures of each group and of the client.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per level (ALL first) and day: ``group_id, day, total_members`` (present at the end of the day),
        ``new_members, churned_members`` (distinct people who joined, left), ``joins, leaves`` (events),
        ``active_members`` (distinct people with a countable message while a member),
        ``active_rate`` (active / total). Missing where the source cannot know or the total is 0.

    Raises:
        ParameterError: When the period is not valid.
    """
    period = community.period(start, end)
    rows = headcount(community, period) if community.has("members") else rows_for(community, community.calendar(period))
    rows = fill(community, rows, *_active(community, period, "day"), by=("day",))
    rows = _with_rate(community, _with_moves(community, rows))
    names = ("group", "day", *_MOVES, "active_members", "active_rate")
    return community.collect(rows.select(*names), sort=["group", "day"])


def weekly(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Weekly figures (ISO weeks) of each group and of the client.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per level (ALL first) and week: ``group_id, week, week_start, complete`` (the whole week lies in the
        period), the columns of `daily` with distinct people over the week and the total at its last day in the period,
        ``converted_members`` (distinct people with a counted order, rule 10), ``conversion_rate``
        (converted / total), ``gmv`` (paid amount of the counted orders, in currency units) and
        ``converted_growth, gmv_growth`` ((this week - last week) / last week, missing when last week is 0 or
        either week is incomplete).

    Raises:
        ParameterError: When the period is not valid.
    """
    period = community.period(start, end)
    rows = rows_for(community, community.weeks(period))
    parts = _active(community, period, "week")
    if community.has("members"):
        totals = headcount(community, period).filter(col("last")).select("group", "week", "total_members")
        rows = rows.join(totals, on=["group", "week"], how="left")
        parts += moves(community, period, "week")
        if community.knows_buyers:
            parts += _weekly_sales(community, period)
    rows = fill(community, rows, *parts, by=("week",))
    rows = _with_sales(community, _with_rate(community, _with_moves(community, rows)))
    names = (
        *("group", "week", "complete", *_MOVES, "active_members", "active_rate"),
        *("converted_members", "conversion_rate", "gmv", "converted_growth", "gmv_growth"),
    )
    return community.collect(rows.select(*names), sort=["group", "week"])


def rates(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Weekly active rate with the source's denominator and, under names of their own, the two others (rule 9).

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per level and week: ``group_id, week, week_start, complete, total_members, active_members, active_rate``
        (as in `weekly`; can exceed 100 % because leavers were active), ``active_present`` (active people still
        members at the week's end), ``active_present_rate`` (active_present / total), ``ever_present`` (distinct people
        who were members at any moment of the week), ``active_ever_rate`` (active / ever_present). Missing where the
        source cannot know.

    Raises:
        ParameterError: When the period is not valid.
    """
    period = community.period(start, end)
    weeks = community.weeks(period)
    rows = rows_for(community, weeks)
    counts = ("total_members", "active_members", "active_present", "ever_present")
    parts = _active(community, period, "week")
    if not community.has("members"):
        rows = unknown(rows, "total_members", "ever_present")
    else:
        totals = headcount(community, period).filter(col("last")).select("group", "week", "total_members")
        rows = rows.join(totals, on=["group", "week"], how="left")
        spans = community.own_spells.join(weeks.select("week", "first", "last"), how="cross")
        parts.append(tally(spans.filter(member_in(col("first"), col("last"))), "week", rows="ever_present"))
    if not community.has("messages") or not community.has("members"):
        rows = unknown(rows, "active_present")
    else:
        active = active_people(community, period, "week").join(weeks.select("week", "last"), on="week")
        ends = active.join(community.own_spells, on=["group", "member"]).filter(member_at_end(col("last")))
        parts.append(tally(ends, "week", rows="active_present"))
    rows = _with_rate(community, fill(community, rows, *parts, by=("week",)))
    shares = {
        "active_present_rate": ("active_present", "total_members"),
        "active_ever_rate": ("active_members", "ever_present"),
    }
    rows = rows.with_columns(*(div(*of).alias(name) for name, of in shares.items()))
    names = ("group", "week", "complete", *counts, "active_rate", *shares)
    return community.collect(rows.select(*names), sort=["group", "week"])


def _with_moves(community: Community, rows: Lazy) -> Lazy:
    """Blank what the member list does not know."""
    if not community.has("members"):
        return unknown(rows, *_MOVES)
    return blank_leaves(community, rows)


def _active(community: Community, period: Period, time: str) -> list[Lazy]:
    """Tally active people by day or week, if there are messages."""
    if not community.has("messages"):
        return []
    return [tally(active_people(community, period, time), time, rows="active_members")]


def _with_rate(community: Community, rows: Lazy) -> Lazy:
    """Add the share of active people in the total."""
    if not community.has("messages"):
        rows = unknown(rows, "active_members")
    return rows.with_columns(div("active_members", "total_members").alias("active_rate"))


def _with_sales(community: Community, rows: Lazy) -> Lazy:
    """Add the buyers' share of the total, GMV, and the change of both since last week."""
    if not community.knows_buyers:
        rates = ("conversion_rate", "gmv", "converted_growth", "gmv_growth")
        return unknown(rows, "converted_members", rates=rates)

    def growth(now: str, then: str) -> nw.Expr:
        return nw.when(col("comparable")).then(div(col(now) - col(then), then))

    return rows.with_columns(
        div("converted_members", "total_members").alias("conversion_rate"),
        (col("cents_members").cast(nw.Float64) / 100).alias("gmv"),
        growth("converted_members", "converted_before").alias("converted_growth"),
        growth("cents_members", "cents_before").alias("gmv_growth"),
    )


def _weekly_sales(community: Community, period: Period) -> list[Lazy]:
    """Tally distinct buyers and cents by week, and those of the week before."""
    orders = community.own_orders.join(community.calendar(period).select("day", "week"), on="day")
    buyers = orders.group_by(*PERSON, "week").agg(total("amount").alias("cents"))
    # Last week's figures by their week number plus one: no engine's lag() is needed, and a gap cannot shift them.
    return [
        tally(weeks, "week", rows=f"converted_{name}", sums={f"cents_{name}": col("cents")})
        for name, weeks in (("members", buyers), ("before", buyers.with_columns(col("week") + 1)))
    ]
