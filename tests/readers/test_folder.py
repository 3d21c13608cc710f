"""Folders: which files are read, what client.yaml and arguments say, and what a wrong one is told."""

import datetime as dt
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from reading import TODAY, read

from shequn.errors import InputError, MissingFileError, ParameterError
from shequn.readers import read_folder
from shequn.readers.folder import find_files
from shequn.readers.settings import settings

Write = Callable[..., Path]
MEMBERS = "group_id,member_id,role,joined_at,left_at\ng1,1,owner,2026-03-05,\ng2,2,,2026-03-05,2026-03-07\n"
MESSAGES = "group_id,member_id,sent_at,kind\ng1,1,2026-03-06 09:07,text\ng2,2,2026-03-06 09:07,text\n"
ORDERS = "order_id,member_id,group_id,paid_at,amount\n1,1,g1,2026-03-06,10\n2,2,g2,2026-03-06,10\n3,2,,2026-03-06,10\n"
GROUPS = "group_id,name\ng1,茶友群\ng2,咖啡群\n"


def test_a_folder_becomes_a_community(write: Write) -> None:
    folder = write(members=MEMBERS, messages=MESSAGES, orders=ORDERS, groups=GROUPS)
    with read_folder(folder, today=TODAY) as community:
        assert community.group_ids == ("g1", "g2")
        assert community.group_names == {"g1": "茶友群", "g2": "咖啡群"}
        assert community.timezone == "Asia/Shanghai"
        assert community.coverage()["messages"] == (dt.date(2026, 3, 6), dt.date(2026, 3, 6))
        assert [t.rows_kept for t in community.quality.tables.values()] == [2, 2, 3, 2]
        assert community.quality.unknown == []


@pytest.mark.parametrize("name", ["members.csv", "Members.CSV", "成员.csv", "MEMBERS.csv"])
def test_names_of_files(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(MEMBERS, "utf-8")
    for other in ("members_old.csv", "~$members.xlsx", "._members.csv", "readme.txt"):
        (tmp_path / other).write_text("x", "utf-8")
    assert find_files(tmp_path) == {"members": tmp_path / name}


def test_a_table_twice(write: Write) -> None:
    with pytest.raises(InputError, match=r"members.csv and members.xlsx are both members"):
        find_files(write(members=MEMBERS, members__xlsx="x"))


def test_exports_beside_the_tables_are_named_and_not_read(write: Write) -> None:
    """A client's folder may well hold both; which of them counts must not be a surprise."""
    chat = '[{"seq": 1, "time": "2026-05-01T10:00:00+08:00", "talker": "1@chatroom", "sender": "a", "type": 1}]'
    folder = write(members=MEMBERS, orders=ORDERS, chat__json=chat, notes__txt="hello\n", costs="step,cost\nsell,2\n")
    (folder / "more").mkdir()
    (folder / "more" / "chat.json").write_text(chat)
    with read_folder(folder, today=TODAY) as community:
        assert community.quality.unread == ["chat.json"]
        assert "chat.json" in community.quality.summary("zh")


def test_formats_that_are_not_read(write: Write) -> None:
    with pytest.raises(
        InputError, match=r"orders.xls: this format is not read. Save it as one of .csv, .xlsx, .parquet"
    ):
        find_files(write(members=MEMBERS, orders__xls="x"))


def test_missing_folder_and_files(tmp_path: Path, write: Write) -> None:
    with pytest.raises(MissingFileError, match="does not exist"):
        read_folder(tmp_path / "nowhere")
    with pytest.raises(MissingFileError, match=r"neither members nor messages.*It holds no files"):
        read_folder(tmp_path)
    (tmp_path / "member.csv").write_text("x", "utf-8")
    with pytest.raises(MissingFileError, match=r"Did you mean 'member.csv'\?"):
        read_folder(tmp_path)
    with pytest.raises(MissingFileError, match=r"is a file. Name the folder"):
        read_folder(tmp_path / "member.csv")


@pytest.mark.parametrize(
    ("text", "message"), [("", "is empty"), ("\n\n , \n", "is empty"), ("群ID\n", "member_id is missing")]
)
def test_empty_files(write: Write, text: str, message: str) -> None:
    with pytest.raises(InputError, match=rf"messages.csv.*{message}"):
        read(write(messages=text))


def test_folder_names_that_are_patterns(tmp_path: Path) -> None:
    folder = tmp_path / "client [1] *?'=\""
    folder.mkdir()
    (folder / "messages.csv").write_text(MESSAGES, "utf-8")
    (tmp_path / "client 1").mkdir()
    (tmp_path / "client 1" / "messages.csv").write_text("wrong\n", "utf-8")
    assert len(read(folder).tables["messages"]) == 2


# client.yaml -----------------------------------------------------------------------------------------------

YAML = "timezone: Europe/Paris\ndayfirst: true\ncolumns:\n  messages: {sent_at: 日期, member_id: 姓名}\n"


def test_client_yaml(write: Write) -> None:
    folder = write(messages="群ID,用户ID,姓名,日期\ng1,1,Ann,3/5/2026 9:07\n", client__yaml=YAML)
    (row,) = read(folder).tables["messages"]
    assert row["member_id"] == "Ann"
    assert row["sent_at"] == dt.datetime(2026, 5, 3, 7, 7)


def test_arguments_win_over_client_yaml(write: Write) -> None:
    folder = write(messages="群ID,用户ID,姓名,日期\ng1,1,Ann,3/5/2026 9:07\n", client__yaml=YAML)
    mapping = {"messages": {"member_id": "用户ID"}}
    (row,) = read(folder, timezone="UTC", dayfirst=False, columns=mapping).tables["messages"]
    assert row["member_id"] == "1"
    assert row["sent_at"] == dt.datetime(2026, 3, 5, 9, 7)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("timezone: [", r"client.yaml: cannot be read as YAML"),
        ("just words", r"client.yaml: holds 'just words'"),
        ("timezon: UTC", r"client.yaml: unknown key 'timezon'. Did you mean 'timezone'\?"),
        ("dayfirst: maybe", r"dayfirst == 'maybe', must be true .* or false"),
        ("timezone: Asia/Shanghi", r"client.yaml: timezone == 'Asia/Shanghi'.* Did you mean 'Asia/Shanghai'\?"),
        ("columns: [a]", r"columns == \['a'\], must map"),
        ("columns: {member: {}}", r"unknown table 'member'. Did you mean 'members'\?"),
        ("columns: {members: {joined: 日期}}", r"unknown column of members 'joined'. Did you mean 'joined_at'\?"),
        ("columns: {members: {joined_at: 7}}", r"must map a column to a header"),
    ],
)
def test_client_yaml_that_is_wrong(write: Write, text: str, message: str) -> None:
    folder = write(messages=MESSAGES, client__yaml=text)
    with pytest.raises((InputError, ParameterError), match=message):
        read_folder(folder)


def test_client_yml_is_not_passed_over(write: Write) -> None:
    with pytest.raises(InputError, match=r"rename it to client.yaml"):
        read_folder(write(messages=MESSAGES, client__yml="timezone: UTC"))


@pytest.mark.parametrize("timezone", ["Mars/Olympus", "", "asia/shanghai", "+08:00"])
def test_unknown_time_zone(timezone: str) -> None:
    with pytest.raises(ParameterError, match=f"timezone == '{timezone}'".replace("+", r"\+")):
        settings(None, timezone=timezone)


# Groups ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["g1", "茶友群"])
def test_groups_by_id_or_name(write: Write, wanted: str) -> None:
    folder = write(members=MEMBERS, messages=MESSAGES, orders=ORDERS, groups=GROUPS)
    with read_folder(folder, groups=[wanted], today=TODAY) as community:
        assert community.group_ids == ("g1",)
        orders = community.tables["orders"].collect().to_pandas()
        assert sorted(orders["order_id"]) == ["1", "3"]  # an order that names no group may belong to this one


def test_group_that_is_not_there(write: Write) -> None:
    folder = write(members=MEMBERS, groups=GROUPS)
    with pytest.raises(
        ParameterError, match=r"'茶友' is neither.*Did you mean '茶友群'\? Groups: g1, g2, 咖啡群, 茶友群"
    ):
        read_folder(folder, groups=["g1", "茶友"])


# What is left behind ---------------------------------------------------------------------------------------


def test_nothing_is_left_behind(
    write: Write, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path_factory.mktemp("work")
    monkeypatch.setattr(tempfile, "tempdir", str(work))
    folder = write(messages=MESSAGES.encode("utf-16"), members=MEMBERS + "g1,2\n")
    before = sorted(folder.iterdir())
    read_folder(folder, today=TODAY).close()
    (folder / "members.csv").write_text("group_id,member_id,joined_at\ng1,1,3/5/2026\n", "utf-8")
    with pytest.raises(InputError):
        read_folder(folder)
    assert list(work.iterdir()) == []
    assert sorted(folder.iterdir()) == before


def test_heavy_libraries_wait_until_something_is_read() -> None:
    heavy = {"duckdb", "pandas", "numpy", "pyarrow", "yaml", "python_calamine"}
    code = f"import sys, shequn.readers; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
