"""Logs of IRC as several programs write them."""

from pathlib import Path

import pytest
from exporting import account, fuzz, moves, passed, refused, said

from shequn.errors import InputError
from shequn.readers.exports import irc
from shequn.readers.exports.base import Group, Message, Options
from shequn.readers.exports.streams import head

IRSSI = """\
--- Log opened Wed Jan 01 22:00:00 2020
22:00 -!- mei [~mei@host.example] has joined #tea
22:01 <@mei> bo: tea?
22:02 -!- bo_ [~bo@192.0.2.7] has joined #tea
22:03 -!- bo_ is now known as bo
22:04 < bo> yes
22:05  * mei pours
22:06 -!- mode/#tea [+o bo] by mei
22:07 -bo:#tea- notice
--- Day changed Thu Jan 02 2020
00:01 -!- bo is now known as bo_away
00:02 < bo_away> afk
00:03 -!- bo_away [~bo@192.0.2.7] has quit [Ping timeout: 240 seconds]
00:04 -!- troll was kicked from #tea by mei [bye]
--- Log closed Thu Jan 02 00:05:00 2020
"""
WEECHAT = """\
2020-01-01 22:00:00\t-->\tmei (~mei@host.example) has joined #tea
2020-01-01 22:01:00\t@mei\ttea?
2020-01-01 22:02:00\t--\tbo_ is now known as bo
2020-01-01 22:03:00\t *\tbo drinks
2020-01-01 22:04:00\t<--\tmei has kicked bo (bye)
2020-01-01 22:05:00\t<--\tmei (~mei@host.example) has quit (Quit: x)
"""
ZNC = """\
[22:00:00] *** Joins: mei (~mei@host.example)
[22:01:00] <mei> tea?
[22:02:00] * mei has joined the party
[22:03:00] *** bo sets mode: +o mei
[22:04:00] *** Parts: mei (~mei@host.example) (bye)
"""
HEXCHAT = """\
**** BEGIN LOGGING AT Tue Dec 31 23:58:00 2019

Dec 31 23:58:00 *\tNow talking on #tea
Dec 31 23:59:00 *\tbo (~bo@192.0.2.7) has joined
Jan 01 00:01:00 <bo>\thello
Jan 01 00:02:00 *\tbo has quit (Quit: x)
**** ENDING LOGGING AT Wed Jan  1 00:03:00 2020
"""
MIRC = """\
Session Start: Wed Jan 01 22:00:00 2020
Session Ident: #tea
[22:00] * mei (~mei@host.example) has joined #tea
[22:01] <\x0304mei\x03> \x02tea\x02?
[22:02] * mei (~mei@host.example) Quit (x)
Session Close: Wed Jan 01 22:03:00 2020
"""
ARCHIVE = """\
=== mei [~mei@host.example] has joined #tea
[22:01] <mei> tea?
[22:02] === mei [~mei@host.example] has quit ["x"]
"""


def put(folder: Path, text: str, name: str = "#tea.log") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_irssi_and_renames(tmp_path: Path) -> None:
    path = put(tmp_path, IRSSI, "net.log")
    found = account(irc, path, Options(keep_text=True), 15)
    assert said(found) == [
        ("name:mei", "2020-01-01T22:01:00", "text"),
        ("name:bo_", "2020-01-01T22:04:00", "text"),
        ("name:mei", "2020-01-01T22:05:00", "text"),
        ("name:bo_", "2020-01-01T22:07:00", "text"),
        ("name:bo_", "2020-01-02T00:02:00", "text"),
    ]
    assert moves(found) == []
    assert passed(found) == [
        (1, "day"), (2, "connection"), (4, "connection"), (5, "rename"), (8, "notice"), (10, "day"), (11, "rename"),
        (13, "connection"), (14, "connection"), (15, "day"),
    ]  # fmt: skip
    assert {r.group for r in found if isinstance(r, Group | Message)} == {"#tea"}
    assert next(r for r in found if isinstance(r, Message)).mentions == ()  # no bo has been seen yet
    assert "host.example" not in repr(found)
    assert "192.0.2.7" not in repr(found)
    assert moves(account(irc, path, Options(presence=True), 15)) == [
        (2, "join", "name:mei", ""),
        (4, "join", "name:bo_", ""),
        (13, "leave", "name:bo_", "self"),
        (14, "leave", "name:troll", "removed"),
    ]


@pytest.mark.parametrize(
    ("text", "name", "presence", "said_at"),
    [
        (WEECHAT, "irc.net.#tea.weechatlog", ["join", "leave", "leave"], ["01T22:01:00", "01T22:03:00"]),
        (ZNC, "#tea_2020-01-01.log", ["join", "leave"], ["01T22:01:00", "01T22:02:00"]),
        (HEXCHAT, "net.log", ["join", "leave"], ["01T00:01:00"]),
        (MIRC, "net.log", ["join", "leave"], ["01T22:01:00"]),
        (ARCHIVE, "#tea_20200101.txt", ["leave"], ["01T22:01:00"]),
    ],
)
def test_programs(tmp_path: Path, text: str, name: str, presence: list[str], said_at: list[str]) -> None:
    path = put(tmp_path, text, name)
    assert irc.sure(head(path)) == 0.9
    found = account(irc, path, Options(presence=True))
    assert [what for _, what, _, _ in moves(found)] == presence
    assert [time for _, time, _ in said(found)] == [f"2020-01-{time}" for time in said_at]
    assert {r.group for r in found if isinstance(r, Group)} == {"#tea"}
    assert refused(found) == ([(1, "no_time")] if text == ARCHIVE else [])
    assert refused(account(irc, path)) == []


def test_back_under_the_old_nick_is_the_same_person(tmp_path: Path) -> None:
    text = """\
[10:00] <bo> hi
[10:01] *** Joins: bo_ (~bo@x)
[10:02] *** bo_ is now known as bo
[10:03] <bo> back
[10:04] *** bo is now known as Guest12
[10:05] <Guest12> who?
[10:06] *** Joins: bo_ (~other@y)
[10:07] <bo_> new
[10:08] <mei> BO: hi
"""
    found = account(irc, put(tmp_path, text, "#tea_20200101.log"))
    assert [who for who, _, _ in said(found)] == ["name:bo", "name:bo", "name:Guest12", "name:bo_", "name:mei"]
    assert [r.mentions for r in found if isinstance(r, Message)][-1] == ("name:bo",)


def test_a_time_needs_a_day(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"tea.log, line 1: the time 22:00 has no day.*name of the file"):
        list(irc.records(put(tmp_path, ZNC), Options()))
    text = "[23:00] <mei> hi\n[00:10] <mei> the next day, or a later one\n[01:00] <mei> hi\n"
    found = account(irc, put(tmp_path, text, "2020-01-01.log"))
    assert refused(found) == [(2, "lost_day"), (3, "lost_day")]


def test_lines_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "#tea_20200101.log"
    path.write_bytes(
        b"[10:00] <mei> caf\xe9\n[10:99] <mei> x\nstray\n[10:02] ??\n\n[10:03] <mei> \xe8\x8c\xb6\n" + b"x" * 2_000_000
    )
    found = account(irc, path)
    assert refused(found) == [(1, "bad_bytes"), (2, "bad_date"), (3, "no_header"), (4, "unknown_line"), (7, "too_long")]


def test_text_is_kept_without_telephones(tmp_path: Path) -> None:
    text = "[10:00] <mei> 13800138000\n[10:99] <mei> a@example.com\n"
    found = repr(account(irc, put(tmp_path, text, "#tea_20200101.log"), Options(keep_text=True)))
    assert "phone:" in found
    assert not any(part in found for part in ("13800138000", "example.com"))


def test_sure(tmp_path: Path) -> None:
    for text in ("", "a,b\n", "12:00 tea\n", "2020-01-01 10:00:00\tmei\thi\n", "20/06/20, 10:00 - Mei: hi\n", "{}"):
        assert irc.sure(head(put(tmp_path, text))) == 0


test_any_irssi_file = fuzz(irc, IRSSI.encode(), "#tea.log")
test_any_other_file = fuzz(irc, (HEXCHAT + ZNC + WEECHAT + ARCHIVE).encode(), "#tea.log")
