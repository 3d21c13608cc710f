"""Sections 1 and 2: the verdict on one page, scope and data quality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn import metrics
from shequn.findings import TRAILING_WEEKS, is_good
from shequn.report import model
from shequn.report.sections import members, sources
from shequn.report.sections.context import ALL, KINDS, UNKNOWN

if TYPE_CHECKING:
    from shequn.findings import Finding
    from shequn.report.sections.context import Context

CARDS = ("total_members", "active_rate", "new_members", "churned_members", "conversion_rate", "gmv")
JUDGED = ("active_rate", "churned_members", "new_members", "conversion_rate", "gmv")
"""Metrics that may become a headline or an action; total members only follows from joins and leaves."""
POINTS = 5


def ranked(ctx: Context) -> list[Finding]:
    """Order the findings of all levels by how much they matter: sure before possible, all groups before one."""
    found = [ctx.finding(metric, level) for level in ctx.levels for metric in JUDGED]
    return sorted((f for f in found if weight(f) > 0), key=lambda f: -weight(f))


def weight(found: Finding) -> int:
    """Weigh a finding: how sure it is, then whether it concerns everybody.

    Args:
        found: A finding.

    Returns:
        0 when it says nothing about change.
    """
    grade = {"clear": 4, "possible": 2}.get(found.certainty, 0)
    shift = 3 if found.shift else 0
    return 2 * max(grade, shift) + (found.group_id == ALL) if grade or shift else 0


def verdict(ctx: Context) -> model.Section:
    """Section 1: the conclusion as its title, key figures, three to five points."""
    changes = ranked(ctx)
    points = [ctx.of_group(found.group_id, ctx.sentence(found)) for found in changes[:POINTS]]
    said = {(found.group_id, found.metric) for found in changes[:POINTS]}
    points = [*points, *members.changes(ctx)][:POINTS]
    for metric in JUDGED:
        if len(points) < 3 and (ALL, metric) not in said:
            points.append(ctx.sentence(ctx.finding(metric)))
    blocks = [
        *loud_warnings(ctx),
        model.Cards(items=[card(ctx, ctx.finding(metric)) for metric in CARDS]),
        model.Bullets(items=points),
        model.Text(style="note", text=ctx.t("verdict.intro", n=TRAILING_WEEKS)),
    ]
    return ctx.section("verdict", headline(ctx, changes), blocks)


def headline(ctx: Context, changes: list[Finding]) -> str:
    """Word the conclusion of the report."""
    if not changes:
        judged = [found for found in map(ctx.finding, JUDGED) if found.certainty == "none"]
        return ctx.t("headline.steady", week=ctx.week(judged[0].week)) if judged else ctx.t("headline.unknown")
    top = changes[0]
    kind = KINDS.get(top.metric, "number")
    if top.shift and top.certainty != "clear":
        key, week, before, value = "headline.shift_", top.shift.week, top.shift.before, top.shift.after
    else:
        key, week, before, value = "headline.", top.week, top.usual_mean, top.value
    text = ctx.t(
        key + ("rise" if value > before else "fall"),
        label=ctx.label(top.metric),
        week=ctx.week(week),
        value=ctx.show(value, kind),
        before=ctx.show(before, kind),
    )
    return ctx.of_group(top.group_id, text)


def card(ctx: Context, found: Finding) -> model.Card:
    """Make the key figure of a finding: value, change against the weeks before, interval or usual range."""
    kind = KINDS.get(found.metric, "int")
    if found.certainty == "unknown":
        why = ctx.missing(*UNKNOWN[found.metric]) or "no_week"
        return model.Card(label=ctx.label(found.metric), value=ctx.show(None, kind), detail=ctx.t(f"why.{why}"))
    change = None
    if found.changed or found.certainty == "none":
        if kind == "percent":
            delta = ctx.show(found.value - found.usual_mean, "points")
        else:
            delta = ctx.show(found.value / found.usual_mean - 1 if found.usual_mean else None, "growth")
        change = ctx.t("card.change", delta=delta, n=found.n_weeks)
    detail = ctx.t(f"card.{found.certainty}") if found.certainty in {"few", "short", "coarse"} else None
    if detail is None and found.interval:
        low, high = (ctx.show(bound, "percent") for bound in found.interval)
        detail = ctx.t("card.interval", low=low, high=high)
    elif detail is None:
        detail = ctx.t("card.usual", low=ctx.show(found.usual_low, kind), high=ctx.show(found.usual_high, kind))
    return model.Card(
        label=ctx.label(found.metric),
        value=ctx.show(found.value, kind),
        change=change,
        detail=detail,
        good=is_good(found.metric, found.direction) if found.changed else None,
    )


def loud_warnings(ctx: Context) -> list[model.Text]:
    """Warn at the top of the report when more than 1 % of a table was refused for errors."""
    quality = ctx.community.quality
    if quality is None:
        return []
    files = quality.conversion.files if quality.conversion else []
    lost = [("loud", ctx.t(f"table_name.{t.table}"), t.errors, t.rows_in) for t in quality.tables.values() if t.loud]
    lost += [("loud_export", export.file, export.errors, export.rows) for export in files if export.loud]
    texts = [
        ctx.t(
            f"verdict.{key}",
            table=name,
            share=ctx.show(sum(errors.values()) / rows, "percent"),
            n=ctx.show(sum(errors.values()), "int"),
            total=ctx.show(rows, "int"),
            section=ctx.number("scope"),
        )
        for key, name, errors, rows in lost
    ]
    texts += [ctx.t("verdict.cut_short", file=export.file) for export in files if export.cut_short]
    return [model.Text(style="warning", text=text) for text in texts]


def scope(ctx: Context) -> model.Section:
    """Section 2: what is counted, which days each table covers, which rows were set aside and why."""
    quality = ctx.community.quality
    tables = list(quality.tables.values()) if quality else []
    files = quality.conversion.files if quality and quality.conversion else []
    errors = sum(sum(each.errors.values()) for each in (*tables, *files))
    kept = ctx.show(sum(table.rows_kept for table in tables), "int")
    key = "scope.verdict_refused" if errors else "scope.verdict_clean"
    blocks = [
        facts(ctx),
        coverage(ctx),
        coverage_by_day(ctx),
        *sources.exports(ctx),
        *quality_tables(ctx),
        *sources.leave_intervals(ctx),
        strangers(ctx),
        unknowns(ctx),
    ]
    return ctx.section("scope", ctx.t(key, rows=kept, refused=ctx.show(errors, "int")), blocks)


def facts(ctx: Context) -> model.Table:
    """Table of period, time zone, groups and people."""
    period, community = ctx.period, ctx.community
    rows = [
        [ctx.t("scope.period"), ctx.t("report.period", start=period.start, end=period.end)],
        [ctx.t("scope.timezone"), community.timezone],
        [ctx.t("scope.groups"), ctx.t.enumerate(community.group_names[group] for group in community.group_ids)],
        [ctx.t("scope.names"), ctx.t(f"scope.names_{ctx.parameters.names}")],
    ]
    if community.has("members"):
        people = metrics.people(community, period.start, period.end).set_index("group_id").loc[ALL, "members"]
        rows.insert(3, [ctx.t("scope.people"), ctx.show(people, "int")])
    columns = [
        ctx.column("item", "text", label=ctx.t("scope.item")),
        ctx.column("value", "text", label=ctx.t("scope.value")),
    ]
    return ctx.table(title=ctx.t("scope.facts"), columns=columns, rows=rows)


def coverage(ctx: Context) -> model.Table:
    """Table of first and last day and days with rows of each table; gaps against the period are said below it."""
    frame = metrics.coverage_table(ctx.community)
    frame["table"] = [ctx.t(f"table_name.{name}") for name in frame["table"]]
    outside = metrics.outside_period(ctx.community, ctx.period.start, ctx.period.end)
    notes = [ctx.t("scope.coverage_note"), *gaps(ctx)]
    notes += [
        ctx.t("scope.outside", table=ctx.t(f"table_name.{row.table}"), n=ctx.show(row.rows, "int"))
        for row in outside.itertuples()
        if row.rows
    ]
    kinds: dict[str, model.Kind] = {
        "table": "text",
        "rows": "int",
        "first_day": "date",
        "last_day": "date",
        "days_with_rows": "int",
        "days": "int",
    }
    columns = [ctx.column(key, kind, label=ctx.t(f"scope.{key}")) for key, kind in kinds.items()]
    return model.Table.from_frame(frame, title=ctx.t("scope.coverage"), columns=columns, caption=ctx.join(*notes))


def coverage_by_day(ctx: Context) -> model.Table:
    """Rows of each table on each day, for the workbook."""
    frame = metrics.coverage_daily(ctx.community, ctx.period.start, ctx.period.end)
    columns = [ctx.column("day", "date", label=ctx.t("unit.day"))]
    columns += [
        ctx.column(name, "int", label=ctx.t(f"scope.per_day_{name}")) for name in ("members", "messages", "orders")
    ]
    title = ctx.t("scope.per_day")
    return model.Table.from_frame(frame, title=title, columns=columns, only="xlsx", sheet=title)


def gaps(ctx: Context) -> list[str]:
    """Say which tables begin later or end earlier than the period."""
    return [
        ctx.t("scope.gap", table=ctx.t(f"table_name.{name}"), first=first, last=last)
        for name, (first, last) in ctx.community.coverage().items()
        if name != "members" and (first > ctx.period.start or last < ctx.period.end)
    ]


def quality_tables(ctx: Context) -> list[model.Table]:
    """Tables of rows read, kept, set aside (by reason, with the first lines) and repaired."""
    quality = ctx.community.quality
    if quality is None:
        return []
    name = {table: ctx.t(f"table_name.{table}") for table in quality.tables}
    columns = [
        ctx.column("table", "text", label=ctx.t("scope.table")),
        ctx.column("rows_in", "int", label=ctx.t("scope.rows_in"), formula="{rows_kept}+{refused}"),
        ctx.column("rows_kept", "int", label=ctx.t("scope.rows_kept")),
        ctx.column("refused", "int", label=ctx.t("scope.refused")),
    ]
    rows = [[name[q.table], q.rows_in, q.rows_kept, sum(q.refused.values())] for q in quality.tables.values()]
    blocks = [ctx.table(title=ctx.t("scope.quality"), columns=columns, rows=rows)]
    for kind in ("refused", "repaired"):
        found = [
            [name[q.table], ctx.t(f"reason.{reason}"), count, lines(ctx, q.notes, reason)]
            for q in quality.tables.values()
            for reason, count in getattr(q, kind).items()
        ]
        if kind == "repaired" and ctx.community.has("members") and (merged := ctx.community.merged_spells):
            found.append([name["members"], ctx.t("reason.merged_spells"), merged, ""])
        if found:
            labels = {"table": "table", "reason": "reason", "count": "count", "lines": "lines"}
            columns = [
                ctx.column(key, "int" if key == "count" else "text", label=ctx.t(f"scope.{text}"))
                for key, text in labels.items()
            ]
            blocks.append(ctx.table(title=ctx.t(f"scope.{kind}_table"), columns=columns, rows=found))
    return blocks


def lines(ctx: Context, notes: list, reason: str) -> str:  # type: ignore[type-arg]
    """Name the first lines of a reason; those of tables that were made from exports tell a reader nothing."""
    if ctx.community.quality and ctx.community.quality.conversion:
        return ""
    found = [note for note in notes if note.reason == reason and note.line][: sources.LISTED_LINES]
    return ctx.t.enumerate(ctx.t("scope.line", file=note.file, line=note.line) for note in found)


def strangers(ctx: Context) -> model.Table | None:
    """Table of messages that are no activity: by people who were not members that day, by staff and bots."""
    if not ctx.community.has("messages") or not ctx.community.has("members"):
        return None
    frame = metrics.strangers(ctx.community, ctx.period.start, ctx.period.end)
    rows = [[ctx.group(row.group_id), row.outsider_messages, row.staff_messages] for row in frame.itertuples()]
    columns = [
        ctx.column("group", "text", label=ctx.t("unit.group")),
        ctx.column("outsider_messages", "int", label=ctx.t("scope.outsider_messages")),
        ctx.column("staff_messages", "int", label=ctx.t("scope.staff_messages")),
    ]
    return ctx.table(title=ctx.t("scope.strangers"), columns=columns, rows=rows, caption=ctx.t("scope.strangers_note"))


def unknowns(ctx: Context) -> model.Bullets | None:
    """List what this data cannot tell."""
    quality = ctx.community.quality
    codes = quality.unknown if quality else ctx.unknown
    items = [ctx.t(f"unknown.{code}") for code in codes]
    if quality and quality.unread:
        items.append(ctx.t("quality.unread", files=ctx.t.enumerate(quality.unread)))
    open_members = metrics.open_in_dissolved(ctx.community) if ctx.community.has("members") else 0
    if open_members:
        items.append(ctx.t("scope.dissolved_open", n=open_members))
    return model.Bullets(items=items) if items else None
