"""Parts 1 and 9: the summary on one page, and what is still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn.playbook import founding, running
from shequn.report import model
from shequn.report.format import display_width
from shequn.worksheets import (
    SHEETS,
    CommunityCheck,
    FiveWOneH,
    Needs,
    Position,
    StandardService,
    TargetMembers,
    TypeChoice,
    words,
)
from shequn.worksheets.advice import advice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shequn.playbook.context import Context
    from shequn.report.model import Block
    from shequn.worksheets import Sheet

GIST: tuple[tuple[type[Sheet], str], ...] = (
    (CommunityCheck, "together"),
    (TargetMembers, "persona_name"),
    (Needs, "chosen_need"),
    (StandardService, "promise"),
    (Position, "only_we"),
    (FiveWOneH, "stop_rule"),
)
"""What a community is, in the answers that say it best."""
NEXT = 4
"""Dates on the first page."""
LONGEST = 130
"""Half ems of an answer on the first page."""


def summary(ctx: Context) -> tuple[str, Sequence[Block]]:
    """What this community is, for whom, judged by what, and what comes next."""
    start, end = running.span(ctx)
    complete, begun = len(ctx.complete()), len(ctx.begun())
    known = bool(ctx.begun("sop", "five_w_one_h"))
    cards = [
        model.Card(
            label=ctx.t("playbook.summary.complete"),
            value=f"{complete} / {len(SHEETS)}",
            detail=ctx.t("playbook.summary.begun", begun=begun - complete, untouched=len(SHEETS) - begun),
        )
    ]
    if known:
        ending = end.isoformat() if end else ctx.t("playbook.summary.open_end")
        cards.append(model.Card(label=ctx.t("playbook.summary.start"), value=start.isoformat()))
        cards.append(model.Card(label=ctx.t("playbook.summary.end"), value=ending))
    rows = [
        [words.label(ctx.t, kind, spec), cut(part)]
        for kind, name in GIST
        for spec in kind.fields()
        if spec.name == name
        for part in [ctx.value(spec, getattr(ctx.get(kind), name))]
        if part
    ]
    made: list[Block] = [model.Cards(items=cards), *ctx.questions(ctx.t("playbook.summary.gist"), rows)]
    page = ("group", "type", "first_metric", "target", "end")
    made += ctx.rows(TypeChoice, "groups", page=page, own={"target": founding.target})[:1]
    return verdict(ctx), [*made, *dates(ctx)]


def cut(text: str) -> str:
    """Shorten an answer for the first page; it stands in full in its part.

    Example:
        >>> cut("short"), len(cut("长" * 200))
        ('short', 66)
    """
    width = 0
    for place, character in enumerate(text):
        width += display_width(character)
        if width > LONGEST:
            return f"{text[:place].rstrip()}…"
    return text


def verdict(ctx: Context) -> str:
    """One sentence on the whole."""
    share = ctx.t("playbook.summary.share", n=len(ctx.complete()), total=len(SHEETS))
    who = ctx.get(TargetMembers).persona_name
    types = founding.types_sentence(ctx)
    if not ctx.begun():
        return ctx.t("playbook.summary.empty")
    return ctx.join(ctx.t("playbook.summary.for", who=who) if who else "", types, share)


def dates(ctx: Context) -> list[Block]:
    """The next few dates, of what is not done on every working day."""
    found = running.ahead(ctx)
    found = found[~found["row_id"].isin(running.regular(ctx))].head(NEXT)
    rows = [
        [day.date(), row.from_time, row.action, row.owner]
        for day, row in zip(found["day"], found.itertuples(), strict=True)
    ]
    heads: dict[str, model.Kind] = {"day": "date", "time": "text", "action": "text", "owner": "text"}
    return [ctx.table("next", heads, rows)] if rows else []


def open_points(ctx: Context, parts: Mapping[str, Sequence[str]]) -> tuple[str, Sequence[Block]]:
    """What is not answered, what cannot be used, and what is odd.

    Args:
        ctx: The material.
        parts: Part to its sheets.
    """
    rows: list[list[str]] = []
    for part, ids in parts.items():
        if ids and not ctx.begun(*ids):
            titles = ctx.t.enumerate(ctx.title(id_) for id_ in ids)
            rows.append([ctx.t(f"playbook.part.{part}"), ctx.t("playbook.open.part", sheets=titles)])
            continue
        for id_ in ids:
            rows += _of_sheet(ctx, id_)
    said = [
        f"{ctx.title(piece.sheet)} · {piece.words(ctx.t)}"
        for piece in advice({i: a.sheet for i, a in ctx.answers.items()})
    ]
    problems = [
        problem.line(ctx.t, SHEETS[id_]) for id_, answers in ctx.answers.items() for problem in answers.problems
    ]
    made: list[Block] = [model.Text(style="warning", text="\n\n".join(problems))] if problems else []
    if rows:
        made.append(ctx.table("open", {"sheet": "text", "question": "text"}, rows))
    if said:
        made += [model.Text(text=ctx.t("playbook.open.advice")), model.Bullets(items=said)]
    if not (rows or said or problems):
        return ctx.t("playbook.open.none"), made
    return ctx.t("playbook.open.verdict", n=len(rows), advice=len(said)), made


def _of_sheet(ctx: Context, id_: str) -> list[list[str]]:
    model_, sheet = SHEETS[id_], ctx.answers[id_].sheet
    if not ctx.begun(id_):
        return [[ctx.title(id_), ctx.t("playbook.open.untouched", aim=words.aim(ctx.t, model_))]]
    missing = sheet.missing()
    return [
        [
            ctx.title(id_),
            " ".join(
                filter(
                    None,
                    (
                        f"{words.label(ctx.t, model_, spec)}{ctx.t('playbook.open.mark')}",
                        words.help_of(ctx.t, model_, spec),
                    ),
                )
            ),
        ]
        for spec in model_.fields()
        if spec.name in missing
    ]
