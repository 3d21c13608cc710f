"""What the readers of exports share: the head of a file, its encoding, its lines and its rows, of bounded memory."""

from __future__ import annotations

import codecs
from typing import IO, TYPE_CHECKING, NamedTuple

from shequn.readers import text_files
from shequn.readers.exports.base import Head

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shequn.readers.source import Row

HEAD = 1 << 16
LINE_LIMIT = 1 << 20
"""Characters of one line."""
CHUNK = 1 << 20
"""Bytes or characters read at once."""

_BINARY = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"PAR1", b"%PDF", b"SQLite format 3")
_ODD = bytes(set(range(1, 32)) - set(b"\t\n\f\r\x0b\x1b"))  # no text has many of these; NUL bytes do occur in exports
_ASCII = bytes(range(128))
_CODECS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "gb18030": "gb18030"}


class Line(NamedTuple):
    """A line of text.

    Attributes:
        number: From 1.
        text: Without its end; a bare CR stays.
        fault: ``too_long`` (the text is its beginning), ``bad_bytes``, or empty.
    """

    number: int
    text: str
    fault: str = ""


def head(path: Path) -> Head:
    """Read the beginning of a file.

    Args:
        path: The file.

    Returns:
        Its first 64 KB, as text too where it is text.
    """
    with path.open("rb") as file:
        raw = file.read(HEAD)
    if _binary(raw):
        return Head(path, raw, "", "")
    encoding = _encoding(raw)
    decoder = codecs.getincrementaldecoder(_CODECS[encoding])(errors="replace")
    return Head(path, raw, decoder.decode(raw), encoding)


def encoding_of(path: Path) -> str:
    """Decide the encoding from the first part of a file that is not plain ASCII.

    Args:
        path: The file.

    Returns:
        ``utf-8``, ``utf-16`` or ``gb18030``.
    """
    with path.open("rb") as file:
        raw = file.read(CHUNK)
        if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        while raw.isascii() and (more := file.read(CHUNK)):
            raw = raw[-4:] + more
    return _encoding(raw)


def _binary(raw: bytes) -> bool:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    odd = len(raw) - len(raw.translate(None, _ODD))
    return raw.startswith(_BINARY) or odd * 50 > len(raw) or raw.count(0) * 10 > len(raw)


def _encoding(raw: bytes) -> str:
    """As most lines beyond ASCII decode; damaged UTF-8 may decode as GB18030, but to nonsense."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    lines = [line for line in raw.split(b"\n") if not line.isascii()]
    if len(lines) == 1:  # one long line, maybe cut: a few letters that do not decode are damage
        wrong = codecs.getincrementaldecoder("utf-8")("replace").decode(lines[0]).count("\ufffd")
        return "utf-8" if wrong * 10 <= len(lines[0].translate(None, _ASCII)) else "gb18030"
    fit = {name: sum(text_files.fits(line, name) for line in lines) for name in ("utf-8", "gb18030")}
    return "utf-8" if 2 * fit["utf-8"] >= len(lines) or fit["utf-8"] >= fit["gb18030"] else "gb18030"


def opened(path: Path) -> IO[str]:
    """Open a text file in its own encoding.

    Args:
        path: The file.

    Returns:
        The text; what does not decode stands in it as lone surrogates.
    """
    encoding = encoding_of(path)
    errors = "replace" if encoding == "utf-16" else "surrogateescape"
    return path.open(encoding=_CODECS[encoding], errors=errors, newline="\n")


def lines(path: Path, limit: int = LINE_LIMIT) -> Iterator[Line]:
    """Stream the lines of a text file in its own encoding; only LF and CRLF end a line.

    Args:
        path: The file.
        limit: Characters of one line; what is beyond them is skipped.

    Yields:
        Each line, blank ones too.
    """
    with opened(path) as file:
        number = 0
        while text := file.readline(limit):
            number += 1
            fault = ""
            if len(text) >= limit and not text.endswith("\n"):
                fault = "too_long"
                while (rest := file.readline(CHUNK)) and not rest.endswith("\n"):
                    pass
                text = text[:200]
            elif text_files.damaged(text):
                fault, text = "bad_bytes", text.encode(errors="surrogateescape").decode(errors="replace")
            yield Line(number, text.rstrip("\n").removesuffix("\r"), fault)


def rows(path: Path, delimiter: str = ",", *, without: str = "") -> Iterator[Row]:
    """Stream the rows of a CSV file, a wrong one costing only itself.

    Args:
        path: The file.
        delimiter: One character.
        without: A character that the file's writer left in by mistake, and that is dropped.

    Yields:
        The row's first line, its cells or a reason (``bad_bytes``, ``too_long``, ``ragged_row``), and what was found.

    Raises:
        InputError: The quotes are broken in so many places that the rows cannot be told apart.
    """
    long = set[int]()

    def texts() -> Iterator[str]:
        for number, text, fault in lines(path):
            if fault == "too_long":
                long.add(number)
            kept = text.replace(without, "") if without else text
            yield "\0\n" if fault else kept + "\n"  # NUL: refused by `records`

    for number, cells, value in text_files.records(texts(), delimiter, str(path)):
        if cells == "bad_bytes" and number in long:
            yield number, "too_long", f"more than {LINE_LIMIT} characters"
        else:
            yield number, cells, value
