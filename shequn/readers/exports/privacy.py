"""Pseudonyms: an id becomes a salted hash of it, the same in all files that share the salt."""

from __future__ import annotations

import os
import secrets
import stat
from typing import TYPE_CHECKING

from shequn.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

SALT_FILE = "shequn.salt"
_BYTES = 32
_TABLES = ("message", "move", "seat", "person", "sale", "spell")


def salt(path: Path) -> str:
    """Read the salt of a file, or make it.

    Args:
        path: The file; only its owner may read it.

    Returns:
        64 hexadecimal digits.

    Raises:
        InputError: Others may read the file, it holds no salt, or it cannot be made.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    except FileExistsError:
        return _read(path)
    except OSError as error:
        raise InputError(f"{path}: the salt cannot be written there ({error.strerror}). Name another file.") from error
    made = secrets.token_hex(_BYTES)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(made + "\n")
    return made


def _read(path: Path) -> str:
    try:
        mode, text = path.stat().st_mode, path.read_bytes().decode("ascii", "replace").strip()
    except OSError as error:
        raise InputError(f"{path}: the salt cannot be read ({error.strerror}).") from error
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise InputError(f"{path}: others than its owner may read the salt. Run: chmod 600 {path}")
    if len(text) != 2 * _BYTES or set(text) - set("0123456789abcdef"):
        raise InputError(f"{path}: holds no salt ({2 * _BYTES} hexadecimal digits). Name another file for it.")
    return text


def pseudonymise(connection: DuckDBPyConnection, salt: str) -> None:
    """Replace every id of a person and of an order by its pseudonym, and drop every name.

    Args:
        connection: With the tables of `gather`, and ``spell``.
        salt: As `salt` returns it.
    """
    for table in _TABLES:
        columns = {name for name, *_ in connection.execute(f"DESCRIBE {table}").fetchall()}
        changed = [f"{_hashed(name, salt)} AS {name}" for name in ("member", "order_id", "unionid") if name in columns]
        changed += ["'' AS name"] if "name" in columns else []
        if "mentions" in columns:
            each = _hashed("m", salt)
            changed.append(f"array_to_string([{each} FOR m IN string_split(mentions, ',')], ',') AS mentions")
        connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * REPLACE ({', '.join(changed)}) FROM {table}")


def _hashed(column: str, salt: str) -> str:
    return f"CASE WHEN {column} = '' THEN '' ELSE 'p' || left(sha256('{salt}' || {column}), 20) END"
