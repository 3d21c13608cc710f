"""Pictures of the first steps: every value reaches the page, and labels are not cut in the middle of a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequn.errors import ParameterError
from shequn.plots import planning, to_svg
from shequn.plots.style import text_width

NEED = "Small amounts of ingredients are hard to buy, and the rest spoils"


def words(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


@given(st.text(alphabet="abc 烘焙，", max_size=60), st.integers(40, 200))
def test_lines_are_no_wider_than_asked_and_lose_nothing_that_fits(text, width):
    found = planning.lines(text, width, most=30).split("\n")
    assert all(text_width(line) <= width for line in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_words_are_kept_whole_where_they_fit():
    assert planning.lines(NEED, 165) == "Small amounts of ingredients are\nhard to buy, and the rest spoils"
    assert planning.lines("小份材料难买，剩下的放坏", 45, most=3).count("\n") == 2


def test_spreads_name_the_most_frequent_value():
    figure = planning.spreads(["interest", "district"], [[0.86, 0.14], [0.5, 0.3, 0.2]], ["baking", "Old Mill"])
    assert words(figure) == ["baking 86%", "Old Mill 50%"]
    assert len(figure.axes[0].patches) == 5


def test_thresholds_draw_the_line_and_pale_what_is_too_small():
    figure = planning.thresholds(
        ["a", "b"], [100, 50], [70, 10], people_label="all", passing_label="pass", smallest=60, smallest_label="least"
    )
    colours = [patch.get_facecolor() for patch in figure.axes[0].patches]
    assert words(figure) == ["70 / 100", "10 / 50"]
    assert colours[1] != colours[3]


def test_ranks_reach_from_the_best_to_the_worst_possible():
    figure = planning.ranks(["a", "b"], [1, 1], [1, 2], [9.0, 2.5], rank="rank", value="score", number=str)
    segments = figure.axes[0].collections[0].get_segments()
    assert [[point[0] for point in segment] for segment in segments] == [[1, 1], [1, 2]]


def test_grid_frames_the_marked_row_and_shows_the_unknown_as_a_dash():
    figure = planning.score_grid(["a", "b"], ["x", "y"], [[1, None], [5, 3]], marked=["a"])
    assert words(figure) == ["1", "–", "5", "3"]
    assert sum(not patch.get_fill() for patch in figure.axes[0].patches) == 1


def test_two_axes_leave_out_what_is_not_known_and_keep_names_apart():
    names = ["a", "b", "c"]
    figure = planning.two_axes(names, [4, 4, None], [3.2, 3.1, 2], across_label="x", up_label="y", marked="a")
    notes = figure.axes[0].texts
    assert [note.get_text() for note in notes] == ["a", "b"]
    assert notes[0].xyann[1] - notes[1].xyann[1] >= 0.5


@pytest.mark.parametrize(
    "draw",
    [
        lambda: planning.spreads([], [], []),
        lambda: planning.ranks(["a"], [1, 2], [1], [1], rank="", value="", number=str),
        lambda: planning.score_grid(["a"], ["x"], [[1, 2]]),
        lambda: planning.two_axes(["a"], [1], [1], across_label="", up_label="", top=(0, 5)),
    ],
)
def test_numbers_that_do_not_fit_the_names_are_refused(draw):
    with pytest.raises(ParameterError):
        draw()


def test_pictures_become_svg():
    figure = planning.two_axes(["企业微信客户群"], [4], [5], across_label="运营工具", up_label="资产归属")
    assert "企业微信客户群" in to_svg(figure, "carriers")
