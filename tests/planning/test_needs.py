import math

import pandas as pd
import pytest

from shequn.errors import InputError
from shequn.planning import competitor_grid, fit_needs, rank_need_rows, rank_needs
from shequn.worksheets.construction import Fit, Need

COLUMNS = ["respondent", "need", "frequency", "intensity", "satisfied"]


def survey(*rows):
    return pd.DataFrame(rows, columns=COLUMNS)


def test_product_by_hand():
    found = rank_needs(
        survey(
            ["a", "why", 4, 5, False],
            ["b", "why", 2, 3, False],
            ["c", "why", 0, None, None],
            ["d", "why", 2, 4, True],
            ["a", "idea", 8, 1, True],
            ["b", "idea", 4, 2, True],
            ["c", "idea", 4, 3, False],
            ["d", "idea", None, 2, True],
        )
    ).set_index("need")
    why, idea = found.loc["why"], found.loc["idea"]
    assert (why["respondents"], why["having"], why["answered"], why["unmet"]) == (4, 3, 3, 2)
    assert (why["frequency"], why["intensity"]) == (2, 4), (
        "who has not got the need counts as never, and has no intensity"
    )
    assert why["score"] == pytest.approx(2 * 4 * 2 / 3)
    assert (idea["respondents"], idea["having"]) == (3, 3), "an unknown frequency is no answer"
    assert idea["score"] == pytest.approx(16 / 3 * 2 * 1 / 3)
    assert found["rank"].tolist() == [1, 2]
    assert 0 < why["low"] < 2 / 3 < why["high"] < 1


def test_need_without_answers_is_not_ranked():
    found = rank_needs(survey(["a", "x", 0, None, None], ["b", "x", 0, None, None], ["a", "y", 1, 1, False]))
    assert found["need"].tolist() == ["y", "x"]
    assert found["rank"].isna().tolist() == [False, True]
    assert math.isnan(found["score"].iloc[1])
    assert found["having"].tolist() == [1, 0]


def test_equal_needs_share_a_rank():
    rows = [[who, need, 2, 3, False] for who in "ab" for need in ("x", "y")]
    assert rank_needs(survey(*rows))["rank"].tolist() == [1, 1]


def test_rank_range_says_how_sure_the_order_is():
    clear = [[f"r{n}", need, often, 4, n % 2 == 0] for n in range(40) for need, often in (("x", 9), ("y", 1))]
    found = rank_needs(survey(*clear))
    assert found[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 1], [2, 2]]
    close = [
        [f"r{n}", need, 1 + (n * step) % 5, 4, n % 2 == 0] for n in range(12) for need, step in (("x", 3), ("y", 4))
    ]
    found = rank_needs(survey(*close))
    assert found[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 2], [1, 2]]
    pd.testing.assert_frame_equal(found, rank_needs(survey(*close), seed=0))


def test_one_respondent_has_no_range():
    found = rank_needs(survey(["a", "x", 2, 3, False]))
    assert found["rank"].tolist() == [1]
    assert found[["rank_low", "rank_high"]].isna().all(axis=None)


def test_nobody_asked():
    assert len(rank_needs(survey())) == 0


def test_answers_as_zero_and_one():
    assert rank_needs(survey(["a", "x", 2, 3, 0], ["b", "x", 2, 3, 1]))["unmet_share"].tolist() == [0.5]


def test_double_answers_and_missing_columns_are_refused():
    with pytest.raises(InputError, match="'a' answers twice on 'x'"):
        rank_needs(survey(["a", "x", 2, 3, False], ["a", "x", 1, 3, False]))
    with pytest.raises(InputError, match="no column 'satisfied'"):
        rank_needs(survey().drop(columns="satisfied"))


def test_rows_of_a_sheet():
    rows = [
        Need(need="idea", frequency=4, intensity=2, unmet_percent=35),
        Need(),
        Need(need="why", frequency="3.2", intensity=4, unmet_percent="72 %"),
        Need(need="child", frequency=2, intensity=4),
    ]
    found = rank_need_rows(rows)
    assert found["need"].tolist() == ["why", "idea", "child"]
    assert found["score"].tolist()[:2] == pytest.approx([9.216, 2.8])
    assert found["rank"].isna().tolist() == [False, False, True]
    assert len(rank_need_rows([])) == 0


def test_competitor_grid_keeps_the_order_and_the_gaps():
    rows = [["videos", "why", 1], ["videos", "idea", 5], ["studio", "why", 2]]
    found = competitor_grid(pd.DataFrame(rows, columns=["competitor", "need", "cover"]))
    assert found.columns.tolist() == ["need", "videos", "studio", "best"]
    assert found["best"].tolist() == [2, 5]
    assert math.isnan(found.loc[1, "studio"])
    with pytest.raises(InputError, match="'videos' is judged twice on 'why'"):
        competitor_grid(pd.DataFrame([*rows, rows[0]], columns=["competitor", "need", "cover"]))


def test_fit_takes_the_weakest_of_three():
    ranking = pd.DataFrame({"need": ["why", "idea", "child"], "score": [9.0, 3.0, 4.0]})
    rows = [
        Fit(need="why", can=5, want=5, lasting=2),
        Fit(need="idea", can=4, want=5),
        Fit(need="child", can=3),
        Fit(need="unasked", can=3, want=3),
    ]
    found = fit_needs(rows, ranking).set_index("need")
    assert found["own"].to_dict() == pytest.approx({"why": 2, "idea": 4, "child": math.nan, "unasked": 3}, nan_ok=True)
    assert found.index.tolist()[:2] == ["why", "idea"]
    assert found["fit"].tolist()[:2] == pytest.approx([3.6, 2.4])
    assert found["fit"].isna().tolist() == [False, False, True, True]
