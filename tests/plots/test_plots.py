"""Every picture, in both languages and at the ends of what it can be given."""

from __future__ import annotations

import io
import itertools
import math
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pypdf
import pytest
import typst
from drawing import WORDS, check_layout, examples, texts, usual
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from shequn import fonts, plots
from shequn.errors import ParameterError
from shequn.plots import Bridge, Curve, Line
from shequn.plots.style import RAMP, array, count, fit, percent, spread, style, text_width, value_axis
from shequn.plots.svg import tidy
from shequn.plots.weekly import _places

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


# A glyph that no font has is a warning, and warnings are errors: each of these tests looks for them too.
@pytest.mark.parametrize(
    ("language", "weeks", "kind"),
    [
        ("en", 1, "usual"),
        ("zh", 3, "usual"),
        ("en", 26, "usual"),
        ("zh", 26, "usual"),
        ("en", 60, "usual"),
        ("en", 26, "zero"),
        ("zh", 26, "missing"),
        ("zh", 12, "huge"),
    ],
)
def test_words_neither_touch_nor_leave_the_picture(language: str, weeks: int, kind: str) -> None:
    for name, draw in examples(language, weeks, kind).items():
        check_layout(draw(), f"{language} {name}")


@pytest.mark.parametrize(
    "names",
    [
        ["杭州市西湖区文三路周末亲子阅读与写作共学社群第一期第三班", "🔥🔥🔥", "A$B$ <script>alert(1)</script> & co"],
        ["The Very Long-Named Weekend Reading, Running and Hiking Club of West Lake", "\u202eabc", "x"] * 2,
    ],
)
def test_hostile_and_endless_names_fit(names: list[str]) -> None:
    figures = examples("zh", 9, names=names)
    for name in ("bridges", "panels", "intervals"):
        figure = figures[name]()
        check_layout(figure, name)
        drawn = " ".join(text for text, _ in texts(figure))
        assert "\u202e" not in drawn
        assert "🔥" not in drawn
        assert "<script>" not in plots.to_svg(figure, name)


def test_one_page_of_pictures_is_small_self_contained_and_has_no_id_twice() -> None:
    figures = usual("zh")
    pictures = {name: plots.to_svg(figure, name) for name, figure in figures.items()}
    page = "".join(pictures.values())
    assert len(page.encode()) / len(pictures) < 12_000
    assert max(len(picture.encode()) for picture in pictures.values()) < 20_000
    for foreign in (
        "<?xml",
        "<!DOCTYPE",
        "<style",
        "style=",
        "<metadata",
        "<script",
        "<image",
        "DejaVu",
        "Matplotlib",
        "nan",
    ):
        assert foreign not in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for name, picture in pictures.items():
        root = ET.fromstring(picture)
        assert {root.tag, root.get("width")} == {"{http://www.w3.org/2000/svg}svg", "403.2pt"}
        own = {element.get("id") for element in root.iter()} - {None}
        assert all(each.startswith(f"{name}-") for each in own)
        used = re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', picture)
        assert {one or two for one, two in used} == own
        words = {"".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")}
        assert words == {text for text, _ in texts(figures[name])}


def test_the_same_numbers_give_the_same_bytes() -> None:
    for name, draw in examples("zh", 5).items():
        figure = draw()
        picture = plots.to_svg(figure, name)
        assert picture == plots.to_svg(figure, name) == plots.to_svg(draw(), name)


def test_tidied_svg_looks_as_matplotlib_wrote_it() -> None:
    document = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1">'
        '<defs><style type="text/css">*{stroke-linejoin: round}</style></defs>'
        '<g id="figure_1"><defs><path id="m1" d="M 0 0 \nL 0 3.5 \n" style="stroke: #000000"/></defs>'
        '<g clip-path="url(#c9)"><use xlink:href="#m1" x="1.23456" y="2" style="stroke: #000000"/></g>'
        '<path d="M 1 2 \nL 3.004 2 \nC 1 2 3 4 5 6 \nz" style="fill: none; stroke-width: 0.8"/>'
        '<text style="font-size: 9px; font-family: \'A\', \'B\'" x="1" y="2" transform="rotate(-0 1 2)">'
        "a &lt; b</text></g>"
        '<defs><clipPath id="c9"><rect x="0" y="0" width="1" height="1"/></clipPath></defs></svg>'
    )
    assert tidy(document, "p").partition(">")[2] == (
        '<defs><path d="M0 0V3.5" stroke="#000000" id="p-2" /></defs>'
        '<g clip-path="url(#p-1)"><use x="1.23" y="2" stroke="#000000" href="#p-2" /></g>'
        '<path d="M1 2H3C1 2 3 4 5 6z" fill="none" stroke-width="0.8" />'
        '<text x="1" y="2" font-size="9px">a &lt; b</text>'
        '<defs><clipPath id="p-1"><rect x="0" y="0" width="1" height="1" /></clipPath></defs></svg>'
    )


@pytest.mark.parametrize("name", ["", "1st", "a b", 'a"', "增长"])
def test_picture_names_that_cannot_begin_an_id_are_refused(name: str) -> None:
    with pytest.raises(ParameterError, match="picture name"):
        plots.to_svg(Figure(), name)


def test_typst_sets_the_words_with_the_packaged_fonts_alone(tmp_path: Path) -> None:
    picture = plots.to_svg(usual("zh")["bridge"], "bridge")
    source = tmp_path / "page.typ"
    (tmp_path / "picture.svg").write_text(picture, encoding="utf-8")
    source.write_text('#image("picture.svg")', encoding="utf-8")
    pdf, warnings = typst.compile_with_warnings(
        str(source), font_paths=[str(fonts.directory())], ignore_system_fonts=True
    )
    assert warnings == []
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    for word in (*WORDS["zh"]["bridge"], "312", "+96", "−41", "367"):
        assert word in page


def test_drawing_leaves_the_callers_settings_alone() -> None:
    with mpl.rc_context({"font.family": ["serif"], "axes.facecolor": "black", "svg.fonttype": "path"}):
        before = dict(mpl.rcParams)
        figure = plots.bridge([Bridge("a", 1, 1, 0, 2)], labels=("a", "b", "c", "d"))
        svg = plots.to_svg(figure, "bridge")
        assert dict(mpl.rcParams) == before
    assert "<text" in svg
    assert 'fill="#000000"' not in svg
    assert "matplotlib.pyplot" not in figure.__dict__


def test_every_number_is_drawn() -> None:
    figures = usual("en")
    cells = [text for text, _ in texts(figures["cohorts"]) if text.endswith("%")]
    assert len(cells) == sum(range(1, 13)) + 12  # a triangle of 12 cohorts and the row of means
    assert len(figures["rhythm"].axes[0].patches) == 7 * 24 + 1  # and the frame of the busiest hour
    assert len(figures["lifecycle"].axes[0].patches) == 4 * 26
    assert len(figures["money"].axes[0].patches) == 2 * 26
    assert [text.get_text() for text in figures["bridge"].axes[0].texts] == ["312", "+96", "−41", "367"]


def test_the_busiest_hour_and_the_shades_are_where_the_numbers_are() -> None:
    counts = [[0.0] * 24 for _ in range(7)]
    counts[2][20], counts[4][9] = 50, 25
    figure = plots.rhythm(counts, weekdays=WORDS["zh"]["weekdays"], label="条", peak="最忙")
    cells = figure.axes[0].patches
    assert cells[2 * 24 + 20].get_facecolor() == RAMP(1.0)
    assert cells[4 * 24 + 9].get_facecolor() == RAMP(0.5)
    assert cells[0].get_facecolor() == RAMP(0.0)
    assert cells[-1].get_xy() == (20, 2)


def test_blank_cells_stay_blank_and_zero_is_shown() -> None:
    figure = plots.cohorts(
        ["a", "b"], [3, None], [[0.5, 0.0], [1, None]], [0.6, 0.0], age="age", size="size", mean_label="mean"
    )
    assert [text.get_text() for text in figure.axes[0].texts] == ["50%", "0%", "100%", "60%", "0%", "3", "–"]


def test_full_cells_and_long_words_leave_room_in_the_cohort_table() -> None:
    full = [[1.0] * 12] * 12
    labels = [f"2026-W{week}" for week in range(30, 42)]
    figure = plots.cohorts(
        labels, [12_345] * 12, full, full[0], age="周", size="人数", mean_label="按人数加权的平均留存率"
    )
    check_layout(figure, "cohorts")


def test_a_long_history_shows_its_latest_cohorts() -> None:
    words = [text for text, _ in texts(usual("en")["cohorts"])]
    assert "24 Aug" in words
    assert "2 Mar" not in words


def test_partial_weeks_are_hollow_and_missing_ones_gaps() -> None:
    values = [0.1, None, 0.3, 0.2]
    figure = plots.weekly_line(
        list("abcd"), Line("rate", values, complete=[True, True, True, False]), partial="partial week"
    )
    _, solid, hollow = figure.axes[0].lines
    np.testing.assert_equal(solid.get_ydata(), [0.1, math.nan, 0.3, math.nan])
    np.testing.assert_equal(hollow.get_ydata(), [0.2])
    assert hollow.get_markerfacecolor() == "white"
    assert figure.axes[0].texts[0].get_text() == "30%"
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["rate", "partial week"]


def test_unknown_leaves_are_not_zero() -> None:
    figure = plots.bridge([Bridge("a", 5, 2, None, 7)], labels=("o", "j", "l", "c"))
    assert [text.get_text() for text in figure.axes[0].texts] == ["5", "+2", "–", "7"]
    assert len(figure.axes[0].patches) == 3


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plots.weekly_line([], Line("a", [])),
        lambda: plots.weekly_line(["a"], Line("a", [1, 2])),
        lambda: plots.weekly_line(["a"], Line("a", [1], [0, 1], [1, 2])),
        lambda: plots.weekly_panels(["a"], []),
        lambda: plots.rhythm([[0] * 24] * 6, weekdays=list("abcdefg"), label="n"),
        lambda: plots.rhythm([[0] * 23] * 7, weekdays=list("abcdefg"), label="n"),
        lambda: plots.bridge([], labels=("a", "b", "c", "d")),
        lambda: plots.funnel(["a"], [1, 2], of_first="x", of_previous="y"),
        lambda: plots.cohorts(["a"], [1], [[1], [1]], [1], age="a", size="b", mean_label="c"),
        lambda: plots.layers([[1, 2]], rows=["a"], columns=["b"], row_title="r", column_title="c"),
        lambda: plots.retention_curve([Curve("a", [1])] * 4, age="weeks"),
        lambda: plots.intervals(["a"], [1], [1], [1], details=[]),
    ],
)
def test_lists_that_do_not_fit_are_refused(draw: Callable[[], Figure]) -> None:
    with pytest.raises(ParameterError, match="given, must be"):
        draw()


@given(
    st.lists(st.tuples(st.floats(0, 340), st.floats(1, 170)), max_size=4, unique_by=lambda label: round(label[0])),
)
def test_words_above_the_line_meet_neither_each_other_nor_a_stem(labels: list[tuple[float, float]]) -> None:
    places = _places(labels, 345)
    lanes = max((lane for lane, _ in places), default=0)
    spans = [
        (lane, *sorted((stem, stem + side * long))) for (stem, long), (lane, side) in zip(labels, places, strict=True)
    ]
    if lanes < len(labels):  # it found a place for each
        for (one, a), (two, b) in itertools.combinations(zip(labels, spans, strict=True), 2):
            assert a[0] != b[0] or a[2] <= b[1] or b[2] <= a[1]
            assert not (a[0] < b[0] and b[1] < one[0] < b[2])
            assert not (b[0] < a[0] and a[1] < two[0] < a[2])


@given(st.lists(st.floats(0, 1), max_size=5), st.floats(0.01, 0.3))
def test_spread_labels_keep_their_distance(values: list[float], gap: float) -> None:
    placed = sorted(spread(values, gap))
    assert all(above - below >= gap * 0.999 for below, above in itertools.pairwise(placed))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-1e9, 1e9) | st.none(), min_size=1, max_size=4), st.sampled_from([count, percent]))
def test_no_two_ticks_read_alike(values: list[float | None], number: Callable[[float], str]) -> None:
    with style():
        ax = Figure().subplots()
        value_axis(ax, [array(values)], number)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert len(labels) == len(set(labels)) >= 1
    low, high = ax.get_ylim()
    assert all(low <= value <= high for value in values if value is not None)


@given(st.text(alphabet="群组ABCabc 🔥", max_size=40), st.floats(20, 300))
def test_fitted_labels_fit(text: str, width: float) -> None:
    assert text_width(fit(text, width)) <= width
