"""Random communities: every figure equals the plain-Python oracle's, on Polars often and on DuckDB now and then."""

import os
from datetime import datetime, timedelta
from statistics import median

import pandas as pd
import pytest
from builders import community
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from oracle import ALL, Oracle, balanced

from shequn import metrics

FIRST = datetime(2026, 3, 4)  # a Wednesday: the first and the last week are partial
DAYS = 26
GROUPS, PEOPLE = ("a", "b", "c"), ("1", "2", "3", "4")

person = st.sampled_from(["1", "1", "1", "2", "2", "3", "4"])
group = st.sampled_from(["a", "a", "b", "b", "c"])
role = st.sampled_from(["member"] * 6 + ["owner", "staff", "bot"])
kind = st.sampled_from(["text"] * 6 + ["system", "recall"])


@st.composite
def worlds(draw):
    """A community and a period.

    All happens on few days, at midnight, six, noon or eighteen: joining, leaving, speaking and paying coincide.
    """
    days = draw(st.lists(st.integers(0, DAYS - 1), min_size=2, max_size=6, unique=True))
    moment = st.sampled_from([FIRST + timedelta(days=day, hours=6 * slot) for day in days for slot in range(4)])
    members = []
    for _ in range(draw(st.integers(1, 14))):
        ends = sorted([draw(moment), draw(moment)])
        joined, left = draw(st.sampled_from([ends, ends, (ends[0], None), (None, ends[1]), (None, None)]))
        seen = max(filter(None, (joined, draw(moment))))
        after = draw(st.sampled_from([None, min(seen, left)])) if left else None
        members.append((draw(group), draw(person), joined, left, draw(role), None, after))
    messages = draw(st.lists(st.tuples(group, st.sampled_from([*PEOPLE, "x"]), moment, kind), min_size=1, max_size=30))
    orders = []
    for number in range(draw(st.integers(0, 8))):
        buyer, named = draw(st.sampled_from([*PEOPLE, None])), draw(st.sampled_from([*GROUPS, None]))
        cents, at, after = draw(st.integers(1, 999)), draw(moment), draw(st.sampled_from([None, 0, 9]))
        refund = (0, None) if after is None else (cents, at.date() + timedelta(days=after))
        orders.append((f"o{number}", buyer, named, at, cents, *refund))
    first = draw(st.integers(0, 12))
    start, end = (FIRST.date() + timedelta(days=n) for n in (first, draw(st.integers(first, 26))))
    sent = {row[2].date() for row in messages}
    assume(min(sent) <= end and max(sent) >= start)
    return members, messages, orders, start, end


def plain(value):
    return None if pd.isna(value) else value


def table(frame, keys, *names):
    """Rows of a frame as the oracle gives them; times as dates."""
    keyed = [
        tuple(value.date() if isinstance(value, pd.Timestamp) else value for value in row)
        for row in frame[keys].itertuples(index=False)
    ]
    assert len(set(keyed)) == len(keyed)
    values = [tuple(map(plain, row)) for row in frame[list(names)].itertuples(index=False)]
    return dict(zip(keyed, values, strict=True))


def share(top, bottom):
    return pytest.approx(top / bottom) if top is not None and bottom else None


HEAD = ("total_members", "new_members", "churned_members", "joins", "leaves", "active_members")


EXAMPLES = int(os.environ.get("SHEQUN_EXAMPLES", "25"))


def check_daily_and_weekly(c, oracle, span):
    daily = metrics.daily(c, *span)
    expected = oracle.daily()
    assert table(daily, ["group_id", "day"], *HEAD) == expected
    assert list(daily["group_id"].unique()) == oracle.levels
    for level in oracle.levels:
        rows = [expected[level, day] for day in oracle.days]
        assert balanced(rows)
    assert [plain(rate) for rate in daily["active_rate"]] == [share(row[5], row[0]) for row in expected.values()]
    weekly = metrics.weekly(c, *span)
    expected = oracle.weekly()
    weekly["cents"] = (weekly["gmv"] * 100).round().astype("Int64")
    counts = table(weekly, ["group_id", "week_start"], *HEAD, "converted_members", "cents")
    sold = slice(6, 8) if oracle.known_buyers else slice(0)
    assert {key: row[:6] for key, row in counts.items()} == {key: row[:6] for key, row in expected.items()}
    assert [row[6:] for row in counts.values()] == [row[sold] or (None, None) for row in expected.values()]
    for name, i in {"converted_growth": 8, "gmv_growth": 9}.items():
        grown = [row[i] if oracle.known_buyers else None for row in expected.values()]
        wanted = [None if value is None else pytest.approx(value) for value in grown]
        assert [plain(value) for value in weekly[name]] == wanted
    assert list(weekly["complete"]) == [oracle.complete(week) for _, week in expected]
    rates = metrics.rates(c, *span)
    assert table(rates, ["group_id", "week_start"], "active_present", "ever_present") == oracle.rates()


def check_who_stays(c, oracle, span):
    states = ("active_members", "first_active", "retained", "resurrected", "dormant")
    found = table(metrics.lifecycle(c, *span), ["group_id", "week_start"], *states)
    assert found == oracle.lifecycle()
    names = ("opening", "joins", "leaves", "closing", "new_members", "churned_members")
    found = table(metrics.bridge(c, *span), ["group_id"], *names)
    assert {key: row[:2] + row[3:5] for (key,), row in found.items()} == {
        key: row[:2] + row[3:5] for key, row in oracle.bridge().items()
    }
    if oracle.known_leaves:
        assert {key: row for (key,), row in found.items()} == oracle.bridge()
    for level, (leaves, days, later) in oracle.leave_intervals().items() if oracle.known_leaves else ():
        row = metrics.leave_intervals(c, *span).set_index("group_id").loc[level]
        assert (row["leaves"], row["intervals"], row["found_later"]) == (leaves, len(days), later)
        lengths = (median(days), days[-1]) if days else (None, None)
        assert (plain(row["median_days"]), plain(row["longest_days"])) == lengths
    for stuck, n_days in [oracle.stickiness()[ALL]]:
        row = metrics.stickiness(c, *span).iloc[0]
        assert row["n_days"] == n_days
        assert plain(row["stickiness"]) == (stuck and pytest.approx(stuck))


def check_cohorts(c, oracle, span, unit, kind, by, first_time):
    frame = metrics.cohorts(c, *span, unit=unit, kind=kind, by=by, first_time=first_time)
    found = table(frame, ["group_id", "cohort_start", "age"], "size", "retained")
    expected = oracle.cohorts(unit, kind, by, first_time)
    if by == "present" and not oracle.known_leaves:
        expected = {key: (size, None) for key, (size, _) in expected.items()}
    assert found == expected
    known = frame["retention"].dropna()
    assert known.between(0, 1).all()


def check_money(c, oracle, span):
    conversion = metrics.conversion(c, *span)
    for name in ("paid", "refunded"):
        conversion[name] = (conversion[name] * 100).round().astype("Int64")
    names = ("orders", "buyers", "repeat_buyers", "paid", "refunded")
    wanted = {level: row if oracle.known_buyers else (None,) * 5 for level, row in oracle.conversion().items()}
    assert {key: row for (key,), row in table(conversion, ["group_id"], *names).items()} == wanted
    matching = metrics.matching(c, *span).set_index("group_id")
    for level, parts in oracle.matching().items():
        assert matching.loc[level, "away_orders"] == parts[3][0]
        for kind, (number, cents) in zip(("counted", "unmatched", "staff"), parts, strict=False):
            assert matching.loc[level, f"{kind}_orders"] == number
            assert matching.loc[level, f"{kind}_paid"] == pytest.approx(cents / 100)
        assert plain(matching.loc[level, "matched_share"]) == share(parts[0][0], parts[0][0] + parts[1][0])
    for window in (None, 5):
        frame = metrics.funnel(c, *span, window_days=window)
        found = {level: tuple(rows["members"]) for level, rows in frame.groupby("group_id")}
        wanted = oracle.funnel(window)
        if not oracle.known_buyers:
            found = {level: row[:2] for level, row in found.items()}
            wanted = {level: row[:2] for level, row in wanted.items()}
            assert frame.loc[frame["stage"].str.startswith("bought"), "members"].isna().all()
        assert found == wanted
        assert all(list(row) == sorted(row, reverse=True) for row in found.values())


def check_rest(c, oracle, span):
    names = ("messages", "counted_messages", "notices", "staff_messages", "outsider_messages")
    found = {key: row for (key,), row in table(metrics.strangers(c, *span), ["group_id"], *names).items()}
    assert found == oracle.strangers()
    assert c.merged_spells == oracle.merged_rows()
    counts = metrics.message_counts(c, *span)
    rhythm = metrics.rhythm(c, *span)
    layers = metrics.activity_layers(c, *span)
    for level in oracle.levels:
        counted = found[level][1]
        assert counts.loc[counts["group_id"] == level, "messages"].sum() == counted
        assert rhythm.loc[rhythm["group_id"] == level, "messages"].sum() == counted
        # Layers are all of the roster.
        present = oracle.head(level, oracle.days[-1:])[0]
        assert (layers["group_id"] == level).sum() == present


COHORTS = [
    ("week", "bracket", "active", True),
    ("week", "unbounded", "active", False),
    ("week", "bracket", "present", False),
    ("week", "unbounded", "present", True),
    ("day", "bracket", "active", True),
    ("day", "unbounded", "present", False),
]


QUIET = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=EXAMPLES, **QUIET)
@given(world=worlds(), options=st.sampled_from(COHORTS))
def test_polars_equals_the_oracle(world, options):
    members, messages, sold, *span = world
    oracle = Oracle(*world)
    with community("polars", members, messages, sold) as c:
        check_daily_and_weekly(c, oracle, span)
        check_who_stays(c, oracle, span)
        check_cohorts(c, oracle, span, *options)
        check_money(c, oracle, span)
        check_rest(c, oracle, span)


@settings(max_examples=2, **QUIET)
@given(world=worlds(), options=st.sampled_from(COHORTS))
def test_duckdb_equals_the_oracle(world, options):
    members, messages, sold, *span = world
    oracle = Oracle(*world)
    with community("duckdb", members, messages, sold) as c:
        check_daily_and_weekly(c, oracle, span)
        check_who_stays(c, oracle, span)
        check_cohorts(c, oracle, span, *options)
        check_money(c, oracle, span)
        check_rest(c, oracle, span)
