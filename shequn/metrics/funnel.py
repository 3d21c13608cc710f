"""The funnel from joining to buying again, in order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from shequn.engine import Lazy, col, div
from shequn.errors import ParameterError
from shequn.metrics.shared import PERSON, fill, tally, unknown

if TYPE_CHECKING:
    import pandas as pd

    from shequn.community import Community
    from shequn.dates import Period

STAGES = ("joined", "spoke", "bought", "bought_again")
"""Stages in order."""


def funnel(community: Community, start: Any = None, end: Any = None, window_days: int | None = None) -> pd.DataFrame:
    """Follow the people who joined in the period through speaking and buying, each stage after the one before.

    Spoke: was active on the first joining day of the period or later. Bought: paid a counted order (rule 10) on
    that day or later. Bought again: paid a second one. All of it inside the period, and inside the window if one is
    given. Whoever buys without a word stops at joined.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.
        window_days: Days each person has, the joining day included; then only people are followed whose window ends
            in the period, so that all have the same time. Default: to the end of the period.

    Returns:
        One row per level and stage: ``group_id, stage, members, rate_of_first`` (of joined),
        ``rate_of_previous``. Missing where a table it needs was not supplied.

    Raises:
        ParameterError: When the period or the window is not valid.
    """
    if window_days is not None and window_days < 1:
        raise ParameterError(f"window_days == {window_days}, must be >= 1.")
    period = community.period(start, end)
    counts = community.keep(("funnel", period, window_days), lambda: _counts(community, period, window_days))
    stages = [
        counts.select(
            "group",
            nw.lit(rank, nw.Int32).alias("rank"),
            nw.lit(stage).alias("stage"),
            col(stage).alias("members"),
            col("joined").alias("first"),
            col(STAGES[max(rank - 1, 0)]).alias("previous"),
        )
        for rank, stage in enumerate(STAGES)
    ]
    rows = nw.concat(stages).with_columns(
        div("members", "first").alias("rate_of_first"), div("members", "previous").alias("rate_of_previous")
    )
    names = ["group", "stage", "members", "rate_of_first", "rate_of_previous"]
    return community.collect(rows.select(*names, "rank"), sort=["group", "rank"]).drop(columns="rank")


def _counts(community: Community, period: Period, window_days: int | None) -> Lazy:
    """One column of people per stage, by level."""
    rows = community.levels.select("group")
    if not community.has("members"):
        return unknown(rows, *STAGES)
    people = _joined(community, period, window_days)
    tables, missing = {"joined": people}, []
    if community.has("messages"):
        days = community.own_activity.select("group", "member", "day")
        people = _within(people, days).group_by(*PERSON, "until").agg(nw.min("day").alias("since"))
        tables["spoke"] = people
    else:
        missing += ["spoke"]
    if community.knows_buyers:
        paid = community.counted_orders.select("group", "member", "day")
        tables["bought"] = _within(people, paid).group_by(*PERSON).agg(nw.len().alias("orders"))
        tables["bought_again"] = tables["bought"].filter(col("orders") > 1)
    else:
        missing += ["bought", "bought_again"]
    parts = [tally(table, rows=stage) for stage, table in tables.items()]
    return unknown(fill(community, rows, *parts), *missing)


def _joined(community: Community, period: Period, window_days: int | None) -> Lazy:
    """``group, member, since, until``: who joined in the period, and the days in which to look."""
    last = period.days[-1]
    joins = community.own_spells.join(community.calendar(period).select("day"), left_on="joined_day", right_on="day")
    people = joins.group_by(*PERSON).agg(nw.min("joined_day").alias("since"))
    if window_days is None:
        return people.with_columns(nw.lit(last, nw.Int32).alias("until"))
    return people.with_columns((col("since") + window_days - 1).alias("until")).filter(col("until") <= last)


def _within(people: Lazy, events: Lazy) -> Lazy:
    """Events of people in their days."""
    joined = people.join(events, on=["group", "member"])
    return joined.filter((col("day") >= col("since")) & (col("day") <= col("until")))
