"""Advice on filled worksheets: cross-checks within a sheet and between sheets. It never blocks; it says what is odd."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn.worksheets import SHEETS
from shequn.worksheets.advice import construction, operations
from shequn.worksheets.advice.base import Advice, Book
from shequn.worksheets.advice.operations import FIRST_METRICS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shequn.worksheets import Sheet

__all__ = ["FIRST_METRICS", "Advice", "advice"]


def advice(sheets: Mapping[str, Sheet]) -> list[Advice]:
    """Check filled sheets against themselves and each other.

    Args:
        sheets: Sheets by id; those that lack count as empty, and what is empty is no ground for advice.

    Returns:
        What is odd, in the order of the course.

    Example:
        >>> from shequn.worksheets import TypeChoice
        >>> row = {"group": "Plum sale", "type": "flash", "first_metric": "likes"}
        >>> [found.key for found in advice({"community_type": TypeChoice.model_validate({"groups": [row]})})]
        ['group_without_end', 'metric_likes']
    """
    book = Book(**{id_: sheets.get(id_) or model.model_validate({}) for id_, model in SHEETS.items()})  # type: ignore[arg-type]
    found = [piece for rule in (*construction.RULES, *operations.RULES) for piece in rule(book)]
    return sorted(found, key=lambda piece: list(SHEETS).index(piece.sheet))
