"""Cohort retention: of the people who joined together, how many are still there n weeks or days later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import narwhals.stable.v2 as nw

from shequn.dates import days_of, week_words
from shequn.engine import Lazy, col, distinct, div
from shequn.metrics.shared import PERSON, active_people, fill, one_of, ordered_levels, tally, unknown
from shequn.spells import member_at_end

if TYPE_CHECKING:
    import pandas as pd

    from shequn.community import Community
    from shequn.dates import Period


def cohorts(
    community: Community,
    start: Any = None,
    end: Any = None,
    *,
    unit: Literal["week", "day"] = "week",
    kind: Literal["bracket", "unbounded"] = "bracket",
    by: Literal["active", "present"] = "active",
    first_time: bool = True,
) -> pd.DataFrame:
    """Follow the people who joined in the same week, or on the same day.

    People who were in before the data begin have no known joining time and are in no cohort.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.
        unit: Width of cohorts and ages. With ``day`` the bracket retention of age n is n-day retention.
        kind: ``bracket``: seen in just that week or day; ``unbounded``: seen in it or in a later one of the period.
        by: ``active``: with activity as a member; ``present``: a member at its end.
        first_time: A person belongs to the cohort of the first time she ever joined, if that lies in the period; if
            false, to the cohort of every week or day in which she joined.

    Returns:
        One row per level, cohort and age: ``group_id, cohort`` (week label or ISO date), ``cohort_start, size, age``
        (0 = the joining week or day), ``retained, retention`` (retained / size; both missing while the week of that
        age is not complete, or when the source cannot know), ``complete``. No rows without a member list.

    Raises:
        ParameterError: When the period or an argument is not valid.

    Source:
        The kinds as Mixpanel, Amplitude and Google Analytics use the words; cells that are not yet complete are blank.
    """
    one_of("unit", unit, ("week", "day"))
    one_of("kind", kind, ("bracket", "unbounded"))
    one_of("by", by, ("active", "present"))
    period = community.period(start, end)
    rows = community.levels.select("group").join(_cells(community, period, unit), how="cross")
    names, order = ("group", "cohort", "size", "age", "retained", "retention", "complete"), ("group", "cohort", "age")
    if not community.has("members"):
        rows = unknown(rows.filter(col("group") < 0), "size", "retained", rates=["retention"])
        return _words(community.collect(rows.select(*names), sort=order), unit)
    joined = _joined(community, period, unit, first_time)
    rows = fill(community, rows, tally(joined, "cohort", rows="size"), by=("cohort",))
    if community.has("messages") if by == "active" else community.knows_leaves:
        rows = _with_retained(community, rows, joined, _seen(community, period, unit, by), kind)
    else:
        rows = unknown(rows, "retained")
    rows = rows.with_columns(nw.when(col("complete")).then(col("retained")).alias("retained"))
    rows = rows.with_columns(div("retained", "size").alias("retention"))
    return _words(community.collect(rows.select(*names), sort=order), unit)


def _joined(community: Community, period: Period, unit: str, first_time: bool) -> Lazy:
    """``group, member, cohort``: who joined in which week or on which day of the period."""
    spells = community.own_spells.filter(col("number") == 1) if first_time else community.own_spells
    days = community.calendar(period).select(col("day").alias("joined_day"), col(unit).alias("cohort"))
    return distinct(spells.join(days, on="joined_day"), *PERSON, "cohort")


def _seen(community: Community, period: Period, unit: str, by: str) -> Lazy:
    """``group, member, time``: who was active in, or present at the end of, which week or day of the period."""
    if by == "active":
        return active_people(community, period, unit).select(*PERSON, col(unit).alias("time"))
    ends = community.calendar(period)
    ends = (ends.filter(col("last")) if unit == "week" else ends).select("day", col(unit).alias("time"))
    spells = community.own_spells.join(ends, how="cross").filter(member_at_end(col("day")))
    return spells.select("group", "member", "time")


def _with_retained(community: Community, rows: Lazy, joined: Lazy, seen: Lazy, kind: str) -> Lazy:
    """Add how many of each cohort were seen at each age."""
    cell = ("cohort", "time")
    seen = joined.join(seen, on=["group", "member"]).filter(col("time") >= col("cohort"))
    if kind == "bracket":
        return fill(community, rows, tally(seen, *cell, rows="retained"), by=cell)
    last = seen.group_by(*PERSON, "cohort").agg(nw.max("time"))
    rows = fill(community, rows, tally(last, *cell, rows="gone_after"), by=cell)
    later = col("gone_after").cum_sum(reverse=True).over("group", "cohort", order_by="time")
    return rows.with_columns(later.cast(nw.Int64).alias("retained"))


def _cells(community: Community, period: Period, unit: str) -> Lazy:
    """``cohort, time, age, complete`` of every cell of the triangle."""
    times = period.weeks if unit == "week" else period.days
    cells = [(cohort, time) for cohort in times for time in times if time >= cohort]
    return community.keep(
        ("cells", period, unit),
        lambda: community.frame(
            {
                "cohort": [cohort for cohort, _ in cells],
                "time": [time for _, time in cells],
                "age": [time - cohort for cohort, time in cells],
                "complete": [unit == "day" or period.complete(time) for _, time in cells],
            }
        ),
    )


def _words(frame: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Name the cohorts."""
    if unit == "week":
        words = week_words(frame["cohort"])
        cohort, first = words["week"], words["week_start"]
    else:
        first = days_of(frame["cohort"])
        cohort = first.dt.strftime("%Y-%m-%d").astype("str")
    frame["cohort"] = cohort
    frame.insert(2, "cohort_start", first)
    return frame


def retention_curve(community: Community, start: Any = None, end: Any = None, **options: Any) -> pd.DataFrame:
    """Average retention by age over all cohorts, weighted by their size.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.
        options: As in `cohorts`.

    Returns:
        One row per level and age: ``group_id, age, n_cohorts`` (cohorts with people, complete at that age), ``size,
        retained`` (their sums), ``retention`` (retained / size).

    Raises:
        ParameterError: When the period or an option is not valid.
    """
    frame = cohorts(community, start, end, **options)
    known = frame[frame["retained"].notna() & (frame["size"] > 0)]
    known = known[["group_id", "age", "size", "retained"]].assign(n_cohorts=1)
    by_age = known.groupby([ordered_levels(community, known), "age"], observed=True)
    curve = by_age[["n_cohorts", "size", "retained"]].sum().reset_index()
    curve["retention"] = (curve["retained"] / curve["size"]).astype("float64")
    return curve.astype({"group_id": "str", "n_cohorts": "Int64"})
