"""Cohorts and their curve on people that can be counted by hand. 2 March 2026 is a Monday."""

import pandas as pd
import pytest

from shequn.errors import ParameterError
from shequn.metrics import cohorts, retention_curve

SPAN = ("2026-03-02", "2026-03-29")
MEMBERS = [
    ("a", "1", "03-02 10:00", None),
    ("a", "2", "03-04 10:00", "03-18 10:00"),
    ("a", "3", "03-10 10:00", "03-12 10:00"),
    ("a", "3", "03-24 10:00", None),
    ("a", "4", None, None),
]
MESSAGES = [
    ("a", "1", "03-02 11:00"),
    ("a", "1", "03-17 11:00"),
    ("a", "2", "03-10 11:00"),
    ("a", "3", "03-10 11:00"),
    ("a", "3", "03-25 11:00"),
    ("a", "4", "03-25 11:00"),
]


def grid(frame, name="retained"):
    """Cells of group a: cohort by age, missing as None."""
    rows = frame[frame["group_id"] == "a"]
    return {
        cohort: [None if pd.isna(value) else value for value in part[name]]
        for cohort, part in rows.groupby("cohort", sort=False)
    }


def test_bracket_retention_counts_the_week_itself(make):
    found = cohorts(make(MEMBERS, MESSAGES), *SPAN)
    assert grid(found)["2026-W10"] == [1, 1, 1, 0]
    assert grid(found)["2026-W11"] == [1, 0, 1]
    assert grid(found, "retention")["2026-W10"] == [0.5, 0.5, 0.5, 0.0]
    assert grid(found, "size") == {"2026-W10": [2] * 4, "2026-W11": [1] * 3, "2026-W12": [0] * 2, "2026-W13": [0]}


def test_unbounded_retention_counts_the_week_or_any_later_one(make):
    found = grid(cohorts(make(MEMBERS, MESSAGES), *SPAN, kind="unbounded"))
    assert (found["2026-W10"], found["2026-W11"]) == ([2, 2, 1, 0], [1, 1, 1])


def test_presence_is_at_the_end_of_the_week(make):
    found = grid(cohorts(make(MEMBERS, MESSAGES), *SPAN, by="present"))
    assert (found["2026-W10"], found["2026-W11"]) == ([2, 2, 1, 1], [0, 0, 1])


def test_recurring_joins_make_a_cohort_each_time(make):
    found = cohorts(make(MEMBERS, MESSAGES), *SPAN, first_time=False)
    assert grid(found, "size")["2026-W13"] == [1]
    assert grid(found)["2026-W13"] == [1]


def test_whoever_joined_before_the_period_is_in_no_first_time_cohort(make):
    found = cohorts(make(MEMBERS, MESSAGES), "2026-03-16", "2026-03-29")
    assert set(found["size"]) == {0}


def test_unfinished_cells_are_blank_and_a_cohort_without_people_has_no_retention(make):
    found = cohorts(make(MEMBERS, MESSAGES), "2026-03-02", "2026-03-20")
    assert grid(found)["2026-W10"] == [1, 1, None]
    assert grid(found, "complete")["2026-W10"] == [True, True, False]
    assert grid(found, "retention")["2026-W12"] == [None]


def test_day_cohorts_give_n_day_retention(make):
    found = cohorts(make(MEMBERS, MESSAGES), "2026-03-02", "2026-03-10", unit="day")
    assert grid(found)["2026-03-04"] == [0, 0, 0, 0, 0, 0, 1]


def test_the_curve_weighs_cohorts_by_size_and_skips_unfinished_cells(make):
    found = retention_curve(make(MEMBERS, MESSAGES), *SPAN).query("group_id == 'a'")
    assert found["age"].tolist() == [0, 1, 2, 3]
    assert found["size"].tolist() == [3, 3, 3, 2]
    assert found["retained"].tolist() == [2, 1, 2, 0]
    assert found["n_cohorts"].tolist() == [2, 2, 2, 1]
    assert found["retention"].tolist() == pytest.approx([2 / 3, 1 / 3, 2 / 3, 0])


@pytest.mark.parametrize("option", ["unit", "kind", "by"])
def test_an_unknown_option_is_refused_with_the_words_allowed(make, option):
    with pytest.raises(ParameterError, match=f"{option} == 'weeks', must be one of"):
        cohorts(make(MEMBERS, MESSAGES), *SPAN, **{option: "weeks"})
