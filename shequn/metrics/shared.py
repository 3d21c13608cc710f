"""Pieces that several metrics share: the rows every result has, counting at every level, people in a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw

from shequn.engine import Lazy, col, total
from shequn.errors import ParameterError, nearest
from shequn.levels import ALL, ALONE
from shequn.spells import NEVER, member_at_end

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from shequn.community import Community
    from shequn.dates import Period

PERSON = ("group", "member")
"""Columns that say whose a row is; see `Community.own_spells`."""


def rows_for(community: Community, times: Lazy) -> Lazy:
    """Every level with every day or week, also those without an event (rule 6)."""
    return community.levels.select("group").join(times, how="cross")


def unknown(rows: Lazy, *counts: str, rates: Iterable[str] = ()) -> Lazy:
    """Add counts, and rates or money, of which the source knows nothing: missing, not zero (rule 11)."""
    blank = [nw.lit(None, nw.Int64).alias(name) for name in counts]
    blank += [nw.lit(None, nw.Float64).alias(name) for name in rates]
    return rows.with_columns(*blank) if blank else rows


def blank_leaves(community: Community, rows: Lazy) -> Lazy:
    """Blank leaves and churn where no leaving was ever recorded (rule 11)."""
    return rows if community.knows_leaves else unknown(rows, "churned_members", "leaves")


def ordered_levels(community: Community, frame: pd.DataFrame) -> pd.Series:
    """The column ``group_id`` as categories in the order of levels, ALL first, for grouping at the pandas edge."""
    import pandas as pd

    categories = pd.CategoricalDtype([ALL, *community.group_ids], ordered=True)
    return frame["group_id"].astype(categories)


def one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Refuse an argument that is not one of a few words.

    Raises:
        ParameterError: Naming the value and the words allowed.
    """
    if value not in allowed:
        raise ParameterError(f"{name} == {value!r}, must be one of {', '.join(allowed)}.{nearest(str(value), allowed)}")


# Counting ---------------------------------------------------------------------------------------------------


def tally(
    own: Lazy, *time: str, rows: str = "", sums: Mapping[str, nw.Expr] | None = None, alone: nw.Expr = ALONE
) -> Lazy:
    """Count rows by group and time, those of people who are in one group alone apart.

    Args:
        own: Rows with ``group, member`` and the columns of time, such as `Community.own_spells`.
        time: Columns of time that the result keeps.
        rows: Name of a column with the number of rows.
        sums: What else to add up, by the name in the result: whole numbers or conditions.
        alone: Which rows of a group also belong to ALL.

    Returns:
        ``group, alone``, time, the number of rows and the sums: a part for `add_up`.
    """
    counts = [nw.len().cast(nw.Int64).alias(rows)] if rows else []
    counts += [total(value).alias(name) for name, value in (sums or {}).items()]
    return own.group_by("group", alone.alias("alone"), *time).agg(*counts)


def add_up(community: Community, *parts: Lazy, by: tuple[str, ...] = ()) -> Lazy:
    """Lay tallies together and add what belongs to people who are in one group alone to ALL as well.

    Args:
        community: The community.
        parts: Tallies with the same columns of time.
        by: The columns of time.

    Returns:
        ``group``, time and every count, for groups and times with rows in any part; 0 where a part has none.
    """
    keys = ("group", "alone", *by)
    found = [[name for name in part.collect_schema().names() if name not in keys] for part in parts]
    names = [name for new in found for name in new]
    aligned = [
        part.select(*keys, *(col(name) if name in new else nw.lit(0, nw.Int64).alias(name) for name in names))
        for part, new in zip(parts, found, strict=True)
    ]
    levels = community.keep(
        "levels_of", lambda: community.frame({"alone": [True, True, False], "in_all": [True, False, False]})
    )
    level = nw.when(col("in_all")).then(nw.lit(0, nw.Int32)).otherwise(col("group")).alias("group")
    both = (nw.concat(aligned) if len(aligned) > 1 else aligned[0]).join(levels, on="alone").select(level, *by, *names)
    return both.group_by("group", *by).agg(*(total(name).alias(name) for name in names))


def fill(community: Community, rows: Lazy, *parts: Lazy, by: tuple[str, ...] = ()) -> Lazy:
    """Put what tallies add up to beside rows; where nothing was counted, the count is zero."""
    if not parts:
        return rows
    counts = add_up(community, *parts, by=by)
    names = [name for name in counts.collect_schema().names() if name not in {"group", *by}]
    return rows.join(counts, on=["group", *by], how="left").with_columns(col(*names).fill_null(0))


# Figures used more than once --------------------------------------------------------------------------------


def first_in(period: Period, time: str) -> nw.Expr:
    """Whether a row with ``day, week, previous`` is the person's first in its ``day`` or ``week``, or the period.

    Rows so chosen are people: rows of a person are in order of time, and ``previous`` is the day of the one before.
    """
    start = nw.lit(period.days[0], nw.Int32)
    begin = {"day": col("day"), "week": nw.max_horizontal(col("week") * 7, start), "period": start}[time]
    return col("previous") < begin


def in_period(rows: Lazy, period: Period) -> Lazy:
    """Rows whose ``day`` is in the period."""
    return rows.filter((col("day") >= period.days[0]) & (col("day") <= period.days[-1]))


def moves(community: Community, period: Period, time: str) -> list[Lazy]:
    """Tally joins and leaves (events), and the people (rule 2), by ``day``, ``week`` or for the ``period``."""
    parts = []
    for moved, event, people in (("joined", "joins", "new_members"), ("left", "leaves", "churned_members")):
        day, previous = col(f"{moved}_day"), col(f"previous_{moved}").fill_null(NEVER)
        spells = community.own_spells.select(*PERSON, day=day, week=day // 7, previous=previous)
        by = () if time == "period" else (time,)
        parts.append(tally(in_period(spells, period), *by, rows=event, sums={people: first_in(period, time)}))
    return parts


def headcount(community: Community, period: Period) -> Lazy:
    """``group, day, week, last, total_members, new_members, churned_members, joins, leaves`` of each day.

    Needs a member list. Leaves are zero here when the source records none; callers blank them.
    """
    return community.keep(("headcount", period), lambda: _headcount(community, period))


def _headcount(community: Community, period: Period) -> Lazy:
    first = period.days[0]
    before = community.own_spells.filter(member_at_end(nw.lit(first - 1)))
    before = before.with_columns(nw.lit(first, nw.Int32).alias("day"))
    parts = [*moves(community, period, "day"), tally(before, "day", rows="opening")]
    rows = fill(community, rows_for(community, community.calendar(period)), *parts, by=("day",))
    members = (col("opening") + col("joins") - col("leaves")).cum_sum().over("group", order_by="day")
    return rows.with_columns(members.cast(nw.Int64).alias("total_members")).drop("opening")


def active_people(community: Community, period: Period, time: str) -> Lazy:
    """``group, member, day, week, previous``: one row for each ``day`` or ``week`` in which a person is active."""
    return in_period(community.own_activity, period).filter(first_in(period, time))
