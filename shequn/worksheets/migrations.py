"""Steps from an older schema version of a sheet's answers to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shequn.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

MIGRATIONS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""By sheet id and version: a function from the answers of that version to those of the next. It must take drafts:
any field may lack or hold a value that is not valid."""


def migrated(sheet: str, data: dict[str, Any], version: int, to: int) -> dict[str, Any]:
    """Bring answers to the current schema version, one step a version.

    Args:
        sheet: Id of the sheet.
        data: Its answers.
        version: Their schema version.
        to: The current one.

    Returns:
        The answers in the current schema.

    Raises:
        InputError: There is no step from one of the versions.

    Example:
        >>> migrated("needs", {"unmet": "quiet places to work"}, 1, 1)
        {'unmet': 'quiet places to work'}
        >>> migrated("needs", {}, -1, 1)
        Traceback (most recent call last):
        shequn.errors.InputError: needs: schema_version == -1: there is no way from it to version 1, ...
    """
    for step in range(version, to):
        if (sheet, step) not in MIGRATIONS:
            raise InputError(
                f"{sheet}: schema_version == {step}: there is no way from it to version {to}, "
                "the one of this shequn. The file is left as it is."
            )
        data = MIGRATIONS[sheet, step](data)
    return data
