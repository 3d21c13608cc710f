"""Exercises of lessons 01 to 04."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn import metrics, planning
from shequn.course.exercises.base import Exercise
from shequn.levels import ALL

if TYPE_CHECKING:
    import pandas as pd

    from shequn.course.lesson import Lesson

PURCHASES, SMALLEST = 3, 60
FEW = 20
"""Respondents of the smaller survey."""


def _talk(lesson: Lesson) -> pd.DataFrame:
    """People and those who wrote, by level."""
    people = metrics.people(lesson.community).set_index("group_id")
    return people.join(metrics.concentration(lesson.community).set_index("group_id"))


def _wrote(lesson: Lesson, *levels: str) -> float:
    rows = _talk(lesson).loc[list(levels)]
    return float(rows["contributors"].sum() / rows["members"].sum())


def _mean_share(lesson: Lesson) -> float:
    rows = _talk(lesson).drop(ALL)
    return float((rows["contributors"] / rows["members"]).mean())


def _candidates(lesson: Lesson) -> pd.DataFrame:
    from shequn.course.pictures_a import usable_candidates

    return usable_candidates(lesson)[0]


def _passing(lesson: Lesson) -> pd.DataFrame:
    people = _candidates(lesson)
    return people[(people["purchases_90d"] >= 2) & people["photo"].fillna(value=False)]


def _large(people: pd.DataFrame) -> int:
    return int((people["district"].value_counts() >= SMALLEST).sum())


def _left(lesson: Lesson, *, least: int = PURCHASES, photo: bool = True) -> int:
    people = _candidates(lesson)
    passes = people["purchases_90d"] >= least
    return int((passes & people["photo"].fillna(value=False) if photo else passes).sum())


def _either(lesson: Lesson) -> int:
    people = _candidates(lesson)
    return int(((people["purchases_90d"] >= PURCHASES) | people["photo"].fillna(value=False)).sum())


def _third(lesson: Lesson) -> pd.DataFrame:
    """Answers on the need of rank 3, which not everybody has."""
    survey = lesson.table("survey")
    need = planning.rank_needs(survey)["need"][2]
    return survey[survey["need"] == need]


def _score(answers: pd.DataFrame, *, unmet: bool = True, satisfied: bool = False) -> float:
    row = planning.rank_needs(answers).iloc[0]
    share = row["unmet_share"] if unmet else 1.0
    return float(row["frequency"] * row["intensity"] * (1 - share if satisfied else share))


def _having(lesson: Lesson) -> pd.DataFrame:
    answers = _third(lesson)
    return answers[answers["frequency"] > 0]


def _may_lead(lesson: Lesson, people: int | None) -> int:
    survey = lesson.table("survey")
    first = sorted(survey["respondent"].unique())[:people]
    ranking = planning.rank_needs(survey[survey["respondent"].isin(first)])
    return int((ranking["rank_low"] == 1).sum())


def _fits(lesson: Lesson, *, without: bool) -> pd.DataFrame:
    """The fit of the needs; without the baker the first need falls to 1."""
    from shequn.course.pictures_a import sample_fit

    rows, ranking = sample_fit(lesson)
    if without:
        rows = [row.model_copy(update={"can": 1}) if row.need == ranking["need"][0] else row for row in rows]
    return planning.fit_needs(rows, ranking)


def _best(fits: pd.DataFrame) -> str:
    return str(fits["need"].iloc[0])


def _by_mean(fits: pd.DataFrame) -> str:
    value = fits["score"] * fits[["can", "want", "lasting"]].mean(axis=1)
    return str(fits.loc[value.idxmax(), "need"])


EXERCISES: list[Exercise] = [
    Exercise(
        "01-1",
        lambda lesson: _wrote(lesson, ALL),
        {
            "added": lambda lesson: _wrote(lesson, *lesson.community.group_ids),
            "mean": _mean_share,
            "fan": lambda lesson: _wrote(lesson, lesson.community.group_ids[0]),
        },
        tolerance=0.001,
    ),
    Exercise(
        "01-2",
        lambda _: frozenset("BCE"),
        {
            "multi": lambda _: frozenset("BE"),
            "chats": lambda _: frozenset("ABCDE"),
            "audience": lambda _: frozenset("BCEF"),
        },
        needs=(),
    ),
    Exercise(
        "02-1",
        _left,
        {
            "either": _either,
            "no_photo": lambda lesson: _left(lesson, photo=False),
            "above": lambda lesson: _left(lesson, least=PURCHASES + 1),
            "two": lambda lesson: _left(lesson, least=PURCHASES - 1),
        },
        needs=(),
    ),
    Exercise(
        "02-2",
        lambda lesson: _large(_passing(lesson)),
        {
            "everybody": lambda lesson: _large(_candidates(lesson)),
            "divided": lambda lesson: len(_passing(lesson)) // SMALLEST,
        },
        needs=(),
    ),
    Exercise(
        "03-1",
        lambda lesson: _score(_having(lesson)),
        {
            "everybody": lambda lesson: _score(_third(lesson)),
            "no_unmet": lambda lesson: _score(_having(lesson), unmet=False),
            "satisfied": lambda lesson: _score(_having(lesson), satisfied=True),
        },
        tolerance=0.05,
        needs=(),
    ),
    Exercise(
        "03-2",
        lambda lesson: _may_lead(lesson, FEW),
        {"all_answers": lambda lesson: _may_lead(lesson, None), "worst": lambda _: 2, "five": lambda _: 5},
        needs=(),
    ),
    Exercise(
        "04-1",
        lambda lesson: _best(_fits(lesson, without=True)),
        {
            "mean": lambda lesson: _by_mean(_fits(lesson, without=True)),
            "last": lambda lesson: str(_fits(lesson, without=True)["need"].iloc[-1]),
        },
        needs=(),
    ),
    Exercise(
        "04-2",
        lambda _: ["pain", "advantage", "standard", "team"],
        {
            "pain_advantage": lambda _: ["advantage", "pain", "standard", "team"],
            "standard_team": lambda _: ["pain", "advantage", "team", "standard"],
        },
        needs=(),
    ),
]
