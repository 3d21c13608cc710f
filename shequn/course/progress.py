"""How far a learner is: worksheets filled in, exercises solved; kept in the workbook."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import ClassVar

from shequn import texts
from shequn.course.outline import LESSONS
from shequn.errors import ConflictError, ShequnError
from shequn.worksheets import SHEETS, words
from shequn.worksheets.base import Line, Row, Sheet, entry
from shequn.worksheets.form import static
from shequn.worksheets.workbook import Workbook


class SolvedExercise(Row):
    """An exercise that was solved."""

    number: Line = entry(required=True)


class Solved(Sheet):
    """The exercises solved so far; no form shows it."""

    id: ClassVar[str] = "exercises"

    solved: list[SolvedExercise] = entry("exercises")


def remember(number: str) -> None:
    """Note that an exercise was solved; not while notebooks are built, when it is the builder who solves them.

    A workbook that cannot be written forgets it: nothing hangs on it.

    Args:
        number: Number of the exercise.
    """
    if static():
        return
    try:
        workbook = Workbook()
        found = workbook.load(Solved)
        rows = [row.model_dump() for row in found.sheet.solved if row.number != number]
        workbook.save(Solved, {"solved": [*rows, {"number": number}]}, found.revision)
    except (ConflictError, ShequnError):
        return


def solved() -> set[str]:
    """Numbers of the exercises solved so far.

    Returns:
        Numbers such as ``"03-1"``.

    Raises:
        WorkbookError: The workbook cannot be read.
    """
    return {row.number for row in Workbook().load(Solved).sheet.solved}


@dataclass(frozen=True)
class Progress:
    """The lessons with their minutes, and what of each is done; shows itself as a table."""

    rows: tuple[tuple[str, str, int, str, str], ...]
    heads: tuple[str, ...]

    def __repr__(self) -> str:
        return "\n".join(" · ".join(map(str, row[1:])).rstrip(" ·") for row in self.rows)

    def _repr_html_(self) -> str:
        head = "".join(f'<th style="text-align:left">{escape(word)}</th>' for word in self.heads)
        lines = [
            f'<tr><td style="text-align:left"><a href="{name}.ipynb">{escape(title)}</a></td><td>{minutes}</td>'
            f'<td style="text-align:left">{escape(sheets)}</td><td style="text-align:left">{escape(done)}</td></tr>'
            for name, title, minutes, sheets, done in self.rows
        ]
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def progress() -> Progress:
    """List the lessons with minutes and progress, read from the workbook.

    Returns:
        A table that a notebook shows.

    Raises:
        WorkbookError: The workbook cannot be read.
    """
    t = texts.Texts(texts.language())
    workbook, done = Workbook(), solved()
    rows = []
    for name, lesson in LESSONS.items():
        sheets = [
            t(f"course.sheet_{found.status or 'empty'}", sheet=words.title(t, SHEETS[sheet]))
            for sheet in lesson.sheets
            for found in (workbook.load(SHEETS[sheet]),)
        ]
        right = sum(number in done for number in lesson.exercises)
        exercises = t("course.solved", right=right, n=len(lesson.exercises)) if lesson.exercises else ""
        rows.append((name, t(f"lesson.{name}.title"), lesson.minutes, t.enumerate(sheets), exercises))
    heads = tuple(t(f"course.{head}") for head in ("lesson", "minutes", "worksheets", "exercises"))
    return Progress(tuple(rows), heads)
