"""The commands for exports: what they print where, and one message for what is wrong."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from shequn.cli import cli

DAY = 1_777_600_800


def call(*words: object):
    return CliRunner().invoke(cli, [str(word) for word in words], prog_name="shequn")


@pytest.fixture
def folder(tmp_path):
    exports = tmp_path / "exports"
    exports.mkdir()
    listed = [{"userid": f"wm{n}", "type": 2, "join_time": DAY, "join_scene": 1, "name": "林"} for n in range(3)]
    chat = {"chat_id": "wr1", "name": "T", "create_time": DAY, "member_list": listed}
    (exports / "g.json").write_text(json.dumps({"errcode": 0, "group_chat": chat}))
    messages = [
        {"msgid": f"m{n}", "action": "send", "from": f"wm{n % 3}", "tolist": [], "roomid": "wr1",
         "msgtime": (DAY + n * 3600) * 1000, "msgtype": "text", "text": {"content": "hi"}}
        for n in range(200)
    ]  # fmt: skip
    (exports / "m.jsonl").write_text("".join(json.dumps(message) + "\n" for message in messages))
    return exports


def test_inspect_says_what_each_file_is(folder):
    result = call("inspect", folder, "--language", "zh")
    assert result.exit_code == 0, result.output
    assert "企业微信会话存档" in result.stdout
    assert "无法得知：" in result.stdout
    assert not result.stderr


def test_convert_prints_paths_and_accounts(folder, tmp_path):
    result = call("convert", folder, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert {Path(line).name for line in result.stdout.split()} == {path.name for path in (tmp_path / "out").iterdir()}
    assert "200 rows, 200 kept, 0 refused, 0 passed over" in result.stderr


def test_the_salt_stays_outside_the_folder(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert call("convert", folder, "--out", "out", "--pseudonymise").exit_code == 0
    assert (tmp_path / "shequn.salt").is_file()
    assert not list((tmp_path / "out").glob("*.salt"))


def test_metrics_of_a_folder_of_exports(folder, tmp_path):
    result = call("metrics", folder, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "weekly.csv").is_file()


def test_snapshot_add(folder, tmp_path):
    result = call(
        "snapshot", "add", folder / "g.json", "--archive", tmp_path / "kept", "--taken-at", "2026-05-03T09:00+08:00"
    )
    assert result.exit_code == 0, result.output
    assert "1 groups, 3 members, taken 2026-05-03 01:00 UTC" in result.stderr
    assert Path(result.stdout.strip()).is_file()


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["inspect", "nowhere"], 1, "no such file or folder"),
        (["inspect"], 2, "Missing argument"),
        (["convert", "nowhere", "--out", "out"], 1, "no such file or folder"),
        (["convert", "."], 2, "--out"),
        (["convert", ".", "--out", "out"], 1, "no file to convert"),
        (["convert", ".", "--out", "out", "--taken-at", "soon"], 2, "'soon' is no time"),
        (["convert", ".", "--out", "out", "--timezone", "Mars"], 2, "Mars"),
        (["convert", ".", "--out", "out", "--identities", "none.csv"], 1, "none.csv"),
        (["snapshot", "add", "nowhere"], 1, "no such file"),
    ],
)
def test_a_wrong_call_is_one_message_and_makes_nothing(tmp_path, monkeypatch, words, code, message):
    monkeypatch.chdir(tmp_path)
    result = call(*words)
    assert result.exit_code == code, result.output
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


def test_several_exports_are_one_client(folder, tmp_path):
    """As one folder of them, which holds what they tell."""
    files = sorted(folder.iterdir())
    for out, data in (("one", [folder]), ("several", files)):
        result = call("metrics", *data, "--out", tmp_path / out)
        assert result.exit_code == 0, result.output
    for table in ("daily.csv", "weekly.csv", "conversion.csv"):
        assert (tmp_path / "several" / table).read_bytes() == (tmp_path / "one" / table).read_bytes()


def test_a_report_on_several_exports_bears_the_name_of_the_first(folder, tmp_path):
    files = sorted(folder.iterdir())
    result = call("report", *files, "--formats", "html", "--section", "scope", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    [page] = (tmp_path / "out").iterdir()
    assert page.name.startswith("g_2026-05-01")


def test_several_paths_of_which_one_is_missing(folder, tmp_path):
    result = call("metrics", folder / "g.json", tmp_path / "no.json", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "no.json: there is no such file or folder" in result.stderr
    assert not (tmp_path / "out").exists()
