"""What members say under each content column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import pandas as pd

from shequn.engine import col
from shequn.metrics.shared import in_period

if TYPE_CHECKING:
    from shequn.community import Community

NAMES = ("group", "column", "messages", "active_members", "weeks")


def column_activity(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Count messages and distinct writers under each content column, where the messages name one.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per level and column that occurs there: ``group_id, column, messages`` (that are activity, rule 4),
        ``active_members`` (distinct people) and ``weeks`` (ISO weeks with such a message). No row when the messages
        name no column.

    Raises:
        ParameterError: When the period is not valid.

    Example:
        >>> from shequn import read, samples
        >>> with read(samples.path()) as community:
        ...     found = column_activity(community)
        >>> found.loc[found["group_id"] == "ALL", "column"].tolist()
        ['早安', '晚读', '活动', '问答', '欢迎', '周分享', '作业']
    """
    period = community.period(start, end)
    if not community.has("messages") or "column" not in community.tables["messages"].collect_schema():
        return pd.DataFrame({"group_id": [], "column": [], "messages": [], "active_members": [], "weeks": []})
    active = in_period(community.activity_inside, period).select("group", "member", "day", "week")
    inside = community.columns().join(active, on=["group", "member", "day"])
    rows = nw.concat([inside, inside.with_columns(nw.lit(0, nw.Int32).alias("group"))])
    counts = rows.group_by("group", "column").agg(
        nw.len().cast(nw.Int64).alias("messages"),
        col("member").n_unique().cast(nw.Int64).alias("active_members"),
        col("week").n_unique().cast(nw.Int64).alias("weeks"),
    )
    found = community.collect(counts.select(*NAMES), sort=("group", "column"))
    order = found["group_id"].map({name: n for n, name in enumerate(dict.fromkeys(found["group_id"]))})
    ordered = found.assign(order=order).sort_values(["order", "messages"], ascending=[True, False], kind="stable")
    return ordered.drop(columns="order").reset_index(drop=True)
