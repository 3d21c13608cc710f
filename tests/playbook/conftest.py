"""Workbooks in memory and on disk, from a few answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from filled import sampled

from shequn.worksheets import SHEETS, Workbook

if TYPE_CHECKING:
    from shequn.playbook.context import Context


@pytest.fixture(params=["en", "zh"])
def sample(request: pytest.FixtureRequest) -> Context:
    """The sample workbook in each language."""
    return sampled(request.param)


@pytest.fixture
def folder(tmp_path):
    """A workbook on disk: two sheets of the nine parts."""
    book = Workbook(tmp_path / "tea" / "workbook")
    book.save(
        SHEETS["five_w_one_h"], {"why": "Regulars come once a week only", "owner": "Shop", "start": "2026-09-01"}, 0
    )
    row = {"row_id": "M1", "table": "maintenance", "trigger": "weekday", "days": "monday", "action": "greet"}
    book.save(SHEETS["sop"], {"start": "2026-09-01", "rows": [row]}, 0)
    return tmp_path / "tea" / "workbook"
