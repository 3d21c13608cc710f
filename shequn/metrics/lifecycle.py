"""Where each week's active members come from, and who fell silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shequn.engine import col
from shequn.metrics.shared import PERSON, active_people, fill, rows_for, tally, unknown
from shequn.spells import NEVER

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
    active, monday = active_people(community, period, "week"), col("week") * 7
    states = {
        "first_active": col("previous") == NEVER,
        "retained_of_weeks": (col("previous") < monday) & (col("previous") >= monday - 7),
    }
    history = community.own_activity.filter(col("day") <= period.days[-1])
    # In a first week that is not whole, the active day before may be of that week: look at the week before itself.
    before = history.filter(col("week") == period.weeks[0] - 1)
    again = active.filter(col("previous") >= monday).join(before, on=list(PERSON), how="semi")
    previous = history.filter(col("previous") < monday).with_columns(col("week") + 1)
    parts = [
        tally(active, "week", rows="active_members", sums=states),
        tally(again, "week", rows="retained_of_part"),
        tally(previous, "week", rows="previous"),
    ]
    rows = fill(community, rows, *parts, by=("week",))
    rows = rows.with_columns((col("retained_of_weeks") + col("retained_of_part")).alias("retained"))
    rows = rows.with_columns(
        (col("active_members") - col("first_active") - col("retained")).alias("resurrected"),
        (col("previous") - col("retained")).alias("dormant"),
    )
    return community.collect(rows.select("group", "week", "complete", *_STATES), sort=["group", "week"])
