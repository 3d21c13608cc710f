"""The model: what the tables hold, which period is looked at, what metrics share."""

import subprocess
import sys
from datetime import date

import builders
import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pytest

from shequn import Community, InputError, ParameterError, metrics
from shequn.dates import day_number
from shequn.spells import merge


@pytest.fixture(params=builders.ENGINES)
def client(request):
    community = builders.community(
        request.param,
        [
            ("b", "007", "03-02 10:00", "03-20 10:00"),
            ("b", "7", None, None),
            ("a", "7", "03-05 10:00", None, "owner", "Tea"),
        ],
        [("b", "7", "03-04 09:00"), ("z", "stranger", "03-22 09:00")],
        [("o1", "7", "b", "03-03 09:00", 100, 100, "03-30"), ("o2", "9", None, "03-06 09:00", 100)],
        [("a", "Tea lovers", "fan", "03-01", None), ("c", None, "flash", "03-01", "03-02")],
    )
    with community:
        yield community


def test_groups_are_those_of_any_table_and_ids_stay_text(client):
    assert client.group_ids == ("a", "b", "c", "z")
    assert client.group_names == {"a": "Tea lovers", "b": "b", "c": "c", "z": "z"}
    assert client.group_table()["name"].tolist() == ["Tea lovers", "b", "c", "z"]
    assert client.group_table()["type"].tolist()[:1] == ["fan"]
    assert client.group_table()["dissolved_day"].tolist()[2] == pd.Timestamp("2026-03-02")
    assert set(metrics.message_counts(client)["member_id"]) == {"7"}


def test_nicknames_cover_everyone_a_table_can_name(client):
    assert client.nicknames() == {"007": None, "7": "Tea", "9": None}


def test_coverage_is_the_days_of_events(client):
    assert client.coverage() == {
        "members": (date(2026, 3, 2), date(2026, 3, 20)),
        "messages": (date(2026, 3, 4), date(2026, 3, 22)),
        "orders": (date(2026, 3, 3), date(2026, 3, 6)),
    }


def test_the_period_is_by_default_from_the_first_message_to_the_last_event(client):
    assert client.period() == (date(2026, 3, 4), date(2026, 3, 22))
    assert client.period("2026-03-09", date(2026, 3, 10)) == (date(2026, 3, 9), date(2026, 3, 10))
    assert client.period(pd.Timestamp("2026-03-09 12:00")).start == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        ("2026-03-10", "2026-03-09", "end == 2026-03-09 is before start == 2026-03-10"),
        ("2027-01-01", "2027-02-01", "No data from 2027-01-01 to 2027-02-01; the tables cover members 2026-03-02"),
        ("9 March", None, "start == '9 March' is not a day"),
        (None, "2026-02-30", "end == '2026-02-30' is not a day"),
    ],
)
def test_a_period_that_cannot_be_is_refused(client, start, end, message):
    with pytest.raises(ParameterError, match=message):
        client.period(start, end)


def test_without_messages_the_period_begins_with_orders_and_without_those_with_members():
    members = [("a", "1", "03-02 10:00", None)]
    assert builders.community("polars", members).period().start == date(2026, 3, 2)
    sold = [("o1", "1", "a", "03-05 10:00", 1)]
    assert builders.community("polars", members, None, sold).period() == (date(2026, 3, 5), date(2026, 3, 5))


def test_a_community_needs_members_or_messages():
    orders = builders.frames(orders=[("o1", "1", "a", "03-05 10:00", 1)])
    with pytest.raises(InputError, match="neither was given"):
        Community(**orders)


def test_a_table_that_lacks_columns_is_refused():
    with pytest.raises(InputError, match="Table 'messages' lacks day, hour"):
        Community(messages=pl.DataFrame({"group_id": ["a"], "member_id": ["1"], "kind": ["text"]}))


def test_open_memberships_of_dissolved_groups_are_counted(client):
    assert metrics.open_in_dissolved(client) == 0
    tables = {"members": [("a", "1", None, None), ("b", "1", None, None)], "groups": [("a", "A", None, None, "03-05")]}
    assert metrics.open_in_dissolved(builders.community("polars", **tables)) == 1


def test_closing_leaves_nothing_in_the_engine():
    watcher = duckdb.connect()
    connection = watcher.cursor()
    tables = {
        name: connection.from_arrow(table.to_arrow())
        for name, table in builders.frames([("a", "1", "03-02", None)]).items()
    }
    community = Community(**tables, connection=connection)
    metrics.daily(community)
    assert watcher.execute("select count(*) from duckdb_tables()").fetchone()[0] > 0
    community.close()
    assert watcher.execute("select count(*) from duckdb_tables()").fetchone()[0] == 0


def test_shared_tables_are_computed_once(client):
    metrics.weekly(client)
    assert client.keep(("headcount", client.period()), lambda: pytest.fail("computed twice")) is not None


def test_every_day_from_1970_to_2099_has_its_number():
    days = pd.date_range("1970-01-05", "2099-12-31")
    frame = pl.DataFrame({"day": pl.Series(days.to_numpy()).cast(pl.Date)})
    numbers = nw.from_native(frame).select(day_number("day"))["day"].to_list()
    assert numbers == list(range(len(days)))


def merged(*rows):
    """Merged spells of one person, from rows (joined, left) or (joined, left, left after)."""
    made = [builders.member("a", "1", *row[:2], after=(*row, row[1])[2]) for row in rows]
    days = ("joined_day", "left_day", "last_day", "after_day")
    frame = pl.DataFrame(
        [(1, 1, *row[3:8], row[9]) for row in made],
        schema={"group": pl.Int32, "member": pl.Int32, "joined_at": pl.Datetime("us"), "left_at": pl.Datetime("us")}
        | dict.fromkeys(days, pl.Date),
        orient="row",
    )
    numbered = nw.from_native(frame.lazy()).with_columns(*map(day_number, days))
    return merge(numbered).sort("number").collect().to_native()


def spells(*rows):
    """Merged spells of one person, as days since 2 March: joined, left, last, last of the spell before."""
    found = merged(*rows)
    monday = (date(2026, 3, 2) - date(1970, 1, 5)).days
    return [
        tuple(
            None if row[name] is None else row[name] - monday
            for name in ("joined_day", "left_day", "last_day", "previous_day")
        )
        for row in found.iter_rows(named=True)
    ]


def test_a_spell_that_ends_at_midnight_has_its_last_day_before():
    assert spells(("03-02 10:00", "03-04 00:00")) == [(0, 2, 1, None)]


def test_a_spell_of_no_length_at_midnight_keeps_its_day():
    assert spells(("03-03 00:00", "03-03 00:00")) == [(1, 1, 1, None)]


def test_a_spell_of_no_length_where_another_ends_does_not_lengthen_it():
    assert spells(("03-02 10:00", "03-04 00:00"), ("03-04 00:00", "03-04 00:00")) == [(0, 2, 1, None)]


def test_spells_on_one_day_know_the_day_the_one_before_ended():
    found = spells(("03-02 10:00", "03-04 08:00"), ("03-04 09:00", "03-04 10:00"), ("03-04 11:00", None))
    assert found == [(0, 2, 2, None), (2, 2, 2, 2), (2, None, None, 2)]


def test_spells_without_a_beginning_come_first():
    assert spells(("03-03 10:00", None), (None, "03-02 10:00")) == [(None, 0, 0, None), (1, None, None, 0)]
    assert spells((None, "03-02 10:00"), (None, "03-04 10:00")) == [(None, 2, 2, None)]


def ends(*rows):
    """Days of March between which each merged spell ends."""
    monday = (date(2026, 3, 2) - date(1970, 1, 5)).days - 2
    found = merged(*rows).select("after_day", "left_day").rows()
    return [tuple(day and day - monday for day in row) for row in found]


def test_a_spell_ends_within_its_interval():
    assert ends(("03-02", "03-20 10:00", "03-10 10:00")) == [(10, 20)]
    assert ends(("03-02", "03-20 10:00")) == [(20, 20)]
    assert ends(("03-02", None)) == [(None, None)]


def test_of_two_spells_the_later_leave_ends_both():
    interval = ("03-02", "03-20 10:00", "03-10 10:00")
    assert ends(interval, ("03-03", "03-15 10:00")) == [(15, 20)], "surely still in on the 15th"
    assert ends(interval, ("03-03", "03-15 10:00", "03-05 10:00")) == [(10, 20)]
    assert ends(interval, ("03-03", "03-20 10:00")) == [(20, 20)], "one of the leaves at the end is known exactly"
    assert ends(interval, ("03-03", "03-20 10:00", "03-12 10:00")) == [(12, 20)]
    assert ends(interval, ("03-03", None)) == [(None, None)]


def test_intervals_of_spells_apart_and_touching():
    first = ("03-02", "03-12 10:00", "03-08 10:00")
    assert ends(first, ("03-14", "03-20 10:00", "03-16 10:00"), ("03-22", None)) == [(8, 12), (16, 20), (None, None)]
    assert ends(first, ("03-12 10:00", "03-20 10:00", "03-16 10:00")) == [(16, 20)]


def test_importing_the_community_loads_no_pandas():
    code = "import sys, shequn.community; sys.exit(bool({'pandas', 'duckdb', 'scipy', 'polars'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
