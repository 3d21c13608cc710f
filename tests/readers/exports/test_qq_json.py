"""QQ chats as qq-chat-exporter writes them, with times in milliseconds and, since version 4, in ISO 8601."""

import json
from pathlib import Path
from typing import Any

import pytest
from exporting import account, fuzz, moves, passed, refused, said

from shequn.readers.exports import qq_json, qq_text
from shequn.readers.exports.base import Group, Message, Options
from shequn.readers.exports.detect import detect
from shequn.readers.exports.streams import head

MORNING = 1767225600000  # 2026-01-01 08:00 in Beijing


@pytest.fixture
def put(tmp_path: Path):
    def write(content: object, name: str = "group.json", mark: str = "") -> Path:
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=2)
        path.write_text(mark + text, "utf-8")
        return path

    return write


def message(number: int, uin: str, text: str = "你好", **more: Any) -> dict[str, Any]:
    content = {"text": text, "elements": [], "resources": [], "mentions": []} | more.pop("content", {})
    names = {"10001": "阿明", "10002": "小红、小李", "10003": "老王13800138000"}
    return {
        "id": f"75{number}", "seq": str(number), "timestamp": MORNING + 1000 * number, "time": "2026-01-01 08:00:00",
        "sender": {"uid": f"u_{uin}", "uin": uin, "name": names.get(uin, "")}, "type": "type_1", "content": content,
        "recalled": False, "system": False,
    } | more  # fmt: skip


def notice(number: int, text: str, **more: Any) -> dict[str, Any]:
    return message(number, "0", text, type="system", system=True) | more


def chat(*messages: object, kind: object = "group", name: str = "春季群") -> dict[str, Any]:
    return {
        "metadata": {"name": "QQChatExporter", "version": "5.0.0"},
        "chatInfo": {"name": name, "type": kind, "selfUin": "10001"},
        "statistics": {"totalMessages": len(messages)},
        "messages": list(messages),
    }


WHOLE = chat(
    message(1, "10001", "@小红、小李 来吗", content={"mentions": [{"uid": "u_10002", "uin": "10002"}, {"uid": "u_x"}]}),
    message(2, "10002", timestamp="2026-01-01T00:00:02.000Z"),
    message(3, "10003", "13800138000 是我的电话", timestamp="2026-01-01T08:00:03+08:00"),
    message(4, "0", sender={"uid": "u_4", "uin": "0", "name": "新人"}),
    message(5, "10001", "写错了", recalled=True),
    message(6, "10001", "[图片]", content={"resources": [{"type": "image"}]}),
    message(7, "10001", "", content={"resources": [{"type": "audio"}]}),
    message(8, "10001", "[doge]"),
    notice(9, "小周加入本群"),
    notice(10, "阿明邀请小红、小李加入本群", system=None),
    notice(11, "你撤回了一条消息", type="type_5"),
    notice(12, "今日龙王是阿明"),
    message(13, "10001", timestamp="昨天"),
    message(14, "10001", timestamp=MORNING // 1000),
    message(15, "", sender=None),
    "stray",
)


def test_a_group(put) -> None:
    path = put(WHOLE)
    assert qq_json.sure(head(path)) == 1
    assert detect(path).format is qq_json
    found = account(qq_json, path, Options(keep_text=True), 16)
    assert [r for r in found if isinstance(r, Group)] == [Group(1, "name:春季群", "春季群")]
    assert said(found) == [
        ("10001", "2026-01-01T00:00:01+00:00", "text"),
        ("10002", "2026-01-01T00:00:02+00:00", "text"),
        ("10003", "2026-01-01T08:00:03+08:00", "text"),
        ("u_4", "2026-01-01T00:00:04+00:00", "text"),
        ("10001", "2026-01-01T00:00:05+00:00", "recall"),
        ("10001", "2026-01-01T00:00:06+00:00", "image"),
        ("10001", "2026-01-01T00:00:07+00:00", "voice"),
        ("10001", "2026-01-01T00:00:08+00:00", "text"),
        ("10001", "2026-01-01T00:00:11+00:00", "recall"),
    ]
    messages = [r for r in found if isinstance(r, Message)]
    assert (messages[0].mentions, messages[0].message_id, messages[0].name) == (("10002", "u_x"), "751", "阿明")
    assert messages[0].text == "@小红、小李 来吗"
    assert messages[4].text == "", "what was taken back is not kept"
    assert "13800138000" not in repr(found)
    assert moves(found) == [(9, "join", "name:小周", ""), (10, "join", "name:小红、小李", "invited")]
    assert passed(found) == [(12, "notice")]
    assert refused(found) == [(13, "bad_date"), (14, "before_2000"), (15, "no_sender"), (16, "not_an_object")]


def test_text_is_dropped_unless_it_is_asked_for(put) -> None:
    assert {r.text for r in account(qq_json, put(WHOLE)) if isinstance(r, Message)} == {""}


def test_the_group_is_that_of_the_message_manager(put, tmp_path: Path) -> None:
    """Both call it by its name, and people by their number, so that the two files are of one group."""
    text = tmp_path / "春季群.txt"
    text.write_text("2026-01-01 8:00:01 阿明(10001)\n你好\n", "utf-8-sig")
    ours, theirs = (
        next(r for r in records if isinstance(r, Message))
        for records in (account(qq_json, put(WHOLE)), account(qq_text, text))
    )
    assert (ours.group, ours.member) == (theirs.group, theirs.member)


@pytest.mark.parametrize(
    ("kind", "people", "direct"),
    [
        ("group", ("10001", "10002"), False),
        ("private", ("10001", "10002", "10001"), True),
        ("friend", ("10001",), True),
        (None, ("10001", "10002"), True),
        (None, ("10001", "10002", "10003"), False),  # more than two speak
    ],
)
def test_private_chats_are_passed_over(put, kind: object, people: tuple[str, ...], direct: bool) -> None:
    whole = chat(*(message(n, uin) for n, uin in enumerate(people)), kind=kind)
    found = account(qq_json, put(whole), rows=len(people))
    assert len(passed(found)) == len(people) * direct
    assert len(said(found)) == len(people) * (not direct)
    assert {reason for _, reason in passed(found)} <= {"direct_chat"}


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_truncated(put, mark: str) -> None:
    text = json.dumps(WHOLE, ensure_ascii=False)
    path = put(text[: text.index("写错了")], mark=mark)
    assert detect(path).format is qq_json
    found = account(qq_json, path, None, 5)
    assert len(said(found)) == 4
    assert refused(found) == [(5, "truncated")]


def test_what_stands_around_the_messages_may_be_wrong(put) -> None:
    whole = WHOLE | {"chatInfo": None, "metadata": 7}
    found = account(qq_json, put(whole, "春季群.json"), None, 16)
    assert {r.group for r in found if isinstance(r, Message)} == {"name:春季群"}
    assert refused(account(qq_json, put(WHOLE | {"messages": 7}), None, 1)) == [(1, "not_an_object")]
    assert refused(account(qq_json, put([message(1, "10001")]), None, 1)) == [(1, "not_an_object")]


def test_sure(put) -> None:
    for text in ("", "{}", "[]", '{"chatInfo": {}, "messages": []}', '{"metadata": {}, "messages": []}'):
        assert qq_json.sure(head(put(text))) == 0


test_any_file = fuzz(qq_json, json.dumps(WHOLE, ensure_ascii=False).encode(), "group.json")
test_any_indented_file = fuzz(qq_json, b"\xef\xbb\xbf" + json.dumps(WHOLE, indent=2).encode(), "group.json")
