"""Graded statements: what changed, against the community's own trailing weeks, and how sure that is.

No published benchmark is used. A week is judged by the range of the complete weeks right before it, a rate also
by its Wilson interval, a lasting shift by a run of weeks that all lie outside the range before the run.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

TRAILING_WEEKS = 8
"""Complete weeks that make the usual range."""
MIN_TRAILING_WEEKS = 4
"""With fewer complete weeks before, nothing is said about change."""
RUN_WEEKS = 4
"""Weeks in a row outside the range before them that make a lasting shift (chance alone: 1 in 495 a side)."""
MIN_PEOPLE = 30
"""A rate over fewer people than this is reported as too few to tell."""

Direction = Literal["up", "down", "within"]
Certainty = Literal["clear", "possible", "none", "few", "short", "coarse", "unknown"]
CHANGED: frozenset[Certainty] = frozenset({"clear", "possible"})


class Interval(NamedTuple):
    """A 95 % confidence interval of a proportion.

    Attributes:
        low: Lower bound, 0 to 1.
        high: Upper bound, 0 to 1.
    """

    low: float
    high: float


class Shift(NamedTuple):
    """A lasting change of level.

    Attributes:
        week: First ISO week of the new level, such as ``"2026-W28"``.
        before: Mean of the trailing weeks before it.
        after: Mean of the weeks from it to the last one looked at.
        weeks: Number of weeks in ``after``.
    """

    week: str
    before: float
    after: float
    weeks: int


class Finding(NamedTuple):
    """What one metric of one group did in the last complete week.

    Attributes:
        metric: Column of the weekly table.
        group_id: A group, or ``"ALL"``.
        week: ISO week that is judged; empty when there is no complete week.
        value: The metric in that week; NaN when unknown.
        usual_low: Smallest value of the trailing weeks.
        usual_high: Largest value of the trailing weeks.
        usual_mean: Their mean; for a rate their pooled rate.
        n_weeks: Number of trailing weeks.
        interval: Wilson interval of ``value`` for a rate, else None.
        direction: Where ``value`` lies against the usual range.
        certainty: How sure that it is more than chance; ``few`` = too few people, ``short`` = too few weeks,
            ``coarse`` = leaves are found too late to tell their week (said by the report, not by `judge`).
        shift: The latest lasting shift, or None.
    """

    metric: str
    group_id: str
    week: str
    value: float
    usual_low: float
    usual_high: float
    usual_mean: float
    n_weeks: int
    interval: Interval | None
    direction: Direction
    certainty: Certainty
    shift: Shift | None

    @property
    def changed(self) -> bool:
        """Whether something changed, clearly or possibly."""
        return self.certainty in CHANGED

    @property
    def key(self) -> str:
        """Name of its wording: the certainty, with the direction where something changed."""
        return f"{self.certainty}_{self.direction}" if self.changed else self.certainty


RATES = {
    "active_rate": ("active_members", "total_members"),
    "conversion_rate": ("converted_members", "total_members"),
}
"""Rates of the weekly table that are proportions of people: name to (numerator, denominator)."""

GOOD_DIRECTION: dict[str, Direction] = {
    "total_members": "up",
    "new_members": "up",
    "churned_members": "down",
    "active_members": "up",
    "active_rate": "up",
    "converted_members": "up",
    "conversion_rate": "up",
    "gmv": "up",
}
"""The direction that is good news."""


def wilson(successes: float, total: float) -> Interval | None:
    """Wilson 95 % interval of a proportion.

    Args:
        successes: Number of people who did it.
        total: Number of people who could.

    Returns:
        The interval; None when the proportion is not one (no people, or a rate above 100 %: members who had left
        by the end of the week were active in it).

    Source:
        Wilson 1927, by ``scipy.stats.binomtest(...).proportion_ci(method="wilson")``.

    Example:
        >>> low, high = wilson(2, 20)
        >>> round(low, 2), round(high, 2)
        (0.03, 0.3)
    """
    if not total or math.isnan(total) or math.isnan(successes) or successes > total:
        return None
    from scipy.stats import binomtest

    found = binomtest(int(successes), int(total)).proportion_ci(method="wilson")
    return Interval(float(found.low), float(found.high))


def usual_range(values: pd.Series[float]) -> pd.DataFrame:
    """Range of the trailing weeks before each week.

    Args:
        values: One value a complete week, in order.

    Returns:
        Columns ``low`` and ``high``, same index; NaN where fewer than four weeks lie before.

    Example:
        >>> import pandas as pd
        >>> usual_range(pd.Series([1.0, 3, 2, 2, 9])).iloc[-1].tolist()
        [1.0, 3.0]
    """
    import pandas as pd

    before = values.astype("float64").shift(1).rolling(TRAILING_WEEKS, min_periods=MIN_TRAILING_WEEKS)
    return pd.DataFrame({"low": before.min(), "high": before.max()})


def last_shift(values: pd.Series[float]) -> Shift | None:
    """Find the latest lasting change of level.

    A shift begins at a week when it and the next three weeks all lie above, or all below, every one of the eight
    weeks before it. If weeks were exchangeable, four given weeks would all exceed eight others once in
    C(12, 4) = 495 times.

    Args:
        values: One value a complete week, in order, indexed by week label.

    Returns:
        The latest such shift that the mean of the last four weeks still bears out, or None.

    Example:
        >>> import pandas as pd
        >>> weeks = [f"2026-W{w}" for w in range(10, 24)]
        >>> last_shift(pd.Series([5.0, 6, 5, 6, 5, 6, 5, 6, 9, 8, 9, 9, 8, 9], index=weeks)).week
        '2026-W18'
    """
    known = values.astype("float64").dropna()
    starts = range(TRAILING_WEEKS, len(known) - RUN_WEEKS + 1)
    signs = {start: _shift_at(known, start) for start in starts}
    for start in reversed(starts):
        before = known.iloc[start - TRAILING_WEEKS : start]
        if not signs[start] or before.min() <= known.iloc[-RUN_WEEKS:].mean() <= before.max():
            continue  # no shift, or it went back since
        # The weeks of one change qualify one after another: it began with the first of them.
        while signs.get(start - 1) == signs[start]:
            start -= 1  # noqa: PLW2901
        before, after = known.iloc[start - TRAILING_WEEKS : start], known.iloc[start:]
        return Shift(str(known.index[start]), float(before.mean()), float(after.mean()), len(after))
    return None


def _shift_at(values: pd.Series[float], start: int) -> int:
    """1 when the run from here lies above all trailing weeks, −1 when below, else 0."""
    before, run = values.iloc[start - TRAILING_WEEKS : start], values.iloc[start : start + RUN_WEEKS]
    return int(run.min() > before.max()) - int(run.max() < before.min())


def judge(weekly: pd.DataFrame, metric: str, group_id: str = "ALL") -> Finding:
    """Judge the last complete week of one metric.

    Args:
        weekly: The weekly table (:func:`shequn.metrics.weekly`), with the weeks before the period as well.
        metric: One of its columns.
        group_id: A group, or ``"ALL"``.

    Returns:
        The finding. A rate is ``clear`` when it lies outside the usual range and its interval excludes the pooled
        rate of the trailing weeks; a count when it lies outside by more than the width of the range; ``possible``
        when only outside the range.
    """
    rows = weekly[(weekly["group_id"] == group_id) & weekly["complete"]].set_index("week")
    values = rows[metric].astype("float64")
    if values.dropna().empty or math.isnan(values.iloc[-1]):
        nan = math.nan
        return Finding(metric, group_id, "", nan, nan, nan, nan, 0, None, "within", "unknown", None)
    before = values.iloc[:-1].tail(TRAILING_WEEKS).dropna()
    value, low, high, mean = float(values.iloc[-1]), before.min(), before.max(), before.mean()
    direction: Direction = "up" if value > high else "down" if value < low else "within"
    interval, certainty = None, _grade_count(value, low, high, len(before))
    if metric in RATES:
        counts, people = (rows[name].astype("float64") for name in RATES[metric])
        interval = wilson(counts.iloc[-1], people.iloc[-1])
        mean = counts[before.index].sum() / people[before.index].sum() if len(before) else mean
        certainty = _grade_rate(certainty, direction, interval, mean, people.iloc[-1])
    found = last_shift(values) if certainty != "few" else None
    week = str(values.index[-1])
    return Finding(metric, group_id, week, value, low, high, mean, len(before), interval, direction, certainty, found)


def _grade_count(value: float, low: float, high: float, n_weeks: int) -> Certainty:
    if n_weeks < MIN_TRAILING_WEEKS:
        return "short"
    if low <= value <= high:
        return "none"
    return "clear" if max(value - high, low - value) > high - low else "possible"


def _grade_rate(
    certainty: Certainty, direction: Direction, interval: Interval | None, mean: float, people: float
) -> Certainty:
    if people < MIN_PEOPLE:
        return "few"
    if certainty == "short" or direction == "within":
        return certainty
    excluded = interval is not None and not interval.low <= mean <= interval.high
    return "clear" if excluded else "possible"


class Comparison(NamedTuple):
    """Two proportions side by side.

    Attributes:
        before: Earlier proportion, 0 to 1.
        after: Later proportion, 0 to 1.
        before_interval: Its Wilson interval.
        after_interval: Its Wilson interval.
        certainty: ``clear`` when the intervals do not overlap, ``possible`` when neither holds the other's
            proportion, ``few`` below 30 people on a side.
    """

    before: float
    after: float
    before_interval: Interval | None
    after_interval: Interval | None
    certainty: Certainty

    @property
    def changed(self) -> bool:
        """Whether the two differ, clearly or possibly."""
        return self.certainty in CHANGED

    @property
    def direction(self) -> Literal["up", "down"]:
        """Where the later proportion lies."""
        return "up" if self.after > self.before else "down"

    @property
    def key(self) -> str:
        """Name of its wording, as for a finding."""
        return f"{self.certainty}_{self.direction}" if self.changed else self.certainty


def compare(before: tuple[float, float], after: tuple[float, float]) -> Comparison:
    """Compare two proportions of different people.

    Args:
        before: Successes and people of the earlier time.
        after: Successes and people of the later time.

    Returns:
        Both with their intervals, and how sure the difference is.

    Example:
        >>> compare((20, 100), (60, 100)).certainty
        'clear'
        >>> compare((1, 10), (4, 10)).certainty
        'few'
    """
    first, second = (k / n if n else math.nan for k, n in (before, after))
    a, b = wilson(*before), wilson(*after)
    grade: Certainty = "none"
    if min(before[1], after[1]) < MIN_PEOPLE or a is None or b is None:
        grade = "few"
    elif a.high < b.low or b.high < a.low:
        grade = "clear"
    elif not a.low <= second <= a.high and not b.low <= first <= b.high:
        grade = "possible"
    return Comparison(first, second, a, b, grade)


def is_good(metric: str, direction: Direction) -> bool | None:
    """Say whether a direction is good news.

    Args:
        metric: Column of the weekly table.
        direction: Where the value went.

    Returns:
        True, False, or None when the value is within its range or the metric has no good direction.

    Example:
        >>> is_good("churned_members", "up")
        False
    """
    if direction == "within" or metric not in GOOD_DIRECTION:
        return None
    return GOOD_DIRECTION[metric] == direction
