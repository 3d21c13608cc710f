"""What lesson 15 computes and draws: the path, the staying, the mix, the pillars and the line of a group."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from shequn import metrics, plots
from shequn.course.shown import Drawing, Note
from shequn.course.tables import group_name, label
from shequn.findings import last_shift, usual_range, wilson
from shequn.plots.style import count, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from shequn.course.lesson import Lesson

SMALL = ((2, 20), (20, 200), (200, 2000))
"""Active members and members of three groups with one rate."""
GONE_DAYS = 14
WINDOW_DAYS = 28
AGES = 6
"""Weeks after joining that a curve shows."""
CUTS = (date(2026, 6, 8), date(2026, 8, 17))
"""The sample: the Monday after the give-away, and the release of the welcome message."""


def funnel_of(lesson: Lesson, group_id: str, **options: Any) -> pd.DataFrame:
    """Follow the people who joined one group.

    Args:
        lesson: The lesson.
        group_id: The group.
        **options: As :func:`shequn.metrics.funnel` takes them.

    Returns:
        One row per stage: ``stage, members, rate_of_first, rate_of_previous``.
    """
    found = metrics.funnel(lesson.community, **options)
    return found[found["group_id"] == group_id].drop(columns="group_id").reset_index(drop=True)


def draw_funnel(lesson: Lesson, group_id: str, **options: Any) -> Drawing | Note:
    """Draw the funnel of one group.

    Args:
        lesson: Lesson 15.
        group_id: The group.
        **options: As :func:`shequn.metrics.funnel` takes them.

    Returns:
        The picture; or what the data lack.
    """
    if note := lesson.lacks("members", "messages", "orders"):
        return note
    found = funnel_of(lesson, group_id, **options)
    stages = [lesson.t(f"conversion.{stage}") for stage in found["stage"]]
    figure = plots.funnel(
        stages,
        found["members"].tolist(),
        of_first=lesson.words("of_first"),
        of_previous=lesson.words("of_previous"),
    )
    numbers = " → ".join(count(number) for number in found["members"].dropna())
    return lesson.show(figure, "funnel_alt", group=group_name(lesson, group_id), numbers=numbers)


def fullest_week(lesson: Lesson, group_id: str) -> str:
    """Find the week in which most people joined a group.

    Args:
        lesson: The lesson.
        group_id: The group.

    Returns:
        The week's label; empty where joining is not known.
    """
    weekly = metrics.weekly(lesson.community)
    own = weekly[weekly["group_id"] == group_id].set_index("week")["new_members"].astype("float64")
    return str(own.idxmax()) if own.notna().any() else ""


def newcomers(lesson: Lesson, group_id: str, days: int = GONE_DAYS) -> pd.DataFrame:
    """Count, by joining week, who was no longer a member some days after joining.

    Args:
        lesson: Lesson with members.
        group_id: The group.
        days: So many days after the joining day.

    Returns:
        One row per joining week in which all had the time: ``week, joined, still, gone, gone_share``.
    """
    found = metrics.cohorts(lesson.community, unit="day", by="present")
    found = found[(found["group_id"] == group_id) & (found["age"] == days) & found["retained"].notna()]
    found = found.assign(week=found["cohort_start"].dt.strftime("%G-W%V"))
    by_week = found.groupby("week")[["size", "retained"]].sum().reset_index()
    by_week = by_week.rename(columns={"size": "joined", "retained": "still"})
    by_week = by_week[by_week["joined"] > 0].reset_index(drop=True)
    gone = by_week["joined"] - by_week["still"]
    return by_week.assign(gone=gone, gone_share=(gone / by_week["joined"]).astype("float64"))


def draw_newcomers(lesson: Lesson, group_id: str) -> Drawing | Note:
    """Draw the share of each week's newcomers who were gone two weeks later.

    Args:
        lesson: Lesson 15.
        group_id: The group.

    Returns:
        The picture; or what the data lack.
    """
    if note := lesson.lacks("members"):
        return note
    found = newcomers(lesson, group_id)
    line = plots.Line(lesson.words("gone"), found["gone_share"].tolist())
    figure = plots.weekly_line([week[5:] for week in found["week"]], line)
    worst = found.loc[found["gone_share"].idxmax()]
    return lesson.show(
        figure,
        "newcomers_alt",
        group=group_name(lesson, group_id),
        week=worst["week"],
        share=percent(worst["gone_share"]),
    )


def spans(lesson: Lesson) -> list[tuple[date, date]]:
    """Divide the period into three: the sample after its give-away and at its release, one's own data evenly.

    Args:
        lesson: The lesson.

    Returns:
        First and last day of each part; Mondays to Sundays except at the ends.
    """
    period = lesson.period
    third = timedelta(days=len(period.days) // 21 * 7)
    cuts = CUTS if lesson.data == "sample" else (period.start + third, period.start + 2 * third)
    starts = sorted({period.start, *cuts})
    return [(start, end - timedelta(days=1)) for start, end in pairwise([*starts, period.end + timedelta(days=1)])]


def newcomer_funnels(lesson: Lesson, group_id: str) -> pd.DataFrame:
    """Follow the newcomers of three parts of the period, each for the same time.

    Args:
        lesson: Lesson with members.
        group_id: The group.

    Returns:
        One row per part: ``joined_from`` (a day), ``joined, spoke, bought, spoke_rate`` (of joined) and
        ``bought_rate`` (of spoke).
    """
    import pandas as pd

    rows = []
    for start, end in spans(lesson):
        # The window of the last who joined reaches beyond the part.
        until = min(end + timedelta(days=WINDOW_DAYS - 1), lesson.period.end)
        found = funnel_of(lesson, group_id, start=start, end=until, window_days=WINDOW_DAYS).set_index("stage")
        rows.append(
            {"joined_from": pd.Timestamp(start)}
            | {stage: found["members"][stage] for stage in ("joined", "spoke", "bought")}
            | {f"{stage}_rate": found["rate_of_previous"][stage] for stage in ("spoke", "bought")}
        )
    return pd.DataFrame(rows)


def draw_retention(lesson: Lesson, group_id: str) -> Drawing | Note:
    """Draw how many newcomers are still active, for each part of the period.

    Args:
        lesson: Lesson 15.
        group_id: The group.

    Returns:
        One curve a part, the latest first; or what the data lack.
    """
    if note := lesson.lacks("members", "messages"):
        return note
    found = metrics.cohorts(lesson.community)
    found = found[(found["group_id"] == group_id) & (found["age"] <= AGES) & found["retained"].notna()]
    curves = []
    for start, end in reversed(spans(lesson)):
        own = found[found["cohort_start"].dt.date.between(start, end)]
        sums = own.groupby("age")[["size", "retained"]].sum()
        if sums["size"].sum() > 0:
            rates = (sums["retained"] / sums["size"]).astype("float64").tolist()
            curves.append(plots.Curve(lesson.words("from_day", day=f"{start:%m-%d}"), rates))
    if not curves:
        return Note(lesson.words("no_newcomers"))
    figure = plots.retention_curve(curves, age=lesson.words("age"))
    return lesson.show(figure, "retention_alt", group=group_name(lesson, group_id), n=len(curves))


def lately(lesson: Lesson, group_id: str, weeks: int = 4, before: int = 8) -> pd.DataFrame:
    """Set the leaving of the last weeks against that of the weeks before.

    Args:
        lesson: Lesson with members.
        group_id: The group.
        weeks: So many last weeks.
        before: So many weeks before them.

    Returns:
        Two rows, earlier weeks first: ``span, span_weeks, leaves, leaves_a_week``.
    """
    import pandas as pd

    weekly = metrics.weekly(lesson.community)
    own = weekly.loc[(weekly["group_id"] == group_id) & weekly["complete"], "leaves"]
    parts = {"before": own.iloc[-weeks - before : -weeks], "lately": own.tail(weeks)}
    rows = [(lesson.words(name, n=len(part)), len(part), part.sum(min_count=1)) for name, part in parts.items()]
    found = pd.DataFrame(rows, columns=["span", "span_weeks", "leaves"])
    return found.assign(leaves_a_week=found["leaves"].astype("float64") / found["span_weeks"])


def draw_weeks(lesson: Lesson, group_id: str, metric: str) -> Drawing | Note:
    """Draw a weekly figure of a group against the range of its own eight weeks before.

    Args:
        lesson: Lesson 15.
        group_id: The group.
        metric: Column of the weekly table.

    Returns:
        The picture; or what the data lack.
    """
    if note := lesson.lacks("members", "messages"):
        return note
    weekly = metrics.weekly(lesson.community)
    own = weekly[(weekly["group_id"] == group_id) & weekly["complete"]].set_index("week")
    values = own[metric].astype("float64")
    band, labels = usual_range(values), own.index.tolist()
    shift = last_shift(values)
    marks = [(labels.index(shift.week), lesson.words("shift_at", week=shift.week[5:]))] if shift else []
    name = label(metric, lesson)
    line = plots.Line(name, values.tolist(), band["low"].tolist(), band["high"].tolist(), None, marks)
    figure = plots.weekly_line(
        [week[5:] for week in labels],
        line,
        number=percent if metric.endswith("rate") else count,
        band=lesson.words("band"),
        shift=lesson.words("shift"),
    )
    last = percent(values.iloc[-1]) if metric.endswith("rate") else count(values.iloc[-1])
    return lesson.show(figure, "weeks_alt", group=group_name(lesson, group_id), metric=name, last=last)


def draw_lifecycle(lesson: Lesson, group_id: str) -> Drawing | Note:
    """Draw where each week's active members of a group come from.

    Args:
        lesson: Lesson 15.
        group_id: The group.

    Returns:
        The picture; or what the data lack.
    """
    if note := lesson.lacks("messages"):
        return note
    found = metrics.lifecycle(lesson.community)
    own = found[(found["group_id"] == group_id) & found["complete"]]
    states = ("first_active", "retained", "resurrected", "dormant")
    words = [lesson.t(f"activity.{state}") for state in states]
    figure = plots.lifecycle(
        [week[5:] for week in own["week"]],
        first=own["first_active"].tolist(),
        retained=own["retained"].tolist(),
        resurrected=own["resurrected"].tolist(),
        dormant=own["dormant"].tolist(),
        labels=(words[0], words[1], words[2], words[3]),
    )
    return lesson.show(figure, "lifecycle_alt", group=group_name(lesson, group_id))


def draw_lorenz(lesson: Lesson, group_id: str) -> Drawing | Note:
    """Draw how few people write how much of a group's messages.

    Args:
        lesson: Lesson 15.
        group_id: The group.

    Returns:
        The picture; or what the data lack.
    """
    if note := lesson.lacks("messages"):
        return note
    counts = metrics.message_counts(lesson.community)
    own = counts.loc[counts["group_id"] == group_id, "messages"]
    people, messages = metrics.lorenz(own)
    few = metrics.absence_factor(own)
    at = len(own) - few
    figure = plots.lorenz(
        people.tolist(),
        messages.tolist(),
        point=(people[at], messages[at]),
        point_label=lesson.words("few", n=few),
        equal_label=lesson.words("alike"),
        people_label=lesson.words("people"),
        messages_label=lesson.words("messages"),
    )
    return lesson.show(figure, "lorenz_alt", group=group_name(lesson, group_id), n=few, people=len(own))


def draw_small(lesson: Lesson, groups: Sequence[tuple[int, int]] = SMALL, benchmark: float = 0.25) -> Drawing:
    """Draw the Wilson intervals of groups of different sizes with one rate, and a benchmark.

    Args:
        lesson: Lesson 15.
        groups: Active members and members of each.
        benchmark: A value that somebody calls healthy.

    Returns:
        The picture.
    """
    found = [interval for part in groups if (interval := wilson(*part))]
    figure = plots.intervals(
        [lesson.words("active_of", active=count(active), people=count(people)) for active, people in groups],
        [active / people for active, people in groups],
        [low for low, _ in found],
        [high for _, high in found],
        details=[f"{percent(low)} – {percent(high)}" for low, high in found],
        reference=benchmark,
        reference_label=lesson.words("benchmark", rate=percent(benchmark)),
    )
    return lesson.show(figure, "small_alt", low=percent(found[0].low), high=percent(found[0].high))
