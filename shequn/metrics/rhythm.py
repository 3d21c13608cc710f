"""When the community talks: weekday and hour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from shequn.engine import Lazy, col, total
from shequn.levels import of_several_groups
from shequn.metrics.shared import PERSON, fill, tally, unknown

if TYPE_CHECKING:
    import pandas as pd

    from shequn.community import Community
    from shequn.dates import Period


def rhythm(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Count messages and active members by weekday and hour, in the community's time zone.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per level, weekday and hour: ``group_id, weekday`` (1 = Monday … 7 = Sunday), ``hour`` (0-23),
        ``messages`` (that are activity, rule 4), ``active_members`` (distinct people who wrote in that hour of
        the week at least once). Missing without messages.

    Raises:
        ParameterError: When the period is not valid.
    """
    period = community.period(start, end)
    hours = [(weekday, hour) for weekday in range(1, 8) for hour in range(24)]
    cells = community.keep(
        "hours", lambda: community.frame({"weekday": [day for day, _ in hours], "hour": [hour for _, hour in hours]})
    )
    rows = community.levels.select("group").join(cells, how="cross")
    if community.has("messages"):
        hours_of_week = ("weekday", "hour")
        people = community.keep(("rhythm", period), lambda: _by_person(community, period))
        own = nw.concat([people, of_several_groups(people, *hours_of_week, messages=total("messages"))])
        counts = tally(own, *hours_of_week, rows="active_members", sums={"messages": col("messages")})
        rows = fill(community, rows, counts, by=hours_of_week)
    else:
        rows = unknown(rows, "messages", "active_members")
    names = ("group", "weekday", "hour", "messages", "active_members")
    return community.collect(rows.select(*names), sort=names[:3])


def _by_person(community: Community, period: Period) -> Lazy:
    """``group, member, weekday, hour, messages`` of real groups, from the messages: `talk` keeps no hours."""
    days = community.calendar(period).select("day", (col("day") - 7 * col("week") + 1).alias("weekday"))
    counted = community.activity_inside.join(days, on="day")
    inside = community.hours().join(counted.select(*PERSON, "day", "weekday"), on=["group", "member", "day"])
    return inside.group_by(*PERSON, "weekday", "hour").agg(nw.len().cast(nw.Int64).alias("messages"))
