"""Every picture of the report, drawn in both languages, and what a good layout is."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.text import Text

from shequn import plots
from shequn.plots import Bridge, Curve, Line
from shequn.plots.style import style

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

WORDS = {
    "en": {
        "groups": ["Hangzhou reading circle", "Weekend running and hiking club", "Flash sale 3 August"],
        "bridge": ("Opening", "Joins", "Leaves", "Closing"),
        "line": ("Weekly active rate", "usual range (trailing 8 weeks)", "incomplete week", "outside its range"),
        "shift": "above its usual range",
        "lifecycle": ("first time", "retained", "back after a pause", "fell silent"),
        "money": ("paid", "refunded", "net"),
        "weekdays": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        "rhythm": ("messages", "busiest: Wednesday 20:00"),
        "cohorts": ("weeks since joining", "size", "weighted mean"),
        "curve": ("weeks since joining", "95 % interval", "first 13 weeks", "last 13 weeks"),
        "lorenz": ("13 people write 50 %", "if all wrote alike", "share of people", "share of messages"),
        "funnel": (["Joined", "Spoke", "Bought", "Bought again"], "of joined", "of step before"),
        "layers": (["this week", "this month", "longer ago"], ["1 day", "2–5 days", "6 or more"]),
        "layer": [["new face", "regular", "core"], ["visitor", "occasional", "cooling"], ["lost", "lost", "at risk"]],
        "titles": ("last seen", "active days"),
        "detail": "{rate:.0%} of {n}",
        "all": "all groups",
    },
    "zh": {
        "groups": ["杭州西湖读书会", "周末跑步徒步群", "八月三日快闪群"],
        "bridge": ("期初人数", "入群人次", "退群人次", "期末人数"),
        "line": ("周活跃率", "通常范围（此前 8 周）", "不完整周", "超出通常范围"),
        "shift": "高于通常范围",
        "lifecycle": ("首次活跃", "持续活跃", "回流", "转为沉默"),
        "money": ("实付", "退款", "净额"),
        "weekdays": ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
        "rhythm": ("条发言", "最活跃时段：周三 20:00"),
        "cohorts": ("入群后第几周", "人数", "加权平均"),
        "curve": ("入群后第几周", "95% 置信区间", "前 13 周入群", "后 13 周入群"),
        "lorenz": ("13 人贡献了 50% 的发言", "人人发言一样多", "成员占比", "发言占比"),
        "funnel": (["入群", "发言", "下单", "复购"], "占入群", "占上一步"),
        "layers": (["本周", "本月", "更早"], ["1 天", "2–5 天", "6 天以上"]),
        "layer": [["新面孔", "常客", "核心"], ["过客", "偶尔", "降温"], ["流失", "流失", "预警"]],
        "titles": ("最近活跃", "活跃天数"),
        "detail": "{rate:.0%}（{n} 人）",
        "all": "全部群",
    },
}


def week_labels(language: str, weeks: int) -> list[str]:
    """Name weeks by their Monday, as the report does."""
    days = [dt.date(2026, 3, 2) + dt.timedelta(weeks=index) for index in range(weeks)]
    return [f"{day.month}月{day.day}日" if language == "zh" else f"{day.day} {day:%b}" for day in days]


def line(language: str, weeks: int, kind: str, name: str, seed: int = 1) -> Line:
    """Make a weekly rate with a jump, a gap and partial ends; or all zero; or all missing."""
    rng = np.random.default_rng(seed)
    values = 0.3 + 0.03 * rng.standard_normal(weeks) + 0.12 * (np.arange(weeks) >= weeks * 0.6)
    low, high = np.full(weeks, 0.25), np.full(weeks, 0.36)
    low[:4] = high[:4] = math.nan
    complete = [True] * weeks
    shifts: list[tuple[int, str]] = []
    if kind == "zero":
        values = 0 * values
    elif kind == "missing":
        values[:] = low[:] = high[:] = math.nan
    elif weeks > 8:
        values[weeks // 3] = math.nan
        complete[0] = complete[-1] = False
        values[-1] /= 3
        shifts = [(int(weeks * 0.6), WORDS[language]["shift"]), (int(weeks * 0.6) + 2, WORDS[language]["shift"])]
    return Line(name, list(values), list(low), list(high), complete, shifts)


def examples(
    language: str, weeks: int = 26, kind: str = "usual", names: list[str] | None = None
) -> dict[str, Callable[[], Figure]]:
    """Prepare every picture, by name, to be drawn by calling it.

    Args:
        language: en or zh.
        weeks: How many weeks (cohorts, ages) there are.
        kind: usual, zero (nothing ever happened), missing (nothing is known) or huge (very large numbers).
        names: Names of groups instead of the usual three.
    """
    words = WORDS[language]
    rng = np.random.default_rng(7)
    labels = week_labels(language, weeks)
    groups = names or words["groups"]
    factor = {"usual": 1.0, "zero": 0.0, "missing": math.nan, "huge": 1e6}[kind]

    def some(top: int, size: int = weeks) -> list[float]:
        share = np.random.default_rng(top).random(size)
        return list(np.round(factor * top * (1 + share) / 2))

    name, band, partial, shift = words["line"]
    complete = [True] * (weeks - 1) + [False]
    paid, refunded = some(9000), some(1200)
    hours = np.exp(-((np.arange(24) - 20.5) ** 2) / 18) + 0.4 * np.exp(-((np.arange(24) - 12.5) ** 2) / 4)
    rhythm = np.round(factor * 300 * hours * (1 + 0.4 * rng.random((7, 24))))
    rhythm[2, 20] *= 1.3
    ages = np.arange(weeks)
    triangle = [
        [
            factor * min(1, (0.15 + 0.7 * 0.7**age) * (0.9 + 0.2 * rng.random())) if age < weeks - row else None
            for age in ages
        ]
        for row in range(weeks)
    ]
    if kind == "huge":
        triangle = [[cell and cell / factor for cell in row] for row in triangle]
    mean = [np.nanmean(column) if kind != "missing" else None for column in np.array(triangle, float).T]
    share = np.linspace(0, 1, 600)
    rates = [0.41, 0.28, 0.1] * (len(groups) // 3 + 1)
    rates = rates[: len(groups)] if kind != "missing" else [None] * len(groups)
    sizes = ([214, 388, 20] * len(groups))[: len(groups)]
    people = min(factor, 1e3)
    moves = [[people * each for each in row] for row in ((312, 96, 41, 367), (640, 120, 155, 605), (0, 230, 18, 212))]
    bridges = [Bridge(each, *moves[index % 3]) for index, each in enumerate(groups)]
    return {
        "bridge": lambda: plots.bridge(bridges[:1], labels=words["bridge"]),
        "bridges": lambda: plots.bridge(
            [Bridge(words["all"], 1010, 240, None, 1250), *bridges], labels=words["bridge"]
        ),
        "line": lambda: plots.weekly_line(
            labels, line(language, weeks, kind, name), band=band, partial=partial, shift=shift
        ),
        "panels": lambda: plots.weekly_panels(
            labels,
            [line(language, weeks, kind, each, seed) for seed, each in enumerate([words["all"], *groups])],
            band=band,
            partial=partial,
            shift=shift,
        ),
        "rhythm": lambda: plots.rhythm(
            rhythm.tolist(), weekdays=words["weekdays"], label=words["rhythm"][0], peak=words["rhythm"][1]
        ),
        "lifecycle": lambda: plots.lifecycle(
            labels,
            first=some(20),
            retained=some(120),
            resurrected=some(30),
            dormant=some(40),
            labels=words["lifecycle"],
            complete=complete,
            partial=partial,
        ),
        "cohorts": lambda: plots.cohorts(
            labels,
            some(60),
            triangle,
            mean,
            age=words["cohorts"][0],
            size=words["cohorts"][1],
            mean_label=words["cohorts"][2],
        ),
        "curve": lambda: plots.retention_curve(
            [
                Curve(words["curve"][2], mean, [None if m is None else m * 0.8 for m in mean], mean),
                Curve(words["curve"][3], [None if m is None else m * 0.9 for m in mean]),
            ],
            age=words["curve"][0],
            interval=words["curve"][1],
        ),
        "lorenz": lambda: plots.lorenz(
            list(share),
            list(share**6 if kind != "zero" else share),
            point=(0.5 ** (1 / 6) if kind != "zero" else 0.5, 0.5),
            point_label=words["lorenz"][0],
            equal_label=words["lorenz"][1],
            people_label=words["lorenz"][2],
            messages_label=words["lorenz"][3],
        ),
        "funnel": lambda: plots.funnel(
            words["funnel"][0],
            [factor * each for each in (480, 301, 96, 22)],
            of_first=words["funnel"][1],
            of_previous=words["funnel"][2],
        ),
        "layers": lambda: plots.layers(
            [some(300, 3), some(100, 3), some(40, 3)],
            rows=words["layers"][0],
            columns=words["layers"][1],
            row_title=words["titles"][0],
            column_title=words["titles"][1],
            names=words["layer"],
        ),
        "money": lambda: plots.money(
            labels,
            paid=paid,
            refunded=refunded,
            net=[a - b for a, b in zip(paid, refunded, strict=True)],
            labels=words["money"],
            complete=complete,
            partial=partial,
        ),
        "intervals": lambda: plots.intervals(
            groups,
            rates,
            [None if rate is None else rate * 0.7 for rate in rates],
            [None if rate is None else rate * 1.4 for rate in rates],
            details=[words["detail"].format(rate=rate or 0, n=n) for rate, n in zip(rates, sizes, strict=True)],
            reference=0.3,
            reference_label=words["all"],
        ),
    }


@functools.cache
def usual(language: str) -> dict[str, Figure]:
    """Keep one set of the usual pictures for tests that only look."""
    return {name: draw() for name, draw in examples(language).items()}


def texts(figure: Figure) -> list[tuple[str, list[float]]]:
    """List the visible words of a figure with their boxes (left, bottom, right, top) in points."""
    with style():
        figure.set_dpi(300)  # nearly as wide as the letters really are
        figure.draw_without_rendering()
    points = 72 / figure.dpi
    axes = [axis for ax in figure.axes if ax.axison for axis in (ax.xaxis, ax.yaxis)]
    bare = [text for ax in figure.axes if not ax.axison for axis in (ax.xaxis, ax.yaxis) for text in axis.findobj(Text)]
    drawn = {id(tick) for axis in axes for tick in axis._update_ticks()}
    ticks = [tick for axis in axes for tick in axis.get_major_ticks()]
    undrawn = [label for tick in ticks if id(tick) not in drawn for label in (tick.label1, tick.label2)]  # out of view
    hidden = {*bare, *undrawn}
    shown = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible() and text not in hidden]
    return [
        (text.get_text(), [edge * points for edge in Text.get_window_extent(text).extents.tolist()]) for text in shown
    ]


def check_layout(figure: Figure, name: str) -> None:
    """Fail when words touch each other or leave the picture."""
    width, height = figure.get_size_inches() * 72
    boxes = texts(figure)
    for text, (left, bottom, right, top) in boxes:
        inside = left >= 0 and bottom >= 0 and right <= width and top <= height
        assert inside, (name, text, left, bottom, right, top)
    for (one, a), (two, b) in itertools.combinations(boxes, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 1 or b[3] <= a[1] + 1
        assert apart, (name, one, two, a, b)
