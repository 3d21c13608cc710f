"""Pictures of a plan: what is drawn stands where its value is."""

from __future__ import annotations

import pytest
from matplotlib.colors import to_hex

from shequn.errors import ParameterError
from shequn.plots import playbook as plots
from shequn.plots import to_svg
from shequn.plots.style import ACCENT, BRAND, MIST


def parts(ax, colour):
    """Left and right end of the bars of a colour, from the top."""
    return [(p.get_x(), p.get_x() + p.get_width()) for p in ax.patches if to_hex(p.get_facecolor()) == colour]


def test_bars_have_their_lengths_and_the_marked_one_its_colour():
    ax = plots.bars(["a", "b", "c"], [4, 2, None], top=5, marked="b").axes[0]
    assert parts(ax, BRAND) == [(0, 4)]
    assert parts(ax, ACCENT) == [(0, 2)]
    assert parts(ax, MIST) == [(0, 5)] * 3
    assert [text.get_text() for text in ax.texts] == ["4", "2", "–"]


def test_a_share_outside_its_range_is_set_off():
    figure = plots.mix(["a", "b", "c"], [0.5, 0.2, 0.3], [0.2, 0.3, None], [0.4, 0.6, None], planned="p", limits="l")
    [ax] = figure.axes
    assert parts(ax, ACCENT) == [(0, 0.5), (0, 0.2)]
    assert parts(ax, BRAND) == [(0, 0.3)]
    assert parts(ax, MIST) == [(0.2, pytest.approx(0.4)), (0.3, pytest.approx(0.6))], "no limit, no range"
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["p", "l"]
    assert len(plots.mix(["a"], [1], [None], [None], planned="p", limits="l").legends[0].get_texts()) == 1


def test_paths_lead_from_stage_to_stage():
    [ax] = plots.paths(["one", "two"], ["s0", "s1", "s2"], [(0, 2), None]).axes
    thick = [line for line in ax.lines if line.get_linewidth() > 5]
    assert [line.get_xdata().tolist() for line in thick] == [[0, 2]]
    with pytest.raises(ParameterError, match="stages 0 to 2"):
        plots.paths(["one"], ["s0", "s1", "s2"], [(0, 3)])
    with pytest.raises(ParameterError):
        plots.paths(["one"], ["s0"], [])


def test_the_break_even_is_marked_on_the_line():
    [ax] = plots.break_even([0, 100, 200], [-50, 0, 50], 100, size="n", profit="p", mark="m").axes
    assert [(line.get_xdata()[0], line.get_ydata()[0]) for line in ax.lines if line.get_marker() == "o"] == [(100, 0)]


@pytest.mark.parametrize("name", ["小鹿🦌酱", "<script>", "شقة", "長" * 80, "A$B$C"])
def test_any_name_can_be_drawn(name):
    for figure in (
        plots.bars([name], [1], marked=name),
        plots.mix([name], [0.1], [0.2], [None], planned=name, limits=name),
        plots.paths([name], [name, name], [(0, 1)]),
        plots.break_even([0, 1], [-1, 1], 1, size=name, profit=name, mark=name),
    ):
        assert "<script>" not in to_svg(figure, "x")


@pytest.mark.parametrize("draw", [plots.bars, lambda *_: plots.mix([], [], [], []), lambda *_: plots.paths([], [], [])])
def test_nothing_to_draw_is_refused(draw):
    with pytest.raises(ParameterError):
        draw([], [])
