"""What a file is and what it can tell, without converting it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from shequn.errors import InputError
from shequn.quality import file_line, words
from shequn.readers import values
from shequn.readers.exports import identity
from shequn.readers.exports.base import NAMED, Options
from shequn.readers.exports.detect import Detected, detect, files_of, folders_of, told_in
from shequn.readers.exports.gather import Account, gather
from shequn.readers.exports.quality import facts_of
from shequn.readers.folder import connect
from shequn.readers.settings import settings
from shequn.texts import Texts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

TELLS = ("messages", "joins", "leaves", "roster", "orders", "ids", "names", "zone")


@dataclass(frozen=True)
class Survey:
    """What a file holds.

    Attributes:
        found: Its format, how sure that is, and what else it could be.
        account: Its rows; None when it was not read.
        tells: What it can tell; see `Format.TELLS`.
        zone: Time zone that the times are shown in; empty when they are local times that the file gives no zone for.
        first: Time of the first event.
        last: Time of the last event.
        people: Number of different people.
        groups: Number of different groups.
        error: Why it cannot be read; empty when it can.
    """

    found: Detected
    account: Account | None = None
    tells: frozenset[str] = frozenset()
    zone: str = ""
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    people: int = 0
    groups: int = 0
    error: str = ""


def survey(paths: Sequence[str | Path], *, dayfirst: bool | None = None, progress: bool = False) -> Iterator[Survey]:
    """Look at files, as a conversion of them would.

    Args:
        paths: Files and folders; a ``client.yaml`` beside them is minded.
        dayfirst: How ``3/4/2026`` is read.
        progress: Whether to show a bar on standard error.

    Yields:
        What each file holds, in natural order.

    Raises:
        MissingFileError: A path is not there.
        InputError: ``client.yaml`` cannot be read.
    """
    files = files_of(paths)
    chosen = settings(told_in(folders_of(paths)), dayfirst=dayfirst)
    options = Options(chosen.dayfirst, orders=dict(chosen.columns.get("orders", {})))
    for file in files:
        found = detect(file, options.orders)
        if found.format is None or found.undecided:
            yield Survey(found)
            continue
        try:
            yield _read(found, options, chosen.timezone, progress=progress)
        except InputError as error:
            yield Survey(found, error=str(error))


def _read(found: Detected, options: Options, timezone: str, *, progress: bool) -> Survey:
    connection = connect(found.path.stat().st_size)
    try:
        with tempfile.TemporaryDirectory(prefix="shequn-") as work:
            [account] = gather(connection, [found.path], options, Path(work), progress=progress)
        identity.merge_groups(connection)
        identity.join(connection, {})
        run = connection.execute
        moments = " UNION ALL ".join(
            [f"SELECT moment, moment_aware AS aware FROM {table}" for table in ("message", "move", "sale")]
            + [f"SELECT {name}, {name}_aware FROM seat" for name in ("joined", "taken")]
        )
        local = f"CASE WHEN aware THEN {values.to_local('moment', timezone)} ELSE moment END"
        first, last, aware, naive = run(
            f"SELECT min({local}), max({local}), count(*) FILTER (aware), count(*) FILTER (NOT aware) "
            f"FROM ({moments}) WHERE moment IS NOT NULL"
        ).fetchall()[0]
        who = " UNION ALL ".join(f"SELECT member, name FROM {t}" for t in ("message", "move", "seat", "person", "sale"))
        where = " UNION ALL ".join(f"SELECT group_id FROM {t}" for t in ("message", "move", "seat", "grp", "sale"))
        people, ids, names = run(
            f"SELECT count(DISTINCT member), count(*) FILTER (NOT starts_with(member, '{NAMED}')), "
            f"count(*) FILTER (name <> '') FROM ({who}) WHERE member <> ''"
        ).fetchall()[0]
        groups = run(f"SELECT count(DISTINCT group_id) FROM ({where}) WHERE group_id <> ''").fetchall()[0][0]
        seen = {"ids": ids, "names": names, "zone": aware and not naive}
        tells = (found.format.TELLS - seen.keys()) | {what for what, there in seen.items() if there}  # type: ignore[union-attr]
        return Survey(found, account, tells, timezone if aware else "", first, last, people, groups)
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
    t, found, account = Texts(language), seen.found, seen.account
    if found.format is None:
        return f"{found.path}: {t('exports.unknown_format')}"
    known = (
        f"{words('format', found.format.NAME, t)}{t('exports.comma')}{t('exports.sure', percent=f'{found.sure:.0%}')}"
    )
    lines = [f"{found.path}: {known}"]
    if found.rivals:
        rivals = t.enumerate(words("format", f.NAME, t) for f in found.rivals)
        lines.append(t("exports.rivals", formats=rivals))
    if account:
        lines = [file_line(account, str(found.path), known, t), _events(seen, t)]
        lines += [f"{n:,} × {words('reason', code, t)}" for code, n in sorted(account.refused.items())]
        passed = ((words("passed", code, t), n) for code, n in sorted(account.passed.items()))
        lines += [t("exports.passed_over", what=reason, n=f"{n:,}") for reason, n in passed]
        lines += [f"{n:,} × {meaning}" if n else meaning for _, n, meaning in facts_of(account, t)]
        lines += [f"{t('exports.fault')} ({account.fault})"] if account.fault else []
    told = {what: t(f"tells.{what}") for what in TELLS}
    for key, wanted in (("tells", True), ("tells_not", False)):
        tells = seen.tells if account else found.format.TELLS
        listed = [word for what, word in told.items() if (what in tells) == wanted]
        lines += [t(f"exports.{key}", what=t.enumerate(listed))] if listed else []
    lines += [seen.error] if seen.error else []
    return "\n  ".join(lines)


def _events(seen: Survey, t: Texts) -> str:
    facts = [t("exports.people", n=f"{seen.people:,}"), t("exports.groups", n=f"{seen.groups:,}")]
    if seen.first and seen.last:
        first, last = f"{seen.first:%Y-%m-%d %H:%M}", f"{seen.last:%Y-%m-%d %H:%M}"
        facts.insert(0, t("exports.period", first=first, last=last, zone=seen.zone or t("exports.local")))
    return t("exports.comma").join(facts)
