"""Values and labels as a reader sees them, in both languages: the one place where a number becomes text."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from shequn.report.model import Picture, Table
from shequn.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shequn.report.model import Block, Cell, Kind, Language, Section

MISSING = "–"
SPECS = {
    "int": "z,.0f",
    "number": "z,.2f",
    "percent": "z,.1%",
    "growth": "+z,.1%",
    "points": "+z,.1f",
    "money": "z,.2f",
}
"""How Python words each kind; ``z`` takes the sign off what rounds to zero."""
SYMBOLS = {"CNY": "¥", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "¥", "SGD": "S$", "TWD": "NT$", "USD": "$"}


def format_value(value: Cell, kind: Kind, language: Language, currency: str = "CNY") -> str:
    """Word one value.

    Args:
        value: The value; money in units of the currency, rates as fractions, dates as ISO text, missing as None.
        kind: How the value is meant.
        language: Language of the report.
        currency: ISO code of the money.

    Returns:
        The text; a dash for a missing value, a real minus sign before a negative one.

    Example:
        >>> format_value(0.3768, "percent", "en"), format_value(-0.032, "points", "zh")
        ('37.7%', '−3.2 个百分点')
        >>> format_value(1299, "money", "zh"), format_value(-5.5, "money", "en", "USD"), format_value(None, "int", "en")
        ('¥1,299.00', '−$5.50', '–')
    """
    if value is None:
        return MISSING
    if isinstance(value, str) or kind not in SPECS:
        return str(value)
    text = format(value * 100 if kind == "points" else value, SPECS[kind]).replace("-", "−")
    if kind == "points":
        return Texts(language)("render.points", value=text)
    if kind == "money":
        return f"−{symbol(currency)}{text[1:]}" if text.startswith("−") else symbol(currency) + text
    return text


def symbol(currency: str) -> str:
    """Give the sign of a currency.

    Args:
        currency: ISO code.

    Returns:
        The sign, or the code and a space when it has none here.

    Example:
        >>> symbol("CNY"), symbol("CHF")
        ('¥', 'CHF ')
    """
    return SYMBOLS.get(currency, f"{currency} ")


def display_width(text: str) -> int:
    """Measure a text in columns of half an em: a Chinese character takes two.

    Args:
        text: The text.

    Returns:
        Its width.

    Example:
        >>> display_width("GMV 成交额")
        10
    """
    if text.isascii():  # most values of a large table
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def numbered(section: Section) -> Iterator[tuple[Block, str]]:
    """Give every picture and table of a section its label.

    Args:
        section: The section.

    Yields:
        Block and label (``"Figure 4.1"``); empty for other blocks, tables not shown and sections without number.
    """
    word = Texts(section.language)
    counts = {"picture": 0, "table": 0}
    for block in section.blocks:
        shown = isinstance(block, Picture) or (isinstance(block, Table) and block.only != "xlsx")
        if not shown or not section.number:
            yield block, ""
            continue
        counts[block.kind] += 1
        name = "render.figure" if isinstance(block, Picture) else "render.table"
        yield block, word(name, n=f"{section.number}.{counts[block.kind]}")


def paragraphs(text: str) -> list[str]:
    r"""Split a text at its blank lines.

    Args:
        text: The text.

    Returns:
        Its paragraphs.

    Example:
        >>> paragraphs("One.\n\nTwo.")
        ['One.', 'Two.']
    """
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
