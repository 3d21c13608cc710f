"""Step 3: needs against what one can, wants to and will supply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn.planning.shared import frame_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from shequn.worksheets.construction import Fit


def fit_needs(rows: Iterable[Fit], ranking: pd.DataFrame) -> pd.DataFrame:
    """Set the ranked needs against one's own scores.

    Args:
        rows: Rows ``fit`` of the sheet ``position``: each need with ``can, want, lasting`` from 1 to 5.
        ranking: As :func:`shequn.planning.rank_needs` or :func:`shequn.planning.rank_need_rows` return it.

    Returns:
        One row per need of either, best fit first: ``need, score`` (of the need), ``can, want, lasting, own`` (the
        weakest of the three that were given: one cannot make up for another) and ``fit``: score × own / 5, missing
        when one of them is. A heuristic.

    Example:
        >>> import pandas as pd
        >>> from shequn.worksheets.construction import Fit
        >>> ranking = pd.DataFrame({"need": ["late bus", "dull tea"], "score": [10.0, 6.0]})
        >>> rows = [Fit(need="late bus", can=1, want=2), Fit(need="dull tea", can=5, want=4)]
        >>> fit_needs(rows, ranking)[["need", "own", "fit"]].values.tolist()
        [['dull tea', 4.0, 4.8], ['late bus', 1.0, 2.0]]
    """
    own = frame_of(rows, ["need", "can", "want", "lasting"]).drop_duplicates("need", keep="last")
    own = own.astype({"need": "str", "can": "float64", "want": "float64", "lasting": "float64"})
    given = own["can"].notna() & own["want"].notna()
    own["own"] = own[["can", "want", "lasting"]].min(axis=1).where(given)
    found = ranking[["need", "score"]].merge(own, on="need", how="outer")
    found = found.assign(fit=found["score"] * found["own"] / 5)
    return found.sort_values(["fit", "score"], ascending=False, kind="stable", na_position="last", ignore_index=True)
