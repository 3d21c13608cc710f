"""What was typed into a sheet: what of it is valid, and what stands in the way, field by field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from pydantic import ValidationError

from shequn.worksheets import words
from shequn.worksheets.base import Sheet

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from shequn.texts import Texts
    from shequn.worksheets.base import Spec

S = TypeVar("S", bound=Sheet)
Source = Literal["saved", "sample", "empty"]
Status = Literal["draft", "complete", ""]

_LIMITS = {"too_long": "max_length", "greater_than_equal": "ge", "less_than_equal": "le"}
"""Findings of pydantic that are worded by their limit; all others by the kind of the field."""
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What neither XML (Word, Excel) nor UTF-8 can hold."""


@dataclass(frozen=True)
class Problem:
    """A value that was typed and cannot be used, or a file that could not be read.

    Attributes:
        loc: Where it stands: ``(field,)`` or ``(field, row, column)``, rows counted from 0; ``()`` for a file.
        value: The value as typed, or the name of the file.
        reason: Code of ``problem.<code>`` in the texts.
        limit: What it passes, where there is a limit.
    """

    loc: tuple[str | int, ...]
    value: Any
    reason: str
    limit: float | None = None

    def words(self, t: Texts) -> str:
        """Word what is wrong and how to mend it.

        Args:
            t: Texts of one language.

        Returns:
            One sentence, without the place.

        Example:
            >>> from shequn.texts import Texts
            >>> Problem(("budget",), "a lot", "number").words(Texts("en"))
            '“a lot” is not an amount; enter digits, such as 1200 or 39.5.'
        """
        shown = " ".join(str(self.value).split())
        return t(
            f"problem.{self.reason}",
            value=shown if len(shown) <= 60 else f"{shown[:59]}…",
            limit=f"{self.limit or 0:,.0f}",
            length=f"{len(str(self.value)):,}",
        )

    def line(self, t: Texts, sheet: Sheet | type[Sheet]) -> str:
        """Word the place too, for a list of problems.

        Args:
            t: Texts of one language.
            sheet: The sheet it belongs to.

        Returns:
            One line.

        Example:
            >>> from shequn.texts import Texts
            >>> from shequn.worksheets import Pilot
            >>> Problem(("start",), "soon", "date").line(Texts("zh"), Pilot)
            '开始日期：“soon”不是日期，请按 2026-03-05 的格式填写。'
        """
        if not self.loc:
            return self.words(t)
        field, *rest = self.loc
        spec = next(spec for spec in sheet.fields() if spec.name == field)
        place = [words.label(t, sheet, spec)]
        if spec.columns and rest:
            place.append(t("workbook.row", row=int(rest[0]) + 1))
            place += [words.label(t, sheet, spec, column) for column in spec.columns if column.name in rest[1:]]
        return t("workbook.line", place=" · ".join(place), problem=self.words(t))


@dataclass(frozen=True)
class Answers(Generic[S]):
    """The answers of one sheet.

    Attributes:
        sheet: What of them is valid.
        data: All that was typed, valid or not, as in the file.
        source: Where they come from: ``"saved"`` in the workbook, the ``"sample"`` client's, or ``"empty"``.
        revision: How often they were saved; 0 when never. Hand it back to save.
        status: ``"complete"`` when nothing required is missing and nothing is wrong, else ``"draft"``; empty
            unless saved.
        saved_at: When they were saved, with its offset.
        problems: What is typed but not valid, and files that had to be set aside.
    """

    sheet: S
    data: dict[str, Any]
    source: Source
    revision: int = 0
    status: Status = ""
    saved_at: dt.datetime | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Saved:
    """What a save has done.

    Attributes:
        revision: The new revision; the next save names it.
        status: ``"complete"`` or ``"draft"``.
        missing: Names of the required fields that are empty.
        problems: What is saved but not valid.
    """

    revision: int
    status: Status
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]


def check(model: type[S], data: Mapping[str, Any]) -> tuple[S, tuple[Problem, ...]]:
    """Take what is valid; list the rest.

    Characters that no document can hold (control characters, half emoji) are left out of the sheet without a word.

    Args:
        model: The sheet.
        data: What was typed, by field.

    Returns:
        The sheet, empty where a value is not valid, and the problems in the order of the fields.

    Example:
        >>> from shequn.worksheets import FiveWOneH
        >>> sheet, problems = check(FiveWOneH, {"owner": "Operations", "start": "soon"})
        >>> sheet.owner, sheet.start, [(problem.loc, problem.value, problem.reason) for problem in problems]
        ('Operations', None, [(('start',), 'soon', 'date')])
    """
    values = _clean(dict(data))
    try:
        return model.model_validate(values), ()
    except ValidationError as error:
        found = error.errors(include_url=False)
    problems = []
    for part in found:
        loc = part["loc"]
        key = _LIMITS.get(part["type"])
        reason = part["type"] if key else _kind(model.fields(), loc)
        problems.append(Problem(loc, _at(data, loc), reason, part["ctx"][key] if key else None))
    for problem in problems:
        _at(values, problem.loc[:-1])[problem.loc[-1]] = None
    return model.model_validate(_full(values)), tuple(problems)


def _clean(value: Any, depth: int = 4) -> Any:
    """Copy down to the cells of rows; leave out what no document can hold; Word's soft line break is a line break."""
    if isinstance(value, str):
        return _NO_TEXT.sub("", re.sub("[\v\f]", "\n", value))
    if isinstance(value, dict) and depth:
        return {key: _clean(part, depth - 1) for key, part in value.items()}
    return [_clean(part, depth - 1) for part in value] if isinstance(value, list) and depth else value


def _at(data: Any, loc: tuple[str | int, ...]) -> Any:
    for step in loc:
        data = data[step]
    return data


def _kind(specs: tuple[Spec, ...], loc: tuple[str | int, ...]) -> str:
    """How the value at a place is entered; a row that is none counts as its table."""
    spec = next(spec for spec in specs if spec.name == loc[0])
    return _kind(spec.columns, loc[2:]) if len(loc) > 2 and spec.columns else spec.kind


def _full(value: Any, depth: int = 4) -> Any:
    """Drop what was emptied from lists; an emptied field stays, so that no default takes its place."""
    if isinstance(value, dict) and depth:
        return {key: _full(part, depth - 1) for key, part in value.items()}
    if isinstance(value, list) and depth:
        return [_full(part, depth - 1) for part in value if part is not None]
    return value
