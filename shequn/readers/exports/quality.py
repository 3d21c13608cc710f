"""The list of what is doubtful in converted exports, as a file and in words."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, NamedTuple

from shequn.quality import Conversion, ExportQuality, Remark, conversion_lines, words
from shequn.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from shequn.readers.exports.convert import Converted
    from shequn.readers.exports.gather import Account

QUALITY = "data_quality.csv"
"""Name of the list, beside the tables."""
_COLUMNS = ("file", "format", "what", "code", "count", "line", "value", "meaning")


class Entry(NamedTuple):
    """A row of the list.

    Attributes:
        file: Name of the file; empty for what concerns all of them.
        format: Id of its format.
        what: ``rows, kept, refused, passed, line, fact, fault, copy`` or ``all``.
        code: Code of the reason or fact.
        number: How many rows, or people; the column ``count``.
        line: Line of a single row.
        value: What stands there, only where message text is kept too; of a copy, the name of the file it repeats.
        meaning: In words.
    """

    file: str
    format: str
    what: str
    code: str
    number: int | None
    line: int | None
    value: str
    meaning: str


def write_quality(path: Path, made: Converted, language: str, *, values: bool) -> None:
    """Write the list as CSV (UTF-8 with a byte-order mark, as Excel needs it).

    Args:
        path: Where to.
        made: What was converted.
        language: ``en`` or ``zh``.
        values: Whether to write what stands in a refused row; it may be somebody's words.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write = csv.writer(file, lineterminator="\n").writerow
        write(_COLUMNS)
        for entry in entries(made, language):
            shown = entry if values or entry.what == "copy" else entry._replace(value="")
            write(["" if cell is None else cell for cell in shown])


def entries(made: Converted, language: str) -> Iterator[Entry]:
    """List what is to be said of each file, and of all of them.

    Args:
        made: What was converted.
        language: ``en`` or ``zh``.

    Yields:
        The rows of the list.
    """
    t = Texts(language)
    for account in made.accounts:
        yield from _of_file(account, t)
    for code, count in overall(made):
        yield Entry("", "", "all", code, count, None, "", t(f"exports.{code}", n=f"{count:,}"))


def _of_file(account: Account, t: Texts) -> Iterator[Entry]:
    name, kind = account.path.name, account.format
    if account.same_as:
        yield Entry(name, kind, "copy", "copy", None, None, account.same_as, t("exports.copy", file=account.same_as))
        return
    if not kind:
        yield Entry(name, "", "fact", "unknown_format", None, None, "", t("exports.unknown_format"))
        return
    for what, count in (("rows", account.rows), ("kept", account.kept)):
        yield Entry(name, kind, what, "", count, None, "", t(f"exports.{what}"))
    for what, counts in (("refused", account.refused), ("passed", account.passed)):
        for code, count in sorted(counts.items()):
            yield Entry(
                name, kind, what, code, count, None, "", words("reason" if what == "refused" else what, code, t)
            )
    for note in account.notes:
        yield Entry(name, kind, "line", note.reason, None, note.line, note.value, words("reason", note.reason, t))
    for code, people, meaning in facts_of(account, t):
        yield Entry(name, kind, "fact", code, people, None, "", meaning)
    if account.fault:
        yield Entry(name, kind, "fault", "fault", None, None, account.fault, t("exports.fault"))


def facts_of(account: Account, t: Texts) -> Iterator[tuple[str, int | None, str]]:
    """List what must be said of a file beside its rows.

    Args:
        account: Of the file.
        t: Words it.

    Yields:
        Code, number of people where it is about some, and meaning.
    """
    yield from ((code, None, t(f"fact.{code}")) for code in account.facts)
    yield from ((f"unnamed_{what}", n, t(f"fact.unnamed_{what}")) for what, n in account.unnamed.items())


def overall(made: Converted) -> Iterator[tuple[str, int]]:
    """Count what concerns all files: who was joined, who might be, and how much is matched.

    Args:
        made: What was converted.

    Yields:
        Code, worded by ``exports.<code>``, and number; only what is there.
    """
    joined, spells = made.joined, made.spells
    orders = made.rows.get("orders", 0)
    counts = {
        "by_unionid": joined.by_unionid,
        "by_mapping": joined.by_mapping,
        "mapping_unused": joined.unused,
        "by_group_name": joined.by_group_name,
        "candidates_single": joined.single,
        "candidates_several": joined.several,
        "intervals": spells.intervals,
        "undated": spells.undated,
        "by_speaking": spells.by_speaking,
        "merged_groups": made.merged_groups,
        "alike": made.alike,
        "parts": made.parts,
        "repeated_orders": made.repeated_orders,
        "orders_matched": made.matched if orders else 0,
        "orders_unmatched": orders - made.matched if orders else 0,
    }
    yield from ((code, n) for code, n in counts.items() if n)


def read_quality(path: Path) -> Conversion | None:
    """Read the list that a conversion wrote.

    Args:
        path: The file.

    Returns:
        What it says, by its codes; None when it is no such list, or was changed so that it does not add up.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if file.readline(200).strip() != ",".join(_COLUMNS):
                return None
            return _conversion(map(_entry, filter(None, csv.reader(file, strict=True))))
    except (OSError, ValueError, LookupError, csv.Error):
        return None


def _entry(row: list[str]) -> Entry:
    file, kind, what, code, count, line, value, meaning = row
    return Entry(file, kind, what, code, _whole(count), _whole(line), value, meaning)


def _whole(text: str) -> int | None:
    if text and not re.fullmatch("[0-9]{1,12}", text):
        raise ValueError(f"{text[:20]!r} is no number of rows")
    return int(text) if text else None


def _conversion(listed: Iterable[Entry]) -> Conversion:
    files: list[list[Entry]] = []
    overall = {}
    for entry in listed:
        if entry.what == "all":
            overall[entry.code] = entry.number or 0
        elif entry.what in {"rows", "copy"} or not entry.format:
            files.append([entry])  # two files may have one name: the order tells them apart
        else:
            files[-1].append(entry)
    return Conversion([_export(each) for each in files], overall)


def _export(listed: list[Entry]) -> ExportQuality:
    file, kind = listed[0][:2]
    counts: dict[str, dict[str, int]] = {"rows": {}, "kept": {}, "refused": {}, "passed": {}}
    lines: dict[str, list[int]] = {}
    remarks = []
    for entry in listed:
        if entry[:2] != (file, kind):
            raise ValueError(f"{entry.file} stands among the rows of {file}")
        if entry.what in {"fact", "fault", "copy"}:
            key = f"{'fact' if kind and entry.what == 'fact' else 'exports'}.{entry.code}"
            remarks.append(Remark(key, entry.number, entry.value if entry.what == "copy" else ""))
        elif entry.what == "line":
            lines.setdefault(entry.code, []).append(entry.line or 0)
        else:
            counts[entry.what][entry.code] = entry.number or 0
    rows, kept = (sum(counts.pop(name).values()) for name in ("rows", "kept"))
    return ExportQuality(file, kind, rows, kept, **counts, lines=lines, remarks=remarks)


def summary(made: Converted, language: str = "en") -> str:
    """Word the accounts for a terminal.

    Args:
        made: What was converted.
        language: ``en`` or ``zh``.

    Returns:
        Plain text, a line for each file and for each thing to know.
    """
    lines = conversion_lines(_conversion(entries(made, language)), Texts(language))
    return "\n".join([*lines, *(f"⚠ {account.fault}" for account in made.accounts if account.fault)])
