"""Step 1: how alike candidates are, and how many are left in each segment behind the threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from shequn.errors import ParameterError
from shequn.planning.shared import as_list, div, interval_columns, ratio, require, with_all

if TYPE_CHECKING:
    from collections.abc import Sequence


def homogeneity(candidates: pd.DataFrame, attributes: Sequence[str]) -> pd.DataFrame:
    """Measure how alike the candidates are in each attribute.

    Args:
        candidates: One row per candidate.
        attributes: Columns of few different values; cut numbers into bands first.

    Returns:
        One row per attribute: ``attribute, known`` (people whose value is known), ``unknown, values`` (different
        values), ``top`` (the most frequent; of equals the first in order), ``top_share``, ``entropy`` (bits; 0 = all
        alike), ``evenness`` (entropy over its greatest value, the logarithm of the number of values: 1 = evenly
        spread; missing with one value) and ``concentration`` (Simpson's index, sum of squared shares: 1 = all alike,
        1 / values = evenly spread). Shares are of the known; all missing when none is.

    Raises:
        InputError: A column is not there.

    Source:
        Shannon 1948, by ``scipy.stats.entropy``; Pielou 1966; Simpson 1949, also known as Herfindahl–Hirschman index.

    Example:
        >>> people = pd.DataFrame({"district": ["east", "west", "east", "north"], "baker": [True] * 4})
        >>> homogeneity(people, ["district", "baker"])[["attribute", "top_share", "entropy"]].values.tolist()
        [['district', 0.5, 1.5], ['baker', 1.0, 0.0]]
    """
    require(candidates, attributes, "candidates")
    kinds = {"attribute": "str", "known": "Int64", "unknown": "Int64", "values": "Int64", "top": "str"}
    kinds |= dict.fromkeys(["top_share", "entropy", "evenness", "concentration"], "float64")
    rows = [_spread(name, candidates[name]) for name in attributes]
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _spread(name: str, column: pd.Series) -> dict[str, Any]:
    from scipy.stats import entropy

    counts = column.dropna().astype("str").value_counts().sort_index().sort_values(ascending=False, kind="stable")
    row = {"attribute": name, "known": int(counts.sum()), "unknown": int(column.isna().sum()), "values": len(counts)}
    if counts.empty:
        return row | {"top": None}
    bits = abs(float(entropy(counts.to_numpy(), base=2)))  # of one value −0.0
    shares = counts.to_numpy() / counts.sum()
    return row | {
        "top": counts.index[0],
        "top_share": shares[0],
        "entropy": bits,
        "evenness": div(bits, float(np.log2(len(counts)))),
        "concentration": float((shares**2).sum()),
    }


def segments(
    candidates: pd.DataFrame, by: str | Sequence[str], passes: pd.Series, smallest: int | None = None
) -> pd.DataFrame:
    """Count the candidates of each segment and how many of them pass the threshold.

    Args:
        candidates: One row per candidate.
        by: Column or columns that make the segments; people whose value is unknown are a segment of their own.
        passes: Whether each candidate passes, in the same order; unknown counts as not passed.
        smallest: Fewest people that a group of their own takes.

    Returns:
        One row per segment, first ``ALL``, then the largest first: the columns of ``by``, ``people, passing``
        (people left), ``share`` of those who pass with its Wilson 95 % interval ``low, high``, and ``too_small``
        (fewer left than ``smallest``; missing without it).

    Raises:
        InputError: A column is not there.
        ParameterError: ``passes`` has another length.

    Example:
        >>> people = pd.DataFrame({"district": ["east", "east", "west"], "visits": [3, 1, 2]})
        >>> found = segments(people, "district", people["visits"] >= 2, smallest=2)
        >>> found[["district", "people", "passing", "too_small"]].values.tolist()
        [['ALL', 3, 2, False], ['east', 2, 1, True], ['west', 1, 1, True]]
    """
    names = as_list(by)
    require(candidates, names, "candidates")
    if len(passes) != len(candidates):
        raise ParameterError(f"passes has {len(passes)} values, must have {len(candidates)}: one for each candidate.")
    known = candidates[names].assign(passing=passes.astype("boolean").fillna(False).to_numpy("bool"))
    grouped = with_all(known, names).groupby(names, sort=False, dropna=False)["passing"]
    found = grouped.agg(people="size", passing="sum").reset_index().astype({"people": "Int64", "passing": "Int64"})
    rest = found.iloc[1:].sort_values(["people", *names], ascending=[False, *[True] * len(names)])
    found = pd.concat([found.iloc[:1], rest], ignore_index=True)
    found["share"] = ratio(found["passing"], found["people"])
    found = found.assign(**interval_columns(found["passing"], found["people"]))
    too_small = pd.array([pd.NA] * len(found), "boolean") if smallest is None else found["passing"] < smallest
    return found.assign(too_small=too_small)
