"""One look for every picture: palette, fonts, sizes, axes, keys and the way to SVG.

Pictures take numbers and words and give a ``matplotlib.figure.Figure``; nothing here holds a word of either
language, and nothing touches pyplot or the settings of the notebook that calls it.
"""

from __future__ import annotations

import functools
import io
import itertools
import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, cast

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.textpath import text_to_path
from matplotlib.ticker import MaxNLocator

from shequn import fonts
from shequn.errors import ParameterError
from shequn.plots.svg import tidy

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

INK, MUTED, LINE = "#1f2933", "#6b7785", "#e1e6ea"
BRAND, ACCENT = "#0f5c5c", "#d9822b"
TEAL, MIST, GREY = "#6fb0a8", "#dcebe9", "#b8c2cb"  # two tints of the brand colour, one of muted
ACCENT_TEXT = "#a35a10"  # the accent colour is too light for small letters on white
RAMP = LinearSegmentedColormap.from_list("shequn", ["#eff5f4", "#a3cbc6", "#4d9893", BRAND, "#0a4040"])

# Narrow on purpose: shown 358 px wide on a telephone, ten-point text is still nine pixels high.
WIDTH = 5.6
SIZE, SMALL = 10, 9.5
MISSING = "–"

Number = float | int | None
Numbers = Sequence[Number]
Formatter = Callable[[float], str]
P = ParamSpec("P")

SETTINGS: dict[Any, Any] = {  # matplotlib types the keys one by one
    "font.family": [fonts.FAMILY, "DejaVu Sans"],
    "font.size": SIZE,
    "text.color": INK,
    "text.parse_math": False,  # a group may be called "A$B$C"
    "axes.edgecolor": GREY,
    "axes.facecolor": "none",
    "axes.labelcolor": MUTED,
    "axes.labelsize": SMALL,
    "axes.titlesize": SIZE,
    "axes.titlelocation": "left",
    "axes.titlepad": 5,
    "axes.axisbelow": True,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.grid.axis": "y",
    "grid.color": LINE,
    "grid.linewidth": 0.8,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.major.pad": 5,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "lines.markeredgewidth": 0,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "shequn",
}


@functools.cache
def _register_fonts() -> None:
    """Make the package's fonts known to matplotlib, before any font of the same name on this machine."""
    manager = font_manager.fontManager
    for path in fonts.paths().values():
        manager.addfont(path)
        manager.ttflist.insert(0, manager.ttflist.pop())


@contextmanager
def style() -> Iterator[None]:
    """Draw with this package's settings and leave the caller's untouched."""
    _register_fonts()
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(SETTINGS)
        yield


def picture(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Decorate a function that draws one picture, so that it draws in this style and its layout is settled."""

    @functools.wraps(draw)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with style():
            figure = draw(*args, **kwargs)
            # The layout moves by a hair each time it runs, so it runs once, and at a resolution at which the widths
            # of letters are not much rounded to whole pixels.
            shown_at = figure.dpi
            figure.set_dpi(200)
            cast("ConstrainedLayoutEngine", figure.get_layout_engine()).execute(figure)
            figure.set_layout_engine("none")
            figure.set_dpi(shown_at)
        return figure

    return styled


def to_svg(figure: Figure, name: str) -> str:
    """Write a picture as one ``<svg>`` element to stand inside HTML or typst; the same figure gives the same text.

    Words stay text in the family "Noto Sans SC": the page or document brings the font.

    Args:
        figure: The picture.
        name: A name of its own on the page (letters, digits, hyphens): the ids in the picture begin with it.

    Returns:
        The element, without prolog, style sheet, date or program name.

    Raises:
        ParameterError: The name cannot stand at the beginning of an id.

    Example:
        >>> to_svg(Figure(figsize=(2, 1)), "empty")[:58]
        '<svg xmlns="http://www.w3.org/2000/svg" width="144pt" heig'
    """
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name):
        raise ParameterError(f"picture name {name!r} must be letters, digits and hyphens, a letter first.")
    buffer = io.StringIO()
    with style():
        # Not savefig: it draws once more, to settle a layout that is settled here.
        canvas: Any = FigureCanvasSVG(figure)
        canvas.print_svg(buffer, metadata={"Date": None})
    return tidy(buffer.getvalue(), name)


def new_figure(height: float) -> Figure:
    """Begin a picture of full width.

    Args:
        height: Inches.
    """
    layout = ConstrainedLayoutEngine(w_pad=3 / 72, h_pad=3 / 72, wspace=0.06, hspace=0.08)
    return Figure(figsize=(WIDTH, height), facecolor="white", layout=layout)


def array(values: Numbers, length: int | None = None) -> NDArray[np.float64]:
    """Turn numbers into floats, with NaN for None and pandas' NA.

    Args:
        values: Numbers or missing values.
        length: How many there must be.

    Raises:
        ParameterError: There are none, or not as many as there must be.

    Example:
        >>> array([1, None])
        array([ 1., nan])
    """
    if len(values) == 0 or (length is not None and len(values) != length):
        raise ParameterError(f"{len(values)} values given, must be {length or 'at least 1'}.")
    # pandas' NA is the one value besides None that is unequal to itself in a way bool() refuses.
    return np.array([math.nan if value is None or str(value) == "<NA>" else float(value) for value in values])


def count(value: float) -> str:
    """Write a count with thousands separated and a true minus sign.

    Example:
        >>> count(-1234)
        '−1,234'
    """
    return f"{value:,.0f}".replace("-", "−")


def percent(value: float) -> str:
    """Write a share as per cent: whole from 10 % on, with a decimal where a smaller one needs it.

    Example:
        >>> percent(0.414), percent(0.05), percent(0.004)
        ('41%', '5%', '0.4%')
    """
    return f"{value:.0%}" if abs(value) >= 0.1 or math.isclose(value, round(value, 2)) else f"{value:.1%}"


@functools.lru_cache(maxsize=4096)
def text_width(text: str, size: float = SMALL) -> float:
    """Measure a line of text in points."""
    _register_fonts()
    properties = FontProperties(family=SETTINGS["font.family"], size=size)
    return float(text_to_path.get_text_width_height_descent(text, properties, ismath=False)[0])


def fit(text: str, width: float, size: float = SMALL) -> str:
    """Make a label printable and shorten it to a width, with dots for what was cut.

    Args:
        text: The label.
        width: Points that it may take.
        size: Size of the letters in points.

    Example:
        >>> fit("杭州西湖读书会第一群", 60)
        '杭州西湖读…'
        >>> fit("Weekend running club", 60)
        'Weekend r...'
    """
    text = fonts.printable(text)
    if text_width(text, size) <= width:
        return text
    # The font's "…" stands at half height, as Chinese wants it.
    dots = "..." if text.isascii() else "…"
    while text and text_width(text + dots, size) > width:
        text = text[:-1]
    return text.rstrip() + dots


def value_axis(
    ax: Axes,
    values: Sequence[NDArray[np.float64]],
    number: Formatter,
    *,
    room: float = 0.06,
    most: int = 7,
    across: bool = False,
) -> None:
    """Scale an axis from zero (or below) to the largest value, with few round ticks and a light grid.

    Args:
        ax: The axes.
        values: Everything drawn on it.
        number: Writes a tick.
        room: Share of the length to keep free at the far end.
        most: Parts that the ticks may divide the axis into.
        across: Scale the x axis, not the y axis.
    """
    finite = np.concatenate([np.ravel(part) for part in values])
    finite = finite[np.isfinite(finite)]
    low, high = finite.min(initial=0), finite.max(initial=0)
    if low == high:
        high = 1.0
    span = high - low
    highest = high + min(room, 0.06) * span  # what is kept free for words has no ticks
    low, high = low - (room * span if low < 0 else 0), high + room * span
    whole = bool(np.all(finite == np.round(finite)))
    for bins in range(most, 0, -1):
        ticks = MaxNLocator(nbins=bins, integer=whole, steps=[1, 2, 5, 10]).tick_values(low, high)
        shown = [tick for tick in ticks if low - 1e-9 * span <= tick <= highest]
        labels = [fonts.printable(number(tick)) for tick in shown]
        if len(set(labels)) == len(labels):
            break
    else:  # the formatter is too coarse for any two ticks
        shown, labels = shown[:1], labels[:1]
    axis = ax.xaxis if across else ax.yaxis
    axis.set_ticks(shown, labels)
    (ax.set_xlim if across else ax.set_ylim)(low, high)
    ax.grid(visible=True, axis="x" if across else "y")


def period_axis(ax: Axes, periods: Sequence[str], width: float) -> None:
    """Name as many periods below the x axis as there is room for, the last one always.

    Args:
        ax: The axes, with the periods at 0, 1, 2 …
        periods: One label a period.
        width: Points that the axes are about to get.
    """
    names = [fonts.printable(period) for period in periods]
    pitch = width / max(len(names), 1)
    step = max(1, math.ceil((max(map(text_width, names)) + 10) / pitch), math.ceil(len(names) / 9))
    shown = range((len(names) - 1) % step, len(names), step)
    ax.set_xticks(list(shown), [names[index] for index in shown])
    margin = 0.6 + max(0, 6 - len(names)) / 2  # so that a single week is no wall
    ax.set_xlim(-margin, len(names) - 1 + margin)


def key(figure: Figure, entries: Sequence[tuple[Artist, str]]) -> None:
    """Explain the marks in one line above the picture, or in as few lines as fit.

    Args:
        figure: The picture.
        entries: A mark and its word each; entries without a word are left out.
    """
    width = WIDTH * 72 - 12
    named = [(mark, fit(word, width - 40)) for mark, word in entries if word]
    if not named:
        return
    widths = [text_width(word) + 32 for _, word in named]
    # A column is as wide as its widest word, whatever the row.
    columns = next(
        number
        for number in range(len(widths), 0, -1)
        if number == 1 or sum(max(widths[column::number]) for column in range(number)) <= width
    )
    # matplotlib fills a legend column by column; people read it row by row.
    marks, words = zip(*(entry for column in range(columns) for entry in named[column::columns]), strict=True)
    figure.legend(
        marks,
        words,
        loc="outside upper left",
        ncols=columns,
        borderpad=0.1,
        borderaxespad=0.2,
        handlelength=1.3,
        handleheight=0.8,
        handletextpad=0.5,
        columnspacing=1.4,
        labelcolor=INK,
    )


def beside(
    ax: Axes,
    text: str,
    at: tuple[float, float],
    shift: tuple[float, float],
    *,
    across: bool = False,
    ha: Literal["left", "center", "right"] = "left",
    va: Literal["top", "center_baseline", "baseline"] = "center_baseline",
    size: float = SIZE,
    color: str = INK,
) -> None:
    """Write a direct label a few points away from what it names.

    Args:
        ax: The axes.
        text: The label, ready to draw.
        at: The place in data coordinates.
        shift: Points to the right and up.
        across: The x place is a share of the width of the axes.
        ha: Which side of the text is at the place.
        va: Which height of the text is at the place.
        size: Points.
        color: Of the letters.
    """
    where = ax.get_yaxis_transform() if across else "data"
    ax.annotate(text, at, shift, xycoords=where, textcoords="offset points", ha=ha, va=va, size=size, color=color)


def on(colour: str | tuple[float, float, float, float]) -> str:
    """Choose white or ink for text on a colour, whichever reads better.

    Example:
        >>> on(BRAND), on(MIST)
        ('white', '#1f2933')
    """
    red, green, blue = (part**2.2 for part in to_rgb(colour))
    # At this relative luminance (WCAG 2) both have the same contrast.
    return "white" if 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.22 else INK


def spread(values: Sequence[float], gap: float) -> list[float]:
    """Move label positions apart until each is at least ``gap`` from the next; order and rough place stay.

    Example:
        >>> spread([0.5, 0.52, 0.1], 0.1)
        [0.5, 0.6, 0.1]
    """
    placed = list(values)
    order = sorted(range(len(values)), key=lambda index: (values[index], -index))  # of equals the first on top
    for below, above in itertools.pairwise(order):
        placed[above] = max(placed[above], placed[below] + gap)
    return placed
