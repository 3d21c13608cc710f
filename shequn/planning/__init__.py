"""What is computed from worksheets and from the tables of a plan: plain functions, tidy frames or typed results.

``candidates`` who could join · ``needs`` what they lack · ``position`` what fits one's own strengths · ``economics``
what serving them costs · ``pilot`` whether a change works · ``channels`` what reaching them costs · ``releases`` what
came of changes · ``content`` mix and columns · ``calendar`` SOP and columns by day · ``relation`` what holds a
community together · ``tables`` reads the tables. Zero denominators give missing values; codes, no words.
"""

from __future__ import annotations

from shequn.planning.calendar import days_rule, follow_up, occurrences, on_time, undated
from shequn.planning.candidates import homogeneity, segments
from shequn.planning.channels import channel_funnel, channel_rows, saturation
from shequn.planning.content import best_slots, column_performance, content_mix, planned_kinds
from shequn.planning.economics import UnitEconomics, profit_by_size, service_economics, unit_economics
from shequn.planning.needs import competitor_grid, rank_need_rows, rank_needs
from shequn.planning.pilot import (
    VersionComparison,
    compare_versions,
    difference_interval,
    peeking_risk,
    pilot_results,
    power,
    sample_size,
    versions,
)
from shequn.planning.position import fit_needs
from shequn.planning.relation import RelationStrength, proxy_scores, relation_strength
from shequn.planning.releases import release_effects
from shequn.planning.tables import read_table

__all__ = [
    "RelationStrength",
    "UnitEconomics",
    "VersionComparison",
    "best_slots",
    "channel_funnel",
    "channel_rows",
    "column_performance",
    "compare_versions",
    "competitor_grid",
    "content_mix",
    "days_rule",
    "difference_interval",
    "fit_needs",
    "follow_up",
    "homogeneity",
    "occurrences",
    "on_time",
    "peeking_risk",
    "pilot_results",
    "planned_kinds",
    "power",
    "profit_by_size",
    "proxy_scores",
    "rank_need_rows",
    "rank_needs",
    "read_table",
    "relation_strength",
    "release_effects",
    "sample_size",
    "saturation",
    "segments",
    "service_economics",
    "undated",
    "unit_economics",
    "versions",
]
