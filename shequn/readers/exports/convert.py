"""Exports in, a client's folder out: members, messages, orders, groups, a list of their faults, ``client.yaml``."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from shequn.errors import InputError, ParameterError, RenderError
from shequn.readers.exports import identity, privacy
from shequn.readers.exports.base import Options
from shequn.readers.exports.detect import files_of
from shequn.readers.exports.gather import Account, gather
from shequn.readers.exports.identity import Circles, Joined
from shequn.readers.exports.membership import Spells, make_spells
from shequn.readers.exports.quality import write_quality
from shequn.readers.folder import connect
from shequn.readers.settings import Mappings, Settings, settings
from shequn.readers.values import literal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

TABLES = ("members", "messages", "orders", "groups")
CANDIDATES = "identities_candidates.csv"
QUALITY = "data_quality.csv"
Form = Literal["parquet", "csv"]
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
        salt: File of the salt; default ``shequn.salt`` in the present folder, made when missing.
        identities: Table of the user's own; default ``identities.csv`` in a folder of exports.
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
    files = files_of(paths)
    folders = [path for path in map(Path, paths) if path.is_dir()]
    own = next((folder for folder in folders if (folder / "client.yaml").is_file()), None)
    chosen = settings(own, timezone, dayfirst, columns)
    options = Options(chosen.dayfirst, keep_text, taken_at, dict(chosen.columns.get("orders", {})), presence)
    mapping = _mapping(identities, folders)
    secret = privacy.salt(Path(salt or privacy.SALT_FILE)) if pseudonymise else ""
    made = Converted()
    connection = connect(sum(file.stat().st_size for file in files))
    try:
        with tempfile.TemporaryDirectory(prefix="shequn-") as work:
            made.accounts = gather(connection, files, options, Path(work), progress=progress)
        _shape(connection, made, chosen, mapping)
        if not any((made.spells.rows, *_counts(connection))):
            raise InputError(_nothing(made.accounts))
        if secret:
            privacy.pseudonymise(connection, secret)
        with staging(target) as temporary:
            _write_tables(connection, temporary, made, form)
            write_quality(temporary / QUALITY, made, language, values=keep_text)
            _write_client(temporary / "client.yaml", client or _name(paths), chosen)
            if not secret and connection.execute("SELECT 1 FROM candidate LIMIT 1").fetchall():
                _copy(connection, "SELECT * FROM candidate", temporary / CANDIDATES, "csv")
            made.paths = _move(temporary, target)
    finally:
        connection.close()
    return made


def _mapping(identities: str | Path | None, folders: Sequence[Path]) -> dict[str, str]:
    if identities is not None:
        return identity.read_mapping(Path(identities))
    found = [folder / identity.FILE for folder in folders if (folder / identity.FILE).is_file()]
    mapping: dict[str, str] = {}
    for file in found:
        mapping |= identity.read_mapping(file)
    return mapping


def _shape(connection: DuckDBPyConnection, made: Converted, chosen: Settings, mapping: dict[str, str]) -> None:
    made.merged_groups = _merge_groups(connection)
    made.joined = identity.join(connection, mapping)
    _drop_repeated(connection, made.accounts)
    made.parts, made.repeated_orders = _sum_orders(connection)
    made.spells = make_spells(connection, chosen.timezone)
    people = "spell" if made.spells.rows else "message"
    made.matched = connection.execute(
        f"SELECT count(*) FROM sale WHERE member IN (SELECT member FROM {people} WHERE member <> '')"
    ).fetchall()[0][0]


def _merge_groups(connection: DuckDBPyConnection) -> int:
    """A group that went on as another one has the id of the last; numbers of its messages begin with its own."""
    run, circles = connection.execute, Circles()
    pairs = run("SELECT DISTINCT group_id, same_as FROM grp WHERE same_as <> '' ORDER BY ALL").fetchall()
    for group, former in pairs:
        circles.join(group, former)
    merged = {}
    for item in sorted({item for pair in pairs for item in pair}):
        if item != circles.root(item):
            merged[item] = circles.root(item)
    if merged:
        listed = ", ".join(f"({literal(a)}, {literal(b)})" for a, b in merged.items())
        run(f"CREATE OR REPLACE TABLE merged AS SELECT * FROM (VALUES {listed}) v(former, latest)")
        for table in ("message", "move", "seat", "grp", "sale"):
            numbered = ""
            if table == "message":
                numbered = "".join(
                    f", CASE WHEN latest IS NOT NULL AND {c} <> '' THEN former || ':' || {c} ELSE {c} END AS {c}"
                    for c in ("message_id", "reply_to")
                )
            run(
                f"CREATE OR REPLACE TABLE {table} AS SELECT t.* REPLACE (coalesce(latest, group_id) AS group_id"
                f"{numbered}) FROM {table} t LEFT JOIN merged ON group_id = former"
            )
    return len(merged)


def _drop_repeated(connection: DuckDBPyConnection, accounts: Sequence[Account]) -> None:
    """Messages that stand in several files of a group are taken once: by their number, else by everything known."""
    run = connection.execute
    shared = "SELECT group_id FROM message GROUP BY 1 HAVING count(DISTINCT file) > 1"
    if not run(f"{shared} LIMIT 1").fetchall():
        return
    unnumbered = "group_id, member, moment, moment_aware, kind"
    run(
        f"CREATE OR REPLACE TABLE repeated AS SELECT file, row FROM (SELECT *, row_number() OVER (PARTITION BY "
        f"group_id, CASE WHEN message_id <> '' THEN hash(message_id) ELSE hash({unnumbered}, nth) END "
        f"ORDER BY file, row) AS time FROM (SELECT *, rowid AS row, row_number() OVER (PARTITION BY file, {unnumbered} "
        f"ORDER BY rowid) AS nth FROM message WHERE group_id IN ({shared}))) WHERE time > 1"
    )
    for number, n in run("SELECT file, count(*) FROM repeated GROUP BY 1").fetchall():
        accounts[number].kept -= n
        accounts[number].passed["duplicate"] += n
    run("DELETE FROM message WHERE rowid IN (SELECT row FROM repeated)")
    run("DROP TABLE repeated")


def _sum_orders(connection: DuckDBPyConnection) -> tuple[int, int]:
    """Parts of an order are summed; of an order in several files the fullest account of it is taken."""
    run = connection.execute
    rows, in_files = run("SELECT count(*), count(DISTINCT (file, order_id)) FROM sale").fetchall()[0]
    if in_files < rows:
        run(
            "CREATE OR REPLACE TABLE sale AS SELECT file, order_id, max(member) AS member, max(name) AS name, "
            "max(group_id) AS group_id, min(moment) AS moment, any_value(moment_aware) AS moment_aware, "
            "sum(amount)::BIGINT AS amount, sum(refunded)::BIGINT AS refunded, max(refunded_at) AS refunded_at, "
            "CASE WHEN min(status) = max(status) THEN max(status) ELSE '' END AS status FROM sale GROUP BY ALL"
        )
    orders = run("SELECT count(DISTINCT order_id) FROM sale").fetchall()[0][0]
    if orders < in_files:
        run(
            "CREATE OR REPLACE TABLE sale AS SELECT min(file) AS file, order_id, max(member) AS member, max(name) AS "
            "name, max(group_id) AS group_id, min(moment) AS moment, any_value(moment_aware) AS moment_aware, "
            "max(amount) AS amount, max(refunded) AS refunded, max(refunded_at) AS refunded_at, "
            "max_by(status, file) AS status FROM sale GROUP BY order_id"
        )
    return rows - in_files, in_files - orders


def _counts(connection: DuckDBPyConnection) -> tuple[int, ...]:
    query = "SELECT (SELECT count(*) FROM message), (SELECT count(*) FROM sale)"
    return tuple(connection.execute(query).fetchall()[0])


def _nothing(accounts: Sequence[Account]) -> str:
    if not accounts:
        return "There is no file to convert; name files or folders of exports."
    told = "; ".join(f"{a.path.name}: {a.format or 'no known export'}, {a.kept} rows" for a in accounts[:20])
    return f"Nothing in {accounts[0].path.parent} can be converted ({told}). See `shequn inspect` for each file."


def _write_tables(connection: DuckDBPyConnection, folder: Path, made: Converted, form: Form) -> None:
    queries = {}
    if made.spells.rows:
        queries["members"] = _members(connection, form)
    said = any(name == "said" for name, *_ in connection.execute("DESCRIBE message").fetchall())
    queries["messages"] = (
        f"SELECT group_id, member AS member_id, {_time(connection, 'message', 'moment', 'sent_at', form)}, kind, "
        f"message_id, reply_to, mentions{', said AS text' if said else ''} FROM message"
    )
    paid = _time(connection, "sale", "moment", "paid_at", form)
    back = _time(connection, "sale", "refunded_at", "refunded_at", form, zone="moment_aware")
    queries["orders"] = (
        f"SELECT order_id, nullif(member, '') AS member_id, nullif(group_id, '') AS group_id, {paid}, "
        f"CAST(amount / 100 AS DECIMAL(18, 2)) AS amount, CAST(refunded / 100 AS DECIMAL(18, 2)) AS refunded_amount, "
        f"{back}, nullif(status, '') AS status FROM sale"
    )
    created, dissolved = (_time(connection, "grp", name, f"{name}_at", form) for name in ("created", "dissolved"))
    queries["groups"] = (
        f"SELECT group_id, name, {created}, {dissolved} FROM (SELECT group_id, max_by(nullif(name, ''), (file, line)) "
        "AS name, min(created) AS created, any_value(created_aware) AS created_aware, max(dissolved) AS dissolved, "
        "any_value(dissolved_aware) AS dissolved_aware FROM grp WHERE group_id <> '' GROUP BY group_id)"
    )
    for table, query in queries.items():
        made.rows[table] = _copy(connection, query, folder / f"{table}.{form}", form)


def _members(connection: DuckDBPyConnection, form: Form) -> str:
    joined, left, after = (
        _time(connection, "spell", stem, f"{stem}_at" if stem != "left_after" else stem, form)
        for stem in ("joined", "left", "left_after")
    )
    seen = "coalesce(taken, joined, TIMESTAMP '1970-01-01')"
    return (
        f"SELECT spell.group_id, spell.member AS member_id, nickname, coalesce(role, 'member') AS role, "
        f"{joined}, {left}, {after} FROM spell LEFT JOIN (SELECT member, max_by(name, moment) AS nickname "
        f"FROM (SELECT member, name, {seen} AS moment FROM seat UNION ALL SELECT member, name, moment FROM move "
        "UNION ALL SELECT member, name, moment FROM message) WHERE name <> '' GROUP BY member) n "
        "ON n.member = spell.member LEFT JOIN (SELECT "
        f"group_id, member, max_by(role, {seen}) AS role FROM seat GROUP BY ALL) r ON r.group_id = spell.group_id "
        "AND r.member = spell.member"
    )


def _time(connection: DuckDBPyConnection, table: str, stem: str, name: str, form: Form, *, zone: str = "") -> str:
    """SQL: a time with its offset where it has one; typed where all rows of a Parquet column are alike."""
    column, aware = f'"{stem}"', zone or f"{stem}_aware"
    query = f"SELECT bool_and({aware}), bool_or({aware}) FROM {table} WHERE {column} IS NOT NULL"
    every, some = connection.execute(query).fetchall()[0]
    if form == "parquet" and every:
        return f"make_timestamptz(epoch_us({column})) AS {name}"
    if form == "parquet" and not some:
        return f"{column} AS {name}"
    return f"strftime({column}, '%Y-%m-%d %H:%M:%S') || CASE WHEN {aware} THEN '+00:00' ELSE '' END AS {name}"


def _copy(connection: DuckDBPyConnection, query: str, path: Path, form: Form) -> int:
    kind = "FORMAT parquet" if form == "parquet" else "FORMAT csv, HEADER true"
    connection.execute(f"COPY ({query}) TO {literal(str(path))} ({kind})")
    n: int = connection.execute(f"SELECT count(*) FROM ({query})").fetchall()[0][0]
    if not n:
        path.unlink()
    return n


def _write_client(path: Path, client: str, chosen: Settings) -> None:
    import yaml

    told: dict[str, object] = {"client": client, "timezone": chosen.timezone}
    if chosen.dayfirst is not None:
        told["dayfirst"] = chosen.dayfirst
    text = yaml.safe_dump(told, allow_unicode=True, sort_keys=False)
    path.write_text(
        "# Check these lines: the name on the report, and the zone of every time that has none of its own.\n"
        f"# 请核对：报告上的客户名称，以及没有时区的时间按哪个时区理解。\n{text}",
        encoding="utf-8",
    )


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
