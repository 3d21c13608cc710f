"""Text files as streams: encodings, lines, rows."""

import datetime as dt
from pathlib import Path

import pytest

from shequn.readers.exports import streams, values
from shequn.readers.exports.streams import Line, head, lines, rows


@pytest.fixture
def put(tmp_path: Path):
    def write(content: str | bytes) -> Path:
        path = tmp_path / "file"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("raw", "encoding", "text"),
    [
        ("群聊".encode(), "utf-8", "群聊"),
        ("群聊".encode("utf-8-sig"), "utf-8", "群聊"),
        ("群聊".encode("utf-16"), "utf-16", "群聊"),
        ("群聊,用户".encode("gb18030"), "gb18030", "群聊,用户"),
        (b"", "utf-8", ""),
        (b"PK\x03\x04rest", "", ""),
        (bytes(range(32)) * 9, "", ""),
        (b"a,b\0\nc,de,f\n" * 9, "utf-8", "a,b\0\nc,de,f\n" * 9),
    ],
)
def test_the_head_of_a_file(put, raw, encoding, text):
    found = head(put(raw))
    assert (found.encoding, found.text, found.raw) == (encoding, text, raw)


def test_a_head_cut_in_the_middle_of_a_letter_is_still_utf8(put):
    for shift in range(3):
        assert head(put("a" * shift + "群" * 50_000)).encoding == "utf-8"
        assert streams.encoding_of(put("a" * (streams.CHUNK + shift) + "群" * 50_000)) == "utf-8"


def test_chinese_that_begins_late_still_decides(put):
    path = put(b"x" * 80 + b"\n" * 1_200_000 + "群聊\n".encode("gb18030"))
    assert list(lines(path))[-1] == Line(1_200_001, "群聊")


def test_lines(put):
    found = list(lines(put("\ufeffa\r\nb\rc\n\nd".encode())))
    assert found == [Line(1, "a"), Line(2, "b\rc"), Line(3, ""), Line(4, "d")]
    assert list(lines(put("甲\r\n乙\n".encode("utf-16")))) == [Line(1, "甲"), Line(2, "乙")]


def test_one_line_in_another_encoding_is_the_only_one_lost(put):
    found = list(lines(put("群聊一\n群聊二\n".encode() + "群聊三\n".encode("gb18030") + "群聊四\n".encode())))
    assert [line.fault for line in found] == ["", "", "bad_bytes", ""]
    assert found[3].text == "群聊四"


def test_a_line_too_long_is_the_only_one_lost(put):
    found = list(lines(put("a\n" + "b" * 1_200_000 + "\nc\n"), limit=1000))
    assert [(line.number, line.fault) for line in found] == [(1, ""), (2, "too_long"), (3, "")]
    assert len(found[1].text) <= 1000
    [only] = lines(put("b" * 5000), limit=1000)
    assert only.fault == "too_long"
    assert [line.fault for line in lines(put("b" * 999 + "\n" + "c" * 1000 + "\n"), limit=1000)] == ["", "too_long"]


def test_rows(put):
    text = 'a,"b\nc"\r\n"' + "x" * (streams.LINE_LIMIT + 1) + '"\n1,2\n'
    found = list(rows(put(text)))
    assert [(line, cells if isinstance(cells, str) else len(cells)) for line, cells, _ in found] == [
        (1, 2),
        (3, "too_long"),
        (4, 2),
    ]
    assert found[0][1] == ["a", "b\nc"]


def test_a_row_in_a_quote_that_never_closes_costs_itself(put):
    text = 'a,b\n1,"' + "x" * 2_000_000 + "\n2,y\n"
    assert [(line, cells) for line, cells, _ in rows(put(text))] == [(1, ["a", "b"]), (2, "too_long"), (3, ["2", "y"])]


def test_a_character_left_in_by_mistake(put):
    path = put(b"a\0;b\n1;\xff\n")
    assert [cells for _, cells, _ in rows(path, ";", without="\0")] == [["a", "b"], "bad_bytes"]
    assert [cells for _, cells, _ in rows(path, ";")] == ["bad_bytes", "bad_bytes"]


@pytest.mark.parametrize(
    "text",
    ["13800138000", "+86 138 0013 8000", "138-0013-8000", "a.b@example.com", "王 8613800138000", "+44 7700 900123"],
)
def test_telephones_and_mails_are_hashed(text):
    found = values.private(text)
    assert "phone:" in found or "mail:" in found
    assert not any(part in found for part in ("0013", "138000", "@", "7700"))


@pytest.mark.parametrize(
    "text", ["wrOgQhDgAAMYQiS5ol9G7gK9JVAAAA", "1000000444696", "a13800138000", "2026-03-05", "12345"]
)
def test_ids_stay(text):
    assert values.private(text) == text


def test_times_that_cannot_be():
    now = dt.datetime.now(dt.UTC)
    east = dt.timezone(dt.timedelta(hours=14))
    for sound in (now, now.astimezone(east), (now + dt.timedelta(hours=14)).replace(tzinfo=None)):
        assert values.wrong(sound) == ""
    for days in (2, 2000):
        then = now + dt.timedelta(days=days)
        assert [values.wrong(then), values.wrong(then.replace(tzinfo=None))] == ["future_date", "future_date"]
