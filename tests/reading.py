"""Reading small files and looking at what came of them."""

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

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
        with tempfile.TemporaryDirectory() as work:
            sources = [
                load(connection, table, file, chosen.columns.get(table, {}), Path(work))
                for table, file in find_files(folder).items()
            ]
        tables, quality = read_tables(connection, sources, chosen)
        rows = {name: [dict(zip(t.columns, row, strict=True)) for row in t.fetchall()] for name, t in tables.items()}
        return Read(rows, quality)
    finally:
        connection.close()
