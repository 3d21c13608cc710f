"""Step 2: which needs are frequent, strong and unmet, and how sure their order is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from shequn.errors import InputError
from shequn.planning.shared import frame_of, interval_columns, ratio, require

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from shequn.worksheets.construction import Need

RESAMPLES = 2_000
"""Bootstrap samples for the range of ranks."""


def rank_needs(survey: pd.DataFrame, *, seed: int = 0) -> pd.DataFrame:
    """Rank needs by frequency × intensity × unmet share.

    Args:
        survey: One row per respondent and need: ``respondent, need, frequency`` (times a month; 0 = has not got this
            need), ``intensity`` (1 to 5) and ``satisfied`` (whether what they use today is enough). Intensity and
            satisfied count only where the frequency is not 0; unknown values are left out.
        seed: Of the bootstrap.

    Returns:
        One row per need, in order of rank: ``need, rank`` (equals share the better one), ``rank_low, rank_high`` (95 %
        percentile interval of the rank when respondents are drawn anew), ``score, respondents`` (whose frequency is
        known), ``having`` (of these, who have the need), ``frequency`` (mean of the respondents), ``intensity`` (mean
        of those having it), ``answered`` (of these, who said whether they are satisfied), ``unmet`` (of these, who
        are not), ``unmet_share`` with its Wilson interval ``low, high``. The score is an order, not a measurement.

    Raises:
        InputError: A column is not there, or a respondent answers twice on one need.

    Source:
        Frequency × intensity × unmet share is a heuristic. Interval by ``scipy.stats.bootstrap`` over respondents
        (percentile method, Efron 1979).

    Example:
        >>> rows = [["a", "late bus", 4, 5, False], ["b", "late bus", 2, 4, False], ["a", "dull tea", 2, 2, True],
        ...         ["b", "dull tea", 2, 2, False]]
        >>> survey = pd.DataFrame(rows, columns=["respondent", "need", "frequency", "intensity", "satisfied"])
        >>> rank_needs(survey)[["need", "rank", "score"]].values.tolist()
        [['late bus', 1, 13.5], ['dull tea', 2, 2.0]]
    """
    answers = _answers(survey)
    needs = answers["need"].drop_duplicates().tolist()
    having = answers["frequency"] > 0
    counted = answers.assign(
        having=having,
        intensity=answers["intensity"].where(having),
        answered=answers["satisfied"].where(having).notna(),
        unmet=(answers["satisfied"].where(having) == 0),
    )
    found = counted.groupby("need", sort=False).agg(
        respondents=("frequency", "count"),
        having=("having", "sum"),
        frequency=("frequency", "mean"),
        intensity=("intensity", "mean"),
        answered=("answered", "sum"),
        unmet=("unmet", "sum"),
    )
    found = found.reindex(needs).reset_index()
    found["unmet_share"] = ratio(found["unmet"], found["answered"])
    found = found.assign(**interval_columns(found["unmet"], found["answered"]))
    low, high = _rank_range(counted, needs, seed)
    return _ranked(found, rank_low=low, rank_high=high)


def rank_need_rows(rows: Iterable[Need]) -> pd.DataFrame:
    """Rank the needs of a worksheet by the same product.

    Args:
        rows: Rows of the sheet ``needs``.

    Returns:
        One row per need, in order of rank: ``need, rank, score, frequency, intensity, unmet_share``; rank and score
        are missing where one of the three is, such needs come last.

    Example:
        >>> from shequn.worksheets.construction import Need
        >>> rows = [Need(need="dull tea", frequency=2, intensity=2), Need(need="late bus", frequency=3, intensity=4.0,
        ...                                                              unmet_percent=50)]
        >>> rank_need_rows(rows)[["need", "rank", "score"]].values.tolist()
        [['late bus', 1, 6.0], ['dull tea', <NA>, nan]]
    """
    said = frame_of(rows, ["need", "frequency", "intensity", "unmet_percent"])
    kinds = {"need": "str", "frequency": "float64", "intensity": "float64", "unmet_share": "float64"}
    said["unmet_share"] = said.pop("unmet_percent").astype("float64") / 100
    return _ranked(said.astype(kinds))


def _answers(survey: pd.DataFrame) -> pd.DataFrame:
    require(survey, ["respondent", "need", "frequency", "intensity", "satisfied"], "survey")
    twice = survey.duplicated(["respondent", "need"])
    if twice.any():
        who = survey.loc[twice].iloc[0]
        raise InputError(
            f"survey: {who['respondent']!r} answers twice on {who['need']!r}; keep one row per respondent and need."
        )
    kinds = {"frequency": "float64", "intensity": "float64"}
    return survey.astype(kinds).assign(satisfied=survey["satisfied"].astype("boolean").astype("Float64"))


def _ranked(found: pd.DataFrame, **ranges: Any) -> pd.DataFrame:
    """Score, rank and sort; what cannot be scored comes last."""
    score = found["frequency"] * found["intensity"] * found["unmet_share"]
    rank = score.rank(method="min", ascending=False).astype("Int64")
    columns = {"rank": rank, **{name: pd.Series(values) for name, values in ranges.items()}, "score": score}
    for place, (name, values) in enumerate(columns.items(), 1):
        found.insert(place, name, values)
    counts = ("rank_low", "rank_high", "respondents", "having", "answered", "unmet")
    found = found.astype({name: "Int64" for name in counts if name in found})
    return found.sort_values("rank", kind="stable", na_position="last").reset_index(drop=True)


def _rank_range(answers: pd.DataFrame, needs: list[str], seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Ranks at 2.5 % and 97.5 % when respondents are drawn anew; missing with fewer than two of them."""
    from scipy.stats import bootstrap, rankdata

    people = answers["respondent"].nunique()
    if people < 2:
        return np.full(len(needs), np.nan), np.full(len(needs), np.nan)
    parts = [
        answers.set_index(["respondent", "need"])[name].astype("float64").unstack()[needs].to_numpy()  # noqa: PD010
        for name in ("frequency", "intensity", "answered", "unmet")
    ]

    def ranks(drawn: NDArray[np.int64], axis: int) -> NDArray[np.float64]:  # noqa: ARG001 (SciPy hands it in)
        frequency, intensity, answered, unmet = (np.take(part, drawn, axis=0) for part in parts)  # … people, needs
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = [np.nansum(x, axis=-2) / np.isfinite(x).sum(axis=-2) for x in (frequency, intensity)]
            share = np.nansum(unmet, axis=-2) / np.nansum(answered, axis=-2)
        score = np.nan_to_num(mean[0] * mean[1] * share, nan=-1.0)  # nobody left who has it: last
        return np.moveaxis(rankdata(-score, method="min", axis=-1).astype("float64"), -1, 0)

    found = bootstrap(
        (np.arange(people),), ranks, n_resamples=RESAMPLES, batch=200, method="percentile", rng=seed
    ).confidence_interval
    return np.floor(found.low), np.ceil(found.high)


def competitor_grid(competitors: pd.DataFrame) -> pd.DataFrame:
    """Set needs against what members use today.

    Args:
        competitors: One row per competitor and need: ``competitor, need, cover`` (1 = not at all to 5 = fully).

    Returns:
        One row per need in the order met, one column per competitor with its cover, and ``best``: the best cover of
        any. Missing where nothing was said.

    Raises:
        InputError: A column is not there, or a competitor is judged twice on one need.

    Example:
        >>> rows = [["videos", "recipes", 5], ["studio", "recipes", 3], ["videos", "help", 1]]
        >>> competitor_grid(pd.DataFrame(rows, columns=["competitor", "need", "cover"])).values.tolist()
        [['recipes', 5.0, 3.0, 5.0], ['help', 1.0, nan, 1.0]]
    """
    require(competitors, ["competitor", "need", "cover"], "competitors")
    twice = competitors.duplicated(["competitor", "need"])
    if twice.any():
        who = competitors.loc[twice].iloc[0]
        raise InputError(f"competitors: {who['competitor']!r} is judged twice on {who['need']!r}; keep one row.")
    wide = competitors.set_index(["need", "competitor"])["cover"].astype("float64").unstack()  # noqa: PD010
    wide = wide.reindex(
        index=competitors["need"].drop_duplicates(), columns=competitors["competitor"].drop_duplicates()
    )
    wide = wide.assign(best=wide.max(axis=1))
    return wide.reset_index().rename_axis(columns=None)
