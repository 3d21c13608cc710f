"""The playbook as a document: nine parts, each filled from its worksheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn.playbook import ends, founding, running
from shequn.report import model

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shequn.playbook.context import Context

PARTS: dict[str, tuple[str, ...]] = {
    "summary": (),
    "community": ("community_check",),
    "steps": tuple(kind.id for kind in founding.STEPS),
    "positioning": ("community_type", "business_map", "five_w_one_h"),
    "content": ("content",),
    "people": ("people",),
    "sop": ("sop",),
    "mindset": ("mindset",),
}
"""Parts of the playbook before the open points, and their sheets; a part in which nothing was entered is left out."""
BUILDERS: dict[str, Callable[[Context], tuple[str, Sequence[model.Block]]]] = {
    "summary": ends.summary,
    "community": founding.community,
    "steps": founding.steps,
    "positioning": founding.positioning,
    "content": running.content,
    "people": running.people,
    "sop": running.sop,
    "mindset": running.mindset,
    "open": lambda ctx: ends.open_points(ctx, PARTS),
}
"""What each part shows: its verdict and its blocks."""


def document(ctx: Context) -> model.Document:
    """Put a playbook together.

    Args:
        ctx: The material.

    Returns:
        The document, for any of the report's renderers.
    """
    shown = [part for part in BUILDERS if not PARTS.get(part) or ctx.begun(*PARTS[part])]
    sections = []
    for number, part in enumerate(shown, 1):
        verdict, blocks = BUILDERS[part](ctx)
        sections.append(
            model.Section(
                id=part,
                number=str(number),
                title=ctx.t(f"playbook.part.{part}"),
                verdict=verdict,
                blocks=list(blocks),
                language=ctx.language,
                currency=ctx.currency,
            )
        )
    return model.Document(cover=cover(ctx), sections=sections)


def cover(ctx: Context) -> model.Cover:
    """The head of the playbook."""
    start, end = running.span(ctx)
    key = "unplanned" if not ctx.begun("sop", "five_w_one_h") else "period" if end else "open_period"
    given = {"community": ctx.community, "participant": ctx.participant, "language": ctx.language}
    given |= {"currency": ctx.currency, "timezone": ctx.timezone, "today": ctx.today.isoformat()}
    return model.Cover(
        client=ctx.community,
        title=ctx.t("playbook.title"),
        period=ctx.t(f"playbook.cover.{key}", start=start, end=end),
        language=ctx.language,
        currency=ctx.currency,
        prepared=ctx.t("playbook.cover.prepared", day=ctx.today),
        parameters=[(ctx.t(f"playbook.parameter.{name}"), value) for name, value in given.items() if value],
    )
