"""The report's tables as a workbook in which every rate is a formula over the counts beside it."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from shequn.errors import RenderError
from shequn.report.format import display_width, format_value, symbol
from shequn.report.model import REFERENCE, Column, Document, Table, Text
from shequn.texts import Texts

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from shequn.report.model import Cell

BRAND, LINE, WASH, BAD = "#0f5c5c", "#e1e6ea", "#eef5f4", "#b3372b"
FONTS = {"en": "Calibri", "zh": "Microsoft YaHei"}
MADE = datetime(2026, 1, 1)  # noqa: DTZ001  (a fixed date, so that one report gives one file)
LONGEST_TEXT, MOST_ROWS, WIDEST = 32_767, 1_048_575, 48
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")
"""What a workbook cannot hold, or what would turn the direction of a text."""
DENOMINATOR = re.compile(r"/\s*(\{[^}]*\}|\((?:[^()]|\([^()]*\))*\))")


def write(document: Document, path: Path) -> None:
    """Write the tables of a report as a workbook.

    First a summary (client, period, warnings, verdict of every section, list of sheets), then the parameters, then a
    sheet for every table. Texts stay texts, whatever they begin with.

    Args:
        document: The report.
        path: The ``.xlsx`` file to write.

    Raises:
        RenderError: A table has more rows than a sheet can hold.
        OSError: The file cannot be written.
    """
    import xlsxwriter

    cover = document.cover
    whole = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        # Without "none" Excel would take the font of its theme instead.
        "default_format_properties": {
            "font_name": FONTS[cover.language],
            "font_scheme": "none",
            "font_size": 10,
            "valign": "top",
        },
    }
    with xlsxwriter.Workbook(whole, options) as book:
        book.set_properties({"title": cover.title, "subject": cover.period, "company": cover.client, "created": MADE})
        sheets = _Sheets(book, document)
        sheets.summary()
        sheets.parameters()
        for name, table in sheets.names:
            sheets.table(name, table)
    path.write_bytes(whole.getvalue())


def formulas(column: Column, columns: list[Column], rows: int) -> list[str | None]:
    """Turn the formula of a column into those of its cells.

    Args:
        column: The column, its formula written with references (:data:`shequn.report.model.REFERENCE`).
        columns: All columns of the table; the first stands in column A.
        rows: How many rows the table has; the first stands in row 2, below the heading.

    Returns:
        One formula a row, blank where a denominator is zero or blank; None where the column has none or it would refer
        to a row before the first.

    Example:
        >>> columns = [Column(key="active", label=""), Column(key="total", label="")]
        >>> formulas(Column(key="rate", label="", formula="{active}/{total}"), columns, rows=2)
        ['=IF(N(B2)=0,"",A2/B2)', '=IF(N(B3)=0,"",A3/B3)']
        >>> formulas(Column(key="growth", label="", formula="{active}/{active@-1}-1"), columns, rows=2)
        [None, '=IF(N(A2)=0,"",A3/A2-1)']
    """
    from xlsxwriter.utility import xl_col_to_name

    if column.formula is None:
        return [None] * rows
    written = column.formula.replace(" ", "")
    places = {other.key: (xl_col_to_name(place), other.kind) for place, other in enumerate(columns)}
    offsets = {0}

    def reference(found: re.Match[str]) -> str:
        (letter, kind), where = places[found["key"]], found["where"] or "0"
        if where == "sum":
            cell = f"SUM({letter}$2:{letter}${rows + 1})"
        elif where == "first":
            cell = f"{letter}$2"
        else:
            offsets.add(int(where))
            cell = f"{letter}{{row{int(where)}}}"  # filled in below, row by row
        return f"({cell}/100)" if kind == "points" else cell  # points stand in the sheet as 3.2, not 0.032

    result = REFERENCE.sub(reference, written)
    divided_by = [REFERENCE.sub(reference, found[1]) for found in DENOMINATOR.finditer(written)]
    zero = [f"N{part}=0" if part.startswith("(") else f"N({part})=0" for part in divided_by]
    if column.kind == "points":
        result = f"({result})*100"
    if zero:
        test = zero[0] if len(zero) == 1 else f"OR({','.join(zero)})"
        result = f'IF({test},"",{result})'
    return [
        "=" + result.format_map({f"row{offset}": row + 2 + offset for offset in offsets})
        if row + min(offsets) >= 0
        else None
        for row in range(rows)
    ]


def sheet_names(wanted: list[str], taken: list[str]) -> list[str]:
    r"""Make names that Excel accepts: at most 31 characters, none of ``[]:*?/\``, each once whatever its case.

    Args:
        wanted: Names as they were meant.
        taken: Names already in use.

    Returns:
        One name for each wanted.

    Example:
        >>> sheet_names(["Joins/leaves", "joins leaves", "'"], ["Summary"])
        ['Joins leaves', 'joins leaves 2', 'Sheet']
    """
    used = {name.casefold() for name in [*taken, "history"]}
    names = []
    for text in wanted:
        plain = " ".join(re.sub(r"[\[\]:*?/\\]", " ", UNFIT.sub("", text)).split()).strip("' ")
        name = plain = _cut(plain, 31).strip("' ") or "Sheet"
        number = 1
        while name.casefold() in used:
            number += 1
            name = f"{_cut(plain, 31 - len(f' {number}'))} {number}"
        used.add(name.casefold())
        names.append(name)
    return names


class _Sheets:
    """The sheets of one workbook in the making."""

    def __init__(self, book: Workbook, document: Document) -> None:
        self.book, self.document, self.cover = book, document, document.cover
        self.word = Texts(self.cover.language)
        tables = [table for _, table in document.tables() if table.only != "page"]
        own = [self.word("render.xlsx.summary"), self.word("render.xlsx.parameters")]
        names = sheet_names([table.sheet or table.title for table in tables], own)
        self.own, self.names = own, list(zip(names, tables, strict=True))
        self.formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def format(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(properties)
        return self.formats[key]

    def summary(self) -> None:
        sheet = self._sheet(self.own[0])
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 8)
        sheet.set_column(1, 1, 34)
        sheet.set_column(2, 2, 90)
        cover, row = self.cover, 0
        for text, look in (
            (cover.client, {"bold": True, "font_size": 18, "font_color": BRAND}),
            (cover.title, {"font_size": 12}),
            (cover.period, {}),
            (cover.prepared, {}),
        ):
            if text:
                self._text(sheet, row, 0, text, **look)
                row += 1
        for section in self.document.sections:
            for block in section.blocks:
                if isinstance(block, Text) and block.style == "warning":
                    self._text(sheet, row, 0, f"{self.word('render.warning')}: {block.text}", bold=True, font_color=BAD)
                    row += 1
        row = self._head(sheet, row + 1, "number", "section", "verdict")
        for section in self.document.sections:
            for column, text in enumerate((section.number, section.title, section.verdict)):
                self._text(sheet, row, column, text, text_wrap=True, bottom=1, bottom_color=LINE)
            row += 1
        row = self._head(sheet, row + 1, "rows", "sheet", "title")
        link = self.format(font_color=BRAND, underline=1, bottom=1, bottom_color=LINE)
        for name, table in self.names:
            sheet.write_number(row, 0, len(table.rows), self.format(num_format="#,##0", bottom=1, bottom_color=LINE))
            quoted = name.replace("'", "''")
            sheet.write_url(row, 1, f"internal:'{quoted}'!A1", link, name)
            self._text(
                sheet, row, 2, " · ".join(filter(None, [table.title, table.caption])), bottom=1, bottom_color=LINE
            )
            row += 1
        self._text(sheet, row + 1, 0, self.word("render.xlsx.trace"), italic=True)

    def parameters(self) -> None:
        sheet = self._sheet(self.own[1])
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 70)
        row = self._head(sheet, 0, "parameter", "value")
        sheet.freeze_panes(1, 0)
        for name, value in self.cover.parameters:
            self._text(sheet, row, 0, name)
            self._text(sheet, row, 1, value, text_wrap=True)
            row += 1

    def table(self, name: str, table: Table) -> None:
        if len(table.rows) > MOST_ROWS:
            raise RenderError(f"table {table.title!r} has {len(table.rows):,} rows, a sheet holds {MOST_ROWS:,}")
        sheet = self._sheet(name)
        last = len(table.columns) - 1
        for place, column in enumerate(table.columns):
            self._text(sheet, 0, place, column.label, **self._heading(right=column.kind not in {"text", "date"}))
            sheet.set_column(place, place, self._width(table, place))
            self._column(sheet, table, place)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(table.rows)), last)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def _sheet(self, name: str) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(9)  # A4
        sheet.set_footer("&L&A&R&P / &N")
        return sheet

    def _heading(self, *, right: bool = False) -> dict[str, Any]:
        look = {"bold": True, "font_color": "#ffffff", "bg_color": BRAND, "text_wrap": True, "valign": "vcenter"}
        return {**look, "align": "right"} if right else look

    def _head(self, sheet: Worksheet, row: int, *keys: str) -> int:
        for column, key in enumerate(keys):
            self._text(sheet, row, column, self.word(f"render.xlsx.{key}"), **self._heading())
        return row + 1

    def _text(self, sheet: Worksheet, row: int, column: int, text: str, **look: Any) -> None:
        plain = whole = UNFIT.sub("", text)
        if _cut(whole, LONGEST_TEXT) != whole:
            plain = _cut(whole, LONGEST_TEXT - 1) + "…"
        # Excel would read these as a formula once somebody edits the cell; the prefix keeps them text.
        if plain.startswith(("=", "+", "-", "@", "\t")):
            look["quote_prefix"] = True
        sheet.write_string(row, column, plain, self.format(**look))

    def _column(self, sheet: Worksheet, table: Table, place: int) -> None:
        column = table.columns[place]
        numeric, scale = column.kind not in {"text", "date"}, 100 if column.kind == "points" else 1
        look = {"num_format": self._number_format(column)} if numeric else {"text_wrap": True}
        cells = formulas(column, table.columns, len(table.rows))
        for row, (values, formula) in enumerate(zip(table.rows, cells, strict=True), 1):
            value = values[place]
            if value is None:
                continue
            if column.kind == "date" and (day := _day(value)):
                sheet.write_datetime(row, place, day, self.format(num_format="yyyy-mm-dd", align="left"))
            elif isinstance(value, str) or not numeric:
                self._text(sheet, row, place, str(value), text_wrap=True)
            elif formula:
                sheet.write_formula(row, place, formula, self.format(bg_color=WASH, **look), value * scale)
            else:
                sheet.write_number(row, place, value * scale, self.format(**look))

    def _number_format(self, column: Column) -> str:
        points = self.word("render.points", value="")
        return {
            "int": "#,##0",
            "number": "#,##0.00",
            "percent": "0.0%",
            "growth": "+0.0%;-0.0%;0.0%",
            "points": f'+0.0"{points}";-0.0"{points}";0.0"{points}"',
            "money": f'"{symbol(self.cover.currency)}"#,##0.00',
        }[column.kind]

    def _width(self, table: Table, place: int) -> int:
        column = table.columns[place]
        shown = (format_value(row[place], column.kind, self.cover.language, self.cover.currency) for row in table.rows)
        return min(WIDEST, max([8, display_width(column.label), *map(display_width, shown)]) + 3)


def _day(value: Cell) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _cut(text: str, longest: int) -> str:
    """Shorten a text as Excel counts: characters beyond the basic plane, such as emoji, are two."""
    return text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore")
