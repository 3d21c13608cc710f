"""WeChat groups as chatlog, MemoTrace, WeFlow and ChatLab write them."""

import csv
import io
import json
from pathlib import Path

import pytest
from exporting import account, encoded, fuzz, moves, passed, refused, said, truncated

from shequn.errors import InputError
from shequn.readers.exports import chatlab, chatlog, memotrace, weflow
from shequn.readers.exports.base import Group, Message, Options, Seat
from shequn.readers.exports.streams import head

READERS = (chatlog, memotrace, weflow, chatlab)


@pytest.fixture
def put(tmp_path: Path):
    def write(content: object, name: str = "春季群.json") -> Path:
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        path.write_bytes(text if isinstance(content, bytes) else text.encode())
        return path

    return write


def only(reader, path: Path) -> None:
    assert [r.NAME for r in READERS if r.sure(head(path)) > 0] == [reader.NAME]


# chatlog


def logged(number: int, **changes: object) -> dict[str, object]:
    return {
        "seq": 1767240000000 + number, "time": f"2026-01-01T12:00:{number:02}+08:00", "talker": "123@chatroom",
        "talkerName": "春季群", "isChatRoom": True, "sender": "wxid_a", "senderName": "阿明", "isSelf": False,
        "type": 1, "subType": 0, "content": "你好",
    } | changes  # fmt: skip


SYSTEM = {"type": 10000, "sender": "系统消息", "senderName": ""}
CHATLOG = [
    logged(1),
    logged(2, type=3, content="![图片](x)"),
    logged(3, type=49, subType=5),
    logged(4, type=49, subType=57),
    logged(5, type=49, subType=62, content='"阿明" 拍了拍 "小红"'),
    logged(6, **SYSTEM, content='"阿明(wxid_a)"邀请"小红(wxid_b)、花、草(wxid_c)"加入了群聊'),
    logged(7, **SYSTEM, content='"阿明(wxid_a)"邀请你和"小李(wxid_d)"加入了群聊'),
    logged(8, **SYSTEM, content='" 小周(wxid_e)"通过扫描"阿明(wxid_a)"分享的二维码加入群聊'),
    logged(9, **SYSTEM, content='你将"小红(wxid_b)"移出了群聊'),
    logged(10, **SYSTEM, content='"小李(wxid_d)"撤回了一条消息'),
    logged(11, **SYSTEM, content='"阿明(wxid_a)"修改群名为“新春群”'),
    logged(12, isSelf=True, sender="wxid_me", senderName="我"),
    logged(13, talker="wxid_z", isChatRoom=False),
    logged(14, time="2026-01-01 noon"),
    logged(15, time="1999-12-31T00:00:00+08:00"),
    logged(16, sender=""),
]


def test_chatlog_json(put):
    path = put(CHATLOG)
    only(chatlog, path)
    found = account(chatlog, path, rows=16)
    assert [r for r in found if isinstance(r, Group)] == [Group(1, "123@chatroom", "春季群")]
    assert [(sender, kind) for sender, _, kind in said(found)] == [
        ("wxid_a", "text"), ("wxid_a", "image"), ("wxid_a", "link"), ("wxid_a", "text"), ("wxid_a", "system"),
        ("wxid_d", "recall"), ("wxid_me", "text"),
    ]  # fmt: skip
    assert said(found)[0][1] == "2026-01-01T12:00:01+08:00"
    assert moves(found) == [
        (6, "join", "wxid_b", "invited"), (6, "join", "wxid_c", "invited"), (7, "join", "wxid_me", "invited"),
        (7, "join", "wxid_d", "invited"), (8, "join", "wxid_e", "qr"), (9, "leave", "wxid_b", "removed"),
    ]  # fmt: skip
    assert passed(found) == [(11, "notice"), (13, "direct_chat")]
    assert refused(found) == [(14, "bad_date"), (15, "before_2000"), (16, "blank_id")]
    messages = [r for r in found if isinstance(r, Message)]
    assert (messages[0].message_id, messages[0].name, messages[0].text) == ("1767240000001", "阿明", "")


def test_chatlog_json_keeps_text_when_asked(put):
    found = account(chatlog, put(CHATLOG), Options(keep_text=True))
    assert next(r.text for r in found if isinstance(r, Message)) == "你好"


def test_names_without_ids_are_told_apart_by_who_speaks_later(put):
    """Older versions of chatlog write no ids into the sentences."""
    found = [logged(1, **SYSTEM, content='"阿明"邀请"花、草、小李"加入了群聊'), logged(2, senderName="花、草")]
    assert [who for _, _, who, _ in moves(account(chatlog, put(found)))] == ["name:花、草", "name:小李"]


def test_who_exported_it_is_nobody_when_they_never_speak(put):
    found = [logged(1, **SYSTEM, content='"阿明(wxid_a)"邀请你加入了群聊'), logged(2)]
    assert passed(account(chatlog, put(found))) == [(1, "self_unknown")]


CHATLOG_CSV = (
    "Time,SenderName,Sender,TalkerName,Talker,Content\n"
    '2026-01-01 12:00:01,阿明,wxid_a,春季群,123@chatroom,"两行\n""你好"", 真的"\n'
    '2026-01-01 12:00:02,,系统消息,春季群,123@chatroom,"""阿明(wxid_a)""邀请""小红(wxid_b)""加入了群聊"\n'
    "2026-01-01 12:00:03,阿明,wxid_a,阿明,wxid_a,单聊\n"
    "2026-01-01 25:00:00,阿明,wxid_a,春季群,123@chatroom,x\n"
    "2026-01-01 12:00:04,阿明,wxid_a\n"
)


def test_chatlog_csv(put):
    path = put(CHATLOG_CSV, "x.txt")
    only(chatlog, path)
    found = account(chatlog, path, Options(keep_text=True), gaps=True)
    assert said(found) == [("wxid_a", "2026-01-01T12:00:01", "")]  # no zone, no kind
    assert moves(found) == [(4, "join", "wxid_b", "invited")]
    assert passed(found) == [(1, "header"), (5, "direct_chat")]
    assert refused(found) == [(6, "bad_date"), (7, "ragged_row")]
    assert next(r.text for r in found if isinstance(r, Message)) == '两行\n"你好", 真的'


# MemoTrace


def table(header: str, *rows_: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([header.split(","), *rows_])
    return "\ufeff" + out.getvalue()


NEW = table(
    "消息ID,类型,发送人,时间,内容,备注,昵称,更多信息",
    ["7123456789012345678", "文本", "阿明", "2026-01-01 12:00:01", "你好", "", "阿明", "more"],
    ["7.12346E+18", "图片", "花、草", "2026-01-01 12:00:02", "", "", "", "more"],
    ["7123456789012340000", "引用消息", "阿明", "2026/1/1 9:07", "a\nb", "", "", "more"],
    ["4", "系统消息", "系统", "2026-01-01 12:00:04", '"阿明"邀请"花、草、小李"加入了群聊', "", "", "more"],
    ["5", "系统消息", "系统", "2026-01-01 12:00:05", "你撤回了一条消息", "", "", "more"],
    ["6", "文本", "", "2026-01-01 12:00:06", "x", "", "", "more"],
    ["7", "文本", "阿明", "yesterday", "x", "", "", "more"],
    ["8", "文本", "13800138000", "2026-01-01 12:00:08", "x", "", "", "more"],
)


def test_memotrace_new(put):
    path = put(NEW, "春季群.csv")
    only(memotrace, path)
    found = account(memotrace, path, gaps=True)
    assert said(found) == [
        ("name:阿明", "2026-01-01T12:00:01", "text"),
        ("name:花、草", "2026-01-01T12:00:02", "image"),
        ("name:阿明", "2026-01-01T09:07:00", "text"),
        ("name:phone:", "2026-01-01T12:00:08", "text"),
    ]
    assert [r.message_id for r in found if isinstance(r, Message)] == ["7123456789012345678", "", "", "8"]
    assert {r.group for r in found if isinstance(r, Message)} == {"name:春季群"}
    assert [(who, how) for _, _, who, how in moves(found)] == [("name:花、草", "invited"), ("name:小李", "invited")]
    assert [reason for _, reason in passed(found)] == ["header", "self_unknown"]
    assert [reason for _, reason in refused(found)] == ["blank_id", "bad_date"]


FULL = "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime"


def old(talker: str, kind: str, me: str, content: str, sender: str, name: str = "", at: int = 1767240000) -> list[str]:
    return ["1", talker, kind, "0", me, str(at), "2", content, "2026-01-01 12:00:00", name, name, sender]


OLD = table(
    FULL + ",Remark,NickName,Sender",
    old("3", "1", "0", "你好", "wxid_a", "阿明"),
    old("3", "1", "1", "你好", "wxid_me", "我"),
    old("3", "47", "0", "<msg/>", "小红", "小红"),
    old("9", "1", "0", "单聊", "wxid_z", "小周"),
    old("9", "1", "1", "单聊", "wxid_me", "我"),
    old("4", "10000", "0", '"阿明"邀请你加入了群聊，群聊参与人还有：小红', "", ""),
    old("3", "1", "0", "x", "wxid_a", "阿明", at=0),
    old("3", "1", "0", "x", "", ""),
)


def test_memotrace_old(put):
    path = put(OLD, "messages.csv")
    only(memotrace, path)
    found = account(memotrace, path, rows=9)
    assert said(found) == [
        ("wxid_a", "2026-01-01T04:00:00+00:00", "text"),
        ("wxid_me", "2026-01-01T04:00:00+00:00", "text"),
        ("name:小红", "2026-01-01T04:00:00+00:00", "sticker"),
    ]
    assert {r.group for r in found if isinstance(r, Message)} == {"talker:3"}
    assert moves(found) == [(7, "join", "wxid_me", "invited")]
    assert passed(found) == [(1, "header"), (5, "direct_chat"), (6, "direct_chat")]
    assert refused(found) == [(8, "before_2000"), (9, "blank_id")]


def test_memotrace_earliest_has_no_senders(put):
    path = put(
        table(FULL, ["1", "3", "1", "0", "1", "1767240000", "", "你好", "2026-01-01 12:00:00", "1234567890987654"])
    )
    only(memotrace, path)
    assert refused(account(memotrace, path, rows=2)) == [(2, "no_sender")]


def test_memotrace_without_its_header_is_refused_with_the_mend(put):
    with pytest.raises(InputError, match=r"line 1.*Export"):
        account(memotrace, put("甲,乙\n1,2\n"))


# WeFlow


def weflow_file(messages: list[dict[str, object]], *, newer: bool = True, last: bool = False, **session: object):
    senders = [
        {"senderID": 1, "wxid": "wxid_a", "displayName": "阿明"},
        {"senderID": 2, "wxid": "wxid_me", "displayName": "我"},
    ]
    whole = {
        "weflow": {"version": "1.0.3", "exportedAt": 1767240000, "format": "detailed-json"},
        "session": {
            "wxid": "123@chatroom", "nickname": "春季群", "remark": "", "displayName": "春季群", "type": "群聊",
            "messageCount": len(messages),
        } | session,
    }  # fmt: skip
    if newer and not last:
        whole["senders"] = senders
    whole["messages"] = messages
    if newer and last:
        whole["senders"] = senders
        whole["session"] = whole.pop("session")
    return whole


def flown(number: int, **changes: object) -> dict[str, object]:
    return {
        "localId": number, "createTime": 1767240000 + number, "formattedTime": "", "type": "文本消息", "localType": 1,
        "content": "你好", "isSend": 0, "senderID": 1, "platformMessageId": f"p{number}",
    } | changes  # fmt: skip


FLOWN = [
    flown(1),
    flown(2, senderID=2, isSend=1),
    flown(3, localType=(5 << 32) + 49, type="链接消息"),
    flown(4, localType=10000, type="系统消息", content='"阿明"邀请你和"小红"加入了群聊', senderID=None, isSend=None),
    flown(5, localType=10000, type="系统消息", content=None),
    flown(6, localType=34, content=None),
    flown(7, createTime="x"),
    flown(8, senderID=77),
]


@pytest.mark.parametrize("last", [False, True])
def test_weflow(put, last):
    path = put(weflow_file(FLOWN, last=last))
    only(weflow, path)
    found = account(weflow, path, rows=10)
    first = 0 if last else 2
    assert [(sender, kind) for sender, _, kind in said(found)] == [
        ("wxid_a", "text"), ("wxid_me", "text"), ("wxid_a", "link"), ("wxid_a", "voice"),
    ]  # fmt: skip
    assert said(found)[0][1] == "2026-01-01T04:00:01+00:00"
    assert moves(found) == [(first + 4, "join", "wxid_me", "invited"), (first + 4, "join", "name:小红", "invited")]
    assert refused(found) == [(first + 7, "bad_date"), (first + 8, "blank_id")]
    assert sorted(reason for _, reason in passed(found)) == ["names_only", "names_only", "notice"]
    assert [r for r in found if isinstance(r, Group)] == [Group(first + 1, "123@chatroom", "春季群")]


def test_weflow_older_names_the_sender_at_the_message(put):
    message = flown(1, senderUsername="wxid_b", senderDisplayName="小红")
    found = account(weflow, put(weflow_file([message], newer=False)), rows=1)
    assert [(r.member, r.name) for r in found if isinstance(r, Message)] == [("wxid_b", "小红")]


@pytest.mark.parametrize("newer", [False, True])
def test_weflow_tells_names_apart_by_who_speaks_later(put, newer):
    text = '"阿明"邀请"花、草、小李"加入了群聊'
    notice = flown(1, localType=10000, type="系统消息", content=text, senderID=None)
    asked = flown(2, localType=10000, type="系统消息", content='"阿明"邀请你加入了群聊', senderID=None)
    named = {"senderUsername": "wxid_b", "senderDisplayName": "花、草", "isSend": 1}
    whole = weflow_file([notice, asked, flown(3, **named)], newer=False)
    if newer:
        whole = {"senders": [{"senderID": 7, "wxid": "wxid_b", "displayName": "花、草"}]} | whole
        whole["messages"][2] = flown(3, senderID=7, isSend=1)
    found = account(weflow, put(whole))
    assert [who for _, _, who, _ in moves(found)] == ["name:花、草", "name:小李", "wxid_b"]


def test_weflow_direct_chat_is_passed_over(put):
    found = account(weflow, put(weflow_file([flown(1)], newer=False, type="私聊", wxid="wxid_z")), rows=1)
    assert (found, passed(found)) == (found[:1], [(1, "direct_chat")])


def test_weflow_with_an_unreadable_session_is_still_a_group(put):
    whole = json.dumps(weflow_file([flown(1)]), ensure_ascii=False)
    path = put("")
    path.write_bytes(whole.encode().replace("群聊".encode(), b"\xff\xfe"))
    found = account(weflow, path, rows=4)
    assert refused(found) == [(1, "bad_bytes")]
    assert [r.group for r in found if isinstance(r, Message)] == ["name:春季群"]


def test_weflow_truncated(put):
    text = json.dumps(weflow_file(FLOWN))
    found = account(weflow, put(text[: text.index('"p3"')]), rows=5)
    assert refused(found) == [(5, "truncated")]


# ChatLab


MEMBERS = [
    {"platformId": "wxid_a", "accountName": "阿明", "groupNickname": "群主阿明", "roles": [{"id": "owner"}]},
    {"platformId": "wxid_b", "accountName": "花、草"},
]


def labelled(number: int, **changes: object) -> dict[str, object]:
    return {
        "sender": "wxid_a", "accountName": "阿明", "timestamp": 1767240000 + number, "type": 0, "content": "你好",
        "platformMessageId": f"m{number}",
    } | changes  # fmt: skip


LABELLED = [
    labelled(1),
    labelled(2, sender="wxid_b", type=25, replyToMessageId="m1"),
    labelled(3, type=80, content='"阿明"邀请"花、草、小李"加入了群聊', sender=""),
    labelled(4, type=81, content=None),
    labelled(5, type=12345),
    labelled(6, timestamp=None),
    labelled(7, sender=""),
]
META = {"name": "春季群", "platform": "wechat", "type": "group", "groupId": "123@chatroom"}
CHATLAB = {"chatlab": {"version": "0.0.2", "exportedAt": 1}, "meta": META, "members": MEMBERS, "messages": LABELLED}
LINES = "\n".join(
    json.dumps(line, ensure_ascii=False)
    for line in [
        {"_type": "header", "chatlab": CHATLAB["chatlab"], "meta": META},
        *({"_type": "member"} | member for member in MEMBERS),
        *({"_type": "message"} | message for message in LABELLED),
    ]
)


@pytest.mark.parametrize("lined", [False, True])
def test_chatlab(put, lined):
    path = put(LINES if lined else CHATLAB)
    only(chatlab, path)
    found = account(chatlab, path, rows=10 if lined else 9)
    first = 3 if lined else 2
    assert [(sender, kind) for sender, _, kind in said(found)] == [
        ("wxid_a", "text"), ("wxid_b", "text"), ("wxid_a", "recall"), ("wxid_a", "other"),
    ]  # fmt: skip
    assert moves(found) == [(first + 3, "join", "name:花、草", "invited"), (first + 3, "join", "name:小李", "invited")]
    assert refused(found) == [(first + 6, "bad_date"), (first + 7, "blank_id")]
    assert [r for r in found if isinstance(r, Seat)] == [
        Seat(first - 1, "123@chatroom", "wxid_a", role="owner", name="群主阿明")
    ]
    assert [r.reply_to for r in found if isinstance(r, Message)] == ["", "m1", "", ""]
    assert [r for r in found if isinstance(r, Group)] == [Group(first - 1, "123@chatroom", "春季群")]


def test_chatlab_direct_chat_is_passed_over(put):
    found = account(chatlab, put(CHATLAB | {"meta": META | {"type": "private"}}), rows=9)
    assert len(passed(found)) == 9


test_cut_chatlog = truncated(chatlog, json.dumps(CHATLOG[11:] + CHATLOG).encode())  # who exported it speaks first
test_cut_weflow = truncated(weflow, json.dumps(weflow_file(FLOWN), ensure_ascii=False).encode())
test_cut_chatlab = truncated(chatlab, json.dumps(CHATLAB, ensure_ascii=False).encode())
test_encodings_chatlog = encoded(chatlog, json.dumps(CHATLOG, ensure_ascii=False))
test_encodings_chatlog_csv = encoded(chatlog, CHATLOG_CSV, gaps=True)
test_encodings_memotrace = encoded(memotrace, NEW, gaps=True)
test_encodings_weflow = encoded(weflow, json.dumps(weflow_file(FLOWN), ensure_ascii=False))
test_encodings_chatlab = encoded(chatlab, json.dumps(CHATLAB, ensure_ascii=False))
test_encodings_chatlab_lines = encoded(chatlab, LINES)
test_fuzz_chatlog = fuzz(chatlog, json.dumps(CHATLOG, ensure_ascii=False).encode())
test_fuzz_chatlog_csv = fuzz(chatlog, CHATLOG_CSV.encode(), gaps=True)
test_fuzz_memotrace = fuzz(memotrace, NEW.encode(), gaps=True)
test_fuzz_memotrace_old = fuzz(memotrace, OLD.encode(), gaps=True)
test_fuzz_weflow = fuzz(weflow, json.dumps(weflow_file(FLOWN), ensure_ascii=False).encode())
test_fuzz_chatlab = fuzz(chatlab, json.dumps(CHATLAB, ensure_ascii=False).encode())
test_fuzz_chatlab_lines = fuzz(chatlab, LINES.encode(), gaps=True)
