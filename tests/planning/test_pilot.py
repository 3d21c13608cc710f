import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, chi2_contingency

from shequn.errors import InputError, ParameterError
from shequn.planning import (
    compare_versions,
    difference_interval,
    peeking_risk,
    pilot_results,
    power,
    sample_size,
    versions,
)
from shequn.worksheets import Pilot


@pytest.mark.parametrize(
    ("new", "old", "low", "high"),
    [  # Newcombe 1998, table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_interval_of_the_difference_is_as_published(new, old, low, high):
    assert difference_interval(old, new) == pytest.approx((low, high), abs=5e-5)


def test_sample_size_is_that_of_published_tables():
    # Cohen 1992, table 2: chi-squared test, 1 degree of freedom, alpha .05, power .80: N = 785 (w = .1), 87 (w = .3).
    # Two versions with shares 1/2 ± w/2 have the effect size w.
    assert sample_size(0.45, 0.55) == math.ceil(785 / 2)
    assert sample_size(0.35, 0.65) == math.ceil(87 / 2)
    assert power(393, 0.45, 0.55) == pytest.approx(0.80, abs=0.002)


def test_power_is_near_the_other_published_formula():
    # R, help of power.prop.test: n = 50, p1 = .50, p2 = .75 gives a power of 0.740.
    assert power(50, 0.50, 0.75) == pytest.approx(0.740, abs=0.015)


def test_sample_size_of_the_sample_plan():
    assert sample_size(0.12, 0.35) == 54
    assert sample_size(0.35, 0.12) == 54


@pytest.mark.parametrize(("baseline", "target"), [(0.12, 0.35), (0.3, 0.6)])
def test_power_is_near_the_exact_one(baseline, target):
    """Every possible result of a pilot of the size, with its chance, through SciPy's test."""
    people = sample_size(baseline, target)
    found = 0.0
    for a in range(people + 1):
        for b in range(people + 1):
            chance = binom.pmf(a, people, baseline) * binom.pmf(b, people, target)
            if chance > 1e-6 and 0 < a + b < 2 * people:
                table = [[a, people - a], [b, people - b]]
                found += chance * (chi2_contingency(table, correction=False).pvalue < 0.05)
    assert found == pytest.approx(0.8, abs=0.03)


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 99), st.integers(1, 99))
def test_sample_size_has_the_power_and_no_person_too_many(baseline, target):
    people = sample_size(baseline / 100, target / 100)
    if baseline == target:
        assert people is None
    else:
        assert power(people, baseline / 100, target / 100) >= 0.8 - 1e-6
        assert people == 1 or power(people - 1, baseline / 100, target / 100) < 0.8


@pytest.mark.parametrize(("baseline", "target"), [(0, 0.2), (0.1, 1), (12, 35), (float("nan"), 0.1)])
def test_shares_that_are_none_are_refused(baseline, target):
    with pytest.raises(ParameterError, match="must be above 0 and below 1"):
        sample_size(baseline, target)
    with pytest.raises(ParameterError, match="people == 0"):
        power(0, 0.1, 0.2)


@pytest.mark.parametrize(
    ("old", "new", "plan", "decision", "reached"),
    [
        ((7, 55), (19, 55), (0.12, 0.35), "better", "open"),
        ((7, 55), (50, 55), (0.12, 0.35), "better", "yes"),
        ((120, 1000), (180, 1000), (0.12, 0.35), "better", "no"),
        ((19, 55), (7, 55), (0.12, 0.35), "worse", "no"),
        ((120, 1000), (125, 1000), (0.12, 0.35), "short_of_target", "no"),
        ((2, 10), (4, 10), (0.12, 0.35), "too_few", "open"),
        ((2, 10), (4, 10), (None, None), "too_few", None),
        ((120, 1000), (125, 1000), (None, None), "too_few", None),
        ((0, 10), (0, 10), (None, 0.35), "too_few", "no"),
    ],
)
def test_decisions(old, new, plan, decision, reached):
    found = compare_versions(old, new, baseline=plan[0], target=plan[1])
    assert (found.decision, found.reached) == (decision, reached)


def test_comparison_by_hand():
    found = compare_versions((7, 55), (19, 55), baseline=0.12, target=0.35)
    assert found.difference == pytest.approx(12 / 55)
    assert found.interval == pytest.approx((0.059, 0.365), abs=5e-4)
    assert found.wanted == 54


def test_p_value_is_that_of_the_lady_tasting_tea():
    # Fisher 1935: 3 of 4 cups right on either side, one-sided 17/70, two-sided 34/70.
    assert compare_versions((1, 4), (3, 4)).p_value == pytest.approx(34 / 70)


@pytest.mark.parametrize(("old", "new"), [((0, 0), (1, 2)), ((1, 2), (0, 0)), ((3, 2), (1, 2))])
def test_impossible_counts_give_nothing(old, new):
    assert compare_versions(old, new) is None


counts = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(deadline=None, max_examples=50)
@given(counts, counts)
def test_versions_swapped_are_the_mirror_image(old, new):
    there, back = compare_versions(old, new), compare_versions(new, old)
    assert there.interval.low == pytest.approx(-back.interval.high)
    assert there.p_value == pytest.approx(back.p_value)
    assert -1 - 1e-9 <= there.interval.low <= there.difference + 1e-9
    assert (there.decision == "better") == (back.decision == "worse")


def test_versions_are_counted_and_unknown_results_left_out():
    people = pd.DataFrame({"version": ["B", "A", "A", "A"], "converted": [True, False, None, True]})
    found = versions(people)
    assert found[["version", "people", "successes", "unknown"]].to_numpy().tolist() == [["A", 2, 1, 1], ["B", 1, 1, 0]]
    assert found["rate"].tolist() == [0.5, 1]
    with pytest.raises(InputError, match="pilot: no column 'converted'"):
        versions(people.drop(columns="converted"))


def test_results_of_a_sheet():
    rows = [
        {"version": "A", "people": 55, "successes": 7},
        {"version": "B", "people": 55, "successes": 19},
        {"version": "C", "people": 55},
        {"version": "D", "people": 5, "successes": 9},
        {"version": "E", "people": 500, "successes": 64},
    ]
    found = pilot_results(Pilot(results=rows, baseline_percent=12, target_percent="35 %"))
    assert {name: one.decision for name, one in found.items()} == {"B": "better", "E": "short_of_target"}
    assert found["B"].wanted == 54
    assert pilot_results(Pilot(results=rows, baseline_percent=0, target_percent=100))["B"].wanted is None
    assert set(pilot_results(Pilot(results=[{}, *rows]))) == {"B", "E"}
    assert pilot_results(Pilot()) == {}
    assert pilot_results(Pilot(results=[{"version": "A"}, *rows[1:2]])) == {}, "nothing to compare with"


@pytest.mark.parametrize(("looks", "risk"), [(1, 0.050), (2, 0.083), (3, 0.107), (4, 0.126), (5, 0.142), (10, 0.193)])
def test_risk_of_peeking_is_as_published(looks, risk):
    # Armitage, McPherson and Rowe 1969, table 2, at 5 %
    assert peeking_risk(looks) == pytest.approx(risk, abs=1e-3)


def test_peeking_needs_a_look():
    with pytest.raises(ParameterError, match="looks == 0, must be 1 or more"):
        peeking_risk(0)
