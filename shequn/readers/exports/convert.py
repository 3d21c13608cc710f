"""Exports in, a client's folder out: members, messages, orders, groups, a list of their faults, ``client.yaml``."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shequn.errors import InputError, ParameterError, RenderError
from shequn.quality import words
from shequn.readers.exports import identity, privacy, repeated
from shequn.readers.exports.base import NAMED, Options
from shequn.readers.exports.detect import files_of, folders_of, told_in
from shequn.readers.exports.gather import Account, gather
from shequn.readers.exports.identity import Joined
from shequn.readers.exports.membership import Spells, make_spells
from shequn.readers.exports.quality import QUALITY, write_quality
from shequn.readers.exports.writing import copy, write_client, write_tables
from shequn.readers.folder import connect
from shequn.readers.settings import Mappings, Settings, settings
from shequn.texts import Texts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from shequn.readers.exports.writing import Form

TABLES = ("members", "messages", "orders", "groups")
CANDIDATES = "identities_candidates.csv"
_TAKEN = (*(f"{table}.{suffix}" for table in TABLES for suffix in ("parquet", "csv", "xlsx")), "client.yaml", QUALITY)


@dataclass
class Converted:
    """What was made of a set of exports.

    Attributes:
        paths: The files written.
        accounts: An account of each file read.
        rows: Table to number of rows.
        joined: Who became one.
        spells: What is known of membership.
        parts: Order rows that are parts of an order, summed.
        repeated_orders: Orders that stand in several files, taken once.
        matched: Orders whose buyer is a member of a group, by id.
        merged_groups: Groups that went on as another one.
        alike: Groups without an id that bear the name of another one.
    """

    paths: list[Path] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    joined: Joined = field(default_factory=Joined)
    spells: Spells = field(default_factory=lambda: Spells(0, 0, 0, 0))
    parts: int = 0
    repeated_orders: int = 0
    matched: int = 0
    merged_groups: int = 0
    alike: int = 0


def convert(
    paths: Sequence[str | Path],
    *,
    out: str | Path,
    form: Form = "parquet",
    client: str = "",
    timezone: str | None = None,
    dayfirst: bool | None = None,
    columns: Mappings | None = None,
    keep_text: bool = False,
    pseudonymise: bool = False,
    salt: str | Path | None = None,
    identities: str | Path | None = None,
    taken_at: dt.datetime | None = None,
    presence: bool = False,
    language: str = "en",
    progress: bool = False,
) -> Converted:
    """Convert exports of any known format into a client's folder.

    Members have two columns more than a client's folder needs: ``join_how`` (``invited``, ``link``, ``qr`` …) and
    ``invited_by``.

    A ``client.yaml`` beside the exports may say the time zone, the order of day and month and the headers of an order
    table; an ``identities.csv`` (``alias, member_id``) who is who. Rows of every file: rows = kept + refused + passed.

    Args:
        paths: Files and folders.
        out: Folder to write to; made when missing, and may hold no tables yet.
        form: ``parquet`` or ``csv``.
        client: Name for ``client.yaml``; empty: the name of the first path.
        timezone: IANA name; times without offset are local times there. Default: client.yaml, else Asia/Shanghai.
        dayfirst: How ``3/4/2026`` is read.
        columns: Table to canonical column to header.
        keep_text: Whether messages keep their text.
        pseudonymise: Whether ids become salted hashes, and names are dropped.
        salt: File of the salt; default ``shequn.salt`` in the present folder. It is made when it is missing and
            needed: to pseudonymise, or because telephone numbers or mails stand for people.
        identities: Table of the user's own; default ``identities.csv`` beside the exports.
        taken_at: When member lists without a time of their own were exported.
        presence: Whether connections (IRC) count as membership.
        language: Language of the data-quality list, ``en`` or ``zh``.
        progress: Whether to show a bar on standard error.

    Returns:
        The files, and the accounts of all rows.

    Raises:
        InputError: A file cannot be read, a question must be answered first, or nothing is an export.
        MissingFileError: A path is not there.
        ParameterError: A parameter is wrong.
        RenderError: The output folder cannot be written, or holds tables already.
    """
    from shequn.report.run import staging

    if form not in {"parquet", "csv"}:
        raise ParameterError(f"form == {form!r}, must be parquet or csv.")
    target = Path(out)
    if taken := [name for name in _TAKEN if (target / name).exists()]:
        raise RenderError(f"{target} holds {', '.join(taken)} already; name a new folder.")
    if any(path.is_dir() and path.resolve() == target.resolve() for path in map(Path, paths)):
        raise ParameterError(f"out == {str(target)!r} holds the exports; name another folder, so that both stay apart.")
    files = files_of(paths)
    folders = folders_of(paths)
    chosen = settings(told_in(folders), timezone, dayfirst, columns)
    options = Options(chosen.dayfirst, keep_text, taken_at, dict(chosen.columns.get("orders", {})), presence)
    mapping = _mapping(identities, folders)
    kept_at = Path(salt or privacy.SALT_FILE)
    secret = privacy.salt(kept_at) if pseudonymise else ""
    made = Converted()
    connection = connect(sum(file.stat().st_size for file in files))
    try:
        with tempfile.TemporaryDirectory(prefix="shequn-") as work:
            made.accounts = gather(connection, files, options, Path(work), progress=progress)
        if taken_at:
            _refuse_lists_of_one_time(connection, made.accounts)
        if numbers := privacy.protect(connection, kept_at):
            known = [privacy.protected(connection, one, numbers) for one in (*mapping, *mapping.values())]
            mapping = dict(zip(known[: len(mapping)], known[len(mapping) :], strict=True))
        _shape(connection, made, chosen, mapping)
        if not any((made.spells.rows, *_counts(connection))):
            raise InputError(_nothing(made.accounts))
        if pseudonymise:
            privacy.pseudonymise(connection, secret)
        with staging(target) as temporary:
            made.rows = write_tables(connection, temporary, form, members=made.spells.rows > 0)
            listed = replace(made, accounts=_unnamed(made.accounts)) if pseudonymise else made
            write_quality(temporary / QUALITY, listed, language, values=keep_text)
            name = client or ("client" if pseudonymise else _name(paths))
            write_client(temporary / "client.yaml", name, chosen)
            if not pseudonymise and connection.execute("SELECT 1 FROM candidate LIMIT 1").fetchall():
                copy(connection, "SELECT * FROM candidate", temporary / CANDIDATES, "csv")
            made.paths = _move(temporary, target)
    finally:
        connection.close()
    return made


@contextmanager
def together(
    paths: Sequence[str | Path],
    *,
    form: Form = "parquet",
    timezone: str | None = None,
    dayfirst: bool | None = None,
    columns: Mappings | None = None,
    progress: bool = False,
) -> Iterator[Path]:
    """Let several exports be read like the folder of one client.

    Args:
        paths: Files and folders.
        form: As for `convert`.
        timezone: As for `convert`.
        dayfirst: As for `convert`.
        columns: As for `convert`.
        progress: As for `convert`.

    Yields:
        A folder made of all of them, named after the first one; it is removed afterwards.

    Raises:
        ShequnError: As for `convert`.
    """
    with tempfile.TemporaryDirectory(prefix="shequn-") as work:
        out, salt = Path(work) / _name(paths), privacy.passing(Path(work))
        told: dict[str, Any] = {"timezone": timezone, "dayfirst": dayfirst, "columns": columns}
        convert(paths, out=out, form=form, salt=salt, progress=progress, **told)
        yield out


def _mapping(identities: str | Path | None, folders: Sequence[Path]) -> dict[str, str]:
    if identities is not None:
        return identity.read_mapping(Path(identities))
    found = [folder / identity.FILE for folder in folders if (folder / identity.FILE).is_file()]
    mapping: dict[str, str] = {}
    for file in found:
        mapping |= identity.read_mapping(file)
    return mapping


def _refuse_lists_of_one_time(connection: DuckDBPyConnection, accounts: Sequence[Account]) -> None:
    """One date cannot be that of two lists of a group which differ: who left in between would never have left."""
    found = connection.execute(
        "SELECT group_id, list_sort(list(file)) FROM (SELECT group_id, file, taken, bit_xor(hash(member)) AS people "
        "FROM seat WHERE taken IS NOT NULL GROUP BY ALL) GROUP BY group_id, taken HAVING count(DISTINCT people) > 1 "
        "ORDER BY ALL LIMIT 1"
    ).fetchall()
    for group, files in found:
        names = " and ".join(accounts[number].path.name for number in files[:3])
        raise InputError(
            f"{names} list different members of group {group!r}, so they cannot be of one time. "
            "Keep each with its own: shequn snapshot add FILE --taken-at TIME, then convert the snapshots."
        )


def _shape(connection: DuckDBPyConnection, made: Converted, chosen: Settings, mapping: dict[str, str]) -> None:
    made.merged_groups = identity.merge_groups(connection)
    made.joined = identity.join(connection, mapping)
    repeated.drop_messages(connection, made.accounts, chosen.timezone)
    made.parts, made.repeated_orders = repeated.sum_orders(connection, made.accounts)
    made.spells = make_spells(connection, chosen.timezone)
    people = "spell" if made.spells.rows else "message"
    run = connection.execute
    made.matched = run(
        f"SELECT count(*) FROM sale WHERE member IN (SELECT member FROM {people} WHERE member <> '')"
    ).fetchall()[0][0]
    made.alike = run(
        f"SELECT count(DISTINCT m.group_id) FROM (SELECT group_id FROM message UNION SELECT group_id FROM seat) m "
        f"JOIN grp ON '{NAMED}' || grp.name = m.group_id AND grp.group_id <> m.group_id"
    ).fetchall()[0][0]


def _counts(connection: DuckDBPyConnection) -> tuple[int, ...]:
    query = "SELECT (SELECT count(*) FROM message), (SELECT count(*) FROM sale)"
    return tuple(connection.execute(query).fetchall()[0])


def _nothing(accounts: Sequence[Account]) -> str:
    if not accounts:
        return "There is no file to convert; name files or folders of exports."
    told = "; ".join(_told(account) for account in accounts[:20])
    return f"Nothing in {accounts[0].path.parent} can be converted ({told}). See `shequn inspect` for each file."


def _told(account: Account) -> str:
    t = Texts("en")
    codes = [("reason", code) for code in account.refused] + [("passed", code) for code in account.passed]
    faults = [account.fault] if account.fault else []
    found = "; ".join([f"{account.kept} rows kept", *faults, *(words(group, code, t) for group, code in codes)])
    return (
        f"{account.path.name}: {account.format}, {found}" if account.format else f"{account.path.name}: no known export"
    )


def _unnamed(accounts: Sequence[Account]) -> list[Account]:
    """The accounts with numbers for the files' names, which may be those of people."""
    names = {account.path.name: f"file-{n}{account.path.suffix}" for n, account in enumerate(accounts, 1)}
    return [
        replace(
            account,
            path=Path(names[account.path.name]),
            same_as=names.get(account.same_as, ""),
            fault=account.fault.replace(str(account.path), names[account.path.name]),
        )
        for account in accounts
    ]


def _name(paths: Sequence[str | Path]) -> str:
    first = Path(paths[0]).resolve()
    return first.name if first.is_dir() else first.stem


def _move(temporary: Path, target: Path) -> list[Path]:
    written = sorted(temporary.iterdir(), key=lambda path: (path.suffix != ".parquet", path.name))
    try:
        for path in written:
            path.replace(target / path.name)
    except OSError as error:
        raise RenderError(f"out == {str(target)!r}: cannot be written ({error.strerror}).") from None
    return [target / path.name for path in written]
