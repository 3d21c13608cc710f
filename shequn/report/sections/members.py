"""Sections 6, 7 and 9: cohort retention, concentration of talk, member layers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from shequn import metrics, plots
from shequn.findings import TRAILING_WEEKS, Comparison, compare, wilson
from shequn.report import model
from shequn.report.sections.context import ALL, NO_SALES, known, short_week

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from shequn.dates import Period
    from shequn.report.sections.context import Context

AGE = 4
"""Weeks since joining at which cohorts are compared."""
MOST_COHORTS = 12
MOST_AGES = 12
TOP = 10


def retention(ctx: Context) -> model.Section:
    """Section 6: how many of the people who joined in a week are active n weeks later."""
    if why := ctx.missing("no_members", "no_messages"):
        return ctx.unknown_section("retention", "retention", why)
    frame = cohorts(ctx, ctx.period.start)
    blocks = (
        [cohort_picture(ctx, frame), curves(ctx), cohort_table(ctx, frame)] if frame["retention"].notna().any() else []
    )
    return ctx.section("retention", retention_verdict(ctx, compare_cohorts(ctx)), blocks)


def cohorts(ctx: Context, start: date) -> pd.DataFrame:
    """Cohorts of all groups from a day to the end of the period."""
    frame = ctx.once(("cohorts", start), lambda: metrics.cohorts(ctx.community, start, ctx.period.end))
    return frame[frame["group_id"] == ALL]


def sides(ctx: Context) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cells of the eight cohorts before, and of the last eight that can be judged; the first may be empty."""
    return ctx.once("sides", lambda: _sides(ctx))


def _sides(ctx: Context) -> tuple[pd.DataFrame, pd.DataFrame]:
    frame = cohorts(ctx, ctx.history_start)
    frame = frame[frame["retained"].notna()]
    judged = frame.loc[frame["age"] == AGE, "cohort_start"].sort_values()
    later = judged.tail(TRAILING_WEEKS)
    earlier = judged.iloc[: -len(later) or None].tail(TRAILING_WEEKS) if len(later) else later
    return frame[frame["cohort_start"].isin(earlier)], frame[frame["cohort_start"].isin(later)]


def compare_cohorts(ctx: Context) -> Comparison:
    """Compare week-4 retention of the last eight cohorts that can be judged with the eight before them."""
    cells = (side[side["age"] == AGE] for side in sides(ctx))
    before, after = ((int(side["retained"].sum()), int(side["size"].sum())) for side in cells)
    return compare(before, after)


def curves(ctx: Context) -> model.Picture | None:
    """Retention of the later cohorts over that of the earlier ones, up to the age that all of them have reached."""
    # The later cohorts are the news: they stand first.
    named = [
        (ctx.t(f"retention.{name}"), side) for name, side in zip(("later", "earlier"), sides(ctx)[::-1], strict=True)
    ]
    named = [(name, by_age(side)) for name, side in named if len(side)]
    if not named:
        return None
    reached = min(ages.index.max() for _, ages in named)
    figure = plots.retention_curve(
        [curve(name, ages.loc[:reached]) for name, ages in named],
        age=ctx.t("retention.age_axis"),
        interval=ctx.t("retention.interval"),
    )
    return ctx.picture(figure, "curves", ctx.t("retention.curve_alt"), ctx.t("retention.curve"))


def by_age(side: pd.DataFrame) -> pd.DataFrame:
    """People and retained people by age, for ages that every cohort has reached."""
    ages = side.groupby("age").agg(cohorts=("cohort", "nunique"), retained=("retained", "sum"), size=("size", "sum"))
    return ages[ages["cohorts"] == ages["cohorts"].max()].astype("int64")


def curve(name: str, ages: pd.DataFrame) -> plots.Curve:
    """Weighted mean retention with its intervals."""
    pairs = list(zip(ages["retained"].tolist(), ages["size"].tolist(), strict=True))
    found = [wilson(retained, size) for retained, size in pairs]
    low, high = ([interval[end] if interval else None for interval in found] for end in (0, 1))
    return plots.Curve(name, [retained / size for retained, size in pairs], low, high)


def retention_verdict(ctx: Context, found: Comparison) -> str:
    """Word the comparison of cohorts."""
    return ctx.t(
        f"retention.verdict_{found.key}",
        age=AGE,
        after=ctx.show(found.after, "percent"),
        before=ctx.show(found.before, "percent"),
        after_interval=ctx.interval(found.after_interval),
        before_interval=ctx.interval(found.before_interval),
    )


def cohort_picture(ctx: Context, frame: pd.DataFrame) -> model.Picture:
    """Heat map of the latest cohorts."""
    names = frame.sort_values("cohort_start")["cohort"].unique()[-MOST_COHORTS:]
    shown = frame[frame["cohort"].isin(names) & (frame["age"] < MOST_AGES)]
    grid = shown.pivot_table(index="cohort", columns="age", values="retention", dropna=False)
    sizes = shown.groupby("cohort")["size"].first()
    whole = shown[shown["retained"].notna()].groupby("age")[["retained", "size"]].sum().reindex(grid.columns)
    figure = plots.cohorts(
        [short_week(str(name)) for name in grid.index],
        [int(size) for size in sizes.reindex(grid.index)],
        grid.to_numpy(dtype=float),
        (whole["retained"] / whole["size"]).to_numpy(dtype=float, na_value=np.nan),
        age=ctx.t("retention.age_axis"),
        size=ctx.t("retention.size"),
        mean_label=ctx.t("retention.mean"),
    )
    caption = ctx.caption(ctx.t("retention.heat"), ctx.t("retention.heat_note"))
    return ctx.picture(figure, "cohorts", ctx.t("retention.heat_alt"), caption)


def cohort_table(ctx: Context, frame: pd.DataFrame) -> model.Table:
    """Counts behind the heat map, for the workbook."""
    columns = [
        ctx.column("cohort", "text", label=ctx.t("retention.cohort")),
        ctx.column("size", "int", label=ctx.t("retention.size")),
        ctx.column("age", "int", label=ctx.t("retention.age_axis")),
        ctx.column("retained", "int", label=ctx.label("active_members")),
        ctx.column("retention", "percent", formula="{retained}/{size}"),
    ]
    return model.Table.from_frame(
        frame, title=ctx.t("retention.heat"), columns=columns, only="xlsx", sheet=ctx.t("section.retention")
    )


def changes(ctx: Context) -> list[str]:
    """Verdicts on retention and silence, where something changed."""
    if ctx.missing("no_members", "no_messages"):
        return []
    graded = [(compare_cohorts(ctx), retention_verdict), (compare_silent(ctx), silent_verdict)]
    return [word(ctx, found) for found, word in graded if found.changed]


def concentration(ctx: Context) -> model.Section:
    """Section 7: how few people carry the talk."""
    if why := ctx.missing("no_messages"):
        return ctx.unknown_section("concentration", "absence_factor", why)
    frame = metrics.concentration(ctx.community, ctx.period.start, ctx.period.end).set_index("group_id")
    total = frame.loc[ALL]
    if not total["messages"]:
        return ctx.section("concentration", ctx.t("concentration.verdict_none"), [])
    values = {name: int(total[name]) for name in ("absence_factor", "contributors", "messages")}
    change = concentration_change(ctx)
    verdict = ctx.t(
        "concentration.verdict",
        absence=ctx.show(values["absence_factor"], "int"),
        contributors=ctx.show(values["contributors"], "int"),
        messages=ctx.show(values["messages"], "int"),
        change=change,
    )
    counts = metrics.message_counts(ctx.community, ctx.period.start, ctx.period.end)
    blocks = [lorenz(ctx, counts, values), top_table(ctx, counts), concentration_table(ctx, frame)]
    blocks.append(model.Text(style="note", text=ctx.t("concentration.caveat")))
    return ctx.section("concentration", verdict, blocks)


def halves(ctx: Context) -> tuple[Period, Period] | None:
    """The last eight complete weeks of the period and the eight before; None when the data does not reach so far."""
    from shequn.dates import Period

    complete = ctx.history[(ctx.history["group_id"] == ALL) & ctx.history["complete"]]["week_start"]
    if len(complete) < 2 * TRAILING_WEEKS:
        return None
    end = complete.max().date() + timedelta(days=6)
    middle, start = (complete.iloc[-n].date() for n in (TRAILING_WEEKS, 2 * TRAILING_WEEKS))
    return Period(start, middle - timedelta(days=1)), Period(middle, end)


def concentration_change(ctx: Context) -> str:
    """Word how the absence factor moved between the two halves of the last sixteen weeks."""
    spans = halves(ctx)
    if spans is None:
        return ctx.t("concentration.change_unknown")
    then, now = (
        int(metrics.concentration(ctx.community, *span).set_index("group_id").loc[ALL, "absence_factor"] or 0)
        for span in spans
    )
    key = "up" if now > then else "down" if now < then else "same"
    return ctx.t(f"concentration.change_{key}", n=TRAILING_WEEKS, now=now, then=then)


def lorenz(ctx: Context, counts: pd.DataFrame, values: dict[str, int]) -> model.Picture:
    """Lorenz curve with the point at which few people write half."""
    points = metrics.lorenz(counts.loc[counts["group_id"] == ALL, "messages"])
    k = values["absence_factor"]
    figure = plots.lorenz(
        points.people.tolist(),
        points.messages.tolist(),
        point=(points.people[-1 - k], points.messages[-1 - k]),
        point_label=ctx.t("concentration.lorenz_point", k=k),
        equal_label=ctx.t("picture.equal"),
        people_label=ctx.t("concentration.lorenz_x"),
        messages_label=ctx.t("concentration.lorenz_y"),
    )
    alt = ctx.t("concentration.lorenz_alt", absence=k, contributors=values["contributors"])
    return ctx.picture(figure, "lorenz", alt, ctx.t("concentration.lorenz"))


def top_table(ctx: Context, counts: pd.DataFrame) -> model.Table:
    """The members who write most, by number or by name as the parameters say."""
    rows = counts[counts["group_id"] == ALL]
    total = int(rows["messages"].sum())
    top = rows.sort_values(["messages", "member_id"], ascending=[False, True]).head(TOP)
    names = ctx.pseudonyms
    values = [[names[row.member_id], row.messages, total, row.messages / total] for row in top.itertuples()]
    columns = [
        ctx.column("member", "text", label=ctx.t("unit.member")),
        ctx.column("messages", "int", label=ctx.t("unit.messages")),
        ctx.column("total", "int", label=ctx.t("concentration.total")),
        ctx.column("share", "percent", label=ctx.t("unit.share"), formula="{messages}/{total}"),
    ]
    return ctx.table(title=ctx.t("concentration.top"), columns=columns, rows=values)


def concentration_table(ctx: Context, frame: pd.DataFrame) -> model.Table:
    """Concentration by group."""
    frame = frame.loc[ctx.levels].reset_index()
    frame["group"] = [ctx.group(group) for group in frame["group_id"]]
    columns = [
        ctx.column("group", "text", label=ctx.t("unit.group")),
        ctx.column("contributors", "int", label=ctx.t("concentration.contributors")),
        ctx.column("messages", "int", label=ctx.t("unit.messages")),
        ctx.column("absence_factor", "int"),
        ctx.column("top10_share", "percent", label=ctx.t("concentration.top10")),
        ctx.column("gini", "number"),
    ]
    return model.Table.from_frame(frame, title=ctx.t("concentration.table"), columns=columns)


def layers(ctx: Context) -> model.Section:
    """Section 9: members by last activity and active days; buyers by purchase, apart."""
    if why := ctx.missing("no_members", "no_messages"):
        return ctx.unknown_section("layers", "active_members", why)
    frame, found = layered(ctx), compare_silent(ctx)
    blocks = [grid(ctx, frame), layer_table(ctx, frame)]
    if not ctx.missing(*NO_SALES):
        blocks += purchase(ctx)
    return ctx.section("layers", silent_verdict(ctx, found), blocks)


def silent_counts(frame: pd.DataFrame) -> tuple[int, int]:
    """Silent or lost members, and all members."""
    return int(frame["layer"].isin(["silent", "lost"]).sum()), len(frame)


def layered(ctx: Context) -> pd.DataFrame:
    """Members of all groups at the end of the period with their activity layer."""
    frame = ctx.once("layered", lambda: metrics.activity_layers(ctx.community, ctx.period.start, ctx.period.end))
    return frame[frame["group_id"] == ALL]


def compare_silent(ctx: Context) -> Comparison:
    """Compare the silent share at the end of the period with the share eight weeks earlier."""
    return ctx.once("compare_silent", lambda: _compare_silent(ctx, layered(ctx)))


def _compare_silent(ctx: Context, frame: pd.DataFrame) -> Comparison:
    earlier = ctx.period.end - timedelta(weeks=TRAILING_WEEKS)
    if earlier - timedelta(days=metrics.SILENT_DAYS) < ctx.community.coverage()["messages"][0]:
        # Nobody can have been silent for longer than the messages reach back.
        return compare((0, 0), silent_counts(frame))
    before = metrics.activity_layers(ctx.community, None, earlier)
    return compare(silent_counts(before[before["group_id"] == ALL]), silent_counts(frame))


def silent_verdict(ctx: Context, found: Comparison) -> str:
    """Word the share of silent members."""
    return ctx.t(
        f"layers.verdict_{found.key}",
        silent=ctx.show(found.after, "percent"),
        before=ctx.show(found.before, "percent"),
        days=metrics.SILENT_DAYS,
        interval=ctx.interval(found.after_interval),
    )


def grid(ctx: Context, frame: pd.DataFrame) -> model.Picture:
    """Grid of members by recency and frequency."""
    counts = metrics.grid(frame).sort_index(ascending=False)
    figure = plots.layers(
        counts.to_numpy(dtype=float),
        rows=[ctx.t(f"layers.r{score}") for score in counts.index],
        columns=[ctx.t(f"layers.f{score}") for score in counts.columns],
        row_title=ctx.t("layers.recency"),
        column_title=ctx.t("layers.frequency"),
    )
    return ctx.picture(figure, "layers", ctx.t("layers.grid_alt"), ctx.t("layers.grid"))


def layer_table(ctx: Context, frame: pd.DataFrame) -> model.Table:
    """Members and share by layer, with the rule."""
    counts = frame["layer"].value_counts()
    days, total = {"silent": metrics.SILENT_DAYS, "lost": metrics.LOST_DAYS}, len(frame)
    rows = []
    for name in metrics.LAYERS:
        people = int(counts.get(name, 0))
        share = people / total if total else None
        rows.append([ctx.t(f"layer.{name}"), ctx.t(f"layers.rule_{name}", **days), people, total, share])
    columns = [
        ctx.column("layer", "text", label=ctx.t("layers.layer")),
        ctx.column("rule", "text", label=ctx.t("layers.rule")),
        ctx.column("people", "int", label=ctx.t("unit.people")),
        ctx.column("total", "int", label=ctx.label("total_members")),
        ctx.column("share", "percent", label=ctx.t("unit.share"), formula="{people}/{total}"),
    ]
    return ctx.table(title=ctx.t("layers.table"), columns=columns, rows=rows)


def silent_buyers(ctx: Context) -> tuple[int, int]:
    """Silent or lost people among the buyers who are still members, and all such buyers."""
    bought = ctx.once("bought", lambda: metrics.purchase_layers(ctx.community, ctx.period.start, ctx.period.end))
    return silent_counts(layered(ctx)[layered(ctx)["member_id"].isin(bought["member_id"])])


def purchase(ctx: Context) -> list[model.Block]:
    """Buyers by last purchase and number of orders, and how many of them are silent."""
    frame = ctx.once("bought", lambda: metrics.purchase_layers(ctx.community, ctx.period.start, ctx.period.end))
    frame = frame[frame["group_id"] == ALL]
    silent, total = silent_buyers(ctx)
    rows = []
    for score in sorted(frame["r"].dropna().unique(), reverse=True):
        part = frame[frame["r"] == score]
        again = int((part["frequency"] > 1).sum())
        rows.append([ctx.t(f"layers.p{score}"), len(part), again, again / len(part), part["paid"].sum()])
    columns = [
        ctx.column("layer", "text", label=ctx.t("layers.last_order")),
        ctx.column("people", "int", label=ctx.t("conversion.buyers")),
        ctx.column("again", "int", label=ctx.t("conversion.repeat")),
        ctx.column("share", "percent", label=ctx.t("conversion.repeat_rate"), formula="{again}/{people}"),
        ctx.column("paid", "money", label=ctx.t("conversion.paid")),
    ]
    blocks: list[model.Block] = [ctx.table(title=ctx.t("layers.purchase"), columns=columns, rows=rows)] if rows else []
    text = ctx.join(ctx.t("layers.apart"), ctx.t("layers.silent_buyers", n=silent, total=total) if known(total) else "")
    return [*blocks, model.Text(style="note", text=text)]
