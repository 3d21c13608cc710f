"""The values of JSON files and the documents of XML files, as streams of bounded memory."""

from __future__ import annotations

import json
import re
from typing import IO, TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

from shequn.readers.exports.streams import CHUNK, LINE_LIMIT, lines, opened
from shequn.readers.exports.values import shown
from shequn.readers.text_files import damaged

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head

OBJECT_LIMIT = 1 << 23
"""Characters of one value of a JSON file; as ``[{},{},…`` they take thirty times their size in memory."""

_BLANKS = " \t\r\n\ufeff"
_SOLID = re.compile(f"[^{_BLANKS}]")
_NUMBERS = re.compile("[0-9.eE+-]*")  # at the end of what is held, a number may go on
_TOGETHER = 1 << 14  # letters of XML documents that are read together
_WORD = 10  # letters within which an error lies when a word, a number or an escape is cut
_CUT = re.compile(r"\s*(?:t|tr|tru|f|fa|fal|fals|n|nu|nul|[0-9.eE+-]*|\\?u?[0-9a-fA-F]{0,4})")  # what is left of it

_decode = json.JSONDecoder().raw_decode


class Item(NamedTuple):
    """A value of a JSON file, or a document of an XML file.

    Attributes:
        number: Line, or number of the value in the file, from 1.
        where: Keys that lead to it, where `inside` went; ``*`` stands for an element of an array.
        value: The value; None with a fault.
        fault: ``broken``, ``truncated``, ``too_long``, ``bad_bytes``, ``xml_entities``, or empty.
        found: What stands at the fault.
    """

    number: int
    where: tuple[str, ...]
    value: Any
    fault: str = ""
    found: str = ""


def json_keys(head: Head) -> frozenset[str]:
    """Keys that stand in the beginning of a JSON file; none where it is no JSON.

    Args:
        head: The beginning of the file.

    Returns:
        Keys on all levels.
    """
    if not head.text.lstrip(_BLANKS).startswith(("{", "[")):
        return frozenset()
    return frozenset(re.findall(r'"([A-Za-z_]\w*)"\s*:', head.text))


def json_lines(path: Path) -> Iterator[Item]:
    """Stream the values of a file that holds one JSON value on each line; blank lines are none.

    Args:
        path: The file.

    Yields:
        Each line's value, or a fault that costs only this line.
    """
    for number, line, fault in lines(path, OBJECT_LIMIT):
        if fault:
            yield Item(number, (), None, fault, shown(line))
        elif text := line.strip(_BLANKS):
            try:
                value, end = _decode(text)
            except (ValueError, RecursionError):
                end = -1
            yield Item(number, (), value) if end == len(text) else Item(number, (), None, "broken", shown(line))


def json_items(path: Path) -> Iterator[Item]:
    """Stream the values of a file that is either one JSON array or has one JSON value on each line.

    Args:
        path: The file.

    Yields:
        Each value, or a fault.
    """
    with opened(path) as file:
        array = _Text(file).peek() == "["
    yield from objects(path) if array else json_lines(path)


def objects(path: Path) -> Iterator[Item]:
    """Stream the values of a JSON file: the elements of an array, or one value after another.

    Args:
        path: The file.

    Yields:
        Each value; a fault ends the file.
    """
    number = 0
    with opened(path) as file:
        text = _Text(file)
        try:
            while opening := text.peek():
                for value, sound in text.elements() if opening == "[" else (text.value(),):
                    number += 1
                    yield Item(number, (), value) if sound else Item(number, (), None, "bad_bytes")
        except _Fault as fault:
            yield Item(number + 1, (), None, fault.code, shown(fault.found))


def inside(path: Path, into: Collection[tuple[str, ...]]) -> Iterator[Item]:
    """Stream the parts of a JSON file, going into some of its objects and arrays and taking others as wholes.

    Args:
        path: The file.
        into: Keys that lead to what is gone into, such as ``()`` for the whole file and ``("messages",)``; ``*`` stands
            for any element of an array.

    Yields:
        Each value that is not gone into, in the order of the file. Those that are elements count, those that stand
        where something to go into belongs, and faults; the others have the number of the one before. A fault other than
        ``bad_bytes`` ends the file.
    """
    number = 0
    with opened(path) as file:
        text = _Text(file)
        try:
            while text.peek():
                for where, value, sound in _walk(text, (), into):
                    number += not sound or not where or where[-1] == "*" or where in into
                    yield Item(number, where, value) if sound else Item(number, where, None, "bad_bytes")
        except _Fault as fault:
            yield Item(number + 1, (), None, fault.code, shown(fault.found))


def _walk(
    text: _Text, where: tuple[str, ...], into: Collection[tuple[str, ...]]
) -> Iterator[tuple[tuple[str, ...], Any, bool]]:
    opening = text.peek()
    if where not in into:
        yield (where, *text.value())
    elif opening == "[":
        inner = (*where, "*")
        if inner in into:
            for _ in text.parts("[]"):
                yield from _walk(text, inner, into)
        else:
            for value, sound in text.elements():
                yield inner, value, sound
    elif opening == "{":
        for _ in text.parts("{}"):
            key, _ = text.value()
            text.take(":")
            yield from _walk(text, (*where, str(key)), into)
    else:
        yield (where, *text.value())


class _Fault(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, code: str, found: str) -> None:
        super().__init__(code)
        self.code, self.found = code, found


class _Text:
    """A text of any length, of which a part is held."""

    def __init__(self, file: IO[str]) -> None:
        self.file, self.held, self.at = file, "", 0
        self.ended, self.sound = False, True

    def more(self) -> None:
        """Hold twice as much, or know that the text has ended."""
        size = len(self.held) - self.at
        chunk = self.file.read(min(max(CHUNK, size), OBJECT_LIMIT - size))
        self.held, self.at = self.held[self.at :] + chunk, 0
        self.ended, self.sound = not chunk, not damaged(self.held)

    def peek(self) -> str:
        """The next character that is not blank; empty at the end."""
        at = self.at
        while (found := self.held[at : at + 1]) in _BLANKS:
            if found:
                solid = _SOLID.search(self.held, at)
                at = solid.start() if solid else len(self.held)
            elif self.ended:
                break
            else:
                self.at = at
                self.more()
                at = 0
        self.at = at
        return found

    def take(self, expected: str) -> str:
        """Go past the next character, one of the expected ones."""
        found = self.peek()
        if not found or found not in expected:
            raise self.fault("broken" if found else "truncated")
        self.at += 1
        return found

    def parts(self, brackets: str) -> Iterator[None]:
        """Stop before each part of an array or object, which the caller reads."""
        closing = brackets[1]
        self.take(brackets[0])
        while self.peek() != closing:
            yield
            if self.take("," + closing) == closing:
                return
        self.take(closing)

    def elements(self) -> Iterator[tuple[Any, bool]]:
        """The values of an array; the same as `parts`, but this is where the time goes."""
        self.take("[")
        while self.peek() != "]":
            yield self.value()
            if self.take(",]") == "]":
                return
        self.take("]")

    def value(self) -> tuple[Any, bool]:
        """The value at which a `peek` has arrived, and whether all its bytes decode."""
        while True:
            try:
                value, end = _decode(self.held, self.at)
            except json.JSONDecodeError as error:
                if not self.cut(error):
                    raise self.fault("broken") from None
            except (ValueError, RecursionError):  # a number, or a nesting, that no message has
                raise self.fault("broken") from None
            else:
                if self.ended or not isinstance(value, (int, float)) or not _NUMBERS.fullmatch(self.held, end):
                    sound = self.sound or not damaged(self.held[self.at : end])
                    self.at = end
                    return value, sound
            if len(self.held) - self.at >= OBJECT_LIMIT:
                raise self.fault("too_long")
            if self.ended:
                raise self.fault("truncated")
            self.more()

    def cut(self, error: json.JSONDecodeError) -> bool:
        """Whether the end of what is held is what may be wrong: the error is there, or in a string never closed."""
        rest = self.held[error.pos : error.pos + _WORD]
        short = bool(_CUT.fullmatch(rest)) if self.ended else len(rest) < _WORD
        return short or error.msg.startswith("Unterminated")

    def fault(self, code: str) -> _Fault:
        return _Fault(code, self.held[self.at : self.at + 200])


def xml_documents(path: Path, tag: str = "xml") -> Iterator[Item]:
    """Stream the XML documents that stand one after another in a file.

    Args:
        path: The file.
        tag: Root element of each.

    Yields:
        Each document's root, numbered from 1; a document with a DOCTYPE or an entity of its own is refused unread.
    """
    number, size, held = 0, 0, list[tuple[str, str]]()
    for text, fault in _cut_documents(path, tag):
        held.append((text, fault))
        size += len(text)
        if size > _TOGETHER:
            yield from _documents(held, number, tag)
            number, size, held = number + len(held), 0, []
    yield from _documents(held, number, tag)


def _cut_documents(path: Path, tag: str) -> Iterator[tuple[str, str]]:
    """The text of each document, and why it cannot be read."""
    close = re.compile(rf"</{re.escape(tag)}\s*>")
    held, size = list[str](), 0
    for _, text, fault in lines(path):
        rest, wrong = text, fault
        while match := close.search(rest):
            document = "\n".join([*held, rest[: match.end()]]).strip(_BLANKS)
            yield document, "xml_entities" if "<!DOCTYPE" in document or "<!ENTITY" in document else wrong
            held, size, rest, wrong = [], 0, rest[match.end() :], ""
        if wrong or held or rest.strip(_BLANKS):
            size += len(rest)
            held.append(rest)
        if wrong or size > LINE_LIMIT:
            yield "\n".join(held), wrong or "too_long"
            held, size = [], 0
    if held:
        yield "\n".join(held), "truncated"


def _documents(held: list[tuple[str, str]], number: int, tag: str) -> Iterator[Item]:
    roots = iter(_roots([text for text, fault in held if not fault], tag))
    for at, (text, fault) in enumerate(held, number + 1):
        root = None if fault else next(roots)
        yield Item(at, (), None, fault or "broken", shown(text)) if root is None else Item(at, (), root)


def _roots(texts: list[str], tag: str) -> list[ET.Element | None]:
    """The root of each document, None of a broken one: read together, which takes half the time, or else one by one."""
    together = _root(f"<all>{''.join(texts)}</all>")
    if together is None or [root.tag for root in together if not root.tail] != [tag] * len(texts) or together.text:
        return [_root(text) for text in texts]
    return list(together)


def _root(text: str) -> ET.Element | None:
    try:
        return ET.fromstring(text)  # noqa: S314 - no entity is left
    except (ET.ParseError, ValueError):
        return None
