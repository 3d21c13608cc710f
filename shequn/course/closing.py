"""What lesson 16 draws, lists and writes: the playbook, its open points, the next thirty days."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from shequn.course.shown import Drawing, Note
from shequn.course.tables import Listing
from shequn.plots import playbook as pictures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shequn.course.lesson import Lesson
    from shequn.report.model import Document

FORMATS = ("html", "docx", "ics")
"""Files that the lesson writes; ``shequn playbook`` writes two more."""
PLAN_DAYS = 30


def draw_mindset(lesson: Lesson) -> Drawing:
    """Draw the scores of the closing self-assessment.

    Args:
        lesson: Lesson 16.

    Returns:
        Bars, the lowest set off.
    """
    from shequn.worksheets import MindsetCheck, Workbook

    rows = [row for row in Workbook().load(MindsetCheck).sheet.mindsets if row.mindset]
    names = [lesson.t(f"choice.mindset.{row.mindset}") for row in rows]
    known = [(row.score, name) for row, name in zip(rows, names, strict=True) if row.score is not None]
    low, weakest = min(known, default=(0, ""), key=lambda pair: pair[0])
    figure = pictures.bars(names or [""], [row.score for row in rows] or [None], top=5, marked=weakest)
    return lesson.show(figure, "mindset_alt", name=weakest, score=low, n=len(known))


def source() -> str | Path:
    """Say whose playbook it is.

    Returns:
        The folder of the learner's workbook; ``"sample"`` while nothing is saved in it.
    """
    from shequn.worksheets import Workbook

    workbook = Workbook()
    own = any(found.source == "saved" for found in workbook.sheets().values())
    return workbook.folder if own else "sample"


def assemble(lesson: Lesson, without: Sequence[str] = ()) -> Document:
    """Put the playbook together: from the learner's workbook, or from the sample client's while that is empty.

    Args:
        lesson: Lesson 16.
        without: Ids of worksheets to leave out, to see what the playbook makes of a gap.

    Returns:
        The playbook as it is written into the files, as of the day after the data end.

    Raises:
        InputError: A sheet was written by a newer version.
    """
    from shequn import samples
    from shequn.playbook.document import document
    from shequn.playbook.run import context
    from shequn.report.parameters import ReportParameters
    from shequn.worksheets import SHEETS

    workbook = source()
    folder = samples.path() if workbook == "sample" else workbook
    checked = ReportParameters(data=str(folder), language=lesson.t.language)
    material = context(workbook, checked, "", lesson.period.end + timedelta(days=1))
    for name in without:
        empty = SHEETS[name].model_validate({})
        gap = replace(material.answers[name], sheet=empty, data={}, source="empty", problems=())
        material = replace(material, answers={**material.answers, name: gap})
    return document(material)


def contents(playbook: Document, lesson: Lesson) -> Listing:
    """List the parts of a playbook.

    Args:
        playbook: As :func:`assemble` returns it.
        lesson: Lesson 16.

    Returns:
        Number, title and first sentence of each part.
    """
    heads = tuple(lesson.words(head) for head in ("part", "part_title", "says"))
    rows = tuple((part.number, part.title, part.verdict) for part in playbook.sections)
    return Listing(heads, rows, (False,) * 3)


def write(lesson: Lesson) -> Note:
    """Write the playbook's files beside the workbook; into a temporary folder while notebooks are built.

    Args:
        lesson: Lesson 16.

    Returns:
        The names of the files.

    Raises:
        RenderError: The folder cannot be written.
    """
    from shequn import playbook
    from shequn.worksheets import Workbook
    from shequn.worksheets.form import static

    with tempfile.TemporaryDirectory() as nowhere:
        out = Path(nowhere) if static() else Workbook().folder.parent / "playbook"
        made = playbook.write(source(), out=out, formats=FORMATS, language=lesson.t.language)
    names = [path.name for path in made.paths]
    return Note("\n".join([lesson.words("written", folder=Path("playbook").name), *names, made.notes]))


def next_days(lesson: Lesson, days: int = PLAN_DAYS) -> Listing:
    """Count what the SOP and the content columns ask for in the days after the data end, and of whom.

    Args:
        lesson: Lesson 16.
        days: How many days.

    Returns:
        One row per owner: how many actions, how many different ones, the first and the last day.
    """
    from shequn import planning
    from shequn.worksheets import ContentPlan, Sop, Workbook

    workbook, first = Workbook(), lesson.period.end + timedelta(days=1)
    rows, columns = workbook.load(Sop).sheet.rows, workbook.load(ContentPlan).sheet.columns
    found = planning.occurrences(rows, first, first + timedelta(days=days - 1), columns=columns)
    by_owner = found.groupby("owner").agg(times=("day", "size"), kinds=("action", "nunique"), first=("day", "min"))
    heads = tuple(lesson.words(head) for head in ("owner", "times", "kinds", "first"))
    table = tuple(
        (str(owner) or "–", str(row.times), str(row.kinds), f"{row.first:%Y-%m-%d}")
        for owner, row in zip(by_owner.index, by_owner.itertuples(), strict=True)
    )
    return Listing(heads, table, (False, True, True, False))
