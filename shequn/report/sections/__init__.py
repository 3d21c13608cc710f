"""The sections of the client report: each turns metrics and findings into plain blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn.report.sections import closing, growth, members, money, overview, plan
from shequn.report.sections.context import Context

if TYPE_CHECKING:
    from collections.abc import Callable

    from shequn.report.model import Section

BUILDERS: dict[str, Callable[[Context], Section]] = {
    "verdict": overview.verdict,
    "scope": overview.scope,
    "positioning": plan.positioning,
    "growth": growth.growth,
    "activity": growth.activity,
    "retention": members.retention,
    "concentration": members.concentration,
    "conversion": money.conversion,
    "layers": members.layers,
    "content": plan.content,
    "sop": plan.sop,
    "actions": closing.actions,
    "appendix": closing.appendix,
}
"""Section id to the function that builds it, in the order of the report."""

__all__ = ["BUILDERS", "Context"]
