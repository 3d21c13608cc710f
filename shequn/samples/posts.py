"""What was posted in the columns and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shequn.samples.brand import COURSE, DAY, FAN, HOUR, MINUTE, WEEKS, clock
from shequn.samples.draw import Draw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shequn.samples.effects import Effects
    from shequn.samples.people import People
    from shequn.samples.prospects import Pair

FIRST_WEEK = WEEKS - 12  # the posts of the last twelve weeks were kept
VIEWS = {FAN: 240, COURSE: 105}  # of a post, scale 1
EVERY_DAY = tuple(range(7))
NOON, EVENING = 12 * HOUR + 30 * MINUTE, 20 * HOUR + 30 * MINUTE


class Column(NamedTuple):
    """A fixed section: weekdays from Monday, second of the day, and reactions per view."""

    name: Pair
    group: str
    kind: str
    weekdays: tuple[int, ...]
    time: int
    likes: float
    comments: float
    shares: float


WELCOME, QUESTIONS, TIP = ("Welcome", "欢迎"), ("Q&A", "问答"), ("Baking tip", "烘焙小课")
COLUMNS = (
    Column(("Morning post", "早安"), FAN, "product", EVERY_DAY, 8 * HOUR, 0.050, 0.010, 0.002),
    Column(WELCOME, FAN, "interaction", EVERY_DAY, 10 * HOUR, 0.040, 0.050, 0.001),
    Column(("Evening reading", "晚读"), FAN, "values", (0, 4), 21 * HOUR, 0.060, 0.015, 0.010),
    Column(("Activity", "活动"), FAN, "interaction", (5,), 15 * HOUR, 0.050, 0.060, 0.010),
    Column(QUESTIONS, FAN, "product", (2,), 20 * HOUR, 0.080, 0.120, 0.010),
    Column(("Homework", "作业"), COURSE, "interaction", (3,), 20 * HOUR, 0.100, 0.150, 0.005),
    Column(("Weekly sharing", "周分享"), COURSE, "interaction", (6,), 20 * HOUR, 0.090, 0.050, 0.020),
    Column(TIP, FAN, "product", (1, 4), NOON, 0.045, 0.015, 0.010),
)


def post_rows(people: People) -> list[list[str]]:
    """Make the rows of ``content.csv``: the tip is posted at noon and in the evening, where it works better.

    Returns:
        Rows of texts in order of time, numbered.
    """
    draw = Draw(f"{people.effects.seed} posts")
    joined = {spell.start // DAY for spell in people.spells if spell.group == FAN}
    drawn = [post for week in range(FIRST_WEEK, WEEKS) for post in _week(draw, people.effects, week, joined)]
    drawn.sort()
    return [[f"T{number:03d}", *row] for number, (_, row) in enumerate(drawn, 1)]


def _week(draw: Draw, effects: Effects, week: int, joined: set[int]) -> Iterator[tuple[int, list[str]]]:
    """A week's posts: questions and welcomes begin with the lift, welcomes need somebody who joined the day before."""
    for column in COLUMNS:
        if column.name in (QUESTIONS, WELCOME) and week < effects.lift_week - 1:
            continue
        times = [column.time] * len(column.weekdays)
        if column.name == TIP:  # each slot once a week, on which day by lot
            times = [NOON, EVENING] if draw.chance(0.5) else [EVENING, NOON]
        for weekday, time in zip(column.weekdays, times, strict=True):
            day = week * 7 + weekday
            if column.name != WELCOME or day - 1 in joined:
                moment = day * DAY + time + draw.whole(0, 90)
                yield moment, _post(draw, effects, column, moment)


def _post(draw: Draw, effects: Effects, column: Column, moment: int) -> list[str]:
    hour = moment % DAY // HOUR
    slot = "morning" if hour < 11 else "noon" if hour < 14 else "afternoon" if hour < 18 else "evening"
    mean = effects.size(VIEWS[column.group])
    views = max(1, round(draw.around(mean, 0.12 * mean)))
    lift = effects.evening_lift if column.name == TIP and slot == "evening" else 1
    rates = (column.likes, column.comments, column.shares)
    counts = [max(0, round(draw.around(views * rate * lift, views * rate * lift * 0.25))) for rate in rates]
    return [column.group, *column.name, column.kind, slot, clock(moment), str(views), *map(str, counts)]
