"""Dated snapshots of group members, kept in a local archive: platforms keep 180 days, and show no leavers.

Each snapshot is a Parquet file; the archive is a folder of them and is itself an export that can be converted.
Who stands in one snapshot of a group and not in the next left in between.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from shequn.errors import InputError, MissingFileError
from shequn.readers.exports import privacy
from shequn.readers.exports.base import Group, Options, Seat
from shequn.readers.source import file_pattern
from shequn.readers.values import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shequn.readers.exports.base import Head, Record

NAME = "snapshot"
TELLS = frozenset({"roster", "joins", "leaves", "ids", "names", "zone"})
ARCHIVE = "snapshots"
_COLUMNS = (
    *("group_id", "group_name", "member", "name", "unionid", "role", "how", "inviter"),
    *("joined", "joined_aware", "taken"),
)


class Added(NamedTuple):
    """What was added to an archive.

    Attributes:
        path: The snapshot's file.
        new: Whether it was not there yet.
        groups: Number of groups in it.
        seats: Number of members in it, counted in each group.
        taken_at: When it was taken, in UTC.
    """

    path: Path
    new: bool
    groups: int
    seats: int
    taken_at: dt.datetime


def add(
    file: str | Path, *, archive: str | Path = ARCHIVE, taken_at: dt.datetime | None = None, progress: bool = False
) -> Added:
    """Keep the members that an export lists.

    Args:
        file: An export that lists the members of groups, such as the answer of ``groupchat/get``.
        archive: Folder of the snapshots; made when missing.
        taken_at: When the file was exported; naive: local time of this machine. Default: the file's own time of
            change.
        progress: Whether to show a bar on standard error.

    Returns:
        What was added; the same list of the same time is kept once.

    Raises:
        MissingFileError: There is no such file.
        InputError: It lists no members, or the archive cannot be written.
    """
    from shequn.readers.exports.gather import gather
    from shequn.readers.folder import connect

    path, folder = Path(file), Path(archive)
    if not path.is_file():
        raise MissingFileError(f"{path}: there is no such file.")
    taken = (taken_at or dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)).astimezone(dt.UTC)
    connection = connect(path.stat().st_size)
    try:
        with tempfile.TemporaryDirectory(prefix="shequn-") as work:
            [account] = gather(connection, [path], Options(taken_at=taken), Path(work), progress=progress)
        privacy.protect(connection, Path(privacy.SALT_FILE))
        moment = literal(f"{taken:%Y-%m-%d %H:%M:%S}")
        connection.execute(
            "CREATE TABLE snapshot AS SELECT DISTINCT s.group_id, coalesce(g.name, '') AS group_name, member, s.name, "
            f"unionid, role, how, inviter, joined, joined_aware, coalesce(taken, TIMESTAMP {moment}) AS taken "
            "FROM seat s LEFT JOIN (SELECT group_id, max(name) AS name FROM grp GROUP BY 1) g USING (group_id) "
            "WHERE member <> '' ORDER BY ALL"
        )
        query = "SELECT count(DISTINCT group_id), count(*), bit_xor(hash(snapshot)), max(taken) FROM snapshot"
        groups, seats, digest, latest = connection.execute(query).fetchall()[0]
        if not seats or "roster" not in account.tells:
            raise InputError(f"{path}: lists no members of a group. Name an answer of groupchat/get, or a member list.")
        target = folder / f"{latest:%Y%m%dT%H%M%S}Z_{digest:016x}.parquet"
        new = not target.exists()
        if new:
            _write(connection, folder, target)
        return Added(target, new, groups, seats, latest.replace(tzinfo=dt.UTC))
    finally:
        connection.close()


def _write(connection: object, folder: Path, target: Path) -> None:
    from shequn.errors import RenderError
    from shequn.report.run import staging

    try:
        with staging(folder) as temporary:
            whole = temporary / target.name
            connection.execute(f"COPY snapshot TO {literal(str(whole))} (FORMAT parquet)")  # type: ignore[attr-defined]
            whole.replace(target)
    except (OSError, RenderError) as error:
        raise InputError(f"{folder}: the archive cannot be written ({error}). Name another one.") from error


def sure(head: Head) -> float:
    """How sure it is that a file is its own; see `Format`."""
    if not head.raw.startswith(b"PAR1"):
        return 0.0
    return 1.0 if _headers(head.path) == _COLUMNS else 0.0


def _headers(path: Path) -> tuple[str, ...]:
    import duckdb

    try:
        with duckdb.connect() as connection:
            rows = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({file_pattern(path)})").fetchall()
    except duckdb.Error:
        return ()
    return tuple(row[0] for row in rows)


def records(path: Path, options: Options) -> Iterator[Record]:  # noqa: ARG001 - it has a time of its own
    """Stream the members of a snapshot; see `Format`."""
    import duckdb

    known = set[str]()
    try:
        with duckdb.connect() as connection:
            rows = connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM read_parquet({file_pattern(path)})")
            line = 0
            while batch := rows.fetchmany(10_000):
                for group, group_name, member, name, unionid, role, how, by, joined, aware, taken in batch:
                    line += 1
                    if group not in known:
                        known.add(group)
                        yield Group(line, group, group_name)
                    since = joined.replace(tzinfo=dt.UTC) if joined and aware else joined
                    yield Seat(line, group, member, since, taken.replace(tzinfo=dt.UTC), role, name, unionid, how, by)
    except duckdb.Error as error:
        raise InputError(f"{path}: no readable snapshot ({str(error).partition(chr(10))[0]}).") from error
