"""Strength of relations, scored from stated proxies: a heuristic, never a measurement."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shequn.planning.shared import frame_of, ratio
from shequn.worksheets.choices import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from shequn.worksheets.operations import RelationProxy


class RelationStrength(NamedTuple):
    """A heuristic score of what holds a community together, from 0 (nothing) to 1 (all that was wished for).

    Attributes:
        interest: Mean score of the proxies of the interest relation (利益关系); None without any.
        emotional: The same for the emotional relation (情感关系).
        organisational: The same for the organisational relation (组织关系).
        overall: Mean of the three; None when one is.
        proxies: What it was scored from, as :func:`proxy_scores` returns it. Show it with every score.
    """

    interest: float | None
    emotional: float | None
    organisational: float | None
    overall: float | None
    proxies: pd.DataFrame


def proxy_scores(rows: Iterable[RelationProxy]) -> pd.DataFrame:
    """Score each proxy by how far it is on its way to the value that counts as full.

    Args:
        rows: Rows ``relations`` of the sheet ``people``.

    Returns:
        One row per proxy: ``relation, proxy, now, full`` and ``score``: now / full, at most 1; missing when one of
        them is, or the full value is 0.

    Example:
        >>> from shequn.worksheets.operations import RelationProxy
        >>> rows = [RelationProxy(relation="interest", proxy="buyers a month", now=30, full=40)]
        >>> proxy_scores(rows)["score"].tolist()
        [0.75]
    """
    found = frame_of(rows, ["relation", "proxy", "now", "full"])
    found = found.astype({"relation": "str", "proxy": "str", "now": "float64", "full": "float64"})
    return found.assign(score=ratio(found["now"], found["full"]).clip(upper=1))


def relation_strength(rows: Iterable[RelationProxy]) -> RelationStrength:
    """Score the three relations.

    Args:
        rows: Rows ``relations`` of the sheet ``people``.

    Returns:
        The scores and what they were made from. Every proxy of a relation weighs the same, and every relation.

    Source:
        Interest + emotional + organisational relation: the course's method. The score is a heuristic.

    Example:
        >>> from shequn.worksheets.operations import RelationProxy
        >>> rows = [RelationProxy(relation=name, proxy="p", now=1, full=4) for name in Relation]
        >>> relation_strength(rows).overall
        0.25
    """
    proxies = proxy_scores(rows)
    known = proxies.dropna(subset="score").groupby("relation")["score"].mean()
    means = {str(name): float(known[name]) if name in known.index else None for name in Relation}
    scores = [score for score in means.values() if score is not None]
    overall = sum(scores) / len(scores) if len(scores) == len(Relation) else None
    return RelationStrength(**means, overall=overall, proxies=proxies)
