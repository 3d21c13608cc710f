"""Every exercise of the course by its number."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shequn.course.exercises.base import Exercise

EXERCISES: dict[str, Exercise] = {
    exercise.number: exercise
    for module in sorted(part.name for part in iter_modules(__path__) if part.name != "base")
    for exercise in import_module(f"{__name__}.{module}").EXERCISES
}
"""Number to exercise; each module of this folder lists those of some lessons."""
