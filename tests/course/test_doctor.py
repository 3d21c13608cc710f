"""What the machine lacks is found, said in both languages, and told by the exit status."""

import re
import socket
import sys
import webbrowser
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner

from shequn import doctor, fonts, samples
from shequn.cli import cli
from shequn.errors import ParameterError
from shequn.samples import make_client
from shequn.texts import Texts

EN = Texts("en")


def finding(name: str, t: Texts = EN) -> doctor.Finding:
    [check] = [check for check in doctor.CHECKS if check.__name__ == f"_{name}"]
    return doctor._guarded(check, t)


def test_what_is_well_is_said_so_and_needs_no_mend():
    for name in ("python", "kernel", "fonts", "sample", "workbook", "reports", "port", "disk", "language_pack"):
        found = finding(name)
        assert found.state == "ok", found
        assert not found.mend


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_check_has_its_words_and_the_report_its_sum(monkeypatch, language):
    broken = doctor.Finding("disk", "problem", "x", "y")
    for findings, key in ([[], "all_well"], [[broken, broken], "to_mend"]):
        last = doctor.report(findings, language).splitlines()[-1]
        assert last == Texts(language)(f"doctor.{key}", n=2)
    for check in doctor.CHECKS:
        line = doctor.report([doctor.Finding(check.__name__.strip("_"), "note", "words")], language).splitlines()[0]
        assert line.endswith("words")
        assert bool(re.search("[一-鿿]", line)) == (language == "zh")


def test_an_unknown_language_is_refused():
    with pytest.raises(ParameterError):
        doctor.examine("de")


@pytest.mark.parametrize(("broken", "status"), [(False, 0), (True, 1)])
def test_the_exit_status_says_whether_something_must_be_mended(monkeypatch, broken, status):
    state = "problem" if broken else "note"
    monkeypatch.setattr(doctor, "CHECKS", (lambda _t: doctor.Finding("disk", state, "words", "mend" * broken),))
    done = CliRunner().invoke(cli, ["doctor", "--language", "zh"], prog_name="shequn")
    assert done.exit_code == status
    assert "磁盘" in done.stdout
    assert ("处理办法：mend" in done.stdout) == broken


def test_a_library_that_is_missing_or_old_is_named_with_its_mend(monkeypatch):
    monkeypatch.setattr(
        metadata, "requires", lambda _name: ["click>=99", "no-such-library>=2,<3", "pandas", 'x; extra == "dev"']
    )
    found = finding("libraries")
    assert found.state == "problem"
    assert found.words == f"click is {metadata.version('click')}, >=99 is needed; no-such-library is missing"
    assert found.mend.endswith('-m pip install "click>=99" "no-such-library<3,>=2"')


def test_an_environment_without_shequn_is_told(monkeypatch):
    def absent(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", absent)
    assert "not installed" in finding("libraries").words


def test_a_python_that_is_too_old(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    assert finding("python").words == "version 3.10.4, but >=3.11 is needed"


def test_a_library_that_cannot_be_imported_stops_only_its_own_check(monkeypatch):
    monkeypatch.setitem(sys.modules, "uharfbuzz", None)
    monkeypatch.setattr(fonts, "coverage", fonts.coverage.__wrapped__)
    found = finding("fonts")
    assert found.state == "problem"
    assert "uharfbuzz" in found.words
    assert found.mend


def test_a_kernel_that_is_another_python(monkeypatch):
    monkeypatch.setattr(sys, "prefix", "/another/python")
    found = finding("kernel")
    assert found.state == "problem"
    assert "another Python" in found.words
    assert "-m ipykernel install" in found.mend


def test_fonts_without_chinese(monkeypatch):
    monkeypatch.setattr(fonts, "coverage", lambda _weight: frozenset({65}))
    assert "NotoSansSC-Bold.otf lacks Chinese" in finding("fonts").words


@pytest.mark.parametrize("damage", ["a table is missing", "a table is empty", "a row is broken", "answers are missing"])
def test_a_damaged_sample(tmp_path, monkeypatch, damage):
    folder = make_client(tmp_path / "sample", scale=0.05)
    for code in ("en", "zh"):
        (folder / "workbook" / code).mkdir(parents=True)
        for answers in (samples.path() / "workbook" / code).glob("*.json"):
            (folder / "workbook" / code / answers.name).touch()
    monkeypatch.setattr(samples, "path", lambda: folder)
    assert finding("sample").state == "ok"
    if damage == "a table is missing":
        (folder / "survey.csv").unlink()
    elif damage == "a table is empty":
        (folder / "pilot.csv").write_text((folder / "pilot.csv").read_text("utf-8").splitlines()[0])
    elif damage == "a row is broken":
        with (folder / "orders.csv").open("a", encoding="utf-8") as file:
            file.write("o-9,m-1,,32 May,x,,,\n")
    else:
        (folder / "workbook" / "zh" / "sop.json").unlink()
    wanted = {
        "a table is missing": "survey",
        "a table is empty": "pilot",
        "a row is broken": "orders",
        "answers are missing": "zh/sop",
    }
    found = finding("sample")
    assert found.state == "problem"
    assert wanted[damage] in found.words
    assert found.mend


def test_folders_that_cannot_be_written(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("SHEQUN_WORKBOOK", str(tmp_path / "file" / "workbook"))
    found = finding("workbook")
    assert found.state == "problem"
    assert str(tmp_path / "file" / "workbook") in found.words
    assert "shequn start" in found.mend

    def refuse(**_where: object) -> None:
        raise OSError(30, "Read-only")

    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", refuse)
    assert "(Read-only)" in finding("reports").words


def test_ports(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        monkeypatch.setattr(doctor, "PORTS", range(port, port + 1))
        assert finding("port").state == "problem"
        assert str(port) in finding("port").words


def test_a_full_disk(monkeypatch):
    monkeypatch.setattr(doctor, "LEAST_FREE_GB", 1e9)
    assert finding("disk").state == "problem"


def test_a_browser_or_a_language_pack_less_is_no_problem(monkeypatch):
    def none() -> None:
        raise webbrowser.Error("none")

    monkeypatch.setattr(webbrowser, "get", none)
    assert finding("browser").state == "note"
    monkeypatch.setattr(webbrowser, "get", type("Lynx", (), {"name": "lynx"}))
    assert finding("browser").words == "lynx"
    monkeypatch.setattr(metadata, "entry_points", lambda group: metadata.EntryPoints())
    assert finding("language_pack").state == "note"


def test_missing_lessons_are_named(monkeypatch, tmp_path):
    from shequn.report import run

    monkeypatch.setattr(run, "notebooks_folder", lambda: tmp_path)
    found = finding("notebooks")
    assert found.words.startswith("missing: 00_start_here.ipynb, ")
    assert found.words.endswith(" …")


def test_it_speaks_even_when_most_libraries_are_gone(tmp_path):
    import subprocess

    code = (
        "import sys; sys.modules.update(dict.fromkeys(('duckdb', 'pydantic', 'pandas', 'jupyter_client')));"
        "from shequn.cli import main; sys.argv = ['shequn', 'doctor']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(Path(doctor.__file__).parents[1]), "PATH": "", "SHEQUN_WORKBOOK": ""},
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "pydantic" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("To be mended: ")
