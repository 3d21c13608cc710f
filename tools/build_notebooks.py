"""Build the notebooks of the course from their lessons: both languages, run, nothing that changes by itself.

A lesson, ``lessons/NN_name.py``, is Python text in jupytext's percent format. Its markdown cells come in pairs, first
``lang="en"``, then ``lang="zh"``; code is written once. The cell tagged ``parameters`` says ``language = "en"``, which
becomes ``"zh"`` in ``notebooks/zh/NN_name.ipynb``. Links to the lessons before and after are put in, solutions (tag
``solution``) are folded. Cell ids follow from the cells' text, there is one fixed kernelspec and no times, so that
building twice gives no difference.

    python tools/build_notebooks.py            build every lesson
    python tools/build_notebooks.py 13         build the lessons whose name begins with 13
    python tools/build_notebooks.py --check    build nothing; say which notebooks are not their lesson's

The check compares cells and ids; that the outputs still hold is what ``pytest --nbval`` tests.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from shequn.course import LESSONS
from shequn.report.kernel import Kernel
from shequn.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[1]
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
LANGUAGES = {"en": "", "zh": "zh"}
"""Language to its folder in ``notebooks``."""
CELL_SECONDS = 600
CHINESE = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’…—]"
BREAK = re.compile(rf"(?<={CHINESE})\n *(?={CHINESE})")
"""A line break between Chinese characters: a page would show it as a space."""


class LessonError(ValueError):
    """A lesson is not written as the builder needs it."""


def read(lesson: Path, language: str, names: Sequence[str] = ()) -> NotebookNode:
    """Turn a lesson into a notebook of one language without outputs.

    Args:
        lesson: Text in percent format.
        language: ``"en"`` or ``"zh"``.
        names: All lessons in order, for the links to the neighbours; none are put in when the lesson is not among them.

    Returns:
        The notebook, with ids and fixed metadata.

    Raises:
        LessonError: A markdown cell lacks its twin, or the twins differ in headings, lists or links.
    """
    notebook = jupytext.read(lesson, fmt="py:percent")
    notebook.metadata = nbformat.from_dict(METADATA)
    check_twins(lesson, notebook.cells)
    notebook.cells = [cell for cell in notebook.cells if cell.metadata.pop("lang", language) == language]
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and language == "zh":
            cell.source = BREAK.sub("", cell.source)
        tags = cell.metadata.get("tags", [])
        if "parameters" in tags:
            cell.source = cell.source.replace('language = "en"', f'language = "{language}"')
        if "solution" in tags:
            cell.metadata["jupyter"] = {"source_hidden": True}
    if lesson.stem in names:
        links = neighbours(lesson.stem, names, language)
        notebook.cells = [nbformat.v4.new_markdown_cell(links), *notebook.cells, nbformat.v4.new_markdown_cell(links)]
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        # From the text and not from the position: a new cell must not rename all that follow.
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:8]
        seen[digest] = seen.get(digest, 0) + 1
        cell.id = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
    return notebook


def check_twins(lesson: Path, cells: Sequence[NotebookNode]) -> None:
    """Refuse a lesson in which one language says something that the other does not.

    Args:
        lesson: The lesson, to name it.
        cells: Its cells in both languages.

    Raises:
        LessonError: Naming the first cell that lacks its twin, or whose headings, lists or links differ from it.
    """
    waiting = None
    for number, cell in enumerate(cells, 1):
        found = cell.metadata.get("lang")
        if found not in (None, *LANGUAGES) or (cell.cell_type == "markdown") != (found is not None):
            raise LessonError(f'{lesson.name}, cell {number}: markdown cells say lang="en" or lang="zh", code does not')
        if (found == "zh") != (waiting is not None):
            raise LessonError(f"{lesson.name}, cell {number}: an English cell is followed by its Chinese twin")
        if found == "zh" and shape(cell.source) != shape(waiting.source):
            raise LessonError(
                f"{lesson.name}, cell {number}: headings, lists, links or folds differ between the languages: "
                f"{shape(waiting.source)} and {shape(cell.source)}"
            )
        waiting = cell if found == "en" else None
    if waiting is not None:
        raise LessonError(f"{lesson.name}: its last cell lacks the Chinese twin")


def shape(markdown: str) -> list[str]:
    r"""What two languages of a cell share: levels of headings, list items, rows of tables, links, folds, code.

    Example:
        >>> shape("## Aim\n- one\n- two [more](x.md)")
        ['##', '-', '-', '(x.md)']
    """
    return re.findall(
        r"^#{1,6}(?= )|^\s*[-*](?= )|^\s*\d+\.(?= )|^\|(?=.*\|$)|(?<=\])\([^)]*\)|</?details>|```",
        markdown,
        re.MULTILINE,
    )


def neighbours(name: str, names: Sequence[str], language: str) -> str:
    """Word the links to the lessons before and after, and to the list of all.

    Args:
        name: Name of the lesson.
        names: All lessons in order.
        language: ``"en"`` or ``"zh"``.

    Returns:
        One line of markdown.
    """
    t = Texts(language)
    place = list(names).index(name)
    links = []
    if place > 0:
        before = names[place - 1]
        links.append(f"[← {t(f'lesson.{before}.title')}]({before}.ipynb)")
    if place > 1:
        links.append(f"[{t('course.contents')}]({names[0]}.ipynb)")
    if place + 1 < len(names):
        after = names[place + 1]
        links.append(f"[{t(f'lesson.{after}.title')} →]({after}.ipynb)")
    return " · ".join(links)


def build(lesson: Path, folder: Path, language: str, names: Sequence[str] = ()) -> str:
    """Run a lesson, static: forms are shown as they stand, no widget is made and no workbook written.

    Args:
        lesson: Text in percent format.
        language: ``"en"`` or ``"zh"``.
        names: All lessons in order.
        folder: Where its cells run, as they do when a reader opens the notebook there.

    Returns:
        The notebook as JSON text.

    Raises:
        CellExecutionError: A cell fails.
        LessonError: The lesson is not written as it must be.
    """
    notebook = read(lesson, language, names)
    with tempfile.TemporaryDirectory() as nowhere, Kernel(folder) as kernel:
        os.environ |= {"SHEQUN_STATIC": "1", "SHEQUN_WORKBOOK": f"{nowhere}/workbook"}
        NotebookClient(
            notebook,
            timeout=CELL_SECONDS,
            record_timing=False,
            coalesce_streams=True,
            **kernel.ready(),
        ).execute()
    notebook.metadata = nbformat.from_dict(METADATA)  # running adds the version of Python
    return nbformat.writes(notebook) + "\n"


def differs(lesson: Path, target: Path, language: str, names: Sequence[str] = ()) -> str:
    """Say how a built notebook departs from its lesson.

    Args:
        lesson: Text in percent format.
        target: The notebook.
        language: ``"en"`` or ``"zh"``.
        names: All lessons in order.

    Returns:
        What is wrong, or nothing.
    """
    if not target.is_file():
        return "is missing"
    try:
        built = nbformat.read(target, as_version=4)
    except ValueError:
        return "is no notebook"
    wanted = read(lesson, language, names)
    if built.metadata != wanted.metadata:
        return "has other metadata"
    for number, (have, want) in enumerate(zip(built.cells, wanted.cells, strict=False), 1):
        if any(have.get(key) != want.get(key) for key in ("id", "cell_type", "source", "metadata")):
            return f"differs in cell {number}"
    if len(built.cells) != len(wanted.cells):
        return f"has {len(built.cells)} cells, its lesson {len(wanted.cells)}"
    counts = [cell.execution_count for cell in built.cells if cell.cell_type == "code" and cell.source.strip()]
    return "" if counts == list(range(1, len(counts) + 1)) else "has not been run from top to bottom"


def main(words: list[str] | None = None, root: Path = ROOT) -> int:
    """Build or check.

    Args:
        words: Command line.
        root: Folder with ``lessons`` and ``notebooks``.

    Returns:
        Exit status.
    """
    parser = argparse.ArgumentParser(description="Build the notebooks from the lessons.")
    parser.add_argument("names", nargs="*", help="beginnings of lesson names; all without")
    parser.add_argument("--check", action="store_true", help="only say which notebooks are not their lesson's")
    given = parser.parse_args(words)
    wanted = tuple(given.names or [""])
    lessons = [path for path in sorted((root / "lessons").glob("*.py")) if path.name.startswith(wanted)]
    if not lessons:
        print(f"no lesson in {root / 'lessons'} begins with {' or '.join(given.names)}", file=sys.stderr)
        return 2
    names = [name for name in LESSONS if (root / "lessons" / f"{name}.py").is_file()]
    failed = 0
    for lesson in lessons:
        for language, folder in LANGUAGES.items():
            target = root / "notebooks" / folder / f"{lesson.stem}.ipynb"
            do = differs if given.check else _write
            try:
                problem = do(lesson, target, language, names)
            except LessonError as error:
                problem = f"cannot be built: {error}"
            failed += bool(problem)
            if problem:
                print(f"{target.relative_to(root)} {problem}", file=sys.stderr)
    if given.check and failed:
        print("run `make notebooks`", file=sys.stderr)
    return 1 if failed else 0


def _write(lesson: Path, target: Path, language: str, names: Sequence[str]) -> str:
    """Build one notebook; an older one stays as it is when the lesson fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        text = build(lesson, target.parent, language, names)
    except CellExecutionError as error:
        return f"was not built: {error.ename}: {error.evalue}\n{error.traceback}"
    unfinished = target.with_suffix(".tmp")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(target)
    print(target)
    return ""


if __name__ == "__main__":
    sys.exit(main())
