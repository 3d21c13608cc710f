"""Section 12 and the appendix: next actions, definitions, reconciliation."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shequn import findings, metrics
from shequn.report import model
from shequn.report.sections import members, money, overview, sources
from shequn.report.sections.context import ALL, KINDS, NO_SALES

if TYPE_CHECKING:
    from shequn.findings import Finding
    from shequn.report.sections.context import Context

MOST_ACTIONS = 6
COLUMNS = ("action", "why", "expected", "owner")
"""Columns of the action plan; the test stands with the expected effect, the date with the owner."""
WELL_MATCHED = 0.95
"""Share of matched orders below which an action is proposed."""
DUE_DAYS = 14
"""Days after the end of the period by which an action is proposed to be done."""
WEEKLY = (
    "total_members", "new_members", "churned_members", "joins", "leaves", "active_members", "active_rate",
    "converted_members", "conversion_rate", "gmv", "converted_growth", "gmv_growth",
)  # fmt: skip
SHORT = ("total_members", "new_members", "churned_members", "active_members", "active_rate", "converted_members", "gmv")
"""Columns of the weekly table that fit a page."""
FORMULAS = {
    "active_rate": "{active_members}/{total_members}",
    "conversion_rate": "{converted_members}/{total_members}",
    "converted_growth": "{converted_members}/{converted_members@-1}-1",
    "gmv_growth": "{gmv}/{gmv@-1}-1",
}
DAILY = ("total_members", "new_members", "churned_members", "joins", "leaves", "active_members", "active_rate")
DEFINED = (*WEEKLY, "retention", "stickiness", "absence_factor", "gini", "matched_share", "net")


def actions(ctx: Context) -> model.Section:
    """Section 12: what to do next, surest evidence first, each with the test that will tell."""
    rows = [*finding_actions(ctx), *standing_actions(ctx)][:MOST_ACTIONS]
    if not rows:
        return ctx.section("actions", ctx.t("actions.verdict_none"), [])
    columns = [ctx.column("n", "int", label=ctx.t("actions.rank"))]
    columns += [ctx.column(name, "text", label=ctx.t(f"actions.{name}")) for name in COLUMNS]
    table = ctx.table(
        title=ctx.t("section.actions"),
        columns=columns,
        rows=[[number, *row] for number, row in enumerate(rows, 1)],
        caption=ctx.t("actions.disclaimer"),
    )
    return ctx.section("actions", ctx.t("actions.verdict", n=len(rows)), [table])


def finding_actions(ctx: Context) -> list[list[str]]:
    """One action for each metric that left its range, on the level where the evidence is strongest."""
    rows, seen = [], set()
    for found in overview.ranked(ctx):
        direction = moved(found)
        key = f"action.{found.metric}_{direction}"
        if found.metric in seen:
            continue
        seen.add(found.metric)
        week = ctx.week(found.shift.week if found.shift else found.week)
        rows.append(
            [
                ctx.of_group(found.group_id, ctx.t(key, week=week)),
                ctx.t(
                    "actions.because",
                    label=ctx.label(found.metric),
                    before=ctx.show(level(found)[0], KINDS.get(found.metric, "number")),
                    after=ctx.show(level(found)[1], KINDS.get(found.metric, "number")),
                    week=week,
                ),
                tested(
                    ctx,
                    expected(ctx, found, direction),
                    ctx.t("actions.test_weeks", start=(ctx.period.end + timedelta(days=1)).isoformat()),
                ),
                by(ctx, "sales" if found.metric in {"conversion_rate", "gmv"} else "ops"),
            ]
        )
    return rows


def moved(found: Finding) -> findings.Direction:
    """Direction of a finding: of the week when it left the range, else of its lasting shift."""
    if found.direction != "within" or found.shift is None:
        return found.direction
    return "up" if found.shift.after > found.shift.before else "down"


def level(found: Finding) -> tuple[float, float]:
    """Values before and after that an action rests on."""
    if found.shift and found.certainty != "clear":
        return found.shift.before, found.shift.after
    return found.usual_mean, found.value


def expected(ctx: Context, found: Finding, direction: findings.Direction) -> str:
    """Word the effect that an action should have: keep a good level, or come back to the range."""
    kind = KINDS.get(found.metric, "number")
    label = ctx.label(found.metric)
    if findings.is_good(found.metric, direction):
        key = "actions.keep_level" if findings.GOOD_DIRECTION[found.metric] == "up" else "actions.keep_low"
        return ctx.t(key, label=label, value=ctx.show(level(found)[1], kind))
    low, high = ctx.show(found.usual_low, kind), ctx.show(found.usual_high, kind)
    if found.direction == "within":
        return ctx.t("actions.back_to_level", label=label, value=ctx.show(level(found)[0], kind))
    return ctx.t("actions.back_to_range", label=label, low=low, high=high)


def standing_actions(ctx: Context) -> list[list[str]]:
    """Actions from retention, silent buyers, concentration and unmatched orders, where there is cause."""
    talk, orders = not ctx.missing("no_members", "no_messages"), not ctx.missing("no_members", "no_orders")
    sales = not ctx.missing(*NO_SALES)
    makers = [retention_action] * talk + [silent_action] * (talk and sales) + [matching_action] * orders
    return [row for make in makers if (row := make(ctx))]


def retention_action(ctx: Context) -> list[str] | None:
    """Mend the first weeks, or make a better welcome the standard."""
    found = members.compare_cohorts(ctx)
    if not found.changed:
        return None
    best = ctx.show(max(found.before, found.after), "percent")
    effect = ctx.t("actions.retention_expected", age=members.AGE, value=best)
    return [
        ctx.t(f"action.retention_{found.direction}"),
        members.retention_verdict(ctx, found),
        tested(ctx, effect, ctx.t("actions.test_half", age=members.AGE)),
        by(ctx, "role"),
    ]


def silent_action(ctx: Context) -> list[str] | None:
    """Wake up buyers who are still members and have fallen silent."""
    silent, total = members.silent_buyers(ctx)
    if not silent:
        return None
    return [
        ctx.t("action.silent"),
        ctx.t("layers.silent_buyers", n=silent, total=total),
        tested(ctx, ctx.t("actions.silent_expected"), ctx.t("actions.test_silent")),
        by(ctx, "sales"),
    ]


def matching_action(ctx: Context) -> list[str] | None:
    """Match more orders, when one in twenty or more cannot be matched."""
    share = money.matching(ctx)["matched_share"]
    if not share < WELL_MATCHED:
        return None
    effect = ctx.t("actions.matched_expected", value=ctx.show(WELL_MATCHED, "percent"))
    return [
        ctx.t("action.matched"),
        money.matched(ctx),
        tested(ctx, effect, ctx.t("actions.test_matched")),
        by(ctx, "ops"),
    ]


def tested(ctx: Context, effect: str, test: str) -> str:
    """Join the expected effect and how it is tested."""
    return ctx.t("actions.tested", effect=effect, test=test)


def by(ctx: Context, role: str) -> str:
    """Propose an owner and a day."""
    day = (ctx.period.end + timedelta(days=DUE_DAYS)).isoformat()
    return ctx.t("actions.by", owner=ctx.t(f"actions.owner_{role}"), day=day)


def appendix(ctx: Context) -> model.Section:
    """Definitions, reconciliations, grading and the full weekly and daily tables."""
    checks = reconciliations(ctx)
    bad = sum(not row[-1] for row in checks)
    key = "appendix.verdict_bad" if bad else "appendix.verdict_ok"
    blocks = [
        weekly_table(ctx, [ALL], only=None),
        definitions(ctx),
        grading(ctx),
        reconciliation_table(ctx, checks),
        weekly_table(ctx, ctx.levels, only="xlsx"),
        daily_table(ctx),
    ]
    return ctx.section("appendix", ctx.t(key, n=len(checks), bad=bad), blocks)


def weekly_table(ctx: Context, levels: list[str], only: str | None) -> model.Table:
    """Weekly figures; the short form for the page, all columns and groups for the workbook."""
    frame = ctx.weekly[ctx.weekly["group_id"].isin(levels)].copy()
    frame["group"] = [ctx.group(group) for group in frame["group_id"]]
    frame["complete"] = [ctx.t("unit.yes" if complete else "unit.no") for complete in frame["complete"]]
    columns = [ctx.column("week", "text", label=ctx.t("unit.weeks"))]
    if only:
        columns = [ctx.column("group", "text", label=ctx.t("unit.group")), *columns]
        columns.append(ctx.column("week_start", "date", label=ctx.t("unit.week_start")))
        columns.append(ctx.column("complete", "text", label=ctx.t("unit.complete")))
    shown: tuple[str, ...] = WEEKLY if only else SHORT
    columns += [ctx.column(metric, formula=FORMULAS.get(metric)) for metric in shown]
    title = ctx.t("appendix.weekly_all" if only else "appendix.weekly")
    sheet = ctx.t("appendix.weekly_sheet") if only else ctx.t("appendix.weekly_short_sheet")
    note = sources.interval_note(ctx)
    return model.Table.from_frame(frame, title=title, columns=columns, only=only, sheet=sheet, caption=note)


def daily_table(ctx: Context) -> model.Table:
    """Daily figures of every level, for the workbook."""
    frame = metrics.daily(ctx.community, ctx.period.start, ctx.period.end)
    frame = frame[frame["group_id"].isin(ctx.levels)].copy()
    frame["group"] = [ctx.group(group) for group in frame["group_id"]]
    columns = [
        ctx.column("group", "text", label=ctx.t("unit.group")),
        ctx.column("day", "date", label=ctx.t("unit.day")),
        *(ctx.column(metric, formula=FORMULAS.get(metric)) for metric in DAILY),
    ]
    title, sheet, note = ctx.t("appendix.daily"), ctx.t("appendix.daily_sheet"), sources.interval_note(ctx)
    return model.Table.from_frame(frame, title=title, columns=columns, only="xlsx", sheet=sheet, caption=note)


def definitions(ctx: Context) -> model.Table:
    """Every metric with its one definition."""
    columns = [ctx.column(name, "text", label=ctx.t(f"appendix.{name}")) for name in ("metric", "definition")]
    rows = [[ctx.label(name), ctx.t(f"metric.{name}.definition")] for name in DEFINED]
    return ctx.table(title=ctx.t("appendix.definitions"), columns=columns, rows=rows)


def grading(ctx: Context) -> model.Bullets:
    """How sure each word is."""
    values = {"n": findings.TRAILING_WEEKS, "odds": findings.TRAILING_WEEKS + 1}
    return model.Bullets(
        items=[
            ctx.t("appendix.grading_range", **values),
            ctx.t("appendix.grading_clear"),
            ctx.t("appendix.grading_shift", n=findings.RUN_WEEKS),
            ctx.t("appendix.grading_few", n=findings.MIN_PEOPLE, weeks=findings.MIN_TRAILING_WEEKS),
        ]
    )


def reconciliations(ctx: Context) -> list[tuple[str, float, float, bool]]:
    """Check the figures against one another: name, left side, right side, whether they agree."""
    found: list[tuple[str, float, float]] = []
    if not ctx.missing("no_members", "no_leaves"):
        for group in ctx.levels:
            row = ctx.bridge.loc[group]
            last = ctx.weekly[ctx.weekly["group_id"] == group]["total_members"].iloc[-1]
            left = int(row["opening"] + row["joins"] - row["leaves"])
            found.append((ctx.t("appendix.check_balance", group=ctx.group(group)), left, int(row["closing"])))
            found.append((ctx.t("appendix.check_total", group=ctx.group(group)), int(row["closing"]), int(last)))
    if not ctx.missing(*NO_SALES):
        for group in ctx.levels:
            weekly = ctx.weekly[ctx.weekly["group_id"] == group]["gmv"].sum()
            name = ctx.t("appendix.check_gmv", group=ctx.group(group))
            found.append((name, round(float(weekly), 2), round(float(ctx.conversion.loc[group, "paid"]), 2)))
    for table in ctx.community.quality.tables.values() if ctx.community.quality else []:
        name = ctx.t("appendix.check_rows", table=ctx.t(f"table_name.{table.table}"))
        found.append((name, table.rows_in, table.rows_kept + sum(table.refused.values())))
    return [(name, left, right, left == right) for name, left, right in found]


def reconciliation_table(ctx: Context, checks: list[tuple[str, float, float, bool]]) -> model.Table:
    """The reconciliations as a table."""
    columns = [
        ctx.column(name, "text", label=ctx.t(f"appendix.{name}")) for name in ("check", "left", "right", "holds")
    ]
    rows = [
        # People and rows are whole numbers, money is not.
        [name, *(ctx.show(side, "int" if isinstance(side, int) else "number") for side in sides), ctx.t(word)]
        for name, *sides, holds in checks
        for word in ("unit.yes" if holds else "unit.no",)
    ]
    return ctx.table(title=ctx.t("appendix.reconciliation"), columns=columns, rows=rows)
