"""The map of the course: rows of steps, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matplotlib.patches import FancyBboxPatch

from shequn.plots.style import (
    ACCENT_TEXT,
    BRAND,
    GREY,
    INK,
    MIST,
    SMALL,
    TEAL,
    WIDTH,
    array,
    fit,
    new_figure,
    on,
    picture,
    text_width,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GAP = 0.06
"""Space between two steps, as a share of the room of one."""
COLOURS = (BRAND, TEAL, MIST)


class Part(NamedTuple):
    """One row of the map.

    Attributes:
        title: Words above the row.
        steps: Mark (a number) and name of each step, in order.
    """

    title: str
    steps: Sequence[tuple[str, str]]


@picture
def course_map(parts: Sequence[Part]) -> Figure:
    """Draw the parts of a course one below the other, the steps of each from left to right.

    Args:
        parts: The rows, from the top.

    Returns:
        The picture, 5.6 inches wide, 1.05 inches a row.

    Raises:
        ParameterError: There is no part, or a part without a step.

    Example:
        >>> figure = course_map([Part("Build", [("1", "members"), ("2", "needs")])])
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['Build', '1', 'members', '2', 'needs']
    """
    array(range(len(parts)))
    figure = new_figure(1.05 * len(parts))
    ax = figure.subplots()
    ax.set_xlim(0, 1)
    ax.set_ylim(len(parts), 0)
    ax.set_axis_off()
    for row, (part, colour) in enumerate(zip(parts, (COLOURS * len(parts))[: len(parts)], strict=True)):
        array(range(len(part.steps)))
        ax.text(0, row + 0.11, fit(part.title, WIDTH * 72 - 20), size=SMALL, color=ACCENT_TEXT, va="center_baseline")
        for at, (mark, name) in enumerate(part.steps):
            _step(ax, (at / len(part.steps), row + 0.23), 1 / len(part.steps), (mark, name), colour)
    return figure


def _step(ax: Axes, at: tuple[float, float], room: float, words: tuple[str, str], colour: str) -> None:
    """Draw one step: a box with its mark above its name, which may take two lines."""
    x, y = at
    width, height = room * (1 - GAP), 0.66
    style = "round,pad=0,rounding_size=0.012"
    ax.add_patch(FancyBboxPatch((x, y), width, height, style, facecolor=colour, edgecolor=GREY, linewidth=0.6))
    mark, name = words
    middle, ink = x + width / 2, on(colour) if colour == BRAND else INK
    ax.text(middle, y + 0.14, mark, size=SMALL, color=ink, ha="center", va="center_baseline")
    lines = _two_lines(name, (WIDTH * 72 - 12) * width - 3)
    ax.text(middle, y + 0.43, "\n".join(lines), size=SMALL, color=ink, ha="center", va="center", linespacing=1.1)


def _two_lines(name: str, width: float) -> list[str]:
    """Break a name that is too wide: at a space, or, where there is none, in the middle."""
    if text_width(name) <= width:
        return [name]
    at = name.find(" ") if " " in name else len(name) // 2
    return [fit(part.strip(), width) for part in (name[:at], name[at:])]
