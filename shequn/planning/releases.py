"""Step 7: the release log against the weekly metrics."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shequn.errors import ParameterError, nearest
from shequn.findings import MIN_TRAILING_WEEKS, RUN_WEEKS, TRAILING_WEEKS
from shequn.planning.shared import days_of, div, require


def release_effects(releases: pd.DataFrame, weekly: pd.DataFrame) -> pd.DataFrame:
    """Compare the weeks after each release with those before it.

    Args:
        releases: One row per release: ``day, change, group_id, metric`` (a column of the weekly table); without a day
            it is not out yet and left out.
        weekly: As :func:`shequn.metrics.weekly` returns it; only complete weeks count.

    Returns:
        One row per release, in order of day: further columns of the releases, then ``day, change, group_id, metric,
        week`` (ISO week of the day), ``before`` (mean of up to 8 weeks before it), ``after`` (mean of the 4 weeks from
        it), ``change_rate`` (after / before − 1), and ``verdict``: ``up`` or ``down`` when all 4 weeks lie outside the
        range of those before, ``none``, or ``short`` with fewer than 4 weeks before or after. What happened at the same
        time may be the cause as well.

    Raises:
        InputError: A column of the releases is not there, or a value is no day.
        ParameterError: A metric is no column of the weekly table, or a group has no weeks.

    Source:
        The package's rule for a lasting shift (:func:`shequn.findings.last_shift`): by chance alone four given weeks
        all exceed eight others once in C(12, 4) = 495 times.

    Example:
        >>> mondays = pd.date_range("2026-03-02", periods=12, freq="7D")
        >>> weekly = pd.DataFrame({"group_id": "g1", "week": mondays.strftime("%G-W%V"), "week_start": mondays,
        ...                        "complete": True, "new_members": [5, 6, 4, 5, 6, 5, 4, 6, 9, 8, 9, 9]})
        >>> release = {"day": ["2026-04-28"], "change": ["Q&A"], "group_id": ["g1"], "metric": ["new_members"]}
        >>> release_effects(pd.DataFrame(release), weekly)[["week", "before", "after", "verdict"]].values.tolist()
        [['2026-W18', 5.125, 8.75, 'up']]
    """
    require(releases, ["day", "change", "group_id", "metric"], "releases")
    dated = releases.assign(day=days_of(releases["day"], "releases")).dropna(subset="day")
    rows = [_effect(release, weekly) for release in dated.to_dict("records")]
    kinds = {"day": "datetime64[us]", "change": "str", "group_id": "str", "metric": "str", "week": "str"}
    kinds |= {"before": "float64", "after": "float64", "change_rate": "float64", "verdict": "str"}
    further = [name for name in releases.columns if name not in kinds]
    found = pd.DataFrame(rows, columns=[*further, *kinds]).astype(kinds)
    return found.sort_values("day", kind="stable", ignore_index=True)


def _effect(release: dict[Any, Any], weekly: pd.DataFrame) -> dict[str, Any]:
    metric, group, day = release["metric"], release["group_id"], release["day"]
    if metric not in weekly:
        known = [str(name) for name in weekly.columns]
        raise ParameterError(f"metric == {metric!r} is no weekly metric.{nearest(str(metric), known)}")
    own = weekly[weekly["group_id"] == group]
    if own.empty:
        raise ParameterError(f"group_id == {group!r}: the weekly table has no such group.")
    monday = day - pd.Timedelta(days=day.weekday())
    complete = own[own["complete"].astype("bool")].set_index("week_start")[metric].astype("float64").dropna()
    before = complete[complete.index < monday].tail(TRAILING_WEEKS)
    after = complete[complete.index >= monday].head(RUN_WEEKS)
    verdict = "none"
    if len(before) < MIN_TRAILING_WEEKS or len(after) < RUN_WEEKS:
        verdict = "short"
    elif after.min() > before.max() or after.max() < before.min():
        verdict = "up" if after.min() > before.max() else "down"
    iso = day.isocalendar()
    means = float(before.mean()), float(after.mean())
    return release | {
        "week": f"{iso.year}-W{iso.week:02d}",
        "before": means[0],
        "after": means[1],
        "change_rate": div(means[1], means[0]) - 1,
        "verdict": verdict,
    }
