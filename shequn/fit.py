"""Does a group behave as its AIDASS type promises? The first metric of its type, measured and held to its target."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from shequn import findings, metrics
from shequn.worksheets.choices import FirstMetric

if TYPE_CHECKING:
    import pandas as pd

    from shequn.community import Community
    from shequn.dates import Period
    from shequn.findings import Interval
    from shequn.worksheets.operations import GroupType

Verdict = Literal["reached", "missed", "open", "no_target", "unknown", "no_group"]


class Measured(NamedTuple):
    """A first metric as the data show it.

    Attributes:
        value: A share from 0 to 1, an amount of money, or orders per member.
        sum: Numerator: people, orders or money.
        base: Denominator in people; None for a sum.
    """

    value: float
    sum: float
    base: float | None


class Fit(NamedTuple):
    """One group against its type.

    Attributes:
        group_id: The group; empty when the community has none of that name.
        metric: First metric of the chosen type.
        measured: What the data show; None when these tables cannot tell.
        interval: Wilson interval of a share of people, else None.
        target: The chosen target in the unit of the value, or None.
        verdict: ``reached`` or ``missed`` when the interval lies on one side of the target (a figure without an
            interval is compared as it is), ``open`` when it holds the target; ``no_target``, ``unknown`` and
            ``no_group`` say what is missing.
    """

    group_id: str
    metric: FirstMetric
    measured: Measured | None
    interval: Interval | None
    target: float | None
    verdict: Verdict


MEASURES = {
    FirstMetric.BUYER_RATE: ("buyers", "people"),
    FirstMetric.ORDERS_PER_MEMBER: ("orders", "people"),
    FirstMetric.GMV_PER_MEMBER: ("paid", "people"),
    FirstMetric.GMV: ("paid", None),
    FirstMetric.REPEAT_RATE: ("repeat_buyers", "buyers"),
    FirstMetric.ACTIVE_RATE: ("active_members", "total_members"),
    FirstMetric.MEMBER_CONTENT: ("contributors", "people"),
}
"""First metric to its numerator and denominator. The other metrics need records that roster, chat and orders do not
hold: exposures, homework, renewals, invitations, likes."""
SHARES = {FirstMetric.BUYER_RATE, FirstMetric.REPEAT_RATE, FirstMetric.ACTIVE_RATE, FirstMetric.MEMBER_CONTENT}
"""Metrics that are shares of people; their targets are entered in per cent."""


def type_fit(community: Community, rows: list[GroupType], start: Any = None, end: Any = None) -> list[Fit]:
    """Measure the first metric of every group that has a type, and hold it to its target.

    Args:
        community: The community.
        rows: Rows of the worksheet of types; ``group`` is an id or a name of the community's.
        start: First day, default the first of the data.
        end: Last day, default the last of the data.

    Returns:
        One fit a row with a type and a metric, in their order. ``buyer_rate``, ``orders_per_member`` and
        ``gmv_per_member`` stand on the distinct people present in the period, ``active_rate`` is that of the last
        complete week, ``member_content`` the share of people present who wrote.

    Example:
        >>> from shequn import read, samples
        >>> from shequn.worksheets.operations import GroupType
        >>> row = GroupType.model_validate(
        ...     {"group": "G03", "type": "flash", "first_metric": "orders_per_member", "target": 0.3})
        >>> with read(samples.path()) as community:
        ...     [fit] = type_fit(community, [row])
        >>> fit.measured.sum, fit.measured.base, fit.verdict
        (109.0, 275.0, 'reached')
    """
    figures = _figures(community, community.period(start, end))
    ids = {name: group for group, name in community.group_names.items()} | {
        group: group for group in community.group_ids
    }
    return [
        _fit(figures, ids.get(row.group, ""), row.first_metric, row.target)
        for row in rows
        if row.type and row.first_metric
    ]


def _figures(community: Community, period: Period) -> pd.DataFrame:
    """Every numerator and denominator, a row a group; a column is not there when its table is not."""
    import pandas as pd

    parts = []
    if community.has("members"):
        parts.append(metrics.people(community, *period).set_index("group_id")["members"].rename("people"))
        if community.knows_buyers:
            sales = metrics.conversion(community, *period).set_index("group_id")
            parts.append(sales[["orders", "buyers", "repeat_buyers", "paid"]])
        if community.has("messages"):
            parts.append(metrics.concentration(community, *period).set_index("group_id")["contributors"])
            weekly = metrics.weekly(community, *period).query("complete and total_members > 0")
            parts.append(weekly.groupby("group_id")[["active_members", "total_members"]].last())
    return pd.concat(parts, axis=1).astype("float64") if parts else pd.DataFrame()


def _fit(figures: pd.DataFrame, group: str, metric: FirstMetric, target: float | None) -> Fit:
    if not group:
        return Fit("", metric, None, None, target, "no_group")
    above, below = MEASURES.get(metric, ("", None))
    count = float(figures[above].get(group, math.nan)) if above in figures else math.nan
    base = 1.0 if below is None else float(figures[below].get(group, math.nan)) if below in figures else math.nan
    if math.isnan(count) or not base > 0:
        return Fit(group, metric, None, None, target, "unknown")
    measured = Measured(count / base, count, None if below is None else base)
    wanted = target / 100 if target is not None and metric in SHARES else target
    interval = findings.wilson(count, base) if metric in SHARES else None
    return Fit(group, metric, measured, interval, wanted, _verdict(measured.value, interval, wanted))


def _verdict(value: float, interval: Interval | None, target: float | None) -> Verdict:
    if target is None:
        return "no_target"
    low, high = interval or (value, value)
    return "reached" if low >= target else "missed" if high < target else "open"
