"""WhatsApp chats as telephones export them."""

from pathlib import Path

import pytest
from exporting import account, fuzz, moves, refused, said

from shequn.errors import InputError
from shequn.readers.exports import whatsapp
from shequn.readers.exports.base import Group, Message, Options, Passed
from shequn.readers.exports.detect import detect
from shequn.readers.exports.streams import head

ANDROID = """\
20/06/20, 00:08 - Messages and calls are end-to-end encrypted. Tap to learn more.
20/06/20, 00:08 - Mei created group "Tea: green"
20/06/20, 00:09 - Mei added Bo, Cy and Tom and Jerry
30/06/20, 09:10 - You were added
30/06/20, 09:11 - Dee joined using this group's invite link
30/06/20, 09:12 - Mei: Hello: all
1. tea

2. cups
30/06/20, 09:13 - Bo: <Media omitted>
30/06/20, 09:14 - Mei removed Bo
30/06/20, 09:15 - Cy left
30/06/20, 09:16 - Mei changed the subject from "Tea: green" to "Bo left"
30/06/20, 09:17 - +49 170 5551234: This message was deleted
"""
IPHONE = (
    "\u200e[12/31/23, 11:58:00\u202fPM] Tea: \u200eMessages and calls are end-to-end encrypted.\r\n"
    "\u200e[12/31/23, 11:59:00\u202fPM] Bo: \u200eBo joined using this group’s invite link\r\n"
    "[1/1/24, 12:05:01\u202fAM] Mei: \u200eimage omitted\r\n"
    "[1/1/24, 12:05:02\u202fPM] ~\u202fBo: \u200e<attached: 00000012-AUDIO-2024-01-01.opus>\r\n"
    "[1/1/24, 1:05:02\u202fPM] Mei: 1/1/24, 10:00 - Bo: quoted\r\n"
)
CHINESE = """\
[2024/1/2 上午12:04:05] 小梅创建了此群组
[2024/1/2 下午3:04:05] 小梅添加了阿宝
[2024/1/2 下午3:05:05] 小丁使用此群组的邀请链接加入
[2024/1/2 晚上8:06:05] 阿宝: 大家好：请看
[2024/1/2 晚上8:07:05] 阿宝: <省略影音内容>
[2024/1/2 下午11:08:05] 阿宝退出了群组
[2024/1/3 上午9:09:05] 小梅移除了小丁
"""
TRADITIONAL = """\
2023/1/5 18:42 - 小梅建立了此群組
2023/1/5 18:43 - 小丁加入了群組
2023/1/5 18:44 - 小丁: <已省略多媒體檔案>
2023/1/5 18:45 - 小丁已離開群組
"""


def put(folder: Path, text: str, name: str = "WhatsApp Chat with Tea.txt") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_android(tmp_path: Path) -> None:
    path = put(tmp_path, ANDROID + "30/06/20, 09:18 - Tom and Jerry: hi\n")
    found = account(whatsapp, path, Options(keep_text=True), 15)
    assert said(found) == [
        ("name:Mei", "2020-06-30T09:12:00", "text"),
        ("name:Bo", "2020-06-30T09:13:00", "media"),
        ("phone:", "2020-06-30T09:17:00", "recall"),
        ("name:Tom and Jerry", "2020-06-30T09:18:00", "text"),
    ]
    assert moves(found) == [
        (2, "join", "name:Mei", "created"),
        (3, "join", "name:Bo", "invited"),
        (3, "join", "name:Cy", "invited"),
        (3, "join", "name:Tom and Jerry", "invited"),
        (5, "join", "name:Dee", "link"),
        (11, "leave", "name:Bo", "removed"),
        (12, "leave", "name:Cy", "self"),
    ]
    assert next(r.text for r in found if isinstance(r, Message)) == "Hello: all\n1. tea\n\n2. cups"
    assert [r.line for r in found if isinstance(r, Passed) and r.reason == "continued"] == [7, 8, 9]
    assert (
        next(r.created_at for r in found if isinstance(r, Group) and r.created_at).isoformat() == "2020-06-20T00:08:00"
    )
    assert {r.name for r in found if isinstance(r, Group)} == {"Tea"}  # as it is called now
    assert "5551234" not in repr(found)
    assert all(r.text == "" for r in account(whatsapp, path, Options(), 15) if isinstance(r, Message))


def test_iphone(tmp_path: Path) -> None:
    folder = tmp_path / "WhatsApp Chat - Tea"
    folder.mkdir()
    found = account(whatsapp, put(folder, IPHONE, "_chat.txt"), None, 5)
    assert said(found) == [
        ("name:Mei", "2024-01-01T00:05:01", "image"),
        ("name:Bo", "2024-01-01T12:05:02", "voice"),
        ("name:Mei", "2024-01-01T13:05:02", "text"),
    ]
    assert moves(found) == [(2, "join", "name:Bo", "link")]
    assert {r.group for r in found if isinstance(r, Group)} == {"Tea"}


@pytest.mark.parametrize("name", ["与茶友会的 WhatsApp 聊天.txt", "與茶友会的WhatsApp對話.txt"])
def test_chinese(tmp_path: Path, name: str) -> None:
    found = account(whatsapp, put(tmp_path, CHINESE, name), None, 7)
    assert said(found) == [
        ("name:阿宝", "2024-01-02T20:06:05", "text"),
        ("name:阿宝", "2024-01-02T20:07:05", "media"),
    ]
    assert moves(found) == [
        (1, "join", "name:小梅", "created"),
        (2, "join", "name:阿宝", "invited"),
        (3, "join", "name:小丁", "link"),
        (6, "leave", "name:阿宝", "self"),
        (7, "leave", "name:小丁", "removed"),
    ]
    made = next(r for r in found if isinstance(r, Group) and r.created_at)
    assert (made.group, made.created_at and made.created_at.isoformat()) == ("茶友会", "2024-01-02T00:04:05")


def test_traditional(tmp_path: Path) -> None:
    found = account(whatsapp, put(tmp_path, TRADITIONAL), None, 4)
    assert moves(found) == [
        (1, "join", "name:小梅", "created"),
        (2, "join", "name:小丁", ""),
        (4, "leave", "name:小丁", "self"),
    ]
    assert said(found) == [("name:小丁", "2023-01-05T18:44:00", "media")]


@pytest.mark.parametrize(
    ("dates", "months"),
    [
        (["01/02/19", "13/02/19"], [2, 2]),  # no thirteenth month
        (["01/02/19", "02/13/19"], [1, 2]),
        (["01/02/19", "05/02/19", "02/03/19"], [2, 2, 3]),  # the other way it would go back
        (["02/01/2019", "02/05/2019", "03/02/2019"], [2, 2, 3]),
        (["19/03/01", "19/04/05"], [3, 4]),
        (["2019-03-01", "2019-04-05"], [3, 4]),
        (["05/05/19", "06/06/19"], [5, 6]),  # the same both ways
        (["1.2.19", "28.2.19"], [2, 2]),
    ],
)
def test_day_and_month_from_the_whole_file(tmp_path: Path, dates: list[str], months: list[int]) -> None:
    path = put(tmp_path, "".join(f"{date}, 10:00 - Mei: hi\n" for date in dates))
    assert [r.sent_at.month for r in whatsapp.records(path, Options()) if isinstance(r, Message)] == months


def test_day_and_month_undecidable(tmp_path: Path) -> None:
    path = put(tmp_path, "03/03/26, 9:00 - Mei: hi\n03/04/26, 10:00 - Mei: hi\n04/05/26, 10:00 - Bo: hi\n")
    with pytest.raises(InputError, match=r"Tea.txt, line 2: 03/04/26 may be .* --dayfirst or --monthfirst"):
        list(whatsapp.records(path, Options()))
    for dayfirst, last in ((True, "2026-05-04"), (False, "2026-04-05")):
        found = account(whatsapp, path, Options(dayfirst=dayfirst), 3)
        assert said(found)[-1][1] == f"{last}T10:00:00"


def test_twelve_hours_with_points(tmp_path: Path) -> None:
    path = put(tmp_path, "01/30/2019, 08:49 p. m. - Mei: hi\n01/31/2019, 00:08 a. m. - Mei:.\n")
    assert [time for _, time, _ in said(account(whatsapp, path))] == ["2019-01-30T20:49:00", "2019-01-31T00:08:00"]


def test_lines_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    text = "stray\n31/02/20, 10:00 - Mei: hi\n01/02/20, 10:00 - : hi\n\n20/02/20, 25:00 - Mei: hi\n"
    text += "20/02/20, 10:00 - Mei: hi"
    path = tmp_path / "chat.txt"
    path.write_bytes(text.encode() + b"\n21/02/20, 10:00 - \xff\xfe: hi\n" + b"x" * 2_000_000)
    found = account(whatsapp, path, None, 8)
    assert refused(found) == [
        (1, "no_header"), (2, "bad_date"), (3, "no_sender"), (5, "bad_date"), (7, "bad_bytes"), (8, "too_long"),
    ]  # fmt: skip
    assert len(said(found)) == 1


def test_what_people_say_is_no_notice(tmp_path: Path) -> None:
    lines = ("Mei: I created group", "Mei: Bo left", "Mei: we added Cy", "小梅: 我创建了此群组", "小梅: 阿宝退出了群组")
    path = put(tmp_path, "".join(f"2023/1/5 18:42 - {line}\n" for line in lines))
    found = account(whatsapp, path, None, 5)
    assert moves(found) == []
    assert len(said(found)) == 5


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(CHINESE.encode(encoding))
    assert detect(path).format is whatsapp
    assert len(moves(account(whatsapp, path, None, 7))) == 5


def test_sure(tmp_path: Path) -> None:
    for text in (ANDROID, IPHONE, CHINESE, TRADITIONAL):
        assert whatsapp.sure(head(put(tmp_path, text))) > 0.8
    for text in (
        "",
        "a,b\n1,2\n",
        "[12:00] <mei> hi\n",
        "[2020-01-02 12:00:00] <mei> hi\n",
        "2020-01-02 12:00:00 Mei(1)\nhi\n",
    ):
        assert whatsapp.sure(head(put(tmp_path, text))) == 0


test_any_android_file = fuzz(whatsapp, ANDROID.encode())
test_any_iphone_file = fuzz(whatsapp, IPHONE.encode() + CHINESE.encode())
