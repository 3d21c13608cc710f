"""Pictures made of coloured cells: weekday × hour, cohort × age, recency × frequency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
from matplotlib.legend_handler import HandlerTuple
from matplotlib.patches import Patch, Rectangle

from shequn.plots.style import (
    ACCENT,
    INK,
    MISSING,
    MUTED,
    RAMP,
    SIZE,
    SMALL,
    WIDTH,
    Formatter,
    Numbers,
    array,
    beside,
    count,
    fit,
    key,
    new_figure,
    on,
    picture,
    text_width,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LATEST_COHORTS, FIRST_AGES = 12, 12  # what a page holds in cells of readable size


@picture
def rhythm(
    counts: Sequence[Numbers],
    *,
    weekdays: Sequence[str],
    label: str,
    peak: str = "",
    number: Formatter = count,
) -> Figure:
    """Draw how much happens at each hour of each weekday.

    Args:
        counts: Seven rows (Monday first) of 24 counts; missing is drawn as none.
        weekdays: Seven words, Monday first.
        label: What is counted, for the key ("0 – 412 messages").
        peak: Words for the busiest hour, for the key; its cell is framed when they are given.
        number: Writes a count in the key.

    Returns:
        The picture, 5.6 × 2.4 inches.

    Raises:
        ParameterError: The counts are not 7 × 24.

    Example:
        >>> figure = rhythm([[0] * 24] * 6 + [[1] * 24], weekdays=list("一二三四五六日"), label="条发言")
        >>> len(figure.axes[0].patches)
        168
    """
    array(range(len(counts)), 7)
    values = np.nan_to_num(np.array([array(row, 24) for row in counts]))
    top = float(values.max())
    figure = new_figure(2.4)
    ax = figure.subplots()
    for (day, hour), value in np.ndenumerate(values):
        _cell(ax, hour, day, value / top if top else 0)
    _cell_axes(ax, (0, 24), 7)
    ax.set_yticks(np.arange(7) + 0.5, [fit(day, 90) for day in weekdays])
    ax.set_xticks(range(0, 25, 3), [f"{hour}:00" for hour in range(0, 25, 3)])
    if not top:
        return figure
    text = fit(f"0 – {number(top)} {label}", 200)
    if peak:
        day, hour = divmod(int(values.argmax()), 24)
        ax.add_artist(Rectangle((hour, day), 1, 1, fill=False, edgecolor=ACCENT, linewidth=2, clip_on=False))
        mark = Patch(facecolor="none", edgecolor=ACCENT, linewidth=2)
        key(figure, [(mark, fit(peak, WIDTH * 72 - 130 - text_width(text)))])
    figure.legend(
        cast("Any", [tuple(Patch(color=RAMP(step / 5)) for step in range(6))]),  # one mark of six patches
        [text],
        handler_map={tuple: HandlerTuple(ndivide=None, pad=0)},
        loc="outside upper right",
        handlelength=5,
        handleheight=0.8,
        handletextpad=0.5,
        borderpad=0.1,
        borderaxespad=0.2,
    )
    return figure


@picture
def cohorts(
    cohorts: Sequence[str],
    sizes: Numbers,
    retention: Sequence[Numbers],
    mean: Numbers,
    *,
    age: str,
    size: str,
    mean_label: str,
    number: Formatter = count,
) -> Figure:
    """Draw the share of each cohort retained at each age, the latest 12 cohorts and their first 12 ages.

    Args:
        cohorts: One label a cohort, oldest first.
        sizes: Members of each cohort.
        retention: One row a cohort, one share (0 to 1) an age; None or NaN where the cell is unfinished: left blank.
        mean: Weighted mean at each age, as long as the rows.
        age: Words above the ages ("weeks since joining").
        size: Word above the sizes.
        mean_label: Words for the row of means.
        number: Writes a size.

    Returns:
        The picture, 5.6 inches wide, 0.24 inches a row.

    Raises:
        ParameterError: There is no cohort, or a list has another length than its neighbours.

    Example:
        >>> figure = cohorts(["W35", "W36"], [20, 10], [[0.5, 0.25], [0.4, None]], [0.47, 0.25],
        ...                  age="week", size="size", mean_label="mean")
        >>> [text.get_text() for text in figure.axes[0].texts if "%" in text.get_text()]
        ['50%', '25%', '40%', '47%', '25%']
    """
    ages = min(len(mean), FIRST_AGES)
    rows = np.array([array(row, len(mean)) for row in [*retention, mean]])[:, :ages]
    array(range(len(rows)), len(cohorts) + 1)
    heads = [number(each) if np.isfinite(each) else MISSING for each in array(sizes, len(cohorts))]
    rows = np.vstack([rows[:-1][-LATEST_COHORTS:], rows[-1:]])
    names, heads = list(cohorts[-LATEST_COHORTS:]), heads[-LATEST_COHORTS:]
    later = rows[:, 1:][np.isfinite(rows[:, 1:])]
    # Age 0 is near 100 % and would leave the rest pale, so it may be as dark as the best later cell and no darker.
    top = later.max(initial=0) or 1.0
    figure = new_figure(0.6 + 0.24 * len(rows))
    ax = figure.subplots()
    last = len(rows) - 1
    places = [*range(last), last + 0.35]
    labels, size = [fit(name, 90) for name in [*names, mean_label]], fit(size, 60)
    wide = max(ages, 8)
    head_width = max(map(text_width, [*heads, size])) + 14
    cell_width = (WIDTH * 72 - 14 - max(map(text_width, labels)) - head_width) / wide
    letters = min(SMALL, SMALL * (cell_width - 2) / text_width("100%"))
    for (row, column), value in np.ndenumerate(rows):
        if np.isfinite(value):
            share = min(float(value) / top, 1.0)
            _cell(ax, column, places[row], share)
            _write(ax, (column + 0.5, places[row] + 0.5), f"{value:.0%}", on(RAMP(share)), size=letters)
    for head, place in zip(heads, places, strict=False):
        _write(ax, (-0.2, place + 0.5), head, MUTED, ha="right")
    _cell_axes(ax, (-head_width / cell_width, wide), places[-1] + 1)
    ax.set_yticks([place + 0.5 for place in places], labels)
    ax.get_yticklabels()[-1].set_color(INK)
    ax.xaxis.tick_top()
    ax.set_xticks([-0.2, *(np.arange(ages) + 0.5)], [size, *map(str, range(ages))])
    ax.get_xticklabels()[0].set_horizontalalignment("right")
    ax.set_title(fit(age, 260, SMALL), loc="right", size=SMALL, color=MUTED)
    return figure


@picture
def layers(
    counts: Sequence[Numbers],
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    row_title: str,
    column_title: str,
    names: Sequence[Sequence[str]] | None = None,
    number: Formatter = count,
) -> Figure:
    """Draw how many members stand at each crossing of recency and frequency.

    Args:
        counts: One row a recency class (best first), one count a frequency class.
        rows: Words for the recency classes.
        columns: Words for the frequency classes.
        row_title: Word for recency.
        column_title: Word for frequency.
        names: Name of the layer in each cell, if there are names.
        number: Writes a count.

    Returns:
        The picture, 5.6 inches wide, half an inch a row.

    Raises:
        ParameterError: The counts do not fit the words.

    Example:
        >>> figure = layers([[3, 4], [5, 0]], rows=["new", "old"], columns=["rare", "often"],
        ...                 row_title="last seen", column_title="days active")
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['3', '4', '5', '0', 'last seen']
    """
    array(range(len(counts)), len(rows))
    values = np.nan_to_num(np.array([array(row, len(columns)) for row in counts]))
    top = values.max() or 1.0
    labels = [fit(row, 80) for row in rows]
    width = (WIDTH * 72 - 24 - max(map(text_width, labels))) / len(columns)
    figure = new_figure(0.7 + 0.5 * len(rows))
    ax = figure.subplots()
    for (row, column), value in np.ndenumerate(values):
        share = float(value / top)
        _cell(ax, column, row, share, gap=0.015)
        colour = on(RAMP(share))
        name = fit(names[row][column], width - 8) if names else ""
        _write(ax, (column + 0.5, row + (0.3 if name else 0.5)), number(value), colour, size=SIZE)
        _write(ax, (column + 0.5, row + 0.72), name, colour)
    _cell_axes(ax, (0, len(columns)), len(rows))
    ax.set_yticks(np.arange(len(rows)) + 0.5, labels)
    ax.set_xticks(np.arange(len(columns)) + 0.5, [fit(column, width - 4) for column in columns])
    ax.set_xlabel(fit(column_title, 300))
    # A heading over the row labels: Chinese is not read sideways.
    beside(ax, fit(row_title, 80), (0, 0), (-5, 9), ha="right", size=SMALL, color=MUTED)
    return figure


def _cell(ax: Axes, column: float, row: float, share: float, gap: float = 0.03) -> None:
    """Colour one cell, with a little white around it."""
    side = 1 - 2 * gap
    # add_patch() would work out the limits of the axes anew for each cell.
    cell = Rectangle((column + gap, row + gap), side, side, facecolor=RAMP(share), clip_on=False)
    cell.set_in_layout(False)  # it stays inside
    ax.add_artist(cell)


def _write(
    ax: Axes,
    at: tuple[float, float],
    text: str,
    colour: str,
    *,
    size: float = SMALL,
    ha: Literal["center", "right"] = "center",
) -> None:
    """Write into a cell; the layout need not ask how far the text reaches, since it stays inside."""
    if text:
        ax.text(*at, text, color=colour, size=size, ha=ha, va="center_baseline", in_layout=False)


def _cell_axes(ax: Axes, span: tuple[float, float], rows: float) -> None:
    """Set the limits, row 0 at the top, and leave only the words."""
    ax.set_xlim(*span)
    ax.set_ylim(rows, 0)
    ax.spines.bottom.set_visible(False)
