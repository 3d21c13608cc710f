"""Findings on series that a person can judge by eye."""

import math

import pandas as pd
import pytest

from shequn import findings


def weekly(values, *, people=1000, metric="active_rate", complete=None):
    weeks = [f"2026-W{number:02d}" for number in range(1, len(values) + 1)]
    counts = [round(value * people) for value in values] if metric == "active_rate" else values
    return pd.DataFrame(
        {
            "group_id": "ALL",
            "week": weeks,
            "complete": complete or [True] * len(values),
            "active_members": counts if metric == "active_rate" else 0,
            "total_members": people,
            metric: values,
        }
    )


STEADY = [0.20, 0.22, 0.21, 0.20, 0.22, 0.21, 0.20, 0.22]


def test_value_inside_the_trailing_range_is_nothing_out_of_the_ordinary():
    found = findings.judge(weekly([*STEADY, 0.21]), "active_rate")
    assert (found.direction, found.certainty, found.n_weeks) == ("within", "none", 8)
    assert (found.usual_low, found.usual_high) == (0.20, 0.22)


def test_rate_far_outside_the_range_with_many_people_is_clear():
    found = findings.judge(weekly([*STEADY, 0.35]), "active_rate")
    assert (found.direction, found.certainty) == ("up", "clear")
    assert found.interval.low < 0.35 < found.interval.high


def test_rate_just_outside_the_range_is_only_possible_when_its_interval_holds_the_usual_rate():
    found = findings.judge(weekly([*STEADY, 0.23], people=200), "active_rate")
    assert (found.direction, found.certainty) == ("up", "possible")


def test_fewer_than_thirty_people_are_too_few_to_tell_whatever_the_rate():
    found = findings.judge(weekly([*STEADY, 0.9], people=20), "active_rate")
    assert found.certainty == "few"
    assert found.shift is None


def test_fewer_than_four_weeks_before_are_too_short():
    assert findings.judge(weekly(STEADY[:4]), "active_rate").certainty == "short"
    assert findings.judge(weekly(STEADY[:5]), "active_rate").certainty == "none"


def test_incomplete_last_week_is_not_judged():
    found = findings.judge(weekly([*STEADY, 0.05], complete=[True] * 8 + [False]), "active_rate")
    assert (found.week, found.value) == ("2026-W08", 0.22)


def test_missing_values_are_unknown_not_zero():
    found = findings.judge(weekly([math.nan] * 9, metric="gmv"), "gmv")
    assert (found.certainty, found.week) == ("unknown", "")


def test_count_is_clear_only_beyond_the_width_of_its_range():
    series = [100.0, 110, 105, 100, 110, 105, 100, 110]
    near = findings.judge(weekly([*series, 115], metric="gmv"), "gmv")
    far = findings.judge(weekly([*series, 121], metric="gmv"), "gmv")
    assert (near.certainty, far.certainty) == ("possible", "clear")


def test_four_weeks_above_all_eight_before_are_a_shift_and_three_are_not():
    assert findings.last_shift(pd.Series([*STEADY, 0.30, 0.31, 0.30])) is None
    found = findings.last_shift(pd.Series([*STEADY, 0.30, 0.31, 0.30, 0.31, 0.28], index=[f"W{n}" for n in range(13)]))
    assert (found.week, found.weeks) == ("W8", 5)
    assert found.before == pytest.approx(0.21)
    assert found.after == pytest.approx(0.30)


def test_shift_that_went_back_is_not_reported():
    back = [0.21] * 12
    assert findings.last_shift(pd.Series([*STEADY, 0.30, 0.31, 0.30, 0.31, *back])) is None


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    # Newcombe 1998 (Statistics in Medicine 17:857), table I, Wilson score method without continuity correction.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_interval_equals_published_values(successes, total, low, high):
    found = findings.wilson(successes, total)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_rate_above_one_or_of_nobody_has_no_interval():
    assert findings.wilson(21, 20) is None
    assert findings.wilson(0, 0) is None


def test_comparison_is_graded_by_the_intervals():
    assert findings.compare((200, 1000), (300, 1000)).certainty == "clear"
    assert findings.compare((200, 1000), (205, 1000)).certainty == "none"
    assert findings.compare((20, 100), (30, 100)).certainty == "possible"
    assert findings.compare((2, 20), (12, 20)).certainty == "few"


@pytest.mark.parametrize(
    ("metric", "direction", "good"),
    [("active_rate", "up", True), ("churned_members", "up", False), ("gmv", "within", None), ("joins", "up", None)],
)
def test_good_direction(metric, direction, good):
    assert findings.is_good(metric, direction) is good
