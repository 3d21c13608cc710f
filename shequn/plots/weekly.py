"""Pictures along the weeks: a line with its usual range, the same for many groups, and two kinds of bars."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from shequn.plots.style import (
    ACCENT,
    ACCENT_TEXT,
    BRAND,
    GREY,
    INK,
    MIST,
    SIZE,
    SMALL,
    TEAL,
    WIDTH,
    Formatter,
    Numbers,
    array,
    beside,
    count,
    fit,
    key,
    new_figure,
    percent,
    period_axis,
    picture,
    text_width,
    value_axis,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

LANE = 0.17  # inches of height for a line of words above the weeks
PARTIAL = 0.45  # opacity of bars of a week that is not complete


HOLLOW: dict[str, Any] = {
    "marker": "o",
    "markersize": 4,
    "markerfacecolor": "white",
    "markeredgewidth": 1,
    "linestyle": "none",
}


class Line(NamedTuple):
    """One row of weekly values to draw as a line.

    Attributes:
        name: What the values are, or whose they are.
        values: One value a week; None or NaN where it is missing.
        low: Lower end of the usual range, one a week (missing where there is none yet).
        high: Upper end of the usual range.
        complete: Whether each week is complete; all are when this is None.
        shifts: (index of the week, words) for each week that left the usual range; words may be empty.
    """

    name: str
    values: Numbers
    low: Numbers | None = None
    high: Numbers | None = None
    complete: Sequence[bool] | None = None
    shifts: Sequence[tuple[int, str]] = ()


@picture
def weekly_line(
    weeks: Sequence[str],
    line: Line,
    *,
    number: Formatter = percent,
    band: str = "",
    partial: str = "",
    shift: str = "",
) -> Figure:
    """Draw one weekly value with its usual range; shifts stand out, partial weeks are hollow, missing ones gaps.

    Args:
        weeks: One label a week; as many are shown as fit.
        line: The values. Its name and the words of its shifts are written; the last complete value too.
        number: Writes a value.
        band: Word for the usual range in the key.
        partial: Word for a week that is not complete.
        shift: Word for a week outside the usual range.

    Returns:
        The picture, 5.6 × 2.5 inches, higher where shifts have words.

    Raises:
        ParameterError: A list is empty or not as long as the weeks.

    Example:
        >>> figure = weekly_line(["W35", "W36"], Line("Active rate", [0.41, 0.38]))
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['38%']
    """
    values = array(line.values, len(weeks))
    named = [(index, fit(words, WIDTH * 30)) for index, words in line.shifts if words]
    width = WIDTH * 72 - 50
    places = _places([((index + 0.6) * width / len(weeks), text_width(text) + 12) for index, text in named], width)
    lanes = 1 + max((lane for lane, _ in places), default=-1)
    figure = new_figure(2.5 + LANE * lanes)
    ax = figure.subplots()
    width -= _draw_line(ax, line, len(weeks), number, marker=4)
    free = LANE * lanes / (1.8 + LANE * lanes)  # of the height of the axes
    value_axis(ax, _rows(line), number, room=(0.06 + free) / (1 - free))
    period_axis(ax, weeks, width)
    bottom, top = ax.get_ylim()
    for (index, text), (lane, side) in zip(named, places, strict=True):
        height = top - (top - bottom) * free * lane / lanes
        ax.vlines(index, values[index], height, color=ACCENT, linewidth=0.8)
        ha: Literal["left", "right"] = "left" if side > 0 else "right"
        beside(ax, text, (index, height), (4 * side, 0), ha=ha, va="top", size=SMALL, color=ACCENT_TEXT)
    key(figure, _line_key([line], line.name, band, partial, shift))
    return figure


@picture
def weekly_panels(
    weeks: Sequence[str],
    lines: Sequence[Line],
    *,
    number: Formatter = percent,
    band: str = "",
    partial: str = "",
    shift: str = "",
    same_scale: bool = True,
) -> Figure:
    """Draw the weekly line of many groups as small pictures, two in a row.

    Args:
        weeks: One label a week.
        lines: One for each group; ``name`` is the title of its panel, the words of its shifts are not written.
        number: Writes a value.
        band: Word for the usual range in the key.
        partial: Word for a week that is not complete.
        shift: Word for a week outside the usual range.
        same_scale: Whether all panels share one y axis (rates) or each has its own (counts of unlike groups).

    Returns:
        The picture, 5.6 inches wide, 1.3 inches a row.

    Raises:
        ParameterError: A list is empty or not as long as the weeks.

    Example:
        >>> figure = weekly_panels(["W35", "W36"], [Line("Readers", [0.41, 0.38]), Line("Runners", [0.2, 0.3])])
        >>> [ax.get_title(loc="left") for ax in figure.axes]
        ['Readers', 'Runners']
    """
    array(range(len(lines)))  # refuses an empty list
    columns = min(2, len(lines))
    rows = math.ceil(len(lines) / columns)
    figure = new_figure(0.5 + 1.3 * rows)
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for index, (ax, line) in enumerate(zip(axes, lines, strict=False)):
        width = WIDTH * 72 / columns - 45 - _draw_line(ax, line, len(weeks), number, marker=3)
        shown = lines if same_scale else [line]
        value_axis(ax, [row for each in shown for row in _rows(each)], number, room=0.1, most=4)
        period_axis(ax, weeks, width)
        ax.tick_params(labelbottom=index + columns >= len(lines))
        ax.set_title(fit(line.name, width, SIZE), color=INK)
    for ax in axes[len(lines) :]:
        ax.remove()
    key(figure, _line_key(lines, "", band, partial, shift))
    return figure


def _rows(line: Line) -> list[NDArray[np.float64]]:
    """List all the numbers that a line draws."""
    return [array(row) for row in (line.values, line.low, line.high) if row is not None]


def _draw_line(ax: Axes, line: Line, weeks: int, number: Formatter, marker: float) -> float:
    """Draw range, line, partial weeks, shifts and the last complete value; give the width of its text in points."""
    values = array(line.values, weeks)
    complete = np.ones(weeks, bool) if line.complete is None else array(line.complete, weeks).astype(bool)
    at = np.arange(weeks)
    size = marker if weeks <= 30 else 2.2  # just enough for a week without neighbours to be seen
    if line.low is not None and line.high is not None:
        ax.fill_between(at, array(line.low, weeks), array(line.high, weeks), color=MIST, linewidth=0)
    if not complete.all():
        ax.plot(at, values, color=BRAND, linewidth=1, linestyle=(0, (1, 2)))
    ax.plot(at, np.where(complete, values, math.nan), color=BRAND, marker="o", markersize=size, clip_on=False)
    if not complete.all():
        hollow = Line2D(at[~complete], values[~complete], color=BRAND, clip_on=False, **HOLLOW)
        ax.add_line(hollow)
    for index, _ in line.shifts:
        ax.plot(index, values[index], "o", color=ACCENT, markersize=marker + 2.5, clip_on=False)
    known = np.flatnonzero(complete & np.isfinite(values))
    if not known.size:
        return 0
    last = values[known[-1]]
    text = fit(number(last), 80)
    beside(ax, text, (weeks - 1, last), (8, 0), color=BRAND)
    return text_width(text, SIZE) + 4


def _places(labels: Sequence[tuple[float, float]], width: float) -> list[tuple[int, int]]:
    """Find a lane above the line and a side for each label, so that no label meets another or another's stem.

    Args:
        labels: Where its stem stands and how long it is, in points.
        width: Points from side to side.

    Returns:
        Lane (0 is the top) and side (1 to the right of the stem, -1 to the left) of each, in the same order.

    Example:
        >>> _places([(100, 80), (120, 80), (350, 80)], 400)
        [(0, 1), (1, 1), (0, -1)]
    """
    placed: dict[int, tuple[int, int, float, float]] = {}
    # From either end towards the middle: the outer stems may be longer without crossing the words of inner ones.
    for label in sorted(range(len(labels)), key=lambda each: -abs(labels[each][0] - width / 2)):
        stem, length = labels[label]
        inward = 1 if stem < width / 2 else -1
        for lane, side in itertools.product(range(len(labels)), (inward, -inward)):
            start, end = min(stem, stem + side * length), max(stem, stem + side * length)
            meets = any(
                (lane == other_lane and start < other_end and other_start < end)
                or (lane > other_lane and start < labels[other][0] < end)
                or (lane < other_lane and other_start < stem < other_end)
                for other, (other_lane, _, other_start, other_end) in placed.items()
            )
            if not meets and start >= 0 and end <= width:
                break
        else:
            lane, side, start, end = len(labels), inward, stem, stem  # too crowded: below the others
        placed[label] = lane, side, start, end
    return [placed[label][:2] for label in range(len(labels))]


def _line_key(lines: Sequence[Line], name: str, band: str, partial: str, shift: str) -> list[tuple[Artist, str]]:
    """Pair the marks that these lines use with their words."""
    entries: list[tuple[Artist, str]] = [(Line2D([], [], color=BRAND, marker="o", markersize=4), name)]
    if any(line.low is not None and np.isfinite(array(line.low)).any() for line in lines):
        entries.append((Patch(color=MIST), band))
    if any(line.shifts for line in lines):
        entries.append((Line2D([], [], color=ACCENT, marker="o", linestyle="none"), shift))
    if any(line.complete is not None and not all(line.complete) for line in lines):
        entries.append((Line2D([], [], color=BRAND, **HOLLOW), partial))
    return entries


@picture
def lifecycle(
    weeks: Sequence[str],
    *,
    first: Numbers,
    retained: Numbers,
    resurrected: Numbers,
    dormant: Numbers,
    labels: tuple[str, str, str, str],
    complete: Sequence[bool] | None = None,
    partial: str = "",
    number: Formatter = count,
) -> Figure:
    """Draw where each week's active members come from (above zero) and who fell silent (below).

    Args:
        weeks: One label a week.
        first: Members active for the first time, one count a week.
        retained: Active in the week before too.
        resurrected: Active again after a pause.
        dormant: Active in the week before and not in this one; drawn below zero.
        labels: Words for first, retained, resurrected and dormant, in this order.
        complete: Whether each week is complete; all are when this is None. Partial weeks are paler.
        partial: Word for a week that is not complete.
        number: Writes a count.

    Returns:
        The picture, 5.6 × 2.8 inches.

    Raises:
        ParameterError: A list is empty or not as long as the weeks.

    Example:
        >>> figure = lifecycle(["W35"], first=[3], retained=[5], resurrected=[1], dormant=[2],
        ...                    labels=("first", "retained", "back", "dormant"))
        >>> [int(bar.get_height()) for bar in figure.axes[0].patches]
        [5, 1, 3, -2]
    """
    figure = new_figure(2.8)
    ax = figure.subplots()
    new, kept, back = (np.nan_to_num(array(row, len(weeks))) for row in (first, retained, resurrected))
    gone = -np.nan_to_num(array(dormant, len(weeks)))
    layers = [(kept, 0 * kept, BRAND), (back, kept, TEAL), (new, kept + back, ACCENT), (gone, 0 * gone, GREY)]
    for heights, bottoms, colour in layers:
        _bars(ax, heights, bottoms, colour, complete)
    _finish_bars(ax, weeks, [kept + back + new, gone], number)
    order = zip((layer[2] for layer in layers), (labels[1], labels[2], labels[0], labels[3]), strict=True)
    entries: list[tuple[Artist, str]] = [(Patch(color=colour), word) for colour, word in order]
    key(figure, entries + _partial_key(complete, partial))
    return figure


@picture
def money(
    weeks: Sequence[str],
    *,
    paid: Numbers,
    refunded: Numbers,
    net: Numbers,
    labels: tuple[str, str, str],
    complete: Sequence[bool] | None = None,
    partial: str = "",
    number: Formatter = count,
) -> Figure:
    """Draw what was paid each week, what was refunded (below zero) and what is left.

    Args:
        weeks: One label a week.
        paid: Amount paid in the week, in units of the currency.
        refunded: Amount refunded in the week, zero or more; drawn below zero.
        net: Amount left, drawn as a short stroke.
        labels: Words for paid, refunded and net, in this order.
        complete: Whether each week is complete; all are when this is None. Partial weeks are paler.
        partial: Word for a week that is not complete.
        number: Writes an amount on the axis; short ones ("12k", "1.2万") keep the picture wide.

    Returns:
        The picture, 5.6 × 2.8 inches.

    Raises:
        ParameterError: A list is empty or not as long as the weeks.

    Example:
        >>> figure = money(["W35"], paid=[900], refunded=[100], net=[800], labels=("paid", "refunded", "net"))
        >>> [int(bar.get_height()) for bar in figure.axes[0].patches]
        [900, -100]
    """
    figure = new_figure(2.8)
    ax = figure.subplots()
    income = np.nan_to_num(array(paid, len(weeks)))
    back = -np.nan_to_num(array(refunded, len(weeks)))
    left = array(net, len(weeks))
    _bars(ax, income, 0 * income, BRAND, complete)
    _bars(ax, back, 0 * back, ACCENT, complete)
    at = np.arange(len(weeks))
    for colour, thickness in (("white", 2.8), (INK, 1.4)):  # dark strokes on dark bars need a light edge
        ax.hlines(left, at - 0.46, at + 0.46, color=colour, linewidth=thickness)
    _finish_bars(ax, weeks, [income, back, left], number)
    entries: list[tuple[Artist, str]] = [
        (Patch(color=BRAND), labels[0]),
        (Patch(color=ACCENT), labels[1]),
        (Line2D([], [], color=INK, linewidth=1.4), labels[2]),
    ]
    key(figure, entries + _partial_key(complete, partial))
    return figure


def _bars(
    ax: Axes,
    heights: NDArray[np.float64],
    bottoms: NDArray[np.float64],
    colour: str,
    complete: Sequence[bool] | None,
) -> None:
    """Draw one layer of weekly bars, the partial weeks paler."""
    whole = [True] * len(heights) if complete is None else array(complete, len(heights)).astype(bool)
    bars = ax.bar(np.arange(len(heights)), heights, 0.78, bottoms, color=colour, clip_on=False)
    for bar, full in zip(bars, whole, strict=True):
        bar.set_alpha(None if full else PARTIAL)


def _finish_bars(ax: Axes, weeks: Sequence[str], rows: list[NDArray[np.float64]], number: Formatter) -> None:
    """Set the axes of a bar picture and draw its zero line over the bars."""
    value_axis(ax, rows, number)
    widest = max(text_width(label.get_text()) for label in ax.get_yticklabels())
    period_axis(ax, weeks, WIDTH * 72 - 20 - widest)
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.spines.bottom.set_visible(False)


def _partial_key(complete: Sequence[bool] | None, word: str) -> list[tuple[Artist, str]]:
    """Explain the pale bars where there are any."""
    return [] if complete is None or all(complete) else [(Patch(color=BRAND, alpha=PARTIAL), word)]
