import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shequn.errors import InputError, ParameterError
from shequn.planning import homogeneity, segments


def spread(values):
    return homogeneity(pd.DataFrame({"a": pd.Series(values, dtype="object")}), ["a"]).iloc[0]


def test_concentration_is_that_of_the_published_example():
    # U.S. Horizontal Merger Guidelines (2010), section 5.3: shares of 30, 30, 20 and 20 percent have an HHI of 2600.
    found = spread(["a"] * 30 + ["b"] * 30 + ["c"] * 20 + ["d"] * 20)
    assert found["concentration"] * 10_000 == pytest.approx(2600)


def test_entropy_is_that_of_the_published_example():
    # Shannon 1948, section 15: probabilities 1/2, 1/4, 1/8, 1/8 have 7/4 bits a symbol.
    found = spread(["a"] * 4 + ["b"] * 2 + ["c", "d"])
    assert found["entropy"] == pytest.approx(7 / 4)
    assert found["evenness"] == pytest.approx(7 / 8)
    assert (found["top"], found["top_share"], found["values"]) == ("a", 0.5, 4)


def test_unknown_values_are_counted_and_not_measured():
    found = spread(["a", None, "a", "b", None])
    assert (found["known"], found["unknown"], found["values"]) == (3, 2, 2)
    assert found["top_share"] == pytest.approx(2 / 3)


def test_one_value_has_no_evenness_and_none_has_nothing():
    alike = spread(["a", "a"])
    assert (alike["entropy"], alike["top_share"], alike["concentration"]) == (0, 1, 1)
    assert math.isnan(alike["evenness"])
    nothing = spread([None, None])
    assert (nothing["known"], nothing["unknown"], nothing["values"]) == (0, 2, 0)
    assert nothing[["top", "top_share", "entropy", "evenness", "concentration"]].isna().all()


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from("abcde"), min_size=1))
def test_bounds(values):
    found = spread(values)
    assert 1 / found["values"] - 1e-9 <= found["concentration"] <= found["top_share"] + 1e-9 <= 1 + 2e-9
    assert 0 <= found["entropy"] <= math.log2(found["values"]) + 1e-9


def test_segments_by_hand():
    people = pd.DataFrame(
        {
            "district": ["east", "east", "east", "west", None],
            "visits": [3, 2, None, 2, 5],
        }
    )
    found = segments(people, "district", people["visits"].astype("Int64") >= 2, smallest=2)
    assert found["people"].tolist() == [5, 3, 1, 1]
    assert found["district"].tolist()[:3] == ["ALL", "east", "west"]
    assert pd.isna(found["district"].iloc[3]), "the unknown district is a segment of its own"
    assert found["passing"].tolist() == [4, 2, 1, 1], "an unknown number of visits does not pass"
    assert found["too_small"].tolist() == [False, False, True, True]
    assert found["share"].tolist() == pytest.approx([0.8, 2 / 3, 1, 1])
    assert ((found["low"] <= found["share"]) & (found["share"] <= found["high"])).all()


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.booleans()), min_size=1))
def test_segments_sum_to_all(rows):
    people = pd.DataFrame(rows, columns=["a", "b", "passes"])
    found = segments(people, ["a", "b"], people["passes"])
    assert found[["people", "passing"]].iloc[1:].sum().tolist() == found[["people", "passing"]].iloc[0].tolist()
    assert found["too_small"].isna().all()


def test_nobody_at_all():
    found = segments(pd.DataFrame({"a": []}), "a", pd.Series([], dtype="bool"))
    assert len(found) == 0


def test_errors_name_what_is_wrong():
    people = pd.DataFrame({"district": ["east"]})
    with pytest.raises(InputError, match=r"no column 'distrit'. Did you mean 'district'\? It has district"):
        homogeneity(people, ["distrit"])
    with pytest.raises(ParameterError, match="passes has 2 values, must have 1"):
        segments(people, "district", pd.Series([True, False]))
    with pytest.raises(ParameterError, match="at least one column"):
        segments(people, [], pd.Series([True]))


def test_segments_by_yes_no_and_numbers():
    people = pd.DataFrame({"oven": pd.array([True, None, False, True], "boolean"), "rooms": [1, 2, 2, 1]})
    found = segments(people, ["oven", "rooms"], pd.Series([True] * 4))
    assert found["people"].tolist() == [4, 2, 1, 1]
    assert found[["oven", "rooms"]].iloc[1].tolist() == ["True", "1"]
    assert found["oven"].isna().sum() == 1
