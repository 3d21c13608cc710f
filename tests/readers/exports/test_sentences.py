"""System sentences as WeChat and QQ word them; the names in them hold what names hold."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shequn.readers.exports.base import Message, Move, Passed, Refused
from shequn.readers.exports.sentences import ME, Speakers, names_in, told, understand

AT = dt.datetime(2026, 3, 5, 9, 7)


@pytest.mark.parametrize(
    ("text", "what", "how", "names"),
    [
        ('你邀请"小红"加入了群聊  ', "join", "invited", ["小红"]),
        ('"阿明"邀请"小红、小李"加入了群聊', "join", "invited", ["小红", "小李"]),
        ('"阿明"邀请你加入了群聊，群聊参与人还有：小红、小李', "join", "invited", [""]),
        ('"阿明"邀请你和"小红"加入了群聊', "join", "invited", ["", "小红"]),
        ('" 小红"通过扫描你分享的二维码加入群聊', "join", "qr", ["小红"]),
        ('" 小红"通过扫描"阿明"分享的二维码加入群聊', "join", "qr", ["小红"]),
        ("小红通过扫描二维码加入群聊", "join", "qr", ["小红"]),
        ('你将"小红"移出了群聊', "leave", "removed", ["小红"]),
        ('你被"阿明"移出群聊', "leave", "removed", [""]),
        ('"小红"撤回了一条消息', "recall", "", ["小红"]),
        ("你撤回了一条消息", "recall", "", [""]),
        ('"小红" 拍了拍 "阿明"', "pat", "", ["小红"]),
        ("我拍了拍自己", "pat", "", [""]),
        ("小红加入本群", "join", "", ["小红"]),
        ("阿明邀请小红、小李加入本群", "join", "invited", ["小红", "小李"]),
        ("阿明邀请小红加入了本群。", "join", "invited", ["小红"]),
        ("阿明邀请你加入本群", "join", "invited", [""]),
        ("你加入本群", "join", "", [""]),
        ("你好加入本群", "join", "", ["你好"]),
        ("你被阿明移出本群", "leave", "removed", [""]),
        ("小红被阿明移出本群", "leave", "removed", ["小红"]),
        ("小红 撤回了一条消息", "recall", "", ["小红"]),
        ('"阿明"修改群名为“春季群聊”', "other", "", []),
        ("小红 分享文件 09:07:00", "other", "", []),
        ("你修改群名为“小红退出了群聊”", "other", "", []),
        ('"小红"想邀请1位朋友加入群聊  去确认', "other", "", []),
        ("群主已启用“群聊邀请确认”，群成员需群主确认才能邀请朋友进群。", "other", "", []),
        # a join or a leave in words that no rule knows
        ("小红因违规被移出群聊", "unknown", "", []),
        ("管理员将小红移出本群", "unknown", "", []),
        ("小红已加入此群聊", "unknown", "", []),
        ('你邀请"' + "小" * 4000 + '"加入了群聊', "unknown", "", []),
        # quotes in names, straight and curly
        ('"老"王""邀请""小"李"加入了群聊', "join", "invited", ['"小"李']),
        ("“阿明”邀请“小“红””加入了群聊", "join", "invited", ["小“红”"]),
        ('你将"小"红""移出了群聊', "leave", "removed", ['小"红"']),
    ],
)
def test_each_sentence(text: str, what: str, how: str, names: list[str]) -> None:
    found = understand(text)
    assert (found.what, found.how, [who.name for who in found.people]) == (what, how, names)


def test_an_enumeration_comma_in_a_name_is_told_by_who_else_is_known() -> None:
    text = '"阿明"邀请"花、草、小李"加入了群聊'
    assert [who.name for who in understand(text, Speakers(lambda: {"花、草"})).people] == ["花、草", "小李"]
    assert [who.name for who in understand(text).people] == ["花", "草", "小李"]


@pytest.mark.parametrize("text", ['"阿明"邀请"小红、花、草"加入了群聊', "阿明邀请小红、花、草加入本群"])
def test_who_speaks_is_known_in_every_invitation(text: str) -> None:
    assert [who.name for who in understand(text, Speakers(lambda: {"花、草"})).people] == ["小红", "花、草"]


def test_a_list_of_separators_takes_no_time() -> None:
    """Unbounded, these four thousand would take minutes."""
    known = Speakers(lambda: {"花、草"})
    text = '你邀请"' + "、" * 3900 + '花、草"加入了群聊'
    assert [who.name for who in understand(text, known).people] == ["花、草"]


@given(
    st.lists(st.sampled_from(["甲", "乙、", "、丙", "甲、乙", "丁 "]), min_size=1),
    st.sets(st.text("甲乙丙、", min_size=1)),
)
def test_names_taken_apart_hold_all_that_was_there(names: list[str], known: set[str]) -> None:
    """Nothing but separators is lost, and one stays only in a name that is known."""
    text = "、".join(names)
    found = names_in(text, "、", known.__contains__)
    assert "".join(found).replace("、", "") == text.replace("、", "").replace(" ", "")
    assert all(name in known or "、" not in name for name in found)


def test_an_inviter_whose_name_looks_like_the_sentence() -> None:
    text = '"甲"邀请"乙"邀请"丙"加入了群聊'
    assert [who.name for who in understand(text).people] == ['乙"邀请"丙']
    known = Speakers(lambda: {'甲"邀请"乙'})
    assert [who.name for who in understand(text, known).people] == ["丙"]


def test_ids_in_brackets() -> None:
    found = understand('"A(wxid_a)"邀请"B(上海)(wxid_b)、C、c(c12345@openim)"加入了群聊', ids=True)
    assert [(who.name, who.id) for who in found.people] == [("B(上海)", "wxid_b"), ("C、c", "c12345@openim")]
    assert [who.name for who in understand('你将"Tom(Beijing)"移出了群聊').people] == ["Tom(Beijing)"]


def test_records() -> None:
    invited = list(told(3, "g", AT, '"阿明"邀请你和"小红"加入了群聊', Speakers(mine=lambda: ["wxid_me"])))
    assert invited == [
        Move(3, "g", "wxid_me", AT, "join", "", "invited"),
        Move(3, "g", "name:小红", AT, "join", "小红", "invited"),
    ]
    assert list(told(4, "g", AT, "你撤回了一条消息")) == [Passed(4, "self_unknown")]
    assert list(told(5, "g", AT, '"小红"撤回了一条消息')) == [Message(5, "g", "name:小红", AT, "recall", "小红")]
    assert list(told(6, "g", AT, "以下为新消息")) == [Passed(6, "notice")]
    unknown = "小红13800138000因违规被移出群聊"
    assert list(told(6, "g", AT, unknown)) == [Refused(6, "unknown_notice", "小红…因违规被移出群聊")]
    [move] = told(7, "g", AT, '你邀请"小红13800138000"加入了群聊')
    assert isinstance(move, Move)
    assert "138001" not in repr(move)


@settings(deadline=None, max_examples=100)
@given(st.text('"“”、邀请将你和加入了群聊本群移出 甲乙(a)', max_size=60), st.booleans())
def test_whatever_the_sentence_says_nothing_breaks(text: str, ids: bool) -> None:
    found = understand(text, ids=ids)
    assert all(who.name or who.id or who == ME for who in found.people)
    records = list(told(1, "g", AT, text, ids=ids))
    assert records
    spoken = any(word in text for word in ("群聊", "本群")) and any(word in text for word in ("加入", "退出", "移出"))
    assert not spoken or records != [Passed(1, "notice")]
