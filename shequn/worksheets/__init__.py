"""Worksheets: what learners decide, as pydantic models in the order of the course."""

from __future__ import annotations

from shequn.worksheets.base import Row, Sheet, Spec
from shequn.worksheets.construction import (
    Iteration,
    Needs,
    Pilot,
    Position,
    Promotion,
    StandardService,
    TargetMembers,
)
from shequn.worksheets.operations import (
    BusinessMap,
    CommunityCheck,
    ContentPlan,
    FiveWOneH,
    MindsetCheck,
    People,
    Sop,
    TypeChoice,
)
from shequn.worksheets.workbook import Workbook, load

__all__ = [
    "SHEETS",
    "BusinessMap",
    "CommunityCheck",
    "ContentPlan",
    "FiveWOneH",
    "Iteration",
    "MindsetCheck",
    "Needs",
    "People",
    "Pilot",
    "Position",
    "Promotion",
    "Row",
    "Sheet",
    "Sop",
    "Spec",
    "StandardService",
    "TargetMembers",
    "TypeChoice",
    "Workbook",
    "load",
]

SHEETS: dict[str, type[Sheet]] = {
    sheet.id: sheet
    for sheet in (
        CommunityCheck,
        TargetMembers,
        Needs,
        Position,
        StandardService,
        Pilot,
        Promotion,
        Iteration,
        BusinessMap,
        TypeChoice,
        FiveWOneH,
        ContentPlan,
        People,
        Sop,
        MindsetCheck,
    )
}
"""Every worksheet by its id, in the order of the course."""
