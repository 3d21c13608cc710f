"""Section 8: conversion, GMV, refunds, and the share of orders that could be matched to members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn import metrics, plots
from shequn.report import model
from shequn.report.sections.context import ALL, NO_SALES, short_week

if TYPE_CHECKING:
    import pandas as pd

    from shequn.report.sections.context import Context

STAGES = ("joined", "spoke", "bought", "bought_again")


def conversion(ctx: Context) -> model.Section:
    """Section 8: what members paid, what went back, and on which share of the orders that rests."""
    if why := ctx.missing(*NO_SALES):
        blocks = [model.Text(text=matched_by_id(ctx))] if why == "no_buyers" else []
        return ctx.section("conversion", ctx.t("conversion.verdict_unknown", why=ctx.t(f"why.{why}")), blocks)
    total = ctx.conversion.loc[ALL]
    values = {name: ctx.show(total[name], "money") for name in ("paid", "refunded", "net")}
    counts = {name: ctx.show(total[name], "int") for name in ("buyers", "orders")}
    verdict = ctx.t("conversion.verdict", **values, **counts, sentence=ctx.sentence(ctx.finding("conversion_rate")))
    shown: list[model.Block] = [
        model.Text(text=ctx.sentence(ctx.finding("gmv"))),
        model.Text(text=ctx.join(matched(ctx), matched_by_id(ctx))),
        gmv(ctx, values),
        buyers_table(ctx),
        money_table(ctx),
    ]
    if not ctx.missing("no_messages"):
        shown += [funnel(ctx), funnel_table(ctx)]
    return ctx.section("conversion", verdict, shown)


def matching(ctx: Context) -> pd.Series:
    """How many paid orders belong to members, all groups together."""
    frame = ctx.once("matching", lambda: metrics.matching(ctx.community, ctx.period.start, ctx.period.end))
    return frame.set_index("group_id").loc[ALL]


def matched(ctx: Context) -> str:
    """Say how many paid orders belong to members."""
    frame = matching(ctx)
    return ctx.t(
        "conversion.matched",
        counted=ctx.show(frame["counted_orders"], "int"),
        total=ctx.show(frame["paid_orders"], "int"),
        share=ctx.show(frame["matched_share"], "percent"),
    )


def matched_by_id(ctx: Context) -> str:
    """Say how many paid orders name somebody of the member list, whenever they were members."""
    frame = matching(ctx)
    by_id = frame["counted_orders"] + frame["away_orders"]
    return ctx.t(
        "conversion.matched_by_id",
        matched=ctx.show(by_id, "int"),
        total=ctx.show(frame["paid_orders"], "int"),
        share=ctx.show(by_id / frame["paid_orders"] if frame["paid_orders"] else None, "percent"),
        away=ctx.show(frame["away_orders"], "int"),
        unmatched=ctx.show(frame["paid_orders"] - by_id, "int"),
    )


def gmv(ctx: Context, values: dict[str, str]) -> model.Picture:
    """Weekly GMV with the refunds of the week below."""
    rows = ctx.weekly[ctx.weekly["group_id"] == ALL][["week", "complete", "gmv"]]
    refunds = metrics.refunds_weekly(ctx.community, ctx.period.start, ctx.period.end)
    refunds = refunds[refunds["group_id"] == ALL][["week", "refunded"]]
    frame = rows.merge(refunds, on="week", how="left").fillna({"refunded": 0})
    figure = plots.money(
        [short_week(week) for week in frame["week"]],
        paid=frame["gmv"].tolist(),
        refunded=frame["refunded"].tolist(),
        net=(frame["gmv"] - frame["refunded"]).tolist(),
        labels=(ctx.label("gmv"), ctx.t("conversion.refunds"), ctx.label("net")),
        complete=frame["complete"].tolist(),
        partial=ctx.t("picture.partial"),
        number=ctx.short,
    )
    alt = ctx.t("conversion.gmv_alt", paid=values["paid"], refunded=values["refunded"])
    return ctx.picture(figure, "gmv", alt, ctx.caption(ctx.t("conversion.gmv"), ctx.t("conversion.gmv_note")))


def level_table(ctx: Context, title: str, columns: list[model.Column], caption: str = "") -> model.Table:
    """Table of conversion with a row for all groups and each group."""
    frame = ctx.conversion.loc[ctx.levels].reset_index()
    frame["group"] = [ctx.group(group) for group in frame["group_id"]]
    first = ctx.column("group", "text", label=ctx.t("unit.group"))
    return model.Table.from_frame(frame, title=title, columns=[first, *columns], caption=caption)


def buyers_table(ctx: Context) -> model.Table:
    """Orders, buyers and their rates by group."""
    columns = [
        ctx.column("orders", "int", label=ctx.t("conversion.orders")),
        ctx.column("buyers", "int", label=ctx.t("conversion.buyers")),
        ctx.column("members_end", "int", label=ctx.t("conversion.members_end")),
        ctx.column("conversion_rate", "percent", "{buyers}/{members_end}", ctx.t("conversion.rate_period")),
        ctx.column("repeat_buyers", "int", label=ctx.t("conversion.repeat")),
        ctx.column("repeat_rate", "percent", "{repeat_buyers}/{buyers}", ctx.t("conversion.repeat_rate")),
    ]
    return level_table(ctx, ctx.t("conversion.buyers_table"), columns, ctx.t("conversion.groups_note"))


def money_table(ctx: Context) -> model.Table:
    """Paid, refunded and net by group."""
    columns = [
        ctx.column("paid", "money", label=ctx.t("conversion.paid")),
        ctx.column("refunded", "money", label=ctx.t("conversion.refunded")),
        ctx.column("net", "money", "{paid}-{refunded}"),
    ]
    return level_table(ctx, ctx.t("conversion.table"), columns)


def funnel(ctx: Context) -> model.Picture:
    """From joining to buying again."""
    rows = funnel_rows(ctx)
    counts = [int(count) for count in rows["members"]]
    names = dict(zip(("joined", "spoke", "bought", "again"), (ctx.show(count, "int") for count in counts), strict=True))
    figure = plots.funnel(
        [ctx.t(f"conversion.{stage}") for stage in STAGES],
        counts,
        of_first=ctx.t("picture.of_first"),
        of_previous=ctx.t("picture.of_previous"),
    )
    return ctx.picture(
        figure,
        "funnel",
        ctx.t("conversion.funnel_alt", **names),
        ctx.caption(ctx.t("conversion.funnel"), ctx.t("conversion.funnel_note")),
    )


def funnel_rows(ctx: Context):  # type: ignore[no-untyped-def]
    """Stages of the funnel for all groups, in order."""
    frame = metrics.funnel(ctx.community, ctx.period.start, ctx.period.end)
    return frame[frame["group_id"] == ALL].set_index("stage").loc[list(STAGES)].reset_index()


def funnel_table(ctx: Context) -> model.Table:
    """Counts of the funnel, each rate a formula, for the workbook."""
    rows = funnel_rows(ctx)
    rows["name"] = [ctx.t(f"conversion.{stage}") for stage in rows["stage"]]
    columns = [
        ctx.column("name", "text", label=ctx.t("conversion.stage")),
        ctx.column("members", "int", label=ctx.t("unit.people")),
        ctx.column("rate_of_previous", "percent", "{members}/{members@-1}", ctx.t("conversion.of_previous")),
        ctx.column("rate_of_first", "percent", "{members}/{members@first}", ctx.t("conversion.of_first")),
    ]
    return model.Table.from_frame(
        rows, title=ctx.t("conversion.funnel"), columns=columns, only="xlsx", sheet=ctx.t("conversion.funnel_sheet")
    )
