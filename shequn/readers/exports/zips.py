"""Exports that come as a zip, read inside it: nothing of it is ever unpacked to disk.

Sizes are checked before anything is read, and members whose names lead out of the zip are not read.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from lzma import LZMAError
from typing import IO, TYPE_CHECKING, Any, cast

from shequn.errors import InputError
from shequn.readers.exports import streams
from shequn.readers.exports.base import Passed, Refused
from shequn.readers.exports.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head
    from shequn.readers.exports.streams import Line

TOTAL = 1 << 34
"""Bytes that a zip may unpack to."""
RATIO = 200
"""How many times its size a zip may unpack to, once it is larger than `SMALL`."""
SMALL = 1 << 26
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, LZMAError, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError),  # other compression, encryption, names that do not decode
)
_WORKBOOK = "[Content_Types].xml"


@dataclass(eq=False)
class Member:
    """A file in a zip, which opens as a `pathlib.Path` does.

    Attributes:
        archive: The zip.
        info: Its entry in the zip.
        name: Its name, with the folders it is in.
        fault: Code of why it may not be read, or empty.
        damage: What was found wrong while it was read, which ended it; empty at first.
    """

    archive: zipfile.ZipFile
    info: zipfile.ZipInfo
    name: str
    fault: str
    damage: str = ""

    def __str__(self) -> str:
        """The name with that of the zip, for messages."""
        return f"{self.archive.filename}/{self.name}"

    def open(self, mode: str = "r", **text: Any) -> IO[bytes] | IO[str]:
        """Open it for reading, as bytes when ``b`` is in the mode."""
        raw = io.BufferedReader(_Unpacked(self))
        return raw if "b" in mode else io.TextIOWrapper(raw, **text)


class _Unpacked(io.RawIOBase):
    """The bytes of a member as far as they unpack, so that what stands before a damaged part is not lost."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._source: IO[bytes] | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            self._source = self._source or self._member.archive.open(self._member.info)
            found = self._source.read(len(buffer))
        except _BROKEN as error:
            self._member.damage = str(error)
            return 0
        buffer[: len(found)] = found
        return len(found)

    def close(self) -> None:
        if self._source:
            self._source.close()
        super().close()


def names(head: Head) -> list[str]:
    """List the files in a zip.

    Args:
        head: The beginning of the file.

    Returns:
        Their names; none when it is a workbook, a broken zip, or no zip at all.
    """
    if not head.raw.startswith(b"PK\x03\x04"):
        return []
    try:
        with zipfile.ZipFile(head.path) as archive:
            found = [_name(info) for info in archive.infolist()]
    except _BROKEN:
        return []
    return [] if _WORKBOOK in found else found


@contextmanager
def opened(path: Path) -> Iterator[list[Member]]:
    """Open a zip whose sizes are sound.

    Args:
        path: The file.

    Yields:
        The files in it, in its order; they can be read as long as it is open.

    Raises:
        InputError: It is no zip, an empty one, or one that would unpack to far more than it should.
    """
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise InputError(f"{path}: cannot be read as a zip ({error}). Download the export again.") from None
    with archive:
        infos = archive.infolist()
        size, packed = path.stat().st_size, sum(info.compress_size for info in infos)
        total = sum(info.file_size for info in infos)
        if not infos:
            raise InputError(f"{path}: the zip is empty. Download the export again.")
        if total > TOTAL or (total > SMALL and total > RATIO * size) or packed > size:
            raise InputError(
                f"{path}: {size} bytes would unpack to {total}; the limit is {TOTAL}, and {RATIO} times the size. "
                "No chat export is like this, so nothing of it was unpacked."
            )
        yield list(_members(archive))


def lines(member: Member) -> Iterator[Line]:
    """Stream the lines of a text in a zip.

    Args:
        member: The text.

    Yields:
        Each line; where it does not unpack any further, a last one with the fault ``bad_member``.
    """
    number = 0
    for line in streams.lines(cast("Path", member)):
        number = line.number
        yield line
    if member.damage:
        yield streams.Line(number + 1, member.damage, "bad_member")


def unread(line: int, member: Member) -> Passed | Refused:
    """The record of a member that is not read.

    Args:
        line: Its number.
        member: What is not read.

    Returns:
        It is refused where it may not be read, and passed over where there is nothing to read.
    """
    return Refused(line, member.fault, shown(member.name)) if member.fault else Passed(line, "other_file")


def _members(archive: zipfile.ZipFile) -> Iterator[Member]:
    taken = set[str]()
    for info in archive.infolist():
        fault = _unsafe(info) or ("duplicate_member" if info.filename in taken else "")
        if fault or not info.filename.endswith("/"):
            yield Member(archive, info, _name(info), fault)
        taken.add(info.filename)


def _unsafe(info: zipfile.ZipInfo) -> str:
    """Reason for which a member is not read, or nothing."""
    name = info.orig_filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or re.match("[A-Za-z]:", name):
        return "unsafe_path"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "unsafe_link"
    return "encrypted_member" if info.flag_bits & 1 else ""


def _name(info: zipfile.ZipInfo) -> str:
    """Name of a member; where the zip does not say its encoding it is UTF-8 all the same, or GB18030 from Windows."""
    name = info.filename
    if not info.flag_bits & 0x800:
        for encoding in ("utf-8", "gb18030"):
            try:
                name = info.filename.encode("cp437").decode(encoding)
                break
            except ValueError:
                pass
    return name.replace("\\", "/")
