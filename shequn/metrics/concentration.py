"""How few people carry the talk: Lorenz curve, Gini coefficient and contributor absence factor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from shequn.engine import total
from shequn.levels import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from shequn.community import Community

TOP = 10
"""People whose share of the messages is given."""


def message_counts(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Count each member's messages that are activity.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per level and person with at least one: ``group_id, member_id, messages``. No rows without messages.

    Raises:
        ParameterError: When the period is not valid.
    """
    period = community.period(start, end)
    if not community.has("messages"):
        return pd.DataFrame(
            {"group_id": pd.array([], "str"), "member_id": pd.array([], "str"), "messages": pd.array([], "Int64")}
        )
    inside = community.activity.join(community.calendar(period).select("day"), on="day")
    counts = inside.group_by("group", "member").agg(total("messages").alias("messages"))
    return community.collect(counts, sort=["group", "member"])


def concentration(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Measure how unevenly the messages of the period are spread over those who wrote.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per level: ``group_id, contributors`` (people with a message), ``messages, gini`` (0 = all alike, near
        1 = one writes all), ``absence_factor`` (fewest people reaching half of the messages; 0 when there are none),
        ``top10_share`` (share of the ten who write most). Missing without messages.

    Raises:
        ParameterError: When the period is not valid.
    """
    counts = message_counts(community, start, end)
    written = {str(level): group["messages"].to_numpy("int64") for level, group in counts.groupby("group_id")}
    known = community.has("messages")
    rows = [
        _measure(level, written.get(level, np.array([], "int64"))) if known else {"group_id": level}
        for level in (ALL, *community.group_ids)
    ]
    kinds = {"group_id": "str", "contributors": "Int64", "messages": "Int64", "gini": "float64"}
    kinds |= {"absence_factor": "Int64", "top10_share": "float64"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _measure(level: str, counts: NDArray[np.int64]) -> dict[str, Any]:
    messages = int(counts.sum())
    top = int(np.sort(counts)[-TOP:].sum())
    return {
        "group_id": level,
        "contributors": len(counts),
        "messages": messages,
        "gini": gini(counts),
        "absence_factor": absence_factor(counts),
        "top10_share": top / messages if messages else np.nan,
    }


def absence_factor(counts: Iterable[int]) -> int:
    """Give the fewest people who together wrote half of the messages: whose absence would halve the talk.

    Args:
        counts: Messages of each person.

    Returns:
        A number of people; 0 when nobody wrote.

    Source:
        CHAOSS, Contributor Absence Factor (also known as bus factor).

    Example:
        >>> absence_factor([1000, 202, 90, 33, 332, 343, 42, 433])
        2
    """
    sums = np.cumsum(np.sort(_array(counts))[::-1])
    return int(np.searchsorted(2 * sums, sums[-1])) + 1 if len(sums) and sums[-1] else 0


def gini(counts: Iterable[int]) -> float:
    """Compute the Gini coefficient: half the mean difference between two people, relative to the mean.

    Args:
        counts: Messages of each person.

    Returns:
        0 (all wrote alike) to (n - 1) / n (one wrote everything); NaN when nobody wrote.

    Source:
        Gini 1912, for sorted counts x: sum of (2 i - n - 1) x_i over n times the sum of x.

    Example:
        >>> gini([1, 1, 1, 1]), gini([0, 0, 0, 4])
        (0.0, 0.75)
    """
    x = np.sort(_array(counts))
    n, whole = len(x), int(x.sum())
    return float(np.sum((2 * np.arange(1, n + 1) - n - 1) * x) / (n * whole)) if whole else np.nan


class Lorenz(NamedTuple):
    """Points of a Lorenz curve, least active people first, from (0, 0) to (1, 1).

    Attributes:
        people: Cumulative share of the people.
        messages: Cumulative share of the messages that they wrote.
    """

    people: NDArray[np.float64]
    messages: NDArray[np.float64]


def lorenz(counts: Iterable[int]) -> Lorenz:
    """Compute the Lorenz curve.

    Args:
        counts: Messages of each person.

    Returns:
        One point for each person after the origin; the origin alone when nobody wrote.

    Source:
        Lorenz 1905.

    Example:
        >>> lorenz([3, 1]).messages.tolist()
        [0.0, 0.25, 1.0]
    """
    x = np.sort(_array(counts))
    if not x.sum():
        return Lorenz(np.zeros(1), np.zeros(1))
    sums = np.concatenate([[0], np.cumsum(x)])
    return Lorenz(np.arange(len(x) + 1) / len(x), sums / sums[-1])


def _array(counts: Iterable[int]) -> NDArray[np.int64]:
    return np.asarray(list(counts), dtype="int64")
