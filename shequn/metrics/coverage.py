"""What the data hold: days covered, and the messages that are in no figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import pandas as pd

from shequn.engine import Lazy, col, distinct, total
from shequn.metrics.shared import fill, tally, unknown

if TYPE_CHECKING:
    from shequn.community import Community


def coverage_table(community: Community) -> pd.DataFrame:
    """Show which days each table covers.

    Args:
        community: The community.

    Returns:
        One row per table of events that was supplied: ``table, rows`` (staff and strangers included), ``first_day,
        last_day`` (missing when nothing is dated), ``days_with_rows`` (for members: days with a join or a leave),
        ``days`` (from the first to the last).
    """
    found = []
    for name, events in _events(community).items():
        days = community.collect(distinct(events, "day"), sort=["day"])["day"]
        span = (days.max() - days.min()).days + 1 if len(days) else None
        rows = community.collect(_rows(community, name), sort=["rows"])["rows"].iloc[0]
        found.append((name, rows, days.min(), days.max(), len(days), span))
    kinds = {"table": "str", "rows": "Int64", "first_day": "datetime64[us]", "last_day": "datetime64[us]"}
    kinds |= {"days_with_rows": "Int64", "days": "Int64"}
    return pd.DataFrame(found, columns=list(kinds)).astype(kinds)


def coverage_daily(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Count the rows of each table on each day, so that a gap in an export can be seen.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per day of the period: ``day, members`` (joins and leaves), ``messages, orders``; missing where a
        table was not supplied. Staff and strangers are included.

    Raises:
        ParameterError: When the period is not valid.
    """
    rows = community.calendar(community.period(start, end)).select("day")
    events = _events(community)
    for name, table in events.items():
        counts = table.group_by("day").agg(total("rows").alias(name))
        rows = rows.join(counts, on="day", how="left").with_columns(col(name).fill_null(0))
    names = ("members", "messages", "orders")
    rows = unknown(rows, *(name for name in names if name not in events))
    return community.collect(rows.select("day", *names), sort=["day"])


def outside_period(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Count what the tables hold outside the period.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per table of events that was supplied: ``table, rows`` (messages, payments, or joins and leaves outside
        the period), ``before, after`` (the two parts).

    Raises:
        ParameterError: When the period is not valid.
    """
    days = community.period(start, end).days
    found = []
    for name, events in _events(community).items():
        sums = events.with_columns(
            nw.when(col("day") < days[0]).then(col("rows")).otherwise(nw.lit(0)).alias("before"),
            nw.when(col("day") > days[-1]).then(col("rows")).otherwise(nw.lit(0)).alias("after"),
        )
        sums = sums.select(total("before").fill_null(0).alias("before"), total("after").fill_null(0).alias("after"))
        before, after = (int(value) for value in community.collect(sums, sort=["before"]).iloc[0])
        found.append((name, before + after, before, after))
    kinds = {"table": "str", "rows": "Int64", "before": "Int64", "after": "Int64"}
    return pd.DataFrame(found, columns=list(kinds)).astype(kinds)


def strangers(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Count the messages that are no activity, by why (rule 4).

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per level: ``group_id, messages`` (all rows), ``counted_messages`` (activity), ``notices`` (system
        notices and recalls), ``staff_messages`` (by staff and bots of the group), ``outsider_messages`` (by anyone else
        who was no member that day); the last four add up to the first. Without a member list every sender counts,
        and staff and outsiders are missing. All missing without messages.

    Raises:
        ParameterError: When the period is not valid.
    """
    period = community.period(start, end)
    names = ["messages", "counted_messages", "notices", "staff_messages", "outsider_messages"]
    rows = community.levels.select("group")
    if not community.has("messages"):
        return community.collect(unknown(rows, *names))
    days = community.calendar(period).select("day")
    sent = community.talk.join(days, on="day")
    inside = community.activity_inside.join(days, on="day")
    left = sent.filter(col("messages") > 0).join(inside, on=["group", "member", "day"], how="anti")
    parts = {
        "messages": sent.select("group", rows=col("rows")),
        "notices": sent.select("group", rows=col("rows") - col("messages")),
        "counted_messages": inside.select("group", rows=col("messages")),
    }
    if community.has("members"):
        staff = distinct(community.roster.filter(col("staff")), "group", "member")
        by_staff = left.join(staff, on=["group", "member"], how="semi")
        parts["staff_messages"] = by_staff.select("group", rows=col("messages"))
        others = left.join(staff, on=["group", "member"], how="anti")
        parts["outsider_messages"] = others.select("group", rows=col("messages"))
    # Each message is in one group and so counts once in ALL.
    tallies = [tally(part, sums={name: col("rows")}, alone=col("group") > 0) for name, part in parts.items()]
    rows = fill(community, rows, *tallies)
    return community.collect(unknown(rows, *(set(names) - parts.keys())).select("group", *names))


def _events(community: Community) -> dict[str, Lazy]:
    """``day, rows`` of what happened in each table of events."""
    found = {}
    one = nw.lit(1, nw.Int32).alias("rows")
    if community.has("members"):
        ends = [community.roster.select(col(name).alias("day"), one) for name in ("joined_day", "left_day")]
        found["members"] = nw.concat(ends).filter(~col("day").is_null())
    if community.has("messages"):
        found["messages"] = community.talk.select("day", "rows")
    if community.has("orders"):
        found["orders"] = community.sales.select("day", one)
    return found


def _rows(community: Community, name: str) -> Lazy:
    """Number of rows of a table of events."""
    if name == "messages":
        return community.talk.select(total("rows").alias("rows"))
    table = community.roster if name == "members" else community.sales
    return table.select(nw.len().cast(nw.Int64).alias("rows"))
