"""Which format a file is of, by its content: neither its name nor its extension matters."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from shequn.errors import InputError, MissingFileError
from shequn.readers.exports import streams
from shequn.readers.headers import REQUIRED, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shequn.readers.exports.base import Format

SURE = 0.5
"""From here on, a second format is a rival."""
SURE_TABLE = 0.6
"""A plain table of members or orders is no more sure than this."""
PRIVATE = ("identities.csv", "identities_candidates.csv", "client.yaml", "data_quality.csv")
"""Files that stand beside exports and are none."""
_COMMUNITY = {"messages", "joins", "roster"}
_NO_EXPORTS = {".md", ".yaml", ".yml", ".ipynb", ".html", ".pdf", ".docx", ".py", ".parquet"}
_NO_FOLDERS = {"workbook", "__MACOSX"}


class Detected(NamedTuple):
    """A file and what it is.

    Attributes:
        path: The file.
        format: Its format, None when no format knows it.
        sure: From 0 to 1.
        rivals: Other formats that claim it.
    """

    path: Path
    format: Format | None
    sure: float = 0.0
    rivals: tuple[Format, ...] = ()

    @property
    def undecided(self) -> bool:
        """Whether two formats claim it alike."""
        return bool(self.rivals)


@cache
def formats() -> tuple[Format, ...]:
    """Find all formats: the modules of this package that have ``NAME``, or ``FORMATS``.

    Returns:
        The formats by name.

    Example:
        >>> "taobao_orders" in {format.NAME for format in formats()}
        True
    """
    package = importlib.import_module(__package__)
    found: list[Format] = []
    for module in pkgutil.iter_modules(package.__path__):
        loaded = importlib.import_module(f"{__package__}.{module.name}")
        if hasattr(loaded, "FORMATS"):
            found += loaded.FORMATS
        elif hasattr(loaded, "NAME") and hasattr(loaded, "records"):
            found.append(cast("Format", loaded))
    return tuple(sorted(found, key=lambda found: found.NAME))


def detect(path: Path, orders: Mapping[str, str] | None = None) -> Detected:
    """Tell the format of a file.

    Args:
        path: The file.
        orders: Column to header of an order table, as ``client.yaml`` maps them.

    Returns:
        The surest format, if any.

    Raises:
        InputError: The file cannot be opened.
    """
    try:
        head = streams.head(path)
        found = sorted(((each.sure(head), each) for each in formats()), key=lambda pair: -pair[0])
    except OSError as error:
        raise InputError(f"{path}: cannot be opened ({error.strerror or error}).") from error
    best, surest = found[0]
    if best <= 0:
        if orders and _is_mapped(path, orders):
            return Detected(path, next(f for f in formats() if f.NAME == "order_table"), 1.0)
        return Detected(path, None)
    # a general table gives way to a format that knows the file for its own
    rivals = tuple(f for sure, f in found[1:] if sure >= best or (sure >= SURE and best - sure < 0.09))
    return Detected(path, surest, best, rivals)


def _is_mapped(path: Path, orders: Mapping[str, str]) -> bool:
    from shequn.readers.exports.table_files import table_head

    headers = {plain(header) for header in table_head(streams.head(path))}
    return orders.keys() >= set(REQUIRED["orders"]) and {plain(header) for header in orders.values()} <= headers


def is_export(path: Path) -> bool:
    """Whether a file, or one in a folder, tells of messages or members in a known format.

    Args:
        path: A file or folder.

    Returns:
        False also when it is not there.
    """
    if not path.exists():
        return False
    found = (detect(file).format for file in files_of([path]))
    return any(each is not None and each.TELLS & _COMMUNITY for each in found)


def exports_in(folder: Path) -> list[Path]:
    """List the files of a folder, not of those below it, that are an export and nothing else.

    Args:
        folder: The folder.

    Returns:
        Chats, member lists and orders in the format of a platform; plain tables are left out.
    """
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.suffix.casefold() not in _NO_EXPORTS)
    found = [(detect(file), file) for file in files if file.name not in PRIVATE and not file.name.startswith(".")]
    return [file for seen, file in found if seen.sure > SURE_TABLE]


def files_of(paths: Iterable[str | Path]) -> list[Path]:
    """List the files that paths stand for.

    Args:
        paths: Files and folders.

    Returns:
        The files, those of a folder and its folders in natural order (part 2 before part 10); hidden ones left out.

    Raises:
        MissingFileError: A path is not there.
        InputError: A path is a pipe or a device.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     for n in (10, 2):
        ...         _ = Path(folder, f"chat [part {n}].json").write_text("[]")
        ...     [file.name for file in files_of([folder])]
        ['chat [part 2].json', 'chat [part 10].json']
    """
    found: list[Path] = []
    for path in map(Path, paths):
        if not path.exists():
            raise MissingFileError(f"{path}: there is no such file or folder.")
        if not path.is_dir() and not path.is_file():
            raise InputError(f"{path}: is no regular file. Save it to a file first, since it is read more than once.")
        found += _below(path) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def folders_of(paths: Iterable[str | Path]) -> list[Path]:
    """List the folders that paths are or lie in: there ``client.yaml`` and ``identities.csv`` may stand.

    Example:
        >>> [folder.name for folder in folders_of(["tea/chat.json", "tea/orders.csv"])]
        ['tea']
    """
    return list(dict.fromkeys(path if path.is_dir() else path.parent for path in map(Path, paths)))


def told_in(folders: Iterable[Path]) -> Path | None:
    """The first folder that has a ``client.yaml``."""
    return next((folder for folder in folders if (folder / "client.yaml").is_file()), None)


def _below(folder: Path) -> list[Path]:
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _NO_FOLDERS]
        found += [Path(place, name) for name in names if not name.startswith(".") and name not in PRIVATE]
    return sorted(
        (file for file in found if file.is_file()), key=lambda file: (_natural(str(file.with_suffix(""))), file.suffix)
    )


def _natural(text: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"([0-9]+)", text)]
