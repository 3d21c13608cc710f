"""The calendar: read back by icalendar, its rules expanded by dateutil, its days counted by hand."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from filled import HOSTILE, SAVED, TODAY, material
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from shequn.playbook import calendar, running
from shequn.report.xlsx import UNFIT
from shequn.worksheets.choices import Days

WEEKDAY = {"row_id": "M1", "table": "maintenance", "trigger": "weekday", "days": "wednesday", "action": "Q&A"}
COLUMN = {"column": "Morning post", "kind": "product", "days": "weekdays", "time": "08:30", "minutes": 15}
NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def written(ctx) -> bytes:
    return calendar.write(ctx, running.plan(ctx))


def events(ctx) -> list:
    return Calendar.from_ical(written(ctx)).events


def sop(*rows, **more) -> dict:
    return {"sop": {"start": "2026-09-01", "end": "2026-09-30", "rows": list(rows)} | more}


def expanded(event, until: dt.date = dt.date(2030, 1, 1)) -> list[dt.datetime]:
    """Every start of an event, as a calendar program finds it."""
    start = event.start
    if "RRULE" not in event:
        return [start]
    rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=start)
    return [found for found in rule if found.date() <= until] if event["RRULE"].get("UNTIL") else list(rule[:40])


def test_a_weekly_row_returns_on_its_days_to_the_end():
    [event] = events(material(sop(WEEKDAY | {"from_time": "20:00", "to_time": "21:30"})))
    starts = expanded(event)
    assert [start.date().isoformat() for start in starts] == [
        "2026-09-02", "2026-09-09", "2026-09-16", "2026-09-23", "2026-09-30"
    ]  # fmt: skip
    assert {start.strftime("%H:%M %Z") for start in starts} == {"20:00 CST"}
    assert event.duration == dt.timedelta(minutes=90)
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20260930T155959Z;BYDAY=WE"


def test_a_dated_row_is_one_event():
    row = {"row_id": "A1", "table": "activity", "trigger": "date", "date": "2026-09-12", "action": "Sale"}
    [event] = events(material(sop(row | {"from_time": "18:00", "to_time": "22:00"})))
    assert "RRULE" not in event
    assert event.start == dt.datetime(2026, 9, 12, 18, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert event.end - event.start == dt.timedelta(hours=4)
    assert event["CATEGORIES"].to_ical() == b"Activity"


def test_a_row_without_time_takes_the_day():
    [event] = events(material(sop(WEEKDAY | {"days": "weekend"})))
    assert event.start == dt.date(2026, 9, 5)
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20260930;BYDAY=SA,SU"
    assert b"VTIMEZONE" not in written(material(sop(WEEKDAY | {"days": "weekend"})))


def test_a_window_past_midnight_ends_on_the_next_day():
    [event] = events(material(sop(WEEKDAY | {"from_time": "22:30", "to_time": "01:00"})))
    assert event.end == dt.datetime(2026, 9, 3, 1, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_a_column_returns_without_end_when_the_plan_has_none():
    ctx = material({"content": {"columns": [COLUMN]}, "five_w_one_h": {"start": "2026-09-04"}})
    [event] = events(ctx)
    assert [start.date().day for start in expanded(event)[:4]] == [4, 7, 8, 9]
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    assert event.duration == dt.timedelta(minutes=15)
    assert events(material({"content": {"columns": [COLUMN | {"days": "daily"}]}}))[0].start.date() == TODAY


def test_summer_time_keeps_the_hour_on_the_wall():
    rows = sop(WEEKDAY | {"days": "sunday", "from_time": "09:00"}, start="2026-10-18", end="2026-11-01")
    ctx = material(rows, timezone="Europe/London")
    [event] = events(ctx)
    starts = expanded(event)
    assert [(start.day, start.hour, start.utcoffset().seconds // 3600) for start in starts] == [
        (18, 9, 1), (25, 9, 0), (1, 9, 0)
    ]  # fmt: skip
    assert event["RRULE"]["UNTIL"] == [dt.datetime(2026, 11, 1, 23, 59, 59, tzinfo=dt.UTC)]
    [zone] = Calendar.from_ical(written(ctx)).timezones
    summer = zone.to_tz(lookup_tzid=False)
    assert dt.datetime(2026, 10, 20, tzinfo=summer).utcoffset() == dt.timedelta(hours=1)
    assert dt.datetime(2026, 10, 30, tzinfo=summer).utcoffset() == dt.timedelta(0)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"trigger": "entry", "entry_day": 1}, "no_joining_day"),
        ({"trigger": "date"}, "no_date"),
        ({"trigger": "weekday"}, "no_days"),
        ({}, "no_trigger"),
        ({"trigger": "weekday", "days": "monday"}, "never"),
    ],
)
def test_rows_without_a_day_are_named(row, reason):
    ctx = material(sop({"row_id": "X1", "action": "call"} | row, start="2026-09-01", end="2026-09-02"))
    assert running.plan(ctx).left_out == [("X1", reason)]
    assert not events(ctx)
    [note] = [block.text for block in running.sop(ctx)[1] if getattr(block, "style", "") == "note"]
    assert "X1" in note


def test_uids_stay_when_anything_else_changes():
    before = events(material(sop(WEEKDAY, WEEKDAY | {"row_id": "M2"}) | {"content": {"columns": [COLUMN]}}))
    moved = sop(WEEKDAY | {"row_id": "M2", "action": "Other"}, WEEKDAY | {"days": "friday"}, end="2027-01-01")
    after = events(
        material(moved | {"content": {"columns": [COLUMN | {"time": "09:00"}]}}, "zh", today=dt.date(2027, 1, 1))
    )
    uids = [event["UID"] for event in before]
    assert len(set(uids)) == 3
    assert [event["UID"] for event in after] == [uids[1], uids[0], uids[2]]
    others = events(material(sop(WEEKDAY), community="Other corner"))
    assert others[0]["UID"] not in uids


def test_rows_of_one_id_keep_apart():
    found = events(material(sop(WEEKDAY, WEEKDAY | {"days": "friday"})))
    assert len({event["UID"] for event in found}) == 2


def test_sequence_and_stamps_are_those_of_the_saved_sheet():
    ctx = material(sop(WEEKDAY))
    [event] = events(ctx)
    assert event["SEQUENCE"] == 3
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == SAVED.astimezone(dt.UTC)
    assert written(ctx) == written(material(sop(WEEKDAY)))


def test_lines_are_folded_and_words_come_back_as_typed():
    long = "长" * 270 + "，end; \\ and, more"
    row = WEEKDAY | {"action": long, "script": "line, two; three", "owner": "Shop", "from_time": "09:00"}
    ctx = material(sop(row))
    raw = written(ctx)
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in raw.replace(b"\r\n", b"")
    [event] = events(ctx)
    assert str(event["SUMMARY"]) == long
    assert str(event["DESCRIPTION"]) == "Script: line, two; three\nOwner: Shop"


@pytest.mark.parametrize("text", [*HOSTILE, "END:VEVENT\r\nBEGIN:VEVENT", "a\x00b\u202ec", "x" * 300])
def test_hostile_words_stay_words(text):
    ctx = material(sop(WEEKDAY | {"action": text, "row_id": text, "owner": text}), community=text)
    [event] = events(ctx)
    name = re.sub(r"\\([\\;,])", r"\1", str(Calendar.from_ical(written(ctx))["X-WR-CALNAME"]))
    assert name == " ".join(UNFIT.sub("", text).split())
    assert " ".join(str(event["SUMMARY"]).split()) == " ".join(UNFIT.sub("", text).split())


def test_the_sample_has_an_event_for_every_dated_row(sample):
    plan = running.plan(sample)
    rows, columns = sample.answers["sop"].sheet.rows, sample.answers["content"].sheet.columns
    found = events(sample)
    assert len(found) == len(plan.sop) + len(plan.columns) > 10
    assert len(plan.sop) + len(plan.columns) + len(plan.left_out) == len(rows) + len(columns)
    assert {reason for _, reason in plan.left_out} == {"no_joining_day"}


@settings(max_examples=60, deadline=None)
@given(
    days=st.sampled_from(list(Days)),
    start=st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)),
    length=st.integers(0, 60),
    time=st.sampled_from(["", "00:00", "08:30", "23:59"]),
    timezone=st.sampled_from(["Asia/Shanghai", "America/New_York", "Pacific/Auckland", "UTC"]),
)
def test_the_days_are_those_that_counting_finds(days, start, length, time, timezone):
    end = start + dt.timedelta(days=length)
    row = WEEKDAY | {"days": days.value, "from_time": time}
    found = events(material(sop(row, start=start.isoformat(), end=end.isoformat()), timezone=timezone))
    wanted = {"daily": NAMES, "weekdays": NAMES[:5], "weekend": NAMES[5:]}.get(days.value, (days.value,))
    counted = [day for day in (start + dt.timedelta(n) for n in range(length + 1)) if NAMES[day.weekday()] in wanted]
    shown = [start.date() if time else start for event in found for start in _starts(event, bool(time))]
    assert shown == counted


def _starts(event, timed):
    rule = event["RRULE"].to_ical().decode()
    if timed:
        return list(rrulestr(rule, dtstart=event.start))
    return [found.date() for found in rrulestr(rule, dtstart=dt.datetime.combine(event.start, dt.time()))]
