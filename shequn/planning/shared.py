"""What the planning modules share: shares that may be missing, intervals of whole columns, rows of sheets as frames."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from shequn.errors import InputError, ParameterError, nearest
from shequn.findings import wilson
from shequn.levels import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shequn.worksheets import Row


def div(part: float | None, whole: float | None) -> float:
    """Divide; a zero or unknown denominator gives NaN, never 0 or infinity.

    Example:
        >>> div(1, 4), div(1, 0), div(None, 3)
        (0.25, nan, nan)
    """
    if part is None or not whole or pd.isna(part) or pd.isna(whole):
        return math.nan
    return float(part) / float(whole)


def ratio(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Divide columns; a zero or unknown denominator gives NaN."""
    below = whole.astype("float64")
    return part.astype("float64") / below.where(below != 0)


def interval_columns(successes: pd.Series, totals: pd.Series) -> dict[str, pd.Series]:
    """Wilson 95 % interval of each row, as columns ``low`` and ``high``; NaN where the proportion is none."""
    pairs = zip(successes.astype("float64"), totals.astype("float64"), strict=True)
    found = [wilson(k, n) or (math.nan, math.nan) for k, n in pairs]
    frame = pd.DataFrame(found, columns=["low", "high"], index=successes.index, dtype="float64")
    return {"low": frame["low"], "high": frame["high"]}


def require(frame: pd.DataFrame, names: Iterable[str], what: str) -> None:
    """Check that a table has its columns.

    Args:
        frame: The table.
        names: Columns that are needed.
        what: What the table is called in the error.

    Raises:
        InputError: A column is not there.

    Example:
        >>> require(pd.DataFrame({"chanel": []}), ["channel"], "channels")
        Traceback (most recent call last):
        shequn.errors.InputError: channels: no column 'channel'. Did you mean 'chanel'? It has chanel.
    """
    known = [str(name) for name in frame.columns]
    for name in names:
        if name not in known:
            raise InputError(
                f"{what}: no column {name!r}.{nearest(name, known)} It has {', '.join(known) or 'no columns'}."
            )


def days_of(column: pd.Series, what: str) -> pd.Series:
    """Take a column as days.

    Args:
        column: Days, instants or ISO texts; missing stays missing.
        what: What the table is called in the error.

    Raises:
        InputError: A value is no day.

    Example:
        >>> days_of(pd.Series(["32 May"], name="day"), "channels")
        Traceback (most recent call last):
        shequn.errors.InputError: channels: day == '32 May' is not a day; write it as 2026-03-02.
    """
    days = pd.to_datetime(column, errors="coerce", format="ISO8601").astype("datetime64[us]").dt.normalize()
    wrong = column[column.notna() & days.isna()]
    if len(wrong):
        raise InputError(f"{what}: {column.name} == {wrong.iloc[0]!r} is not a day; write it as 2026-03-02.")
    return days


def with_all(frame: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Put a second copy of all rows before them, with `ALL` in the columns to group by, these as text."""
    named = frame.assign(**{name: frame[name].astype("str") for name in by})
    return pd.concat([named.assign(**dict.fromkeys(by, ALL)), named], ignore_index=True)


def as_list(by: str | Sequence[str]) -> list[str]:
    """Take one name or several.

    Raises:
        ParameterError: No name is given.
    """
    names = [by] if isinstance(by, str) else list(by)
    if not names:
        raise ParameterError("by == [], must name at least one column.")
    return names


def frame_of(rows: Iterable[Row], columns: Sequence[str]) -> pd.DataFrame:
    """Make a frame of the rows of a sheet that hold something; what was not said is missing.

    Example:
        >>> from shequn.worksheets.construction import Need
        >>> frame_of([Need(need="tea", frequency=2), Need()], ["need", "frequency", "intensity"]).values.tolist()
        [['tea', 2.0, None]]
    """
    found: list[dict[str, Any]] = [{name: getattr(row, name) for name in columns} for row in rows if not row.blank]
    return pd.DataFrame(found, columns=list(columns), dtype="object")


def checked(name: str, value: float, low: float, high: float) -> None:
    """Refuse a value that is not strictly between two limits.

    Raises:
        ParameterError: It is not.
    """
    if not low < value < high:
        raise ParameterError(f"{name} == {value!r}, must be above {low} and below {high}.")
