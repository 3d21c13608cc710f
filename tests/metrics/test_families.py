"""Lifecycle, stickiness, funnel, concentration, layers, rhythm and coverage on a few rows each."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequn import metrics
from shequn.errors import ParameterError

SPAN = ("2026-03-02", "2026-03-29")


def of(frame, group="a"):
    return frame[frame["group_id"] == group].drop(columns="group_id").reset_index(drop=True)


def test_lifecycle_tells_first_from_retained_resurrected_and_dormant(make):
    people = [("a", person, None, None) for person in "123"]
    sent = [("a", "1", "03-03"), ("a", "2", "03-03"), ("a", "1", "03-10"), ("a", "3", "03-10"), ("a", "2", "03-17")]
    found = of(metrics.lifecycle(make(people, sent), *SPAN))
    states = ["active_members", "first_active", "retained", "resurrected", "dormant"]
    assert found[states].to_numpy().tolist() == [[2, 2, 0, 0, 0], [2, 1, 1, 0, 1], [1, 0, 0, 1, 2], [0, 0, 0, 0, 1]]
    late = of(metrics.lifecycle(make(people, sent), "2026-03-16", "2026-03-22"))
    assert late[states].to_numpy().tolist() == [[1, 0, 0, 1, 2]], "activity before the period is history"


def test_stickiness_is_the_mean_of_daily_ratios_over_days_with_a_full_month(make):
    people = [("a", "1", None, None), ("a", "2", None, None)]
    sent = [("a", "1", f"03-{day:02d}") for day in range(1, 32)] + [("a", "2", "03-02")]
    found = of(metrics.stickiness(make(people, sent), "2026-03-01", "2026-03-30"))
    # Full months end on the 28th (both active in it: 1/2), the 29th (1/2) and the 30th (2 has dropped out: 1/1).
    assert found["n_days"].tolist() == [3]
    assert found["stickiness"].tolist() == pytest.approx([2 / 3])
    assert found["mean_dau"].tolist() == [1.0]
    assert found["mau"].tolist() == pytest.approx([5 / 3])


def test_stickiness_of_less_than_a_month_is_missing(make):
    found = metrics.stickiness(make([("a", "1", None, None)], [("a", "1", "03-02"), ("a", "1", "03-20")]))
    assert found["stickiness"].isna().all()
    assert found["n_days"].tolist() == [0, 0]


def test_active_days_are_counted_by_person(make):
    c = make(
        [("a", "1", None, None), ("a", "2", None, None)],
        [("a", "1", "03-02"), ("a", "1", "03-03"), ("a", "2", "03-03")],
    )
    assert of(metrics.active_days(c, *SPAN)).to_numpy().tolist() == [[1, 1], [2, 1]]


def test_the_funnel_goes_in_order_of_time(make):
    people = [("a", person, "03-03 10:00", None) for person in "12345"]
    people += [("a", "6", None, None)]
    sent = [("a", person, "03-05 10:00") for person in "1234"] + [("a", "6", "03-05")]
    sold = [
        ("o1", "1", "a", "03-05 12:00", 1),
        ("o2", "1", "a", "03-09 12:00", 1),
        ("o3", "2", "a", "03-09 12:00", 1),
        ("o4", "3", "a", "03-04 12:00", 1),  # before she spoke
        ("o5", "5", "a", "03-09 12:00", 1),  # without a word
        ("o6", "6", "a", "03-09 12:00", 1),  # joined before the data begin
    ]
    found = of(metrics.funnel(make(people, sent, sold), *SPAN))
    assert found["stage"].tolist() == ["joined", "spoke", "bought", "bought_again"]
    assert found["members"].tolist() == [5, 4, 2, 1]
    assert found["rate_of_first"].tolist() == pytest.approx([1, 0.8, 0.4, 0.2])
    assert found["rate_of_previous"].tolist() == pytest.approx([1, 0.8, 0.5, 0.5])
    assert of(metrics.funnel(make(people, sent, sold), *SPAN, window_days=3))["members"].tolist() == [5, 4, 1, 0]


def test_a_window_follows_only_people_who_have_it_whole(make):
    c = make([("a", "1", "03-03 10:00", None), ("a", "2", "03-27 10:00", None)], [("a", "2", "03-28 10:00")])
    assert of(metrics.funnel(c, *SPAN, window_days=7))["members"].tolist()[:2] == [1, 0]
    with pytest.raises(ParameterError, match="window_days == 0, must be >= 1"):
        metrics.funnel(c, *SPAN, window_days=0)


def test_absence_factor_of_the_published_example():
    assert metrics.absence_factor([1000, 202, 90, 33, 332, 343, 42, 433]) == 2
    assert (metrics.absence_factor([5, 5]), metrics.absence_factor([5, 4]), metrics.absence_factor([])) == (1, 1, 0)


def test_concentration_of_a_group(make):
    people = [("a", str(person), None, None) for person in range(12)]
    sent = [("a", str(person), f"03-03 {n:02d}:00") for person in range(12) for n in range(12 if person == 0 else 1)]
    row = of(metrics.concentration(make(people, sent), *SPAN)).iloc[0]
    assert tuple(row[["contributors", "messages", "absence_factor"]]) == (12, 23, 1)
    assert row["top10_share"] == pytest.approx(21 / 23)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30))
def test_gini_is_the_area_between_the_lorenz_curve_and_equality(counts):
    curve = metrics.lorenz(counts)
    if not sum(counts):
        assert np.isnan(metrics.gini(counts))
        return
    area = np.trapezoid(curve.messages, curve.people)
    assert metrics.gini(counts) == pytest.approx(1 - 2 * area, abs=1e-12)
    assert (curve.messages <= curve.people + 1e-12).all()


@given(st.lists(st.integers(0, 50), max_size=30))
def test_absence_factor_is_the_fewest_people_that_reach_half(counts):
    k, ordered = metrics.absence_factor(counts), sorted(counts, reverse=True)
    assert 2 * sum(ordered[:k]) >= sum(counts)
    assert k == 0 or 2 * sum(ordered[: k - 1]) < sum(counts)


def test_activity_layers_go_by_last_activity_and_active_days(make):
    people = [("a", name, None, None) for name in ("core", "regular", "seldom", "silent", "lost")]
    people += [("a", "fresh", "03-20", None), ("a", "mute", None, None), ("a", "gone", None, "03-20")]
    sent = [("a", "core", f"03-{day}") for day in range(20, 30)] + [("a", "gone", "03-05")]
    sent += [("a", "regular", f"03-{day}") for day in (10, 12, 14)] + [
        ("a", "seldom", "03-10"),
        ("a", "silent", "02-27"),
    ]
    sent += [("a", "lost", "01-01")]
    found = of(metrics.activity_layers(make(people, sent), None, "2026-03-29")).set_index("member_id")
    expected = {"core": "core", "regular": "regular", "seldom": "occasional", "silent": "silent", "lost": "silent"}
    # On the 29th the first message on record is 87 days old: nobody can be known to be lost.
    assert found["layer"].to_dict() == {**expected, "fresh": "occasional", "mute": "silent"}
    shorter = metrics.activity_layers(make(people, sent), None, "2026-03-29", silent_days=10, lost_days=30)
    assert of(shorter).set_index("member_id")["layer"].to_dict() == {
        "core": "core",
        "regular": "silent",
        "seldom": "silent",
        "silent": "lost",
        "lost": "lost",
        "fresh": "occasional",
        "mute": "lost",
    }
    row = found.loc["core"]
    assert tuple(row[["recency", "frequency", "depth", "r", "f", "m"]]) == (0, 10, 10, 3, 3, 1)
    assert metrics.grid(found).to_numpy().sum() == len(found)


def test_the_limits_of_silence_must_be_in_order(make):
    with pytest.raises(ParameterError, match="silent_days == 90, must lie between 0 and lost_days == 90"):
        metrics.activity_layers(make(None, [("a", "1", "03-02")]), silent_days=90)


def test_purchase_layers_use_all_orders_up_to_the_end(make):
    people = [("a", person, None, None) for person in "123"]
    sold = [
        ("o1", "1", "a", "03-28", 300),
        ("o2", "1", "a", "01-05", 100, 100, "01-09"),
        ("o3", "2", "a", "02-10", 200),
    ]
    sold += [("o4", "3", "a", "03-30", 100)]
    found = of(metrics.purchase_layers(make(people, None, sold), *SPAN)).set_index("member_id")
    assert found[["recency", "frequency", "r", "f", "m"]].to_numpy().tolist() == [[1, 2, 3, 2, 3], [47, 1, 2, 1, 2]]
    assert found["net"].tolist() == [3.0, 2.0]


def test_migration_counts_moves_between_layers(make):
    people = [("a", "1", None, None), ("a", "2", "03-20", None), ("a", "3", None, "03-20")]
    c = make(people, [("a", "1", "03-01"), ("a", "2", "03-28")])
    then, now = (metrics.activity_layers(c, None, end, silent_days=10) for end in ("2026-03-08", "2026-03-29"))
    moves = of(metrics.migration(then, now)).to_numpy().tolist()
    assert moves == [["absent", "occasional", 1], ["occasional", "absent", 1], ["occasional", "silent", 1]]


def test_rhythm_has_every_hour_of_the_week_in_local_time(make):
    people = [("a", "1", None, None), ("b", "1", None, None), ("b", "2", None, None)]
    sent = [("a", "1", "03-02 00:30"), ("b", "1", "03-02 00:40"), ("b", "2", "03-09 00:10"), ("b", "x", "03-09 00:20")]
    found = metrics.rhythm(make(people, sent), *SPAN)
    assert of(found, "ALL").shape == (168, 4)
    assert of(found, "ALL").iloc[0].tolist() == [1, 0, 3, 2]
    assert of(found, "b").iloc[0].tolist() == [1, 0, 2, 2]
    assert of(found, "b")["messages"].sum() == 2


def test_coverage_names_first_and_last_day_and_days_with_rows(make):
    c = make(
        [("a", "1", "03-02 10:00", "03-05"), ("a", "2", None, None, "staff")],
        [("a", "1", "03-03 10:00"), ("a", "1", "03-03 11:00")],
    )
    found = metrics.coverage_table(c)
    assert found["table"].tolist() == ["members", "messages"]
    assert found[["rows", "days_with_rows", "days"]].to_numpy().tolist() == [[2, 2, 4], [2, 1, 1]]
    assert found["first_day"].tolist() == [pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-03")]
    outside = metrics.outside_period(c, "2026-03-03", "2026-03-03")
    assert outside.to_numpy().tolist() == [["members", 2, 1, 1], ["messages", 0, 0, 0]]


def test_rows_by_day_show_the_quiet_days_and_miss_what_was_not_supplied(make):
    c = make([("a", "1", "03-02 10:00", "03-04")], [("a", "1", "03-04 10:00"), ("a", "x", "03-04 11:00")])
    found = metrics.coverage_daily(c, "2026-03-02", "2026-03-05")
    assert found["members"].tolist() == [1, 0, 1, 0]
    assert found["messages"].tolist() == [0, 0, 2, 0]
    assert found["orders"].isna().all()


def test_people_are_those_who_were_members_at_any_moment(make):
    people = [("a", "1", None, "03-02 00:00"), ("a", "2", None, "03-02 08:00"), ("a", "3", "03-29 23:00", None)]
    people += [("a", "4", "03-30 00:00", None), ("b", "2", "03-10", None), ("a", "2", "03-05", None)]
    found = metrics.people(make(people), *SPAN)
    assert found.to_numpy().tolist() == [["ALL", 2], ["a", 2], ["b", 1]]


def test_buyers_lists_each_person_by_level(make):
    people = [("a", "1", None, None), ("b", "1", None, None)]
    sold = [("o1", "1", None, "03-03", 150), ("o2", "1", "a", "03-05", 250, 250, "03-06")]
    found = metrics.buyers(make(people, None, sold), *SPAN)
    assert found[["group_id", "orders", "paid", "refunded", "net"]].to_numpy().tolist() == [
        ["ALL", 2, 4.0, 2.5, 1.5],
        ["a", 2, 4.0, 2.5, 1.5],
        ["b", 1, 1.5, 0.0, 1.5],
    ]
    assert found["last_day"].tolist()[0] == pd.Timestamp("2026-03-05")
