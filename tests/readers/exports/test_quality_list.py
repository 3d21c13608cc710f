"""The list that a conversion leaves: read as it stands, and ignored where it is not whole or is something else."""

import datetime as dt
import json
import tempfile
from pathlib import Path

import pytest
from exporting import mutated
from hypothesis import HealthCheck, given, settings

import shequn
from shequn.quality import Conversion, Remark
from shequn.readers.exports.convert import convert
from shequn.readers.exports.quality import read_quality

LIST = """\
file,format,what,code,count,line,value,meaning
与小林的聊天.jsonl,wecom_archive,rows,,10,,,文件行数
与小林的聊天.jsonl,wecom_archive,kept,,6,,,保留行数
与小林的聊天.jsonl,wecom_archive,refused,broken,3,,,JSON 或 XML 在此处格式错误
与小林的聊天.jsonl,wecom_archive,passed,switch,1,,,员工切换企业的记录
与小林的聊天.jsonl,wecom_archive,line,broken,,2,,JSON 或 XML 在此处格式错误
与小林的聊天.jsonl,wecom_archive,line,broken,,7,,JSON 或 XML 在此处格式错误
与小林的聊天.jsonl,wecom_archive,line,broken,,9,,JSON 或 XML 在此处格式错误
与小林的聊天.jsonl,wecom_archive,fault,fault,,,,⚠ 没能读到文件末尾，只保留了前面的内容
a.csv,kuaituantuan_orders,rows,,4,,,
a.csv,kuaituantuan_orders,kept,,4,,,
a.csv,kuaituantuan_orders,fact,names_only,,,,
a.csv,kuaituantuan_orders,fact,unnamed_leave,2,,,
a.csv,kuaituantuan_orders,rows,,5,,,
a.csv,kuaituantuan_orders,kept,,5,,,
b.csv,,copy,copy,,,a.csv,
notes.txt,,fact,unknown_format,,,,
,,all,by_unionid,2,,,
,,all,orders_unmatched,1,,,
"""
MEMBERS = "group_id,member_id,joined_at,left_at\ng1,1,2026-03-05,2026-03-09\n"
BROKEN = {
    "foreign": "column,problem\nphone,missing\n",
    "empty": "",
    "cut in a row": LIST[:-4],
    "cut in a quote": LIST + '"a,',
    "a row left out": LIST.replace("与小林的聊天.jsonl,wecom_archive,kept,,6,,,保留行数\n", ""),
    "rows sorted": "\n".join([LIST.splitlines()[0], *sorted(LIST.splitlines()[1:])]),
    "begins within a file": "\n".join([LIST.splitlines()[0], *LIST.splitlines()[2:]]),
    "not known": LIST.replace(",copy,copy", ",rumour,copy").replace("b.csv,,", "b.csv,irc,"),
    "count is a word": LIST.replace(",,10,", ",,ten,"),
    "count is below zero": LIST.replace(",,10,", ",,-10,"),
    "count beyond any file": LIST.replace(",,10,", f",,{'9' * 400},"),
    "a column more": LIST.replace("\n", ",\n"),
    "binary": b"PK\x03\x04\xff\xfe\x00",
    "another encoding": LIST.encode("gb18030"),
}


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "data_quality.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_the_list_is_read_by_its_codes(tmp_path):
    found = read_quality(write(tmp_path, LIST))
    assert found.overall == {"by_unionid": 2, "orders_unmatched": 1}
    chat, first, second, copy, notes = found.files
    assert (chat.file, chat.format, chat.rows, chat.kept) == ("与小林的聊天.jsonl", "wecom_archive", 10, 6)
    assert (chat.refused, chat.passed, chat.lines) == ({"broken": 3}, {"switch": 1}, {"broken": [2, 7, 9]})
    assert (chat.cut_short, chat.remarks) == (True, [Remark("exports.fault")])
    assert (first.rows, first.remarks) == (4, [Remark("fact.names_only"), Remark("fact.unnamed_leave", 2)])
    assert (second.file, second.rows, second.remarks) == ("a.csv", 5, []), "a second file of the same name"
    assert (copy.format, copy.remarks) == ("", [Remark("exports.copy", None, "a.csv")])
    assert notes.remarks == [Remark("exports.unknown_format")]


@pytest.mark.parametrize("again", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n") + "\r\n"])
def test_a_list_saved_again_by_a_spreadsheet_is_read(tmp_path, again):
    assert read_quality(write(tmp_path, again(LIST))) == read_quality(write(tmp_path, LIST))


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_whole_list_is_ignored_with_a_word(tmp_path, name):
    assert read_quality(write(tmp_path, BROKEN[name])) is None
    (tmp_path / "members.csv").write_text(MEMBERS)
    with shequn.read(tmp_path, today=dt.date(2026, 6, 1)) as community:
        assert community.quality.conversion is None
        assert "conversion_list" in community.quality.unknown
        assert "data_quality.csv" in community.quality.summary("en")


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated(LIST.encode()))
def test_whatever_was_changed_the_accounts_add_up_or_are_ignored(data):
    with tempfile.TemporaryDirectory() as folder:
        found = read_quality(write(Path(folder), data))
    assert found is None or isinstance(found, Conversion)


def test_no_list_is_no_fault(tmp_path):
    (tmp_path / "members.csv").write_text(MEMBERS)
    with shequn.read(tmp_path, today=dt.date(2026, 6, 1)) as community:
        assert community.quality.conversion is None
        assert "conversion_list" not in community.quality.unknown


def exports(folder: Path) -> Path:
    """A chat of three messages, one of them broken, its copy, a table of two orders in three rows, and a letter."""
    folder.mkdir()
    said = {
        "action": "send",
        "from": "wm1",
        "tolist": [],
        "roomid": "wr1",
        "msgtype": "text",
        "text": {"content": "早"},
    }
    lines = [json.dumps(said | {"msgid": f"m{n}", "msgtime": 1_777_600_800_000 + n}) for n in range(2)]
    for name in ("chat.jsonl", "copy.jsonl"):
        (folder / name).write_text("\n".join([*lines, "{broken"]) + "\n")
    header = "order_id,member_id,paid_at,amount\n"
    (folder / "shop.csv").write_text(header + "1,wm1,2026-05-02,5\n1,wm1,2026-05-02,5\n2,wm9,2026-05-02,7\n")
    (folder / "letter.txt").write_text("hello\n")
    return folder


@pytest.mark.parametrize("converted", [True, False], ids=["a converted folder", "the exports themselves"])
def test_what_conversion_found_reaches_the_community(tmp_path, converted):
    data = exports(tmp_path / "tea")
    if converted:
        convert([data], out=tmp_path / "out", language="zh")
        data = tmp_path / "out"
    with shequn.read(data, today=dt.date(2026, 6, 1)) as community:
        found = community.quality.conversion
    files = {each.file: each for each in found.files}
    assert sorted(files) == ["chat.jsonl", "copy.jsonl", "letter.txt", "shop.csv"]
    assert (files["chat.jsonl"].rows, files["chat.jsonl"].kept, files["chat.jsonl"].refused) == (3, 2, {"broken": 1})
    assert files["copy.jsonl"].remarks == [Remark("exports.copy", None, "chat.jsonl")]
    assert files["letter.txt"].remarks == [Remark("exports.unknown_format")]
    assert found.overall == {"parts": 1, "orders_matched": 1, "orders_unmatched": 1}
