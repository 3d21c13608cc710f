"""Pictures of shares: retention by age, who writes how much, and groups compared with their intervals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.patches import Patch

from shequn.errors import ParameterError
from shequn.plots.style import (
    ACCENT,
    ACCENT_TEXT,
    BRAND,
    GREY,
    INK,
    MIST,
    MUTED,
    SIZE,
    SMALL,
    TEAL,
    Formatter,
    Number,
    Numbers,
    array,
    beside,
    fit,
    key,
    new_figure,
    percent,
    picture,
    spread,
    value_axis,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

COLOURS = (BRAND, ACCENT, MUTED)
TEXT_COLOURS = {BRAND: BRAND, ACCENT: ACCENT_TEXT, MUTED: MUTED}


class Curve(NamedTuple):
    """Retention of one set of cohorts.

    Attributes:
        name: Whose it is; written at the end of the curve.
        rates: One share (0 to 1) an age, from age 0; None or NaN where it is not known.
        low: Lower end of the interval at each age.
        high: Upper end of the interval.
    """

    name: str
    rates: Numbers
    low: Numbers | None = None
    high: Numbers | None = None


@picture
def retention_curve(curves: Sequence[Curve], *, age: str, interval: str = "", number: Formatter = percent) -> Figure:
    """Draw the share retained at each age, one to three curves.

    Args:
        curves: The curves; the first is the main one.
        age: Words below the ages ("weeks since joining").
        interval: Words for the shaded interval, for the key.
        number: Writes a share.

    Returns:
        The picture, 5.6 × 2.7 inches.

    Raises:
        ParameterError: There is no curve, more than three, or an interval of another length than its curve.

    Example:
        >>> figure = retention_curve([Curve("all", [1, 0.5, 0.4])], age="weeks")
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['all 40%']
    """
    array(range(len(curves)))
    if len(curves) > len(COLOURS):
        raise ParameterError(f"{len(curves)} curves given, must be at most {len(COLOURS)}.")
    figure = new_figure(2.7)
    ax = figure.subplots()
    drawn, ends = [], []
    for order, (curve, colour) in enumerate(zip(curves, COLOURS, strict=False)):
        rates = array(curve.rates)
        at = np.arange(len(rates))
        if curve.low is not None and curve.high is not None:
            low, high = array(curve.low, len(rates)), array(curve.high, len(rates))
            ax.fill_between(at, low, high, color=colour, alpha=0.15, linewidth=0)
            drawn += [low, high]
        ax.plot(at, rates, color=colour, marker="o", markersize=4.5 if len(rates) <= 30 else 2.2, zorder=4 - order)
        drawn.append(rates)
        known = np.flatnonzero(np.isfinite(rates))
        if known.size:
            ends.append((known[-1], rates[known[-1]], f"{curve.name} {number(rates[known[-1]])}", colour))
    value_axis(ax, drawn, number)
    ages = max(map(len, drawn))
    ax.set_xlim(-0.4, ages - 0.6)
    ax.set_xticks(range(0, ages, math.ceil(ages / 13)))
    ax.set_xlabel(fit(age, 300))
    bottom, top = ax.get_ylim()
    heights = spread([end[1] for end in ends], 14 / 140 * (top - bottom))
    for (_, _, text, colour), height in zip(ends, heights, strict=True):
        beside(ax, fit(text, 120, SIZE), (ages - 1, height), (8, 0), color=TEXT_COLOURS[colour])
    if len(drawn) > len(curves):
        key(figure, [(Patch(color=BRAND, alpha=0.15), interval)])
    return figure


@picture
def lorenz(
    people: Numbers,
    messages: Numbers,
    *,
    point: tuple[float, float],
    point_label: str,
    equal_label: str,
    people_label: str,
    messages_label: str,
) -> Figure:
    """Draw which share of the people writes which share of the messages.

    Args:
        people: Cumulative share of people (0 to 1), least active first.
        messages: Cumulative share of messages at the same places.
        point: Where the most active few who write half begin: (share of people, share of messages).
        point_label: Words for it ("13 people write 50%").
        equal_label: Words above the line on which all write the same.
        people_label: Words below the x axis.
        messages_label: Words above the y axis.

    Returns:
        The picture, 5.6 × 3 inches.

    Raises:
        ParameterError: The lists are empty or of unlike length.

    Example:
        >>> figure = lorenz([0, 0.5, 1], [0, 0.1, 1], point=(0.5, 0.5), point_label="1 writes 50%",
        ...                 equal_label="all alike", people_label="people", messages_label="messages")
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['1 writes 50%', 'all alike']
    """
    x, y = array(people), array(messages, len(people))
    # A hundred steps along either axis are as many as can be seen, however many people there are.
    steps = np.linspace(0, 1, 51)
    seen = np.unique(np.concatenate([np.searchsorted(x, steps), np.searchsorted(y, steps)]).clip(max=len(x) - 1))
    x, y = x[seen], y[seen]
    figure = new_figure(3)
    ax = figure.subplots()
    ax.plot([0, 1], [0, 1], color=GREY, linewidth=1.2)
    ax.fill_between(x, y, x, color=MIST, linewidth=0)
    ax.plot(x, y, color=BRAND, linewidth=2.2, solid_capstyle="butt")
    ax.plot([0, point[0]], [point[1], point[1]], color=ACCENT, linewidth=1, linestyle=(0, (3, 2)))
    ax.plot(*point, "o", color=ACCENT, markersize=7)
    # Above the line of equality all is empty: both labels stand there.
    beside(ax, fit(point_label, 160), (0, point[1]), (6, 9), color=ACCENT_TEXT, size=SMALL)
    beside(ax, fit(equal_label, 160), (0.78, 0.78), (-10, 6), color=MUTED, size=SMALL, ha="right")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_ticks([0, 0.25, 0.5, 0.75, 1], [percent(tick / 4) for tick in range(5)])
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    ax.grid(visible=True, axis="both")
    ax.set_xlabel(fit(people_label, 300))
    ax.set_title(fit(messages_label, 300), size=SMALL, color=MUTED)
    return figure


@picture
def intervals(
    names: Sequence[str],
    rates: Numbers,
    low: Numbers,
    high: Numbers,
    *,
    details: Sequence[str],
    reference: Number = None,
    reference_label: str = "",
    number: Formatter = percent,
) -> Figure:
    """Compare groups: a dot for each rate on the line of its interval, a dashed line for the rate of all.

    Args:
        names: The groups, in the order to show, first on top.
        rates: One share a group; None or NaN draws no dot.
        low: Lower end of each interval.
        high: Upper end of each interval.
        details: Words at the right of each line ("34% of 52").
        reference: Rate of all groups together.
        reference_label: Words for it, for the key.
        number: Writes a share on the axis.

    Returns:
        The picture, 5.6 inches wide, 0.3 inches a group.

    Raises:
        ParameterError: A list is empty or not as long as the names.

    Example:
        >>> figure = intervals(["A", "B"], [0.3, 0.1], [0.2, 0.03], [0.4, 0.3], details=["30% of 90", "10% of 20"])
        >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
        ['A', 'B']
    """
    middle, left, right = (array(row, len(names)) for row in (rates, low, high))
    array(range(len(details)), len(names))
    figure = new_figure(0.65 + 0.3 * len(names))
    ax = figure.subplots()
    at = np.arange(len(names))
    ax.hlines(at, left, right, color=TEAL, linewidth=3.5)
    ax.plot(middle, at, "o", color=BRAND, markersize=7, clip_on=False)
    every = array([reference])
    value_axis(ax, [middle, left, right, every], number, most=4, across=True)
    if np.isfinite(every[0]):
        dashed = ax.axvline(every[0], color=ACCENT, linewidth=1.2, linestyle=(0, (4, 2)), zorder=0)
        key(figure, [(dashed, reference_label)])
    for place, text in enumerate(details):
        beside(ax, fit(text, 130), (1, place), (6, 0), across=True, size=SMALL)
    ax.set_yticks(at, [fit(name, 140, SIZE) for name in names], size=SIZE, color=INK)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.spines.bottom.set_visible(False)
    return figure
