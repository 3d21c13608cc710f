"""Pictures of a plan: scores, the content mix against its limits, groups on the AIDASS path, where a service pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import Patch

from shequn.errors import ParameterError
from shequn.plots.style import (
    ACCENT,
    ACCENT_TEXT,
    BRAND,
    GREY,
    INK,
    MISSING,
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
    picture,
    text_width,
    value_axis,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LABEL = 195
"""Points that the name of a row may take."""


@picture
def bars(
    names: Sequence[str], values: Numbers, *, top: float | None = None, number: Formatter = count, marked: str = ""
) -> Figure:
    """Draw one bar a name, with its value behind it.

    Args:
        names: One a row, from the top.
        values: Values of zero and more; None where one is not known.
        top: Value of a full bar, drawn pale behind each; the largest value when None.
        number: Writes a value.
        marked: Name of the bar to set off, or empty.

    Returns:
        The picture, 5.6 inches wide, 0.34 inches a row.

    Raises:
        ParameterError: There is no value, or not one a name.

    Example:
        >>> [text.get_text() for text in bars(["brand", "data"], [4, None], top=5).axes[0].texts]
        ['4', '–']
    """
    found = array(values, len(names))
    full = top or np.nanmax(found, initial=0) or 1
    figure, ax = _rows(names)
    for at, (name, value) in enumerate(zip(names, found, strict=True)):
        known = bool(np.isfinite(value))
        if top:
            ax.barh(at, full, 0.6, color=MIST)
        if known:
            ax.barh(at, value, 0.6, color=ACCENT if marked and name == marked else BRAND)
        beside(ax, number(value) if known else MISSING, (full if top else value if known else 0, at), (5, 0))
    ax.set_xlim(0, full * 1.14)
    return figure


@picture
def mix(
    kinds: Sequence[str], shares: Numbers, least: Numbers, most: Numbers, *, planned: str = "", limits: str = ""
) -> Figure:
    """Draw the share of each kind of content on the range that was chosen for it.

    Args:
        kinds: One a row, from the top.
        shares: Share of the posts, 0 to 1; None where nothing is planned.
        least: Smallest share wanted; None for no limit.
        most: Largest share wanted; None for no limit.
        planned: Word for the share.
        limits: Word for the range.

    Returns:
        The picture, 5.6 inches wide, 0.34 inches a row and the key; a share outside its range is set off.

    Raises:
        ParameterError: There is no kind, or not one value a kind.

    Example:
        >>> figure = mix(["product", "values"], [0.6, 0.4], [None, 0.2], [0.4, None])
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['60%', '40%']
    """
    found, low, high = (array(values, len(kinds)) for values in (shares, least, most))
    figure, ax = _rows(kinds, extra=0.4)
    limited = bool(np.isfinite([low, high]).any())
    for at, (share, lowest, highest) in enumerate(zip(found, low, high, strict=True)):
        start, end = np.nan_to_num(lowest), 1.0 if np.isnan(highest) else highest
        if np.isfinite([lowest, highest]).any():
            ax.barh(at, end - start, 0.8, start, color=MIST)
        inside = not (share > highest + 1e-9 or share < lowest - 1e-9)
        if np.isfinite(share):
            ax.barh(at, share, 0.36, color=BRAND if inside else ACCENT)
        text = percent(share) if np.isfinite(share) else MISSING
        beside(ax, text, (1, at), (5, 0), color=INK if inside else ACCENT_TEXT)
    ax.set_xlim(0, 1.14)
    key(figure, [(Patch(color=BRAND), planned)] + [(Patch(color=MIST), limits)] * limited)
    return figure


@picture
def paths(groups: Sequence[str], stages: Sequence[str], spans: Sequence[tuple[int, int] | None]) -> Figure:
    """Draw from which stage to which each group leads its members.

    Args:
        groups: One a row, from the top.
        stages: The stages, in order.
        spans: Place of the first and of the last stage of each group, from 0; None where it was not said.

    Returns:
        The picture, 5.6 inches wide, 0.34 inches a row and the stages.

    Raises:
        ParameterError: There is no group, not one span a group, or a span names no stage.

    Example:
        >>> figure = paths(["sale"], ["attention", "interest", "desire"], [(0, 2)])
        >>> [label.get_text() for label in figure.axes[0].get_xticklabels()]
        ['attention', 'interest', 'desire']
    """
    array(range(len(spans)), len(groups))
    figure, ax = _rows(groups, extra=0.5)
    for at, span in enumerate(spans):
        ax.hlines(at, 0, len(stages) - 1, color=GREY, linewidth=0.8)
        if span is None:
            continue
        first, last = span
        if not (0 <= first < len(stages) and 0 <= last < len(stages)):
            raise ParameterError(f"span {span} of {groups[at]!r} must name stages 0 to {len(stages) - 1}.")
        ax.plot([first, last], [at, at], color=TEAL, linewidth=7, solid_capstyle="round")
        ax.plot(first, at, "o", color=TEAL, markersize=9)
        ax.plot(last, at, "o", color=BRAND, markersize=9)
    ax.set_xlim(-0.5, len(stages) - 0.5)
    room = (WIDTH * 72 - 30 - max(text_width(fit(name, LABEL, SIZE), SIZE) for name in groups)) / len(stages)
    letters = max(6.5, min(SMALL, SMALL * (room - 4) / max(text_width(fit(stage, LABEL)) for stage in stages)))
    ax.set_xticks(range(len(stages)), [fit(stage, room - 2, letters) for stage in stages], size=letters)
    ax.xaxis.set_ticks_position("top")
    return figure


@picture
def break_even(
    sizes: Sequence[int], profits: Numbers, at: int, *, size: str, profit: str, mark: str, number: Formatter = count
) -> Figure:
    """Draw what groups of different sizes leave, and from which size on it is a profit.

    Args:
        sizes: Numbers of members, rising.
        profits: What each size leaves.
        at: Size at which nothing is left and nothing lost.
        size: Word for the size.
        profit: Word for what is left.
        mark: Words beside the break-even.
        number: Writes an amount.

    Returns:
        The picture, 5.6 inches wide, 2.3 high.

    Raises:
        ParameterError: There is no size, or not one profit a size.

    Example:
        >>> figure = break_even([0, 100, 200], [-50, 0, 50], 100, size="members", profit="profit", mark="from 100")
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['from 100']
    """
    found = array(profits, len(sizes))
    figure = new_figure(2.3)
    ax = figure.subplots()
    value_axis(ax, [found], number, room=0.1)
    ax.axhline(0, color=INK, linewidth=1)
    ax.plot(sizes, found, color=BRAND)
    ax.plot(at, 0, "o", color=ACCENT, markersize=7)
    beside(ax, fit(mark, 170), (at, 0), (8, -14), color=ACCENT_TEXT)
    ax.set_xlim(min(sizes), max(sizes))
    ax.set_xlabel(fit(size, 200))
    ax.set_title(fit(profit, 300), size=SMALL, color=INK)
    return figure


def _rows(names: Sequence[str], extra: float = 0.12) -> tuple[Figure, Axes]:
    """Begin a picture of named rows, the first at the top."""
    array(range(len(names)))
    figure = new_figure(extra + 0.34 * len(names) + 0.1)
    ax = figure.subplots()
    ax.set_yticks(range(len(names)), [fit(name, LABEL, SIZE) for name in names], size=SIZE, color=INK)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xticks([])
    ax.spines.bottom.set_visible(False)
    return figure, ax
