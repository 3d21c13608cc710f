"""What a file is and what it can tell, without converting it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from shequn.errors import InputError
from shequn.readers.exports.detect import Detected, detect, files_of
from shequn.readers.exports.gather import Account, gather
from shequn.readers.exports.quality import words
from shequn.readers.folder import connect
from shequn.texts import Texts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from shequn.readers.exports.base import Options

TELLS = ("messages", "joins", "leaves", "roster", "orders", "ids", "names", "zone")


@dataclass(frozen=True)
class Survey:
    """What a file holds.

    Attributes:
        found: Its format, how sure that is, and what else it could be.
        account: Its rows; None when it was not read.
        first: Time of the first event.
        last: Time of the last event.
        people: Number of different people.
        groups: Number of different groups.
        error: Why it cannot be read; empty when it can.
    """

    found: Detected
    account: Account | None = None
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    people: int = 0
    groups: int = 0
    error: str = ""


def survey(paths: Sequence[str | Path], options: Options, *, progress: bool = False) -> Iterator[Survey]:
    """Look at files.

    Args:
        paths: Files and folders.
        options: What the readers are told.
        progress: Whether to show a bar on standard error.

    Yields:
        What each file holds, in natural order.

    Raises:
        MissingFileError: A path is not there.
    """
    for file in files_of(paths):
        found = detect(file, options.orders)
        if found.format is None or found.undecided:
            yield Survey(found)
            continue
        try:
            yield _read(found, options, progress=progress)
        except InputError as error:
            yield Survey(found, error=str(error))


def _read(found: Detected, options: Options, *, progress: bool) -> Survey:
    connection = connect(found.path.stat().st_size)
    try:
        with tempfile.TemporaryDirectory(prefix="shequn-") as work:
            [account] = gather(connection, [found.path], options, Path(work), progress=progress)
        run = connection.execute
        moments = " UNION ALL ".join(
            [f"SELECT moment FROM {table}" for table in ("message", "move", "sale")] + ["SELECT joined FROM seat"]
        )
        first, last = run(f"SELECT min(moment), max(moment) FROM ({moments})").fetchall()[0]
        who = " UNION ALL ".join(f"SELECT member FROM {t}" for t in ("message", "move", "seat", "person", "sale"))
        where = " UNION ALL ".join(f"SELECT group_id FROM {t}" for t in ("message", "move", "seat", "grp", "sale"))
        people = run(f"SELECT count(DISTINCT member) FROM ({who}) WHERE member <> ''").fetchall()[0][0]
        groups = run(f"SELECT count(DISTINCT group_id) FROM ({where}) WHERE group_id <> ''").fetchall()[0][0]
        return Survey(found, account, first, last, people, groups)
    finally:
        connection.close()


def describe(seen: Survey, language: str = "en") -> str:
    """Word what a file holds.

    Args:
        seen: The file.
        language: ``en`` or ``zh``.

    Returns:
        Plain text of several lines.
    """
    t, found = Texts(language), seen.found
    if found.format is None:
        return f"{found.path}: {t('exports.unknown_format')}"
    name = words("format", found.format.NAME, t)
    lines = [f"{found.path}: {name}, {t('exports.sure', percent=f'{found.sure:.0%}')}"]
    if found.rivals:
        lines.append(t("exports.rivals", formats=", ".join(words("format", f.NAME, t) for f in found.rivals)))
    if account := seen.account:
        counts = {"rows": account.rows, "kept": account.kept, "refused": account.refused.total()}
        numbers = {name: f"{n:,}" for name, n in counts.items()} | {"passed": f"{account.passed.total():,}"}
        known = f"{name}, {t('exports.sure', percent=f'{found.sure:.0%}')}"
        lines[0] = t("exports.file", file=found.path, format=known, **numbers)
        facts = [t("exports.people", n=f"{seen.people:,}"), t("exports.groups", n=f"{seen.groups:,}")]
        if seen.first and seen.last:
            facts.insert(
                0, t("exports.period", first=f"{seen.first:%Y-%m-%d %H:%M}", last=f"{seen.last:%Y-%m-%d %H:%M}")
            )
        lines.append(", ".join(facts))
        lines += [f"{n:,} × {words('reason', code, t)}" for code, n in sorted(account.refused.items())]
        lines += [t(f"fact.{code}") for code in account.facts]
        lines += [f"{t('exports.fault')} ({account.fault})"] if account.fault else []
    told = {what: t(f"tells.{what}") for what in TELLS}
    for key, wanted in (("tells", True), ("tells_not", False)):
        listed = [word for what, word in told.items() if (what in found.format.TELLS) == wanted]
        lines += [t(f"exports.{key}", what=", ".join(listed))] if listed else []
    lines += [seen.error] if seen.error else []
    return "\n  ".join(lines)
