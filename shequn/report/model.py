"""What a report is: a cover and a list of sections made of plain blocks, independent of any file format.

Every model is frozen, refuses unknown fields and survives a trip through JSON, which is how the sections travel
inside an executed notebook. Numbers stay numbers; only a renderer turns them into text (:mod:`shequn.report.format`).
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

MIME = "application/vnd.shequn.section+json"
"""The type under which a notebook output carries a cover or a section as JSON."""

Language = Literal["en", "zh"]
Kind = Literal["text", "int", "number", "percent", "growth", "points", "money", "date"]
"""How a value is meant: ``percent`` 0.377 → 37.7%, ``growth`` the same with its sign, ``points`` a difference of two
rates (0.032 → +3.2 points), ``money`` in units of the currency, ``date`` an ISO date."""
Cell = str | int | float | None

REFERENCE = re.compile(r"\{(?P<key>\w+)(?:@(?P<where>-\d+|first|sum))?\}")
"""A column in a formula: ``{key}`` this row, ``{key@-1}`` the row before, ``{key@first}`` the first row and
``{key@sum}`` the total of all rows."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Model):
    """A paragraph.

    Attributes:
        style: ``note`` is set small, ``warning`` loud.
        text: Plain text, never markup; a blank line begins a new paragraph.
    """

    kind: Literal["text"] = "text"
    style: Literal["plain", "note", "warning"] = "plain"
    text: str


class Bullets(_Model):
    """A list of points, each one or two sentences."""

    kind: Literal["bullets"] = "bullets"
    items: list[str]


class Card(_Model):
    """One key figure.

    Attributes:
        label: What is measured.
        value: The figure in words of the language (``"37.7%"``).
        change: Change against what is named in it, beginning with its sign (``"+3.2 points vs the 8 weeks before"``).
        detail: Interval or counts (``"95% interval 31.0%–44.8%"``).
        good: Whether the change is for the better; None when it is neither or cannot be told.
    """

    label: str
    value: str
    change: str | None = None
    detail: str | None = None
    good: bool | None = None

    @property
    def direction(self) -> Literal["up", "down", "level"]:
        """Where the change points, by its sign.

        Example:
            >>> Card(label="Active rate", value="37.7%", change="−3.2 points").direction
            'down'
        """
        sign = (self.change or "").lstrip()[:1]
        return "up" if sign in "+＋" and sign else "down" if sign in "-−–－" and sign else "level"


class Cards(_Model):
    """A row of key figures."""

    kind: Literal["cards"] = "cards"
    items: list[Card]


class Picture(_Model):
    """A figure.

    Attributes:
        svg: The drawing as SVG text; its words are text in "Noto Sans SC".
        alt: What the picture shows, for those who do not see it.
        caption: The line below it.
    """

    kind: Literal["picture"] = "picture"
    svg: str
    alt: str = Field(min_length=1)
    caption: str = ""


class Column(_Model):
    """A column of a table.

    Attributes:
        key: Name used by formulas.
        label: Heading in the report's language.
        kind: How the values are meant and shown.
        formula: How a reader can trace the value, e.g. ``"{active_members}/{total_members}"``: numbers,
            ``+ - * / ( )`` and references (see :data:`REFERENCE`). XLSX writes it live where the value is present and
            leaves a missing one blank; HTML and PDF show the value.
    """

    key: str = Field(pattern=r"^\w+$")
    label: str
    kind: Kind = "text"
    formula: str | None = None

    @field_validator("formula")
    @classmethod
    def _arithmetic(cls, formula: str | None) -> str | None:
        if formula is not None and not re.fullmatch(r"[\d.\s+\-*/()]*", REFERENCE.sub("1", formula)):
            raise ValueError(f"formula {formula!r} may hold numbers, + - * / () and columns: {{key}}, {{key@-1}}")
        return formula


class Table(_Model):
    """A table of values.

    Attributes:
        title: What it shows.
        columns: One per value of a row.
        rows: Values; dates as ISO text, missing as None.
        caption: A line below it.
        only: ``"xlsx"`` keeps a long table off the page, ``"page"`` a narrow one out of the workbook.
        sheet: Name of its XLSX sheet; the title when None.
    """

    kind: Literal["table"] = "table"
    title: str
    columns: list[Column] = Field(min_length=1)
    rows: list[list[Cell]]
    caption: str = ""
    only: Literal["xlsx", "page"] | None = None
    sheet: str | None = None

    @field_validator("rows", mode="before")
    @classmethod
    def _plain_values(cls, rows: Sequence[Sequence[object]]) -> list[list[Cell]]:
        return [[cell(value) for value in row] for row in rows]

    @model_validator(mode="after")
    def _shape(self) -> Table:
        keys = [column.key for column in self.columns]
        if len(set(keys)) < len(keys):
            raise ValueError(f"table {self.title!r} has two columns of one key: {', '.join(keys)}")
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(keys):
                raise ValueError(f"table {self.title!r}, row {number}: {len(row)} values for {len(keys)} columns")
        for formula in filter(None, (column.formula for column in self.columns)):
            for found in REFERENCE.finditer(formula):
                if found["key"] not in keys:
                    raise ValueError(f"formula {formula!r} names {found['key']!r}; the columns are {', '.join(keys)}")
        return self

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, *, title: str, columns: Sequence[Column], **more: Any) -> Table:
        """Take the rows of a data frame.

        Args:
            frame: Frame with a column for every key.
            title: What the table shows.
            columns: The columns wanted, in this order.
            **more: Other fields of the table.

        Returns:
            The table.

        Raises:
            KeyError: The frame lacks a column.

        Example:
            >>> import pandas as pd
            >>> frame = pd.DataFrame({"day": pd.to_datetime(["2026-03-05", None]), "joins": [3, 4]})
            >>> Table.from_frame(frame, title="Joins", columns=[Column(key="day", label="Day", kind="date")]).rows
            [['2026-03-05'], [None]]
        """
        values = [frame[column.key].astype(object).tolist() for column in columns]
        rows = [list(row) for row in zip(*values, strict=True)]
        return cls.model_validate({"title": title, "columns": list(columns), "rows": rows, **more})


def cell(value: object) -> Cell:
    """Reduce a value of any library to what JSON can hold.

    Args:
        value: Text, number, date or time stamp of Python, NumPy or pandas.

    Returns:
        The plain value; an instant becomes its ISO date, anything missing or infinite None.

    Raises:
        TypeError: The value is of no such kind.

    Example:
        >>> cell(date(2026, 3, 5)), cell(float("nan")), cell(7)
        ('2026-03-05', None, 7)
    """
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float):
        return plain if math.isfinite(plain) else None
    if isinstance(plain, bool) or not isinstance(plain, str | int):
        raise TypeError(f"{value!r} ({type(value).__name__}) in a table; give text, a number, a date or None")
    return plain


Block = Annotated[Text | Bullets | Cards | Picture | Table, Field(discriminator="kind")]


class _Shown(_Model):
    """A part of the report that a notebook cell shows and carries."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:  # noqa: ARG002  (IPython's signature)
        from shequn.report import html

        return {"text/plain": self._plain(), "text/html": html.fragment(self), MIME: self.model_dump(mode="json")}

    def _plain(self) -> str:
        raise NotImplementedError


class Cover(_Shown):
    """The head of the report.

    Attributes:
        client: The client's name.
        title: The report's name.
        period: The period in words.
        language: Language of every text.
        currency: ISO code of the money, e.g. ``CNY``.
        prepared: A line about who prepared it or when, or empty.
        parameters: Name and value of every parameter, for the record.
    """

    kind: Literal["cover"] = "cover"
    client: str = Field(min_length=1)
    title: str
    period: str
    language: Language
    currency: str
    prepared: str = ""
    parameters: list[tuple[str, str]] = []

    def _plain(self) -> str:
        return f"{self.title} · {self.client} · {self.period}"


class Section(_Shown):
    """A numbered part of the report that opens with its verdict.

    Attributes:
        id: Anchor, unique in the report.
        number: Number as printed, or empty.
        title: What it is about.
        verdict: One sentence that says what was found, or empty.
        blocks: What it shows, in order.
        language: Language of its texts.
        currency: ISO code of its money.
    """

    kind: Literal["section"] = "section"
    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    number: str
    title: str
    verdict: str
    blocks: list[Block]
    language: Language
    currency: str

    def _plain(self) -> str:
        return f"{self.number} {self.title}: {self.verdict}".strip()


class Document(_Model):
    """A whole report: what the renderers take."""

    cover: Cover
    sections: list[Section] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_whole(self) -> Document:
        names = [section.id for section in self.sections]
        if len(set(names)) < len(names):
            raise ValueError(f"two sections of one id: {', '.join(names)}")
        for section in self.sections:
            if (section.language, section.currency) != (self.cover.language, self.cover.currency):
                raise ValueError(
                    f"section {section.id!r} is in {section.language} and {section.currency}, "
                    f"the cover in {self.cover.language} and {self.cover.currency}"
                )
        return self

    def tables(self) -> Iterator[tuple[Section, Table]]:
        """Walk through every table with its section.

        Yields:
            Pairs of section and table, in order of appearance.
        """
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    yield section, block
