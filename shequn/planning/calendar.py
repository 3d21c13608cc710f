"""SOP rows and content columns on the calendar, and what became of them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
from dateutil.rrule import DAILY, WEEKLY, rrule

from shequn.errors import ParameterError
from shequn.planning.shared import as_list, frame_of, interval_columns, ratio, require, with_all
from shequn.worksheets.choices import Days, Outcome, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shequn.worksheets.operations import ContentColumn, SopRecord, SopRow

COLUMNS = ("day", "from_time", "to_time", "source", "table", "row_id", "action", "owner", "backup")

Undated = Literal["no_trigger", "no_date", "no_days", "no_entry_day", "no_joining_day"]


def days_rule(days: Days, start: dt.date, end: dt.date | None = None) -> rrule:
    """Word a returning day as a recurrence rule.

    Args:
        days: When it returns.
        start: First day that may be one.
        end: Last day that may be one; None for no end.

    Returns:
        The rule; its text is that of iCalendar.

    Source:
        RFC 5545, section 3.3.10, by ``dateutil.rrule``.

    Example:
        >>> print(str(days_rule(Days.WEEKEND, dt.date(2026, 8, 17), dt.date(2026, 8, 30))).splitlines()[1])
        RRULE:FREQ=WEEKLY;UNTIL=20260830T000000;BYDAY=SA,SU
    """
    first = dt.datetime.combine(start, dt.time())
    last = None if end is None else dt.datetime.combine(end, dt.time())
    if days is Days.DAILY:
        return rrule(DAILY, dtstart=first, until=last)
    return rrule(WEEKLY, dtstart=first, until=last, byweekday=days.weekdays)


def occurrences(
    rows: Iterable[SopRow],
    start: dt.date,
    end: dt.date,
    *,
    columns: Iterable[ContentColumn] = (),
    joined: dt.date | None = None,
) -> pd.DataFrame:
    """Put the rows of an SOP and the content columns on the calendar.

    Args:
        rows: Rows of the sheet ``sop``.
        start: First day.
        end: Last day, included.
        columns: Rows ``columns`` of the sheet ``content``.
        joined: Day on which a member enters, for rows that count from it: day N is so many days later, day 0 the
            day itself. Without it these rows are not placed.

    Returns:
        One row per occurrence, in order of time: ``day, from_time, to_time`` (HH:MM or empty), ``source`` (``sop`` or
        ``content``), ``table`` (of the SOP, empty for content), ``row_id`` (of a content column its name), ``action,
        owner, backup``. Rows that cannot be placed are in :func:`undated`.

    Raises:
        ParameterError: The end lies before the start.

    Example:
        >>> from shequn.worksheets.operations import SopRow
        >>> row = SopRow(row_id="M1", table="maintenance", trigger="weekday", days="wednesday", from_time="20:00",
        ...              action="Q&A")
        >>> occurrences([row], dt.date(2026, 8, 17), dt.date(2026, 8, 30))["day"].dt.day.tolist()
        [19, 26]
    """
    if end < start:
        raise ParameterError(f"end == {end} lies before start == {start}; swap them.")
    found = [
        (day, row.from_time, row.to_time, "sop", str(row.table or ""), row.row_id, row.action, row.owner, row.backup)
        for row in rows
        for day in _sop_days(row, start, end, joined)
    ]
    for column in columns:
        until = _later(column.time, column.minutes)
        rule = days_rule(column.days, start, end) if column.days else ()
        words = ("content", "", column.column, column.topic or column.column, column.owner, "")
        found += [(day.date(), column.time, until, *words) for day in rule]
    frame = pd.DataFrame(found, columns=list(COLUMNS)).astype(dict.fromkeys(COLUMNS[1:], "str"))
    frame["day"] = pd.to_datetime(frame["day"]).astype("datetime64[us]")
    return frame.sort_values(["day", "from_time", "source", "row_id"], kind="stable", ignore_index=True)


def _sop_days(row: SopRow, start: dt.date, end: dt.date, joined: dt.date | None) -> list[dt.date]:
    if row.blank or why_undated(row, joined):
        return []
    if row.trigger is Trigger.WEEKDAY and row.days:
        return [day.date() for day in days_rule(row.days, start, end)]
    if row.trigger is Trigger.ENTRY and joined is not None:
        day = joined + dt.timedelta(days=row.entry_day or 0)
    else:
        day = row.date or start
    return [day] if start <= day <= end else []


def _later(time: str, minutes: int | None) -> str:
    """HH:MM so many minutes later, at most midnight of the day."""
    if not time or minutes is None:
        return ""
    hours, rest = time.split(":")
    total = min(int(hours) * 60 + int(rest) + minutes, 24 * 60 - 1)
    return f"{total // 60:02d}:{total % 60:02d}"


def why_undated(row: SopRow, joined: dt.date | None = None) -> Undated | None:
    """Say why a row of an SOP cannot be put on the calendar.

    Args:
        row: A row of the sheet ``sop``.
        joined: Day on which a member enters.

    Returns:
        A code, or None when it can.

    Example:
        >>> from shequn.worksheets.operations import SopRow
        >>> why_undated(SopRow(row_id="G1", trigger="entry", entry_day=1, action="call"))
        'no_joining_day'
    """
    match row.trigger:
        case None:
            return "no_trigger"
        case Trigger.DATE:
            return "no_date" if row.date is None else None
        case Trigger.WEEKDAY:
            return "no_days" if row.days is None else None
        case Trigger.ENTRY:
            return "no_entry_day" if row.entry_day is None else "no_joining_day" if joined is None else None


def undated(rows: Iterable[SopRow], joined: dt.date | None = None) -> pd.DataFrame:
    """List the rows of an SOP that cannot be put on the calendar.

    Args:
        rows: Rows of the sheet ``sop``.
        joined: Day on which a member enters.

    Returns:
        One row each: ``row_id, action, reason`` (``no_trigger``, ``no_date``, ``no_days``, ``no_entry_day``, or
        ``no_joining_day`` for a row that counts from a joining day when none is given).

    Example:
        >>> from shequn.worksheets.operations import SopRow
        >>> undated([SopRow(row_id="P1", trigger="date", action="plan")]).values.tolist()
        [['P1', 'plan', 'no_date']]
    """
    found = [(row.row_id, row.action, why_undated(row, joined)) for row in rows if not row.blank]
    return pd.DataFrame([row for row in found if row[2]], columns=["row_id", "action", "reason"], dtype="str")


def follow_up(planned: pd.DataFrame, record: Iterable[SopRecord]) -> pd.DataFrame:
    """Set what was planned against what was recorded.

    Args:
        planned: As :func:`occurrences` returns it; content columns are followed up when the record names them.
        record: Rows ``record`` of the sheet ``sop``; of two for one row and day the later one counts.

    Returns:
        The planned rows with ``outcome`` (``on_time``, ``late``, ``missed``; missing when it was never recorded), and
        after them what was recorded and not planned, with ``planned`` false.

    Example:
        >>> from shequn.worksheets.operations import SopRecord, SopRow
        >>> row = SopRow(row_id="M1", trigger="weekday", days="daily", action="greet")
        >>> planned = occurrences([row], dt.date(2026, 8, 17), dt.date(2026, 8, 18))
        >>> follow_up(planned, [SopRecord(row_id="M1", day="2026-08-17", outcome="late")])["outcome"].tolist()
        ['late', nan]
    """
    said = frame_of(record, ["row_id", "day", "outcome"]).dropna(subset=["day", "outcome"])
    said = said.assign(day=pd.to_datetime(said["day"]).astype("datetime64[us]"), row_id=said["row_id"].astype("str"))
    said = said.drop_duplicates(["row_id", "day"], keep="last")
    merged = planned.merge(said, on=["row_id", "day"], how="outer", indicator="found")
    merged = merged.assign(planned=merged.pop("found") != "right_only", outcome=merged["outcome"].astype("str"))
    order = ["planned", "day", "from_time", "row_id"]
    return merged.sort_values(order, ascending=[False, True, True, True], kind="stable", ignore_index=True)


def on_time(followed: pd.DataFrame, by: str | Sequence[str] = "table") -> pd.DataFrame:
    """Count what was done on time.

    Args:
        followed: One row per planned action: ``outcome`` and the columns of ``by``; rows with ``planned`` false are
            left out.
        by: ``"table"``, ``"owner"``, both or others.

    Returns:
        One row per combination, ``ALL`` first, then in the order met: the columns of ``by``, ``planned, on_time, late,
        missed, unrecorded``, ``recorded_share`` (of the planned), and ``on_time_rate`` (of the recorded) with its
        Wilson 95 % interval ``low, high``. What was never recorded is unknown, not missed.

    Raises:
        InputError: A column is not there.
        ParameterError: An outcome is unknown.

    Example:
        >>> log = pd.DataFrame({"table": ["growth"] * 4, "outcome": ["on_time", "on_time", "late", None]})
        >>> on_time(log)[["table", "planned", "unrecorded", "recorded_share"]].values.tolist()
        [['ALL', 4, 1, 0.75], ['growth', 4, 1, 0.75]]
    """
    names = as_list(by)
    require(followed, [*names, "outcome"], "SOP log")
    kept = followed[followed["planned"]] if "planned" in followed else followed
    unknown = set(kept["outcome"].dropna()) - set(Outcome)
    if unknown:
        raise ParameterError(f"outcome == {min(unknown)!r}, must be one of {', '.join(Outcome)}.")
    kept = kept[[*names, "outcome"]].assign(outcome=kept["outcome"].astype("object"))
    counts: dict[str, Any] = {
        "planned": ("outcome", "size"),
        **{str(code): ("outcome", lambda part, code=code: int((part == code).sum())) for code in Outcome},
        "unrecorded": ("outcome", lambda part: int(part.isna().sum())),
    }
    found = with_all(kept, names).groupby(names, sort=False, dropna=False).agg(**counts).reset_index()
    found = found.astype(dict.fromkeys(counts, "Int64"))
    recorded = found["planned"] - found["unrecorded"]
    found["recorded_share"] = ratio(recorded, found["planned"])
    found["on_time_rate"] = ratio(found["on_time"], recorded)
    return found.assign(**interval_columns(found["on_time"], recorded))
