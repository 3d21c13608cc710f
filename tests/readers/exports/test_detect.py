"""Formats are told by content; a file that fits two is said to."""

from pathlib import Path

import pytest

from shequn.errors import InputError, MissingFileError
from shequn.readers.exports import detect as module
from shequn.readers.exports.base import Head, Options
from shequn.readers.exports.convert import convert
from shequn.readers.exports.detect import detect, files_of, formats, is_export
from shequn.readers.exports.survey import describe, survey
from shequn.texts import table

CHATLAB = (
    '{"chatlab":{"version":"0.0.2","exportedAt":1},"meta":{"name":"T","platform":"wechat","type":"group"},'
    '"members":[{"platformId":"a","accountName":"A"}],"messages":[{"sender":"a","accountName":"A",'
    '"timestamp":1777600800,"type":0,"content":"hi"}]}'
)


def test_every_format_has_a_name_of_its_own_in_both_languages():
    names = [each.NAME for each in formats()]
    assert len(names) == len(set(names)) > 10
    assert {f"format.{name}" for name in names} <= set(table())


def test_every_format_says_what_it_tells_in_known_words():
    words = {"messages", "joins", "leaves", "ids", "names", "zone", "orders", "roster"}
    for each in formats():
        assert set(each.TELLS) <= words, each.NAME


@pytest.mark.parametrize("known", formats(), ids=lambda known: known.NAME)
@pytest.mark.parametrize("raw", [b"", b"\0" * 100, b"PK\x03\x04", b"PAR1", b"{", b"[]", b"a\n", b"\xff\xfe", b'"' * 9])
def test_no_format_is_sure_of_rubbish_or_fails_on_it(tmp_path, known, raw):
    path = tmp_path / "x"
    path.write_bytes(raw)
    text = "" if raw.startswith(b"P") else raw.decode("utf-8", "replace")
    assert known.sure(Head(path, raw, text, "utf-8" if text else "")) < 0.5


def test_the_extension_does_not_matter(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_text(CHATLAB)
    found = detect(path)
    assert found.format is not None
    assert (found.format.NAME, found.undecided) == ("chatlab", False)


class Claim:
    NAME = "claim"
    TELLS = frozenset({"messages"})

    def sure(self, head: Head) -> float:
        return float("chatlab" in head.text)

    def records(self, path: Path, options: Options):
        return iter(())


def test_a_file_that_is_two_formats_is_said_and_not_converted(tmp_path, monkeypatch):
    path = tmp_path / "both.json"
    path.write_text(CHATLAB)
    both = (*formats(), Claim())
    monkeypatch.setattr(module, "formats", lambda: both)
    assert {each.NAME for each in detect(path).rivals} <= {"claim", "chatlab"}
    [seen] = survey([path])
    assert "also fits" in describe(seen)
    with pytest.raises(InputError, match="fits several formats alike"):
        convert([path], out=tmp_path / "out")


def test_an_order_table_is_known_by_the_users_mapping(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Ticket,Card,When,Sum\n")
    mapping = {"order_id": "Ticket", "member_id": "Card", "paid_at": "When", "amount": "Sum"}
    assert detect(path).format is None
    found = detect(path, mapping).format
    assert found is not None
    assert found.NAME == "order_table"
    assert detect(path, mapping | {"amount": "Total"}).format is None


def test_files_of_a_folder_in_natural_order_without_hidden_ones(tmp_path):
    for name in ("b/p10.json", "b/p2.json", ".hidden", "client.yaml", "workbook/a.json", "identities.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [file.name for file in files_of([tmp_path, tmp_path / "b/p2.json"])] == ["p2.json", "p10.json"]
    with pytest.raises(MissingFileError):
        files_of([tmp_path / "nothing"])


def test_what_can_be_read_as_a_community(tmp_path):
    (tmp_path / "orders.csv").write_text("order_id,member_id,paid_at,amount\n")
    assert not is_export(tmp_path)
    (tmp_path / "chat").write_text(CHATLAB)
    assert is_export(tmp_path)
    assert not is_export(tmp_path / "nothing")


def test_what_a_file_holds_in_words(tmp_path):
    path = tmp_path / "chat.json"
    path.write_text(CHATLAB)
    [seen] = survey([tmp_path])
    assert (seen.people, seen.groups, seen.account.kept) == (1, 1, 1)
    assert "2026-05-01 10:00 to 2026-05-01 10:00 (Asia/Shanghai), 1 people, 1 groups" in describe(seen)
    assert "无法得知：" in describe(seen, "zh")


CHATLOG = "Time,SenderName,Sender,TalkerName,Talker,Content\n"
QUOTED = "2026-05-01 10:00:00 老王(10009)"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("group_id,member_id,joined_at\ng1,m1,2026-01-01 10:00:00\ng1,m2,2026-01-02 10:00:00\n", "member_list"),
        (
            "order_id,member_id,amount,paid_at\no1,m1,2,2026-01-01 10:00:00\no2,m2,3,2026-01-02 10:00:00\n",
            "order_table",
        ),
        (
            f'{CHATLOG}2026-05-01 10:00:00,a,b,c,1@chatroom,"\n{QUOTED}\n哈哈"\n',
            "chatlog",
        ),
        (f"20/05/2026, 10:00 - Ann: see\n\n{QUOTED}\n哈哈\n21/05/2026, 10:00 - Bo: yes\n", "whatsapp"),
        (f"{QUOTED}\n哈哈\n\n", "qq_text"),
        (f"starting\n{QUOTED}\nended\n", None),
    ],
)
def test_a_line_of_qq_inside_something_else_does_not_make_it_qq(tmp_path, text, name):
    path = tmp_path / "file"
    path.write_text(text)
    found = detect(path)
    assert (found.format and found.format.NAME, found.undecided) == (name, False)
