"""One report: checked before it runs, all files or none, in a kernel of its own."""

import os
import re
import signal
import stat
from pathlib import Path

import pytest

from shequn.errors import InputError, MissingFileError, ParameterError, RenderError
from shequn.report import run
from shequn.report.kernel import Kernel
from shequn.report.parameters import ReportParameters
from shequn.report.run import make, render, report


@pytest.fixture
def tiny_report(stand_in, monkeypatch):
    monkeypatch.setattr(run, "notebook_path", lambda: stand_in)


def below(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


@pytest.mark.usefixtures("tiny_report")
def test_files_carry_client_period_and_language(tmp_path, tiny):
    parameters = ReportParameters(data=str(tiny), client="../Tea “House”", language="zh", groups=["g1"])
    with Kernel() as kernel:
        made = make(parameters, kernel, out=tmp_path / "new" / "out")
    names = [f"tea-house_2026-04-27_2026-05-24_zh.{ext}" for ext in ("html", "pdf", "xlsx")]
    assert [path.name for path in made.paths] == names
    assert below(tmp_path / "new" / "out") == names
    assert made.paths[1].read_bytes().startswith(b"%PDF")
    assert made.paths[2].read_bytes().startswith(b"PK")
    assert made.notes == f"read {tiny}"
    assert stat.S_IMODE(made.paths[0].stat().st_mode) & 0o044, "others may read the report"


@pytest.mark.usefixtures("tiny_report")
def test_the_kernel_is_this_python_away_from_the_users_folder_and_settings(tmp_path, tiny, monkeypatch):
    import sys

    kernels = tmp_path / "jupyter" / "kernels" / "python3"
    kernels.mkdir(parents=True)
    (kernels / "kernel.json").write_text('{"argv": ["false"], "display_name": "other", "language": "python"}')
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("strat = 'a global of my own'")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("PYTHONSTARTUP", str(startup / "mine.py"))
    here = tmp_path / "here"
    here.mkdir()
    (here / "calendar.py").write_text("raise SystemExit('not the calendar of Python')")
    monkeypatch.chdir(here)
    [page] = report("../tiny-tea", out="out", formats=["html"])
    text = page.read_text("utf-8")
    assert sys.executable in text
    assert str(tiny) in text, "a relative folder is found from where the caller stands"
    assert not re.search(rf"<p>{re.escape(str(here))}</p>", text)


@pytest.mark.usefixtures("tiny_report")
@pytest.mark.parametrize(
    ("client", "error", "words"),
    [
        ("bad data", InputError, r"^members.csv line 3: joined_at == '32 May', must be a day\.$"),
        (
            "fault",
            RenderError,
            r"stopped at `import os.*`: ZeroDivisionError: division by zero\. .*--keep-failed",
        ),
        ("end of memory", RenderError, "lack of memory"),
    ],
)
def test_a_failed_run_is_one_sentence_and_leaves_nothing(tmp_path, tiny, client, error, words):
    before = below(tmp_path)
    with pytest.raises(error, match=words) as caught:
        report(tiny, out=tmp_path / "out" / "deep", client=client)
    assert "Traceback" not in str(caught.value)
    assert below(tmp_path) == before


@pytest.mark.usefixtures("tiny_report")
def test_a_failed_notebook_is_kept_when_asked_for(tmp_path, tiny):
    with pytest.raises(RenderError, match=r"kept: .*fault_en_failed.ipynb"):
        report(tiny, out=tmp_path / "out", client="fault", keep_failed=True)
    assert below(tmp_path / "out") == ["fault_en_failed.ipynb"]
    assert "ZeroDivisionError" in (tmp_path / "out" / "fault_en_failed.ipynb").read_text("utf-8")


@pytest.mark.usefixtures("tiny_report")
def test_one_kernel_serves_several_clients_and_none_meets_another(tmp_path, tiny):
    notes = []
    with Kernel() as kernel:
        for client in ("a", "b", "fault", "c"):
            parameters = ReportParameters(data=str(tiny), client=client)
            assert kernel.used == (client in {"b", "fault"}), "fresh at first and after a failure"
            try:
                notes.append(make(parameters, kernel, out=tmp_path / "out", formats=["html"]).notes)
            except RenderError as error:
                assert "ZeroDivisionError" in str(error)  # noqa: PT017  (the loop goes on)
    assert notes == [f"read {tiny}"] * 3
    assert [name[0] for name in below(tmp_path / "out")] == ["a", "b", "c"]


@pytest.mark.usefixtures("tiny_report")
def test_a_cell_that_never_ends_is_stopped(tmp_path, tiny, monkeypatch):
    monkeypatch.setattr(run, "CELL_SECONDS", 1)
    with pytest.raises(RenderError, match="one cell ran for more than"):
        report(tiny, out=tmp_path / "out", client="slow")
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("tiny_report")
def test_ctrl_c_leaves_nothing(tmp_path, tiny):
    previous = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 2.5)
    try:
        with pytest.raises(KeyboardInterrupt):
            report(tiny, out=tmp_path / "out", client="slow")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    assert not (tmp_path / "out").exists()
    assert not _kernels_below(tmp_path), "no kernel is left running"


def _kernels_below(folder: Path) -> list[int]:
    """Processes whose command line names a connection file in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder) in (process / "cmdline").read_text():
                found.append(int(process.name))
        except OSError:
            continue
    return found


def test_an_older_report_survives_a_failed_one(tmp_path, tiny, stand_in, monkeypatch):
    monkeypatch.setattr(run, "notebook_path", lambda: stand_in)
    [page] = report(tiny, out=tmp_path / "out", formats=["html"], client="Tea")
    old = page.read_text("utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    from shequn.report import xlsx

    monkeypatch.setattr(xlsx, "write", full)
    with pytest.raises(RenderError, match=r"cannot be written \(No space left on device\)"):
        report(tiny, out=tmp_path / "out", formats=["html", "xlsx"], client="Tea", currency="EUR")
    assert below(tmp_path / "out") == [page.name]
    assert page.read_text("utf-8") == old


@pytest.fixture
def nothing_runs(monkeypatch):
    def fail(*_args: object, **_named: object) -> None:
        raise AssertionError("something was run")

    monkeypatch.setattr(run, "_execute", fail)


@pytest.mark.usefixtures("nothing_runs")
@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"data": "no/such/folder"}, MissingFileError, "there is no such folder"),
        ({"langauge": "zh"}, ParameterError, "Did you mean 'language'"),
        ({"formats": ["docx"]}, ParameterError, "'docx', must be of html, pdf, xlsx"),
        ({"formats": []}, ParameterError, "must name each of"),
        ({"formats": ["pdf", "pdf"]}, ParameterError, "once at most"),
    ],
)
def test_everything_is_checked_before_anything_runs(tmp_path, given, error, words):
    with pytest.raises(error, match=words):
        report(**({"out": tmp_path / "out"} | given))
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("nothing_runs")
@pytest.mark.parametrize("place", ["file", "file/deeper", "/proc/shequn"])
def test_an_output_folder_that_cannot_be_written(tmp_path, place):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RenderError, match="cannot write there"):
        report(out=tmp_path / place)
    assert below(tmp_path) == ["file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.usefixtures("nothing_runs")
def test_an_output_folder_of_somebody_else(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(RenderError, match="Permission denied"):
        report(out=tmp_path / "out")


@pytest.mark.usefixtures("tiny_report")
def test_a_notebook_run_by_papermill_itself_can_be_rendered(tmp_path, stand_in):
    import papermill

    papermill.execute_notebook(
        stand_in, tmp_path / "done.ipynb", {"client": "Tea"}, progress_bar=False, extra_arguments=["--log-level=50"]
    )
    [page] = render(tmp_path / "done.ipynb", out=tmp_path / "out", formats=["html"])
    assert page.name == "tea_2026-04-27_2026-05-24_en.html"


def test_only_a_report_notebook_can_be_rendered(tmp_path, stand_in):
    with pytest.raises(MissingFileError, match="no such notebook"):
        render(tmp_path / "nothing.ipynb", out=tmp_path / "out")
    with pytest.raises(RenderError):
        render(stand_in, out=tmp_path / "out")  # never run
    (tmp_path / "text.ipynb").write_text("no notebook")
    with pytest.raises(RenderError):
        render(tmp_path / "text.ipynb", out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_report_notebook_is_found():
    assert run.notebook_path().name == "13_client_report.ipynb"


# The notebook under papermill itself ------------------------------------------------------------------------


def test_papermill_sees_every_parameter_with_its_default_type_and_help(caplog):
    import ast

    import papermill

    seen = papermill.inspect_notebook(run.notebook_path())
    assert list(seen) == list(ReportParameters.model_fields)
    for name, field in ReportParameters.model_fields.items():
        assert ast.literal_eval(seen[name]["default"]) == field.default, name
        assert seen[name]["inferred_type_name"] in {"str", "list", "bool"}, name
        assert len(seen[name]["help"]) > 10, name
    assert not caplog.records, "papermill understands every line"


def test_papermill_refuses_what_the_command_refuses(tmp_path, stand_in):
    import papermill
    from papermill.cli import _resolve_type

    given = {"client": _resolve_type("007"), "langauge": "zh"}  # as -p client 007 -p langauge zh
    with pytest.raises(papermill.PapermillExecutionError) as caught:
        papermill.execute_notebook(
            stand_in, tmp_path / "done.ipynb", given, progress_bar=False, extra_arguments=["--log-level=50"]
        )
    assert caught.value.ename == "ParameterError"
    assert "client == 7 (int), must be text" in caught.value.evalue
    assert "-r client 007" in caught.value.evalue
    assert "Did you mean 'language'?" in caught.value.evalue
    assert len(caught.value.traceback) == 1, "the message, and no traceback"
