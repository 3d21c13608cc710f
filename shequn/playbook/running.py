"""Parts 5 to 8: content, people, SOP, mindset."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from shequn import planning
from shequn.playbook import calendar
from shequn.plots import playbook as plots
from shequn.report import model
from shequn.worksheets import ContentPlan, FiveWOneH, MindsetCheck, People, Sop, words
from shequn.worksheets.choices import ContentKind, Days, Mindset, Relation, SopTable, Trigger

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from shequn.playbook.context import Context
    from shequn.report.model import Block
    from shequn.worksheets.operations import SopRow

AHEAD_DAYS = 28
REGULAR = (Days.DAILY, Days.WEEKDAYS)
"""What returns so often that it is named once, not on each day."""
SOP_COLUMNS = ("row_id", "action", "script", "owner", "metric")
MOST_RECORDED = 12
"""Rows of the record that a page shows; a longer one stands in the workbook."""


def span(ctx: Context) -> tuple[dt.date, dt.date | None]:
    """First and last day of the plan: of the SOP, else of the 5W1H, else from today without end."""
    sop, self_check = ctx.get(Sop), ctx.get(FiveWOneH)
    return sop.start or self_check.start or ctx.today, sop.end or self_check.end


def plan(ctx: Context) -> calendar.Plan:
    """What stands in the calendar."""
    start, end = span(ctx)
    return calendar.plan(ctx.t, ctx.get(Sop), ctx.get(ContentPlan), start=start, end=end)


def ahead(ctx: Context, days: int = AHEAD_DAYS) -> pd.DataFrame:
    """What comes in the next days, as :func:`shequn.planning.occurrences` gives it."""
    start, end = span(ctx)
    first = max(start, ctx.today)
    last = min(end or dt.date.max, ctx.today + dt.timedelta(days=days - 1))
    if last < first:
        return planning.occurrences([], ctx.today, ctx.today)
    return planning.occurrences(ctx.get(Sop).rows, first, last, columns=ctx.get(ContentPlan).columns)


def content(ctx: Context) -> tuple[str, Sequence[Block]]:
    """The mix against its limits, and the columns of a week."""
    sheet = ctx.get(ContentPlan)
    found = planning.content_mix(planning.planned_kinds(sheet.columns), sheet.mix)
    kinds = [words.choice(ctx.t, ContentKind(kind)) for kind in found["kind"]]
    posts = int(found["posts"].sum())
    columns = [row for row in sheet.columns if not row.blank]
    verdict = (
        ctx.t("playbook.content.verdict", n=len(columns), posts=posts) if columns else ctx.t("playbook.content.open")
    )
    figure = plots.mix(
        kinds,
        found["share"].tolist(),
        found["least"].tolist(),
        found["most"].tolist(),
        planned=ctx.t("playbook.content.planned"),
        limits=ctx.t("playbook.content.limits"),
    )
    shares = {kind: ctx.show(share, "percent") for kind, share in zip(kinds, found["share"], strict=True)}
    alt = ctx.t.enumerate(ctx.t("playbook.labelled", label=kind, value=share) for kind, share in shares.items())
    rows = [
        [kind, row.posts, row.share, row.least, row.most, ctx.t(f"playbook.mix.word_{row.verdict}")]
        for kind, row in zip(kinds, found.itertuples(), strict=True)
    ]
    heads: dict[str, model.Kind] = {"kind": "text", "posts": "int", "share": "percent"}
    heads |= {"least": "percent", "most": "percent", "verdict": "text"}
    return ctx.join(verdict, mix_sentence(ctx, found, kinds)), [
        ctx.picture(figure, "mix", alt, ctx.t("playbook.content.caption")),
        ctx.table("mix", heads, rows),
        *week(ctx),
        *ctx.rows(ContentPlan, "columns"),
        *ctx.rows(ContentPlan, "packaging"),
        *ctx.answered(ContentPlan),
    ]


def mix_sentence(ctx: Context, found: pd.DataFrame, kinds: list[str]) -> str:
    """Word which kinds of content pass their limits."""
    if not found["posts"].sum():
        return ""
    said = [
        ctx.t(f"playbook.content.{verdict}", kinds=ctx.t.enumerate(names))
        for verdict in ("above", "below")
        if (names := [kind for kind, is_ in zip(kinds, found["verdict"] == verdict, strict=True) if is_])
    ]
    if said:
        return ctx.join(*said)
    return ctx.t("playbook.content.within") if (found["verdict"] == "within").all() else ""


def week(ctx: Context) -> list[Block]:
    """The columns as a week: times down, days across."""
    columns = [row for row in ctx.get(ContentPlan).columns if row.days and not row.blank]
    times = sorted({row.time for row in columns})
    rows: list[list[model.Cell]] = []
    for time in times:
        own = [(row.column, row.days.weekdays) for row in columns if row.time == time and row.days]
        names = [ctx.t.enumerate(name for name, on in own if day in on) for day in range(7)]
        rows.append([time or ctx.t("playbook.week.any_time"), *names])
    days = [model.Column(key=day, label=words.choice(ctx.t, day)) for day in list(Days)[3:]]
    heads = [model.Column(key="time", label=ctx.t("playbook.week.time")), *days]
    return [model.Table(title=ctx.t("playbook.week.title"), columns=heads, rows=rows)] if rows else []


def people(ctx: Context) -> tuple[str, Sequence[Block]]:
    """Roles, thresholds, ladder, layers, relations."""
    sheet = ctx.get(People)
    strength = planning.relation_strength(sheet.relations)
    scores = [getattr(strength, relation.value) for relation in Relation]
    roles = sum(not row.blank for row in sheet.roles)
    verdict = ctx.t("playbook.people.verdict", n=roles) if roles else ctx.t("playbook.people.open")
    made: list[Block] = [
        *ctx.rows(People, "roles"),
        *ctx.answered(People),
        *ctx.rows(People, "ladder"),
        *ctx.rows(People, "layers"),
    ]
    if all(score is None for score in scores):
        return ctx.join(verdict, ctx.t("playbook.people.unscored")), made
    names = [words.choice(ctx.t, relation) for relation in Relation]
    known = [(score, name) for score, name in zip(scores, names, strict=True) if score is not None]
    score, weakest = min(known)
    share = ctx.show(score, "percent")
    figure = plots.bars(names, scores, top=1, number=lambda value: ctx.show(value, "percent"), marked=weakest)
    alt = ctx.t("playbook.people.alt", name=weakest, score=share)
    made.append(ctx.picture(figure, "relations", alt, ctx.t("playbook.people.caption")))
    kinds: dict[str, model.Kind] = {"relation": "text", "proxy": "text", "now": "number", "full": "number"}
    rows = [
        [
            words.choice(ctx.t, Relation(row.relation)) if row.relation in list(Relation) else None,
            row.proxy,
            row.now,
            row.full,
            row.score,
        ]
        for row in strength.proxies.itertuples()
    ]
    made.append(ctx.table("relations", {**kinds, "score": "percent"}, rows))
    return ctx.join(verdict, ctx.t("playbook.people.weakest", name=weakest, score=share)), made


def sop(ctx: Context) -> tuple[str, Sequence[Block]]:
    """Five tables, what comes next, what became of it, risks and the end."""
    sheet = ctx.get(Sop)
    rows = [row for row in sheet.rows if not row.blank]
    owned = sum(bool(row.owner) for row in rows)
    verdict = ctx.t("playbook.sop.verdict", n=len(rows), owned=owned) if rows else ctx.t("playbook.sop.open")
    kept = punctual(ctx)
    record = ctx.rows(Sop, "record")
    if len(sheet.record) > MOST_RECORDED:
        record = [table.model_copy(update={"only": "xlsx"}) for table in record]
    return ctx.join(verdict, rate_sentence(ctx, kept)), [
        *ctx.answered(Sop),
        *(table for kind in SopTable for table in five(ctx, kind, [row for row in rows if row.table == kind])),
        *five(ctx, None, [row for row in rows if row.table is None]),
        *(table.model_copy(update={"only": "xlsx"}) for table in ctx.rows(Sop, "rows")[-1:]),
        *undated(ctx),
        *coming(ctx),
        *on_time(ctx, kept),
        *record,
        *ctx.rows(Sop, "risks"),
    ]


def five(ctx: Context, kind: SopTable | None, rows: Sequence[SopRow]) -> list[Block]:
    """One of the five tables."""
    if not rows:
        return []
    title = words.choice(ctx.t, kind) if kind else ctx.t("playbook.sop.no_table")
    [spec] = [spec for spec in Sop.fields() if spec.name == "rows"]
    named = {column.name: words.label(ctx.t, Sop, spec, column) for column in spec.columns}
    heads = [model.Column(key=name, label=named[name]) for name in SOP_COLUMNS]
    heads.insert(1, model.Column(key="when", label=ctx.t("playbook.sop.when")))
    found: list[list[model.Cell]] = [
        [
            row.row_id,
            words.when(ctx.t, row),
            row.action,
            row.script,
            ctx.t.enumerate(filter(None, (row.owner, row.backup))),
            row.metric,
        ]
        for row in rows
    ]
    return [model.Table(title=title, columns=heads, rows=found, only="page")]


def undated(ctx: Context) -> list[Block]:
    """Say which rows are in no calendar."""
    items = [
        ctx.t(f"playbook.left_out.{reason}", names=ctx.t.enumerate(name for name, why in found if why == reason))
        for found in [plan(ctx).left_out]
        for reason in dict.fromkeys(why for _, why in found)
    ]
    return [model.Text(style="note", text=ctx.join(*items))] if items else []


def coming(ctx: Context) -> list[Block]:
    """The next four weeks: what returns on every working day once, all else on a calendar sheet."""
    found = ahead(ctx)
    if found.empty:
        return [model.Text(text=ctx.t("playbook.ahead.none", day=ctx.today.isoformat()))] if ctx.get(Sop).rows else []
    made: list[Block] = []
    daily = found["row_id"].isin(regular(ctx))
    if daily.any():
        once = found[daily].drop_duplicates("row_id").sort_values("from_time")
        items = [timed(row.from_time, row.action) for row in once.itertuples()]
        made += [model.Text(text=ctx.t("playbook.ahead.daily")), model.Bullets(items=items)]
    if not daily.all():
        made.append(sheet_of_days(ctx, found[~daily]))
    heads: dict[str, model.Kind] = {"day": "date", "weekday": "text"}
    heads |= dict.fromkeys(("from_time", "to_time", "row_id", "action", "owner", "backup"), "text")
    whole = found.assign(weekday=[words.choice(ctx.t, list(Days)[3 + day.weekday()]) for day in found["day"]])
    rows = whole[list(heads)].astype("object").to_numpy().tolist()
    title = ctx.t("playbook.ahead.whole")
    return [*made, ctx.table("ahead", heads, rows, only="xlsx").model_copy(update={"title": title})]


def regular(ctx: Context) -> set[str]:
    """Ids of what returns on every day or working day."""
    rows = {row.row_id for row in ctx.get(Sop).rows if row.trigger is Trigger.WEEKDAY and row.days in REGULAR}
    return rows | {row.column for row in ctx.get(ContentPlan).columns if row.days in REGULAR}


def sheet_of_days(ctx: Context, found: pd.DataFrame) -> model.Table:
    """Weeks down, days across, like a calendar on the wall."""
    cells: dict[dt.date, list[str]] = {}
    for row in found.itertuples():
        cells.setdefault(row.day.date(), []).append(timed(row.from_time, row.row_id or row.action))
    first = min(cells)
    monday = first - dt.timedelta(days=first.weekday())
    days = [monday + dt.timedelta(days=number) for number in range((max(cells) - monday).days // 7 * 7 + 7)]
    marked = [f"{day:%m-%d} {ctx.t.enumerate(cells[day])}" if day in cells else f"{day:%m-%d}" for day in days]
    heads = [model.Column(key=day, label=words.choice(ctx.t, day)) for day in list(Days)[3:]]
    rows: list[list[model.Cell]] = [list(marked[start : start + 7]) for start in range(0, len(days), 7)]
    return model.Table(title=ctx.t("playbook.ahead.title"), columns=heads, rows=rows)


def timed(time: str, text: str) -> str:
    """Put the time before what is done."""
    return f"{time} {text}".strip()


def punctual(ctx: Context) -> pd.DataFrame | None:
    """On-time counts up to the last recorded day; None when nothing was recorded."""
    sheet = ctx.get(Sop)
    days = [row.day for row in sheet.record if row.day and row.outcome]
    if not days:
        return None
    start = min(span(ctx)[0], *days)
    planned = planning.occurrences(sheet.rows, start, max(days), columns=ctx.get(ContentPlan).columns)
    named = {row.row_id for row in sheet.record} | {row.row_id for row in sheet.rows}
    followed = planning.follow_up(planned[planned["row_id"].isin(named)], sheet.record)
    return planning.on_time(followed) if len(followed) else None


def rate_sentence(ctx: Context, kept: pd.DataFrame | None) -> str:
    """Word the share of recorded actions that were on time."""
    if kept is None or not kept["planned"].iloc[0] - kept["unrecorded"].iloc[0]:
        return ctx.t("playbook.sop.unrecorded") if ctx.get(Sop).rows else ""
    whole = kept.iloc[0]
    shown = {name: ctx.show(whole[name], "percent") for name in ("on_time_rate", "low", "high")}
    return ctx.t("playbook.sop.rate", n=whole["planned"] - whole["unrecorded"], **shown)


def on_time(ctx: Context, kept: pd.DataFrame | None) -> list[Block]:
    """On-time rate by table."""
    if kept is None:
        return []
    labels = {"ALL": ctx.t("playbook.on_time.all"), "": ctx.t("playbook.on_time.content")}
    labels |= {str(kind): words.choice(ctx.t, kind) for kind in SopTable}
    heads: dict[str, model.Kind] = {"table": "text"}
    heads |= dict.fromkeys(("planned", "on_time", "late", "missed", "unrecorded"), "int")
    rows = [
        [labels.get(row["table"], row["table"]), *(row[name] for name in (*list(heads)[1:], "on_time_rate"))]
        for row in kept.to_dict("records")
    ]
    return [ctx.table("on_time", {**heads, "rate": "percent"}, rows, caption=ctx.t("playbook.on_time.caption"))]


def mindset(ctx: Context) -> tuple[str, Sequence[Block]]:
    """Ten mindsets and the level of thinking in data."""
    sheet = ctx.get(MindsetCheck)
    found = {row.mindset: row.score for row in sheet.mindsets if row.mindset}
    names = [words.choice(ctx.t, mindset) for mindset in Mindset]
    scores = [found.get(mindset) for mindset in Mindset]
    known = [(score, name) for score, name in zip(scores, names, strict=True) if score is not None]
    level = ctx.t("playbook.mindset.level", level=words.choice(ctx.t, sheet.data_level)) if sheet.data_level else ""
    made: list[Block] = [*ctx.rows(MindsetCheck, "mindsets"), *ctx.answered(MindsetCheck)]
    if not known:
        return ctx.join(ctx.t("playbook.mindset.open"), level), made
    low, high = min(known)[0], max(known)[0]
    weakest = ctx.t.enumerate(name for score, name in known if score == low)
    strongest = ctx.t.enumerate(name for score, name in known if score == high)
    key = "even" if low == high else "verdict"
    verdict = ctx.t(f"playbook.mindset.{key}", strongest=strongest, high=high, weakest=weakest, low=low)
    figure = plots.bars(names, scores, top=5)
    made.insert(
        0,
        ctx.picture(
            figure, "mindset", ctx.t("playbook.mindset.alt", names=weakest, low=low), ctx.t("playbook.mindset.caption")
        ),
    )
    return ctx.join(verdict, level), made
