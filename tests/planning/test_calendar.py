import calendar
import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shequn.errors import InputError, ParameterError
from shequn.planning import days_rule, follow_up, occurrences, on_time, undated
from shequn.worksheets.choices import Days
from shequn.worksheets.operations import ContentColumn, SopRecord, SopRow

MONDAY, SUNDAY = dt.date(2026, 8, 17), dt.date(2026, 8, 30)
ROWS = [
    SopRow(row_id="P1", table="planning", trigger="date", date="2026-08-20", from_time="9:00", action="plan",
           owner="Op"),
    SopRow(row_id="P2", table="planning", trigger="date", date="2026-09-20", action="later"),
    SopRow(row_id="M1", table="maintenance", trigger="weekday", days="wednesday", from_time="20:00", to_time="21:00",
           action="Q&A", owner="Baker", backup="Op"),
    SopRow(row_id="M2", table="maintenance", trigger="weekday", days="weekend", action="look"),
    SopRow(row_id="G0", table="growth", trigger="entry", entry_day=0, action="greet"),
    SopRow(row_id="G7", table="growth", trigger="entry", entry_day=7, action="call"),
    SopRow(),
]  # fmt: skip


def placed(frame):
    return [f"{row.row_id} {row.day:%m-%d}" for row in frame.itertuples()]


def test_two_weeks_by_hand():
    found = occurrences(ROWS, MONDAY, SUNDAY)
    assert placed(found) == ["M1 08-19", "P1 08-20", "M2 08-22", "M2 08-23", "M1 08-26", "M2 08-29", "M2 08-30"]
    assert found.loc[0].tolist()[1:] == ["20:00", "21:00", "sop", "maintenance", "M1", "Q&A", "Baker", "Op"]
    assert found.loc[1, "from_time"] == "09:00"


def test_days_after_joining():
    found = occurrences(ROWS, MONDAY, SUNDAY, joined=dt.date(2026, 8, 20))
    assert [row for row in placed(found) if row.startswith("G")] == ["G0 08-20", "G7 08-27"]
    found = occurrences(ROWS, MONDAY, SUNDAY, joined=dt.date(2026, 8, 28))
    assert [row for row in placed(found) if row.startswith("G")] == ["G0 08-28"], "day 7 lies behind the end"
    found = occurrences(ROWS, MONDAY, SUNDAY, joined=dt.date(2026, 8, 12))
    assert [row for row in placed(found) if row.startswith("G")] == ["G7 08-19"]


def test_content_columns():
    columns = [
        ContentColumn(column="Q&A", kind="interaction", days="wednesday", time="20:00", minutes=60, owner="Baker"),
        ContentColumn(column="Night", days="saturday", time="23:30", minutes=90),
        ContentColumn(column="Some day"),
    ]
    found = occurrences([], MONDAY, dt.date(2026, 8, 23), columns=columns)
    assert placed(found) == ["Q&A 08-19", "Night 08-22"]
    assert found["to_time"].tolist() == ["21:00", "23:59"], "it ends with the day"
    assert found["source"].unique().tolist() == ["content"]


def test_one_day_is_a_period_and_the_end_must_not_come_first():
    assert placed(occurrences(ROWS, dt.date(2026, 8, 19), dt.date(2026, 8, 19))) == ["M1 08-19"]
    empty = occurrences([], MONDAY, SUNDAY)
    assert empty.empty
    assert empty["day"].dtype == "datetime64[us]"
    with pytest.raises(ParameterError, match="end == 2026-08-17 lies before start == 2026-08-30"):
        occurrences([], SUNDAY, MONDAY)


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(list(Days)), st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 60))
def test_returning_days_are_those_of_the_calendar(days, start, length):
    end = start + dt.timedelta(days=length)
    expected = [day for n in range(length + 1) if (day := start + dt.timedelta(days=n)).weekday() in days.weekdays]
    assert [moment.date() for moment in days_rule(days, start, end)] == expected


def test_every_choice_of_days_is_known():
    several = {Days.DAILY: (0, 1, 2, 3, 4, 5, 6), Days.WEEKDAYS: (0, 1, 2, 3, 4), Days.WEEKEND: (5, 6)}
    single = [day for day in Days if day not in several]
    assert {day: day.weekdays for day in several} == several
    assert [(day.name, day.weekdays) for day in single] == [
        (name.upper(), (number,)) for number, name in enumerate(calendar.day_name)
    ]
    assert "UNTIL" not in str(days_rule(Days.DAILY, MONDAY))


def test_undated_rows_say_why():
    rows = [
        *ROWS,
        SopRow(row_id="X1", action="a"),
        SopRow(row_id="X2", action="b", trigger="date"),
        SopRow(row_id="X3", action="c", trigger="weekday"),
        SopRow(row_id="X4", action="d", trigger="entry"),
    ]
    found = undated(rows)
    assert dict(zip(found["row_id"], found["reason"], strict=True)) == {
        "G0": "no_joining_day", "G7": "no_joining_day", "X1": "no_trigger", "X2": "no_date", "X3": "no_days",
        "X4": "no_entry_day",
    }  # fmt: skip
    assert set(undated(rows, joined=MONDAY)["row_id"]) == {"X1", "X2", "X3", "X4"}
    assert undated([]).columns.tolist() == ["row_id", "action", "reason"]
    assert {row.split()[0] for row in placed(occurrences(rows, MONDAY, SUNDAY))} == {"M1", "M2", "P1"}


RECORD = [
    SopRecord(row_id="M1", day="2026-08-19", outcome="missed"),
    SopRecord(row_id="M1", day="2026-08-19", outcome="on_time"),
    SopRecord(row_id="M2", day="2026-08-22", outcome="late"),
    SopRecord(row_id="M2", day="2026-08-23", outcome="missed"),
    SopRecord(row_id="P1", day="2026-08-21", outcome="on_time"),
    SopRecord(row_id="M1", day="2026-08-26"),
    SopRecord(),
]


def test_follow_up_by_hand():
    found = follow_up(occurrences(ROWS, MONDAY, SUNDAY), RECORD)
    said = {
        (row, day): outcome
        for row, day, outcome in zip(found["row_id"], found["day"].dt.day, found["outcome"], strict=True)
        if isinstance(outcome, str)
    }
    assert said == {("M1", 19): "on_time", ("M2", 22): "late", ("M2", 23): "missed", ("P1", 21): "on_time"}
    assert found["planned"].tolist() == [True] * 7 + [False], "P1 was planned for the day before"
    assert follow_up(occurrences(ROWS, MONDAY, SUNDAY), [])["outcome"].isna().all()


def test_on_time_by_hand():
    found = on_time(follow_up(occurrences(ROWS, MONDAY, SUNDAY), RECORD)).set_index("table")
    whole = found.loc["ALL"]
    assert whole[["planned", "on_time", "late", "missed", "unrecorded"]].tolist() == [7, 1, 1, 1, 4]
    assert (whole["recorded_share"], whole["on_time_rate"]) == (3 / 7, 1 / 3)
    assert whole["low"] < 1 / 3 < whole["high"]
    assert found.loc["planning", ["planned", "unrecorded"]].tolist() == [1, 1]
    assert pd.isna(found.loc["planning", "on_time_rate"]), "nothing recorded: unknown, not nought"


def test_on_time_by_owner_and_table():
    found = on_time(follow_up(occurrences(ROWS, MONDAY, SUNDAY), RECORD), ["table", "owner"])
    assert found[["table", "owner"]].iloc[0].tolist() == ["ALL", "ALL"]
    assert found["planned"].iloc[1:].sum() == found["planned"].iloc[0]


def test_actions_without_owner_are_a_row_of_their_own():
    log = pd.DataFrame({"owner": ["Op", None], "outcome": ["on_time", "late"]})
    found = on_time(log, "owner")
    assert found["planned"].tolist() == [2, 1, 1]
    assert found["owner"].isna().tolist() == [False, False, True]


def test_strange_outcomes_and_columns_are_refused():
    log = pd.DataFrame({"table": ["growth"], "outcome": ["soonish"]})
    with pytest.raises(ParameterError, match="outcome == 'soonish', must be one of on_time, late, missed"):
        on_time(log)
    with pytest.raises(InputError, match="SOP log: no column 'owner'"):
        on_time(log, "owner")
    assert on_time(log.iloc[:0]).empty
