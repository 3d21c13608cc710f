"""Days and weeks as whole numbers, and back as dates and labels."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import narwhals.stable.v2 as nw

from shequn.engine import col
from shequn.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

EPOCH = date(1970, 1, 5)
"""Day 0: a Monday, so that ``day // 7`` counts ISO weeks."""


def day_number(name: str) -> nw.Expr:
    """Number a column of dates from 1970 to 2099: days since `EPOCH`.

    Written with year and day of the year, because taking dates from one another gives days on one engine and
    durations on another. Every fourth year from 1972 to 2096 is a leap year, 2000 too.

    Example:
        >>> import polars as pl
        >>> nw.from_native(pl.DataFrame({"day": [date(1970, 1, 12)]})).select(day_number("day"))["day"].to_list()
        [7]
    """
    year = col(name).dt.year().cast(nw.Int32)
    leap_days = (year - 1969) // 4
    return ((year - 1970) * 365 + leap_days + col(name).dt.ordinal_day() - 5).cast(nw.Int32).alias(name)


class Period(NamedTuple):
    """The local days that a metric looks at.

    Attributes:
        start: First day.
        end: Last day, included.

    Example:
        >>> Period(date(1970, 1, 7), date(1970, 1, 18)).weeks
        range(0, 2)
    """

    start: date
    end: date

    @property
    def days(self) -> range:
        """Numbers of the days."""
        return range((self.start - EPOCH).days, (self.end - EPOCH).days + 1)

    @property
    def weeks(self) -> range:
        """Numbers of the ISO weeks that the period touches."""
        return range(self.days[0] // 7, self.days[-1] // 7 + 1)

    def complete(self, week: int) -> bool:
        """Whether the whole ISO week of that number lies in the period."""
        return self.days[0] <= week * 7 and week * 7 + 6 <= self.days[-1]

    def calendar(self) -> dict[str, list[Any]]:
        """``day, week, last`` of each day; ``last`` marks a week's last day inside the period."""
        days = self.days
        return {
            "day": list(days),
            "week": [day // 7 for day in days],
            "last": [day % 7 == 6 or day == days[-1] for day in days],
        }

    def week_table(self) -> dict[str, list[Any]]:
        """``week, first, last, complete, comparable``; a week compares if it and the one before are complete."""
        weeks, days = self.weeks, self.days
        return {
            "week": list(weeks),
            "first": [max(week * 7, days[0]) for week in weeks],
            "last": [min(week * 7 + 6, days[-1]) for week in weeks],
            "complete": [self.complete(week) for week in weeks],
            "comparable": [self.complete(week) and self.complete(week - 1) for week in weeks],
        }


def settle(coverage: Mapping[str, tuple[date, date]], start: Any, end: Any) -> Period:
    """Settle the days to look at, of tables that cover these days; see `Community.period`.

    Example:
        >>> settle({"messages": (date(2026, 3, 2), date(2026, 3, 9))}, "2026-03-05", None).end
        datetime.date(2026, 3, 9)
    """
    if not coverage:
        raise ParameterError("The tables hold no dated event, so there is no period to look at.")
    first = next(coverage[name][0] for name in ("messages", "orders", "members") if name in coverage)
    last = max(end for _, end in coverage.values())
    period = Period(read_day("start", start, first), read_day("end", end, last))
    if period.end < period.start:
        raise ParameterError(f"end == {period.end} is before start == {period.start}; end on or after it.")
    if not any(a <= period.end and period.start <= b for a, b in coverage.values()):
        spans = ", ".join(f"{name} {a} to {b}" for name, (a, b) in coverage.items())
        raise ParameterError(f"No data from {period.start} to {period.end}; the tables cover {spans}.")
    return period


def week_words(weeks: pd.Series) -> dict[str, Any]:
    """Label and Monday of numbered weeks."""
    import numpy as np
    import pandas as pd

    numbers, places = np.unique(weeks.to_numpy("int64"), return_inverse=True)
    starts = [EPOCH + timedelta(weeks=int(number)) for number in numbers]
    labels = [f"{iso.year}-W{iso.week:02d}" for iso in (start.isocalendar() for start in starts)]
    return {
        "week": pd.array(labels, dtype="str").take(places),
        "week_start": pd.array(starts, dtype="datetime64[us]").take(places),
    }


def days_of(days: pd.Series) -> pd.Series:
    """Dates of numbered days; missing stays missing."""
    import pandas as pd

    return pd.to_datetime(days, unit="D", origin=pd.Timestamp(EPOCH)).astype("datetime64[us]")


def read_day(name: str, value: Any, default: date) -> date:
    """Read a date or ISO text."""
    if value is None:
        return default
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ParameterError(f"{name} == {value!r} is not a day; write it as 2026-03-02.") from None
