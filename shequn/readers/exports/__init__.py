"""Exports that operators really have: one module a format, told apart by content, not by file name."""
