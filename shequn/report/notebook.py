"""The report read back from the notebook that made it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from shequn.errors import MissingFileError, RenderError
from shequn.report.model import MIME, Cover, Document, Section

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def document(path: Path) -> Document:
    """Read the cover and the sections that an executed notebook shows.

    Args:
        path: The executed ``.ipynb`` file.

    Returns:
        The report, sections in the order of the cells.

    Raises:
        MissingFileError: There is no such file.
        RenderError: It is no notebook, stopped with an error, or shows no whole report.
    """
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
    except FileNotFoundError:
        raise MissingFileError(f"no notebook {path}; run the report notebook first") from None
    except (ValueError, KeyError, TypeError):
        raise RenderError(f"{path} is not a Jupyter notebook") from None
    covers, sections = [], []
    for number, part in _parts(cells, path):
        try:
            if part.get("kind") == "cover":
                covers.append(Cover.model_validate(part))
            else:
                sections.append(Section.model_validate(part))
        except (ValidationError, TypeError) as error:
            raise RenderError(f"{path}, cell {number}: not a part of a report: {error}") from None
    if len(covers) != 1 or not sections:
        raise RenderError(
            f"{path} shows {len(covers)} covers and {len(sections)} sections, a report has one cover and its sections; "
            "run every cell of the report notebook in order"
        )
    try:
        return Document(cover=covers[0], sections=sections)
    except ValidationError as error:
        raise RenderError(f"{path}: {error}") from None


def _parts(cells: list[dict[str, Any]], path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, cell in enumerate(cells, 1):
        for output in cell.get("outputs", []):
            if output.get("output_type") == "error":
                raise RenderError(f"{path}, cell {number} stopped: {output.get('ename')}: {output.get('evalue')}")
            if MIME in output.get("data", {}):
                yield number, output["data"][MIME]
