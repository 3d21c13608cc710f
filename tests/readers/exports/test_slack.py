"""Exports of Slack, and zips that are none."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from exporting import account, fuzz, moves, passed, refused, said

from shequn.errors import InputError
from shequn.readers.exports import slack, zips
from shequn.readers.exports.base import Group, Message, Options, Seat
from shequn.readers.exports.streams import head

USERS = [
    {"id": "U1", "name": "mei", "profile": {"display_name": "Mei", "email": "mei@tea.example", "phone": "13800138000"}},
    {"id": "U2", "name": "bo", "profile": {"display_name": "", "real_name": "Bo"}, "deleted": True},
    {"id": "B1", "name": "clock", "is_bot": True},
]
CHANNELS = [{"id": "C1", "name": "茶", "created": 1453000000, "creator": "U1", "members": ["U1", "U2", "B1"]}]


def message(second: int, user: str = "U1", subtype: str = "", **fields: Any) -> dict[str, Any]:
    about = {"type": "message", "user": user, "text": "hi", "ts": f"14530123{second:02d}.000002"}
    return about | ({"subtype": subtype} if subtype else {}) | fields


FIRST = [
    message(1, subtype="channel_join", text="<@U1> has joined the channel"),
    message(2, "U2", "channel_join", inviter="U1"),
    message(3, text="ask <@U2> and <@U2|bo>", thread_ts="1453012303.000002"),
    message(4, "U2", thread_ts="1453012303.000002", text="yes"),
    message(5, "", "bot_message", bot_id="B1", username="clock"),
    message(6, text="", files=[{"id": "F1", "mimetype": "image/png", "url_private": "https://x.example"}]),
    message(7, subtype="channel_topic", topic="tea"),
    message(8, "USLACKBOT", "tombstone"),
    message(9, ts="never"),
    message(10, "", text="who?"),
    "stray",
]
SECOND = [message(59, "U2", "channel_leave")]
FILES: dict[str, Any] = {
    "users.json": USERS,
    "channels.json": CHANNELS,
    "dms.json": [{"id": "D1", "members": ["U1", "U2"]}],
    "茶/2016-01-18.json": SECOND,
    "茶/2016-01-17.json": FIRST,
    "D1/2016-01-17.json": [message(1)],
    "old/2016-01-17.json": [message(2)],
    "integration_logs.json": [],
}


def zipped(files: dict[str, Any], folder: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in files.items():
            archive.writestr(folder + name, value if isinstance(value, bytes) else json.dumps(value))
    return out.getvalue()


def put(folder: Path, data: bytes) -> Path:
    path = folder / "export.zip"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("folder", ["", "Tea House Slack export/"])
def test_export(tmp_path: Path, folder: str) -> None:
    path = put(tmp_path, zipped(FILES, folder))
    assert slack.sure(head(path)) == 1
    found = account(slack, path, Options(keep_text=True), 1 + 3 + 1 + 1 + 11 + 1 + 1 + 1)
    groups = [(r.group, r.name, r.created_at is not None) for r in found if isinstance(r, Group)]
    assert groups == [("C1", "茶", True), ("old", "old", False)]
    seats = [(r.group, r.member, r.role, r.name) for r in found if isinstance(r, Seat)]
    assert seats == [
        ("C1", "U1", "member", "Mei"),
        ("C1", "U2", "member", "Bo"),
        ("C1", "B1", "bot", "clock"),
        ("C1", "B1", "bot", "clock"),
    ]
    assert [(what, who, how) for _, what, who, how in moves(found)] == [
        ("join", "U1", "self"),
        ("join", "U2", "invited"),
        ("leave", "U2", "self"),
    ]
    assert [(who, time[14:19], kind) for who, time, kind in said(found)] == [
        ("U1", "31:42", "text"),
        ("U1", "31:43", "text"),
        ("U2", "31:44", "text"),
        ("B1", "31:45", "text"),
        ("U1", "31:46", "image"),
        ("USLACKBOT", "31:48", "recall"),
    ]
    asked, answered = [r for r in found if isinstance(r, Message) and r.group == "C1"][:2]
    assert (asked.mentions, asked.reply_to, answered.reply_to) == (("U2",), "", asked.message_id)
    assert asked.text == "ask <@U2> and <@U2|bo>"
    assert [reason for _, reason in refused(found)] == ["bad_date", "no_sender", "broken"]
    assert [reason for _, reason in passed(found)] == [
        "other_file",
        *["names_only"] * 3,
        "direct_chat",
        "direct_chat",
        "notice",
    ]
    assert "tea.example" not in repr(found)
    assert "13800138000" not in repr(found)


def test_names_that_lead_out_of_the_zip_are_refused(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    link = zipfile.ZipInfo("link/2016-01-17.json")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in (
            "../2016/2016-01-17.json",
            "/etc/2016-01-17.json",
            "C:/x/2016-01-17.json",
            "a/../../b/2016-01-17.json",
        ):
            archive.writestr(name, json.dumps([message(1)]))
        archive.writestr(link, "/etc/passwd")
        archive.writestr("tea/2016-01-17.json", json.dumps([message(1)]))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("tea/2016-01-17.json", json.dumps([message(2), message(3)]))
    before = sorted(tmp_path.rglob("*"))
    found = account(slack, put(inside, out.getvalue()))
    reasons = [reason for _, reason in refused(found)]
    assert reasons == ["unsafe_path"] * 4 + ["unsafe_link", "duplicate_member"]
    read = [(r.group, r.message_id) for r in found if isinstance(r, Message)]
    assert read == [("tea", message(1)["ts"])], "of two of one name the first"
    assert sorted(tmp_path.rglob("*")) == sorted([*before, inside / "export.zip"])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no zip", zipped({})])
def test_no_zip_or_an_empty_one(tmp_path: Path, data: bytes) -> None:
    path = put(tmp_path, data)
    assert slack.sure(head(path)) == 0
    with pytest.raises(InputError, match=r"export.zip: (cannot be read as a zip|the zip is empty)"):
        list(slack.records(path, Options()))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, zipped({"tea/2016-01-17.json": b" " * (zips.SMALL + 1)}))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("unpacked"))
    with pytest.raises(InputError, match="would unpack to 67108865; the limit"):
        list(slack.records(path, Options()))


def test_a_member_that_unpacks_to_more_than_it_says(tmp_path: Path) -> None:
    data = zipped({"tea/2016-01-17.json": [message(n) for n in range(50)]})
    central = data.rindex(b"PK\x01\x02")
    size = int.from_bytes(data[central + 24 : central + 28], "little")
    lie = data[: central + 24] + (size // 2).to_bytes(4, "little") + data[central + 28 :]
    found = account(slack, put(tmp_path, lie))
    assert [reason for _, reason in refused(found)] == ["bad_member"]


def test_a_damaged_member_is_refused_and_the_next_one_read(tmp_path: Path) -> None:
    whole = json.dumps([message(n) for n in range(50)])
    data = zipped({"tea/2016-01-17.json": whole, "tea/2016-01-18.json": SECOND})
    central = data.index(b"PK\x01\x02")
    wrong_sum = data[: central + 16] + b"\0\0\0\0" + data[central + 20 :]
    found = account(slack, put(tmp_path, wrong_sum))
    assert [reason for _, reason in refused(found)] == ["bad_member"]
    assert [what for _, what, _, _ in moves(found)] == ["leave"], "the next member is read"


def test_text_that_is_kept_holds_no_telephone(tmp_path: Path) -> None:
    path = put(tmp_path, zipped({"tea/2016-01-17.json": [message(1, text="call 13800138000")]}))
    [text] = [r.text for r in account(slack, path, Options(keep_text=True)) if isinstance(r, Message)]
    assert text.startswith("call phone:")
    assert "13800138000" not in text


def test_broken_members(tmp_path: Path) -> None:
    files = {
        "a/2016-01-17.json": b"\xef\xbb\xbf" + json.dumps([message(1)]).encode(),
        "b/2016-01-17.json": b'[{"ts": "1',
        "c/2016-01-17.json": b"",
    }
    found = account(slack, put(tmp_path, zipped(files)), None, 2)
    assert len(said(found)) == 1
    assert refused(found) == [(2, "truncated")]


def test_sure(tmp_path: Path) -> None:
    assert slack.sure(head(put(tmp_path, zipped({"xl/workbook.xml": b"<a/>"})))) == 0
    assert slack.sure(head(put(tmp_path, zipped({"tea/2016-01-17.json": []})))) == 0.6


test_any_file = fuzz(slack, zipped(FILES), "x.zip")
