"""What the readers did with every row: kept, refused or repaired, and what the source cannot know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from shequn.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shequn.readers.exports.gather import Account

TABLES = ("members", "messages", "orders", "groups")
NO_ERROR = frozenset({"duplicate", "unpaid"})  # set aside as they should be: nothing is wrong with the file
LOUD_SHARE = 0.01
NOTES_LIMIT = 200  # rows listed per reason and table; the counts are always complete


@dataclass(frozen=True)
class RowNote:
    """One row that was refused or repaired.

    Attributes:
        table: ``members``, ``messages``, ``orders`` or ``groups``.
        file: Name of the file.
        line: Line of a text file or row of a sheet, the header being line 1; in Parquet and in frames the data row,
            counted from 1.
        column: Header of the column at fault as the file spells it, empty when the whole row is.
        value: The cell as it stands in the file.
        reason: Code of the reason, worded by the text ``reason.<code>``.
    """

    table: str
    file: str
    line: int
    column: str
    value: str
    reason: str


@dataclass
class TableQuality:
    """The account of one table: ``rows_in == rows_kept + sum(refused.values())``.

    Attributes:
        table: Name of the table.
        files: Names of the files read.
        rows_in: Rows that are not wholly blank, the header not counted.
        rows_kept: Rows handed on.
        refused: Reason to number of rows left out.
        repaired: Reason to number of rows kept after a repair.
        notes: Single rows, at most ``NOTES_LIMIT`` per reason, in the order of the file.
        columns_absent: Optional columns that the file does not have.

    Raises:
        ValueError: The account does not add up.

    Example:
        >>> table = TableQuality("orders", ["orders.csv"], 5, 3, refused={"bad_date": 1, "unpaid": 1})
        >>> table.errors
        {'bad_date': 1}
        >>> table.loud
        True
    """

    table: str
    files: list[str]
    rows_in: int
    rows_kept: int
    refused: dict[str, int] = field(default_factory=dict)
    repaired: dict[str, int] = field(default_factory=dict)
    notes: list[RowNote] = field(default_factory=list)
    columns_absent: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.rows_in != self.rows_kept + sum(self.refused.values()):
            raise ValueError(
                f"{self.table}: {self.rows_in} rows in, {self.rows_kept} kept, {self.refused} refused do not add up"
            )

    @property
    def errors(self) -> dict[str, int]:
        """Refusals that point at a fault in the file: duplicates and unpaid orders left out."""
        return _errors(self.refused)

    @property
    def loud(self) -> bool:
        """Whether faults cost more than 1 % of the rows, so that the report says so at its top."""
        return sum(self.errors.values()) > LOUD_SHARE * self.rows_in


def _errors(refused: dict[str, int]) -> dict[str, int]:
    return {reason: n for reason, n in refused.items() if reason not in NO_ERROR}


class Remark(NamedTuple):
    """What must be said of a converted file beside its rows.

    Attributes:
        key: Of the text that words it.
        number: How many it concerns, where it says so.
        file: Name of the other file that it is about, or empty.
    """

    key: str
    number: int | None = None
    file: str = ""


@dataclass(frozen=True)
class ExportQuality:
    """The account of one file that was converted: ``rows == kept + sum(refused.values()) + sum(passed.values())``.

    Attributes:
        file: Its name.
        format: Id of its format, worded by ``format.<id>``; empty when it was not read.
        rows: Rows of the file.
        kept: Rows that became rows of the tables.
        refused: Reason to number of rows that cannot be used, worded by ``reason.<code>``.
        passed: Reason to number of rows that hold nothing to read, worded by ``passed.<code>``.
        lines: Reason to the first lines refused.
        remarks: What else must be said.

    Raises:
        ValueError: The account does not add up.
    """

    file: str
    format: str = ""
    rows: int = 0
    kept: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    passed: dict[str, int] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.rows != self.kept + sum(self.refused.values()) + sum(self.passed.values()):
            raise ValueError(
                f"{self.file}: {self.rows} rows, {self.kept} kept, {self.refused} refused, {self.passed} passed over "
                "do not add up"
            )

    @property
    def errors(self) -> dict[str, int]:
        """Refusals that point at a fault in the file."""
        return _errors(self.refused)

    @property
    def loud(self) -> bool:
        """Whether faults cost more than 1 % of the rows."""
        return sum(self.errors.values()) > LOUD_SHARE * self.rows

    @property
    def cut_short(self) -> bool:
        """Whether it could not be read to its end."""
        return any(remark.key == "exports.fault" for remark in self.remarks)


@dataclass(frozen=True)
class Conversion:
    """What converting exports into the tables has found.

    Attributes:
        files: The account of each export.
        overall: What concerns all of them: code, worded by ``exports.<code>``, to number.
    """

    files: list[ExportQuality]
    overall: dict[str, int]


@dataclass
class Quality:
    """The account of a whole folder.

    Attributes:
        tables: Name to account, in the order members, messages, orders, groups.
        unknown: Codes of what the source cannot know, worded by the texts ``unknown.<code>``.
        conversion: What was found when the tables were made from exports; None when they were not.
        unread: Names of exports that lie beside the tables and were not read.
    """

    tables: dict[str, TableQuality] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    conversion: Conversion | None = None
    unread: list[str] = field(default_factory=list)

    @property
    def loud(self) -> list[str]:
        """Tables that lost more than 1 % of their rows to faults."""
        return [name for name, table in self.tables.items() if table.loud]

    def summary(self, language: str = "en", examples: int = 3) -> str:
        """Word the account for a terminal.

        Args:
            language: ``en`` or ``zh``.
            examples: Single rows shown per reason.

        Returns:
            Plain text of several lines, without a final newline.

        Example:
            >>> note = RowNote("orders", "orders.csv", 4, "paid_at", "soon", "bad_date")
            >>> table = TableQuality("orders", ["orders.csv"], 3, 2, refused={"bad_date": 1}, notes=[note])
            >>> print(Quality({"orders": table}).summary())
            Orders (orders.csv): 3 rows, 2 kept, 1 set aside ⚠ more than 1 % lost to faults
              1 × date or time cannot be read
                line 4, paid_at: 'soon'
        """
        text = Texts(language)
        lines = list(conversion_lines(self.conversion, text)) if self.conversion else []
        shown = 0 if self.conversion else examples  # lines of the tables that were made of the exports tell nobody
        lines += [line for table in self.tables.values() for line in _table_lines(table, text, shown)]
        lines += [text("quality.unknown", what=text(f"unknown.{code}")) for code in self.unknown]
        lines += [text("quality.unread", files=text.enumerate(self.unread))] if self.unread else []
        return "\n".join(lines)


def words(group: str, code: str, t: Texts, **values: object) -> str:
    """Word a code; the code itself where it has no words.

    Example:
        >>> words("reason", "blank_id", Texts("en")), words("reason", "no_such_code", Texts("en"))
        ('id is blank', 'no_such_code')
    """
    try:
        return t(f"{group}.{code}", **values)
    except KeyError:
        return code


def conversion_lines(found: Conversion, text: Texts) -> Iterator[str]:
    """Word what converting exports has found, for a terminal.

    Args:
        found: What was found.
        text: Words it.

    Yields:
        A line for each file, for each reason and remark below it, and for what concerns all files.
    """
    for export in found.files:
        notes = [(n, words("reason", code, text)) for code, n in export.refused.items()]
        for key, number, file in export.remarks:
            group, _, code = key.partition(".")
            notes.append((number or 0, words(group, code, text, file=file)))
        if export.format and not any(remark.key == "exports.copy" for remark in export.remarks):
            yield file_line(export, export.file, words("format", export.format, text), text)
            yield from (f"  {f'{n:,} × ' if n else ''}{note}" for n, note in notes)
        else:
            yield from (f"{export.file}: {note}" for _, note in notes)
    yield from (words("exports", code, text, n=f"{n:,}") for code, n in found.overall.items())


def file_line(account: Account | ExportQuality, file: str, known: str, text: Texts) -> str:
    """Word how many rows of an export were kept, refused and passed over.

    Args:
        account: Of the file.
        file: How it is named.
        known: Its format in words.
        text: Words it.

    Returns:
        One line.
    """
    counts = {"rows": account.rows, "kept": account.kept}
    counts |= {"refused": sum(account.refused.values()), "passed": sum(account.passed.values())}
    return text("exports.file", file=file, format=known, **{name: f"{n:,}" for name, n in counts.items()})


def _table_lines(table: TableQuality, text: Texts, examples: int) -> Iterable[str]:
    yield text(
        "quality.rows",
        table=text(f"quality.table.{table.table}"),
        files=", ".join(table.files),
        rows=f"{table.rows_in:,}",
        kept=f"{table.rows_kept:,}",
        refused=f"{table.rows_in - table.rows_kept:,}",
    ) + (text("quality.loud") if table.loud else "")
    for reason, n in [*table.refused.items(), *table.repaired.items()]:
        yield f"  {n:,} × {text(f'reason.{reason}')}"
        for note in [note for note in table.notes if note.reason == reason][:examples]:
            where = text("quality.column", column=note.column) if note.column else ""
            yield "    " + text("quality.note", line=note.line, where=where, value=_printable(note.value))


def _printable(value: str, width: int = 60) -> str:
    # a hostile cell must not steer the reader's terminal or flood it
    return repr(value if len(value) <= width else value[:width] + "…")
