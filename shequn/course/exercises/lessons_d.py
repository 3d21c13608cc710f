"""Exercises of lessons 00 and 14 to 16."""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING

from shequn import metrics
from shequn.course import bugs
from shequn.course.exercises.base import Exercise
from shequn.findings import wilson
from shequn.levels import ALL
from shequn.planning import sample_size

if TYPE_CHECKING:
    import pandas as pd

    from shequn.course.lesson import Lesson

ALL_TABLES = ("members", "messages", "orders")
PER_WEEK = 14
"""Newcomers a week of lesson 16's plan."""
LEVELS = ("quantitative", "correlational", "experimental")
STATEMENTS = [LEVELS[place] for place in (0, 1, 2, 1, 0, 2)]


def _first(lesson: Lesson) -> str:
    return lesson.community.group_ids[0]


def _middle(lesson: Lesson) -> str:
    groups = lesson.community.group_ids
    return groups[len(groups) // 2]


def _bridge(lesson: Lesson, group: str) -> pd.Series:
    return metrics.bridge(lesson.community).set_index("group_id").loc[group]


def _moves(lesson: Lesson, *names: str) -> int:
    row = _bridge(lesson, ALL)
    return int(row[names[0]] - row[names[1]])


def _rate(lesson: Lesson, name: str, group: str = "") -> float:
    found = metrics.rates(lesson.community)
    own = found[(found["group_id"] == (group or _first(lesson))) & found["complete"]]
    return float(own[name].iloc[-1])


def _mean_of_days(lesson: Lesson) -> float:
    daily = metrics.daily(lesson.community)
    return float(daily.loc[daily["group_id"] == _first(lesson), "active_rate"].tail(7).mean())


def _too_many(lesson: Lesson) -> tuple[int, int]:
    """What function A says on the last day, and the right total."""
    import pandas as pd

    said = bugs.total_members(bugs.rows(lesson.community), _first(lesson), pd.Timestamp(lesson.period.end))
    return said, int(_bridge(lesson, _first(lesson))["closing"])


def _newcomers(lesson: Lesson) -> tuple[int, int, int]:
    """What function B says of the middle group, the right number, and the days."""
    daily = metrics.daily(lesson.community)
    own = daily[daily["group_id"] == _middle(lesson)]
    said = bugs.new_members(bugs.rows(lesson.community), _middle(lesson), list(own["day"]))
    return int(said.sum()), int(own["new_members"].sum()), len(own)


def _days_with_joins(lesson: Lesson) -> int:
    daily = metrics.daily(lesson.community)
    return int((daily.loc[daily["group_id"] == _middle(lesson), "new_members"] > 0).sum())


def _sales(lesson: Lesson) -> tuple[float, float, float]:
    """GMV of the week before the last, what function E says, and the refunds paid back in it."""
    from shequn.course.pictures_d import value, week_of

    monday = week_of(lesson)
    said = bugs.gmv_of_week(bugs.rows(lesson.community), ALL, monday)
    back = value(metrics.refunds_weekly(lesson.community), "refunded", ALL, week_start=monday)
    return value(metrics.weekly(lesson.community), "gmv", ALL, week_start=monday), said, back


def _step(lesson: Lesson, rate: str, group: str = "", window: int | None = 28) -> float:
    found = metrics.funnel(lesson.community, window_days=window)
    own = found[(found["group_id"] == (group or _first(lesson))) & (found["stage"] == "bought")]
    return float(own[rate].iloc[0])


def _fullest(lesson: Lesson) -> pd.Series:
    from shequn.course.diagnosis import fullest_week, newcomers

    found = newcomers(lesson, _first(lesson)).set_index("week")
    return found.loc[fullest_week(lesson, _first(lesson))]


def _gone_on_average(lesson: Lesson) -> float:
    from shequn.course.diagnosis import newcomers

    found = newcomers(lesson, _first(lesson))
    return float(found["gone"].sum() / found["joined"].sum())


def _churned_that_week(lesson: Lesson) -> float:
    from shequn.course.diagnosis import fullest_week
    from shequn.course.pictures_d import value

    weekly, week = metrics.weekly(lesson.community), fullest_week(lesson, _first(lesson))
    left, joined = (value(weekly, name, _first(lesson), week=week) for name in ("churned_members", "new_members"))
    return left / joined


def _upper(active: int, people: int) -> float:
    found = wilson(active, people)
    return found.high if found else 0.0


def _weeks(target: float, versions: int = 2) -> int:
    return ceil(versions * (sample_size(0.4, target) or 0) / PER_WEEK)


EXERCISES: list[Exercise] = [
    Exercise(
        "00-1",
        lambda lesson: len(lesson.community.group_ids),
        {
            "all": lambda lesson: len(lesson.community.group_ids) + 1,
            "people": lambda lesson: int(metrics.people(lesson.community)["members"].iloc[0]),
        },
    ),
    Exercise(
        "00-2",
        lambda lesson: len(lesson.period.weeks),
        {
            "days": lambda lesson: len(lesson.period.days),
            "between": lambda lesson: len(lesson.period.weeks) - 1,
        },
    ),
    Exercise(
        "14-1",
        lambda lesson: _moves(lesson, "joins", "new_members"),
        {
            "growth": lambda lesson: _moves(lesson, "closing", "opening"),
            "leavers": lambda lesson: _moves(lesson, "leaves", "churned_members"),
        },
        needs=("members",),
    ),
    Exercise(
        "14-2",
        lambda lesson: _rate(lesson, "active_rate"),
        {
            "present": lambda lesson: _rate(lesson, "active_present_rate"),
            "ever": lambda lesson: _rate(lesson, "active_ever_rate"),
            "daily": _mean_of_days,
            "client": lambda lesson: _rate(lesson, "active_rate", ALL),
        },
        tolerance=0.0005,
    ),
    Exercise(
        "14-3",
        lambda _: [1, 6, 8, 4, 10],
        {
            "users_events": lambda _: [1, 2, 8, 4, 10],
            "partial": lambda _: [1, 6, 6, 4, 10],
            "once": lambda _: [1, 6, 8, 5, 10],
            "exact": lambda _: [1, 6, 8, 4, 12],
        },
        needs=(),
    ),
    Exercise(
        "14-4",
        lambda lesson: _too_many(lesson)[0] - _too_many(lesson)[1],
        {
            "said": lambda lesson: _too_many(lesson)[0],
            "right_total": lambda lesson: _too_many(lesson)[1],
            "people": lambda lesson: int(_bridge(lesson, _first(lesson))["churned_members"]),
            "client": lambda lesson: int(_bridge(lesson, ALL)["leaves"]),
        },
        needs=("members",),
    ),
    Exercise(
        "14-5",
        lambda lesson: _newcomers(lesson)[0] - _newcomers(lesson)[1],
        {
            "said": lambda lesson: _newcomers(lesson)[0],
            "full_days": _days_with_joins,
            "every_day": lambda lesson: _newcomers(lesson)[2],
        },
        needs=("members",),
    ),
    Exercise(
        "14-6",
        lambda lesson: _sales(lesson)[0] - _sales(lesson)[1],
        {
            "of_this_week": lambda lesson: _sales(lesson)[2],
            "said": lambda lesson: _sales(lesson)[1],
            "gmv": lambda lesson: _sales(lesson)[0],
        },
        tolerance=0.01,
        needs=ALL_TABLES,
    ),
    Exercise(
        "15-1",
        lambda lesson: _step(lesson, "rate_of_previous"),
        {
            "of_first": lambda lesson: _step(lesson, "rate_of_first"),
            "no_window": lambda lesson: _step(lesson, "rate_of_previous", window=None),
            "client": lambda lesson: _step(lesson, "rate_of_previous", ALL),
        },
        tolerance=0.001,
        needs=ALL_TABLES,
    ),
    Exercise(
        "15-2",
        lambda lesson: float(_fullest(lesson)["gone_share"]),
        {
            "stayed": lambda lesson: float(1 - _fullest(lesson)["gone_share"]),
            "same_week": _churned_that_week,
            "average": _gone_on_average,
        },
        tolerance=0.001,
        needs=("members",),
    ),
    Exercise(
        "15-3",
        lambda _: _upper(2, 20),
        {
            "rate": lambda _: 0.1,
            "wald": lambda _: 0.1 + 1.96 * sqrt(0.1 * 0.9 / 20),
            "large": lambda _: _upper(20, 200),
        },
        tolerance=0.002,
        needs=(),
    ),
    Exercise(
        "16-1",
        lambda _: STATEMENTS,
        {
            "forecast": lambda _: [*STATEMENTS[:3], LEVELS[0], *STATEMENTS[4:]],
            "before_after": lambda _: [STATEMENTS[0], LEVELS[2], *STATEMENTS[2:]],
        },
        needs=(),
    ),
    Exercise(
        "16-2",
        lambda _: _weeks(0.6),
        {
            "one_version": lambda _: _weeks(0.6, 1),
            "rounded_down": lambda _: _weeks(0.6) - 1,
            "ten_points": lambda _: _weeks(0.5),
        },
        needs=(),
    ),
]
