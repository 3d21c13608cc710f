"""Exercises of lessons 09 to 12."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from shequn import metrics, planning
from shequn.course import operating, team
from shequn.course.exercises.base import Exercise
from shequn.errors import ParameterError
from shequn.fit import type_fit

if TYPE_CHECKING:
    from shequn.course.lesson import Lesson

COURSE, HOMEWORK = "G02", "作业"
REPEAT_TARGET = 50
"""Per cent of buyers who buy again, in exercise 09-2."""
THEN, SINCE = "2026-07-26", "2026-09-28"
"""Earlier end of exercise 11-2; day from which exercises 12-1 and 12-2 look at the SOP log."""


def _group(lesson: Lesson, group_id: str) -> str:
    """Refuse data that lack the group an exercise is about."""
    if group_id not in lesson.community.group_ids:
        raise ParameterError(lesson.t("exercise.sample_group", group=group_id))
    return group_id


def _homework(lesson: Lesson) -> pd.Series:
    return operating.column_weekly(lesson, _group(lesson, COURSE), HOMEWORK, 1).iloc[0]


def _under_homework(found: pd.DataFrame) -> pd.DataFrame:
    return found[(found["group_id"] == COURSE) & (found["column"] == HOMEWORK)]


def _homework_messages(lesson: Lesson) -> float:
    last = metrics.weekly(lesson.community).query("complete")["week_start"].max()
    end = last + pd.Timedelta(days=6)
    found = metrics.column_activity(lesson.community, last, end)
    return float(_under_homework(found)["messages"].sum() / _homework(lesson)["total_members"])


def _homework_ever(lesson: Lesson) -> float:
    found = _under_homework(metrics.column_activity(lesson.community))
    return float(found["active_members"].sum() / _homework(lesson)["total_members"])


def _homework_all(lesson: Lesson) -> float:
    weekly = metrics.weekly(lesson.community).query("complete and group_id == 'ALL'")
    return float(_homework(lesson)["active_members"] / weekly["total_members"].iloc[-1])


def _repeat_verdict(lesson: Lesson) -> str:
    from shequn.worksheets.operations import GroupType

    row = {"group": lesson.community.group_ids[0], "type": "repurchase", "first_metric": "repeat_rate"}
    [fit] = type_fit(lesson.community, [GroupType.model_validate(row | {"target": REPEAT_TARGET})])
    return fit.verdict


def _trial(lesson: Lesson, value: str = "reaction_rate") -> dict[str, float]:
    """Mean of the column that was tried in two slots, by slot: the better one under ``best``."""
    posts = lesson.table("content")
    best = planning.best_slots(posts)
    if best.empty:
        raise ParameterError(lesson.t("exercise.one_slot"))
    found = planning.column_performance(posts, ["column", "slot"]).set_index(["column", "slot"])[value]
    own = found.loc[best["column"][0]]
    return {"best": float(own[best["slot"][0]]), "other": float(own.drop(best["slot"][0]).mean())}


def _ratio(lesson: Lesson, value: str = "reaction_rate") -> float:
    found = _trial(lesson, value)
    return found["best"] / found["other"]


def _all_columns(lesson: Lesson) -> float:
    slots = planning.column_performance(lesson.table("content"), "slot").set_index("slot")["reaction_rate"]
    return float(slots.get("evening", 0) / slots["noon"]) if "noon" in slots else 0.0


def _first_column(lesson: Lesson, by: str, *, group: bool = True) -> str:
    talk = operating.column_talk(lesson)
    own = talk[talk["group_id"] == lesson.community.group_ids[0]] if group else talk
    return str(own.sort_values(by, ascending=False, kind="stable")["column"].iloc[0]) if len(own) else ""


def _quiet(lesson: Lesson, value: str = "buyers", *, lost: bool = True) -> int:
    found = team.buyers_by_layer(lesson).set_index("activity_layer")[value]
    return int(found["silent"] + (found["lost"] if lost else 0))


def _back(lesson: Lesson, *layers: str, present: bool = False) -> float:
    row = team.moves(lesson, THEN).loc["silent"]
    return float(row[list(layers)].sum() / (row.sum() - (row["absent"] if present else 0)))


def _outcomes(lesson: Lesson) -> pd.Series:
    """What became of the busiest owner's actions from the day on."""
    log = lesson.table("sop_log")
    owner = log["owner"].mode()[0]
    found = planning.on_time(log[(log["owner"] == owner) & (log["day"] >= SINCE)], "owner")
    return found.iloc[0].astype("float64", errors="ignore")


def _on_time(lesson: Lesson, above: str = "on_time", *, recorded: bool = True) -> float:
    row = _outcomes(lesson)
    parts = row["on_time"] + (row["late"] if above == "late" else 0)
    return float(parts / (row["planned"] - (row["unrecorded"] if recorded else 0)))


def _rate(lesson: Lesson, *, operator: bool) -> float:
    """On-time rate of the operator over the whole log, or of everybody from the day on."""
    log = lesson.table("sop_log")
    kept = log[log["owner"] == log["owner"].mode()[0]] if operator else log[log["day"] >= SINCE]
    return float(planning.on_time(kept, "owner")["on_time_rate"].iloc[0])


def _fallen(lesson: Lesson) -> str:
    """The owner whose interval after the day lies below the one before it."""
    found = planning.on_time(team.by_half(lesson.table("sop_log"), SINCE), ["half", "owner"]).iloc[1:]
    before = found[found["half"] == "before"].set_index("owner")["low"]
    after = found[found["half"] == "after"].set_index("owner")["high"]
    below = after[after < before.reindex(after.index)]
    return str(below.index[0]) if len(below) else ""


def _lowest(lesson: Lesson, place: int = 0) -> str:
    found = planning.on_time(lesson.table("sop_log"), "owner").iloc[1:]
    return str(found.sort_values("on_time_rate", kind="stable")["owner"].iloc[place])


EXERCISES: list[Exercise] = [
    Exercise(
        "09-1",
        lambda lesson: float(_homework(lesson)["rate"]),
        {"messages": _homework_messages, "ever": _homework_ever, "all": _homework_all},
        tolerance=0.0005,
    ),
    Exercise(
        "09-2",
        _repeat_verdict,
        {"value": lambda _: "reached", "low": lambda _: "missed"},
        needs=("members", "orders"),
    ),
    Exercise(
        "10-1",
        _ratio,
        {
            "per_post": lambda lesson: _ratio(lesson, "reactions"),
            "all_columns": _all_columns,
            "points": lambda lesson: _trial(lesson)["best"] - _trial(lesson)["other"],
            "inverse": lambda lesson: 1 / _ratio(lesson),
        },
        tolerance=0.015,
        needs=(),
    ),
    Exercise(
        "10-2",
        lambda lesson: _first_column(lesson, "messages_week"),
        {
            "total": lambda lesson: _first_column(lesson, "messages"),
            "other_group": lambda lesson: _first_column(lesson, "messages_week", group=False),
        },
    ),
    Exercise(
        "11-1",
        _quiet,
        {
            "silent": lambda lesson: _quiet(lesson, lost=False),
            "everybody": lambda lesson: _quiet(lesson, "members"),
            "all_buyers": lambda lesson: int(team.buyers_by_layer(lesson)["buyers"].sum()),
        },
        needs=("members", "messages", "orders"),
    ),
    Exercise(
        "11-2",
        lambda lesson: _back(lesson, "core", "regular", "occasional"),
        {
            "present": lambda lesson: _back(lesson, "core", "regular", "occasional", present=True),
            "busy": lambda lesson: _back(lesson, "core", "regular"),
            "stayed": lambda lesson: _back(lesson, "silent", "lost"),
        },
        tolerance=0.001,
    ),
    Exercise(
        "12-1",
        _on_time,
        {
            "unrecorded": lambda lesson: _on_time(lesson, recorded=False),
            "late": lambda lesson: _on_time(lesson, "late"),
            "whole": lambda lesson: _rate(lesson, operator=True),
            "everybody": lambda lesson: _rate(lesson, operator=False),
        },
        tolerance=0.001,
        needs=(),
    ),
    Exercise(
        "12-2",
        _fallen,
        {"lowest": _lowest, "second": lambda lesson: _lowest(lesson, 1)},
        needs=(),
    ),
]
