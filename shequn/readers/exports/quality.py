"""The list of what is doubtful in converted exports, as a file and in words."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, NamedTuple

from shequn.texts import Texts, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shequn.readers.exports.convert import Converted
    from shequn.readers.exports.gather import Account

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
        value: What stands there, only where message text is kept too.
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
            shown = entry if values else entry._replace(value="")
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
    for code in account.facts:
        yield Entry(name, kind, "fact", code, None, None, "", t(f"fact.{code}"))
    if account.fault:
        yield Entry(name, kind, "fault", "fault", None, None, account.fault, t("exports.fault"))


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
        "by_group_name": joined.by_group_name,
        "candidates_single": joined.single,
        "candidates_several": joined.several,
        "intervals": spells.intervals,
        "undated": spells.undated,
        "by_speaking": spells.by_speaking,
        "merged_groups": made.merged_groups,
        "parts": made.parts,
        "repeated_orders": made.repeated_orders,
        "orders_matched": made.matched if orders else 0,
        "orders_unmatched": orders - made.matched if orders else 0,
    }
    yield from ((code, n) for code, n in counts.items() if n)


def words(group: str, code: str, t: Texts) -> str:
    """Word a code; the code itself where it has no words.

    Example:
        >>> words("reason", "blank_id", Texts("en")), words("reason", "no_such_code", Texts("en"))
        ('id is blank', 'no_such_code')
    """
    key = f"{group}.{code}"
    return t(key) if key in table() else code


def summary(made: Converted, language: str = "en") -> str:
    """Word the accounts for a terminal.

    Args:
        made: What was converted.
        language: ``en`` or ``zh``.

    Returns:
        Plain text, a line for each file and for each thing to know.
    """
    t = Texts(language)
    lines = []
    for account in made.accounts:
        if account.same_as or not account.format:
            lines.append(f"{account.path.name}: {next(_of_file(account, t)).meaning}")
            continue
        lines.append(
            t(
                "exports.file",
                file=account.path.name,
                format=words("format", account.format, t),
                rows=f"{account.rows:,}",
                kept=f"{account.kept:,}",
                refused=f"{account.refused.total():,}",
                passed=f"{account.passed.total():,}",
            )
        )
        shown = [e for e in _of_file(account, t) if e.what in {"refused", "fact", "fault"}]
        lines += [f"  {f'{e.number:,} × ' if e.number else ''}{e.meaning}" for e in shown]
    lines += [t(f"exports.{code}", n=f"{count:,}") for code, count in overall(made)]
    return "\n".join(lines)
