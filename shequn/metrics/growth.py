"""Growth: the bridge from the opening to the closing total, and how many people were ever members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from shequn.engine import col
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
