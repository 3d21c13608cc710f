"""Metrics of a community: functions from a `Community` and a period to a tidy frame, one module per family.

``daily_weekly`` counts people · ``growth`` moves · ``retention`` and ``lifecycle`` who stays · ``stickiness`` how
often · ``funnel`` and ``conversion`` what is bought · ``concentration`` and ``layers`` by whom · ``rhythm`` when ·
``coverage`` what the data hold. Every group and ALL has its rows, ALL first; what the source cannot know is missing.
"""

from __future__ import annotations

from shequn.metrics.columns import column_activity
from shequn.metrics.concentration import absence_factor, concentration, gini, lorenz, message_counts
from shequn.metrics.conversion import buyers, conversion, matching, refunds_weekly
from shequn.metrics.coverage import coverage_daily, coverage_table, outside_period, strangers
from shequn.metrics.daily_weekly import daily, rates, weekly
from shequn.metrics.funnel import funnel
from shequn.metrics.growth import bridge, leave_intervals, open_in_dissolved, people
from shequn.metrics.layers import (
    LAYERS,
    LOST_DAYS,
    SILENT_DAYS,
    activity_layers,
    grid,
    migration,
    purchase_layers,
)
from shequn.metrics.lifecycle import lifecycle
from shequn.metrics.retention import cohorts, retention_curve
from shequn.metrics.rhythm import rhythm
from shequn.metrics.stickiness import active_days, stickiness

__all__ = [
    "LAYERS",
    "LOST_DAYS",
    "SILENT_DAYS",
    "absence_factor",
    "active_days",
    "activity_layers",
    "bridge",
    "buyers",
    "cohorts",
    "column_activity",
    "concentration",
    "conversion",
    "coverage_daily",
    "coverage_table",
    "daily",
    "funnel",
    "gini",
    "grid",
    "leave_intervals",
    "lifecycle",
    "lorenz",
    "matching",
    "message_counts",
    "migration",
    "open_in_dissolved",
    "outside_period",
    "people",
    "purchase_layers",
    "rates",
    "refunds_weekly",
    "retention_curve",
    "rhythm",
    "stickiness",
    "strangers",
    "weekly",
]
