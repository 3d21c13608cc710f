"""How worksheets read in one language: titles, labels, help, examples, choices and values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn.texts import table
from shequn.worksheets.choices import Trigger

if TYPE_CHECKING:
    from shequn.texts import Texts
    from shequn.worksheets.base import Choice, Sheet, Spec
    from shequn.worksheets.operations import SopRow

    AnySheet = Sheet | type[Sheet]


def title(t: Texts, sheet: AnySheet) -> str:
    """Word the title of a sheet.

    Example:
        >>> from shequn.texts import Texts
        >>> from shequn.worksheets import Sop
        >>> title(Texts("zh"), Sop)
        'SOP 标准流程'
    """
    return t(f"sheet.{sheet.id}.title")


def aim(t: Texts, sheet: AnySheet) -> str:
    """Word what a sheet is for and what comes out of it."""
    return t(f"sheet.{sheet.id}.aim")


def section(t: Texts, sheet: AnySheet, name: str) -> str:
    """Word the heading of a section of a sheet."""
    return t(f"sheet.{sheet.id}.section.{name}")


def label(t: Texts, sheet: AnySheet, spec: Spec, column: Spec | None = None) -> str:
    """Word the label of a field, or of a column of its rows.

    Args:
        t: Texts of one language.
        sheet: The sheet.
        spec: The field.
        column: A column of its rows.

    Returns:
        The label.

    Example:
        >>> from shequn.texts import Texts
        >>> from shequn.worksheets import FiveWOneH
        >>> [label(Texts("en"), FiveWOneH, spec) for spec in FiveWOneH.fields()][:2]
        ['Why: the business reason', 'What: the value for members']
    """
    return t(f"{_key(sheet, spec, column)}.label")


def help_of(t: Texts, sheet: AnySheet, spec: Spec, column: Spec | None = None) -> str:
    """Word how to fill a field or a column in well; empty when nothing is said about it."""
    return _maybe(t, f"{_key(sheet, spec, column)}.help")


def example(t: Texts, sheet: AnySheet, spec: Spec, column: Spec | None = None) -> str:
    """Word a realistic entry of a field or a column; empty when there is none."""
    return _maybe(t, f"{_key(sheet, spec, column)}.example")


def choice(t: Texts, code: Choice) -> str:
    """Word a code of a list.

    Example:
        >>> from shequn.texts import Texts
        >>> from shequn.worksheets.choices import Days
        >>> choice(Texts("en"), Days.WEEKDAYS), choice(Texts("zh"), Days.WEEKDAYS)
        ('Monday to Friday', '工作日')
    """
    return t(f"{code.text_key()}.{code.value}")


def shown(t: Texts, spec: Spec, value: object) -> str:
    """Word what was entered in a field or a column that is no table.

    Args:
        t: Texts of one language.
        spec: The field or column.
        value: What it holds.

    Returns:
        The value as one reads it; empty when nothing was entered.

    Example:
        >>> from shequn.texts import Texts
        >>> from shequn.worksheets import Pilot
        >>> [spec] = [spec for spec in Pilot.fields() if spec.name == "target_percent"]
        >>> shown(Texts("en"), spec, 30.0), shown(Texts("zh"), spec, 30.0), shown(Texts("zh"), spec, None)
        ('30 %', '30%', '')
    """
    if value is None or value == "":
        return ""
    if spec.kind == "yes":
        return t("unit.yes" if value else "unit.no")
    if spec.kind == "choice":
        return choice(t, value)  # type: ignore[arg-type]
    if spec.kind == "choices":
        return t.enumerate(choice(t, code) for code in value)  # type: ignore[attr-defined]
    if spec.kind in ("number", "count", "percent", "score"):
        written = f"{value:,.2f}".rstrip("0").rstrip(".")
        return written + {"en": " %", "zh": "%"}[t.language] * (spec.kind == "percent")
    return str(value)


def when(t: Texts, row: SopRow) -> str:
    """Word what sets a row of the SOP off, and its window.

    Args:
        t: Texts of one language.
        row: The row.

    Returns:
        The day and the hours, as far as they were entered.

    Example:
        >>> from shequn.texts import Texts
        >>> from shequn.worksheets.operations import SopRow
        >>> when(Texts("zh"), SopRow(trigger="entry", entry_day=1, from_time="10:00", to_time="10:30"))
        '入群第 1 天 10:00–10:30'
    """
    match row.trigger:
        case Trigger.DATE:
            day = row.date.isoformat() if row.date else ""
        case Trigger.WEEKDAY:
            day = choice(t, row.days) if row.days else ""
        case Trigger.ENTRY:
            day = "" if row.entry_day is None else t("sop.entry_day", n=row.entry_day)
        case _:
            day = ""
    return " ".join(filter(None, (day, "–".join(filter(None, (row.from_time, row.to_time))))))


def _key(sheet: AnySheet, spec: Spec, column: Spec | None) -> str:
    return f"sheet.{sheet.id}.field.{spec.name}" + (f".column.{column.name}" if column else "")


def _maybe(t: Texts, key: str) -> str:
    return t(key) if key in table() else ""
