"""Exercises of lessons 05 to 08."""

from __future__ import annotations

from functools import cache
from math import ceil
from typing import TYPE_CHECKING, Literal

from shequn import samples
from shequn.course.exercises.base import Exercise
from shequn.metrics import cohorts, weekly
from shequn.planning import read_table, release_effects, sample_size, unit_economics
from shequn.readers import read_folder

if TYPE_CHECKING:
    import pandas as pd

    from shequn.community import Community
    from shequn.course.lesson import Lesson
    from shequn.planning import UnitEconomics

PLAN = {"hourly_cost": 36, "other_cost": 0.5, "fixed_cost": 1400, "buyer_percent": 18}
"""What lesson 05 takes as given besides the steps and the price."""


def _unit(price: float) -> UnitEconomics:
    return unit_economics(read_table("costs", samples.path()), price=price, **PLAN)


def _lowest_price(buyers: float) -> float:
    """Price at which so many buyers pay a month."""
    return (_unit(68).cost or 0) + PLAN["fixed_cost"] / buyers


@cache
def _sample() -> Community:
    """The sample client: stories are told with it, whichever data a learner opened."""
    return read_folder(samples.path())


def _channel(lesson: Lesson, place: int) -> str:
    """Name of a channel, in the order of the table of the sample client."""
    return str(read_table("channels", samples.path(), language=lesson.t.language)["channel"].unique()[place])


def _gone(age: int, *, by: Literal["active", "present"] = "present", gift: bool = True) -> float:
    """Share of those who joined the fan group that is gone: of the give-away's week, or of the other weeks to W33."""
    rows = cohorts(_sample(), by=by)
    rows = rows[(rows["group_id"] == "G01") & (rows["age"] == age) & (rows["cohort"] < "2026-W34")]
    rows = rows[(rows["cohort"] == "2026-W23") == gift]
    return 1 - float(rows["retained"].sum() / rows["size"].sum())


def _moved() -> set[str]:
    """Releases of the sample client whose metric moved."""
    found = release_effects(read_table("releases", samples.path()), weekly(_sample()))
    return set(found.loc[found["verdict"].isin(["up", "down"]), "release_id"])


def _joins() -> pd.Series:
    """New members of the fan group in the eight weeks before release V02."""
    weeks = weekly(_sample())
    chosen = (weeks["group_id"] == "G01") & weeks["week"].between("2026-W22", "2026-W29")
    return weeks[chosen].set_index("week")["new_members"].astype("float64")


EXERCISES = [
    Exercise(
        "05-1",
        lambda _: _unit(58).break_even_size,
        {
            "old_price": lambda _: _unit(68).break_even_size,
            "buyers": lambda _: _unit(58).break_even_buyers,
            "turnover": lambda _: ceil(1400 / 58 / 0.18),
        },
        needs=(),
    ),
    Exercise(
        "05-2",
        lambda _: _lowest_price(200 * 0.18),
        {
            "no_fixed": lambda _: _unit(68).cost,
            "all_buy": lambda _: _lowest_price(200),
            "fixed_only": lambda _: PLAN["fixed_cost"] / (200 * 0.18),
        },
        tolerance=0.12,
        needs=(),
    ),
    Exercise(
        "06-1",
        lambda _: sample_size(0.12, 0.20),
        {
            "total": lambda _: 2 * (sample_size(0.12, 0.20) or 0),
            "old_plan": lambda _: sample_size(0.12, 0.35),
            "half": lambda _: sample_size(0.12, 0.24),
        },
        needs=(),
    ),
    Exercise(
        "06-2",
        lambda _: "too_few",
        {name: lambda _, name=name: name for name in ("better", "worse", "short_of_target")},  # type: ignore[misc]
        needs=(),
    ),
    Exercise(
        "07-1",
        lambda lesson: _channel(lesson, 2),
        {
            "wears": lambda lesson: _channel(lesson, 1),
            "most_buyers": lambda lesson: _channel(lesson, 0),
            "cheap_view": lambda lesson: _channel(lesson, 4),
            "stall": lambda lesson: _channel(lesson, 3),
        },
        needs=(),
    ),
    Exercise(
        "07-2",
        lambda _: _gone(2),
        {
            "stayed": lambda _: 1 - _gone(2),
            "joining_week": lambda _: _gone(0),
            "others": lambda _: _gone(2, gift=False),
            "silent": lambda _: _gone(2, by="active"),
        },
        tolerance=0.006,
        needs=(),
    ),
    Exercise(
        "08-1",
        lambda _: _moved(),
        {
            "growth": lambda _: _moved() | {"V05"},
            "harm": lambda _: _moved() | {"V02"},
            "both": lambda _: _moved() | {"V02", "V05"},
        },
        needs=(),
    ),
    Exercise(
        "08-2",
        lambda _: float(_joins().drop("2026-W23").mean()),
        {
            "with_it": lambda _: float(_joins().mean()),
            "eighth": lambda _: float(_joins().drop("2026-W23").sum() / 8),
            "median": lambda _: float(_joins().drop("2026-W23").median()),
        },
        tolerance=0.06,
        needs=(),
    ),
]
