"""Pseudonyms: what stands for a person becomes a salted hash, the same in all files that share the salt.

Telephone numbers and mails are hashed on reading (`values.private`); the hash of a number can be undone by trying all
numbers, so that no such hash is written before it is salted.
"""

from __future__ import annotations

import os
import secrets
import stat
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from shequn.errors import InputError
from shequn.readers.exports.values import private

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duckdb import DuckDBPyConnection

SALT_FILE = "shequn.salt"
_BYTES = 32
_TABLES = ("message", "move", "seat", "person", "sale", "spell")
_IDS = ("member", "order_id", "unionid", "inviter", "mentions")
_BARE = "(phone|mail):[0-9a-f]{12}"
_HELD = {
    "message": ("group_id", "member", "name", "mentions"),
    "move": ("group_id", "member", "name", "inviter"),
    "seat": ("group_id", "member", "name", "unionid", "inviter"),
    "grp": ("group_id", "name"),
    "person": ("member", "name", "unionid"),
    "sale": ("member", "name"),
}
"""Columns in which a hashed number may stand for somebody."""


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


def passing(folder: Path) -> Path:
    """Where the salt is for exports that are read without anything of them being kept.

    Args:
        folder: A temporary folder.

    Returns:
        The present folder's file, if it is there, so that ids in ``identities.csv`` hold; else one in the temporary
        folder.
    """
    own = Path(SALT_FILE)
    return own if own.exists() else folder / SALT_FILE


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


def protect(connection: DuckDBPyConnection, path: Path) -> str:
    """Salt every hashed telephone number and mail that stands for somebody.

    Args:
        connection: With the tables of `gather`.
        path: File of the salt; made when it is missing and needed.

    Returns:
        The salt; empty when there was nothing to salt.

    Raises:
        InputError: See `salt`.
    """
    secret = ""
    for table, columns in _HELD.items():
        held = " OR ".join(f"contains({name}, '{kind}:')" for name in columns for kind in ("phone", "mail"))
        if not connection.execute(f"SELECT 1 FROM {table} WHERE {held} LIMIT 1").fetchall():
            continue
        secret = secret or salt(path)
        _change(connection, table, columns, partial(_salted, salt=secret))
    return secret


def protected(connection: DuckDBPyConnection, text: str, salt: str) -> str:
    """An id of the user's own table as `protect` writes it.

    Args:
        connection: Any.
        text: The id; a telephone number or mail in it is hashed first.
        salt: As `salt` returns it.

    Returns:
        The id.
    """
    found: str = connection.execute(f"SELECT {_salted('t', salt)} FROM (SELECT ? AS t)", [private(text)]).fetchall()[0][
        0
    ]
    return found


def without_numbers(column: str) -> str:
    """SQL: a name without the salted numbers in it; NULL where nothing is left."""
    return f"nullif(trim(regexp_replace({column}, '(phone|mail)\\.[0-9a-f]{{12}}', '', 'g')), '')"


def unsaid(column: str) -> str:
    """SQL: what was said, without the hashed numbers in it."""
    return f"regexp_replace({column}, '{_BARE}', '…', 'g')"


def _salted(column: str, salt: str) -> str:
    """SQL: ``phone:…`` becomes ``phone.…``, which is not salted again; several in one value are salted as one."""
    found = f"array_to_string(regexp_extract_all({column}, '{_BARE}'), ',')"
    salted = f"regexp_extract({column}, '{_BARE}', 1) || '.' || left(sha256('{salt}' || {found}), 12)"
    return (
        f"CASE WHEN regexp_matches({column}, '{_BARE}') THEN regexp_replace({column}, '{_BARE}', {salted}, 'g') "
        f"ELSE {column} END"
    )


def pseudonymise(connection: DuckDBPyConnection, salt: str) -> None:
    """Replace every id of a person and of an order by its pseudonym, and drop every name.

    Args:
        connection: With the tables of `gather`, and ``spell``.
        salt: As `salt` returns it.
    """
    for table in _TABLES:
        there = {name for name, *_ in connection.execute(f"DESCRIBE {table}").fetchall()}
        _change(connection, table, [name for name in _IDS if name in there], partial(_hashed, salt=salt))
        if "name" in there:
            connection.execute(f"UPDATE {table} SET name = ''")


def _change(connection: DuckDBPyConnection, table: str, columns: Sequence[str], change: Callable[[str], str]) -> None:
    """Change the ids in some columns of a table, each one where several stand in a cell."""
    changed = [f"{change(name)} AS {name}" for name in columns if name != "mentions"]
    if "mentions" in columns:
        each = f"[{change('m')} FOR m IN string_split(mentions, ',')]"
        changed.append(f"array_to_string({each}, ',') AS mentions")
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * REPLACE ({', '.join(changed)}) FROM {table}")


def _hashed(column: str, salt: str) -> str:
    return f"CASE WHEN {column} = '' THEN '' ELSE 'p' || left(sha256('{salt}' || {column}), 20) END"
