"""Exports of DiscordChatExporter, as JSON and as CSV."""

import json
from pathlib import Path
from typing import Any

import pytest
from exporting import account, encoded, fuzz, moves, passed, refused, said, truncated

from shequn.readers.exports import discord
from shequn.readers.exports.base import Group, Message, Options, Seat
from shequn.readers.exports.detect import files_of
from shequn.readers.exports.streams import head


def author(number: int, name: str, **fields: Any) -> dict[str, Any]:
    about = {
        "id": str(10**17 + number),
        "name": name,
        "discriminator": "0000",
        "nickname": name.title(),
        "isBot": False,
    }
    return about | fields


def message(number: int, who: dict[str, Any], kind: str = "Default", **fields: Any) -> dict[str, Any]:
    empty = {"content": "hi", "attachments": [], "embeds": [], "stickers": [], "reactions": [], "mentions": []}
    at = {"timestamp": f"2023-02-03T04:05:{number:02d}.83+07:00", "timestampEdited": None}
    return {"id": str(number), "type": kind} | at | {"author": who} | empty | fields


MEI, BO, BOT = author(1, "mei"), author(2, "bo"), author(3, "helper", isBot=True)
EXPORT = {
    "guild": {"id": "555", "name": "Tea House", "iconUrl": "https://cdn.example/i.png"},
    "channel": {"id": "777", "type": "GuildTextChat", "categoryId": "7", "category": "Text", "name": "welcome"},
    "dateRange": {"after": None, "before": None},
    "exportedAt": "2023-03-01T00:00:00+07:00",
    "messages": [
        message(1, BO, "GuildMemberJoin", content="Joined the server."),
        message(2, MEI, content="tea?\u0000", mentions=[BO]),
        message(3, BO, "Reply", reference={"messageId": "2", "channelId": "777", "guildId": "555"}),
        message(4, BOT, "20", content="!tea"),
        message(5, MEI, "ChannelPinnedMessage", content="Pinned a message."),
        message(6, MEI, "46", content=""),
        message(7, MEI, content="", attachments=[{"url": "https://cdn.example/a.PNG?ex=1"}]),
        message(8, MEI, timestamp="2023-02-03T04:05:06.1234567+07:00"),
        message(9, {}, content="lost"),
        message(10, MEI, timestamp="soon"),
    ],
    "messageCount": 10,
}  # fmt: skip
NEW = """\
AuthorID,Author,Date,Content,Attachments,Reactions
"100000000000000001","mei","2023-02-03T04:05:06.1200000+07:00","a, ""b""
second line","",""
"100000000000000002","bo","2023-02-03T04:05:07.0000000+07:00","","https://cdn.example/a.mp4","👍 (2)"
"100000000000000002","bo","soon","x","",""
"100000000000000002","bo"
"""
OLD = """\
AuthorID;Author;Date;Content;Attachments;Reactions;
"100000000000000001";"mei#0001";"14-Aug-18 11:18 AM";"a; b";"";"";
"100000000000000002";"bo#0002";"14-Aug-18 12:05 PM";"x\0y";"";"";
"100000000000000002";"bo#0002";"14-Aug-18 12:05 AM";"z";"";"";
"""


def put(folder: Path, text: str, name: str = "Tea House - Text - welcome [777].json") -> Path:
    path = folder / name
    path.write_text(text, "utf-8", newline="")
    return path


def test_json(tmp_path: Path) -> None:
    path = put(tmp_path, json.dumps(EXPORT, indent=2))
    assert discord.sure(head(path)) == 1
    found = account(discord, path, Options(keep_text=True), 10)
    assert [(r.line, r.group, r.name) for r in found if isinstance(r, Group)] == [(1, "555", "Tea House")]
    assert moves(found) == [(1, "join", "100000000000000002", "")]
    assert [(number[-1], time, kind) for number, time, kind in said(found)] == [
        ("1", "2023-02-03T04:05:02.830000+07:00", "text"),
        ("2", "2023-02-03T04:05:03.830000+07:00", "text"),
        ("3", "2023-02-03T04:05:04.830000+07:00", "text"),
        ("1", "2023-02-03T04:05:07.830000+07:00", "image"),
        ("1", "2023-02-03T04:05:06.123456+07:00", "text"),
    ]
    first, second = [r for r in found if isinstance(r, Message)][:2]
    assert (first.mentions, first.name, second.reply_to) == (("100000000000000002",), "Mei", "2")
    assert [(r.member[-1], r.role) for r in found if isinstance(r, Seat)] == [("3", "bot")]
    assert passed(found) == [(5, "notice"), (6, "notice")]
    assert refused(found) == [(9, "no_sender"), (10, "bad_date")]


def test_a_talk_outside_of_a_server(tmp_path: Path) -> None:
    export = EXPORT | {
        "guild": {"id": "0", "name": "Direct Messages"},
        "channel": {"id": "888", "type": "DirectGroupTextChat", "name": "friends"},
        "messages": [
            message(1, MEI, "RecipientAdd", mentions=[BO]),
            message(2, MEI, "RecipientRemove", mentions=[BO]),
            message(3, MEI, "RecipientRemove"),
        ],
    }
    found = account(discord, put(tmp_path, json.dumps(export)), None, 3)
    assert [(what, who[-1], how) for _, what, who, how in moves(found)] == [
        ("join", "2", "invited"),
        ("leave", "2", "removed"),
        ("leave", "1", "self"),
    ]
    assert {r.group for r in found if isinstance(r, Group)} == {"888"}


def test_csv(tmp_path: Path) -> None:
    path = put(tmp_path, NEW, "Tea House - Text - welcome [777] [part 2].csv")
    assert discord.sure(head(path)) == 1
    found = account(discord, path, Options(keep_text=True), 5)
    assert said(found) == [
        ("100000000000000001", "2023-02-03T04:05:06.120000+07:00", "text"),
        ("100000000000000002", "2023-02-03T04:05:07+07:00", "video"),
    ]
    assert next(r.text for r in found if isinstance(r, Message)) == 'a, "b"\nsecond line'
    assert refused(found) == [(4, "bad_date"), (5, "ragged_row")]
    assert {r.group for r in found if isinstance(r, Group)} == {"Tea House"}


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv_of_2019_with_nul(tmp_path: Path, mark: str) -> None:
    path = put(tmp_path, mark + OLD, "welcome.csv")
    assert discord.sure(head(path)) == 1
    found = account(discord, path, Options(keep_text=True), 4)
    assert [time for _, time, _ in said(found)] == ["2018-08-14T11:18:00", "2018-08-14T12:05:00", "2018-08-14T00:05:00"]
    assert [r.text for r in found if isinstance(r, Message)] == ["a; b", "xy", "z"]


def test_parts_are_put_in_numeric_order(tmp_path: Path) -> None:
    names = ["t [1] [part 10].json", "s [2].json", "t [1] [part 9].json", "t [1].json", "t [1] [part 2].json"]
    expected = ["s [2].json", "t [1].json", "t [1] [part 2].json", "t [1] [part 9].json", "t [1] [part 10].json"]
    for name in names:
        put(tmp_path, "", name)
    assert [p.name for p in files_of([tmp_path])] == expected


def test_a_row_too_long_and_one_that_does_not_decode(tmp_path: Path) -> None:
    first, *others = NEW.splitlines(keepends=True)
    path = put(tmp_path, first + "x" * 2_000_000 + "\n" + "".join(others), "x.csv")
    path.write_bytes(path.read_bytes().replace(b"soon", b"\xff"))
    assert refused(account(discord, path, None, 6)) == [(2, "too_long"), (5, "bad_bytes"), (6, "ragged_row")]


def test_parts_that_are_not_what_belongs_there(tmp_path: Path) -> None:
    path = put(tmp_path, json.dumps(EXPORT | {"messages": "none"}))
    assert refused(account(discord, path)) == [(1, "not_an_object")]
    path = put(tmp_path, json.dumps(EXPORT))
    path.write_bytes(path.read_bytes().replace(b"Tea House", b"\xff"))
    assert refused(account(discord, path))[0] == (1, "bad_bytes")


def test_text_is_kept_without_telephones(tmp_path: Path) -> None:
    export = EXPORT | {"messages": [message(1, MEI, content="call 13800138000")]}
    rows = 'AuthorID,Author,Date,Content,Attachments,Reactions\n"1","a","2023-02-03T04:05:06","13800138000","",""\n'
    for path in (put(tmp_path, json.dumps(export)), put(tmp_path, rows, "x.csv")):
        assert "13800138000" not in repr(account(discord, path, Options(keep_text=True)))


def test_truncated(tmp_path: Path) -> None:
    text = json.dumps(EXPORT)
    found = account(discord, put(tmp_path, text[: text.index('"Reply"')]), None, 3)
    assert refused(found) == [(3, "truncated")]


def test_sure(tmp_path: Path) -> None:
    for text in (
        "",
        "{}",
        '{"guild": {}',
        "Author,Date\n",
        "a;b;c\n",
        '{"name": "x", "type": "private_group", "messages": []}',
    ):
        assert discord.sure(head(put(tmp_path, text))) == 0


test_cut = truncated(discord, json.dumps(EXPORT).encode())
test_encodings = encoded(discord, json.dumps(EXPORT, ensure_ascii=False))
test_any_json_file = fuzz(discord, json.dumps(EXPORT).encode(), "x.json")
test_any_csv_file = fuzz(discord, NEW.encode(), "x.csv")
test_any_old_csv_file = fuzz(discord, OLD.encode(), "x.csv")
