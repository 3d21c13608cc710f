"""Tables that are typed already: Parquet files, read anew by each query, and pandas frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn.errors import InputError
from shequn.readers.headers import match
from shequn.readers.source import Source, file_pattern, quoted_columns
from shequn.readers.workbooks import cell_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    import pandas as pd
    from duckdb import DuckDBPyConnection

_NESTED = ("STRUCT", "MAP", "UNION", "BLOB", "BIT", "INTERVAL", "VARIANT", "GEOMETRY")


def load_parquet(connection: DuckDBPyConnection, table: str, path: Path, mapping: Mapping[str, str]) -> Source:
    """Make a view of a Parquet file, canonical columns only; nothing is loaded.

    Args:
        connection: Where the view is made.
        table: Name of the table.
        path: The file.
        mapping: Canonical column to header, as the user maps them.

    Returns:
        The raw table.

    Raises:
        InputError: The file is no Parquet, lacks a required column or has one of an unusable type.
    """
    import duckdb

    scan = f"read_parquet({file_pattern(path)}, file_row_number = true, hive_partitioning = false)"
    try:
        described = connection.execute(f"DESCRIBE SELECT * EXCLUDE file_row_number FROM {scan}").fetchall()
    except duckdb.Error as error:
        detail = str(error).splitlines()[0]
        raise InputError(f"{path}: no readable Parquet file ({detail}). Write it again.") from error
    headers, types = _matched(table, str(path), mapping, {name: kind for name, kind, *_ in described})
    raw = f"raw_{table}"
    connection.execute(f"CREATE VIEW {raw} AS SELECT file_row_number, {quoted_columns(headers)} FROM {scan}")
    return Source(table, path.name, raw, "file_row_number", headers, types, _counted, lazy=True)


def load_frame(connection: DuckDBPyConnection, table: str, frame: pd.DataFrame, mapping: Mapping[str, str]) -> Source:
    """Load a pandas frame, canonical columns only.

    Args:
        connection: Where to load.
        table: Name of the table.
        frame: The frame; its index is ignored.
        mapping: Canonical column to header, as the user maps them.

    Returns:
        The raw table.

    Raises:
        InputError: A required column is missing or of an unusable type.
    """
    import numpy as np

    frame = frame.reset_index(drop=True).rename(columns=str)
    for name in frame.columns[[isinstance(kind, np.dtypes.ObjectDType) for kind in frame.dtypes]]:
        frame[name] = frame[name].map(cell_text, na_action="ignore").astype("string")
    connection.register("frame", frame)
    described = connection.execute("DESCRIBE frame").fetchall()
    headers, types = _matched(table, f"{table} (frame)", mapping, {name: kind for name, kind, *_ in described})
    connection.execute(f"CREATE TABLE raw_{table} AS SELECT {quoted_columns(headers)} FROM frame")
    connection.unregister("frame")
    return Source(table, f"{table} (frame)", f"raw_{table}", "rowid", headers, types, _counted)


def _matched(
    table: str, file: str, mapping: Mapping[str, str], kinds: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    names = list(kinds)
    headers = {column: names[i] for column, i in match(table, names, mapping, file).items()}
    types = {column: kinds[name] for column, name in headers.items()}
    for column, kind in types.items():
        if kind.startswith(_NESTED) or (kind.endswith("]") and column != "mentions"):
            raise InputError(f"{file}, column {headers[column]!r}: values of type {kind} cannot be read as {column}.")
    return headers, types


def _counted(positions: Collection[int]) -> dict[int, int]:
    return {position: position + 1 for position in positions}
