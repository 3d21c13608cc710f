"""Sections 4 and 5: the growth bridge, and activity by week, group, hour and life cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn import metrics, plots
from shequn.findings import usual_range
from shequn.plots.style import count, percent
from shequn.report import model
from shequn.report.sections import sources
from shequn.report.sections.context import ALL, known, short_week

if TYPE_CHECKING:
    import pandas as pd

    from shequn.plots.style import Formatter
    from shequn.report.sections.context import Context

MOST_PANELS = 12
MOST_GROUPS = 20
"""Groups that one picture holds; the tables hold all."""
LIFECYCLE = ("first_active", "retained", "resurrected", "dormant")


def growth(ctx: Context) -> model.Section:
    """Section 4: opening + joins − leaves = closing, for all groups and each group."""
    if why := ctx.missing("no_members"):
        return ctx.unknown_section("growth", "total_members", why)
    total = ctx.bridge.loc[ALL]
    values = {name: ctx.show(total[name], "int") for name in ("opening", "joins", "leaves", "closing")}
    if not ctx.community.knows_leaves:
        verdict = ctx.t(
            "growth.verdict_no_leaves", joins=values["joins"], sentence=ctx.sentence(ctx.finding("new_members"))
        )
        return ctx.section("growth", verdict, [bridge_table(ctx)])
    key = "churned_members" if ctx.finding("churned_members").changed else "new_members"
    verdict = ctx.t("growth.verdict_known", **values, sentence=ctx.sentence(ctx.finding(key)))
    words = (ctx.t("growth.opening"), ctx.label("joins"), ctx.label("leaves"), ctx.t("growth.closing"))
    bars = plots.Bridge(ctx.group(ALL), *(int(total[name]) for name in ("opening", "joins", "leaves", "closing")))
    figure = plots.bridge([bars], labels=words)
    blocks = [
        model.Text(text=ctx.sentence(ctx.finding("new_members" if key == "churned_members" else "churned_members"))),
        ctx.picture(figure, "bridge", ctx.t("growth.bridge_alt", **values), ctx.t("growth.bridge_note")),
        bridge_table(ctx),
    ]
    return ctx.section("growth", verdict, blocks)


def bridge_table(ctx: Context) -> model.Table:
    """Table of the growth bridge; closing is a live formula of the other three."""
    net, closing = ("{joins}-{leaves}", "{opening}+{joins}-{leaves}") if ctx.community.knows_leaves else (None, None)
    frame = ctx.bridge.loc[ctx.levels].reset_index()
    frame["group"] = [ctx.group(group) for group in frame["group_id"]]
    frame["net"] = frame["joins"] - frame["leaves"]
    columns = [
        ctx.column("group", "text", label=ctx.t("unit.group")),
        ctx.column("opening", "int", label=ctx.t("growth.opening")),
        ctx.column("joins"),
        ctx.column("leaves"),
        ctx.column("net", "int", label=ctx.t("growth.net"), formula=net),
        ctx.column("closing", "int", label=ctx.t("growth.closing"), formula=closing),
        ctx.column("new_members"),
        ctx.column("churned_members"),
    ]
    return model.Table.from_frame(
        frame, title=ctx.t("growth.table"), columns=columns, caption=sources.interval_note(ctx)
    )


def activity(ctx: Context) -> model.Section:
    """Section 5: the weekly active rate with its usual range, groups side by side, hours, life cycle."""
    if why := ctx.missing("no_messages"):
        return ctx.unknown_section("activity", "active_members", why)
    metric = "active_rate" if ctx.community.has("members") else "active_members"
    several_weeks, several_groups = len(ctx.period.weeks) > 1, len(ctx.community.group_ids) > 1
    blocks: list[model.Block | None] = []
    if several_weeks:
        blocks += [weekly_line(ctx, metric)]
    if several_groups:
        blocks += [group_intervals(ctx, metric), group_table(ctx, metric)]
    if several_groups and several_weeks:
        blocks += [small_multiples(ctx, metric)]
    blocks += [heat_map(ctx)]
    if several_weeks:
        blocks += [lifecycle(ctx)]
    blocks += [stickiness(ctx)]
    return ctx.section("activity", ctx.sentence(ctx.finding(metric)), blocks)


def week_series(ctx: Context, metric: str, group_id: str) -> pd.DataFrame:
    """Values of the period's weeks with the usual range before each: week, complete, value, low, high."""
    rows = ctx.history[ctx.history["group_id"] == group_id].set_index("week")
    band = usual_range(rows.loc[rows["complete"], metric])
    shown = ctx.weekly[ctx.weekly["group_id"] == group_id].set_index("week")
    found = shown[["complete"]].assign(value=shown[metric].astype("float64"))
    return found.join(band).reset_index()


def line_of(ctx: Context, metric: str, group_id: str, name: str) -> tuple[list[str], plots.Line]:
    """Weeks and values of one level as a picture wants them; a lasting shift is marked where it begins."""
    series = week_series(ctx, metric, group_id)
    shift = ctx.finding(metric, group_id).shift
    labels = series["week"].tolist()
    marks = []
    if shift and shift.week in labels:
        week = short_week(shift.week)
        marks = [(labels.index(shift.week), ctx.t("picture.shift_at", week=week))]
    values, low, high = (series[column].tolist() for column in ("value", "low", "high"))
    line = plots.Line(name, values, low, high, series["complete"].tolist(), marks)
    return [short_week(label) for label in labels], line


def weekly_line(ctx: Context, metric: str) -> model.Picture:
    """Picture of one metric by week with its usual range."""
    weeks, line = line_of(ctx, metric, ALL, ctx.label(metric))
    kind: model.Kind = "percent" if metric == "active_rate" else "int"
    alt = ctx.t("activity.line_alt", first=weeks[0], last=weeks[-1], value=ctx.show(ctx.finding(metric).value, kind))
    figure = plots.weekly_line(weeks, line, number=writer(metric), **ctx.picture_words())
    return ctx.picture(figure, "weekly", alt, ctx.caption(ctx.t("activity.line"), ctx.t("activity.line_note")))


def writer(metric: str) -> Formatter:
    """How a picture writes the values of a metric."""
    return percent if metric == "active_rate" else count


def small_multiples(ctx: Context, metric: str) -> model.Picture | None:
    """Picture of the same line for each group."""
    found = [line_of(ctx, metric, group, ctx.group(group)) for group in ctx.community.group_ids]
    # A group that lived for a day has no week with a member at its end, so nothing to draw.
    found = [(weeks, line) for weeks, line in found if any(map(known, line.values))][:MOST_PANELS]
    if not found:
        return None
    figure = plots.weekly_panels(
        found[0][0],
        [line for _, line in found],
        number=writer(metric),
        same_scale=metric == "active_rate",
        **ctx.picture_words(),
    )
    return ctx.picture(figure, "groups", ctx.t("activity.groups_alt"), ctx.t("activity.groups"))


def group_intervals(ctx: Context, metric: str) -> model.Picture | None:
    """Picture of the groups' rates in the last complete week with their intervals."""
    found = [ctx.finding(metric, group) for group in ctx.community.group_ids]
    found = [f for f in found if f.interval][:MOST_GROUPS]
    if not found:
        return None
    people = ctx.history.set_index(["group_id", "week"])["total_members"]
    details = [
        ctx.t(
            "activity.rate_of",
            rate=ctx.show(f.value, "percent"),
            people=ctx.show(people[f.group_id, f.week], "int"),
        )
        for f in found
    ]
    low, high = ([f.interval[end] for f in found if f.interval] for end in (0, 1))
    figure = plots.intervals(
        [ctx.group(f.group_id) for f in found],
        [f.value for f in found],
        low,
        high,
        details=details,
        reference=ctx.finding(metric).value,
        reference_label=ctx.group(ALL),
    )
    return ctx.picture(figure, "intervals", ctx.t("activity.intervals_alt"), ctx.t("activity.intervals"))


def group_table(ctx: Context, metric: str) -> model.Table | None:
    """Table of the last complete week by group, each judged against its own weeks."""
    if metric != "active_rate":
        return None
    rows: list[list[object]] = []
    for group in ctx.levels:
        found = ctx.finding(metric, group)
        if found.certainty == "unknown":
            rows.append([ctx.group(group), None, None, None, None, None, ctx.t("card.unknown")])
            continue
        week = ctx.history[(ctx.history["group_id"] == group) & (ctx.history["week"] == found.week)].iloc[0]
        low, high = found.interval or (None, None)
        change = found.certainty if found.certainty in {"few", "short"} else found.direction
        counts = [week["active_members"], week["total_members"], found.value]
        rows.append([ctx.group(group), *counts, low, high, ctx.t(f"card.{change}")])
    columns = [
        ctx.column("group", "text", label=ctx.t("unit.group")),
        ctx.column("active_members"),
        ctx.column("total_members"),
        ctx.column("active_rate", formula="{active_members}/{total_members}"),
        ctx.column("low", "percent", label=ctx.t("activity.interval_low")),
        ctx.column("high", "percent", label=ctx.t("activity.interval_high")),
        ctx.column("verdict", "text", label=ctx.t("activity.verdict_col")),
    ]
    return ctx.table(title=ctx.t("activity.compare"), columns=columns, rows=rows)


def heat_map(ctx: Context) -> model.Picture | None:
    """Picture of messages by weekday and hour."""
    frame = metrics.rhythm(ctx.community, ctx.period.start, ctx.period.end)
    frame = frame[frame["group_id"] == ALL]
    if not frame["messages"].sum():
        return None
    top = frame.loc[frame["messages"].astype("int64").idxmax()]
    weekday, hour = ctx.t(f"weekday.{top['weekday']}"), int(top["hour"])
    grid = frame.pivot_table(index="weekday", columns="hour", values="messages", aggfunc="sum", fill_value=0)
    grid = grid.reindex(index=range(1, 8), columns=range(24), fill_value=0)
    figure = plots.rhythm(
        grid.to_numpy(dtype=float),
        weekdays=[ctx.t(f"weekday.{day}") for day in range(1, 8)],
        label=ctx.t("picture.messages"),
        peak=ctx.t("picture.peak", weekday=weekday, hour=hour),
    )
    note = ctx.t(
        "activity.heat_note",
        weekday=weekday,
        hour=hour,
        next=hour + 1,
        share=ctx.show(top["messages"] / frame["messages"].sum(), "percent"),
    )
    alt = ctx.t("activity.heat_alt", weekday=weekday, hour=hour)
    return ctx.picture(figure, "hours", alt, ctx.caption(ctx.t("activity.heat"), note))


def lifecycle(ctx: Context) -> model.Picture:
    """Picture of first active, active again, back and gone quiet by week."""
    frame = metrics.lifecycle(ctx.community, ctx.period.start, ctx.period.end)
    frame = frame[frame["group_id"] == ALL].reset_index(drop=True)
    words = [ctx.t(f"activity.{name}") for name in LIFECYCLE]
    first, *others = (frame[name].tolist() for name in LIFECYCLE)
    figure = plots.lifecycle(
        [short_week(week) for week in frame["week"]],
        **dict(zip(("first", "retained", "resurrected", "dormant"), (first, *others), strict=True)),
        labels=(words[0], words[1], words[2], words[3]),
        complete=frame["complete"].tolist(),
        partial=ctx.t("picture.partial"),
    )
    return ctx.picture(figure, "lifecycle", ctx.t("activity.lifecycle_alt"), ctx.t("activity.lifecycle"))


def stickiness(ctx: Context) -> model.Text | None:
    """One line on stickiness, when a full month of days is there."""
    frame = metrics.stickiness(ctx.community, ctx.period.start, ctx.period.end).set_index("group_id")
    value = frame.loc[ALL, "stickiness"]
    return model.Text(text=ctx.t("activity.stickiness", value=ctx.show(value, "percent"))) if known(value) else None
