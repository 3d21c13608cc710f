"""Pictures of the first steps: how alike people are, who passes a threshold, ranks with their range, scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import Patch, Rectangle
from matplotlib.transforms import offset_copy

from shequn import fonts
from shequn.errors import ParameterError
from shequn.plots.style import (
    ACCENT,
    ACCENT_TEXT,
    BRAND,
    GREY,
    INK,
    MISSING,
    MIST,
    MUTED,
    RAMP,
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
    on,
    percent,
    picture,
    spread,
    text_width,
    value_axis,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LABEL = 165
"""Points that a line of a row's name may take."""


def lines(text: str, width: float, size: float = SMALL, most: int = 2) -> str:
    r"""Break a label into lines of at most a width; what does not fit into the last is cut.

    Args:
        text: The label.
        width: Points that a line may take.
        size: Size of the letters.
        most: Lines that there may be.

    Returns:
        The lines.

    Example:
        >>> lines("Small amounts are hard to buy", 90)
        'Small amounts are\nhard to buy'
    """
    text = fonts.printable(text)
    found: list[str] = []
    while len(found) < most - 1 and text_width(text, size) > width:
        ends = [at for at in range(1, len(text)) if text_width(text[:at], size) <= width] or [1]
        breaks = [at for at in ends if text[at] == " " or not text[at - 1 : at + 1].isascii()]
        at = (breaks or ends)[-1]
        found.append(text[:at].strip())
        text = text[at:].strip()
    return "\n".join([*found, fit(text, width, size)])


@picture
def spreads(names: Sequence[str], shares: Sequence[Numbers], tops: Sequence[str]) -> Figure:
    """Draw how the values of each attribute are spread: one bar an attribute, its most frequent value first.

    Args:
        names: Attributes, one a row from the top.
        shares: Shares of the values of each (0 to 1), the largest first.
        tops: Word for the most frequent value of each.

    Returns:
        The picture, 5.6 inches wide, 0.5 inches a row.

    Raises:
        ParameterError: There is no attribute, or not one word and list an attribute.

    Example:
        >>> figure = spreads(["interest"], [[0.75, 0.25]], ["baking"])
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['baking 75%']
    """
    array(range(len(shares)), len(names))
    array(range(len(tops)), len(names))
    figure, ax = _rows(names, 0.5, width=110)
    for at, (parts, top) in enumerate(zip(shares, tops, strict=True)):
        left = 0.0
        for place, part in enumerate(array(parts)):
            colour = BRAND if place == 0 else TEAL if place % 2 else MIST
            ax.barh(at + 0.12, part, 0.42, left, color=colour, edgecolor="white", linewidth=1)
            left += part
        beside(ax, fit(f"{top} {percent(parts[0] or 0)}", 270), (0, at - 0.27), (1, 0), size=SMALL)
    ax.set_xlim(0, 1)
    ax.set_ylim(len(names) - 0.5, -0.6)
    return figure


@picture
def thresholds(
    names: Sequence[str],
    people: Numbers,
    passing: Numbers,
    *,
    people_label: str,
    passing_label: str,
    smallest: float | None = None,
    smallest_label: str = "",
) -> Figure:
    """Draw the people of each segment and those of them who pass the threshold.

    Args:
        names: Segments, one a row from the top.
        people: All people of each.
        passing: Those who pass.
        people_label: Words for all.
        passing_label: Words for those who pass.
        smallest: Fewest people that a group takes; None draws no line.
        smallest_label: Words for it.

    Returns:
        The picture, 5.6 inches wide, 0.4 inches a row and the key.

    Raises:
        ParameterError: There is no segment, or not one number a segment.

    Example:
        >>> figure = thresholds(["east", "west"], [9, 4], [5, 0], people_label="all", passing_label="pass")
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['5 / 9', '0 / 4']
    """
    every, left = array(people, len(names)), array(passing, len(names))
    figure, ax = _rows(names, 0.4, extra=0.45)
    full = np.nanmax(every, initial=0) or 1
    for at, (whole, part) in enumerate(zip(every, left, strict=True)):
        large = smallest is None or part >= smallest
        ax.barh(at, np.nan_to_num(whole), 0.62, color=MIST)
        ax.barh(at, np.nan_to_num(part), 0.62, color=BRAND if large else GREY)
        beside(ax, f"{_count(part)} / {_count(whole)}", (np.nan_to_num(whole), at), (5, 0), size=SMALL)
    ax.set_xlim(0, full * 1.22)
    marks = [(Patch(color=MIST), people_label), (Patch(color=BRAND), passing_label)]
    if smallest is not None:
        line = ax.axvline(smallest, color=ACCENT, linewidth=1.3, linestyle=(0, (4, 2)))
        key(figure, [*marks, (line, smallest_label)])
    else:
        key(figure, marks)
    return figure


@picture
def ranks(
    names: Sequence[str], low: Numbers, high: Numbers, values: Numbers, *, rank: str, value: str, number: Formatter
) -> Figure:
    """Draw the rank of each need with the range in which it may be.

    Args:
        names: Needs in order of rank, the first on top.
        low: Best rank that each may have.
        high: Worst rank that each may have.
        values: The score of each, written at the right.
        rank: Words above the ranks.
        value: Words above the scores.
        number: Writes a score.

    Returns:
        The picture, 5.6 inches wide, 0.46 inches a row.

    Raises:
        ParameterError: There is no need, or not one number a need.

    Example:
        >>> figure = ranks(["help", "recipes"], [1, 1], [1, 2], [9.2, 2.8], rank="rank", value="score", number=str)
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['9.2', '2.8', 'score']
    """
    first, last = array(low, len(names)), array(high, len(names))
    figure, ax = _rows(names, 0.46, extra=0.45)
    at = np.arange(len(names))
    ax.hlines(at, first, last, color=TEAL, linewidth=9, capstyle="round")
    ax.plot(at + 1, at, "o", color=BRAND, markersize=7)
    ax.set_xlim(0.5, len(names) + 0.5)
    ax.set_xticks(at + 1, [str(place) for place in at + 1])
    ax.xaxis.tick_top()
    for place, score in enumerate(array(values, len(names))):
        beside(ax, number(score) if np.isfinite(score) else MISSING, (1, place), (8, 0), across=True)
    ax.set_title(fit(rank, 180), size=SMALL, color=MUTED)
    beside(ax, fit(value, 60), (1, -0.72), (8, 0), across=True, size=SMALL, color=MUTED)
    ax.grid(visible=True, axis="x")
    return figure


@picture
def score_grid(
    rows: Sequence[str],
    columns: Sequence[str],
    scores: Sequence[Numbers],
    *,
    top: float = 5,
    marked: Sequence[str] = (),
) -> Figure:
    """Draw scores as coloured cells: needs against competitors, or against what one can.

    Args:
        rows: One name a row.
        columns: One name a column.
        scores: One list a row, one score a column; None where nothing was said.
        top: Highest possible score, drawn darkest.
        marked: Rows to frame.

    Returns:
        The picture, 5.6 inches wide, 0.46 inches a row.

    Raises:
        ParameterError: The scores do not fit the names.

    Example:
        >>> figure = score_grid(["help"], ["videos", "studio"], [[1, None]])
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['1', '–']
    """
    array(range(len(scores)), len(rows))
    values = np.array([array(row, len(columns)) for row in scores])
    wide = 150
    figure, ax = _rows(rows, 0.46, extra=0.5, width=wide)
    for (row, column), score in np.ndenumerate(values):
        known = bool(np.isfinite(score))
        share = max(float(score) - 1, 0) / (top - 1) if known else 0
        face = RAMP(share) if known else "white"
        ax.add_patch(Rectangle((column + 0.03, row - 0.46), 0.94, 0.92, facecolor=face, edgecolor="white"))
        ax.text(
            column + 0.5, row, _count(score), color=on(RAMP(share)), ha="center", va="center_baseline", in_layout=False
        )
    for row in (at for at, name in enumerate(rows) if name in marked):
        frame = Rectangle((0, row - 0.48), len(columns), 0.96, fill=False, edgecolor=ACCENT, linewidth=2, clip_on=False)
        ax.add_patch(frame)
    room = (WIDTH * 72 - wide - 22) / len(columns) - 2
    words = [word for name in columns for word in name.split() if word.isascii()]
    letters = max(min(SMALL, SMALL * room / max(map(text_width, words), default=room)), SMALL - 2)  # no word is broken
    heads = [lines(name, room + 0.5, letters, most=3) for name in columns]
    ax.set_xlim(0, len(columns))
    ax.set_xticks(np.arange(len(columns)) + 0.5, heads, color=INK, size=letters, va="baseline")
    ax.xaxis.tick_top()
    return figure


@picture
def two_axes(
    names: Sequence[str],
    across: Numbers,
    up: Numbers,
    *,
    across_label: str,
    up_label: str,
    top: tuple[float, float] = (5, 5),
    marked: str = "",
    number: Formatter = count,
) -> Figure:
    """Place named things on two scales: carriers by tools and ownership, needs by what members and we want.

    Args:
        names: One a point.
        across: Score of each on the x axis.
        up: Score of each on the y axis; points without one of the two are left out.
        across_label: Words below the x axis.
        up_label: Words above the y axis.
        top: Highest scores on the two axes.
        marked: Name of the point to set off, or empty.
        number: Writes a score on the axes.

    Returns:
        The picture, 5.6 × 3.2 inches.

    Raises:
        ParameterError: There is no point, or not one score a point.

    Example:
        >>> figure = two_axes(["WeChat", "WeCom"], [2, 4], [1, 5], across_label="tools", up_label="ownership")
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['WeChat', 'WeCom']
    """
    x, y = array(across, len(names)), array(up, len(names))
    if min(top) <= 0:
        raise ParameterError(f"top == {top}, must be above 0.")
    figure = new_figure(3.2)
    ax = figure.subplots()
    value_axis(ax, [np.array([0, top[0]])], number, across=True)
    value_axis(ax, [np.array([0, top[1]])], number)
    ax.add_patch(Rectangle((top[0] / 2, top[1] / 2), top[0], top[1], color=MIST, zorder=0))
    ax.grid(visible=True, axis="both")
    # A distance in points: a share of the width would move while the layout settles that width.
    aside = offset_copy(ax.get_yaxis_transform(), figure, x=14, units="points")
    known = [at for at in range(len(names)) if np.isfinite([x[at], y[at]]).all()]
    heights = spread([float(y[at]) for at in known], top[1] * 0.14)
    down = max([*heights, top[1]]) - top[1]  # what was pushed above the top
    for at, height in zip(known, heights, strict=True):
        chosen = bool(marked) and names[at] == marked
        ax.plot(x[at], y[at], "o", color=ACCENT if chosen else BRAND, markersize=9, clip_on=False)
        # Names stand in a column of their own: near the points they would run into one another.
        ax.annotate(
            lines(names[at], 165),
            (x[at], y[at]),
            (1, height - down),
            textcoords=aside,
            va="center",
            size=SMALL,
            color=ACCENT_TEXT if chosen else INK,
            arrowprops={"arrowstyle": "-", "color": GREY, "linewidth": 0.8, "shrinkA": 2, "shrinkB": 5},
        )
    ax.set_xlabel(fit(across_label, 230))
    ax.set_title(fit(up_label, 380), size=SMALL, color=MUTED)
    return figure


def _count(value: float) -> str:
    return f"{value:g}" if np.isfinite(value) else MISSING


def _rows(names: Sequence[str], height: float, *, extra: float = 0.1, width: float = LABEL) -> tuple[Figure, Axes]:
    """Begin a picture of named rows, the first at the top; long names take two lines."""
    array(range(len(names)))
    figure = new_figure(extra + height * len(names))
    ax = figure.subplots()
    ax.set_yticks(range(len(names)), [lines(name, width) for name in names], size=SMALL, color=INK)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xticks([])
    ax.spines.bottom.set_visible(False)
    return figure, ax
