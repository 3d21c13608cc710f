"""A worksheet in a notebook cell: a form to fill in, or plain HTML where nobody can fill it in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from shequn.worksheets.static import StaticForm
from shequn.worksheets.workbook import Workbook

if TYPE_CHECKING:
    from shequn.worksheets.base import Sheet
    from shequn.worksheets.live import Form


def static() -> bool:
    """Say whether the environment sets SHEQUN_STATIC=1: nobody fills in, notebooks are built or checked.

    Example:
        >>> import os
        >>> os.environ["SHEQUN_STATIC"] = "0"
        >>> static()
        False
        >>> del os.environ["SHEQUN_STATIC"]
    """
    return os.environ.get("SHEQUN_STATIC", "") not in ("", "0")


def form(model: type[Sheet], workbook: Workbook | None = None) -> Form | StaticForm:
    """Show a sheet: as a form to fill in, or as plain HTML where the environment sets SHEQUN_STATIC=1.

    Args:
        model: The sheet.
        workbook: Where its answers are kept; None for the default one.

    Returns:
        What a notebook cell displays.

    Raises:
        InputError: A newer shequn wrote the answers.
        WorkbookError: The answers are there but cannot be opened.

    Example:
        >>> import os, tempfile
        >>> from pathlib import Path
        >>> from shequn.worksheets import Needs
        >>> os.environ["SHEQUN_STATIC"] = "1"
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     type(form(Needs, Workbook(Path(folder)))).__name__
        'StaticForm'
        >>> del os.environ["SHEQUN_STATIC"]
    """
    where = workbook or Workbook()
    if static():
        return StaticForm(model, where)
    from shequn.worksheets.live import Form

    return Form(model, where)
