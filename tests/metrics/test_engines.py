"""Every metric gives the same frame on DuckDB and on Polars, whatever tables there are."""

import random
from datetime import datetime, timedelta

import builders
import pandas as pd
import pytest

from shequn import metrics

FIRST = datetime(2026, 3, 4)
SPAN = ("2026-03-10", "2026-04-20")


def a_client(seed=7):
    """Three groups, thirty people, seven weeks; some rejoin, move, write as strangers or buy."""
    rng = random.Random(seed)
    people = [f"m{n:02d}" for n in range(30)]

    def moment():
        return FIRST + timedelta(hours=rng.randrange(24 * 50))

    members = []
    for _ in range(50):
        joined, left = sorted([moment(), moment()])
        row = (rng.choice("abc"), rng.choice(people), rng.choice([joined, None]), rng.choice([left, None]))
        role = rng.choice(["member"] * 8 + ["owner", "staff", "bot"])
        members.append((*row, role, None, row[3] and rng.choice([joined, None])))
    kinds = ["text"] * 8 + ["image", "system", "recall"]
    messages = [(rng.choice("abc"), rng.choice([*people, "x"]), moment(), rng.choice(kinds)) for _ in range(600)]
    orders = []
    for n in range(60):
        paid, cents = moment(), rng.randrange(100, 99999)
        back = (cents, paid.date() + timedelta(days=9)) if n % 5 == 0 else (0, None)
        orders.append((f"o{n}", rng.choice([*people, None]), rng.choice(["a", "b", "c", None]), paid, cents, *back))
    groups = [
        ("a", "Tea", "fan", "03-01", None),
        ("c", "Flash", "flash", "03-01", "04-01"),
        ("d", None, None, None, None),
    ]
    return {"members": members, "messages": messages, "orders": orders, "groups": groups}


CALLS = {
    "active_days": {},
    "activity_layers": {"silent_days": 5, "lost_days": 20},
    "bridge": {},
    "buyers": {},
    "cohorts": {},
    "column_activity": {},
    "concentration": {},
    "conversion": {},
    "coverage_daily": {},
    "coverage_table": None,
    "daily": {},
    "funnel": {"window_days": 14},
    "leave_intervals": {},
    "lifecycle": {},
    "matching": {},
    "message_counts": {},
    "outside_period": {},
    "people": {},
    "purchase_layers": {},
    "rates": {},
    "refunds_weekly": {},
    "retention_curve": {},
    "rhythm": {},
    "stickiness": {},
    "strangers": {},
    "weekly": {},
}
PURE = {"absence_factor", "gini", "grid", "lorenz", "migration", "open_in_dissolved"}


def call(name, community):
    options = CALLS[name]
    function = getattr(metrics, name)
    return function(community) if options is None else function(community, *SPAN, **options)


@pytest.fixture(scope="module", params=["all", "no messages", "no members", "members"])
def pair(request):
    """The same client on DuckDB and on Polars."""
    rows = a_client()
    keep = {
        "all": set(rows),
        "no messages": set(rows) - {"messages"},
        "no members": set(rows) - {"members"},
        "members": {"members"},
    }[request.param]
    made = [builders.community(engine, **{name: rows[name] for name in keep}) for engine in builders.ENGINES]
    yield made
    for community in made:
        community.close()


@pytest.mark.parametrize("name", CALLS)
def test_both_engines_give_the_same_frame(pair, name):
    duck, polars = (call(name, community) for community in pair)
    pd.testing.assert_frame_equal(duck, polars)
    if "group_id" in duck and len(duck):
        assert duck["group_id"].unique().tolist()[0] == "ALL"


def test_every_metric_is_compared():
    functions = {name for name in metrics.__all__ if callable(getattr(metrics, name))}
    assert functions - PURE == set(CALLS)


@pytest.fixture(scope="module")
def whole():
    return builders.community("polars", **a_client())


@pytest.mark.parametrize("name", CALLS)
def test_columns_and_kinds_do_not_depend_on_the_tables_given(pair, whole, name):
    pd.testing.assert_series_equal(call(name, pair[1]).dtypes, call(name, whole).dtypes)


def test_a_community_without_events_is_refused(pair):
    from shequn.errors import ParameterError

    with (
        builders.community("duckdb", [("a", "1", None, None)]) as empty,
        pytest.raises(ParameterError, match="no dated event"),
    ):
        metrics.daily(empty)
