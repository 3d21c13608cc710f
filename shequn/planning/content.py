"""Value content: whether one kind crowds out the rest, and which columns and slots work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from shequn.errors import ParameterError, nearest
from shequn.planning.shared import as_list, ratio, require

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shequn.worksheets.operations import ContentColumn, MixLimit

KINDS = ("product", "values", "interaction")
"""Kinds of content (:class:`shequn.worksheets.choices.ContentKind`)."""
REACTIONS = ("likes", "comments", "shares")
"""What a view can lead to."""
MIN_POSTS = 8
"""With fewer posts on a side nothing is said about a slot."""

Verdict = Literal["within", "above", "below", "no_limit", "unknown"]


def content_mix(kinds: Iterable[str], limits: Iterable[MixLimit] = ()) -> pd.DataFrame:
    """Count the kinds of content against the limits that were chosen.

    Args:
        kinds: Kind of each post: ``product``, ``values`` or ``interaction``; unknown kinds are left out.
        limits: Rows ``mix`` of the sheet ``content``.

    Returns:
        One row per kind: ``kind, posts, share`` (of the posts with a kind), ``least, most`` (limits as shares) and
        ``verdict``: ``within``, ``above``, ``below``, ``no_limit``, or ``unknown`` without posts.

    Raises:
        ParameterError: A kind is none of the three.

    Example:
        >>> from shequn.worksheets.operations import MixLimit
        >>> found = content_mix(["product"] * 3 + ["values"], [MixLimit(kind="product", most_percent=40)])
        >>> found[["kind", "posts", "share", "verdict"]].values.tolist()
        [['product', 3, 0.75, 'above'], ['values', 1, 0.25, 'no_limit'], ['interaction', 0, 0.0, 'no_limit']]
    """
    known = pd.Series(list(kinds), dtype="object").dropna().astype("str")
    for kind in known.unique():
        if kind not in KINDS:
            raise ParameterError(f"kind == {kind!r}, must be one of {', '.join(KINDS)}.{nearest(kind, KINDS)}")
    bounds = {str(row.kind): (row.least_percent, row.most_percent) for row in limits if row.kind is not None}
    found = pd.DataFrame({"kind": pd.array(KINDS, "str")})
    found["posts"] = found["kind"].map(known.value_counts()).fillna(0).astype("Int64")
    found["share"] = ratio(found["posts"], pd.Series([len(known)] * len(KINDS)))
    for place, name in enumerate(("least", "most")):
        percents = [bounds.get(kind, (None, None))[place] for kind in KINDS]
        found[name] = pd.Series(percents, dtype="float64") / 100
    rows = zip(found["share"], found["least"], found["most"], strict=True)
    return found.assign(verdict=pd.array([_verdict(*row) for row in rows], "str"))


def _verdict(share: float, least: float, most: float) -> Verdict:
    if np.isnan(share):
        return "unknown"
    if np.isnan(least) and np.isnan(most):
        return "no_limit"
    if share > most + 1e-9:
        return "above"
    return "below" if share < least - 1e-9 else "within"


def planned_kinds(columns: Iterable[ContentColumn]) -> list[str]:
    """Kind of each post that the fixed columns make in a week.

    Args:
        columns: Rows ``columns`` of the sheet ``content``.

    Returns:
        One kind per post, for :func:`content_mix`; columns without kind or days are left out.

    Example:
        >>> from shequn.worksheets.operations import ContentColumn
        >>> planned_kinds([ContentColumn(column="Q&A", kind="interaction", days="weekend")])
        ['interaction', 'interaction']
    """
    return [str(row.kind) for row in columns if row.kind and row.days for _ in row.days.weekdays]


def column_performance(posts: pd.DataFrame, by: str | Sequence[str] = "column") -> pd.DataFrame:
    """Sum up what the posts of each column, or of each column and slot, led to.

    Args:
        posts: One row per post: ``views, likes, comments, shares`` and the columns of ``by``.
        by: ``"column"``, ``"slot"``, ``["column", "slot"]`` or others.

    Returns:
        One row per combination, most reactions per view first: the columns of ``by``, ``posts``, then ``views, likes,
        comments, shares`` and ``reactions`` (likes + comments + shares), each a mean per post, and ``like_rate,
        comment_rate, share_rate, reaction_rate``, sums over the sum of views (missing without views). Posts with an
        unknown figure are left out.

    Raises:
        InputError: A column is not there.

    Example:
        >>> posts = pd.DataFrame({"column": ["tip", "tip", "news"], "views": [100, 60, 80], "likes": [10, 6, 2],
        ...                       "comments": [4, 4, 0], "shares": [2, 0, 0]})
        >>> column_performance(posts)[["column", "posts", "views", "reaction_rate"]].values.tolist()
        [['tip', 2, 80.0, 0.1625], ['news', 1, 80.0, 0.025]]
    """
    names = as_list(by)
    found = _with_reactions(posts, names)
    measures = ["views", *REACTIONS, "reactions"]
    grouped = found.groupby(names, sort=False, dropna=False)
    sums, counts = grouped[measures].agg("sum"), grouped.size()
    rates = {f"{name.removesuffix('s')}_rate": ratio(sums[name], sums["views"]) for name in measures[1:]}
    table = sums.div(counts, axis=0).assign(**rates)
    table.insert(0, "posts", counts.astype("Int64"))
    return table.sort_values("reaction_rate", ascending=False, kind="stable").reset_index()


def best_slots(posts: pd.DataFrame) -> pd.DataFrame:
    """Find the slot in which each column works best, and how sure that is.

    Args:
        posts: One row per post: ``column, slot, views, likes, comments, shares``.

    Returns:
        One row per column that ran in more than one slot: ``column, slot`` (with the highest mean of the posts'
        reactions per view), ``posts, rate`` (that mean), ``other_posts, other_rate`` (posts in the other slots),
        ``p_value`` and ``certainty``: ``clear`` below 1 %, ``possible`` below 5 %, ``none``, or ``few`` with fewer
        than 8 posts on a side. Slots that were not drawn by lot may differ for other reasons.

    Raises:
        InputError: A column is not there.

    Source:
        Mann and Whitney 1947, by ``scipy.stats.mannwhitneyu``, both sides; a post counts once, however many saw it.

    Example:
        >>> posts = pd.DataFrame({"column": "tip", "slot": ["noon", "evening"] * 8, "views": 100,
        ...                       "likes": [3, 9, 5, 7, 2, 9, 2, 7] * 2, "comments": 0, "shares": 0})
        >>> best_slots(posts)[["column", "slot", "rate", "certainty"]].values.tolist()
        [['tip', 'evening', 0.08, 'clear']]
    """
    from scipy.stats import mannwhitneyu

    counted = _with_reactions(posts, ["column", "slot"])
    counted["rate"] = ratio(counted["reactions"], counted["views"])
    counted = counted.dropna(subset="rate")
    rows = []
    for column, own in counted.groupby("column", sort=False):
        if own["slot"].nunique() < 2:
            continue
        best = own.groupby("slot")["rate"].mean().idxmax()
        inside, outside = own.loc[own["slot"] == best, "rate"], own.loc[own["slot"] != best, "rate"]
        p_value = float(mannwhitneyu(inside, outside).pvalue)
        few = min(len(inside), len(outside)) < MIN_POSTS
        certainty = "few" if few else "clear" if p_value < 0.01 else "possible" if p_value < 0.05 else "none"
        rows.append([column, best, len(inside), inside.mean(), len(outside), outside.mean(), p_value, certainty])
    kinds = {"column": "str", "slot": "str", "posts": "Int64", "rate": "float64", "other_posts": "Int64"}
    kinds |= {"other_rate": "float64", "p_value": "float64", "certainty": "str"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _with_reactions(posts: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    require(posts, [*names, "views", *REACTIONS], "content")
    numbers = ["views", *REACTIONS]
    known = posts[[*names, *numbers]].dropna(subset=numbers).astype(dict.fromkeys(numbers, "float64"))
    return known.assign(reactions=known[list(REACTIONS)].sum(axis=1), **{n: known[n].astype("str") for n in names})
