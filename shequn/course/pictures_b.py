"""Pictures of lessons 05 to 08: from what the planning functions return to what a cell shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from shequn import plots
from shequn.course.shown import Note
from shequn.findings import usual_range, wilson
from shequn.planning import peeking_risk, power, profit_by_size
from shequn.plots import playbook
from shequn.plots.style import count, percent
from shequn.report.format import MISSING, symbol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from shequn.course.lesson import Lesson
    from shequn.course.shown import Drawing
    from shequn.planning import UnitEconomics


def step_costs(costs: pd.DataFrame, hourly_cost: float, lesson: Lesson) -> Drawing:
    """Draw what each step of a service costs for one served member, work included.

    Args:
        costs: One row per step: ``step, minutes, cost``.
        hourly_cost: Cost of an hour of work.
        lesson: Lesson 05.

    Returns:
        Bars, the dearest step set off.
    """
    each = costs["cost"].fillna(0) + costs["minutes"].fillna(0) * hourly_cost / 60
    dearest = str(costs["step"].iloc[int(each.argmax())])
    figure = playbook.bars(costs["step"].tolist(), each.tolist(), number=_money(".2f"), marked=dearest)
    return lesson.show(figure, "step_costs_alt", step=dearest)


def profit(unit: UnitEconomics, sizes: Iterable[int], lesson: Lesson) -> Drawing | Note:
    """Draw what a month leaves for groups of different sizes.

    Args:
        unit: The economics of one served member.
        sizes: Numbers of members.
        lesson: Lesson 05.

    Returns:
        A line with the break-even marked; a note when there is none.
    """
    rows, at = profit_by_size(unit, sizes), unit.break_even_size
    if at is None:
        return Note(lesson.words("no_break_even"))
    figure = playbook.break_even(
        rows["members"].tolist(),
        rows["profit"].tolist(),
        at,
        size=lesson.words("size"),
        profit=lesson.words("profit"),
        mark=lesson.words("break_even", size=at),
        number=_money(",.0f"),
    )
    return lesson.show(figure, "profit_alt", size=at)


def chances(people: Sequence[int], baseline: float, target: float, lesson: Lesson, planned: int = 0) -> Drawing:
    """Draw how likely pilots of different sizes find the planned difference.

    Args:
        people: Numbers of people in each version.
        baseline: Share of successes without the change, 0 to 1.
        target: Share with it.
        lesson: Lesson 06.
        planned: Number to set off.

    Returns:
        Bars.
    """
    names = [lesson.words("people", n=each) for each in people]
    found = [power(each, baseline, target) for each in people]
    marked = lesson.words("people", n=planned)
    figure = playbook.bars(names, found, top=1, number=percent, marked=marked)
    return lesson.show(figure, "chances_alt", first=percent(found[0]), last=percent(found[-1]))


def peeking(looks: Sequence[int], lesson: Lesson) -> Drawing:
    """Draw how often two versions that are alike are called different when one looks several times.

    Args:
        looks: Numbers of looks.
        lesson: Lesson 06.

    Returns:
        Bars.
    """
    names = [lesson.words("look" if each == 1 else "looks", n=each) for each in looks]
    found = [peeking_risk(each) for each in looks]
    figure = playbook.bars(names, found, number=percent, marked=names[-1])
    return lesson.show(figure, "peeking_alt", last=percent(found[-1]), looks=looks[-1])


def shares(
    found: pd.DataFrame, lesson: Lesson, key: str, *, name: str, rate: str, whole: str, reference: float | None = None
) -> Drawing:
    """Draw shares of versions or channels with their 95 % intervals.

    Args:
        found: One row each, as :func:`shequn.planning.versions` or :func:`shequn.planning.channel_funnel` returns it.
        lesson: Whose words ``<key>_of``, ``<key>_reference`` and ``<key>_alt`` are.
        key: First part of these.
        name: Column of their names.
        rate: Column of the shares.
        whole: Column of the people that the shares are of.
        reference: Share to draw as a dashed line.

    Returns:
        A dot on a line for each.
    """
    low, high = ("low", "high") if "low" in found else (f"{rate}_low", f"{rate}_high")
    details = [
        lesson.words(f"{key}_of", rate=percent(share), people=count(people)) if pd.notna(share) else MISSING
        for share, people in zip(found[rate], found[whole], strict=True)
    ]
    figure = plots.intervals(
        found[name].tolist(),
        found[rate].tolist(),
        found[low].tolist(),
        found[high].tolist(),
        details=details,
        reference=reference,
        reference_label="" if reference is None else lesson.words(f"{key}_reference", rate=percent(reference)),
    )
    return lesson.show(figure, f"{key}_alt")


def channel_steps(funnel: pd.DataFrame, channel: str, lesson: Lesson) -> Drawing:
    """Draw how many go on from seeing to buying in one channel.

    Args:
        funnel: As :func:`shequn.planning.channel_funnel` returns it.
        channel: Name of the channel, or ``"ALL"``.
        lesson: Lesson 07.

    Returns:
        The funnel.
    """
    row = funnel[funnel["channel"] == channel].iloc[0]
    steps = ("exposures", "scans", "joins", "buyers")
    figure = plots.funnel(
        [lesson.t(f"column.{step}") for step in steps],
        [row[step] for step in steps],
        of_first=lesson.words("of_seen"),
        of_previous=lesson.words("of_previous"),
    )
    return lesson.show(figure, "funnel_alt")


def prices(funnel: pd.DataFrame, column: str, lesson: Lesson) -> Drawing:
    """Draw what the channels cost for each join or buyer, the cheapest set off.

    Args:
        funnel: As :func:`shequn.planning.channel_funnel` returns it, without the row of all.
        column: ``cost_per_join`` or ``cost_per_buyer``.
        lesson: Lesson 07.

    Returns:
        Bars, the cheapest at the top.
    """
    rows = funnel.sort_values(column)
    cheapest = str(rows["channel"].iloc[0])
    figure = playbook.bars(rows["channel"].tolist(), rows[column].tolist(), number=_money(",.0f"), marked=cheapest)
    return lesson.show(figure, f"{column}_alt", channel=cheapest)


def joins_by_week(channels: pd.DataFrame, channel: str, lesson: Lesson) -> Drawing:
    """Draw how many join through one channel from week to week.

    Args:
        channels: One row per channel and day: ``channel, day, joins``.
        channel: Name of the channel.
        lesson: Lesson 07.

    Returns:
        One bar a week.
    """
    own = channels[channels["channel"] == channel]
    week = own["day"].dt.to_period("W-SUN").dt.start_time
    sums = own.groupby(week)["joins"].sum()
    names = [lesson.words("week_of", day=f"{day:%m-%d}") for day in sums.index]
    return lesson.show(playbook.bars(names, sums.tolist()), "joins_alt", channel=channel)


def retained(parts: dict[str, pd.DataFrame], ages: int, lesson: Lesson, key: str) -> Drawing:
    """Draw the retention of two or three sets of cohorts with 95 % intervals.

    Args:
        parts: Name in the lesson's words to the rows of :func:`shequn.metrics.cohorts` of one group.
        ages: How many ages to draw, from 0.
        lesson: Whose words ``<key>_age``, ``interval`` and ``<key>_alt`` are.
        key: First part of these.

    Returns:
        One curve each.
    """
    curves = []
    for name, rows in parts.items():
        known = rows[rows["retained"].notna() & (rows["age"] < ages)]
        sums = known.groupby("age")[["retained", "size"]].sum().astype("float64")
        bounds = [wilson(k, n) or (None, None) for k, n in sums.to_numpy()]
        low, high = zip(*bounds, strict=True)
        curves.append(plots.Curve(lesson.words(name), (sums["retained"] / sums["size"]).tolist(), low, high))
    figure = plots.retention_curve(curves, age=lesson.words(f"{key}_age"), interval=lesson.words("interval"))
    return lesson.show(figure, f"{key}_alt")


def released(weekly: pd.DataFrame, releases: pd.DataFrame, metric: str, lesson: Lesson) -> Drawing:
    """Draw a weekly metric of one group and mark the weeks of its releases.

    Args:
        weekly: The complete weeks of one group, as :func:`shequn.metrics.weekly` returns them.
        releases: Its releases: ``release_id, day``.
        metric: Column of the weekly table, a share.
        lesson: Lesson 08.

    Returns:
        A line with the usual range.
    """
    weeks = weekly["week"].tolist()
    labels = releases["day"].dt.strftime("%G-W%V")
    marks: dict[int, str] = {}
    for week, name in zip(labels, releases["release_id"], strict=True):
        at = weeks.index(week)
        marks[at] = f"{marks[at]}, {name}" if at in marks else str(name)
    usual = usual_range(weekly[metric])
    line = plots.Line(
        lesson.t(f"metric.{metric}.label"),
        weekly[metric].tolist(),
        usual["low"].tolist(),
        usual["high"].tolist(),
        shifts=sorted(marks.items()),
    )
    short = [week[5:] for week in weeks]
    figure = plots.weekly_line(short, line, band=lesson.words("usual"), shift=lesson.words("release"))
    return lesson.show(figure, "released_alt")


def _money(spec: str) -> Callable[[float], str]:
    """Write an amount of yuan short enough for a picture."""
    sign = symbol("CNY")
    return lambda value: f"{'−' if value < 0 else ''}{sign}{format(abs(value), spec)}"
