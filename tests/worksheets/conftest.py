"""What tests of the worksheets share."""

from pathlib import Path

import pytest

from shequn import samples, texts
from shequn.worksheets import Workbook


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Workbook:
    """An empty workbook; no variable, spoken language, sample or folder of the machine decides."""
    for name in ("SHEQUN_WORKBOOK", "SHEQUN_PARTICIPANT", "SHEQUN_LANGUAGE", "SERVER_SOFTWARE", "QUERY_STRING"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(texts, "_spoken", [])
    monkeypatch.setattr(samples, "path", lambda: tmp_path / "sample")
    monkeypatch.chdir(tmp_path)
    return Workbook(tmp_path / "book")
