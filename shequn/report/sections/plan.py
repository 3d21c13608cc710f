"""Sections 3, 10 and 11: positioning, content and SOP as the worksheets plan them, beside what the data show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn import findings, metrics, planning
from shequn.fit import SHARES, type_fit
from shequn.report import model
from shequn.report.sections.context import ALL, short_week
from shequn.texts import table as texts
from shequn.worksheets import words
from shequn.worksheets.choices import CommunityType, FirstMetric
from shequn.worksheets.operations import CommunityCheck, ContentPlan, FiveWOneH, Sop, TypeChoice

if TYPE_CHECKING:
    import pandas as pd

    from shequn.fit import Fit
    from shequn.report.sections.context import Context
    from shequn.worksheets.operations import ContentColumn, GroupType, SopRow

FIVE_W = ("why", "what", "where", "who", "how", "stop_rule")
MONEY = {FirstMetric.GMV, FirstMetric.GMV_PER_MEMBER}


def positioning(ctx: Context) -> model.Section:
    """Section 3: what the groups are for, and whether they do it."""
    types, five = ctx.sheet(TypeChoice), ctx.sheet(FiveWOneH)
    rows = [row for row in types.groups if row.type and row.first_metric] if types else []
    fits = type_fit(ctx.community, rows, ctx.period.start, ctx.period.end) if rows else []
    blocks = [
        *([fit_table(ctx, rows, fits), fit_figures(ctx, rows, fits)] if fits else []),
        five_w_table(ctx, five) if five else None,
        groups_table(ctx, rows),
    ]
    return ctx.section("positioning", positioning_verdict(ctx, fits), blocks)


def positioning_verdict(ctx: Context, fits: list[Fit]) -> str:
    """Word how many groups reach the target of their type."""
    held = [found for found in fits if found.verdict in {"reached", "missed", "open"}]
    if not held:
        check = ctx.sheet(CommunityCheck)
        if not ctx.sheets:
            return ctx.t("positioning.verdict_empty")
        return ctx.t("positioning.verdict_plan", who=check.who if check else "")
    missed, unsure = (
        ctx.t.enumerate(ctx.group(found.group_id) for found in held if found.verdict == verdict)
        for verdict in ("missed", "open")
    )
    return ctx.t(
        "positioning.verdict_fit",
        n=len(held),
        reached=sum(found.verdict == "reached" for found in held),
        missed=ctx.t("positioning.missed", groups=missed) if missed else "",
        open=ctx.t("positioning.open", groups=unsure) if unsure else "",
    )


def fit_table(ctx: Context, rows: list[GroupType], fits: list[Fit]) -> model.Table:
    """Table of each group's type, its first metric as measured, and the target."""
    lines = [
        [
            ctx.group(found.group_id) if found.group_id else row.group,
            words.choice(ctx.t, row.type) if row.type else None,
            words.choice(ctx.t, found.metric),
            measured(ctx, found),
            figure(ctx, found, found.target),
            ctx.t(f"fit.{found.verdict}"),
        ]
        for row, found in zip(rows, fits, strict=True)
    ]
    labels = {"group": "unit.group"} | {
        name: f"positioning.{name}" for name in ("type", "metric", "measured", "target", "judged")
    }
    columns = [ctx.column(name, "text", label=ctx.t(label)) for name, label in labels.items()]
    return ctx.table(ctx.t("positioning.fit"), columns, lines, caption=ctx.t("positioning.fit_note"))


def figure(ctx: Context, found: Fit, value: float | None) -> str | None:
    """Word a first metric or its target: a share, money or a plain number."""
    if value is None:
        return None
    return ctx.show(value, "percent" if found.metric in SHARES else "money" if found.metric in MONEY else "number")


def measured(ctx: Context, found: Fit) -> str | None:
    """Word what was measured, with its counts."""
    if found.measured is None:
        return None
    value = figure(ctx, found, found.measured.value)
    if found.measured.base is None:
        return value
    return ctx.t(
        "positioning.of_people",
        value=value,
        count=ctx.show(found.measured.sum, "money" if found.metric in MONEY else "int"),
        base=ctx.show(found.measured.base, "int"),
        interval=ctx.interval(found.interval),
    )


def fit_figures(ctx: Context, rows: list[GroupType], fits: list[Fit]) -> model.Table | None:
    """Numerators and denominators, each value a formula, for the workbook."""
    lines = [
        [ctx.group(found.group_id), words.choice(ctx.t, found.metric), *found.measured[1:], found.measured.value]
        for _, found in zip(rows, fits, strict=True)
        if found.measured and found.measured.base is not None
    ]
    if not lines:
        return None
    columns = [
        ctx.column("group", "text", label=ctx.t("unit.group")),
        ctx.column("metric", "text", label=ctx.t("positioning.metric")),
        ctx.column("numerator", "number", label=ctx.t("positioning.numerator")),
        ctx.column("denominator", "int", label=ctx.t("positioning.denominator")),
        ctx.column("value", "number", "{numerator}/{denominator}", ctx.t("positioning.value")),
    ]
    title = ctx.t("positioning.fit_figures")
    return ctx.table(title, columns, lines, only="xlsx", sheet=title)


def five_w_table(ctx: Context, sheet: FiveWOneH) -> model.Table:
    """The self-check before a group opens, question by question."""
    lines = [
        [words.label(ctx.t, sheet, spec), words.shown(ctx.t, spec, getattr(sheet, spec.name))]
        for spec in sheet.fields()
        if spec.name in FIVE_W and getattr(sheet, spec.name)
    ]
    columns = [ctx.column(name, "text", label=ctx.t(f"positioning.{name}")) for name in ("question", "answer")]
    return ctx.table(ctx.t("positioning.five_w"), columns, lines)


def groups_table(ctx: Context, planned: list[GroupType]) -> model.Table:
    """The groups as recorded; a type that differs from the planned one is said below."""
    frame = ctx.community.group_table()
    rows = [
        [ctx.group(row.group_id), type_name(ctx, row.type), row.created_day, row.dissolved_day]
        for row in frame.itertuples()
    ]
    kinds: list[tuple[str, model.Kind]] = [("type", "text"), ("created", "date"), ("dissolved", "date")]
    columns = [ctx.column("group", "text", label=ctx.t("unit.group"))]
    columns += [ctx.column(key, kind, label=ctx.t(f"positioning.{key}")) for key, kind in kinds]
    wanted = {row.group: row.type for row in planned}
    notes = [
        ctx.t(
            "positioning.recorded_other",
            group=ctx.group(row.group_id),
            recorded=type_name(ctx, row.type),
            planned=words.choice(ctx.t, kind),
        )
        for row in frame.itertuples()
        if (kind := wanted.get(row.group_id) or wanted.get(row.name)) and row.type in set(CommunityType) - {kind}
    ]
    return ctx.table(ctx.t("positioning.table"), columns, rows, caption=ctx.join(*notes))


def type_name(ctx: Context, code: object) -> str | None:
    """Word a type of group; a type that is none of the known ones stays as the client wrote it."""
    name = model.cell(code)
    return ctx.t(f"type.{name}") if f"type.{name}" in texts() else None if name is None else str(name)


def content(ctx: Context) -> model.Section:
    """Section 10: the planned mix against its limits, the columns, and what members said under each."""
    sheet = ctx.sheet(ContentPlan)
    said = column_table(ctx, sheet.columns if sheet else [])
    if sheet is None or not any(row.column for row in sheet.columns):
        return ctx.section("content", ctx.t("content.verdict_empty"), [said])
    mix = planning.content_mix(planning.planned_kinds(sheet.columns), sheet.mix)
    mix["title"] = [ctx.t(f"choice.content_kind.{kind}") for kind in mix["kind"]]
    outside = mix[mix["verdict"].isin(["above", "below"])]
    verdict = ctx.t(
        "content.verdict_outside" if len(outside) else "content.verdict_within",
        columns=sum(bool(row.column) for row in sheet.columns),
        posts=ctx.show(mix["posts"].sum(), "int"),
        kinds=ctx.t.enumerate(
            ctx.t("content.share", kind=row.title, share=ctx.show(row.share, "percent")) for row in outside.itertuples()
        ),
    )
    return ctx.section("content", verdict, [mix_table(ctx, mix), columns_table(ctx, sheet.columns), said])


def mix_table(ctx: Context, mix: pd.DataFrame) -> model.Table:
    """Posts a week by kind, their share and its limits."""
    columns = [
        ctx.column("title", "text", label=ctx.t("content.kind")),
        ctx.column("posts", "int", label=ctx.t("content.posts")),
        ctx.column("share", "percent", "{posts}/{posts@sum}", ctx.t("content.part")),
        ctx.column("least", "percent", label=ctx.t("content.least")),
        ctx.column("most", "percent", label=ctx.t("content.most")),
    ]
    return model.Table.from_frame(mix, title=ctx.t("content.mix"), columns=columns)


def columns_table(ctx: Context, rows: list[ContentColumn]) -> model.Table:
    """The columns with their days and times."""
    lines = [
        [
            row.column,
            words.choice(ctx.t, row.kind) if row.kind else None,
            words.choice(ctx.t, row.days) if row.days else None,
            row.time,
            row.topic,
            row.owner,
        ]
        for row in rows
        if row.column
    ]
    names = ("column", "kind", "days", "time", "topic", "owner")
    columns = [ctx.column(name, "text", label=ctx.t(f"content.{name}")) for name in names]
    return ctx.table(ctx.t("content.calendar"), columns, lines)


def column_table(ctx: Context, planned: list[ContentColumn]) -> model.Table | None:
    """Messages and writers under each column that the data name."""
    if ctx.missing("no_members", "no_messages"):
        return None
    frame = metrics.column_activity(ctx.community, ctx.period.start, ctx.period.end)
    frame = frame[frame["group_id"] == ALL]
    if frame.empty:
        return None
    frame["active"] = metrics.concentration(ctx.community, *ctx.period).set_index("group_id").loc[ALL, "contributors"]
    frame["writers_rate"] = frame["active_members"] / frame["active"]
    names = {row.column for row in planned}
    frame["label"] = [
        name if name in names or not names else f"{name} ({ctx.t('content.unplanned')})" for name in frame["column"]
    ]
    columns = [
        ctx.column("label", "text", label=ctx.t("content.column")),
        ctx.column("messages", "int", label=ctx.t("unit.messages")),
        ctx.column("weeks", "int", label=ctx.t("content.weeks")),
        ctx.column("messages_week", "number", "{messages}/{weeks}", ctx.t("content.messages_week")),
        ctx.column("active_members", "int", label=ctx.t("content.writers")),
        ctx.column("active", "int", label=ctx.t("content.active")),
        ctx.column("writers_rate", "percent", "{active_members}/{active}", ctx.t("content.writers_rate")),
    ]
    frame["messages_week"] = frame["messages"] / frame["weeks"]
    title, note = ctx.t("content.measured"), ctx.t("content.measured_note")
    return model.Table.from_frame(frame, title=title, columns=columns, caption=note)


def sop(ctx: Context) -> model.Section:
    """Section 11: what was done on time, beside the weeks' active rate; and the process itself."""
    sheet = ctx.sheet(Sop)
    rows = [row for row in sheet.rows if row.action] if sheet else []
    if sheet is None or not rows:
        return ctx.section("sop", ctx.t("sop.verdict_empty"), [])
    log = recorded(ctx, sheet)
    ends = ctx.t("sop.end_rule", rule=sheet.end_rule, action=sheet.end_action) if sheet.end_rule else ""
    blocks = [sop_rows(ctx, rows), model.Text(style="note", text=ends) if ends else None]
    if log.empty:
        return ctx.section("sop", ctx.t("sop.verdict_unrecorded", rows=len(rows)), blocks)
    rates = planning.on_time(log, by="table")
    total = rates.iloc[0]
    verdict = ctx.t(
        "sop.verdict",
        on_time=ctx.show(total["on_time"], "int"),
        recorded=ctx.show(total["planned"], "int"),
        missed=ctx.show(total["missed"], "int"),
        rate=ctx.show(total["on_time_rate"], "percent"),
        interval=ctx.interval(findings.Interval(total["low"], total["high"])),
    )
    return ctx.section("sop", verdict, [on_time_table(ctx, rates), on_time_weeks(ctx, log), *blocks])


def recorded(ctx: Context, sheet: Sop) -> pd.DataFrame:
    """The record of the period: ``day, table, outcome``, one row an action; an unknown row keeps an empty table."""
    import pandas as pd

    tables = {row.row_id: str(row.table or "") for row in sheet.rows}
    said = [
        (row.day, tables.get(row.row_id, ""), str(row.outcome))
        for row in sheet.record
        if row.outcome and row.day and ctx.period.start <= row.day <= ctx.period.end
    ]
    return pd.DataFrame(said, columns=["day", "table", "outcome"])


def on_time_table(ctx: Context, rates: pd.DataFrame) -> model.Table:
    """On-time rate of each table of the SOP with its interval."""
    rates = rates.assign(
        name=[
            ctx.t("sop.all") if code == ALL else ctx.t(f"choice.sop_table.{code}") if code else None
            for code in rates["table"]
        ]
    )
    kinds: dict[str, model.Kind] = dict.fromkeys(("planned", "on_time", "late", "missed"), "int")
    columns = [ctx.column("name", "text", label=ctx.t("sop.table"))]
    labels = {"planned": "recorded"}
    columns += [ctx.column(key, kind, label=ctx.t(f"sop.{labels.get(key, key)}")) for key, kind in kinds.items()]
    columns.append(ctx.column("on_time_rate", "percent", "{on_time}/{planned}", ctx.t("sop.on_time_rate")))
    columns += [ctx.column(key, "percent", label=ctx.t(f"sop.{key}")) for key in ("low", "high")]
    return model.Table.from_frame(rates, title=ctx.t("sop.by_table"), columns=columns)


def on_time_weeks(ctx: Context, log: pd.DataFrame) -> model.Table:
    """On-time rate of each recorded week beside its active rate."""
    import pandas as pd

    weeks = pd.to_datetime(log["day"]).dt.strftime("%G-W%V")
    counts = (
        log.assign(week=weeks)
        .groupby("week")["outcome"]
        .agg(planned="size", on_time=lambda part: int((part == "on_time").sum()))
    )
    active = ctx.weekly[ctx.weekly["group_id"] == ALL].set_index("week")
    frame = counts.join(active[["active_members", "total_members", "active_rate"]]).reset_index()
    frame["on_time_rate"] = frame["on_time"] / frame["planned"]
    frame["label"] = [short_week(week) for week in frame["week"]]
    columns = [
        ctx.column("label", "text", label=ctx.t("unit.weeks")),
        ctx.column("planned", "int", label=ctx.t("sop.recorded")),
        ctx.column("on_time", "int", label=ctx.t("sop.on_time")),
        ctx.column("on_time_rate", "percent", "{on_time}/{planned}", ctx.t("sop.on_time_rate")),
        ctx.column("active_members"),
        ctx.column("total_members"),
        ctx.column("active_rate", formula="{active_members}/{total_members}"),
    ]
    note = ctx.t("sop.by_week_note", weeks=len(frame))
    return model.Table.from_frame(frame, title=ctx.t("sop.by_week"), columns=columns, caption=note)


def sop_rows(ctx: Context, rows: list[SopRow]) -> model.Table:
    """The process, row by row."""
    lines = [
        [
            row.row_id,
            words.choice(ctx.t, row.table) if row.table else None,
            words.when(ctx.t, row),
            row.action,
            row.owner,
        ]
        for row in rows
    ]
    names = ("row_id", "table", "when", "action", "owner")
    columns = [ctx.column(name, "text", label=ctx.t(f"sop.{name}")) for name in names]
    return ctx.table(ctx.t("sop.rows"), columns, lines)
