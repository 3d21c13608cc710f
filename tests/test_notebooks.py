"""Notebooks are built from lessons, twice alike, and a broken one makes the tests fail."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tooling import tool

ROOT = Path(__file__).parents[1]
LESSON = """# %% [markdown] lang="en"
# # A lesson
#
# - one [link](a.md)

# %% [markdown] lang="zh"
# # 一课
#
# - 一个[链接](a.md)

# %% tags=["parameters"]
n = 2  # type: int  how many
language = "en"  # type: str

# %%
import os
print("one")
print(os.path.basename(os.getcwd()))

# %%
n + 1

# %% tags=["solution"]
n + 1
"""


@pytest.fixture(scope="module")
def builder():
    return tool("build_notebooks")


@pytest.fixture(scope="module")
def place(builder, tmp_path_factory) -> Path:
    """A checkout of one lesson, built."""
    root = tmp_path_factory.mktemp("checkout")
    (root / "lessons").mkdir()
    (root / "lessons" / "01_start.py").write_text(LESSON, encoding="utf-8")
    assert builder.main([], root) == 0
    return root


def test_building_twice_gives_no_difference(builder, place):
    notebook = place / "notebooks" / "01_start.ipynb"
    before = notebook.read_bytes()
    assert builder.main([], place) == 0
    assert notebook.read_bytes() == before
    assert builder.main(["--check"], place) == 0


def test_a_built_notebook_holds_outputs_and_nothing_that_changes_by_itself(place):
    notebook = json.loads((place / "notebooks" / "01_start.ipynb").read_text("utf-8"))
    assert notebook["metadata"] == {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    head, parameters, prints, sums, again = notebook["cells"]
    assert head["cell_type"] == "markdown"
    assert parameters["metadata"] == {"tags": ["parameters"]}
    assert prints["outputs"] == [{"name": "stdout", "output_type": "stream", "text": ["one\n", "notebooks\n"]}]
    assert sums["outputs"][0]["data"] == {"text/plain": ["3"]}
    assert again["id"] == sums["id"] + "-2", "equal cells have ids of their own"
    assert [cell["metadata"] for cell in (prints, sums)] == [{}, {}], "no times"
    assert again["metadata"] == {"jupyter": {"source_hidden": True}, "tags": ["solution"]}, "folded"


def test_both_languages_come_from_one_lesson(place):
    english, chinese = (
        json.loads((place / "notebooks" / folder / "01_start.ipynb").read_text("utf-8"))["cells"]
        for folder in ("", "zh")
    )
    assert "".join(english[0]["source"]).startswith("# A lesson")
    assert "".join(chinese[0]["source"]).startswith("# 一课")
    assert [cell["source"] for cell in english[2:]] == [cell["source"] for cell in chinese[2:]]
    assert 'language = "en"' in "".join(english[1]["source"])
    assert 'language = "zh"' in "".join(chinese[1]["source"])
    assert len(english) == len(chinese) == 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('# %% [markdown] lang="en"\n# Hello\n\n# %%\n1\n', "followed by its Chinese twin"),
        ('# %% [markdown] lang="en"\n# Hello\n', "lacks the Chinese twin"),
        ('# %% [markdown] lang="zh"\n# 你好\n', "followed by its Chinese twin"),
        ("# %% [markdown]\n# Hello\n", "markdown cells say lang"),
        ('# %% [markdown] lang="en"\n# # A\n\n# %% [markdown] lang="zh"\n# ## 甲\n', "headings, lists, links"),
        ('# %% [markdown] lang="en"\n# - a\n# - b\n\n# %% [markdown] lang="zh"\n# - 甲\n', "headings, lists, links"),
        (
            '# %% [markdown] lang="en"\n# [a](b.md)\n\n# %% [markdown] lang="zh"\n# [甲](c.md)\n',
            "headings, lists, links",
        ),
    ],
)
def test_a_lesson_whose_languages_differ_is_refused(builder, tmp_path, capsys, text, words):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "01_a.py").write_text(text, encoding="utf-8")
    assert builder.main([], tmp_path) == 1
    assert words in capsys.readouterr().err
    assert not list(tmp_path.rglob("*.ipynb"))


def test_neighbours_are_linked_in_the_order_of_the_course(builder):
    names = ["00_start_here", "02_target_members", "03_needs"]
    assert builder.neighbours("02_target_members", names, "en") == (
        "[← 00 Start here](00_start_here.ipynb) · [03 Needs →](03_needs.ipynb)"
    )
    assert builder.neighbours("03_needs", names, "zh") == (
        "[← 02 目标人群](02_target_members.ipynb) · [课程目录](00_start_here.ipynb)"
    )


def test_a_new_cell_does_not_rename_the_others(builder, tmp_path):
    lesson = tmp_path / "a.py"
    lesson.write_text(LESSON, encoding="utf-8")
    before = [cell.id for cell in builder.read(lesson, "en").cells]
    lesson.write_text(LESSON.replace("# %%\nimport os", "# %%\nm = 1\n\n# %%\nimport os"), encoding="utf-8")
    after = [cell.id for cell in builder.read(lesson, "en").cells]
    assert [name for name in after if name in before] == before
    assert len(after) == len(before) + 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda cells: cells[2].update(source="print('three')"), "differs in cell 3"),
        (lambda cells: cells[1].update(metadata={}), "differs in cell 2"),
        (lambda cells: cells.pop(), "has 4 cells, its lesson 5"),
        (lambda cells: cells[3].update(execution_count=None), "has not been run from top to bottom"),
    ],
)
def test_check_finds_a_notebook_edited_by_hand(builder, place, tmp_path, change, words):
    notebook = json.loads((place / "notebooks" / "01_start.ipynb").read_text("utf-8"))
    change(notebook["cells"])
    edited = tmp_path / "edited.ipynb"
    edited.write_text(json.dumps(notebook), encoding="utf-8")
    assert builder.differs(place / "lessons" / "01_start.py", edited, "en") == words


def test_a_failing_lesson_leaves_the_old_notebook(builder, tmp_path, capsys):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "01_a.py").write_text("# %%\n1 / 0\n", encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "01_a.ipynb").write_text("old")
    assert builder.main([], tmp_path) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "notebooks").rglob("*.ipynb")] == ["01_a.ipynb"]
    assert (tmp_path / "notebooks" / "01_a.ipynb").read_text() == "old"


def test_a_name_without_a_lesson_is_refused(builder, tmp_path, capsys):
    assert builder.main(["99"], tmp_path) == 2
    assert "begins with 99" in capsys.readouterr().err


def test_the_committed_notebooks_are_their_lessons(builder, capsys):
    assert builder.main(["--check"]) == 0, capsys.readouterr().err


def test_a_broken_notebook_fails(place, tmp_path):
    """As `make test` runs them: the same options, one sound notebook, one with another result, one that raises."""
    sound = json.loads((place / "notebooks" / "01_start.ipynb").read_text("utf-8"))
    sound["cells"][2]["source"] = "print('one')\nprint('notebooks')"
    (tmp_path / "sound.ipynb").write_text(json.dumps(sound))
    sound["cells"][3]["outputs"][0]["data"]["text/plain"] = ["4"]
    (tmp_path / "other.ipynb").write_text(json.dumps(sound))
    sound["cells"][2]["source"] = "print(undefined)"
    (tmp_path / "raises.ipynb").write_text(json.dumps(sound))
    options = ["--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml")]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-rA", "--tb=no", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    failed = {line.split("::")[0].rsplit("/")[-1] for line in done.stdout.splitlines() if line.startswith("FAILED")}
    assert failed == {"FAILED other.ipynb", "FAILED raises.ipynb"} or failed == {"other.ipynb", "raises.ipynb"}
    assert "sound.ipynb" in done.stdout
