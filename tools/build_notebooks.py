"""Build ``notebooks/NN_name.ipynb`` from ``lessons/NN_name.py``: run, outputs kept, nothing that changes by itself.

A lesson is Python text in jupytext's percent format. A built notebook has cell ids that follow from the cells' text,
one fixed kernelspec and no times, so that building twice gives no difference.

    python tools/build_notebooks.py            build every lesson
    python tools/build_notebooks.py 13         build the lessons whose name begins with 13
    python tools/build_notebooks.py --check    build nothing; say which notebooks are not their lesson's

The check compares cells and ids; that the outputs still hold is what ``pytest --nbval`` tests.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from shequn.report.kernel import Kernel

ROOT = Path(__file__).parents[1]
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CELL_SECONDS = 600


def read(lesson: Path) -> NotebookNode:
    """Turn a lesson into a notebook without outputs.

    Args:
        lesson: Text in percent format.

    Returns:
        The notebook, with ids and fixed metadata.
    """
    notebook = jupytext.read(lesson, fmt="py:percent")
    notebook.metadata = nbformat.from_dict(METADATA)
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        # From the text and not from the position: a new cell must not rename all that follow.
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:8]
        seen[digest] = seen.get(digest, 0) + 1
        cell.id = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
    return notebook


def build(lesson: Path, folder: Path) -> str:
    """Run a lesson.

    Args:
        lesson: Text in percent format.
        folder: Where its cells run, as they do when a reader opens the notebook there.

    Returns:
        The notebook as JSON text.

    Raises:
        CellExecutionError: A cell fails.
    """
    notebook = read(lesson)
    with Kernel(folder) as kernel:
        NotebookClient(
            notebook,
            timeout=CELL_SECONDS,
            record_timing=False,
            coalesce_streams=True,
            **kernel.ready(),
        ).execute()
    notebook.metadata = nbformat.from_dict(METADATA)  # running adds the version of Python
    return nbformat.writes(notebook) + "\n"


def differs(lesson: Path, target: Path) -> str:
    """Say how a built notebook departs from its lesson.

    Args:
        lesson: Text in percent format.
        target: The notebook.

    Returns:
        What is wrong, or nothing.
    """
    if not target.is_file():
        return "is missing"
    try:
        built = nbformat.read(target, as_version=4)
    except ValueError:
        return "is no notebook"
    wanted = read(lesson)
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
    failed = 0
    for lesson in lessons:
        target = root / "notebooks" / f"{lesson.stem}.ipynb"
        problem = differs(lesson, target) if given.check else _write(lesson, target)
        failed += bool(problem)
        if problem:
            print(f"{target.relative_to(root)} {problem}", file=sys.stderr)
    if given.check and failed:
        print("run `make notebooks`", file=sys.stderr)
    return 1 if failed else 0


def _write(lesson: Path, target: Path) -> str:
    """Build one notebook; an older one stays as it is when the lesson fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        text = build(lesson, target.parent)
    except CellExecutionError as error:
        return f"was not built: {error.ename}: {error.evalue}\n{error.traceback}"
    unfinished = target.with_suffix(".tmp")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(target)
    print(target)
    return ""


if __name__ == "__main__":
    sys.exit(main())
