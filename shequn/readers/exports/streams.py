"""What the readers of exports share: the head of a file; its lines, rows and objects as streams of bounded memory."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

from shequn.readers import text_files
from shequn.readers.exports.base import Head
from shequn.readers.exports.values import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from shequn.readers.source import Row

HEAD = 1 << 16
LINE_LIMIT = 1 << 20
"""Characters of one line."""
OBJECT_LIMIT = 1 << 24
"""Characters of one object of a JSON file."""

_CHUNK = 1 << 20
_BINARY = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"PAR1", b"%PDF", b"SQLite format 3")
_ODD = bytes(set(range(1, 32)) - set(b"\t\n\f\r\x0b\x1b"))  # no text has many of these; NUL bytes do occur in exports
_ASCII = bytes(range(128))
_NUMBERS = re.compile("[0-9.eE+-]*")  # at the end of what is held, a number may go on
_ESCAPED = re.compile("[\udc80-\udcff]")  # what surrogateescape makes of a byte that does not decode
_CODECS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "gb18030": "gb18030"}
_BLANK = re.compile(r"[ \t\r\n\ufeff]*")


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


class Item(NamedTuple):
    """A value of a JSON file, or a document of an XML file.

    Attributes:
        number: Line, or number of the object in the file, from 1.
        where: Keys that lead to it; ``*`` stands for an element of an array.
        value: The value; None with a fault.
        fault: ``broken``, ``truncated``, ``too_long``, ``bad_bytes``, ``xml_entities``, or empty.
        found: What stands at the fault.
    """

    number: int
    where: tuple[str, ...]
    value: Any
    fault: str = ""
    found: str = ""


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


def json_keys(head: Head) -> frozenset[str]:
    """Keys that stand in the beginning of a JSON file; none where it is no JSON.

    Args:
        head: The beginning of the file.

    Returns:
        Keys on all levels.
    """
    if not head.text.lstrip(" \t\r\n\ufeff").startswith(("{", "[")):
        return frozenset()
    return frozenset(re.findall(r'"([A-Za-z_]\w*)"\s*:', head.text))


def encoding_of(path: Path) -> str:
    """Decide the encoding from the first part of a file that is not plain ASCII.

    Args:
        path: The file.

    Returns:
        ``utf-8``, ``utf-16`` or ``gb18030``.
    """
    with path.open("rb") as file:
        raw = file.read(_CHUNK)
        if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        while raw.isascii() and (more := file.read(_CHUNK)):
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


def _open(path: Path) -> IO[str]:
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
    with _open(path) as file:
        number = 0
        while text := file.readline(limit):
            number += 1
            fault = ""
            if len(text) >= limit and not text.endswith("\n"):
                fault = "too_long"
                while (rest := file.readline(_CHUNK)) and not rest.endswith("\n"):
                    pass
                text = text[:200]
            elif not text.isascii() and _ESCAPED.search(text):
                fault, text = "bad_bytes", _ESCAPED.sub("\ufffd", text)
            yield Line(number, text.rstrip("\n").removesuffix("\r"), fault)


def rows(path: Path, delimiter: str = ",") -> Iterator[Row]:
    """Stream the rows of a CSV file, a wrong one costing only itself.

    Args:
        path: The file.
        delimiter: One character.

    Yields:
        The row's first line, its cells or a reason (``bad_bytes``, ``too_long``, ``ragged_row``), and what was found.

    Raises:
        InputError: The quotes are broken in so many places that the rows cannot be told apart.
    """
    long = set[int]()

    def texts() -> Iterator[str]:
        for line in lines(path):
            if line.fault == "too_long":
                long.add(line.number)
            yield "\0\n" if line.fault else line.text + "\n"  # NUL: refused by `records`

    for number, cells, value in text_files.records(texts(), delimiter, str(path)):
        if cells == "bad_bytes" and number in long:
            yield number, "too_long", f"more than {LINE_LIMIT} characters"
        else:
            yield number, cells, value


def json_lines(path: Path) -> Iterator[Item]:
    """Stream the values of a file that holds one JSON value on each line; blank lines are none.

    Args:
        path: The file.

    Yields:
        Each line's value, or a fault that costs only this line.
    """
    for number, text, fault in lines(path, OBJECT_LIMIT):
        if fault:
            yield Item(number, (), None, fault, shown(text))
        elif text.strip(" \t\r\ufeff"):
            try:
                yield Item(number, (), json.loads(text.strip(" \t\r\ufeff")))
            except (ValueError, RecursionError):
                yield Item(number, (), None, "broken", shown(text))


def json_items(path: Path) -> Iterator[Item]:
    """Stream the values of a file that is either one JSON array or has one JSON value on each line.

    Args:
        path: The file.

    Yields:
        Each value, or a fault.
    """
    with _open(path) as file:
        array = _Text(file).peek() == "["
    yield from objects(path) if array else json_lines(path)


def objects(path: Path) -> Iterator[Item]:
    """Stream the values of a JSON file: the elements of an array, or one value after another.

    Args:
        path: The file.

    Yields:
        Each value; a fault ends the file.
    """
    with _open(path) as file:
        text = _Text(file)
        yield from _values(text, {()} if text.peek() == "[" else set())


def inside(path: Path, into: Collection[tuple[str, ...]]) -> Iterator[Item]:
    """Stream the parts of a JSON file, going into some of its objects and arrays and taking others as wholes.

    Args:
        path: The file.
        into: Keys that lead to what is gone into, such as ``()`` for the whole file and ``("messages",)``; ``*`` stands
            for any element of an array.

    Yields:
        Each value that is not gone into, in the order of the file; numbered where it is an element. A fault ends the
        file.
    """
    with _open(path) as file:
        yield from _values(_Text(file), set(into))


class _Fault(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, code: str, found: str) -> None:
        super().__init__(code)
        self.code, self.found = code, found


@dataclass
class _Text:
    """A text of any length, of which a part is held."""

    file: IO[str]
    held: str = ""
    at: int = 0
    ended: bool = False
    decoder: json.JSONDecoder = field(default_factory=json.JSONDecoder)

    def more(self) -> bool:
        """Hold twice as much; False at the end."""
        if self.ended:
            return False
        chunk = self.file.read(max(_CHUNK, len(self.held) - self.at))
        self.held, self.at = self.held[self.at :] + chunk, 0
        self.ended = not chunk
        return not self.ended

    def peek(self) -> str:
        """The next character that is not blank; empty at the end."""
        while True:
            match = _BLANK.match(self.held, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.held):
                return self.held[self.at]
            if not self.more():
                return ""

    def take(self, expected: str) -> str:
        """Go past the next character, one of the expected ones."""
        found = self.peek()
        if not found:
            raise _Fault("truncated", "")
        if found not in expected:
            raise _Fault("broken", self.held[self.at : self.at + 200])
        self.at += 1
        return found

    def value(self) -> tuple[Any, bool]:
        """The next value, and whether all its bytes decode."""
        if not self.peek():
            raise _Fault("truncated", "")
        while True:
            try:
                value, end = self.decoder.raw_decode(self.held, self.at)
            except (ValueError, RecursionError) as error:
                if isinstance(error, RecursionError):
                    raise _Fault("broken", self.held[self.at : self.at + 200]) from None
                end = -1
            if end >= 0 and (self.ended or not _NUMBERS.fullmatch(self.held, end)):
                part = self.held[self.at : end]
                self.at = end
                return value, part.isascii() or not _ESCAPED.search(part)
            if len(self.held) - self.at > OBJECT_LIMIT:
                raise _Fault("too_long" if end < 0 else "broken", self.held[self.at : self.at + 200])
            if not self.more() and end < 0:
                raise _Fault("truncated" if self._open_ended() else "broken", self.held[self.at : self.at + 200])

    def _open_ended(self) -> bool:
        """Whether the end of the text is what is wrong: the error stands there, or in a string never closed."""
        try:
            self.decoder.raw_decode(self.held, self.at)
        except json.JSONDecodeError as error:
            return error.msg.startswith("Unterminated") or not self.held[error.pos :].strip()
        except ValueError:
            pass
        return False


def _values(text: _Text, into: set[tuple[str, ...]]) -> Iterator[Item]:
    number = [0]  # of elements, over the whole file

    def walk(where: tuple[str, ...]) -> Iterator[Item]:
        opened = text.peek() if where in into else ""
        if opened == "[":
            text.take("[")
            while text.peek() != "]":
                yield from walk((*where, "*"))
                if text.take(",]") == "]":
                    return
            text.take("]")
        elif opened == "{":
            text.take("{")
            while text.peek() != "}":
                key, _ = text.value()
                text.take(":")
                yield from walk((*where, str(key)))
                if text.take(",}") == "}":
                    return
            text.take("}")
        else:
            value, clean = text.value()
            number[0] += not where or where[-1] == "*"
            yield Item(number[0], where, value if clean else None, "" if clean else "bad_bytes")

    try:
        while text.peek():
            yield from walk(())
    except _Fault as fault:
        yield Item(number[0] + 1, (), None, fault.code, shown(fault.found))


def xml_documents(path: Path, tag: str = "xml") -> Iterator[Item]:
    """Stream the XML documents that stand one after another in a file.

    Args:
        path: The file.
        tag: Root element of each.

    Yields:
        Each document's root, numbered from 1; a document with a DOCTYPE or an entity of its own is refused unread.
    """
    close = re.compile(rf"</{re.escape(tag)}\s*>")
    held, size, number = list[str](), 0, 0
    for _, text, fault in lines(path):
        rest, wrong = text, fault
        while match := close.search(rest):
            held.append(rest[: match.end()])
            number += 1
            yield _document(number, "\n".join(held), wrong)
            held, size, rest, wrong = [], 0, rest[match.end() :], ""
        if rest.strip(" \t\r\ufeff") or wrong or held:
            size += len(rest)
            held.append(rest)
        if wrong or size > LINE_LIMIT:
            number += 1
            yield Item(number, (), None, wrong or "too_long", shown("\n".join(held)))
            held, size = [], 0
    if held:
        yield _document(number + 1, "\n".join(held), "truncated")


def _document(number: int, text: str, fault: str) -> Item:
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        return Item(number, (), None, "xml_entities", shown(text))
    if fault:
        return Item(number, (), None, fault, shown(text))
    try:
        return Item(number, (), ET.fromstring(text.strip(" \t\r\n\ufeff")))  # noqa: S314 - no entity is left
    except (ET.ParseError, ValueError):
        return Item(number, (), None, "broken", shown(text))
