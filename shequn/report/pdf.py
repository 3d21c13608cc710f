"""The report as a tagged PDF, set by typst."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from shequn import fonts
from shequn.errors import RenderError
from shequn.report.format import display_width, format_value, numbered, paragraphs
from shequn.report.model import Bullets, Cards, Picture, Text
from shequn.texts import Texts

if TYPE_CHECKING:
    import typst

    from shequn.report.model import Block, Card, Column, Document, Section, Table

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
FITS = (1.0, 0.95, 0.9, 0.8)
"""How much of their size pictures and gaps may take, largest first."""
FULL_ENOUGH = 0.25
"""How far down the last page the text should reach, as a share of its height."""
WIDTH = 57.0
"""Width of the text in units of a table's font size."""
SHORT = 8.5
"""A column of words that needs no more is never wrapped."""
ARROWS = {"up": "▲", "down": "▼", "level": "●"}


def render(document: Document) -> bytes:
    """Write a report as PDF.

    Args:
        document: The report.

    Returns:
        The file: PDF/UA-1, the same bytes for the same report.

    Raises:
        RenderError: A font is missing, or typst cannot set the report.
    """
    data = json.dumps(_drawable(_layout(document)), ensure_ascii=False)
    try:
        file, warnings = _set(data).compile_with_warnings(format="pdf", pdf_standards=["ua-1"])
    except RuntimeError as error:
        raise RenderError(f"typst could not set the report: {error}") from error
    if warnings:
        raise RenderError(f"typst set the report with faults: {'; '.join(warning.message for warning in warnings)}")
    return cast("bytes", file)


def _set(data: str) -> typst.Compiler:
    """Set the report as large as fills its last page well enough, or at full size when nothing does."""
    import typst

    compilers = [
        typst.Compiler(TEMPLATE, font_paths=typefaces(), sys_inputs={"document": data, "fit": str(fit)}) for fit in FITS
    ]
    return next(filter(_ends_well, compilers), compilers[0])


def _ends_well(compiler: typst.Compiler) -> bool:
    end = json.loads(compiler.query("<end>", field="value", one=True))
    return bool(end["page"] == 1 or end["y"] >= FULL_ENOUGH)


@cache
def typefaces() -> typst.Fonts:
    """Load the packaged fonts for typst, once.

    Returns:
        Both weights, and no other font.

    Raises:
        RenderError: One is missing.
    """
    import typst

    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.directory())])
    weights = {font.weight for font in found.fonts() if font.family == fonts.FAMILY}
    if missing := set(fonts.paths()) - weights:
        raise RenderError(
            f"{fonts.FAMILY} of weight {', '.join(map(str, sorted(missing)))} is not in {fonts.directory()}; "
            "the installation is incomplete, install shequn again"
        )
    return found


def _layout(document: Document) -> dict[str, Any]:
    cover = document.cover
    word = Texts(cover.language)
    return {
        "lang": cover.language,
        "title": cover.title,
        "client": cover.client,
        "period": cover.period,
        "prepared": cover.prepared,
        "words": {"warning": word("render.warning")},
        "sections": [
            {
                "number": section.number,
                "title": section.title,
                "verdict": section.verdict,
                "blocks": [
                    _block(block, label, section)
                    for block, label in numbered(section)
                    if getattr(block, "only", None) != "xlsx"
                ],
            }
            for section in document.sections
        ],
    }


def _block(block: Block, label: str, section: Section) -> dict[str, Any]:
    if isinstance(block, Text):
        return {"kind": block.kind, "style": block.style, "paragraphs": paragraphs(block.text)}
    if isinstance(block, Bullets):
        return block.model_dump()
    if isinstance(block, Cards):
        word = Texts(section.language)
        return {"kind": block.kind, "items": [_card(card, word) for card in block.items]}
    if isinstance(block, Picture):
        return {**block.model_dump(), "label": label}
    return _table(block, label, section)


def _card(card: Card, word: Texts) -> dict[str, str]:
    tone = "" if card.good is None else "good" if card.good else "bad"
    return {
        "label": card.label,
        "value": card.value,
        "change": card.change or "",
        "detail": card.detail or "",
        "arrow": ARROWS[card.direction],
        "tone": tone,
        "word": {"good": word("render.better"), "bad": word("render.worse"), "": ""}[tone],
    }


def _table(table: Table, label: str, section: Section) -> dict[str, Any]:
    rows = [
        [
            format_value(value, column.kind, section.language, section.currency)
            for value, column in zip(row, table.columns, strict=True)
        ]
        for row in table.rows
    ]
    columns = [
        {"label": column.label, "number": column.kind not in {"text", "date"}, "share": share}
        for column, share in zip(table.columns, _shares(table.columns, rows), strict=True)
    ]
    whole = len(rows) <= 12 and sum(display_width(text) for row in rows for text in row) < 800  # small: never broken
    head = {"kind": "table", "label": label, "title": table.title, "caption": table.caption, "whole": whole}
    return {**head, "columns": columns, "rows": rows}


def _shares(columns: list[Column], rows: list[list[str]]) -> list[float]:
    """Share the width out by what each column needs; when words must wrap, short columns keep to themselves (0)."""
    found = needs(columns, rows)
    if sum(found) <= WIDTH:
        return found
    return [
        math.sqrt(min(need, WIDTH)) if wraps(column, need) else 0.0 for column, need in zip(columns, found, strict=True)
    ]


def wraps(column: Column, need: float) -> bool:
    """Whether the words of a column may be wrapped: numbers, days and single words may not.

    Args:
        column: The column.
        need: What it would take, in units of the font's size.

    Example:
        >>> from shequn.report.model import Column
        >>> wraps(Column(key="a", label="Status"), 6.0), wraps(Column(key="a", label="Action"), 30.0)
        (False, True)
    """
    return column.kind == "text" and need > SHORT


def needs(columns: list[Column], rows: list[list[str]]) -> list[float]:
    """Measure what the columns of a table would take if nothing had to wrap.

    Args:
        columns: The columns.
        rows: The values as text.

    Returns:
        Widths in units of the font's size; the page has :data:`WIDTH`.

    Example:
        >>> from shequn.report.model import Column
        >>> [round(need, 2) for need in needs([Column(key="a", label="群")], [["街坊群"]])]
        [4.86]
    """
    found = []
    for place, column in enumerate(columns):
        label = max([*map(display_width, column.label.split()), display_width(column.label) / 2])
        found.append(1.5 + 0.56 * max([label, *(display_width(row[place]) for row in rows)]))
    return found


def _drawable(part: Any) -> Any:
    """Take from every text, but no drawing, what the fonts cannot draw."""
    if isinstance(part, dict):
        return {name: value if name == "svg" else _drawable(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_drawable(value) for value in part]
    return fonts.printable(part) if isinstance(part, str) else part
