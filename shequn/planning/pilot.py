"""Step 5: how many people a pilot takes, and what its result says."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NamedTuple

import pandas as pd

from shequn.errors import ParameterError
from shequn.findings import Interval, wilson
from shequn.planning.shared import checked, interval_columns, ratio, require

if TYPE_CHECKING:
    from shequn.worksheets import Pilot

ALPHA = 0.05
"""Chance of calling versions different that are alike, both sides together."""
POWER = 0.8
"""Chance of finding the difference that was planned for."""

Decision = Literal["better", "worse", "short_of_target", "too_few"]
Reached = Literal["yes", "no", "open"]


class VersionComparison(NamedTuple):
    """A new version against an old one; shares of people from 0 to 1.

    Attributes:
        old: Share of successes of the old version.
        new: Share of successes of the new version.
        old_interval: Its Wilson 95 % interval.
        new_interval: Its Wilson 95 % interval.
        difference: ``new`` − ``old``.
        interval: 95 % interval of the difference (Newcombe's hybrid score interval).
        p_value: Of Fisher's exact test, both sides: how often chance alone makes a difference as uncommon as this.
        decision: ``better`` or ``worse`` when the interval of the difference lies on one side of 0;
            ``short_of_target`` when it holds 0 and rules out the improvement that was planned for; else ``too_few``
            people to tell.
        reached: Whether the new version's share reaches the target: ``yes`` or ``no`` when its interval lies on one
            side of it, else ``open``; None without target.
        wanted: People a version that the plan takes; None without baseline and target.
    """

    old: float
    new: float
    old_interval: Interval
    new_interval: Interval
    difference: float
    interval: Interval
    p_value: float
    decision: Decision
    reached: Reached | None
    wanted: int | None


def power(people: int, baseline: float, target: float) -> float:
    """Chance that a pilot finds a true difference between two versions.

    Args:
        people: Number of people in each version.
        baseline: True share of successes of one version, 0 to 1.
        target: True share of the other.

    Returns:
        Power of the two-sided chi-squared test at 5 %, 0 to 1.

    Raises:
        ParameterError: A share is not between 0 and 1, or there are no people.

    Source:
        Cohen 1988, chapter 7: noncentral chi-squared distribution (``scipy.stats.ncx2``), whose noncentrality is the
        statistic of the expected table (``scipy.stats.chi2_contingency``).

    Example:
        >>> round(power(44, 0.35, 0.65), 2)
        0.8
    """
    from scipy.stats import chi2, ncx2

    if people < 1:
        raise ParameterError(f"people == {people!r}, must be 1 or more.")
    return float(ncx2.sf(chi2.isf(ALPHA, 1), 1, people * _noncentrality(baseline, target)))


def sample_size(baseline: float, target: float) -> int | None:
    """Fewest people in each of two versions so that the planned difference is found with a chance of 80 %.

    Args:
        baseline: Share of successes that is expected without the change, 0 to 1.
        target: Share that the change is to bring.

    Returns:
        People per version; None when baseline and target are the same. An approximation for shares near 0 or 1 and
        for few people.

    Raises:
        ParameterError: A share is not between 0 and 1.

    Source:
        :func:`power`, solved for the number of people by ``scipy.optimize.brentq``.

    Example:
        >>> sample_size(0.35, 0.65), sample_size(0.1, 0.2), sample_size(0.1, 0.1)
        (44, 201, None)
    """
    from scipy.optimize import brentq
    from scipy.stats import chi2, ncx2

    each = _noncentrality(baseline, target)
    if math.isclose(each, 0, abs_tol=1e-15):
        return None
    critical = chi2.isf(ALPHA, 1)
    needed = brentq(lambda noncentrality: ncx2.sf(critical, 1, noncentrality) - POWER, 1e-6, 100)
    return math.ceil(float(needed) / each)


def _noncentrality(baseline: float, target: float) -> float:
    """Chi-squared statistic of the expected table with one person a version."""
    from scipy.stats import chi2_contingency

    for name, share in (("baseline", baseline), ("target", target)):
        checked(name, share, 0, 1)
    table = [[share, 1 - share] for share in (baseline, target)]
    return float(chi2_contingency(table, correction=False).statistic)


def peeking_risk(looks: int) -> float:
    """Chance of calling two versions different that are alike, when one looks several times and stops at a difference.

    Args:
        looks: Number of looks, after equally many people each.

    Returns:
        The chance, 0 to 1; with one look it is the 5 % that the interval allows.

    Raises:
        ParameterError: There is no look.

    Source:
        Armitage, McPherson and Rowe 1969, Journal of the Royal Statistical Society A 132: 235–244, for many people:
        the normal distribution of all looks together, by ``scipy.stats.multivariate_normal``.

    Example:
        >>> [round(peeking_risk(looks), 2) for looks in (1, 2, 5)]
        [0.05, 0.08, 0.14]
    """
    import numpy as np
    from scipy.stats import multivariate_normal, norm

    if looks < 1:
        raise ParameterError(f"looks == {looks!r}, must be 1 or more.")
    people = np.arange(1, looks + 1)
    together = np.sqrt(np.minimum.outer(people, people) / np.maximum.outer(people, people))
    limit = np.full(looks, norm.isf(ALPHA / 2))
    calm = multivariate_normal.cdf(limit, cov=together, lower_limit=-limit, abseps=5e-4, releps=0, rng=0)
    return 1 - float(calm)


def difference_interval(old: tuple[int, int], new: tuple[int, int]) -> Interval | None:
    """95 % interval of the difference of two proportions of different people, new − old.

    Args:
        old: Successes and people of the old version.
        new: Successes and people of the new version.

    Returns:
        The interval, −1 to 1; None when a version has no people.

    Source:
        Newcombe 1998, Statistics in Medicine 17: 873–890, method 10: square-and-add of the Wilson intervals.

    Example:
        >>> low, high = difference_interval((48, 80), (56, 70))
        >>> round(low, 4), round(high, 4)
        (0.0524, 0.3339)
    """
    a, b = wilson(*old), wilson(*new)
    if a is None or b is None:
        return None
    before, after = old[0] / old[1], new[0] / new[1]
    low = after - before - math.hypot(after - b.low, a.high - before)
    return Interval(low, after - before + math.hypot(b.high - after, before - a.low))


def versions(people: pd.DataFrame) -> pd.DataFrame:
    """Count the people and successes of each version.

    Args:
        people: One row per person: ``version, converted``; unknown results are left out of the people and counted.

    Returns:
        One row per version in order of name: ``version, people, successes, rate`` with its Wilson 95 % interval
        ``low, high``, and ``unknown``.

    Raises:
        InputError: A column is not there.

    Example:
        >>> people = pd.DataFrame({"version": ["A", "A", "B"], "converted": [True, False, True]})
        >>> versions(people)[["version", "people", "successes"]].values.tolist()
        [['A', 2, 1], ['B', 1, 1]]
    """
    require(people, ["version", "converted"], "pilot")
    converted = people["converted"].astype("boolean")
    counted = pd.DataFrame({"version": people["version"].astype("str"), "known": converted.notna()})
    counted = counted.assign(success=converted.fillna(False).astype("bool"))
    found = counted.groupby("version", as_index=False).agg(
        people=("known", "sum"), successes=("success", "sum"), rows=("known", "size")
    )
    found = found.astype({"people": "Int64", "successes": "Int64", "rows": "Int64"})
    found["rate"] = ratio(found["successes"], found["people"])
    found = found.assign(**interval_columns(found["successes"], found["people"]))
    return found.assign(unknown=found.pop("rows") - found["people"])


def compare_versions(
    old: tuple[int, int], new: tuple[int, int], *, baseline: float | None = None, target: float | None = None
) -> VersionComparison | None:
    """Compare two versions and decide, against what was planned.

    Args:
        old: Successes and people of the old version (the one without the change).
        new: Successes and people of the new version.
        baseline: Share of successes that the plan expects without the change, 0 to 1.
        target: Share that the plan wants from the change.

    Returns:
        The comparison; None when a version has no people, or more successes than people.

    Raises:
        ParameterError: A share is not between 0 and 1.

    Source:
        Intervals: Wilson 1927, Newcombe 1998; test: Fisher 1935, by ``scipy.stats.fisher_exact``.

    Example:
        >>> found = compare_versions((7, 55), (19, 55), baseline=0.12, target=0.35)
        >>> found.decision, found.reached, found.wanted
        ('better', 'open', 54)
        >>> compare_versions((2, 10), (4, 10)).decision
        'too_few'
    """
    from scipy.stats import fisher_exact

    before, after, interval = wilson(*old), wilson(*new), difference_interval(old, new)
    wanted = None if baseline is None or target is None else sample_size(baseline, target)
    if before is None or after is None or interval is None:
        return None
    planned = None if baseline is None or target is None else target - baseline
    table = [[k, n - k] for k, n in (old, new)]
    rates = [k / n for k, n in (old, new)]
    return VersionComparison(
        old=rates[0],
        new=rates[1],
        old_interval=before,
        new_interval=after,
        difference=rates[1] - rates[0],
        interval=interval,
        p_value=float(fisher_exact(table).pvalue),
        decision=_decide(interval, planned),
        reached=_reach(after, target),
        wanted=wanted,
    )


def _decide(interval: Interval, planned: float | None) -> Decision:
    if interval.low > 0:
        return "better"
    if interval.high < 0:
        return "worse"
    return "short_of_target" if planned is not None and interval.high < planned else "too_few"


def _reach(interval: Interval, target: float | None) -> Reached | None:
    if target is None:
        return None
    if interval.low >= target:
        return "yes"
    return "no" if interval.high < target else "open"


def pilot_results(sheet: Pilot) -> dict[str, VersionComparison]:
    """Compare each further version of a worksheet with its first one.

    Args:
        sheet: The sheet ``pilot``, a draft too. Several comparisons are not corrected for their number.

    Returns:
        Name of the version to its comparison; versions whose counts are missing or impossible are left out.

    Example:
        >>> from shequn.worksheets import Pilot
        >>> rows = [{"version": "A", "people": 55, "successes": 7}, {"version": "B", "people": 55, "successes": 19}]
        >>> {name: found.decision for name, found in pilot_results(Pilot(results=rows)).items()}
        {'B': 'better'}
    """
    plan = {
        name: None if percent is None or not 0 < percent < 100 else percent / 100
        for name, percent in (("baseline", sheet.baseline_percent), ("target", sheet.target_percent))
    }
    begun = [row for row in sheet.results if not row.blank]
    counts = {
        row.version: (row.successes, row.people)
        for row in begun
        if row.successes is not None and row.people is not None
    }
    if not counts or begun[0].version not in counts:
        return {}
    first, *others = counts
    pairs = {name: compare_versions(counts[first], counts[name], **plan) for name in others}
    return {name: found for name, found in pairs.items() if found is not None}
