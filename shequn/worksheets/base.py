"""What a worksheet is: a pydantic model whose fields say how they are entered; the words stand in the texts.

A draft may be incomplete, so every field has an empty default. Limits guard what is typed, not what is thought.
"""

from __future__ import annotations

import datetime as dt
import re
import types
import typing
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Kind = Literal[
    "line", "prose", "number", "count", "percent", "score", "date", "time", "yes", "choice", "choices", "rows"
]
"""How a field is entered: one line or several, an amount, a whole number, 0–100, 1–5, a day, HH:MM, a tick, one or
several of a list, rows of a table."""

LONGEST = {"line": 300, "prose": 5000}
"""Characters that a text may have."""
_EMPTY: dict[str, Any] = {"line": "", "prose": "", "time": "", "yes": False, "choices": [], "rows": []}
"""What an empty field holds; of every other kind None."""


@dataclass(frozen=True)
class Entry:
    """Marks a type with the way it is entered."""

    kind: Kind


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _blank(value: object) -> object:
    """Nothing typed is nothing said; a number may carry separators, a currency or a percent sign."""
    if isinstance(value, str):
        value = value.strip()
        if re.fullmatch(r"[¥￥$€]?\s*-?[\d,]+(\.\d+)?\s*[%％]?", value):
            value = re.sub(r"[¥￥$€,%％\s]", "", value)
    return None if value == "" else value


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("must be a number")  # noqa: TRY004  (pydantic takes a ValueError)
    return _blank(value)


def _day(value: object) -> object:
    if isinstance(value, int | float):  # pydantic would read seconds since 1970
        raise ValueError("must be a day such as 2026-03-05")  # noqa: TRY004
    return _blank(value)


def _clock(text: str) -> str:
    if text and not re.fullmatch(r"([01]?\d|2[0-3])[:：][0-5]\d", text):
        raise ValueError("must be a time such as 09:30")
    return text.replace("：", ":").zfill(5) if text else ""


Line = Annotated[str, Entry("line"), AfterValidator(_one_line), Field(max_length=LONGEST["line"])]
Prose = Annotated[str, Entry("prose"), AfterValidator(str.strip), Field(max_length=LONGEST["prose"])]
Number = Annotated[Annotated[float, Field(ge=0, le=1e12)] | None, Entry("number"), BeforeValidator(_number)]
Count = Annotated[Annotated[int, Field(ge=0, le=10**9)] | None, Entry("count"), BeforeValidator(_number)]
Percent = Annotated[Annotated[float, Field(ge=0, le=100)] | None, Entry("percent"), BeforeValidator(_number)]
Score = Annotated[Annotated[int, Field(ge=1, le=5)] | None, Entry("score"), BeforeValidator(_number)]
Day = Annotated[dt.date | None, Entry("date"), BeforeValidator(_day)]
Clock = Annotated[str, Entry("time"), AfterValidator(str.strip), AfterValidator(_clock)]
Yes = Annotated[bool, Entry("yes")]


class Choice(StrEnum):
    """One of a list of codes; ``choice.<class>.<code>`` words each. Nothing chosen is None."""

    @classmethod
    def text_key(cls) -> str:
        """Where the words of its codes stand."""
        return "choice." + re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class _Filled(BaseModel):
    model_config = ConfigDict(extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _empty(cls, data: Any) -> Any:
        """Take what was not said as empty: a draft may lack any field."""
        if not isinstance(data, dict):
            return data
        kinds = {spec.name: spec.kind for spec in specs(cls)}
        said = {
            name: _EMPTY.get(kinds.get(name, ""), value) if value is None else value for name, value in data.items()
        }
        unsaid = {name for name, field in cls.model_fields.items() if field.is_required()} - set(said)
        return said | {name: _EMPTY.get(kinds[name]) for name in unsaid}


class Row(_Filled):
    """A row of a table in a sheet."""

    @property
    def blank(self) -> bool:
        """Whether nothing was entered."""
        return not any(map(_said, self.__dict__.values()))


class Sheet(_Filled):
    """A worksheet: what a learner decides in one step.

    Attributes:
        id: Name of its file and of its texts.
        version: Schema version of its answers.
        recalls: Earlier decisions to show beside it, as ``(sheet id, field)``.
    """

    id: ClassVar[str]
    version: ClassVar[int] = 1
    recalls: ClassVar[tuple[tuple[str, str], ...]] = ()

    @classmethod
    def fields(cls) -> tuple[Spec, ...]:
        """How each field is entered, in order."""
        return specs(cls)

    def missing(self) -> list[str]:
        """Names of the required fields that are empty.

        A table needs one row with all its required columns; a row that was begun must not lack one.
        """
        return [spec.name for spec in self.fields() if spec.required and not _complete(spec, getattr(self, spec.name))]


@dataclass(frozen=True)
class Spec:
    """How one field of a sheet, or one column of its rows, is entered.

    Attributes:
        name: Name of the field.
        kind: How it is entered.
        section: Part of the form that holds it; empty for a column.
        required: Whether the sheet is incomplete without it.
        choices: The codes, for ``choice`` and ``choices``.
        columns: The columns, for ``rows``.
        row: The model of a row, for ``rows``.
    """

    name: str
    kind: Kind
    section: str = ""
    required: bool = False
    choices: type[Choice] | None = None
    columns: tuple[Spec, ...] = ()
    row: type[Row] | None = None


def entry(section: str = "", *, required: bool = False, default: Any = None) -> Any:
    """Declare a field of a sheet or a column of its rows.

    Args:
        section: Part of the form that holds the field.
        required: Whether the sheet is incomplete without it.
        default: What stands there at first, a value or a function that makes it; nothing when None.

    Returns:
        The field, for pydantic.
    """
    how = {} if default is None else {"default_factory" if callable(default) else "default": default}
    return Field(json_schema_extra={"section": section, "required": required}, **how)


@cache
def specs(model: type[_Filled]) -> tuple[Spec, ...]:
    """Describe the fields of a sheet or a row.

    Args:
        model: A sheet or a row.

    Returns:
        One description a field, in the order of the model.

    Raises:
        TypeError: A field has a type that no form can enter.

    Example:
        >>> class Tea(Row):
        ...     name: Line = entry(required=True)
        >>> specs(Tea)
        (Spec(name='name', kind='line', section='', required=True, choices=None, columns=(), row=None),)
    """
    found = []
    for name, field in model.model_fields.items():
        more = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        section, required = str(more.get("section", "")), bool(more.get("required"))
        marks = [mark for mark in field.metadata if isinstance(mark, Entry)]
        kind, choices, row = (marks[0].kind, None, None) if marks else _of_type(field.annotation)
        found.append(Spec(name, kind, section, required, choices, specs(row) if row else (), row))
    return tuple(found)


def _of_type(annotation: Any) -> tuple[Kind, type[Choice] | None, type[Row] | None]:
    """Tell choices and rows by their type."""
    if typing.get_origin(annotation) is list:
        [item] = typing.get_args(annotation)
        if issubclass(item, Row):
            return "rows", None, item
        return "choices", item, None
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        [item] = [part for part in typing.get_args(annotation) if part is not type(None)]
        if isinstance(item, type) and issubclass(item, Choice):
            return "choice", item, None
    raise TypeError(f"{annotation!r}: no form can enter it; use a type of shequn.worksheets.base.")


def _said(value: object) -> bool:
    """Whether something was entered; a zero is something."""
    return value not in (None, "", False) and value != []


def _complete(spec: Spec, value: Any) -> bool:
    if spec.kind != "rows":
        return _said(value)
    begun = [row for row in value if not row.blank]
    return bool(begun) and all(
        _said(getattr(row, part.name)) for row in begun for part in spec.columns if part.required
    )
