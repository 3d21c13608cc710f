"""Notices in WhatsApp chats: lists of names, what moves nobody, and words that are not known."""

import tempfile
from pathlib import Path

import pytest
from exporting import account, fuzz, moves, passed, refused, said
from hypothesis import given, settings
from hypothesis import strategies as st

from shequn.readers.exports import whatsapp
from shequn.readers.exports.base import Move, Options
from shequn.readers.exports.convert import convert
from shequn.readers.exports.quality import summary


def put(folder: Path, text: str) -> Path:
    path = folder / "WhatsApp Chat with Tea.txt"
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    ("notice", "names"),
    [
        ("阿明添加了小林和潜水员", ["小林", "潜水员"]),  # who speaks, and who never does
        ("阿明添加了甲、乙和丙", ["甲", "乙", "丙"]),
        ("阿明添加了甲與乙", ["甲", "乙"]),
        ("阿明添加了甲 与 乙", ["甲", "乙"]),
        ("阿明移除了小林及潜水员", ["小林", "潜水员"]),
        ("阿明添加了你和潜水员", ["潜水员"]),
        ("阿明添加了和平", ["和平"]),
        ("阿明添加了小林、和平和平和", ["小林", "和平", "平和"]),
        ("阿明添加了猫和狗、潜水员和小林", ["猫和狗", "潜水员", "小林"]),
        ("Mei added Xiaolin, Lao and Wang and Hua", ["Xiaolin", "Lao and Wang", "Hua"]),
        ("Mei added Hua, Bo, and Cy", ["Hua", "Bo", "Cy"]),
        ("Mei added Lin, Mei and Hua", ["Lin, Mei", "Hua"]),
        ("Mei removed ~\u202fLao and Wang and +86 138 0013 8000", ["Lao and Wang", ""]),
        ("Hua and Bo were added", ["Hua", "Bo"]),
        ("Hua and Bo left", ["Hua and Bo"]),  # whoever leaves has a line alone
        ("李和平已退出群组", ["李和平"]),
        ("李和平使用此群组的邀请链接加入", ["李和平"]),
    ],
)
def test_lists_of_names(tmp_path: Path, notice: str, names: list[str]) -> None:
    speakers = ("小林", "猫和狗", "Lao and Wang", "Lin, Mei")
    texts = [notice, *(f"{name}: hi" for name in speakers)]
    path = put(tmp_path, "".join(f"30/06/20, 09:10 - {text}\n" for text in texts))
    found = moves(account(whatsapp, path, None, 5))
    people = [f"name:{name}" if name else "phone:" for name in names]
    assert [(line, who) for line, _, who, _ in found] == [(1, who) for who in people]


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.sampled_from(["小林", "潜水员", "Bo", "和平", "花、草", "猫和狗", "Lao and Wang", "Lin, Mei"]),
        min_size=1, unique=True,
    ),
    st.sampled_from([("阿明添加了", "、", "和"), ("阿明已移除", "、", "與"), ("Mei added ", ", ", " and ")]),
)  # fmt: skip
def test_any_list_of_names(names: list[str], words: tuple[str, str, str]) -> None:
    """Whose name holds a separator speaks."""
    notice, comma, last = words
    listed = last.join([comma.join(names[:-1]), names[-1]] if len(names) > 1 else names)
    texts = [notice + listed, *(f"{name}: hi" for name in ("花、草", "猫和狗", "Lao and Wang", "Lin, Mei"))]
    with tempfile.TemporaryDirectory() as folder:
        path = put(Path(folder), "".join(f"30/06/20, 09:10 - {text}\n" for text in texts))
        assert [who for _, _, who, _ in moves(account(whatsapp, path))] == [f"name:{name}" for name in names]


def test_a_long_list_loses_nobody(tmp_path: Path) -> None:
    people = [f"+86 138 0013 {n:04}" for n in range(400)]
    path = put(tmp_path, f"30/06/20, 09:10 - Mei added {', '.join(people)}\n")
    assert len({who.member for who in whatsapp.records(path, Options()) if isinstance(who, Move)}) == 400
    path = put(tmp_path, f"30/06/20, 09:10 - Mei added {', '.join(people * 2)}\n")
    assert refused(account(whatsapp, path, None, 1)) == [(1, "unknown_notice")]


@pytest.mark.parametrize(
    "notice",
    [
        "Messages and calls are end-to-end encrypted. No one outside of this chat can read them.",
        "Mei changed the group description",
        'Mei changed the subject from "Tea: green" to "Bo left"',
        'Mei changed the subject from "Tea: "green"" to "Tea"',
        "Mei turned on disappearing messages. New messages will disappear from this chat after 7 days.",
        "New messages will disappear from this chat 7 days after they're sent, except when kept.",
        "Mei pinned a message",
        "Mei deleted this group's icon",
        "Mei started a video call",
        "Missed voice call",
        "You're now an admin",
        "Bo is no longer an admin",
        "Bo requested to join",
        'This group was added to the community "Tea friends"',
        "Mei added this group to the community",
        "小梅已将群组名称从“茶: 绿”更改为“阿宝退出了群组”",
        "小梅更换了群组图标",
        "阿宝现在是管理员",
        "您已不再是管理员",
        "小梅开启了限时消息",
        "小梅置顶了一条消息",
        "小梅重置了此群组的邀请链接",
        "小梅删除了群组描述",
        "未接语音通话",
        "阿宝请求加入",
        "阿宝的安全码已变更",
        "此群组已添加到社群“茶友”",
        "小梅變更了群組圖示",
        "小梅已釘選一則訊息",
    ],
)
def test_notices_that_move_nobody(tmp_path: Path, notice: str) -> None:
    path = put(tmp_path, f"30/06/20, 09:10 - {notice}\n[30/06/20, 09:10:00] Mei: hi\n")
    assert passed(account(whatsapp, path, None, 2)) == [(1, "notice")]
    path = put(tmp_path, f"[30/06/20, 09:10:00] Tea: \u200e{notice}\n")
    assert passed(account(whatsapp, path, None, 1)) == [(1, "notice")]


GERMAN = """\
20.06.20, 10:00 - Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.
20.06.20, 10:01 - Ben hat den Betreff von "Tee: grün" zu "Tee" geändert
20.06.20, 10:02 - Mei: Hallo
20.06.20, 10:03 - Ben hat die Gruppe verlassen
"""
GERMAN_IPHONE = """\
[20.06.20, 10:00:00] Tea: \u200eNachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.
[20.06.20, 10:01:00] ~\u202fBen: \u200eBen hat die Gruppe verlassen
[20.06.20, 10:02:00] Mei: \u200eBild weggelassen
[20.06.20, 10:03:00] Mei: Mei schreibt
"""


@pytest.mark.parametrize(("text", "lost", "kept"), [(GERMAN, [1, 2, 4], 1), (GERMAN_IPHONE, [1, 2], 2)])
def test_a_notice_in_words_that_are_not_known_is_refused(tmp_path: Path, text: str, lost: list[int], kept: int) -> None:
    """It may be a join or a leave, and nobody is a member because of it."""
    path = put(tmp_path, text)
    found = account(whatsapp, path, None, 4)
    assert refused(found) == [(line, "unknown_notice") for line in lost]
    assert [who for who, *_ in said(found)] == ["name:Mei"] * kept
    made = convert([path], out=tmp_path / "out")
    assert f"  {len(lost)} × notice in words that are not known" in summary(made)
    assert f"  {len(lost)} × 无法识别的系统提示" in summary(made, "zh")


test_any_file_of_odd_notices = fuzz(whatsapp, (GERMAN + GERMAN_IPHONE).encode())
