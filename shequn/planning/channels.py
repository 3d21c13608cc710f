"""Step 6: what each channel brings, what it costs, and whether it wears out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from shequn.planning.shared import as_list, days_of, div, frame_of, interval_columns, ratio, require, with_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shequn.worksheets.construction import Channel

STEPS = ("exposures", "scans", "joins", "buyers")
"""Steps of a channel's funnel, in order."""
RATES = {"scan_rate": ("scans", "exposures"), "join_rate": ("joins", "scans"), "buyer_rate": ("buyers", "joins")}
"""Rates of the funnel: name to (step, step before)."""
MIN_JOINS = 20
"""With fewer joins of a channel nothing is said about its wearing out."""

Wear = Literal["saturating", "steady", "few", "unknown"]


def channel_funnel(
    channels: pd.DataFrame, by: str | Sequence[str] = "channel", *, monthly_margin: float | None = None
) -> pd.DataFrame:
    """Follow people from exposure to purchase, channel by channel, and what each costs.

    Args:
        channels: Any number of rows per channel (days, or one sum): ``exposures, scans, joins, buyers, cost`` and the
            columns of ``by``.
        by: ``"channel"``, ``"place"`` (online against offline) or both.
        monthly_margin: What a buyer leaves in a month.

    Returns:
        One row per channel, ``ALL`` first, then in the order met: the columns of ``by``, the summed steps and cost;
        ``scan_rate`` (scans / exposures), ``join_rate`` (joins / scans), ``buyer_rate`` (buyers / joins), each with
        its Wilson 95 % interval in ``…_low, …_high``; ``cost_per_join, cost_per_buyer``, and ``payback_months``, the
        months until a buyer's margin has paid that cost (missing without a margin above 0). A sum with an unknown part
        is unknown, and a zero denominator gives a missing value. Exposures may count people more than once.

    Raises:
        InputError: A column is not there.

    Example:
        >>> rows = pd.DataFrame({"channel": ["cards", "notes"], "exposures": [100, 900], "scans": [20, 9],
        ...                      "joins": [10, 3], "buyers": [5, 0], "cost": [50.0, 30.0]})
        >>> found = channel_funnel(rows, monthly_margin=5)
        >>> found[["channel", "join_rate", "cost_per_buyer", "payback_months"]].round(2).values.tolist()
        [['ALL', 0.45, 16.0, 3.2], ['cards', 0.5, 10.0, 2.0], ['notes', 0.33, nan, nan]]
    """
    names = as_list(by)
    require(channels, [*names, *STEPS, "cost"], "channels")
    numbers = channels[[*names, *STEPS, "cost"]].astype(dict.fromkeys([*STEPS, "cost"], "float64"))
    grouped = with_all(numbers, names).groupby(names, sort=False, dropna=False)
    sums = grouped[[*STEPS, "cost"]].agg(lambda part: part.sum(skipna=False))
    found = sums.reset_index().astype(dict.fromkeys(STEPS, "Int64"))
    for rate, (step, before) in RATES.items():
        found[rate] = ratio(found[step], found[before])
        bounds = interval_columns(found[step], found[before])
        found = found.assign(**{f"{rate}_{bound}": values for bound, values in bounds.items()})
    for name in ("join", "buyer"):
        found[f"cost_per_{name}"] = ratio(found["cost"], found[f"{name}s"])
    margin = monthly_margin if monthly_margin and monthly_margin > 0 else np.nan
    return found.assign(payback_months=found["cost_per_buyer"] / margin)


def channel_rows(rows: Iterable[Channel]) -> pd.DataFrame:
    """Take the channels of a worksheet as a table.

    Args:
        rows: Rows of the sheet ``promotion``.

    Returns:
        One row per channel: ``channel, place, exposures, scans, joins, buyers, cost``, for :func:`channel_funnel`.

    Example:
        >>> from shequn.worksheets.construction import Channel
        >>> table = channel_rows([Channel(channel="cards", place="offline", joins=10, cost=50)])
        >>> channel_funnel(table)["cost_per_join"].tolist()
        [5.0, 5.0]
    """
    found = frame_of(rows, ["channel", "place", *STEPS, "cost"])
    return found.astype({"channel": "str", "place": "str"} | dict.fromkeys([*STEPS, "cost"], "float64"))


def saturation(channels: pd.DataFrame) -> pd.DataFrame:
    """Compare what a join costs in the first and in the second half of a channel's days.

    Args:
        channels: One row per channel and day: ``channel, day, joins, cost``.

    Returns:
        One row per channel in the order met: ``channel, days, joins_first, joins_second, cost_first, cost_second,
        cost_per_join_first, cost_per_join_second, rise`` (second / first − 1), ``p_value`` and ``wear``:
        ``saturating`` when a join costs more in the second half and chance makes such a difference in less than 5 %
        of cases, ``steady``, ``few`` below 20 joins, ``unknown`` when a figure is missing or a half cost nothing. A
        middle day belongs to the first half. That joins are spread by chance alone is assumed; several channels at
        once find something by chance more often.

    Raises:
        InputError: A column is not there, or a value is no day.

    Source:
        Difference of two Poisson rates: Krishnamoorthy and Thomson 2004, by ``scipy.stats.poisson_means_test``.

    Example:
        >>> days = pd.DataFrame({"channel": "cards", "day": ["2026-08-24", "2026-08-25"], "joins": [30, 10],
        ...                      "cost": [60.0, 60.0]})
        >>> saturation(days)[["cost_per_join_first", "cost_per_join_second", "wear"]].values.tolist()
        [[2.0, 6.0, 'saturating']]
    """
    require(channels, ["channel", "day", "joins", "cost"], "channels")
    dated = channels.assign(
        day=days_of(channels["day"], "channels"),
        **{name: channels[name].astype("float64") for name in ("joins", "cost")},
    )
    kinds = {"channel": "str", "days": "Int64", "joins_first": "Int64", "joins_second": "Int64"}
    kinds |= dict.fromkeys(("cost_first", "cost_second", "cost_per_join_first", "cost_per_join_second"), "float64")
    kinds |= {"rise": "float64", "p_value": "float64", "wear": "str"}
    rows = [_halves(str(name), part) for name, part in dated.groupby("channel", sort=False)]
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _halves(channel: str, rows: pd.DataFrame) -> dict[str, Any]:
    from scipy.stats import poisson_means_test

    days = sorted(rows["day"].unique())
    early = rows["day"].isin(days[: (len(days) + 1) // 2])
    (joins, cost), (later_joins, later_cost) = (
        [rows.loc[half, name].sum(skipna=False) for name in ("joins", "cost")] for half in (early, ~early)
    )
    first, second = div(cost, joins), div(later_cost, later_joins)
    wear: Wear = "steady"
    p_value = np.nan
    if len(days) < 2 or pd.isna([joins, cost, later_joins, later_cost]).any() or not (cost > 0 and later_cost > 0):
        wear = "unknown"
    elif joins + later_joins < MIN_JOINS:
        wear = "few"
    else:
        p_value = float(poisson_means_test(int(joins), cost, int(later_joins), later_cost).pvalue)
        wear = "saturating" if p_value < 0.05 and joins / cost > later_joins / later_cost else "steady"
    return {
        "channel": channel,
        "days": len(days),
        "joins_first": joins,
        "joins_second": later_joins,
        "cost_first": cost,
        "cost_second": later_cost,
        "cost_per_join_first": first,
        "cost_per_join_second": second,
        "rise": div(second, first) - 1,
        "p_value": p_value,
        "wear": wear,
    }
