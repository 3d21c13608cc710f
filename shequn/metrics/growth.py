"""Growth: the bridge from opening to closing total, how exactly leaves are dated, and who were ever members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from shequn.engine import col, number_of
from shequn.metrics.shared import blank_leaves, fill, headcount, moves, tally, unknown
from shequn.spells import member_in

if TYPE_CHECKING:
    import pandas as pd

    from shequn.community import Community


def bridge(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Lead from the members before the period to those at its end.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per level: ``group_id, opening`` (members at the end of the day before), ``joins, leaves`` (events),
        ``closing`` (members at the end of the last day; opening + joins - leaves), ``new_members,
        churned_members`` (distinct people). Missing where the source cannot know.

    Raises:
        ParameterError: When the period is not valid.
    """
    period = community.period(start, end)
    rows = community.levels.select("group")
    names = ("opening", "joins", "leaves", "closing", "new_members", "churned_members")
    if not community.has("members"):
        return community.collect(unknown(rows, *names))
    closing = headcount(community, period).filter(col("day") == period.days[-1])
    rows = rows.join(closing.select("group", col("total_members").alias("closing")), on="group", how="left")
    rows = fill(community, rows, *moves(community, period, "period"))
    rows = rows.with_columns((col("closing") - col("joins") + col("leaves")).alias("opening"))
    return community.collect(blank_leaves(community, rows).select("group", *names))


def leave_intervals(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Say how exactly the days of the leaves are known; a leave is counted on the day it was found.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per level: ``group_id, leaves`` (events), ``intervals`` (those of them known only within an interval of
        a day or more), ``median_days, longest_days`` (of these intervals), ``found_later`` (leaves found after the
        period that may lie in it). Missing where the source cannot know.

    Raises:
        ParameterError: When the period is not valid.
    """
    period = community.period(start, end)
    rows = community.levels.select("group")
    counts = ("leaves", "intervals", "found_later")
    if not community.knows_leaves:
        rows = unknown(rows, *counts, "longest_days", rates=["median_days"])
    else:
        counted = col("left_day") <= period.days[-1]
        wait = col("left_day") - col("after_day")
        near = (col("left_day") >= period.days[0]) & (col("after_day") <= period.days[-1])
        found = community.spells.filter(near).select(
            "group", counted=counted, wait=nw.when(counted & (wait > 0)).then(wait)
        )
        found = found.group_by("group").agg(
            number_of(col("counted")).alias("leaves"),
            col("wait").count().cast(nw.Int64).alias("intervals"),
            col("wait").median().cast(nw.Float64).alias("median_days"),
            col("wait").max().cast(nw.Int64).alias("longest_days"),
            number_of(~col("counted")).alias("found_later"),
        )
        rows = rows.join(found, on="group", how="left").with_columns(col(*counts).fill_null(0))
    return community.collect(rows.select("group", "leaves", "intervals", "median_days", "longest_days", "found_later"))


def people(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Count the distinct people who were members at any moment of the period.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per level: ``group_id, members``; missing without a member list.

    Raises:
        ParameterError: When the period is not valid.
    """
    period = community.period(start, end)
    rows = community.levels.select("group")
    if not community.has("members"):
        return community.collect(unknown(rows, "members"))
    inside = member_in(nw.lit(period.days[0]), nw.lit(period.days[-1]))
    return community.collect(fill(community, rows, tally(community.own_spells.filter(inside), rows="members")))


def open_in_dissolved(community: Community) -> int:
    """Count the people who never left a group that is recorded as dissolved: their leaving was not recorded.

    Args:
        community: A community with a member list.

    Returns:
        Number of memberships still open in dissolved groups.
    """
    table = community.tables.get("groups")
    if table is None or "dissolved_day" not in table.collect_schema():
        return 0
    gone = table.filter(~col("dissolved_day").is_null()).join(community.levels, on="group_id").select("group")
    still = community.own_spells.filter(col("left_day").is_null()).join(gone, on="group", how="semi")
    return int(community.collect(still.select(nw.len().cast(nw.Int64).alias("rows")), sort=["rows"])["rows"].iloc[0])
