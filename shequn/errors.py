"""The errors a user can meet: each names the value, where it stands, the limit and the mend."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ShequnError(Exception):
    """Base of every error that this package raises on purpose."""

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows in place of a traceback: the message alone."""
        return [f"{type(self).__name__}: {self}"]


class InputError(ShequnError, ValueError):
    """A file, a column or a value of the input cannot be used."""


class QuestionError(InputError):
    """A file can be read in two ways, and only the user knows which is right."""


class MissingFileError(ShequnError, FileNotFoundError):
    """A file or folder that was named is not there."""


class ParameterError(ShequnError, ValueError):
    """A parameter is unknown, of the wrong type or out of range."""


class RenderError(ShequnError, RuntimeError):
    """A report could not be run or written."""


class WorkbookError(ShequnError, OSError):
    """A workbook cannot be read or written."""


class ConflictError(ShequnError, RuntimeError):
    """Another tab or program saved the sheet meanwhile.

    Args:
        message: What stands where.
        revision: The revision on disk; save with it to replace what the other one saved.
    """

    def __init__(self, message: str, revision: int) -> None:
        super().__init__(message)
        self.revision = revision


def nearest(name: str, known: Iterable[str]) -> str:
    """Word a hint at the known name most like a mistyped one.

    Args:
        name: The name as given.
        known: Names that would have been right.

    Returns:
        ``" Did you mean 'start'?"``, or an empty string when nothing is near.

    Example:
        >>> nearest("strat", ["start", "end"])
        " Did you mean 'start'?"
        >>> nearest("zzz", ["start", "end"])
        ''
    """
    found = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean {found[0]!r}?" if found else ""
