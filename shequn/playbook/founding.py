"""Parts 2 to 4: is it a community, the seven steps, the positioning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shequn import planning
from shequn.plots import playbook as plots
from shequn.report import model
from shequn.worksheets import (
    BusinessMap,
    CommunityCheck,
    FiveWOneH,
    Iteration,
    Needs,
    Pilot,
    Position,
    Promotion,
    StandardService,
    TargetMembers,
    TypeChoice,
    words,
)
from shequn.worksheets.advice.base import alike
from shequn.worksheets.choices import Stage, Strength

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shequn.playbook.context import Context
    from shequn.report.model import Block
    from shequn.worksheets import Sheet
    from shequn.worksheets.operations import GroupType

CHARACTERISTICS = ("tie", "goal", "norms")


def community(ctx: Context) -> tuple[str, Sequence[Block]]:
    """Two questions, three characteristics, one carrier."""
    sheet = ctx.get(CommunityCheck)
    named = {spec.name: words.label(ctx.t, CommunityCheck, spec) for spec in CommunityCheck.fields()}
    rows = [
        [named[name], getattr(sheet, name), words.choice(ctx.t, strength) if strength else None]
        for name in CHARACTERISTICS
        for strength in [getattr(sheet, f"{name}_strength")]
    ]
    return strengths(ctx), [
        *ctx.answered(CommunityCheck, "who", "together", "purpose"),
        ctx.table("characteristics", dict.fromkeys(("characteristic", "what", "strength"), "text"), rows),
        *ctx.answered(CommunityCheck, "carrier", "carrier_reason", title=named["carrier"]),
        *ctx.rows(CommunityCheck, "carriers"),
    ]


def strengths(ctx: Context) -> str:
    """Word what the three characteristics add up to."""
    sheet = ctx.get(CommunityCheck)
    found = {name: getattr(sheet, f"{name}_strength") for name in CHARACTERISTICS}
    if None in found.values():
        return ctx.t("playbook.community.open", n=sum(value is not None for value in found.values()))
    labels = {spec.name: words.label(ctx.t, CommunityCheck, spec) for spec in CommunityCheck.fields()}
    for level, key in ((Strength.ABSENT, "absent"), (Strength.WEAK, "weak")):
        if names := [labels[name] for name, value in found.items() if value == level]:
            return ctx.t(f"playbook.community.{key}", names=ctx.t.enumerate(names))
    return ctx.t("playbook.community.clear")


def steps(ctx: Context) -> tuple[str, Sequence[Block]]:
    """The seven construction steps, each with what is computed from it."""
    made: list[Block] = []
    for kind, extra in STEPS.items():
        if ctx.begun(kind.id):
            computed = extra(ctx) if extra else []
            made += [*ctx.sheet(kind, **SHOWN.get(kind, {})), *computed]
    ids = [kind.id for kind in STEPS]
    done = ctx.t("playbook.steps.verdict", n=len(ctx.complete(*ids)), total=len(ids))
    return ctx.join(done, margin_sentence(ctx), pilot_sentence(ctx)), made


def ranked(ctx: Context) -> list[Block]:
    """Needs by frequency × intensity × unmet share."""
    sheet = ctx.get(Needs)
    found = planning.rank_need_rows(sheet.needs).dropna(subset="score")
    if found.empty:
        return []
    names, scores = found["need"].tolist(), found["score"].tolist()
    chosen = next((name for name in names if alike(name, sheet.chosen_need)), "")
    figure = plots.bars(names, scores, number=lambda value: f"{value:.1f}", marked=chosen)
    caption = ctx.t("playbook.needs.caption")
    return [ctx.picture(figure, "needs", ctx.t("playbook.needs.alt", need=names[0]), caption)]


def fit(ctx: Context) -> list[Block]:
    """Needs against one's own scores."""
    found = planning.fit_needs(ctx.get(Position).fit, planning.rank_need_rows(ctx.get(Needs).needs))
    found = found.dropna(subset="own")
    if found.empty:
        return list(ctx.rows(Position, "fit"))
    columns: dict[str, model.Kind] = {"need": "text", "score": "number"}
    columns |= {"can": "int", "want": "int", "lasting": "int", "fit": "number"}
    rows = found[list(columns)].astype("object").to_numpy().tolist()
    return [ctx.table("fit", columns, rows, caption=ctx.t("playbook.fit.caption"))]


def economics(ctx: Context) -> list[Block]:
    """What one sale costs and leaves, from which size on the group pays, or why that is not known."""
    unit = planning.service_economics(ctx.get(StandardService))
    why: list[Block] = []
    if unit.reason:
        why.append(model.Text(style="note", text=ctx.t(f"playbook.economics.{unit.reason}")))
    if unit.cost is None:
        return why
    shown: list[tuple[str, object, model.Kind]] = [
        ("cost", unit.cost, "money"),
        ("margin", unit.margin, "money"),
        ("margin_rate", unit.margin_rate, "percent"),
        ("buyers", unit.break_even_buyers, "int"),
        ("size", unit.break_even_size, "int"),
    ]
    cards = [
        model.Card(label=ctx.t(f"playbook.economics.{name}"), value=ctx.show(value, kind))
        for name, value, kind in shown
        if value is not None
    ]
    made: list[Block] = [model.Cards(items=cards), *why]
    if unit.uncosted_steps:
        made.append(model.Text(style="note", text=ctx.t("playbook.economics.uncosted", n=unit.uncosted_steps)))
    if size := unit.break_even_size:
        sizes = [round(size * part / 4) for part in range(9)]
        figure = plots.break_even(
            sizes,
            planning.profit_by_size(unit, sizes)["profit"].tolist(),
            size,
            size=ctx.t("playbook.economics.members"),
            profit=ctx.t("playbook.economics.profit"),
            mark=ctx.t("playbook.economics.mark", n=f"{size:,}"),
            number=lambda value: ctx.show(round(value), "money").removesuffix(".00"),
        )
        alt = ctx.t("playbook.economics.alt", n=f"{size:,}")
        made.append(ctx.picture(figure, "break-even", alt, ctx.t("playbook.economics.caption")))
    return made


def margin_sentence(ctx: Context) -> str:
    """Word whether the service pays, as far as it is known."""
    unit = planning.service_economics(ctx.get(StandardService))
    if unit.margin is None:
        return ""
    margin = ctx.show(abs(unit.margin), "money")
    if unit.margin <= 0:
        return ctx.t("playbook.economics.loss", margin=margin)
    if unit.break_even_size is None:
        return ctx.t("playbook.economics.leaves", margin=margin)
    return ctx.t("playbook.economics.pays", margin=margin, size=f"{unit.break_even_size:,}")


def tested(ctx: Context) -> list[Block]:
    """Versions of the pilot against the first one."""
    columns: dict[str, model.Kind] = {"version": "text", "old": "percent", "new": "percent", "difference": "points"}
    columns |= {"interval": "text", "decision": "text", "wanted": "int"}
    rows = [
        [
            name,
            found.old,
            found.new,
            found.difference,
            ctx.t(
                "playbook.pilot.range",
                low=ctx.show(found.interval[0], "points"),
                high=ctx.show(found.interval[1], "points"),
            ),
            ctx.t(f"playbook.pilot.word_{found.decision}"),
            found.wanted,
        ]
        for name, found in planning.pilot_results(ctx.get(Pilot)).items()
    ]
    return [ctx.table("pilot", columns, rows, caption=ctx.t("playbook.pilot.caption"))] if rows else []


def pilot_sentence(ctx: Context) -> str:
    """Word what the pilot has shown, of its last version."""
    results = planning.pilot_results(ctx.get(Pilot))
    if not results:
        return ""
    name, found = list(results.items())[-1]
    old, new = ctx.show(found.old, "percent"), ctx.show(found.new, "percent")
    return ctx.t(f"playbook.pilot.{found.decision}", name=name, old=old, new=new)


def reached(ctx: Context) -> list[Block]:
    """What each channel brings and costs."""
    sheet = ctx.get(Promotion)
    table = planning.channel_rows(sheet.channels)
    if table[["joins", "cost"]].isna().all(axis=None):
        return []
    found = planning.channel_funnel(table, monthly_margin=sheet.monthly_margin)
    found["channel"] = found["channel"].where(found["channel"] != "ALL", ctx.t("playbook.channels.all"))
    columns: dict[str, model.Kind] = {"channel": "text", "joins": "int", "buyers": "int", "cost": "money"}
    columns |= {"cost_per_join": "money", "cost_per_buyer": "money", "payback_months": "number"}
    more: dict[str, model.Kind] = {"exposures": "int", "scans": "int"}
    more |= {"scan_rate": "percent", "join_rate": "percent", "buyer_rate": "percent"}

    def rows(names: dict[str, model.Kind]) -> list[list[object]]:
        return [list(row) for row in found[list(names)].astype("object").to_numpy().tolist()]

    own = found[found["channel"] != ctx.t("playbook.channels.all")].dropna(subset="cost_per_buyer")
    made: list[Block] = [
        ctx.table("channels", columns, rows(columns), caption=ctx.t("playbook.channels.caption"), only="page")
    ]
    if len(own) > 1:
        own = own.sort_values("cost_per_buyer")
        figure = plots.bars(
            own["channel"].tolist(), own["cost_per_buyer"].tolist(), number=lambda value: ctx.show(value, "money")
        )
        alt = ctx.t("playbook.channels.alt", channel=own["channel"].iloc[0])
        made.insert(0, ctx.picture(figure, "channels", alt, ctx.t("playbook.channels.picture")))
    whole = {**columns, **more}
    return [*made, ctx.table("channels", whole, rows(whole), only="xlsx")]


STEPS: dict[type[Sheet], Callable[[Context], list[Block]] | None] = {
    TargetMembers: None,
    Needs: ranked,
    Position: fit,
    StandardService: economics,
    Pilot: tested,
    Promotion: reached,
    Iteration: None,
}
"""The sheets of the seven steps, and what is computed from each."""
SHOWN: dict[type[Sheet], dict[str, Any]] = {
    Position: {"without": ("fit",)},
    Promotion: {"channels": ("channel", "place", "action", "owner")},
}
"""What of a sheet stands in a computed table."""


def positioning(ctx: Context) -> tuple[str, Sequence[Block]]:
    """Business map, AIDASS types, 5W1H."""
    groups = [row for row in ctx.get(TypeChoice).groups if not row.blank]
    made: list[Block] = []
    if any(row.from_stage and row.to_stage for row in groups):
        order = list(Stage)
        spans = [
            (order.index(row.from_stage), order.index(row.to_stage)) if row.from_stage and row.to_stage else None
            for row in groups
        ]
        figure = plots.paths([row.group for row in groups], [words.choice(ctx.t, stage) for stage in order], spans)
        made.append(
            ctx.picture(figure, "paths", ctx.t("playbook.positioning.alt"), ctx.t("playbook.positioning.caption"))
        )
    made += [*ctx.rows(TypeChoice, "groups", own={"target": target}), *ctx.answered(TypeChoice)]
    made += [*ctx.sheet(BusinessMap), *ctx.sheet(FiveWOneH)]
    return types_sentence(ctx), made


def types_sentence(ctx: Context) -> str:
    """Word how many groups there are, and of which types."""
    groups = [row for row in ctx.get(TypeChoice).groups if not row.blank]
    types = list(dict.fromkeys(words.choice(ctx.t, row.type) for row in groups if row.type))
    if not types:
        return ctx.t("playbook.positioning.open")
    ends = sum(row.end is not None for row in groups)
    return ctx.t("playbook.positioning.verdict", n=len(groups), types=ctx.t.enumerate(types), ends=ends)


def target(row: GroupType) -> str:
    """Word the target of a group: that of a rate in per cent.

    Example:
        >>> from shequn.worksheets.operations import GroupType
        >>> target(GroupType(first_metric="active_rate", target=28)), target(GroupType(first_metric="gmv", target=3e4))
        ('28%', '30,000')
    """
    if row.target is None:
        return ""
    percent = "%" if row.first_metric and row.first_metric.endswith("_rate") else ""
    return f"{row.target:,.2f}".rstrip("0").rstrip(".") + percent
