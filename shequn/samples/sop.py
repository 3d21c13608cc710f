"""What the SOP planned and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shequn.samples.brand import CHURN_WEEK, COURSE, DAY, HOUR, MINUTE, WEEKS, clock
from shequn.samples.draw import Draw
from shequn.samples.prospects import ASSISTANT, BAKER, OPERATOR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shequn.samples.people import People
    from shequn.samples.prospects import Pair

FIRST_WEEK = 16  # the SOP runs from 2026-08-17
ON_TIME, LATE = 0.93, 0.6  # chance of being on time; of what is not, this share is late and the rest missed
UNRECORDED = 0.04
SLIP = {OPERATOR: 1.0, ASSISTANT: 0.1}  # whose work for newcomers suffers how much from `sop_slip`
MANAGER, KEEPER = ("Shop manager", "店长"), ("Data keeper", "数据专员")


class Action(NamedTuple):
    """A row of the SOP: its day and its window in seconds of the day."""

    row_id: str
    table: str
    name: Pair
    owner: Pair
    days: tuple[int, ...] | int | str
    """Weekdays from Monday, days after joining, or one date."""
    start: int
    end: int


ACTIONS = (
    Action("PL3", "planning", ("Fix goods, stock and prices of the flash sale", "定快闪的货品、库存、价格"), MANAGER,
           "2026-09-05", 10 * HOUR, 18 * HOUR),
    Action("SU3", "set_up", ("Open the flash group", "建快闪群"), OPERATOR, "2026-09-12", 17 * HOUR + 30 * MINUTE,
           18 * HOUR),
    Action("GR1", "growth", ("Check two purchases and the photo", "核对两次消费和照片"), ASSISTANT, 0, 9 * HOUR,
           21 * HOUR + 30 * MINUTE),
    Action("GR2", "growth", ("Greet by name", "点名欢迎"), OPERATOR, 1, 10 * HOUR, 10 * HOUR + 30 * MINUTE),
    Action("GR3", "growth", ("Invite to the next Q&A", "私聊邀请参加答疑"), OPERATOR, 3, 19 * HOUR, 21 * HOUR),
    Action("GR4", "growth", ("Ask who has not ordered yet", "问还没下单的新人"), OPERATOR, 14, 18 * HOUR, 20 * HOUR),
    Action("MA1", "maintenance", ("Post last week's figures", "发上周数据"), KEEPER, (0,), 10 * HOUR, 11 * HOUR),
    Action("MA2", "maintenance", ("Collect photos for the Q&A", "收集答疑照片"), OPERATOR, (2,), 12 * HOUR, 18 * HOUR),
    Action("MA3", "maintenance", ("Hold the Q&A", "主持答疑"), BAKER, (2,), 20 * HOUR, 21 * HOUR),
    Action("MA4", "maintenance", ("Publish the reasons as one note", "整理原因并置顶"), OPERATOR, (3,), 9 * HOUR,
           12 * HOUR),
    Action("AC1", "activity", ("Run the flash sale", "快闪开卖"), MANAGER, "2026-09-12", 20 * HOUR, 22 * HOUR),
    Action("AC2", "activity", ("Invite to the clinic, dissolve the flash group", "邀请看门诊后散群"), OPERATOR,
           "2026-09-12", 21 * HOUR + 30 * MINUTE, 22 * HOUR),
    Action("AC3", "activity", ("Close the season", "本季收官"), OPERATOR, "2026-10-25", 21 * HOUR + 30 * MINUTE,
           22 * HOUR),
)  # fmt: skip
FAILED = {  # of the rows that are not about newcomers: when they were done after all, or nothing
    ("MA1", "2026-08-17"): "2026-08-17 13:40:00",
    ("MA4", "2026-08-20"): "2026-08-20 15:20:00",
    ("PL3", "2026-09-05"): "2026-09-06 11:30:00",
    ("MA2", "2026-09-09"): "2026-09-09 19:10:00",
    ("MA1", "2026-09-14"): "2026-09-14 16:05:00",
    ("MA4", "2026-09-17"): "2026-09-17 14:45:00",
    ("MA4", "2026-10-01"): "",
    ("MA1", "2026-10-05"): "",
    ("MA2", "2026-10-07"): "",
}


def sop_rows(people: People) -> list[list[str]]:
    """Make the rows of ``sop_log.csv``: from week 23 on the operator is late with the learning group's newcomers.

    Returns:
        Rows of texts in order of time: what was planned, for which newcomer, when it was done, and the outcome; both
        blank where nothing was recorded.
    """
    draw = Draw(f"{people.effects.seed} sop")
    planned = sorted((day, action.start, action, member) for action in ACTIONS for day, member in _days(people, action))
    return [_entry(draw, people.effects.sop_slip, action, day, member) for day, _, action, member in planned]


def _days(people: People, action: Action) -> Iterator[tuple[int, str]]:
    """Days of an action, and the newcomer it is for; nobody looks after those who have left."""
    period = range(FIRST_WEEK * 7, WEEKS * 7)
    if isinstance(action.days, int):
        for spell in people.spells:
            day = spell.start // DAY + action.days
            if (spell.group, spell.role) == (COURSE, "member") and day in period and spell.end > day * DAY + DAY:
                yield day, spell.member
    else:
        for day in period:
            if _date(day) == action.days if isinstance(action.days, str) else day % 7 in action.days:
                yield day, ""


def _entry(draw: Draw, sop_slip: float, action: Action, day: int, member: str) -> list[str]:
    start, end = day * DAY + action.start, day * DAY + action.end
    done, outcome = clock(draw.whole(start, end)), "on_time"
    if member:
        slip = sop_slip * SLIP[action.owner] if day // 7 >= CHURN_WEEK else 0
        if not draw.chance(ON_TIME - slip):
            late = draw.chance(LATE)
            done, outcome = (clock(end + draw.whole(5 * MINUTE, 3 * HOUR)), "late") if late else ("", "missed")
        if draw.chance(UNRECORDED):
            done, outcome = "", ""
    elif (action.row_id, _date(day)) in FAILED:
        done = FAILED[action.row_id, _date(day)]
        outcome = "late" if done else "missed"
    words = [action.row_id, action.table, *action.name, *action.owner, member]
    return [*words, _date(day), clock(end)[11:16], done, outcome]


def _date(day: int) -> str:
    return clock(day * DAY)[:10]
