"""What members say under each column, on counts that a person can check, on both engines."""

import builders
import duckdb
import polars as pl
import pytest

from shequn import metrics
from shequn.community import Community

MEMBERS = [("a", "w", "03-01"), ("a", "x", "03-01", "03-10"), ("b", "w", "03-01"), ("a", "s", "03-01", None, "staff")]
MESSAGES = [
    ("a", "w", "03-02 10:00", "text", "tips"),
    ("a", "w", "03-09 10:00", "text", "tips"),
    ("a", "x", "03-09 11:00", "text", "tips"),
    ("b", "w", "03-09 12:00", "text", "tips"),
    ("a", "w", "03-09 12:00", "text", "news"),
    ("a", "w", "03-10 12:00", "recall", "news"),  # no activity
    ("a", "x", "03-12 12:00", "text", "news"),  # had left
    ("a", "s", "03-09 12:00", "text", "news"),  # staff
    ("a", "w", "03-11 12:00", "text", None),
    ("a", "w", "03-11 12:00", "text", ""),
    ("a", "w", "03-20 12:00", "text", "late"),  # outside the period
]


@pytest.fixture(params=builders.ENGINES)
def community(request):
    frames = builders.frames(members=MEMBERS, messages=[row[:4] for row in MESSAGES])
    frames["messages"] = frames["messages"].with_columns(pl.Series("column", [row[4] for row in MESSAGES]))
    if request.param == "polars":
        return Community(**frames)
    connection = duckdb.connect()
    tables = {name: connection.from_arrow(frame.to_arrow()) for name, frame in frames.items()}
    return Community(**tables, connection=connection)


def test_columns_are_counted_once_a_person_at_each_level(community):
    found = metrics.column_activity(community, "2026-03-02", "2026-03-15")
    assert found.to_numpy().tolist() == [
        ["ALL", "tips", 4, 2, 2],
        ["ALL", "news", 1, 1, 1],
        ["a", "tips", 3, 2, 2],
        ["a", "news", 1, 1, 1],
        ["b", "tips", 1, 1, 1],
    ]


def test_messages_without_columns_give_no_rows():
    without = builders.community("polars", members=MEMBERS, messages=[row[:4] for row in MESSAGES])
    assert metrics.column_activity(without).empty
