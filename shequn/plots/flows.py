"""Pictures of how many come, stay and go on: the growth bridge and the funnel."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from shequn.plots.style import (
    ACCENT,
    BRAND,
    GREY,
    INK,
    MISSING,
    MIST,
    MUTED,
    SIZE,
    SMALL,
    TEAL,
    WIDTH,
    Formatter,
    Number,
    Numbers,
    array,
    beside,
    count,
    fit,
    new_figure,
    percent,
    picture,
    text_width,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class Bridge(NamedTuple):
    """Members of one group over the period: opening + joins − leaves = closing.

    Attributes:
        name: The group.
        opening: Members when the period began.
        joins: Times somebody joined.
        leaves: Times somebody left; None when the source does not record it.
        closing: Members when the period ended.
    """

    name: str
    opening: Number
    joins: Number
    leaves: Number
    closing: Number


@picture
def bridge(
    groups: Sequence[Bridge],
    *,
    labels: tuple[str, str, str, str],
    number: Formatter = count,
) -> Figure:
    """Draw how each group grew from opening to closing, one picture for each, two in a row.

    Args:
        groups: The bridges. With only one its name is not written.
        labels: Words for opening, joins, leaves and closing, in this order.
        number: Writes a count.

    Returns:
        The picture, 5.6 inches wide, 2.4 high for one group and 1.7 a row for more.

    Raises:
        ParameterError: There is no group.

    Example:
        >>> figure = bridge([Bridge("ALL", 100, 30, 10, 120)], labels=("opening", "joins", "leaves", "closing"))
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['100', '+30', '−10', '120']
    """
    array(range(len(groups)))
    columns = min(2, len(groups))
    rows = math.ceil(len(groups) / columns)
    figure = new_figure(2.4 if len(groups) == 1 else 1.7 * rows)
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for ax, group in zip(axes, groups, strict=False):
        _draw_bridge(ax, group, number)
        width = WIDTH * 72 / columns - 20
        ax.set_xticks(range(4), [fit(word, width / 4 - 4) for word in labels])
        if len(groups) > 1:
            ax.set_title(fit(group.name, width, SIZE), color=INK)
    for ax in axes[len(groups) :]:
        ax.remove()
    return figure


def _draw_bridge(ax: Axes, group: Bridge, number: Formatter) -> None:
    """Draw the four bars with their numbers and the levels that join them."""
    opening, joins, leaves, closing = array([group.opening, group.joins, group.leaves, group.closing])
    after = np.nansum([opening, joins])
    bars = [(opening, 0, BRAND, ""), (joins, np.nan_to_num(opening), TEAL, "+")]
    bars += [(leaves, after - np.nan_to_num(leaves), ACCENT, "−"), (closing, 0, BRAND, "")]
    top = max(after, np.nan_to_num(closing)) or 1
    for at, (height, bottom, colour, sign) in enumerate(bars):
        if np.isfinite(height):
            ax.bar(at, height, 0.62, bottom, color=colour, clip_on=False)
        end = bottom + np.nan_to_num(height)
        text = (sign if height else "") + number(height) if np.isfinite(height) else MISSING
        beside(ax, text, (at, end), (0, 3), ha="center", va="baseline")
    if np.isfinite([opening, joins, leaves]).all():
        for at, level in enumerate([opening, after, after - leaves]):
            ax.hlines(level, at + 0.31, at + 0.69, color=GREY, linewidth=1)
    ax.set_xlim(-0.5, 3.5)
    ax.set_ylim(0, top * 1.18)
    ax.set_yticks([])


@picture
def funnel(
    stages: Sequence[str],
    counts: Numbers,
    *,
    of_first: str,
    of_previous: str,
    number: Formatter = count,
) -> Figure:
    """Draw how many go on from stage to stage, with the share of the first and of the previous stage.

    Args:
        stages: One word a stage, in order.
        counts: Members who reached each stage; None where it is not known.
        of_first: Words above the shares of the first stage.
        of_previous: Words above the shares of the previous stage.
        number: Writes a count.

    Returns:
        The picture, 5.6 inches wide, 0.42 inches a stage.

    Raises:
        ParameterError: There is no stage, or not one count a stage.

    Example:
        >>> figure = funnel(["joined", "spoke"], [80, 20], of_first="of joined", of_previous="of step before")
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['of joined', 'of step before', '80', '100%', '–', '20', '25%', '25%']
    """
    values = array(counts, len(stages))
    top = np.nanmax(values, initial=0) or 1
    texts = [number(value) if np.isfinite(value) else MISSING for value in values]
    # The bars share the width with their counts and two columns of shares, right-aligned below their words.
    heads = [fit(of_first, 90), fit(of_previous, 90)]
    first_width, previous_width = (max(text_width(head), text_width("100%", SIZE)) + 14 for head in heads)
    count_width = max(text_width(text, SIZE) for text in texts) + 8
    names = [fit(stage, 110, SIZE) for stage in stages]
    total = WIDTH * 72 - 20 - max(text_width(name, SIZE) for name in names)
    span = total / (total - previous_width - first_width - count_width)
    columns = (1 - previous_width / total, 1.0)
    figure = new_figure(0.3 + 0.42 * len(stages))
    ax = figure.subplots()
    across = ax.get_yaxis_transform()
    for place, word in zip(columns, heads, strict=True):
        ax.text(place, -0.62, word, transform=across, ha="right", va="center_baseline", size=SMALL, color=MUTED)
    for at, value in enumerate(values):
        known = np.isfinite(value)
        ax.barh(at, 1, 0.62, color=MIST, clip_on=False)
        if known:
            ax.barh(at, value / top, 0.62, color=BRAND, clip_on=False)
        beside(ax, texts[at], (1, at), (5, 0))
        for place, whole in zip(columns, (values[0], values[at - 1] if at else math.nan), strict=True):
            share = percent(value / whole) if known and whole > 0 else MISSING
            ax.text(place, at, share, transform=across, ha="right", va="center_baseline", size=SIZE, color=INK)
    ax.set_xlim(0, span)
    ax.set_ylim(len(stages) - 0.5, -0.9)
    ax.set_yticks(range(len(stages)), names, size=SIZE, color=INK)
    ax.set_xticks([])
    ax.spines.bottom.set_visible(False)
    return figure
