"""Exports of Telegram Desktop from 2020 to today."""

import json
from pathlib import Path
from typing import Any

import pytest
from exporting import account, encoded, fuzz, moves, passed, refused, said, truncated

from shequn.readers.exports import telegram
from shequn.readers.exports.base import Group, Message, Options
from shequn.readers.exports.streams import head


def message(number: int, second: int, **fields: Any) -> dict[str, Any]:
    """As written since 2021-12: the exporter's own time (here five hours ahead), and Unix time as text."""
    at = {"date": f"2023-01-02T08:00:{second:02d}", "date_unixtime": str(1672628400 + second)}
    return {"id": number, "type": "message"} | at | fields


def service(number: int, second: int, action: str, who: str, **fields: Any) -> dict[str, Any]:
    names = {"actor": who, "actor_id": f"user{len(who)}"}
    return message(number, second, **names, action=action, text="", text_entities=[]) | {"type": "service"} | fields


CHAT = {
    "name": "Tea",
    "type": "private_supergroup",
    "id": 1700000001,
    "messages": [
        service(1, 0, "create_group", "Mei", title="Tea", members=["Mei", "Bo"]),
        service(2, 1, "join_group_by_link", "Wendy", inviter="Group"),
        service(3, 2, "join_group_by_request", "Arthur"),
        service(4, 3, "invite_members", "Mei", members=["Cy", None]),
        service(5, 4, "invite_members", "Daniel8", members=["Daniel8"]),
        service(6, 5, "remove_members", "Mei", members=["Bo"]),
        service(7, 6, "remove_members", "Wendy", members=["Wendy"]),
        service(8, 7, "pin_message", "Mei", message_id=1),
        service(9, 8, "invite_members", "Mei", members=[None]),
        message(10, 9, **{"from": "Mei", "from_id": "user3"}, text="hi", reactions=[]),
        message(
            11,
            10,
            **{"from": None, "from_id": "user9"},
            reply_to_message_id=10,
            text=["call ", {"type": "mention_name", "text": "Bo", "user_id": 2}, {"type": "bold", "text": "!"}, ""],
        ),
        message(12, 11, **{"from": "Tea", "from_id": "channel1700000001"}, photo="photos/1.jpg", text=""),
        message(13, 12, **{"from": "Bo", "from_id": "user2"}, media_type="sticker", file="1.webp", text=""),
        message(14, 13, **{"from": None}, text="gone"),
        message(15, 14, **{"from": "Bo", "from_id": "user2"}, date="yesterday", date_unixtime="soon"),
    ],
}  # fmt: skip
OLD = """{
 "name": "Tea", "type": "private_group", "id": 4295000000,
 "messages": [
  {"id": 5, "type": "message", "date": "2020-03-04T05:06:07", "edited": "1970-01-01T00:00:00",
   "from": "Mei", "from_id": 333, "text": [{"type": "link", "text": "http://a.example/"}, " tea"]},
  {"id": 6, "type": "message", "date": "2020-03-04T05:06:08", "from": "News", "from_id": 8589934599, "text": ""}
 ]
}"""


def put(folder: Path, value: Any) -> Path:
    path = folder / "result.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1), "utf-8")
    return path


def whole(*chats: dict[str, Any]) -> dict[str, Any]:
    about = {"about": "…", "personal_information": {"user_id": 1, "phone_number": "+998 91 1234567", "bio": ""}}
    contacts = {"about": "…", "list": [{"first_name": "A", "phone_number": "+998 90 9998877"}]}
    return {**about, "contacts": contacts, "chats": {"about": "…", "list": list(chats)}}


@pytest.mark.parametrize("every", [False, True])
def test_a_chat(tmp_path: Path, every: bool) -> None:
    path = put(tmp_path, whole(CHAT) if every else CHAT)
    assert telegram.sure(head(path)) == 1
    found = account(telegram, path, Options(keep_text=True), 15)
    assert moves(found) == [
        (1, "join", "user3", "created"),
        (1, "join", "name:Bo", "invited"),
        (2, "join", "user5", "link"),
        (3, "join", "user6", "request"),
        (4, "join", "name:Cy", "invited"),
        (5, "join", "user7", "self"),
        (6, "leave", "name:Bo", "removed"),
        (7, "leave", "user5", "self"),
    ]
    assert said(found) == [
        ("user3", "2023-01-02T03:00:09+00:00", "text"),
        ("user9", "2023-01-02T03:00:10+00:00", "text"),
        ("channel1700000001", "2023-01-02T03:00:11+00:00", "image"),
        ("user2", "2023-01-02T03:00:12+00:00", "sticker"),
    ]
    assert refused(found) == [(9, "nobody_named"), (14, "no_sender"), (15, "bad_date")]
    assert passed(found) == [(8, "notice")]
    reply = next(r for r in found if isinstance(r, Message) and r.reply_to)
    assert (reply.message_id, reply.reply_to, reply.text, reply.mentions) == ("11", "10", "call Bo!", ("user2",))
    assert [(r.group, r.name) for r in found if isinstance(r, Group)] == [("1700000001", "Tea")] * 2
    assert "1234567" not in repr(found)


def test_before_2021_ids_are_numbers_and_times_local(tmp_path: Path) -> None:
    path = put(tmp_path, OLD)
    assert telegram.sure(head(path)) == 1
    found = account(telegram, path, None, 2)
    assert said(found) == [("user333", "2020-03-04T05:06:07", "text"), ("channel7", "2020-03-04T05:06:08", "text")]
    assert all(r.text == "" for r in found if isinstance(r, Message))


def test_a_migrated_group_is_one_group(tmp_path: Path) -> None:
    old = {"name": "Tea", "type": "private_group", "id": 77, "messages": [
        message(1, 0, **{"from": "Mei", "from_id": "user3"}, text="old"),
        service(2, 30, "migrate_to_supergroup", "Mei"),
    ]}  # fmt: skip
    new = {"name": "Tea & cake", "type": "private_supergroup", "id": 88, "messages": [
        service(1, 29, "migrate_from_group", "Tea", actor_id="channel88", title="Tea"),
        message(2, 40, **{"from": "Mei", "from_id": "user3"}, text="new"),
    ]}  # fmt: skip
    direct = {"name": "Bo", "type": "personal_chat", "id": 2, "messages": [
        message(9, 1, **{"from": "Bo", "from_id": "user2"}, text="psst")
    ]}  # fmt: skip
    for chats in ((old, direct, new), (new, direct, old)):
        found = account(telegram, put(tmp_path, whole(*chats)), None, 5)
        assert [(r.group, r.same_as) for r in found if isinstance(r, Group) and r.same_as] == [("88", "77")]
        assert {r.group for r in found if isinstance(r, Message)} == {"77", "88"}
        assert [reason for _, reason in passed(found)].count("direct_chat") == 1
    other = old | {"id": 78}
    found = account(telegram, put(tmp_path, whole(old, other, new)))
    assert not [r for r in found if isinstance(r, Group) and r.same_as]  # which of the two cannot be told


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_truncated(tmp_path: Path, mark: str) -> None:
    text = mark + json.dumps(CHAT)
    path = put(tmp_path, text[: text.index('"Daniel8"')])
    found = account(telegram, path, None, 5)
    assert refused(found) == [(5, "truncated")]


def test_odd_keys(tmp_path: Path) -> None:
    found = account(telegram, put(tmp_path, whole(CHAT) | {"": 1, "*": 2}), None, 16)
    assert refused(found)[-1] == (16, "not_an_object")


def test_parts_that_are_not_what_belongs_there(tmp_path: Path) -> None:
    assert refused(account(telegram, put(tmp_path, CHAT | {"messages": None}))) == [(1, "not_an_object")]
    assert refused(account(telegram, put(tmp_path, whole() | {"left_chats": 7}))) == [(1, "not_an_object")]
    path = put(tmp_path, whole(CHAT))
    path.write_bytes(path.read_bytes().replace(b'"phone_number": "+998 91', b'"phone_number": "\xff'))
    assert refused(account(telegram, path, None, 16))[0] == (1, "bad_bytes")


def test_text_is_kept_without_telephones(tmp_path: Path) -> None:
    text = ["call ", {"type": "phone", "text": "13800138000"}]
    path = put(tmp_path, CHAT | {"messages": [message(1, 1, **{"from": "Mei", "from_id": "user3"}, text=text)]})
    [told] = [r for r in account(telegram, path, Options(keep_text=True)) if isinstance(r, Message)]
    assert told.text.startswith("call phone:")


def test_sure(tmp_path: Path) -> None:
    for text in ("", "{}", "[1]", '{"name": "x", "type": "group"}', '{"guild": {}, "messages": []}'):
        assert telegram.sure(head(put(tmp_path, text))) == 0


test_cut = truncated(telegram, json.dumps(CHAT).encode())
test_encodings = encoded(telegram, json.dumps(CHAT, ensure_ascii=False))
test_any_file = fuzz(telegram, json.dumps(whole(CHAT, json.loads(OLD)), ensure_ascii=False).encode(), "result.json")
