"""The command: what it makes, and one clear message for whatever is wrong."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from shequn import samples
from shequn.cli import cli
from shequn.report import batch, run
from shequn.report.parameters import ReportParameters

DAILY = "group_id,day,total_members,new_members,churned_members,joins,leaves,active_members,active_rate"
WEEKLY = (
    "group_id,week,week_start,complete,total_members,new_members,churned_members,joins,leaves,active_members,"
    "active_rate,converted_members,conversion_rate,gmv,converted_growth,gmv_growth"
)


def call(*words: object):
    return CliRunner().invoke(cli, [str(word) for word in words], prog_name="shequn")


def refused(result, code: int, *words: str) -> None:
    """One message on standard error, no traceback, nothing on standard output."""
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.output
    assert all(word in result.stderr for word in words), result.stderr
    assert "Traceback" not in result.output
    assert not result.stdout


def below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


# Options ----------------------------------------------------------------------------------------------------


def test_every_parameter_of_the_notebook_is_an_option_with_the_same_default():
    command = cli.commands["report"]
    given = command.make_context("report", ["sample"]).params
    given["data"] = given["data"][0]  # several exports become one folder
    assert {name: given[name] or None for name in ReportParameters.model_fields} == {
        name: field.default or None for name, field in ReportParameters.model_fields.items()
    }


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (["report"], 2, ["Missing argument 'DATA…'"]),
        (["report", "sample", "--strat", "2026-05-01"], 2, ["No such option", "--start"]),
        (["report", "sample", "--language", "fr"], 2, ["'fr' is not one of 'en', 'zh', 'both'"]),
        (["report", "sample", "--start", "1.5.2026"], 2, ["start == '1.5.2026'", "such as 2026-03-05"]),
        (["report", "sample", "--start", "2026-05-02", "--end", "2026-05-01"], 2, ["end == '2026-05-01'", "before"]),
        (["report", "sample", "--timezone", "Asia/Bejing"], 2, ["timezone == 'Asia/Bejing'", "IANA"]),
        (["report", "sample", "--section", "growht"], 2, ["'growht'", "Did you mean 'growth'?"]),
        (["report", "sample", "--currency", "rmb"], 2, ["currency == 'rmb'", "ISO"]),
        (["report", "sample", "--formats", "html,docx"], 2, ["'docx', must be of html, pdf, xlsx"]),
        (["report", "sample", "--formats", ""], 2, ["formats"]),
        (["report", "no/such/folder"], 1, ["data == 'no/such/folder'", "there is no such folder"]),
        (["report", "--batch", "nothing.yaml"], 1, ["nothing.yaml: there is no such file"]),
        (["report", "sample", "--batch", "x.yaml"], 2, ["With --batch, data must stand in the list"]),
        (["report", "--batch", "x.yaml", "--language", "zh"], 2, ["With --batch, language must stand in the list"]),
        (["render", "nothing.ipynb"], 1, ["nothing.ipynb: there is no such notebook"]),
        (["metrics", "no/such/folder", "--out", "out"], 1, ["there is no such folder"]),
        (["metrics", "sample"], 2, ["Missing option '--out'"]),
        (["metrics", "sample", "--out", "out", "--start", "2031-01-01"], 2, ["2031-01-01"]),
        (["metrics", "sample", "--out", "out", "--group", "nobody"], 2, ["nobody"]),
        (["raport"], 2, ["No such command 'raport'"]),
    ],
)
def test_a_wrong_call_is_one_message_and_makes_nothing(tmp_path, monkeypatch, words, code, expected):
    monkeypatch.chdir(tmp_path)
    refused(call(*words), code, *expected)
    assert below(tmp_path) == []


@pytest.mark.parametrize("command", ["report", "metrics"])
def test_an_output_folder_that_cannot_be_written(tmp_path, command):
    (tmp_path / "file").touch()
    refused(call(command, "sample", "--out", tmp_path / "file"), 1, "cannot write there", "--out")


def test_a_fault_of_the_program_is_one_message_too(monkeypatch):
    def fault(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(run, "make", fault)
    refused(call("report", "sample"), 1, "fault of the program, ZeroDivisionError: division by zero", "shequn --debug")
    assert isinstance(call("--debug", "report", "sample").exception, ZeroDivisionError)


# Files that cannot be used: the message names the file -------------------------------------------------------

FILES = {
    "empty folder": ({}, ["members", "messages"]),
    "empty file": ({"members.csv": b""}, ["members.csv"]),
    "header only": ({"messages.csv": b"group_id,member_id,sent_at,kind\n"}, ["messages", "only a header"]),
    "missing column": (
        {"members.csv": b"group_id,membr_id,joined_at\ng,1,2026-05-01\n"},
        ["members.csv", "member_id", "membr_id"],
    ),
    "corrupt workbook": ({"members.xlsx": b"PK\x03\x04 no workbook"}, ["members.xlsx"]),
    "other encoding": ({"members.csv": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff"}, ["members.csv"]),
    "day or month": (
        {"messages.csv": b"group_id,member_id,sent_at\ng,1,3/4/2026 10:00\ng,1,5/6/2026 10:00\n"},
        ["messages.csv", "dayfirst"],
    ),
}


@pytest.mark.parametrize(("files", "expected"), FILES.values(), ids=FILES)
def test_files_that_cannot_be_used(tmp_path, files, expected):
    data = tmp_path / "data"
    data.mkdir()
    for name, content in files.items():
        (data / name).write_bytes(content)
    result = call("metrics", data, "--out", tmp_path / "out")
    refused(result, result.exit_code, *expected)
    assert result.exit_code in {1, 2}
    assert not (tmp_path / "out").exists()


# Metrics ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tables(tmp_path_factory, write_tiny):
    folder = tmp_path_factory.mktemp("tables")
    result = call("metrics", write_tiny(folder / "tiny"), "--out", folder / "out", "--start", "2026-05-01")
    assert result.exit_code == 0, result.output
    return result, folder / "out"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_metrics_writes_daily_and_weekly_in_the_given_columns(tables):
    result, out = tables
    assert result.stdout.split() == [str(out / f"{Path(line).name}") for line in result.stdout.split()]
    assert {Path(line).name for line in result.stdout.split()} == set(below(out))
    for name, header in (("daily.csv", DAILY), ("weekly.csv", WEEKLY)):
        assert (out / name).read_bytes().startswith(b"\xef\xbb\xbf" + header.encode() + b"\n")


def test_values_in_the_tables(tables):
    _, out = tables
    days = rows(out / "daily.csv")
    assert [(row["group_id"], row["day"]) for row in days[:2]] == [("ALL", "2026-05-01"), ("ALL", "2026-05-02")]
    first = days[0]  # three members; 001 and 003 write on odd days
    assert (first["total_members"], first["active_members"], first["active_rate"]) == ("3", "2", "0.6666666666666666")
    weeks = {row["week"]: row for row in rows(out / "weekly.csv") if row["group_id"] == "ALL"}
    assert (weeks["2026-W18"]["complete"], weeks["2026-W19"]["complete"]) == ("false", "true")
    assert weeks["2026-W19"]["week_start"] == "2026-05-04"
    assert (weeks["2026-W19"]["gmv"], weeks["2026-W20"]["gmv"], weeks["2026-W21"]["gmv"]) == ("99.50", "20.00", "0.00")
    assert weeks["2026-W19"]["gmv_growth"] == "", "the week before is not complete"
    assert weeks["2026-W21"]["churned_members"] == "1"


def test_what_was_set_aside_is_summed_up_and_listed(tables):
    result, out = tables
    assert "5 rows, 4 kept" in result.stderr
    assert "soon" in result.stderr
    [noted] = [row for row in rows(out / "rows_noted.csv") if row["reason"] == "bad_date"]
    assert (noted["file"], noted["line"], noted["column"]) == ("members.csv", "6", "joined_at")


def test_the_summary_in_chinese(tmp_path, tiny):
    result = call("metrics", tiny, "--out", tmp_path / "out", "--language", "zh")
    assert result.exit_code == 0
    assert "行" in result.stderr


def test_a_source_with_messages_alone(tmp_path, tiny):
    for name in ("members.csv", "orders.csv"):
        (tiny / name).unlink()
    result = call("metrics", tiny, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    first = rows(tmp_path / "out" / "daily.csv")[0]
    assert (first["total_members"], first["churned_members"], first["active_rate"]) == ("", "", "")
    assert first["active_members"] == "2"


# Sample -----------------------------------------------------------------------------------------------------


def test_sample_is_copied(tmp_path):
    result = call("sample", tmp_path / "mine")
    assert result.exit_code == 0, result.output
    shipped = {path.name: path.read_bytes() for path in Path(samples.path()).iterdir() if path.is_file()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "mine").iterdir()} == shipped


def test_sample_overwrites_nothing(tmp_path):
    (tmp_path / "members.csv").write_text("mine")
    refused(call("sample", tmp_path), 1, "holds files already")
    assert (tmp_path / "members.csv").read_text() == "mine"


# Reports: the real notebook, in a process of its own ----------------------------------------------------------


@pytest.fixture
def spawn():
    """Start the command as a user does; whatever still runs at the end is stopped."""
    started = []

    def start(*words: object, **options: object) -> subprocess.Popen:
        command = [sys.executable, "-c", "from shequn.cli import main; main()", *map(str, words)]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.communicate()


def test_a_report_in_both_languages_from_another_folder(tmp_path, tiny, spawn):
    (tmp_path / "here").mkdir()
    words = [
        "../tiny-tea",
        "--client",
        "Tea/House",
        "--language",
        "both",
        "--formats",
        "html,xlsx",
        "--start",
        "2026-05-01",
    ]
    process = spawn("report", *words, cwd=tmp_path / "here")
    stdout, stderr = process.communicate(timeout=120)
    assert process.returncode == 0, stderr
    names = [f"tea-house_2026-05-01_2026-05-31_{end}" for end in ("en.html", "en.xlsx", "zh.html", "zh.xlsx")]
    assert stdout.split() == [f"reports/{name}" for name in names]
    assert below(tmp_path / "here" / "reports") == names
    assert "Traceback" not in stderr
    assert "TCP" not in stderr
    assert "nanobind" not in stderr, "what C libraries say while Python ends is no news to a user"
    assert "5 rows, 4 kept" in stderr
    assert stderr.count("'soon'") == 2, "the row that cannot be used, in either language"


def test_an_error_inside_the_notebook_is_the_errors_own_message(tmp_path, tiny, spawn):
    (tiny / "members.csv").write_text("group_id,membr_id\ng1,1\n")
    process = spawn("report", tiny, "--out", tmp_path / "out")
    stdout, stderr = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "members.csv" in stderr
    assert "membr_id" in stderr
    assert "Traceback" not in stderr
    assert not stdout
    assert not (tmp_path / "out").exists()


def test_a_batch_with_a_failure_ends_with_1_and_names_it(tmp_path, monkeypatch):
    (tmp_path / "clients.yaml").write_text("- {data: a}\n- {data: b}\n")
    outcomes = [
        batch.Outcome("a", [Path("out/a.html")], "5 rows, 4 kept", ""),
        batch.Outcome("b", [], "", "members.csv: is empty"),
    ]
    monkeypatch.setattr(batch, "report_all", lambda jobs, **_: outcomes)
    result = call("report", "--batch", tmp_path / "clients.yaml")
    assert result.exit_code == 1
    assert result.stdout == "out/a.html\n"
    assert result.stderr == "a\n5 rows, 4 kept\nError: 1 of 2 clients failed:\n- b: members.csv: is empty\n"
    outcomes.pop()
    assert call("report", "--batch", tmp_path / "clients.yaml").exit_code == 0


def test_a_batch_that_is_stopped_leaves_nothing_behind(tmp_path, spawn):
    (tmp_path / "clients.yaml").write_text("".join(f"- {{data: sample, client: c{n}}}\n" for n in range(4)))
    (tmp_path / "tmp").mkdir()
    words = ["report", "--batch", tmp_path / "clients.yaml", "--out", tmp_path / "out", "--formats", "html"]
    process = spawn(*words, start_new_session=True, env=os.environ | {"TMPDIR": str(tmp_path / "tmp")})
    deadline = time.monotonic() + 60
    while len(list(tmp_path.glob("tmp/shequn-*/kernel.json"))) < 2:  # two kernels are at work
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Traceback" not in stderr
    assert below(tmp_path) == ["clients.yaml", "tmp"]
    assert not _running(str(tmp_path))


def _running(word: str) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_text()
        except OSError:
            continue
        if word in line and process.name != str(os.getpid()) and "pytest" not in line:
            found.append(line)
    return found


# Start-up ---------------------------------------------------------------------------------------------------


def test_help_and_import_load_nothing_heavy():
    code = (
        "import sys, shequn, shequn.cli; from click.testing import CliRunner; "
        "CliRunner().invoke(shequn.cli.cli, ['--help']); "
        "heavy = {'pandas', 'numpy', 'duckdb', 'matplotlib', 'papermill', 'pydantic', 'scipy', 'typst', 'narwhals'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
