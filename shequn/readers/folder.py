"""A client's folder in, a community out."""

from __future__ import annotations

import os
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shequn.errors import InputError, MissingFileError, ParameterError, nearest
from shequn.quality import TABLES
from shequn.readers.settings import DEFAULT_TIMEZONE, Mappings, Settings, settings
from shequn.readers.values import literal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from shequn.community import Community
    from shequn.quality import Quality
    from shequn.readers.source import Source

MEMORY = "700MB"  # of DuckDB; with Python and its libraries a large client stays below 1 GB
THREADS = 4  # more would not find room in it
IN_MEMORY = 1_000_000  # rows below which the tables are kept in memory and computed by Polars
SMALL = 50_000_000  # bytes of all files below which threads cost more than they give (a sixth of a report's time)
_SUFFIXES = (".csv", ".xlsx", ".parquet")
_STEMS = {
    "members": ("members", "成员", "成员列表", "成员名单", "群成员"),
    "messages": ("messages", "消息", "消息记录", "聊天记录"),
    "orders": ("orders", "订单", "订单列表", "订单记录"),
    "groups": ("groups", "群", "群列表", "群聊", "群组", "社群"),
}


def read_folder(
    path: str | Path,
    *,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    columns: Mappings | None = None,
    groups: Sequence[str] | None = None,
    today: dt.date | None = None,
) -> Community:
    r"""Read a client's folder.

    The folder holds ``members``, ``messages``, ``orders`` and ``groups`` (or 成员, 消息, 订单, 群) as ``.csv``,
    ``.xlsx`` or ``.parquet``; members or messages must be there. A file ``client.yaml`` beside them may set
    ``timezone``, ``dayfirst`` and ``columns`` (table to canonical column to header); arguments win over it.

    CSV and XLSX files are streamed once into DuckDB, which spills to disk beyond its memory; a Parquet file of messages
    is not loaded but read anew by each pass. Closing the community removes what was spilled. Tables of less than a
    million rows in all are then kept in memory and computed by Polars, with equal results.

    A leave that nobody recorded, found by comparing two dated member lists, has ``left_after`` beside ``left_at``: it
    is counted at ``left_at``, and the report says how much earlier it may lie. A ``left_after`` that cannot be read, is
    later than ``left_at`` or has none is dropped and noted as repaired; the row stays.

    A folder that holds neither members nor messages, but exports of a known format, is converted first (see
    `shequn.readers.exports.convert`); so is a single file. Exports beside the tables are not read, and named in the
    account.

    Args:
        path: The folder, or an export.
        timezone: IANA name of the community's zone, default Asia/Shanghai.
        dayfirst: Whether ``3/5/2026`` is 3 May; default: what the file's other dates tell.
        columns: Table to canonical column to header, for headers that are not known.
        groups: Ids or names of the groups to keep, default all. Orders that name no group stay.
        today: Local day after whose next day a time lies in the future, default the present day.

    Returns:
        The community, with the account of every row in its ``quality``; of a folder that `shequn convert` made, also
        what the conversion found (``data_quality.csv``).

    Raises:
        MissingFileError: There is no such folder, or neither members nor messages in it.
        InputError: A file, a column or a value cannot be read.
        ParameterError: The time zone or a group is unknown.

    Example:
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "messages.csv").write_text("群ID,用户ID,发言时间\ng1,007,2026/3/5 9:07\n", "utf-8")
        ...     with read_folder(folder) as community:
        ...         community.group_ids, community.quality.tables["messages"].rows_kept
        (('g1',), 1)
    """
    folder = Path(path)
    try:
        files = find_files(folder)
    except (MissingFileError, InputError):
        from shequn.readers.exports.detect import is_export

        if _has_tables(folder) or not is_export(folder):
            raise
        return _read_exports(folder, timezone=timezone, dayfirst=dayfirst, columns=columns, groups=groups, today=today)
    chosen = settings(folder, timezone, dayfirst, columns, today)
    connection = connect(sum(file.stat().st_size for file in files.values()))
    try:
        with tempfile.TemporaryDirectory(prefix="shequn-") as work:
            sources = [
                load(connection, table, file, chosen.columns.get(table, {}), Path(work))
                for table, file in files.items()
            ]
            community = _community(connection, sources, chosen, groups)
    except BaseException:
        connection.close()
        raise
    _add_exports(community.quality, folder, files.values())
    return community


def _add_exports(quality: Quality, folder: Path, read: Iterable[Path]) -> None:
    """Carry along what was found when the folder was made from exports, and say which exports in it are not read."""
    from shequn.readers.exports.detect import exports_in
    from shequn.readers.exports.quality import QUALITY, read_quality

    quality.unread = [file.name for file in exports_in(folder) if file not in read]
    if (folder / QUALITY).exists():
        quality.conversion = read_quality(folder / QUALITY)
        quality.unknown += ["conversion_list"] if quality.conversion is None else []


def _read_exports(
    folder: Path, *, timezone: str | None, dayfirst: bool | None, columns: Mappings | None, **options: Any
) -> Community:
    from shequn.readers.exports.convert import together

    told: dict[str, Any] = {"timezone": timezone, "dayfirst": dayfirst}
    # CSV: it is loaded at once, so that the folder may go
    with together([folder], form="csv", columns=columns, **told) as made:
        return read_folder(made, **told, **options)


def read_frames(
    members: pd.DataFrame | None = None,
    messages: pd.DataFrame | None = None,
    orders: pd.DataFrame | None = None,
    groups: pd.DataFrame | None = None,
    *,
    timezone: str = DEFAULT_TIMEZONE,
    dayfirst: bool | None = None,
    columns: Mappings | None = None,
    today: dt.date | None = None,
) -> Community:
    """Clean pandas frames like the files of a folder.

    Args:
        members: One row per membership spell, columns as in ``members.csv``.
        messages: One row per message.
        orders: One row per order.
        groups: One row per group.
        timezone: IANA name of the community's zone.
        dayfirst: Whether ``3/5/2026`` is 3 May.
        columns: Table to canonical column to header.
        today: Local day after whose next day a time lies in the future, default the present day.

    Returns:
        The community.

    Raises:
        InputError: A column is missing or cannot be read.
        ParameterError: The time zone is unknown.

    Example:
        >>> import pandas as pd
        >>> messages = pd.DataFrame({"group_id": ["g1"], "member_id": [7], "sent_at": ["2026-03-05 09:07"]})
        >>> read_frames(messages=messages).group_ids
        ('g1',)
    """
    from shequn.readers.columnar import load_frame

    chosen = settings(None, timezone, dayfirst, columns, today)
    frames = zip(TABLES, (members, messages, orders, groups), strict=True)
    sizes = (frame.memory_usage(deep=False).sum() for frame in (members, messages, orders, groups) if frame is not None)
    connection = connect(int(sum(sizes)))
    try:
        sources = [
            load_frame(connection, table, frame, chosen.columns.get(table, {}))
            for table, frame in frames
            if frame is not None
        ]
        return _community(connection, sources, chosen, None)
    except BaseException:
        connection.close()
        raise


def connect(size: int = SMALL) -> DuckDBPyConnection:
    """Open a DuckDB in memory that spills to a folder of its own, removed when the connection closes.

    It is twice as fast as a database file and takes no more memory. Extensions are never fetched.

    Args:
        size: Bytes that are to be read.

    Returns:
        The connection.
    """
    import duckdb

    connection = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    spill = Path(tempfile.gettempdir()) / f"shequn-{uuid.uuid4().hex}"
    connection.execute(
        f"SET memory_limit = '{MEMORY}'; SET temp_directory = {literal(str(spill))}; SET TimeZone = 'UTC'"
    )
    threads = 1 if size < SMALL else min(THREADS, os.cpu_count() or 1)
    connection.execute(f"SET enable_progress_bar = false; SET threads = {threads}")
    return connection


def find_files(folder: Path) -> dict[str, Path]:
    """Find the tables of a folder.

    Args:
        folder: The folder.

    Returns:
        Table to file, in the order members, messages, orders, groups.

    Raises:
        MissingFileError: There is no such folder, or neither members nor messages in it.
        InputError: A table is there twice, or in a format that cannot be read.
    """
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise MissingFileError(
            f"the folder {str(folder)!r} {what}. Name the folder that holds members.csv or messages.csv."
        )
    try:
        present = sorted(file for file in folder.iterdir() if file.is_file())
    except OSError as error:
        raise InputError(f"the folder {str(folder)!r} cannot be listed ({error.strerror}).") from error
    found = {table: _one_file(table, present) for table in TABLES}
    if any(file.name.casefold() == "client.yml" for file in present):
        raise InputError(f"{folder / 'client.yml'}: rename it to client.yaml, the only name that is read.")
    if not found["members"] and not found["messages"]:
        names = [file.name for file in present]
        hint = next((h for wanted in ("members.csv", "messages.csv") if (h := nearest(wanted, names))), "")
        raise MissingFileError(
            f"{folder}: neither members nor messages ({', '.join(_SUFFIXES)}) in this folder.{hint} "
            f"It holds {', '.join(names[:20]) or 'no files'}."
        )
    return {table: file for table, file in found.items() if file}


def _has_tables(folder: Path) -> bool:
    names = (*_STEMS["members"], *_STEMS["messages"])
    found = (Path(name.name) for name in folder.iterdir()) if folder.is_dir() else ()
    return any(f.stem.strip().casefold() in names and f.suffix.casefold() in _SUFFIXES for f in found)


def _one_file(table: str, present: Iterable[Path]) -> Path | None:
    files = [file for file in present if file.stem.strip().casefold() in _STEMS[table]]
    readable = [file for file in files if file.suffix.casefold() in _SUFFIXES]
    if len(readable) > 1:
        names = " and ".join(file.name for file in readable)
        raise InputError(f"{readable[0].parent}: {names} are both {table}. Keep one of them.")
    if files and not readable and table != "groups":
        raise InputError(f"{files[0]}: this format is not read. Save it as one of {', '.join(_SUFFIXES)}.")
    return readable[0] if readable else None


def load(connection: DuckDBPyConnection, table: str, path: Path, mapping: Mapping[str, str], work: Path) -> Source:
    """Load one file as it is, whatever its format.

    Args:
        connection: Where to load.
        table: Name of the table.
        path: The file.
        mapping: Canonical column to header, as the user maps them.
        work: Folder for temporary copies.

    Returns:
        The raw table.

    Raises:
        InputError: The file cannot be read.
    """
    from shequn.readers.columnar import load_parquet
    from shequn.readers.text_files import load_csv
    from shequn.readers.workbooks import load_workbook

    try:
        if path.stat().st_size == 0:
            raise InputError(f"{path}: the file is empty. Export it again, with a header line.")
        match path.suffix.casefold():
            case ".csv":
                return load_csv(connection, table, path, mapping, work)
            case ".xlsx":
                return load_workbook(connection, table, path, mapping)
            case _:
                return load_parquet(connection, table, path, mapping)
    except OSError as error:
        raise InputError(f"{path}: cannot be opened ({error.strerror or error}).") from error


def _community(
    connection: DuckDBPyConnection,
    sources: Iterable[Source],
    chosen: Settings,
    groups: Sequence[str] | None,
) -> Community:
    """Clean the tables and hand them to the engine that suits their size."""
    from shequn.community import Community
    from shequn.readers.tables import read_tables

    tables: dict[str, Any]
    tables, quality = read_tables(connection, sources, chosen)
    if groups is not None:
        tables = keep_groups(tables, groups)
    rows = sum(table.rows_kept for table in quality.tables.values())
    if in_memory := rows < IN_MEMORY:
        # Each step of a metric costs DuckDB a millisecond of planning, whatever the number of rows: small tables are
        # through in a third of the time with Polars, and every metric is the same (tests/metrics/test_engines.py).
        import polars as pl

        tables = {name: pl.DataFrame(table) for name, table in tables.items()}
        connection.close()
    return Community(
        **{table: tables.get(table) for table in TABLES},
        timezone=chosen.timezone,
        quality=quality,
        connection=None if in_memory else connection,
    )


def keep_groups(tables: Mapping[str, DuckDBPyRelation], groups: Sequence[str]) -> dict[str, DuckDBPyRelation]:
    """Keep the rows of some groups; orders that name no group stay.

    Args:
        tables: Name to clean relation.
        groups: Ids or names.

    Returns:
        The same tables, narrowed.

    Raises:
        ParameterError: An entry is neither an id nor a name of a group.
    """
    names: list[tuple[str, str | None]] = []
    for table in tables.values():
        names += [(group, None) for (group,) in table.select("group_id").distinct().fetchall() if group is not None]
    if "groups" in tables:
        names += tables["groups"].select("group_id, name").fetchall()
    kept: set[str] = set()
    for wanted in groups:
        found = {group for group, name in names if wanted in {group, name}}
        if not found:
            known = sorted({label for pair in names for label in pair if label})
            raise ParameterError(
                f"groups: {wanted!r} is neither the id nor the name of a group.{nearest(str(wanted), known)} "
                f"Groups: {', '.join(known[:50])}{' …' if len(known) > 50 else ''}."
            )
        kept |= found
    listed = ", ".join(literal(group) for group in sorted(kept))
    narrowed = {name: table.filter(f"group_id IN ({listed})") for name, table in tables.items() if name != "orders"}
    if "orders" in tables:
        narrowed["orders"] = tables["orders"].filter(f"group_id IN ({listed}) OR group_id IS NULL")
    return narrowed
