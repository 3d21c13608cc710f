"""A participant's own copy of the course: notebooks, pages to look up, sample data and an empty workbook."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from shequn import samples
from shequn.errors import ParameterError, RenderError
from shequn.report.run import notebooks_folder, staging
from shequn.texts import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTEBOOKS = {"en": "", "zh": "zh"}
"""Language to the folder of its notebooks in ``notebooks``."""
PAGES = {"en": ("glossary.md", "metrics.md"), "zh": ("glossary.zh.md", "metrics.zh.md")}
"""Language to the pages to look up in ``docs``."""


def start(directory: str | Path, *, language: str = "both") -> list[Path]:
    """Make a copy of the course to work in.

    Args:
        directory: A folder that is not there yet, or is empty.
        language: ``"en"``, ``"zh"`` or ``"both"``.

    Returns:
        What was made in it: ``notebooks``, ``docs`` (glossary and metric handbook), ``data/samples`` and ``workbook``,
        which is empty; the lessons' forms find it.

    Raises:
        ParameterError: Unknown language.
        MissingFileError: The installation lacks the notebooks, the pages or the sample.
        RenderError: The folder holds something already, or cannot be written.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as place:
        ...     [made.name for made in start(Path(place) / "my course")]
        ['notebooks', 'docs', 'data', 'workbook']
    """
    if language not in (*LANGUAGES, "both"):
        raise ParameterError(f"language == {language!r}, must be one of {', '.join(LANGUAGES)}, both.")
    files = list(_files(LANGUAGES if language == "both" else (language,)))
    target = Path(directory)
    try:
        _refuse_filled(target)
        with staging(target) as temporary:
            for source, name in files:
                (temporary / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, temporary / name)
            (temporary / "workbook").mkdir()
            return _move(temporary, target, ("notebooks", "docs", "data", "workbook"))
    except (OSError, RenderError) as error:
        cause = error if isinstance(error, OSError) else error.__context__
        if not isinstance(cause, OSError):
            raise
        raise RenderError(
            f"{target}: cannot be written ({cause.strerror}); name a new folder in a place of your own."
        ) from None


def _refuse_filled(target: Path) -> None:
    if target.is_file() or (target.is_dir() and any(target.iterdir())):
        raise RenderError(f"{target} holds something already; name a new folder for your copy of the course.")


def _files(languages: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    """Each file with its place in the copy, which is that in a checkout: links between the pages hold."""
    notebooks, sample = notebooks_folder(), samples.path()
    for code in languages:
        for path in sorted((notebooks / NOTEBOOKS[code]).glob("*.ipynb")):
            yield path, f"notebooks/{path.relative_to(notebooks).as_posix()}"
        for page in PAGES[code]:
            yield notebooks.parent / "docs" / page, f"docs/{page}"
    for path in sorted(sample.iterdir()):
        if path.is_file():
            yield path, f"data/samples/{path.name}"


def _move(source: Path, target: Path, names: tuple[str, ...]) -> list[Path]:
    """Move folders; all of them, or none."""
    try:
        return [(source / name).rename(target / name) for name in names]
    except BaseException:
        for name in names:
            shutil.rmtree(target / name, ignore_errors=True)
        raise
