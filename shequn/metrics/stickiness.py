"""How often active members come: DAU/MAU and the number of active days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from shequn.dates import EPOCH
from shequn.engine import Lazy, col, div
from shequn.metrics.shared import PERSON, add_up, fill, rows_for, tally, unknown

if TYPE_CHECKING:
    import pandas as pd

    from shequn.community import Community
    from shequn.dates import Period

MONTH_DAYS = 28
"""Days of a month: four whole weeks, so that every month has the same weekdays."""


def stickiness(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Share of the month's active members who are active on an average day.

    Each day of the period is divided by the people active in the 28 days that end with it; only days whose 28 days
    lie after the first message are used.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per level: ``group_id, mean_dau, mau`` (means over the days used), ``stickiness`` (mean of the
        daily DAU/MAU), ``n_days`` (days with anyone active in their 28 days). Missing when there is no such day.

    Raises:
        ParameterError: When the period is not valid.

    Source:
        DAU/MAU as the mean of daily ratios; the ratio of means would weigh days by their month.
    """
    period = community.period(start, end)
    rows = community.levels.select("group")
    names = ("mean_dau", "mau", "stickiness", "n_days")
    if not community.has("messages"):
        return community.collect(unknown(rows, "n_days", rates=names[:3]).select("group", *names))
    days = _daily_and_monthly(community, period).filter((col("full")) & (col("mau") > 0))
    means = (
        days.with_columns(div("dau", "mau").alias("ratio"))
        .group_by("group")
        .agg(
            col("dau").mean().alias("mean_dau"),
            col("mau").mean().alias("mau"),
            col("ratio").mean().alias("stickiness"),
            nw.len().cast(nw.Int64).alias("n_days"),
        )
    )
    rows = rows.join(means, on="group", how="left").with_columns(col("n_days").fill_null(0))
    return community.collect(rows.select("group", *names))


def _daily_and_monthly(community: Community, period: Period) -> Lazy:
    """``group, day, full, dau, mau`` of every day from 27 days before the period."""
    first_day, last_day = period.days[0] - MONTH_DAYS + 1, period.days[-1]
    covered = (community.coverage()["messages"][0] - EPOCH).days if "messages" in community.coverage() else last_day
    days = list(range(first_day, last_day + 1))
    full = [day >= max(period.days[0], covered + MONTH_DAYS - 1) for day in days]
    calendar = community.keep(("month_days", period), lambda: community.frame({"day": days, "full": full}))
    active = community.own_activity.join(calendar.select("day"), on="day").select(*PERSON, "day")
    came = community.keep(("active_until", period), lambda: _until(active))
    ends = came.select(*PERSON, col("until").alias("day"))
    parts = [tally(table, "day", rows=name) for name, table in {"dau": came, "gone": ends}.items()]
    rows = fill(community, rows_for(community, calendar), *parts, by=("day",))
    mau = (col("dau") - col("gone")).cum_sum().over("group", order_by="day")
    return rows.with_columns(mau.cast(nw.Int64).alias("mau")).select("group", "day", "full", "dau", "mau")


def _until(active: Lazy) -> Lazy:
    """Add ``until``: the day from which an active day no longer makes the month: 28 days later, or the next active day.

    So each person counts once in every month. The next day is found by joining on the number of the day before.
    """
    numbered = active.with_columns(
        (col("day") * 0 + 1).cum_sum().over("group", "member", order_by="day").alias("number")
    )
    after = numbered.select("group", "member", (col("number") - 1).alias("number"), col("day").alias("next"))
    joined = numbered.join(after, on=["group", "member", "number"], how="left")
    out = col("day") + MONTH_DAYS
    return joined.with_columns(nw.when(col("next") < out).then(col("next")).otherwise(out).alias("until"))


def active_days(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Count the active members by the number of days on which they were active.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per level and number of days that occurs: ``group_id, active_days, members``. No rows without messages.

    Raises:
        ParameterError: When the period is not valid.
    """
    period = community.period(start, end)
    if not community.has("messages"):
        nobody = unknown(community.levels.select("group"), "active_days", "members")
        return community.collect(nobody.filter(col("group") < 0))
    inside = community.own_activity.join(community.calendar(period).select("day"), on="day")
    people = inside.group_by(*PERSON).agg(nw.len().cast(nw.Int32).alias("active_days"))
    counts = add_up(community, tally(people, "active_days", rows="members"), by=("active_days",))
    return community.collect(counts.select("group", "active_days", "members"), sort=["group", "active_days"])
