"""A participant's copy of the course: complete, in any place that can be written, and nothing where it cannot."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from shequn import samples
from shequn.cli import cli
from shequn.course import start as rooms
from shequn.course.start import start
from shequn.errors import ParameterError, RenderError
from shequn.report.run import notebooks_folder
from shequn.worksheets import Needs, Workbook

ROOT = Path(__file__).parents[2]


def below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def call(*words: object):
    return CliRunner().invoke(cli, ["start", *map(str, words)], prog_name="shequn")


def expected(*languages: str) -> set[str]:
    found = {f"data/samples/{path.name}" for path in samples.path().iterdir() if path.is_file()}
    for code in languages:
        folder = notebooks_folder() / {"en": ".", "zh": "zh"}[code]
        found |= {f"notebooks/{path.relative_to(notebooks_folder()).as_posix()}" for path in folder.glob("*.ipynb")}
        ending = {"en": ".md", "zh": ".zh.md"}[code]
        found |= {f"docs/glossary{ending}", f"docs/metrics{ending}"}
    return found


@pytest.mark.parametrize(("words", "languages"), [((), ("en", "zh")), (("--language", "zh"), ("zh",))])
def test_a_copy_holds_notebooks_pages_sample_and_an_empty_workbook(tmp_path, words, languages):
    target = tmp_path / "my 课程 copy"
    done = call(target, *words)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [str(target / name) for name in ("notebooks", "docs", "data", "workbook")]
    assert below(target) == expected(*languages)
    assert list((target / "workbook").iterdir()) == []
    for name in below(target):
        if name.startswith("data/samples/"):
            assert (target / name).read_bytes() == (samples.path() / Path(name).name).read_bytes()


def test_a_lesson_opened_in_the_copy_writes_to_its_own_workbook(tmp_path, monkeypatch):
    monkeypatch.delenv("SHEQUN_WORKBOOK", raising=False)
    start(tmp_path / "课程")
    monkeypatch.chdir(tmp_path / "课程" / "notebooks" / "zh")
    Workbook().save(Needs, {"unmet": "安静的座位"}, 0)
    assert (tmp_path / "课程" / "workbook" / "needs.json").is_file()


def test_an_empty_folder_is_taken_and_a_relative_name_means_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("mine").mkdir()
    assert start("mine", language="en") == [Path("mine") / name for name in ("notebooks", "docs", "data", "workbook")]


def test_a_folder_with_something_in_it_stays_as_it_is(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    done = call(tmp_path)
    assert done.exit_code == 1
    assert "holds something already" in done.stderr
    assert below(tmp_path) == {"notes.txt"}


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path / "file", tmp_path / "file" / "deeper"):
        done = call(place)
        assert done.exit_code == 1
        assert str(place) in done.stderr
        assert "Traceback" not in done.output
    assert below(tmp_path) == {"file"}


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that nobody may write, such as /proc")
def test_a_place_that_cannot_be_written_is_named():
    done = call("/proc/mine")
    assert done.exit_code == 1
    assert re.search(r"/proc/mine: cannot be written \(.+\); name a new folder", done.stderr)


@pytest.mark.parametrize("stops", ["copy", "move"])
def test_a_disk_that_fills_up_leaves_nothing_behind(tmp_path, monkeypatch, stops):
    def full(*_where: object) -> None:
        raise OSError(28, "No space left on device")

    def copied(source: Path, target: Path) -> None:
        full() if Path(target).name == "orders.csv" else real(source, target)

    real = shutil.copyfile
    if stops == "copy":
        monkeypatch.setattr(rooms.shutil, "copyfile", copied)
    else:
        moves = iter([Path.rename, Path.rename, full])

        def moved(*where: Path) -> Path:
            return next(moves)(*where)

        monkeypatch.setattr(rooms.Path, "rename", moved)
    with pytest.raises(RenderError, match=r"cannot be written \(No space left on device\)"):
        start(tmp_path / "new" / "mine")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_language_is_refused(tmp_path):
    with pytest.raises(ParameterError, match="must be one of en, zh, both"):
        start(tmp_path / "mine", language="de")
    assert list(tmp_path.iterdir()) == []
