"""The course: its outline, what a lesson's notebook opens, exercises that check themselves, progress."""

from __future__ import annotations

from shequn.course.lesson import Lesson
from shequn.course.outline import LESSONS
from shequn.course.progress import progress

__all__ = ["LESSONS", "Lesson", "progress"]
