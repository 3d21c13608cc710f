"""Small folders of files."""

from collections.abc import Callable
from pathlib import Path

import pytest


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
