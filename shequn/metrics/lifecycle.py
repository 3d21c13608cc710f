"""Where each week's active members come from, and who fell silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from shequn.engine import col
from shequn.metrics.shared import PERSON, active_weeks, fill, rows_for, tally, unknown

if TYPE_CHECKING:
    import pandas as pd

    from shequn.community import Community

_STATES = ("active_members", "first_active", "retained", "resurrected", "dormant")


def lifecycle(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Split the active members of each week by what they did before.

    Activity before the period counts as history: nobody is new because the period begins.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per level and week: ``group_id, week, week_start, complete, active_members, first_active`` (never
        active before), ``retained`` (active last week too), ``resurrected`` (active before, but not last week),
        ``dormant`` (active last week, not in this one). active = first_active + retained + resurrected. Missing
        without messages.

    Raises:
        ParameterError: When the period is not valid.
    """
    period = community.period(start, end)
    rows = rows_for(community, community.weeks(period))
    if not community.has("messages"):
        rows = unknown(rows, *_STATES)
        return community.collect(rows.select("group", "week", "complete", *_STATES), sort=["group", "week"])
    weeks, first_day = active_weeks(community, period), period.days[0]
    now = weeks.filter(col("last_day") >= first_day)
    before = weeks.select(*PERSON, (col("week") + 1).alias("week"))
    first = weeks.group_by(*PERSON).agg(nw.min("week"), nw.min("first_day")).filter(col("first_day") >= first_day)
    kept = now.join(before, on=["group", "member", "week"], how="semi")
    tables = {"active_members": now, "first_active": first, "retained": kept, "previous": before}
    parts = [tally(table, "week", rows=name) for name, table in tables.items()]
    rows = fill(community, rows, *parts, by=("week",)).with_columns(
        (col("active_members") - col("first_active") - col("retained")).alias("resurrected"),
        (col("previous") - col("retained")).alias("dormant"),
    )
    return community.collect(rows.select("group", "week", "complete", *_STATES), sort=["group", "week"])
