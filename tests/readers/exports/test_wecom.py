"""What WeCom's interfaces answer and call back, in the shapes that they are documented in."""

import datetime as dt
import json
from pathlib import Path

import pytest
from exporting import account, encoded, fuzz, moves, passed, refused, said, truncated

from shequn.readers.exports import wecom_archive, wecom_callbacks, wecom_groups, wecom_statistics
from shequn.readers.exports.base import Group, Message, Options, Seat, Unnamed
from shequn.readers.exports.streams import head

READERS = (wecom_groups, wecom_statistics, wecom_callbacks, wecom_archive)
NEW_YEAR = dt.datetime(2026, 1, 1, 4, tzinfo=dt.UTC)  # noon in Beijing


def stamp(day: int, hour: int = 4) -> int:
    return int(dt.datetime(2026, 1, day, hour, tzinfo=dt.UTC).timestamp())


def snapshot(**changes):
    chat = {
        "chat_id": "wrSpring",
        "name": "春季群",
        "owner": "lin",
        "create_time": stamp(1),
        "notice": "文明沟通",
        "member_list": [
            {"userid": "lin", "type": 1, "join_time": stamp(1), "join_scene": 1, "name": "小林"},
            {"userid": "zhou", "type": 1, "join_time": stamp(1), "join_scene": 1, "group_nickname": "周"},
            {"userid": "sun", "type": 1, "join_time": stamp(1), "join_scene": 1},
            {
                "userid": "wmA", "type": 2, "unionid": "oA", "join_time": stamp(2), "join_scene": 3, "state": "s1",
                "invitor": {"userid": "lin"}, "group_nickname": "", "name": "阿红13800138000",
            },
            {"userid": "wbRobot", "type": 2, "join_time": stamp(2), "join_scene": 2},
        ],
        "admin_list": [{"userid": "zhou"}],
        "member_version": "v1",
    }  # fmt: skip
    return {"errcode": 0, "errmsg": "ok", "group_chat": chat | changes}


STATISTICS = {
    "errcode": 0,
    "errmsg": "ok",
    "items": [
        {
            "stat_time": stamp(day, 0),
            "data": {"new_chat_cnt": 1, "member_total": 6, "new_member_cnt": 2, "msg_total": 9},
        }
        for day in (1, 2, 3)
    ],
}


@pytest.fixture
def put(tmp_path: Path):
    def write(content: object, name: str = "file.json") -> Path:
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        path.write_text(text, "utf-8")
        return path

    return write


def only(reader, path: Path) -> None:
    """The reader, and it alone, is sure that the file is its own."""
    assert [r.NAME for r in READERS if r.sure(head(path)) > 0] == [reader.NAME]


def test_a_snapshot(put):
    path = put("\ufeff" + json.dumps(snapshot(), ensure_ascii=False, indent=4))
    only(wecom_groups, path)
    group, *seats = account(wecom_groups, path, rows=6)
    assert group == Group(1, "wrSpring", "春季群", NEW_YEAR)
    assert [(s.member, s.role, s.how, s.unionid) for s in seats if isinstance(s, Seat)] == [
        ("lin", "owner", "invited", ""),
        ("zhou", "admin", "invited", ""),
        ("sun", "staff", "invited", ""),
        ("wmA", "member", "qr", "oA"),
        ("wbRobot", "bot", "link", ""),
    ]
    assert seats[3].joined_at == dt.datetime(2026, 1, 2, 4, tzinfo=dt.UTC)
    assert seats[1].name == "周"
    assert "13800" not in repr(seats)
    assert seats[0].taken_at is None


def test_the_time_of_a_snapshot_is_its_own_or_the_given_one(put):
    taken = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
    own = put([snapshot() | {"taken_at": "2026-01-31T08:00:00+08:00"}, snapshot()])
    seats = [r for r in account(wecom_groups, own, Options(taken_at=taken), rows=12) if isinstance(r, Seat)]
    assert {s.taken_at for s in seats[:5]} == {dt.datetime(2026, 1, 31, tzinfo=dt.UTC)}
    assert {s.taken_at for s in seats[5:]} == {taken}


@pytest.mark.parametrize("join", ["\n", ", "])
def test_many_answers_in_one_file(put, join):
    both = join.join(json.dumps(snapshot(chat_id=chat)) for chat in ("wr1", "wr2"))
    path = put(f"[{both}]" if join == ", " else both)
    only(wecom_groups, path)
    found = account(wecom_groups, path, rows=12)
    assert [r.group for r in found if isinstance(r, Group)] == ["wr1", "wr2"]


def test_what_is_wrong_in_a_snapshot(put):
    members = [{"userid": ""}, {"userid": "a", "join_time": -5}, {"userid": "b", "join_time": 0}, 7]
    path = put(
        [snapshot(member_list=members), {"errcode": 40001, "errmsg": "invalid"}, {"errcode": 0}, snapshot(chat_id="")]
    )
    found = account(wecom_groups, path, rows=8)
    assert refused(found) == [
        (2, "blank_id"), (3, "before_2000"), (5, "not_an_object"), (6, "api_error"), (7, "no_members_in_it"),
        (8, "blank_id"),
    ]  # fmt: skip
    assert [r.joined_at for r in found if isinstance(r, Seat)] == [None]


def test_a_truncated_snapshot_keeps_what_stood_before(put):
    path = put(json.dumps([snapshot(), snapshot(chat_id="wr2")])[:-40])
    found = account(wecom_groups, path, rows=7)
    assert refused(found) == [(7, "truncated")]


def test_a_room_of_the_archive(put):
    room = {
        "roomname": "内部群", "creator": "lin", "room_create_time": stamp(1), "notice": "",
        "members": [{"memberid": "lin", "jointime": stamp(1)}, {"memberid": "wu", "jointime": stamp(2)}], "errcode": 0,
    }  # fmt: skip
    path = put(room)
    only(wecom_groups, path)
    group, owner, member = account(wecom_groups, path, rows=3)
    assert (group.name, owner.role, member.member) == ("内部群", "owner", "wu")
    assert "lin" not in group.group
    assert account(wecom_groups, put(room | {"notice": "new"}))[0].group == group.group
    assert account(wecom_groups, put(room, "wrRoom.json"))[0].group == "wrRoom"


def test_a_list_of_groups(put):
    path = put({"errcode": 0, "group_chat_list": [{"chat_id": "wr1", "status": 0}, {"status": 0}], "next_cursor": "x"})
    only(wecom_groups, path)
    found = account(wecom_groups, path, rows=2)
    assert (found[0], refused(found)) == (Group(1, "wr1"), [(2, "blank_id")])


@pytest.mark.parametrize("many", [False, True])
def test_cumulative_figures_become_nothing(put, many):
    path = put([STATISTICS, STATISTICS] if many else "\ufeff" + json.dumps(STATISTICS))
    only(wecom_statistics, path)
    found = account(wecom_statistics, path, rows=6 if many else 3)
    assert {reason for _, reason in passed(found)} == {"cumulative_figures"}
    assert len(passed(found)) == len(found)


def test_an_answer_that_is_an_error_has_no_figures(put):
    assert refused(account(wecom_statistics, put({"errcode": 60020, "items": []}))) == [(1, "api_error")]


def event(change: str, detail: str = "", more: str = "", kind: str = "InfoType", time: str = "TimeStamp") -> str:
    return (
        f"<xml><{kind}><![CDATA[change_external_chat]]></{kind}><{time}>{stamp(3)}</{time}>\n"
        f"<ChatId><![CDATA[wrSpring]]></ChatId><ChangeType><![CDATA[{change}]]></ChangeType>"
        f"<UpdateDetail>{detail}</UpdateDetail>{more}</xml>\n"
    )


def people(*names: str) -> str:
    return f"<MemChangeList>{''.join(f'<Item>{name}</Item>' for name in names)}</MemChangeList>"


EVENTS = (
    event("create")
    + event("update", "add_member", "<JoinScene>3</JoinScene>" + people("wmA", "wmB"), "Event", "CreateTime")
    + event("update", "del_member", "<QuitScene>0</QuitScene>" + people("wmA"))
    + event("update", "del_member", "<QuitScene>1</QuitScene>" + people("wmB"))
    + event("update", "change_name")
    + event("update", "add_member")
    + event("dismiss")
    + "<xml><Event>change_external_contact</Event></xml>\n<xml><Encrypt>x</Encrypt></xml>\n"
)


def test_callbacks_in_xml(put):
    path = put("\ufeff" + EVENTS, "callbacks.log")
    only(wecom_callbacks, path)
    found = account(wecom_callbacks, path, rows=9)
    assert moves(found) == [
        (2, "join", "wmA", "qr"), (2, "join", "wmB", "qr"), (3, "leave", "wmA", "self"), (4, "leave", "wmB", "removed"),
    ]  # fmt: skip
    at = dt.datetime(2026, 1, 3, 4, tzinfo=dt.UTC)
    assert [r for r in found if isinstance(r, Group)] == [
        Group(1, "wrSpring", created_at=at),
        Group(7, "wrSpring", dissolved_at=at),
    ]
    assert passed(found) == [(5, "no_move"), (8, "other_event")]
    assert refused(found) == [(6, "nobody_named"), (9, "encrypted")]


@pytest.mark.parametrize("names", [["wmA"], "wmA", {"Item": "wmA"}, {"Item": ["wmA"]}])
def test_callbacks_in_json(put, names):
    told = {
        "Event": "change_external_chat", "CreateTime": stamp(3), "ChatId": "wrSpring", "ChangeType": "update",
        "UpdateDetail": "del_member", "QuitScene": 1, "MemChangeList": names,
    }  # fmt: skip
    for path in (put(json.dumps(told) + "\n" + json.dumps(told)), put([told, told])):
        only(wecom_callbacks, path)
        assert moves(account(wecom_callbacks, path, rows=2)) == [
            (1, "leave", "wmA", "removed"),
            (2, "leave", "wmA", "removed"),
        ]


def test_who_is_counted_but_not_named_is_said(put):
    """Of 6 who joined 3 are named, of 3 who left nobody; the platform cuts long lists."""
    cut = (
        event("update", "add_member", "<MemChangeCnt>1</MemChangeCnt>" + people("wmA"))
        + event("update", "add_member", "<MemChangeCnt>5</MemChangeCnt>" + people("wmB", "wmC"))
        + event("update", "del_member", "<MemChangeCnt>3</MemChangeCnt>")
        + event("update", "del_member", "<MemChangeCnt>0</MemChangeCnt>")
        + event("update", "del_member", "<MemChangeCnt>-9</MemChangeCnt>")
    )
    found = account(wecom_callbacks, put(cut), rows=5)
    assert [r for r in found if isinstance(r, Unnamed)] == [Unnamed(2, "join", 3), Unnamed(3, "leave", 3)]
    assert [(line, who) for line, _, who, _ in moves(found)] == [(1, "wmA"), (2, "wmB"), (2, "wmC")]
    assert refused(found) == [(4, "nobody_named"), (5, "nobody_named")]


@pytest.mark.parametrize("count", [3, "3"])
def test_who_is_counted_but_not_named_in_json(put, count):
    told = {
        "Event": "change_external_chat", "CreateTime": stamp(3), "ChatId": "wrSpring", "ChangeType": "update",
        "UpdateDetail": "del_member", "MemChangeCnt": count, "MemChangeList": ["wmA"],
    }  # fmt: skip
    found = account(wecom_callbacks, put(json.dumps(told)), rows=1)
    assert [r for r in found if isinstance(r, Unnamed)] == [Unnamed(1, "leave", 2)]


def test_a_callback_with_entities_is_refused(put):
    path = put('<!DOCTYPE xml [<!ENTITY a "wmA">]>' + event("update", "add_member", people("&a;")) + event("create"))
    assert refused(account(wecom_callbacks, path, rows=2)) == [(1, "xml_entities")]


def message(number: int, msgtype: str, body: object, **more: object) -> str:
    found = {
        "msgid": f"m{number}", "action": "send", "from": "wmA", "tolist": ["lin"], "roomid": "wrSpring",
        "msgtime": stamp(1) * 1000 + number, "msgtype": msgtype,
    } | more  # fmt: skip
    key = {"docmsg": "doc", "markdown": "info", "news": "info", "external_redpacket": "redpacket"}.get(msgtype, msgtype)
    return json.dumps(found | {key: body}, ensure_ascii=False)


MIXED = {"item": [{"type": "text", "content": '{"content": "你好"}'}, {"type": "image", "content": '{"md5sum": "x"}'}]}
ARCHIVE = "\n".join(
    [
        message(1, "text", {"content": "13800138000 是我的电话"}),
        message(2, "image", {"md5sum": "x"}),
        message(3, "revoke", {"pre_msgid": "m1"}, action="recall"),
        message(4, "agree", {"userid": "wmA", "agree_time": 1}),
        message(5, "docmsg", {"title": "报名表", "doc_creator": "lin"}),
        message(6, "markdown", {"content": "**请看**"}),
        message(7, "external_redpacket", {"wish": "恭喜发财"}),
        message(8, "mixed", MIXED),
        message(9, "weapp", {"title": "t"}, **{"from": "18002520162"}),
        message(10, "text", {"content": "direct"}, roomid=""),
        '{"msgid": "m11", "action": "switch", "time": 1603875615723, "user": "lin"}',
        '{"msgid": "m12", "action": "send", "from": "wmA", "msgtime": 1594197581203, "msgtype": "meeting_voice_call"}',
        message(13, "image", {}, msgtime=0),
        message(14, "text", {"content": "x"}, msgtime=99_999_999_999_999),
        message(15, "text", {"content": "x"}, **{"from": ""}),
        message(16, "chatrecord", {"title": "群聊", "item": [{"content": '{"content": "a"}', "msgtime": 1}]}),
        message(17, "text", {"content": "cut"})[:-20],
        message(18, "text", {"content": "今日特价"}, **{"from": "wbRobot"}),
    ]
)  # fmt: skip


def test_the_message_archive(put):
    path = put(ARCHIVE, "msg.txt")
    only(wecom_archive, path)
    found = account(wecom_archive, path, rows=18)
    assert [(sender, kind) for sender, _, kind in said(found)] == [
        ("wmA", "text"), ("wmA", "image"), ("wmA", "recall"), ("wmA", "system"), ("wmA", "doc"), ("wmA", "markdown"),
        ("wmA", "red_packet"), ("wmA", "mixed"), ("phone:", "miniprogram"), ("wmA", "chatrecord"),
        ("wbRobot", "system"),
    ]  # fmt: skip
    assert said(found)[0][1] == "2026-01-01T04:00:00.001000+00:00"
    assert passed(found) == [(10, "direct_chat"), (11, "switch"), (12, "direct_chat")]
    assert refused(found) == [(13, "before_2000"), (14, "future_date"), (15, "blank_id"), (17, "broken")]
    assert not any(r.text for r in found if isinstance(r, Message))


def test_text_is_kept_only_when_asked_for_and_never_with_a_telephone(put):
    found = account(wecom_archive, put(ARCHIVE), Options(keep_text=True))
    texts = {r.message_id: r.text for r in found if isinstance(r, Message)}
    assert (texts["m5"], texts["m6"], texts["m7"], texts["m8"], texts["m16"]) == (
        "报名表",
        "**请看**",
        "恭喜发财",
        "你好",
        "a",
    )
    assert texts["m1"].endswith("是我的电话")
    assert "138001" not in texts["m1"]
    assert texts["m3"] == ""


def test_an_archive_as_one_array(put):
    path = put("\ufeff[" + ",\n".join(ARCHIVE.split("\n")[:3]) + "]")
    only(wecom_archive, path)
    assert len(said(account(wecom_archive, path, rows=3))) == 3


JSON_EVENT = {
    "Event": "change_external_chat", "CreateTime": stamp(3), "ChatId": "wrSpring", "ChangeType": "update",
    "UpdateDetail": "add_member", "JoinScene": 3, "MemChangeList": ["wmA"],
}  # fmt: skip
ARRAY = "[" + ",\n".join(ARCHIVE.split("\n")[:12]) + "]"
test_truncated_groups = truncated(wecom_groups, json.dumps([snapshot(), snapshot()]).encode())
test_truncated_statistics = truncated(wecom_statistics, json.dumps(STATISTICS).encode())
test_truncated_callbacks = truncated(wecom_callbacks, json.dumps([JSON_EVENT] * 3).encode())
test_truncated_archive = truncated(wecom_archive, ARRAY.encode())
test_encodings_groups = encoded(wecom_groups, json.dumps(snapshot(), ensure_ascii=False))
test_encodings_callbacks = encoded(wecom_callbacks, EVENTS)
test_encodings_archive = encoded(wecom_archive, ARCHIVE)
test_encodings_array = encoded(wecom_archive, ARRAY)
test_fuzz_groups = fuzz(wecom_groups, json.dumps([snapshot(), snapshot()]).encode())
test_fuzz_statistics = fuzz(wecom_statistics, json.dumps(STATISTICS).encode())
test_fuzz_callbacks = fuzz(wecom_callbacks, EVENTS.encode())
test_fuzz_archive = fuzz(wecom_archive, ARCHIVE.encode(), gaps=True)
