"""Reading small files and looking at what came of them."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from shequn.quality import Quality
from shequn.readers.folder import connect, find_files, load
from shequn.readers.settings import settings
from shequn.readers.tables import read_tables

TODAY = dt.date(2026, 6, 1)


class Read(NamedTuple):
    """Clean rows by table, and the account."""

    tables: dict[str, list[dict[str, Any]]]
    quality: Quality

    def notes(self, table: str) -> list[tuple[int, str, str, str]]:
        return [(n.line, n.column, n.value, n.reason) for n in self.quality.tables[table].notes]


def read(folder: Path, **options: Any) -> Read:
    """Read a folder's tables without making a community of them."""
    connection = connect()
    try:
        chosen = settings(folder, options.get("timezone"), options.get("dayfirst"), options.get("columns"), TODAY)
        sources = [
            load(connection, table, file, chosen.columns.get(table, {}), folder)
            for table, file in find_files(folder).items()
        ]
        tables, quality = read_tables(connection, sources, chosen)
        rows = {name: [dict(zip(t.columns, row, strict=True)) for row in t.fetchall()] for name, t in tables.items()}
        return Read(rows, quality)
    finally:
        connection.close()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write files (text as UTF-8) into a new folder; a messages file is added when neither table is there."""

    def files(**contents: str | bytes) -> Path:
        for name, content in contents.items():
            stem, _, suffix = name.partition("__")
            path = tmp_path / f"{stem}.{suffix or 'csv'}"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        if not contents.keys() & {"members", "messages"} and not any("__" in name for name in contents):
            (tmp_path / "messages.csv").write_text("group_id,member_id,sent_at,kind\ng1,1,2026-03-05,text\n", "utf-8")
        return tmp_path

    return files
