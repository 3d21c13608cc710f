"""Layers of members by activity and, apart from them, of buyers by purchase.

The cuts are the course's own heuristics, not measurements; they are parameters or constants here, in one place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from shequn.dates import EPOCH
from shequn.engine import Lazy, col, number_of, total
from shequn.errors import ParameterError
from shequn.metrics.conversion import buyers
from shequn.metrics.shared import unknown
from shequn.spells import member_at_end

if TYPE_CHECKING:
    from shequn.community import Community

LAYERS = ("core", "regular", "occasional", "silent", "lost")
"""Names of the activity layers, most active first."""
SILENT_DAYS = 30
"""Days without activity after which a member is silent."""
LOST_DAYS = 90
"""Days without activity after which a member is lost; also the window in which activity is counted."""
RECENT_DAYS = 7
"""A member active in this many last days has the best recency."""
CORE_DAYS, REGULAR_DAYS = 9, 3
"""Active days in the window (three a month, one a month) from which frequency scores 3 and 2."""
DEEP, SHALLOW = 5, 2
"""Messages an active day from which depth scores 3 and 2."""

_SCORES = ("r", "f", "m")


def activity_layers(
    community: Community,
    start: Any = None,
    end: Any = None,
    *,
    silent_days: int = SILENT_DAYS,
    lost_days: int = LOST_DAYS,
) -> pd.DataFrame:
    """Layer the members present at the end by their last activity, active days and depth of activity.

    The state at the end of the period: activity before the period counts, in a window of ``lost_days`` days, so that
    two ends compare whatever the period's length.

    Args:
        community: The community.
        start: First local day of the period; used only to check it.
        end: Last local day.
        silent_days: Days without activity from which a member is silent.
        lost_days: Days without activity from which a member is lost.

    Returns:
        One row per level and member (without a member list: per sender): ``group_id, member_id, last_day`` (last active
        day, missing if never), ``recency`` (days since), ``frequency`` (active days in the window), ``depth`` (messages
        in the window), scores ``r`` (3 = within 7 days, 2 = not silent, 1), ``f`` (3 = 9 active days or more, 2 = 3 or
        more, 1), ``m`` (messages an active day: 3 = 5 or more, 2 = 2 or more, 1) and ``layer``: ``lost`` and ``silent``
        (days since the last activity, or since joining for who never spoke), ``core`` (r and f 3), ``regular`` (f 2
        or more), ``occasional`` (the rest). No rows without messages.

    Raises:
        ParameterError: When the period is not valid or the days are not 0 < silent_days < lost_days.
    """
    if not 0 < silent_days < lost_days:
        raise ParameterError(f"silent_days == {silent_days}, must lie between 0 and lost_days == {lost_days}.")
    last = community.period(start, end).days[-1]
    names = ("last_day", "recency", "frequency", "depth")
    order = ("group", "member", *names, *_SCORES, "layer")
    if not community.has("messages"):
        nobody = community.levels.select("group", nw.lit(0, nw.Int32).alias("member"), nw.lit("").alias("layer"))
        nobody = unknown(nobody, *names, *_SCORES).filter(col("group") < 0).select(*order)
        return community.collect(nobody, sort=order[:2])
    rows = _activity_until(community, last, lost_days)
    rows = rows.with_columns((last - col("last_day")).alias("recency"), (last - col("since")).alias("quiet"))
    rows = rows.with_columns(
        _score(col("recency") < RECENT_DAYS, col("recency") < silent_days).alias("r"),
        _score(col("frequency") >= CORE_DAYS, col("frequency") >= REGULAR_DAYS).alias("f"),
        _score(*((col("depth") > 0) & (col("depth") >= n * col("frequency")) for n in (DEEP, SHALLOW))).alias("m"),
    )
    rows = rows.with_columns(_layer(silent_days, lost_days).alias("layer"))
    return community.collect(rows.select(*order), sort=order[:2])


def _activity_until(community: Community, last: int, window: int) -> Lazy:
    """``group, member, last_day, since, frequency, depth`` of who is there on a day; since = last active or joined."""
    recent = col("day") > last - window
    activity = community.activity.filter(col("day") <= last)
    history = activity.group_by("group", "member").agg(
        nw.max("day").alias("last_day"),
        number_of(recent).alias("frequency"),
        total(nw.when(recent).then(col("messages")).otherwise(nw.lit(0))).alias("depth"),
    )
    if not community.has("members"):
        return history.with_columns(col("last_day").alias("since"))
    present = community.spells.filter(member_at_end(nw.lit(last))).select("group", "member", "joined_day")
    rows = present.join(history, on=["group", "member"], how="left")
    # Who was in before the data begin and never spoke has been silent at least since the first message on record.
    start = (community.coverage().get("messages", (EPOCH,))[0] - EPOCH).days
    since = nw.coalesce("last_day", "joined_day", nw.lit(start, nw.Int32))
    return rows.with_columns(since.alias("since"), col("frequency", "depth").fill_null(0))


def _layer(silent_days: int, lost_days: int) -> nw.Expr:
    talking = nw.when(col("f") >= 2).then(nw.lit("regular")).otherwise(nw.lit("occasional"))
    talking = nw.when((col("r") == 3) & (col("f") == 3)).then(nw.lit("core")).otherwise(talking)
    quiet = nw.when(col("quiet") >= lost_days).then(nw.lit("lost")).otherwise(nw.lit("silent"))
    return nw.when(col("quiet") >= silent_days).then(quiet).otherwise(talking)


def _score(best: nw.Expr, middle: nw.Expr) -> nw.Expr:
    """Give 3, 2 or 1; a missing value gives 1."""
    inner = nw.when(middle).then(nw.lit(2)).otherwise(nw.lit(1))
    return nw.when(best).then(nw.lit(3)).otherwise(inner)


def purchase_layers(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Layer the buyers by last order, number of orders and money, from all counted orders up to the end.

    Args:
        community: The community.
        start: First local day of the period; used only to check it.
        end: Last local day.

    Returns:
        One row per level and buyer: ``group_id, member_id, last_day`` (of the last order), ``recency`` (days since),
        ``frequency`` (orders), ``paid, refunded, net`` (currency units), scores ``r`` (3 = within 30 days, 2 = within
        90, 1), ``f`` (3 = three orders or more, 2 = two, 1 = one) and ``m`` (third of the level's buyers by net, 3 =
        highest; equal values share the lower score). No rows without orders or a member list.

    Raises:
        ParameterError: When the period is not valid.

    Source:
        RFM after Hughes 1994, with three scores in the place of five: small groups have few buyers.
    """
    period = community.period(start, end)
    first = min(day for day, _ in community.coverage().values())
    frame = buyers(community, min(first, period.start), period.end)
    frame = frame[frame["orders"] > 0].reset_index(drop=True)
    recency = (pd.Timestamp(period.end) - frame["last_day"]).dt.days.astype("Int64")
    rank = frame.groupby("group_id")["net"].rank(method="min", pct=True)
    scores = {
        "r": np.select([recency < SILENT_DAYS, recency < LOST_DAYS], [3, 2], 1),
        "f": frame["orders"].clip(upper=3),
        "m": np.ceil(rank * 3),
    }
    out = frame[["group_id", "member_id", "last_day"]].assign(recency=recency, frequency=frame["orders"])
    out = out.join(frame[["paid", "refunded", "net"]])
    return out.assign(**{name: pd.array(score, dtype="Int64") for name, score in scores.items()})


def grid(frame: pd.DataFrame) -> pd.DataFrame:
    """Count people by recency and frequency score.

    Args:
        frame: Rows with the scores ``r`` and ``f``, of one level.

    Returns:
        Counts with all of r 1-3 as rows and f 1-3 as columns.

    Example:
        >>> grid(pd.DataFrame({"r": [3, 3, 1], "f": [2, 2, 1]})).to_numpy().tolist()
        [[1, 0, 0], [0, 0, 0], [0, 2, 0]]
    """
    counts = pd.crosstab(frame["r"], frame["f"])
    return counts.reindex(index=[1, 2, 3], columns=[1, 2, 3], fill_value=0).astype("int64")


def migration(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Count how people moved between layers.

    Args:
        before: Layers at an earlier end, as from `activity_layers`.
        after: Layers at a later end.

    Returns:
        One row per level and move: ``group_id, before, after, members``; ``absent`` = not a member at that end.

    Example:
        >>> then = pd.DataFrame({"group_id": ["ALL"], "member_id": ["7"], "layer": ["core"]})
        >>> migration(then, then.assign(layer="silent")).to_numpy().tolist()
        [['ALL', 'core', 'silent', 1]]
    """
    keys = ["group_id", "member_id"]
    both = before[[*keys, "layer"]].merge(after[[*keys, "layer"]], on=keys, how="outer", suffixes=("_before", "_after"))
    both = both.rename(columns={"layer_before": "before", "layer_after": "after"}).fillna(
        {"before": "absent", "after": "absent"}
    )
    return both.groupby(["group_id", "before", "after"]).size().rename("members").reset_index()
