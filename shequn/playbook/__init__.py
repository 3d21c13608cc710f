"""The playbook: what a workbook's sheets decide, as a document, a workbook of tables and a calendar."""

from __future__ import annotations

from shequn.playbook.run import FORMATS, Playbook, write

__all__ = ["FORMATS", "Playbook", "write"]
