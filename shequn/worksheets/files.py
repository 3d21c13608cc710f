"""The file of a sheet: what stands in it, and how it is written so that it is always whole."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from shequn.errors import InputError
from shequn.worksheets.migrations import migrated

if TYPE_CHECKING:
    from pathlib import Path

    from shequn.worksheets.base import Sheet


class BrokenError(ValueError):
    """The bytes are no answers of this sheet."""


class Envelope(BaseModel):
    """What a sheet's file holds: the answers, and what the last save found.

    Attributes:
        sheet: Id of the sheet.
        schema_version: Version of its schema.
        revision: How often it was saved.
        saved_at: When.
        status: ``"draft"`` or ``"complete"``, for people and other programs; found anew when read.
        missing: Names of the required fields that are empty; likewise.
        data: What was typed, by field.
    """

    model_config = ConfigDict(strict=True)

    sheet: str
    schema_version: int = Field(ge=0)
    revision: int = Field(ge=0)
    saved_at: AwareDatetime | None = Field(default=None, strict=False)
    status: str = ""
    missing: list[str] = []
    data: dict[str, Any]

    def encoded(self) -> bytes:
        """Write it as indented JSON in UTF-8; half emoji, which UTF-8 cannot hold, as JSON escapes.

        Returns:
            The content of the file.

        Raises:
            ValueError: An answer is no JSON value, such as NaN.
        """
        stamp = self.saved_at and self.saved_at.isoformat()
        content = dict(self) | {"saved_at": stamp}
        text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
        return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", f"{text}\n").encode()


def decoded(raw: bytes, model: type[Sheet], path: Path) -> Envelope:
    """Read the content of a sheet's file; answers of an older schema are migrated.

    Args:
        raw: The content.
        model: The sheet.
        path: Where it stands, for messages.

    Returns:
        The answers in the current schema.

    Raises:
        BrokenError: It is no JSON in UTF-8, or not the answers of this sheet.
        InputError: A newer shequn wrote it, or there is no way from its schema version to the current one.

    Example:
        >>> from pathlib import Path
        >>> from shequn.worksheets import Needs
        >>> raw = b'{"sheet": "needs", "schema_version": 1, "revision": 3, "data": {"unmet": "quiet"}}'
        >>> decoded(raw, Needs, Path("needs.json")).revision
        3
        >>> decoded(raw[:40], Needs, Path("needs.json"))
        Traceback (most recent call last):
        shequn.worksheets.files.BrokenError: Expecting property name enclosed in double quotes...
    """
    content = _parsed(raw)
    version = content.get("schema_version")
    if isinstance(version, int) and version > model.version:
        raise InputError(
            f"{path}: schema_version == {version}, must be {model.version} or less: a newer shequn wrote it. "
            "Update shequn, then open it again; the file is left as it is."
        )
    try:
        found = Envelope.model_validate(content)
    except ValidationError as error:
        raise BrokenError(str(error)) from None
    if found.sheet != model.id:
        raise BrokenError(f"sheet == {found.sheet!r}, must be {model.id!r}")
    found.data = migrated(model.id, found.data, found.schema_version, model.version)
    return found


def put(path: Path, content: bytes) -> None:
    """Replace a file as a whole: whoever reads it, and whatever fails, finds the old or the new content.

    A link at ``path`` is replaced, never written through. One writer at a time, under a lock.

    Args:
        path: The file; its folder exists.
        content: What it will hold.

    Raises:
        OSError: It cannot be written; it holds what it held.
    """
    new = path.with_name(f".{path.name}.new")
    try:
        new.unlink(missing_ok=True)  # of a save that was killed
        with new.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise
    # The file is whole by now. That its new name outlives a power cut is as good as the disk: some network drives and
    # Windows know no fsync of a folder.
    with suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        content = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:  # no UTF-8, no JSON, or nested without end
        raise BrokenError(str(error)) from None
    if not isinstance(content, dict):
        raise BrokenError(f"{type(content).__name__}, must be an object")
    return content


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")
