"""WhatsApp chats as telephones export them."""

import io
import zipfile
from pathlib import Path

import pytest
from exporting import account, fuzz, moves, passed, refused, said

from shequn.errors import InputError
from shequn.readers.exports import whatsapp, zips
from shequn.readers.exports.base import Group, Message, Options, Passed
from shequn.readers.exports.convert import convert
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


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_ends_of_lines(tmp_path: Path, end: str) -> None:
    """Old programs end lines by CR alone."""
    whole = account(whatsapp, put(tmp_path, ANDROID), Options(keep_text=True))
    path = put(tmp_path, ANDROID.replace("\n", end))
    assert detect(path).format is whatsapp
    assert account(whatsapp, path, Options(keep_text=True), 14) == whole


def test_a_single_cr_among_other_ends_of_lines_swallows_no_message(tmp_path: Path) -> None:
    line = "30/06/20, 09:1{} - Mei: hi"
    text = f"{line.format(1)}\r\n{line.format(2)}\r{line.format(3)}\rmore\r\n{line.format(4)}\r\n"
    found = account(whatsapp, put(tmp_path, text), None, 5)
    assert [time for _, time, _ in said(found)] == [f"2020-06-30T09:1{n}:00" for n in (1, 2, 3, 4)]
    assert passed(found) == [(4, "continued")]


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("WhatsApp Chat with Tea (1).txt", "Tea"),
        ("WhatsApp Chat - Tea (12)/_chat.txt", "Tea"),
        ("与Tea的 WhatsApp 聊天 (2).txt", "Tea"),
        ("與Tea的WhatsApp對話 (3).txt", "Tea"),
        ("WhatsApp Chat with Tea (2026).txt", "Tea (2026)"),
        ("WhatsApp Chat with Tea(1).txt", "Tea(1)"),
        ("Tea (1).txt", "Tea (1)"),  # of which nobody knows that it is a download
        ("chats/_chat.txt", "chats"),
        ("chats/_chat (1).txt", "_chat (1)"),  # which may well be of another group
    ],
)
def test_the_name_of_the_group(name: str, group: str) -> None:
    assert whatsapp.group_of(Path(name)) == group


def test_a_second_download_is_of_the_same_group(tmp_path: Path) -> None:
    """What was said stands in both and is dropped once; nobody joins twice: Mei, Bo, Cy, Tom, Jerry, Dee."""
    put(tmp_path, ANDROID)
    put(tmp_path, ANDROID + "30/06/20, 09:18 - Mei: bye\n", "WhatsApp Chat with Tea (1).txt")
    made = convert([tmp_path], out=tmp_path / "out", salt=tmp_path / "salt")
    assert (made.rows["groups"], made.rows["messages"], made.rows["members"]) == (1, 4, 6)
    assert [each.passed["duplicate"] for each in made.accounts] == [0, 3]


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


# In a zip ---------------------------------------------------------------------------------------------------


def zipped(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def put_zip(folder: Path, data: bytes, name: str = "WhatsApp Chat - Tea.zip") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("zip_name", "name"),
    [
        ("WhatsApp Chat - Tea.zip", "_chat.txt"),
        ("WhatsApp Chat with Tea.zip", "WhatsApp Chat with Tea.txt"),
        ("export.zip", "WhatsApp Chat with Tea.txt"),
        ("export.zip", "与Tea的 WhatsApp 聊天.txt"),
        ("export.zip", "WhatsApp Chat - Tea/_chat.txt"),
    ],
)
def test_a_zip_as_telephones_send_it(tmp_path: Path, zip_name: str, name: str) -> None:
    """Five lines of text, then a picture and a document, which is no chat though it is text."""
    files = {"00000003-PHOTO-2024-01-01.jpg": b"\xff\xd8", name: IPHONE, "00000004-notes.txt": "1/1/24, tea\n"}
    path = put_zip(tmp_path, zipped(files), zip_name)
    assert detect(path).format is whatsapp
    found = account(whatsapp, path, Options(keep_text=True), 5 + 2)
    assert [(who, kind) for who, _, kind in said(found)] == [
        ("name:Mei", "image"), ("name:Bo", "voice"), ("name:Mei", "text"),
    ]  # fmt: skip
    assert moves(found) == [(2, "join", "name:Bo", "link")]
    assert {(r.group, r.name) for r in found if isinstance(r, Group)} == {("Tea", "Tea")}
    assert passed(found) == [(1, "notice"), (6, "other_file"), (7, "other_file")]
    assert sorted(tmp_path.iterdir()) == [path], "nothing is unpacked"


def test_lines_of_a_zip_are_those_of_its_text(tmp_path: Path) -> None:
    text = "stray\n20/02/20, 10:00 - Mei: hi\n20/02/20, 25:00 - Mei: hi\n"
    path = put_zip(tmp_path, zipped({"a.jpg": b"", "_chat.txt": text}))
    assert refused(account(whatsapp, path, None, 4)) == [(1, "no_header"), (3, "bad_date")]
    undecided = put_zip(tmp_path, zipped({"_chat.txt": "03/04/26, 9:00 - Mei: hi\n"}))
    with pytest.raises(InputError, match=r"Tea\.zip/_chat\.txt, line 1: 03/04/26 may be .* --dayfirst or --monthfirst"):
        list(whatsapp.records(undecided, Options()))


@pytest.mark.parametrize(
    "files",
    [
        {"notes.txt": ANDROID},  # not named as a chat is
        {"_chat.txt": "groceries\ntea\n"},  # named so, but none
        {"__MACOSX/._chat.txt": ANDROID},
        {"a/_chat.txt": ANDROID, "b/_chat.txt": ANDROID},  # two of them
        {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<a/>", "_chat.txt": ANDROID},
        {"photo.jpg": b"\xff"},
    ],
)
def test_a_zip_of_another_kind_stays_unknown(tmp_path: Path, files: dict[str, str | bytes]) -> None:
    path = put_zip(tmp_path, zipped(files))
    assert whatsapp.sure(head(path)) == 0
    assert detect(path).format is None
    if "[Content_Types].xml" not in files:
        with pytest.raises(InputError, match=r"Tea.zip: holds [02] chats of WhatsApp, must be 1"):
            list(whatsapp.records(path, Options()))


def test_an_empty_zip(tmp_path: Path) -> None:
    path = put_zip(tmp_path, zipped({}))
    assert detect(path).format is None
    with pytest.raises(InputError, match="the zip is empty"):
        list(whatsapp.records(path, Options()))


def test_a_zip_that_is_a_bomb_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put_zip(tmp_path, zipped({"_chat.txt": b"20/02/20, 10:00 - Mei: hi\n" * (zips.SMALL // 26 + 1)}))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("unpacked"))
    assert detect(path).format is whatsapp
    with pytest.raises(InputError, match=r"would unpack to \d+; the limit"):
        list(whatsapp.records(path, Options()))


@pytest.mark.parametrize(
    ("name", "mode", "reason"),
    [("../_chat.txt", 0, "unsafe_path"), ("C:/_chat.txt", 0, "unsafe_path"), ("_chat.txt", 0o120777, "unsafe_link")],
)
def test_a_text_that_leads_out_of_the_zip_is_refused(tmp_path: Path, name: str, mode: int, reason: str) -> None:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.jpg", b"")
        archive.writestr(info, ANDROID)
    path = put_zip(tmp_path, out.getvalue())
    assert detect(path).format is whatsapp
    found = account(whatsapp, path, None, 2)
    assert (passed(found), refused(found)) == ([(1, "other_file")], [(2, reason)])


def test_an_encrypted_text_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"_chat.txt": ANDROID}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    path = put_zip(tmp_path, bytes(data))
    assert detect(path).format is whatsapp
    assert refused(account(whatsapp, path, None, 1)) == [(1, "encrypted_member")]


def test_a_text_that_does_not_unpack_to_its_end_keeps_what_stands_before(tmp_path: Path) -> None:
    lines = [f"20/02/20, 10:00 - Mei: {n * 7919 % 100_003}\n" for n in range(200_000)]
    data = bytearray(zipped({"_chat.txt": "".join(lines)}))
    data[len(data) // 2] ^= 0xFF
    found = account(whatsapp, put_zip(tmp_path, bytes(data)))
    assert [reason for _, reason in refused(found)][-1] == "bad_member"
    assert 10_000 < len(said(found)) < 200_000


def test_of_two_texts_of_one_name_the_first_is_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("_chat.txt", "20/02/20, 10:00 - Mei: hi\n")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("_chat.txt", "20/02/20, 10:00 - Bo: hi\n")
    found = account(whatsapp, put_zip(tmp_path, out.getvalue()), None, 2)
    assert [who for who, *_ in said(found)] == ["name:Mei"]
    assert refused(found) == [(2, "duplicate_member")]


def test_text_that_is_kept_holds_no_telephone(tmp_path: Path) -> None:
    path = put(tmp_path, "20/02/20, 10:00 - Mei: call\n13800138000 or a@tea.example\n")
    [message] = [r for r in account(whatsapp, path, Options(keep_text=True), 2) if isinstance(r, Message)]
    assert message.text.startswith("call\nphone:")
    assert "13800138000" not in message.text
    assert "tea.example" not in message.text


test_any_zip = fuzz(whatsapp, zipped({"a.jpg": b"1", "_chat.txt": ANDROID}, zipfile.ZIP_STORED), "x.zip")
test_any_packed_zip = fuzz(whatsapp, zipped({"_chat.txt": IPHONE}), "x.zip")
test_any_android_file = fuzz(whatsapp, ANDROID.encode())
test_any_file_saved_again = fuzz(whatsapp, ANDROID.replace("\n", "\r").encode())
test_any_iphone_file = fuzz(whatsapp, IPHONE.encode() + CHINESE.encode())
