"""The twelve rules of the metrics, each on a community that can be counted by hand.

All dates are of March 2026, local time. The 2nd is a Monday, so weeks begin on the 2nd (W10), 9th (W11), 16th (W12).
"""

import pandas as pd
import pytest

from shequn.metrics import (
    bridge,
    cohorts,
    conversion,
    daily,
    leave_intervals,
    matching,
    rates,
    refunds_weekly,
    strangers,
    weekly,
)

MONTH = ("2026-03-02", "2026-03-22")
WEEK = ("2026-03-02", "2026-03-08")


def column(frame, name, group="ALL"):
    """Values of one level in order of time, missing as None."""
    return [None if pd.isna(value) else value for value in frame.loc[frame["group_id"] == group, name]]


def value(frame, name, group="ALL"):
    (found,) = column(frame, name, group)
    return found


# Rule 1: spells


def test_rule_1_rejoining_opens_a_new_spell(make):
    c = make([("a", "1", "03-02 10:00", "03-03 10:00"), ("a", "1", "03-05 10:00", None)])
    assert column(daily(c, *WEEK), "total_members", "a") == [1, 0, 0, 1, 1, 1, 1]
    assert column(daily(c, *WEEK), "joins", "a") == [1, 0, 0, 1, 0, 0, 0]


def test_rule_1_overlapping_spells_are_one(make):
    c = make([("a", "1", "03-02 10:00", "03-04 10:00"), ("a", "1", "03-03 10:00", "03-06 10:00")])
    found = daily(c, *WEEK)
    assert column(found, "total_members", "a") == [1, 1, 1, 1, 0, 0, 0]
    assert (sum(column(found, "joins", "a")), sum(column(found, "leaves", "a"))) == (1, 1)
    assert c.merged_spells == 1


def test_rule_1_touching_spells_are_one(make):
    c = make([("a", "1", "03-02 10:00", "03-04 10:00"), ("a", "1", "03-04 10:00", "03-06 10:00")])
    assert (sum(column(daily(c, *WEEK), "joins", "a")), c.merged_spells) == (1, 1)


def test_rule_1_spells_a_moment_apart_are_two(make):
    c = make(
        [("a", "1", "03-02 10:00", "03-04 10:00"), ("a", "1", "03-04 10:01", None), ("a", "1", "03-04 12:00", None)]
    )
    assert (sum(column(daily(c, *WEEK), "joins", "a")), c.merged_spells) == (2, 1)


def test_rule_1_left_censored_members_are_in_the_total_but_never_new_and_in_no_cohort(make):
    c = make([("a", "1", None, None), ("a", "2", None, "03-04 10:00"), ("a", "2", "03-06 10:00", None)])
    found = daily(c, *WEEK)
    assert column(found, "total_members", "a") == [2, 2, 1, 1, 2, 2, 2]
    assert column(found, "new_members", "a") == [0, 0, 0, 0, 1, 0, 0]
    assert set(cohorts(c, *WEEK)["size"]) == {0}
    assert column(cohorts(c, *WEEK, first_time=False), "size") == [1]


def test_rule_1_present_at_the_end_of_a_day_means_joined_before_midnight_and_not_left_before_it(make):
    c = make([("a", "1", "03-02 23:59", "03-04 00:00"), ("a", "2", "03-03 00:00", "03-03 23:59")])
    found = daily(c, *WEEK)
    # The first leaves at the midnight that ends the 3rd: still in the 3rd's total, a leave of the 4th.
    assert column(found, "total_members", "a") == [1, 1, 0, 0, 0, 0, 0]
    assert column(found, "leaves", "a") == [0, 1, 1, 0, 0, 0, 0]


def test_rule_1_a_leave_found_late_counts_on_the_day_it_was_found(make):
    members = [
        ("a", "1", None, "03-10 08:00", "member", None, "03-03 08:00"),  # found after seven days
        ("a", "2", None, "03-10 08:00", "member", None, "03-08 08:00"),
        ("a", "3", None, "03-10 08:00"),  # known to the day
        ("a", "4", None, "03-10 08:00", "member", None, "03-10 01:00"),  # the same
        ("a", "5", None, "03-12 08:00", "member", None, "03-05 08:00"),  # goes over to b: no leave in ALL
        ("b", "5", "03-09 08:00", None),
        ("b", "6", None, "03-17 08:00", "member", None, "03-15 08:00"),  # found after the period, perhaps left in it
        ("b", "7", None, "03-17 08:00", "member", None, "03-16 08:00"),
        ("b", "boss", None, "03-10 08:00", "staff", None, "03-03 08:00"),
    ]
    c = make(members)
    span = ("2026-03-09", "2026-03-15")
    found = leave_intervals(c, *span).set_index("group_id")
    assert found.loc["ALL"].tolist() == [4, 2, 4.5, 7, 1]
    assert found.loc["a"].tolist() == [5, 3, 7.0, 7, 0]
    assert found.loc["b", ["leaves", "intervals", "found_later"]].tolist() == [0, 0, 1]
    assert found.loc["b", ["median_days", "longest_days"]].isna().all()
    exact = make([row[:4] + row[4:5] for row in members])
    for figures in (daily, weekly, bridge):
        pd.testing.assert_frame_equal(figures(c, *span), figures(exact, *span))
    assert column(daily(c, *span), "leaves", "a") == [0, 4, 0, 1, 0, 0, 0]


def test_rule_11_intervals_of_leaves_that_nobody_recorded_are_unknown(make):
    c = make([("a", "1", "03-09 08:00", None)])
    assert leave_intervals(c).drop(columns="group_id").isna().all(axis=None)


# Rule 2: users and events


def test_rule_2_join_leave_join_on_one_day_is_one_user_and_two_events(make):
    c = make([("a", "1", "03-02 09:00", "03-02 10:00"), ("a", "1", "03-02 11:00", None)])
    found = daily(c, "2026-03-02", "2026-03-03").query("group_id == 'a'").iloc[0]
    assert tuple(found[["new_members", "churned_members", "joins", "leaves"]]) == (1, 1, 2, 1)
    assert value(bridge(c, *WEEK), "new_members", "a") == 1


def test_rule_2_the_balance_holds_for_events(make):
    c = make(
        [("a", "1", None, "03-03 10:00"), ("a", "2", "03-03 09:00", "03-03 10:00"), ("a", "2", "03-03 11:00", None)]
    )
    found = daily(c, *WEEK)
    total, joins, leaves = (column(found, name, "a") for name in ("total_members", "joins", "leaves"))
    assert total[1] == total[0] + joins[1] - leaves[1] == 1
    assert bridge(c, *WEEK).iloc[1].tolist() == ["a", 1, 2, 2, 1, 1, 2]


# Rule 3


def test_rule_3_join_and_leave_on_one_day_count_in_both(make):
    c = make([("a", "1", "03-03 09:00", "03-03 10:00")])
    found = daily(c, *WEEK)
    assert (column(found, "new_members", "a")[1], column(found, "churned_members", "a")[1]) == (1, 1)
    assert column(found, "total_members", "a") == [0] * 7


def test_rule_3_a_spell_of_no_length_is_a_join_and_a_leave(make):
    c = make([("a", "1", "03-03 00:00", "03-03 00:00")], [("a", "1", "03-03 00:00")])
    found = daily(c, *WEEK)
    assert [column(found, name, "a")[1] for name in ("joins", "leaves", "active_members")] == [1, 1, 1]


# Rule 4: who and what counts


def test_rule_4_staff_and_bots_are_in_no_figure_owners_and_admins_are_people(make):
    roles = ("owner", "admin", "member", "staff", "bot")
    members = [("a", role, "03-02 10:00", None, role) for role in roles]
    c = make(members, [("a", role, "03-03 10:00") for role in roles], [("o1", "staff", "a", "03-03 11:00", 500)])
    found = weekly(c, *WEEK).iloc[1]
    assert tuple(found[["total_members", "new_members", "active_members", "converted_members"]]) == (3, 3, 3, 0)
    assert (value(strangers(c, *WEEK), "staff_messages", "a"), value(matching(c, *WEEK), "staff_orders", "a")) == (2, 1)
    assert value(matching(c, *WEEK), "paid_orders", "a") == 0


def test_rule_4_notices_and_recalls_are_no_activity(make):
    sent = [("a", "1", f"03-03 1{n}:00", kind) for n, kind in enumerate(("text", "image", "system", "recall"))]
    c = make([("a", "1", None, None)], sent)
    row = strangers(c, *WEEK).iloc[1]
    assert (row["messages"], row["counted_messages"], row["notices"]) == (4, 2, 2)
    c = make([("a", "1", None, None)], sent[2:])
    assert column(daily(c, *WEEK), "active_members", "a") == [0] * 7


def test_rule_4_only_members_of_that_group_on_that_day_are_active_the_others_are_counted_apart(make):
    members = [
        ("a", "1", "03-03 12:00", "03-05 12:00"),
        ("b", "1", None, None),
        ("a", "2", "03-03 12:00", "03-05 00:00"),
    ]
    # The day counts, not the minute: 1 is a member on the 3rd, 4th and 5th; 2 left as the 5th began.
    sent = [("a", person, f"03-0{n} 08:00") for person in ("1", "2") for n in (2, 3, 4, 5, 6)]
    c = make(members, [*sent, ("a", "stranger", "03-04 09:00")])
    assert column(daily(c, *WEEK), "active_members", "a") == [0, 2, 2, 1, 0, 0, 0]
    row = strangers(c, *WEEK).query("group_id == 'a'").iloc[0]
    assert (row["messages"], row["counted_messages"], row["outsider_messages"]) == (11, 5, 6)


def test_rule_4_without_a_member_list_activity_stands_alone(make):
    c = make(None, [("a", "1", "03-03 08:00"), ("a", "2", "03-03 09:00")], [("o1", "1", "a", "03-03 11:00", 500)])
    found = weekly(c, *WEEK)
    assert column(found, "active_members", "a") == [2]
    unknown = ["total_members", "new_members", "churned_members", "joins", "leaves", "active_rate", "converted_members"]
    assert found[[*unknown, "conversion_rate", "gmv"]].isna().all(axis=None)


# Rule 5: the client level


def test_rule_5_moving_between_groups_is_no_churn_at_client_level(make):
    c = make([("a", "1", "03-02 10:00", "03-04 10:00"), ("b", "1", "03-03 10:00", None)])
    found = daily(c, *WEEK)
    assert column(found, "total_members") == [1] * 7
    assert (sum(column(found, "joins")), sum(column(found, "leaves"))) == (1, 0)
    assert (sum(column(found, "leaves", "a")), sum(column(found, "joins", "b"))) == (1, 1)


def test_rule_5_a_person_active_in_two_groups_is_one_active_member(make):
    c = make(
        [("a", "1", None, None), ("b", "1", None, None), ("b", "2", None, None)],
        [("a", "1", "03-03 10:00"), ("b", "1", "03-03 11:00"), ("b", "2", "03-04 11:00")],
    )
    found = weekly(c, *WEEK)
    assert [value(found, "active_members", level) for level in ("ALL", "a", "b")] == [2, 1, 2]
    assert value(found, "total_members") == 2


# Rule 6: every group and every day


def test_rule_6_every_group_of_any_table_has_every_day_and_week(make):
    c = make(
        [("a", "1", "03-03 10:00", None)],
        [("b", "9", "03-03 10:00")],
        [("o1", "1", "c", "03-03 10:00", 100)],
        [("d", "Empty", "fan", None, None)],
    )
    assert c.group_ids == ("a", "b", "c", "d")
    found = daily(c, *WEEK)
    assert found.groupby("group_id", sort=False).size().to_dict() == dict.fromkeys(("ALL", "a", "b", "c", "d"), 7)
    assert weekly(c, *MONTH).groupby("group_id").size().tolist() == [3] * 5
    assert column(found, "active_members", "d") == [0] * 7


def test_rule_6_a_zero_denominator_gives_missing(make):
    c = make([("a", "1", "03-04 10:00", None)], [("a", "1", "03-04 10:00")])
    assert column(daily(c, "2026-03-03", "2026-03-05"), "active_rate", "a") == [None, 1.0, 0.0]


def test_rule_6_partial_weeks_are_flagged(make):
    c = make([("a", "1", None, None)], [("a", "1", "03-04 10:00")])
    found = weekly(c, "2026-03-04", "2026-03-17")
    assert column(found, "week", "a") == ["2026-W10", "2026-W11", "2026-W12"]
    assert column(found, "complete", "a") == [False, True, False]


# Rule 7: growth


def sold(*days):
    return [(f"o{n}", "1", "a", f"03-{day} 12:00", 1000) for n, day in enumerate(days)]


def test_rule_7_growth_is_this_week_over_last_week(make):
    c = make([("a", "1", None, None)], None, sold("02", "03", "10"))
    assert column(weekly(c, *MONTH), "gmv_growth", "a") == [None, -0.5, -1.0]
    assert column(weekly(c, *MONTH), "converted_growth", "a") == [None, 0.0, -1.0]


def test_rule_7_no_growth_after_a_week_of_zero(make):
    c = make([("a", "1", None, None)], None, sold("10", "17"))
    assert column(weekly(c, *MONTH), "gmv_growth", "a") == [None, None, 0.0]


def test_rule_7_no_growth_when_either_week_is_incomplete(make):
    c = make([("a", "1", None, None)], None, sold("03", "10", "17"))
    assert column(weekly(c, "2026-03-03", "2026-03-21"), "gmv_growth", "a") == [None, None, None]


# Rule 8: weeks and days


def test_rule_8_weeks_are_iso_weeks_cut_at_local_midnight(make):
    # 1 June 2026 is a Monday; local midnight is 16:00 UTC of the day before.
    c = make([("a", "1", None, None)], [("a", "1", "05-31 23:59"), ("a", "1", "06-01 00:00")])
    found = weekly(c, "2026-05-25", "2026-06-07")
    assert column(found, "week", "a") == ["2026-W22", "2026-W23"]
    assert column(found, "active_members", "a") == [1, 1]
    assert column(found, "week_start", "a") == [pd.Timestamp("2026-05-25"), pd.Timestamp("2026-06-01")]


def test_rule_8_the_iso_year_is_not_the_calendar_year(make):
    c = make([("a", "1", None, None)], [("a", "1", "12-31 12:00")])
    assert column(weekly(c, "2026-12-28", "2027-01-10"), "week", "a") == ["2026-W53", "2027-W01"]


# Rule 9: denominators


def test_rule_9_the_rate_over_the_end_total_can_exceed_one_and_the_others_have_their_own_names(make):
    people = [("a", "1", None, "03-06 10:00"), ("a", "2", None, "03-06 10:00"), ("a", "3", None, None)]
    c = make(people, [("a", person, "03-03 10:00") for person in ("1", "2", "3")])
    row = rates(c, *WEEK).iloc[1]
    assert tuple(row[["active_rate", "active_present_rate", "active_ever_rate"]]) == (3.0, 1.0, 1.0)
    assert tuple(row[["total_members", "active_members", "active_present", "ever_present"]]) == (1, 3, 1, 3)


# Rule 10: orders


@pytest.fixture
def shop(make):
    members = [
        ("a", "1", "03-03 10:00", "03-06 10:00"),
        ("b", "1", "03-02 10:00", None),
        ("b", "2", None, None),
    ]
    return make(
        members,
        None,
        [
            ("o1", "1", "a", "03-03 10:00", 100),  # paid as she joins: counts in a
            ("o2", "1", "a", "03-06 10:00", 200),  # paid as she leaves: she is no member of a
            ("o3", "1", None, "03-04 10:00", 400),  # names none: counts in a and b, and once in ALL
            ("o4", "1", None, "03-07 10:00", 800, 300, "03-17"),  # only in b then
            ("o5", "2", "a", "03-04 10:00", 1600),  # never in a
            ("o6", "9", None, "03-04 10:00", 3200),  # nobody
            ("o7", None, None, "03-04 10:00", 6400),  # buyer not known
        ],
    )


def test_rule_10_an_order_counts_where_its_buyer_was_a_member_when_paying(shop):
    found = weekly(shop, *WEEK)
    assert [value(found, "gmv", level) for level in ("ALL", "a", "b")] == [13.0, 5.0, 12.0]
    assert [value(found, "converted_members", level) for level in ("ALL", "a", "b")] == [1, 1, 1]
    assert [value(found, "conversion_rate", level) for level in ("ALL", "a", "b")] == [0.5, None, 0.5]


def test_rule_10_orders_of_others_are_counted_apart(shop):
    row = matching(shop, *WEEK).iloc[0]
    assert tuple(row[["paid_orders", "counted_orders", "unmatched_orders", "staff_orders"]]) == (7, 3, 4, 0)
    assert row["matched_share"] == pytest.approx(3 / 7)
    assert (row["counted_paid"], row["unmatched_paid"]) == (13.0, 114.0)
    assert value(matching(shop, *WEEK), "unmatched_orders", "a") == 2
    assert [value(matching(shop, *WEEK), "away_orders", level) for level in ("ALL", "a", "b")] == [2, 2, 0]


def test_rule_10_refunds_are_a_number_of_their_own_dated_to_the_refund(shop):
    found = refunds_weekly(shop, *MONTH)
    assert column(found, "paid") == [13.0, 0.0, 0.0]
    assert column(found, "refunded") == [0.0, 0.0, 3.0]
    assert column(found, "net") == [13.0, 0.0, -3.0]
    assert column(weekly(shop, *MONTH), "gmv") == [13.0, 0.0, 0.0]
    row = conversion(shop, "2026-03-07", "2026-03-16").iloc[0]
    assert tuple(row[["orders", "paid", "refunded", "net"]]) == (1, 8.0, 0.0, 8.0)
    row = conversion(shop, "2026-03-07", "2026-03-17").iloc[0]
    assert tuple(row[["orders", "paid", "refunded", "net"]]) == (1, 8.0, 3.0, 5.0)


# Rule 11: unknown is not zero


def test_rule_11_a_source_without_leaving_has_unknown_churn(make):
    c = make([("a", "1", "03-02 10:00", None), ("a", "2", None, None)])
    found = daily(c, *WEEK)
    assert not c.knows_leaves
    assert column(found, "total_members", "a") == [2] * 7
    assert found[["churned_members", "leaves"]].isna().all(axis=None)
    assert bridge(c, *WEEK)[["leaves", "churned_members"]].isna().all(axis=None)
    assert value(bridge(c, *WEEK), "closing", "a") == 2


def test_rule_11_without_messages_activity_is_unknown(make):
    c = make([("a", "1", "03-02 10:00", None)])
    assert weekly(c, *WEEK)[["active_members", "active_rate", "gmv", "converted_members"]].isna().all(axis=None)


def test_rule_11_orders_that_name_nobody_of_the_list_leave_sales_unknown(make):
    """An export of orders that has no ids, or ids of another system."""
    members = [("a", "1", "03-02 10:00", None)]
    c = make(members, None, [("o1", None, "a", "03-03 10:00", 100), ("o2", "name:x", None, "03-04 10:00", 200)])
    assert weekly(c, *WEEK)[["gmv", "converted_members", "conversion_rate"]].isna().all(axis=None)
    assert conversion(c, *WEEK)[["orders", "paid", "refunded", "conversion_rate"]].isna().all(axis=None)
    assert refunds_weekly(c, *WEEK)["paid"].isna().all()
    row = matching(c, *WEEK).iloc[0]
    assert tuple(row[["paid_orders", "counted_orders", "matched_share"]]) == (2, 0, 0)
    one = make(members, None, [("o1", None, "a", "03-03 10:00", 100), ("o2", "1", None, "03-20 10:00", 200)])
    assert column(weekly(one, *WEEK), "gmv") == [0.0], "one name that is known, and none bought that week"


# Rule 12: money


def test_rule_12_money_is_exact(make):
    # A thousand times 0.10 added up as floats is 99.9999999999986.
    bought = [(f"o{n}", "1", "a", "03-03 12:00", 10) for n in range(1000)]
    c = make([("a", "1", None, None)], None, bought)
    assert value(weekly(c, *WEEK), "gmv", "a") == 100.0


def test_rule_12_large_amounts_keep_every_cent(make):
    bought = [("o1", "1", "a", "03-03 12:00", 9_007_199_254_740_000), ("o2", "1", "a", "03-04 12:00", 991)]
    c = make([("a", "1", None, None)], None, bought)
    assert value(conversion(c, *WEEK), "paid", "a") == 9_007_199_254_740_991 / 100
