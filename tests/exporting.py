"""What the tests of the readers of exports share: the account of a file, and mutations of it that must not break it."""

import contextlib
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from shequn.errors import ShequnError
from shequn.readers.exports import streams
from shequn.readers.exports.base import Message, Move, Options, Passed, Record, Refused

WHOLE = (Passed, Refused)


def account(
    reader: Any, path: Path, options: Options | None = None, rows: int | None = None, *, gaps: bool = False
) -> list[Record]:
    """Read a file; every line, row or object of it has a record, and what is no record of use has a reason.

    There are gaps where a row may stand on several lines.
    """
    found = list(reader.records(path, options or Options()))
    lines = {record.line for record in found}
    assert gaps or lines == set(range(1, len(lines) + 1)), sorted(lines)
    whole = [record.line for record in found if isinstance(record, WHOLE)]
    kept = {record.line for record in found if not isinstance(record, WHOLE)}
    assert len(whole) == len(set(whole)), "a row is refused or passed once"
    assert not kept & set(whole), "a row refused or passed is not kept as well (see `introduced`)"
    assert all(record.reason for record in found if isinstance(record, WHOLE))
    if rows is not None:
        assert len(lines) == rows
    return found


def said(found: list[Record]) -> list[tuple[str, str, str]]:
    """Sender, time and kind of each message; a hash is cut."""
    return [(cut(r.member), r.sent_at.isoformat(), r.kind) for r in found if isinstance(r, Message)]


def moves(found: list[Record]) -> list[tuple[int, str, str, str]]:
    """Line, what, who and how of each move."""
    return [(r.line, r.what, cut(r.member), r.how) for r in found if isinstance(r, Move)]


def refused(found: list[Record]) -> list[tuple[int, str]]:
    return [(r.line, r.reason) for r in found if isinstance(r, Refused)]


def passed(found: list[Record]) -> list[tuple[int, str]]:
    return [(r.line, r.reason) for r in found if isinstance(r, Passed)]


def cut(member: str) -> str:
    return re.sub(r"(phone|mail):\w{12}", r"\1:", member)


@st.composite
def mutated(draw: st.DrawFn, whole: bytes) -> bytes:
    """The bytes with some cut, put in, doubled or changed."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        span = draw(st.integers(0, 40))
        match draw(st.sampled_from(["cut", "put", "double", "end", "swap"])):
            case "cut":
                del data[at : at + span]
            case "put":
                data[at:at] = draw(
                    st.one_of(
                        st.binary(max_size=6),
                        st.sampled_from(
                            [b"\0", b"\xff\xfe", b'"', b"\r", b"\n", b"{", b"]", b"null", b"-1", b"9" * 30]
                        ),
                    )
                )
            case "double":
                data[at:at] = data[at : at + span * 4]
            case "end":
                del data[at:]
            case _:
                data[at : at + span] = bytes(reversed(data[at : at + span]))
    return bytes(data)


def fuzz(reader: Any, whole: bytes, name: str = "file.txt", *, gaps: bool = False) -> Callable[[], None]:
    """A test: of a file changed at random, only the package's own errors come, and its account is complete."""

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(mutated(whole))
    def test(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(data)
            reader.sure(streams.head(path))
            with contextlib.suppress(ShequnError):
                account(reader, path, gaps=gaps)

    return test


def truncated(reader: Any, whole: bytes, name: str = "file.json") -> Callable[[], None]:
    """A test: of a JSON file that breaks off anywhere, what stands before is read, and the fault is counted once."""

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(1, len(whole) - 1))
    def test(at: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(whole)
            before = said(account(reader, path))
            path.write_bytes(whole[:at])
            assume(reader.sure(streams.head(path)) > 0)
            found = account(reader, path)
            assert [reason for _, reason in refused(found)].count("truncated") == 1
            assert found[-1][:2] == (max(record.line for record in found), "truncated")
            assert said(found) == before[: len(said(found))]

    return test


def encoded(reader: Any, whole: str, *, gaps: bool = False) -> Callable[[Path, str], None]:
    """A test: byte-order marks and encodings change nothing."""

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
    def test(tmp_path: Path, encoding: str) -> None:
        path = tmp_path / "file.txt"
        path.write_bytes(whole.removeprefix("\ufeff").encode())
        plain = account(reader, path, gaps=gaps)
        path.write_bytes(whole.removeprefix("\ufeff").encode(encoding))
        assert reader.sure(streams.head(path)) > 0
        assert account(reader, path, gaps=gaps) == plain

    return test
