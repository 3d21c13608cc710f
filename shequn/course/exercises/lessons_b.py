"""Exercises of lessons 05 to 08."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from shequn.course.exercises.base import Exercise
from shequn.planning import unit_economics

if TYPE_CHECKING:
    from shequn.course.lesson import Lesson
    from shequn.planning import UnitEconomics

PLAN = {"hourly_cost": 36, "other_cost": 0.5, "fixed_cost": 1400, "buyer_percent": 18}
"""What lesson 05 takes as given besides the steps and the price."""


def _unit(lesson: Lesson, price: float) -> UnitEconomics:
    return unit_economics(lesson.table("costs"), price=price, **PLAN)


def _lowest_price(lesson: Lesson, buyers: float) -> float:
    """Price at which so many buyers pay a month."""
    unit = _unit(lesson, 68)
    return (unit.cost or 0) + PLAN["fixed_cost"] / buyers


EXERCISES = [
    Exercise(
        "05-1",
        lambda lesson: _unit(lesson, 58).break_even_size,
        {
            "old_price": lambda lesson: _unit(lesson, 68).break_even_size,
            "buyers": lambda lesson: _unit(lesson, 58).break_even_buyers,
            "turnover": lambda _: ceil(1400 / 58 / 0.18),
        },
        needs=(),
    ),
    Exercise(
        "05-2",
        lambda lesson: _lowest_price(lesson, 200 * 0.18),
        {
            "no_fixed": lambda lesson: _unit(lesson, 68).cost,
            "all_buy": lambda lesson: _lowest_price(lesson, 200),
            "fixed_only": lambda lesson: PLAN["fixed_cost"] / (200 * 0.18),
        },
        tolerance=0.12,
        needs=(),
    ),
]
