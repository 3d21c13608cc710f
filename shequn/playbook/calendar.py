"""The SOP and the content columns as iCalendar (RFC 5545): one event a row, recurring where the row recurs.

An event keeps its UID as long as the community's name and the row's id (or the column's name) stay, so that a calendar
that imports the file again renews its events. Sequence and time stamps are those of the saved sheet: the same answers
give the same file.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, cast
from zoneinfo import ZoneInfo

from shequn.planning.calendar import days_rule, why_undated
from shequn.report.xlsx import UNFIT
from shequn.worksheets import words
from shequn.worksheets.choices import Trigger

if TYPE_CHECKING:
    from icalendar import Event as Component

    from shequn.playbook.context import Context
    from shequn.texts import Texts
    from shequn.worksheets import ContentPlan, Sop
    from shequn.worksheets.choices import Days
    from shequn.worksheets.operations import ContentColumn, SopRow

NAMESPACE = uuid.UUID("9d3c2f0e-6a51-5d5f-8a7b-0c0f3c1b7a52")
"""What the UIDs of all communities are derived from; never to be changed."""
WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OPEN_YEARS = 10
"""Years for which the rules of the time zone are written when an event recurs without end."""


class Event(NamedTuple):
    """One event of the calendar.

    Attributes:
        key: What its UID is made of, beside the community.
        summary: Its title.
        description: Its text.
        category: The SOP table or the kind of content.
        first: Day of the first occurrence.
        start: Time it begins (HH:MM); empty for the whole day.
        length: How long it lasts; zero when not said.
        days: The days it returns on; None for once.
        until: Last day on which it may return; None for without end.
    """

    key: str
    summary: str
    description: str
    category: str
    first: dt.date
    start: str = ""
    length: dt.timedelta = dt.timedelta()
    days: Days | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class Plan:
    """The events that can be dated, and the rows that cannot.

    Attributes:
        sop: Events of the SOP.
        columns: Events of the content columns.
        left_out: Name of each row without an event, and why: a code of :func:`shequn.planning.undated`, or ``never``
            when none of its days lies in the plan. A row that counts from each member's entry has no day of its own.
    """

    sop: list[Event] = field(default_factory=list)
    columns: list[Event] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def plan(t: Texts, sop: Sop, content: ContentPlan, *, start: dt.date, end: dt.date | None) -> Plan:
    """Turn rows into events.

    Args:
        t: Texts of one language.
        sop: The SOP.
        content: The content columns.
        start: First day on which anything may recur.
        end: Last such day; None when the community lives on.

    Returns:
        The events, and the rows that have no day.
    """
    made = Plan()
    seen: dict[str, int] = {}
    for row in sop.rows:
        name = row.row_id or row.action
        found = None if row.blank else _of_row(t, row, _once(seen, f"sop/{name}"), start, end)
        if isinstance(found, Event):
            made.sop.append(found)
        elif found:
            made.left_out.append((name, found))
    for column in content.columns:
        found = None if column.blank else _of_column(t, column, _once(seen, f"column/{column.column}"), start, end)
        if isinstance(found, Event):
            made.columns.append(found)
        elif found:
            made.left_out.append((column.column, found))
    return made


def write(ctx: Context, made: Plan) -> bytes:
    """Write the events as an iCalendar file.

    Args:
        ctx: The material: the community, whose name the UIDs are made of, the time zone, and the saved sheets, whose
            revision and time are those of their events (today, for a sheet that was never saved).
        made: The events.

    Returns:
        The file in UTF-8: lines folded at 75 bytes and ended by CR LF.
    """
    from icalendar import Calendar, vText

    zone = ZoneInfo(ctx.timezone)
    calendar = Calendar.new(prodid="-//shequn//playbook//EN", method="PUBLISH", uid=_uid(ctx.community, "calendar"))
    for name in ("NAME", "X-WR-CALNAME"):  # as text, which icalendar would leave unescaped
        calendar[name] = vText(" ".join(UNFIT.sub("", ctx.community).split()))
    for events, id_ in ((made.sop, "sop"), (made.columns, "content")):
        saved = ctx.answers[id_]
        stamp = saved.saved_at or dt.datetime.combine(ctx.today, dt.time(), zone)
        for event in events:
            calendar.add_component(_component(event, zone, _uid(ctx.community, event.key), saved.revision, stamp))
    days = [event.first for event in (*made.sop, *made.columns)]
    if any(event.start for event in (*made.sop, *made.columns)):
        last = max([max(days), *(event.until for event in (*made.sop, *made.columns) if event.until)])
        calendar.add_missing_timezones(dt.date(min(days).year, 1, 1), dt.date(last.year + OPEN_YEARS, 1, 1))
    return cast("bytes", calendar.to_ical())


def _of_row(t: Texts, row: SopRow, key: str, start: dt.date, end: dt.date | None) -> Event | str:
    if reason := why_undated(row):
        return reason
    days = row.days if row.trigger is Trigger.WEEKDAY else None
    first = row.date if days is None else _first(days, start, end)
    if first is None:
        return "never"
    return Event(
        key=key,
        summary=row.action or row.row_id,
        description=_details(t, "sop.field.rows", row, ("script", "material", "owner", "backup", "metric")),
        category=words.choice(t, row.table) if row.table else "",
        first=first,
        start=row.from_time or row.to_time,
        length=_window(row.from_time, row.to_time),
        days=days,
        until=end if days else None,
    )


def _of_column(t: Texts, column: ContentColumn, key: str, start: dt.date, end: dt.date | None) -> Event | str:
    if column.days is None:
        return "no_days"
    first = _first(column.days, start, end)
    if first is None:
        return "never"
    return Event(
        key=key,
        summary=column.column,
        description=_details(t, "content.field.columns", column, ("topic", "owner")),
        category=words.choice(t, column.kind) if column.kind else "",
        first=first,
        start=column.time,
        length=dt.timedelta(minutes=column.minutes or 0),
        days=column.days,
        until=end,
    )


def _first(days: Days, start: dt.date, end: dt.date | None) -> dt.date | None:
    found = next(iter(days_rule(days, start, end)), None)
    return found.date() if found else None


def _window(start: str, end: str) -> dt.timedelta:
    """Length from one time to the next: a window that ends before it begins ends on the next day.

    Example:
        >>> _window("22:30", "01:00"), _window("09:00", "")
        (datetime.timedelta(seconds=9000), datetime.timedelta(0))
    """
    if not (start and end):
        return dt.timedelta()
    begun, ended = (dt.timedelta(hours=int(text[:2]), minutes=int(text[3:])) for text in (start, end))
    return (ended - begun) % dt.timedelta(days=1)


def _details(t: Texts, table: str, row: SopRow | ContentColumn, names: tuple[str, ...]) -> str:
    said = [(t(f"sheet.{table}.column.{name}.label"), getattr(row, name)) for name in names]
    return "\n".join(t("playbook.labelled", label=label, value=value) for label, value in said if value)


def _component(event: Event, zone: ZoneInfo, uid: str, revision: int, stamp: dt.datetime) -> Component:
    from icalendar import Event as New

    stamp = stamp.astimezone(dt.UTC).replace(microsecond=0)
    clock = dt.time.fromisoformat(event.start) if event.start else None
    begin = dt.datetime.combine(event.first, clock, zone) if clock else event.first
    made = New.new(
        uid=uid,
        summary=UNFIT.sub("", event.summary),
        description=UNFIT.sub("", event.description) or None,
        categories=[UNFIT.sub("", event.category)] if event.category else (),
        start=begin,
        stamp=stamp,
        last_modified=stamp,
        sequence=revision,
    )
    if clock and event.length:
        made.add("duration", event.length)
    if event.days:
        made.add("rrule", _rule(event, zone))
    return made


def _rule(event: Event, zone: ZoneInfo) -> dict[str, object]:
    """Daily, or weekly on the days; until the end of the last day, in UTC beside a time and as a day beside a day."""
    days = event.days.weekdays if event.days else ()
    rule: dict[str, object] = {"freq": "daily"}
    if len(days) < len(WEEK):
        rule = {"freq": "weekly", "byday": [WEEK[number] for number in days]}
    if event.until:
        ended = dt.datetime.combine(event.until, dt.time(23, 59, 59), zone).astimezone(dt.UTC)
        rule["until"] = ended if event.start else event.until
    return rule


def _once(seen: dict[str, int], key: str) -> str:
    """Number a key that was there before, so that no two events share a UID."""
    key = re.sub(r"\s+", " ", key).strip().casefold()
    seen[key] = seen.get(key, 0) + 1
    return key if seen[key] == 1 else f"{key}#{seen[key]}"


def _uid(community: str, key: str) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{' '.join(community.split()).casefold()}/{key}"))
