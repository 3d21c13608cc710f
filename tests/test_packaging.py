"""The wheel holds all that a report needs, and works without the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from shequn.worksheets import SHEETS

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [path] = out.glob("*.whl")
    return path


def test_the_wheel_holds_fonts_templates_texts_sample_and_notebook(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "shequn").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    sample = {
        f"shequn/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "data" / "samples").rglob("*")
        if path.is_file()
    }
    course = {
        f"shequn/data/{path.relative_to(ROOT).as_posix()}"
        for pattern in ("notebooks/**/*.ipynb", "docs/glossary*.md", "docs/metrics*.md")
        for path in ROOT.glob(pattern)
        if ".ipynb_checkpoints" not in path.parts
    }
    assert {"shequn/data/notebooks/13_client_report.ipynb", "shequn/data/docs/glossary.zh.md"} <= course
    expected = package | sample | course
    assert expected <= names, sorted(expected - names)
    assert any(name.endswith("OFL.txt") for name in names)
    assert any(name.startswith("shequn/report/templates/") for name in names)
    assert {f"shequn/data/samples/workbook/{code}/{sheet}.json" for code in ("en", "zh") for sheet in SHEETS} <= names
    assert any(name.startswith("shequn/texts/") and name.endswith(".toml") for name in names)
    outside = {name for name in names if not name.startswith("shequn")}
    assert not outside, "only the package is installed"


def test_what_was_unpacked_finds_its_own_files(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        "from shequn import samples; from shequn.report import run; import shequn; "
        "print(shequn.__file__, samples.path(), run.notebook_path(), sep='\\n'); "
        "from shequn.worksheets import Workbook; "
        "assert {answers.source for answers in Workbook().sheets().values()} == {'sample'}; "
        "from shequn.course.start import start; start('my copy')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "site"), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    site = (tmp_path / "site").resolve()
    assert all(Path(line).resolve().is_relative_to(site) for line in done.stdout.splitlines()), done.stdout
    assert len(done.stdout.splitlines()) == 3
    copied = {path.name for path in (tmp_path / "my copy" / "notebooks").rglob("*.ipynb")}
    assert copied == {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert (tmp_path / "my copy" / "docs" / "glossary.zh.md").is_file()
