"""Tables below a cell: columns and codes in words of the language, shares as per cent, money with its sign."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from shequn import texts

if TYPE_CHECKING:
    import pandas as pd

    from shequn.course.lesson import Lesson
    from shequn.report.model import Kind

SHARES = ("share", "rate", "low", "high", "least", "most", "retention", "stickiness")
"""Columns of these names, and those that end in them after ``_``, are shares from 0 to 1."""
MONEY = ("price", "cost", "gmv", "amount", "revenue", "profit", "margin", "net", "monthly_spend")
"""The same for amounts of money."""
COUNTS = ("rank_low", "rank_high")
"""Columns that end as shares do and are none."""


@dataclass(frozen=True)
class Listing:
    """A table below a cell.

    Attributes:
        heads: One word a column.
        rows: The values as text.
        numbers: Whether the column holds numbers, which stand on the right.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[bool, ...]

    def __repr__(self) -> str:
        return "\n".join(" · ".join(row) for row in (self.heads, *self.rows))

    def _repr_html_(self) -> str:
        head = self._row("th", self.heads)
        body = "".join(self._row("td", row) for row in self.rows)
        return f'<table style="border-collapse:collapse"><thead>{head}</thead><tbody>{body}</tbody></table>'

    def _row(self, tag: str, values: tuple[str, ...]) -> str:
        sides = ("right" if number else "left" for number in self.numbers)
        style = "padding:.25em .7em;vertical-align:top;max-width:24em;white-space:normal;text-align"
        cells = (
            f'<{tag} style="{style}:{side}">{escape(value)}</{tag}>' for side, value in zip(sides, values, strict=True)
        )
        return f"<tr>{''.join(cells)}</tr>"


def shown(frame: pd.DataFrame, lesson: Lesson, **kinds: Kind) -> Listing:
    """Make a frame fit to be read: ``shown(frame[["need", "score"]].head(5), lesson)``.

    A column is called as in the texts, ``column.<name>`` or ``metric.<name>.label``, else by its own name. A value that
    is a code gets its word, ``value.<column>.<code>`` or ``choice.<column>.<code>``; a group's id its name. Shares and
    money are told by the column's name; whole numbers are written without decimals.

    Args:
        frame: The table; its index is not shown.
        lesson: Whose language and groups.
        **kinds: Column to kind, where the name does not tell: ``text, int, number, percent, growth, points, money``.

    Returns:
        A table that a notebook shows.

    Example:
        >>> import pandas as pd
        >>> from shequn.course import Lesson
        >>> frame = pd.DataFrame({"need": ["late bus"], "unmet_share": [0.725], "score": [9.25], "rank": [1]})
        >>> shown(frame, Lesson("03_needs"), score="int")
        Need · Unmet share · Score · Rank
        late bus · 72.5% · 9 · 1
    """
    chosen = [kinds.get(str(name)) or _kind(str(name), frame[name]) for name in frame.columns]
    columns = [
        [_word(str(name), value, kind, lesson) for value in frame[name].astype("object")]
        for name, kind in zip(frame.columns, chosen, strict=True)
    ]
    return Listing(
        tuple(label(str(name), lesson) for name in frame.columns),
        tuple(zip(*columns, strict=True)),
        tuple(kind not in ("text", "date") for kind in chosen),
    )


def label(column: str, lesson: Lesson) -> str:
    """Name a column in the lesson's language.

    Args:
        column: Its name in the frame.
        lesson: The lesson.

    Returns:
        Its words; the name itself when there are none.
    """
    keys = (f"column.{column}", f"metric.{column}.label")
    return next((lesson.t(key) for key in keys if key in texts.table()), column)


def group_name(lesson: Lesson, group_id: str) -> str:
    """Name a group: those of the sample client in the lesson's language, one's own as they are called.

    Args:
        lesson: The lesson.
        group_id: The group's id.

    Returns:
        Its name; the id when it has none.
    """
    key = f"value.group_id.{group_id}"
    if lesson.data == "sample" and key in texts.table():
        return lesson.t(key)
    return lesson.community.group_names.get(group_id, group_id)


def _kind(name: str, column: pd.Series) -> Kind:
    """Tell from name and values how a column is meant."""
    from pandas.api import types

    if types.is_datetime64_any_dtype(column.dtype):
        return "date"
    if types.is_bool_dtype(column.dtype) or not types.is_numeric_dtype(column.dtype):
        return "text"
    if name in COUNTS:
        return "int"
    if name.endswith(SHARES) and (name in SHARES or name.endswith(tuple(f"_{end}" for end in SHARES))):
        return "percent"
    if name.endswith(MONEY) and (name in MONEY or name.endswith(tuple(f"_{end}" for end in MONEY))):
        return "money"
    known = column.dropna().astype("float64")
    return "int" if (known % 1 == 0).all() else "number"


def _word(name: str, value: Any, kind: Kind, lesson: Lesson) -> str:
    """Word one value."""
    import pandas as pd

    from shequn.report.format import MISSING, format_value

    if pd.isna(value):
        return MISSING
    if kind == "date":
        return f"{value:%Y-%m-%d}" if value == value.normalize() else f"{value:%Y-%m-%d %H:%M}"
    if kind != "text":
        return format_value(float(value), kind, "zh" if lesson.t.language == "zh" else "en")
    return _text(name, value, lesson)


def _text(name: str, value: Any, lesson: Lesson) -> str:
    """Word a text, a code or a yes."""
    from shequn.levels import ALL

    if str(value) in ("True", "False"):  # homogeneity() gives its values as text
        return lesson.t(f"value.{'yes' if str(value) == 'True' else 'no'}")
    if value == ALL:
        return lesson.t("level.ALL" if name == "group_id" else "value.all")
    if name == "group_id":
        return group_name(lesson, value)
    if name in ("attribute", "metric"):
        return label(value, lesson)
    keys = (f"value.{name}.{value}", f"choice.{name}.{value}")
    return next((lesson.t(key) for key in keys if key in texts.table()), str(value))
