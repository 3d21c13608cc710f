"""QQ chats as text: what the message manager writes and what is copied out of its window."""

from pathlib import Path

import pytest
from exporting import account, fuzz, moves, passed, refused, said

from shequn.errors import InputError
from shequn.readers.exports import qq_text
from shequn.readers.exports.base import Group, Message, Options
from shequn.readers.exports.streams import head

RULE = "=" * 64


@pytest.fixture
def put(tmp_path: Path):
    def write(text: str, name: str = "春季群.txt", encoding: str = "utf-8-sig") -> Path:
        path = tmp_path / name
        path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
        return path

    return write


def block(chat: str, *messages: str, section: str = "我的QQ群") -> str:
    top = f"{RULE}\n消息分组:{section}\n{RULE}\n消息对象:{chat}\n{RULE}\n\n"
    return top + "".join(f"{message}\n\n" for message in messages)


PREAMBLE = "消息记录（此消息记录为文本格式，不支持重新导入）\n\n"
MANAGER = PREAMBLE + block(
    "春季群",
    "2026-01-01 8:05:09 阿明(10001)\n你好\r这是裸回车\n第二行",
    "2026-01-01 12:00:00 【群主】小红(100200300)\n[图片]",
    "2026-01-01 13:00:00 (10003)\n空昵称",
    "2026-01-01 14:00:00 小(括)号(10004)\n2026-01-01 14:00:01 像日期的一行\n2026-01-01 14:00:02 阿明(10001)",
    "2026-01-01 15:00:00 邮箱<someone@example.com>\n用邮箱的人",
    "2026-01-01 16:00:00 系统消息(10000)\n小周加入本群。",
    "2026-01-01 16:00:01 系统消息(1000000)\n阿明撤回了一条消息",
    "2026-01-01 16:00:02 系统消息(10000)\n小周 分享文件 16:00:02",
    "2026-13-01 16:00:03 阿明(10001)\n没有这个月",
)


def test_the_message_manager(put):
    path = put(MANAGER)
    assert qq_text.sure(head(path)) == 1
    found = account(qq_text, path, Options(keep_text=True), rows=MANAGER.count("\n"))
    assert said(found) == [
        ("10001", "2026-01-01T08:05:09", "text"),
        ("100200300", "2026-01-01T12:00:00", "image"),
        ("10003", "2026-01-01T13:00:00", "text"),
        ("10004", "2026-01-01T14:00:00", "text"),
        ("mail:", "2026-01-01T15:00:00", "text"),
        ("name:阿明", "2026-01-01T16:00:01", "recall"),
    ]
    messages = [r for r in found if isinstance(r, Message)]
    assert [m.name for m in messages] == ["阿明", "小红", "", "小(括)号", "邮箱", "阿明"]
    assert messages[0].text == "你好\r这是裸回车\n第二行"
    assert messages[3].text == "2026-01-01 14:00:01 像日期的一行\n2026-01-01 14:00:02 阿明(10001)"
    assert {m.group for m in messages} == {"name:春季群"}
    assert [(what, who) for _, what, who, _ in moves(found)] == [("join", "name:小周")]
    assert [reason for _, reason in passed(found) if reason == "notice"] == ["notice"]
    assert [reason for _, reason in refused(found)] == ["bad_date"]
    assert "someone" not in repr(found)


def test_text_is_dropped_unless_it_is_asked_for(put):
    assert {r.text for r in account(qq_text, put(MANAGER)) if isinstance(r, Message)} == {""}


def test_all_chats_in_one_file(put):
    said_ = ["2026-01-01 8:05:09 阿明(10001)\n一", "2026-01-01 8:05:10 小红(10002)\n二"]
    text = (
        PREAMBLE
        + block("春季群", *said_)
        + block("阿明", *said_, section="我的好友")
        + block("秋季群", said_[1])
        + block("老同学", *said_, "2026-01-01 8:05:11 小周(10003)\n三", section="同学")
    )
    found = account(qq_text, put(text, "全部消息记录.txt"), rows=text.count("\n"))
    assert [(r.group, r.member) for r in found if isinstance(r, Message)] == [
        ("name:春季群", "10001"), ("name:春季群", "10002"), ("name:秋季群", "10002"), ("name:老同学", "10001"),
        ("name:老同学", "10002"), ("name:老同学", "10003"),
    ]  # fmt: skip
    assert [r.name for r in found if isinstance(r, Group)] == ["春季群", "秋季群", "老同学"]
    assert [reason for _, reason in passed(found)].count("direct_chat") == 2


@pytest.mark.parametrize(
    ("stated", "hour"),
    [
        ("8:43:38 PM", 20), ("8:43:38 AM", 8), ("12:43:38 AM", 0), ("12:43:38 PM", 12), ("上午 08:43:38", 8),
        ("下午 08:43:38", 20), ("上午 12:43:38", 0), ("8:43:38", 8), ("20:43:38", 20), ("23:43:38", 23),
    ],
)  # fmt: skip
def test_clocks_of_twelve_hours(put, stated, hour):
    found = account(qq_text, put(PREAMBLE + block("群", f"2026-01-01 {stated} 阿明(10001)\nx")))
    assert said(found) == [("10001", f"2026-01-01T{hour:02}:43:38", "text")]


@pytest.mark.parametrize("stated", ["13:43:38 PM", "0:43:38 AM", "25:00:00", "8:61:00"])
def test_clocks_that_cannot_be(put, stated):
    found = account(qq_text, put(PREAMBLE + block("群", f"2026-01-01 {stated} 阿明(10001)\nx")))
    assert [reason for _, reason in refused(found)] == ["bad_date"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(put, encoding):
    assert len(said(account(qq_text, put(MANAGER, encoding=encoding)))) == 6


def test_without_the_headline_it_is_still_known(put):
    path = put("2026-01-01 8:05:09 阿明(10001)\n你好\n\n2026-01-01 8:06:09 小红(10002)\n你好\n")
    assert 0.5 < qq_text.sure(head(path)) < 1
    assert len(said(account(qq_text, path))) == 2


def test_a_chat_copied_out_of_the_window(put):
    first = "前面没有人\n— —  2026-2-21  — —\n阿明 9:59:54 PM\n你好\n小红 10:00:01 PM\n[图片]\n"
    path = put(first + "— —  2026-2-22  — —\n阿明 8:00:00 AM\n早\n")
    assert 0 < qq_text.sure(head(path)) <= 0.5
    found = account(qq_text, path, rows=9)
    assert said(found) == [
        ("name:阿明", "2026-02-21T21:59:54", "text"),
        ("name:小红", "2026-02-21T22:00:01", "image"),
        ("name:阿明", "2026-02-22T08:00:00", "text"),
    ]
    assert refused(found) == [(1, "no_sender")]


def test_whether_the_day_comes_first_is_told_from_the_whole_file_or_asked(put):
    doubtful = "阿明 2/3/2026 9:16:13 PM\n你好\n小红 3/3/2026 9:16:13 PM\n你好\n"
    with pytest.raises(InputError, match="day first"):
        account(qq_text, put(doubtful))
    for dayfirst, month in ((True, 3), (False, 2)):
        found = account(qq_text, put(doubtful), Options(dayfirst=dayfirst))
        assert said(found)[0][1] == f"2026-0{month}-0{5 - month}T21:16:13"
    found = account(qq_text, put(doubtful + "阿明 2/14/2026 9:16:13 PM\n你好\n"))
    assert [at for _, at, _ in said(found)] == ["2026-02-03T21:16:13", "2026-03-03T21:16:13", "2026-02-14T21:16:13"]


def test_a_line_too_long_costs_itself(put):
    long = "2026-01-01 8:05:09 阿明(10001)\n你好\n" + "长" * 1_100_000 + "\n还有"
    found = account(qq_text, put(PREAMBLE + block("群", long)), Options(keep_text=True))
    assert [reason for _, reason in refused(found)] == ["too_long"]
    assert [r.text for r in found if isinstance(r, Message)] == ["你好\n还有"]
    copied = put("阿明 2026-2-21 9:59:54 PM\n" + "长" * 1_100_000 + "\n你好\n")
    assert refused(account(qq_text, copied)) == [(2, "too_long")]


def test_ordinary_text_is_not_taken_for_a_chat(put):
    for text in ("群ID,用户ID\ng1,1\n", "今天 21:00:00 开播\n", "{}", ""):
        assert qq_text.sure(head(put(text))) == 0


test_fuzz = fuzz(qq_text, ("\ufeff" + MANAGER).replace("\n", "\r\n").encode())
test_fuzz_copied = fuzz(
    qq_text, "— —  2026-2-21  — —\n阿明 9:59:54 PM\n你好\n小红 2/14/2026 10:00:01 PM\n早\n".encode()
)
