"""Every lesson in both languages: links, pictures, headings, what the outline promises, and one's own data."""

import os
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from tooling import tool

from shequn.course import LESSONS
from shequn.worksheets import SHEETS

ROOT = Path(__file__).parents[2]
FOLDERS = {"en": ROOT / "notebooks", "zh": ROOT / "notebooks" / "zh"}
PRESENT = [name for name in LESSONS if (ROOT / "lessons" / f"{name}.py").is_file()]
EACH = pytest.mark.parametrize(("name", "language"), [(name, code) for name in PRESENT for code in FOLDERS])
REPORT = "13_client_report"
WITHOUT = ("00_start_here", REPORT, "14_numbers", "15_diagnosis")
"""Lessons without a worksheet."""
MINUTES = {"en": r"\b{}\s*minutes", "zh": r"(?<!\d){}\s*分钟"}
PARTS = {
    "en": {
        "aim": r"^#+ .*\b[Aa]im",
        "need": r"^#+ .*\bneed",
        "discussion": r"^#+ .*[Dd]iscussion",
        "questions": r"^#+ .*[Qq]uestions",
        "recap": r"^#+ .*[Rr]ecap",
        "next": r"^#+ .*(next|follows|feeds)",
    },
    "zh": {
        "aim": r"^#+ .*目标",
        "need": r"^#+ .*准备",
        "discussion": r"^#+ .*讨论",
        "questions": r"^#+ .*三个自测题",
        "recap": r"^#+ .*(小结|回顾)",
        "next": r"^#+ .*(下一|接下来)",
    },
}


@cache
def notebook(name, language):
    return nbformat.read(FOLDERS[language] / f"{name}.ipynb", as_version=4)


def words(name, language):
    return [cell.source for cell in notebook(name, language).cells if cell.cell_type == "markdown"]


def code(name, language="en"):
    return [cell for cell in notebook(name, language).cells if cell.cell_type == "code"]


def pages(name, language):
    """HTML of all outputs."""
    found = [output.get("data", {}) for cell in code(name, language) for output in cell.outputs]
    return ["".join(data["text/html"]) for data in found if "text/html" in data]


def headings(name, language):
    lines = re.sub(r"```.*?```", "", "\n\n".join(words(name, language)), flags=re.DOTALL).splitlines()
    return [(len(mark), text) for line in lines if line.startswith("#") for mark, _, text in [line.partition(" ")]]


@EACH
def test_one_first_heading_and_no_level_is_skipped(name, language):
    found = headings(name, language)
    levels = [level for level, _ in found]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert found[0][1].startswith(name[:2])
    assert all(after - before <= 1 for before, after in pairwise(levels)), found


@EACH
def test_links_lead_to_something(name, language):
    text = "\n".join(words(name, language))
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r"(?:href|src)=\"([^\"]+)\"", text)
    assert links
    for link in links:
        assert not re.match(r"\w+:|/", link), f"{link} leaves the course"
        path, _, _anchor = link.partition("#")
        known = Path(path).stem in LESSONS and Path(path).suffix == ".ipynb" and "/" not in path
        assert known or (FOLDERS[language] / path).resolve().is_file(), link


@EACH
def test_pictures_have_words_for_those_who_do_not_see_them(name, language):
    images = [tag for page in pages(name, language) for tag in re.findall(r"<img\b[^>]*>", page)]
    images += re.findall(r"<img\b[^>]*>", "\n".join(words(name, language)))
    drawn = [page for page in pages(name, language) if "<svg" in page]
    assert images or drawn, "at least one picture a lesson"
    for tag in images:
        alt = re.search(r"\balt=\"([^\"]*)\"", tag)
        assert alt, tag[:80]
        assert len(alt[1]) > 10
        assert bool(re.search("[一-鿿]", alt[1])) == (language == "zh"), alt[1]
    for page in drawn:
        assert re.search(r"aria-label=\"[^\"]{10,}|<title|role=\"img\"", page)
    assert not re.search(r"!\[\]\(", "\n".join(words(name, language)))


@EACH
def test_minutes_are_those_of_the_outline(name, language):
    minutes = LESSONS[name].minutes
    head = "\n".join(words(name, language)[:4])
    assert re.search(MINUTES[language].format(minutes), head), f"{minutes} minutes"


@EACH
def test_parts_are_there_in_order(name, language):
    text = [f"{'#' * level} {words_}" for level, words_ in headings(name, language)]
    places = []
    for part, pattern in PARTS[language].items():
        found = [at for at, line in enumerate(text) if re.search(pattern, line)]
        assert found, f"{part}: {text}"
        places.append(found[0] if part in ("aim", "need") else found[-1])
    assert places == sorted(places), text


@EACH
def test_three_answers_are_folded(name, language):
    text = "\n".join(words(name, language))
    assert text.count("<details>") == text.count("</details>") >= 3
    assert text.count("<summary>") == text.count("<details>")


@pytest.mark.parametrize("name", PRESENT)
def test_worksheets_and_exercises_are_those_of_the_outline(name):
    source = "\n".join(cell.source for cell in code(name))
    forms = re.findall(r"\bform\((\w+)\)", source)
    assert tuple(forms) == tuple(SHEETS[sheet].__name__ for sheet in LESSONS[name].sheets)
    assert bool(forms) == (name not in WITHOUT)
    for number in LESSONS[name].exercises:
        checks = [cell for cell in code(name) if f'check("{number}"' in cell.source]
        assert [("answer = ..." in cell.source) for cell in checks] == [True, False], f"{number}: stub, then solution"
        assert "solution" in checks[1].metadata.get("tags", [])
        assert any(f'hint("{number}"' in cell.source for cell in code(name)), f"{number}: hint"
    assert set(re.findall(r"check\(\"([^\"]+)\"", source)) == set(LESSONS[name].exercises)


@EACH
def test_stubs_are_unanswered_and_solutions_right(name, language):
    from shequn.texts import Texts

    t = Texts(language)
    for cell in code(name, language):
        for number in re.findall(r"check\(\"([^\"]+)\"", cell.source):
            said = "".join(cell.outputs[-1]["data"]["text/plain"])
            right = "solution" in cell.metadata.get("tags", [])
            assert said == t(f"exercise.{number}.right" if right else "exercise.unanswered", number=number)


@pytest.mark.parametrize("name", PRESENT)
def test_cells_are_short_and_quiet(name):
    lengths = [len([line for line in cell.source.splitlines() if line.strip()]) for cell in code(name)]
    assert sum(length <= 6 for length in lengths) >= 0.85 * len(lengths)
    assert max(lengths) <= 14
    for cell in code(name):
        assert not re.search(
            r"\bpip\b|https?:|^\s*[!%]|subprocess|os\.system|urllib|requests", cell.source, re.MULTILINE
        )
        assert not re.search("#.*[一-鿿]", cell.source), "code is shared by both languages"


@EACH
def test_outputs_are_neither_warnings_nor_raw(name, language):
    for cell in code(name, language):
        for output in cell.outputs:
            assert output.get("name") != "stderr"
            assert output.output_type != "error"
            plain = "".join(output.get("data", {}).get("text/plain", ""))
            assert not re.search(r"<[\w.]+ object at 0x|dtype:|^\s*\d+ rows? x", plain, re.MULTILINE), plain[:200]


@EACH
def test_text_is_of_one_language(name, language):
    for text in words(name, language):
        prose = re.sub(r"`[^`]*`|<[^>]*>|\([^)]*\.\w+\)|\s", "", text)
        chinese = len(re.findall("[一-鿿]", prose))
        if language == "en":
            assert not chinese or chinese < 0.1 * len(prose), text[:200]
        elif len(prose) > 20:
            assert chinese > 0.3 * len(prose), text[:200]


@pytest.mark.parametrize("name", PRESENT)
def test_numbers_are_asserted(name):
    """Prose that quotes the client's figures is held to them by a cell; lesson 00 and the report quote hardly any."""
    if name != REPORT:
        assert any(re.search(r"^\s*assert\b", cell.source, re.MULTILINE) for cell in code(name))


# One's own data --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def builder():
    return tool("build_notebooks")


def members_only(folder):
    rows = [
        f"g{n % 2},u{n},2026-05-{n % 28 + 1:02d} 09:00,{'2026-06-10 10:00' if n % 5 == 0 else ''}" for n in range(40)
    ]
    (folder / "members.csv").write_text("group_id,member_id,joined_at,left_at\n" + "\n".join(rows) + "\n", "utf-8")


def messages_only(folder):
    rows = [f"g{n % 2},u{n % 7},2026-05-{n % 28 + 1:02d} {n % 14 + 8:02d}:00" for n in range(200)]
    (folder / "messages.csv").write_text("group_id,member_id,sent_at\n" + "\n".join(rows) + "\n", "utf-8")


OWN = {"members only": members_only, "messages only": messages_only}


@pytest.mark.parametrize("name", [name for name in ("00_start_here", "14_numbers", "15_diagnosis") if name in PRESENT])
@pytest.mark.parametrize("kind", OWN)
def test_a_lesson_goes_on_with_what_own_data_hold(builder, tmp_path, name, kind):
    """In a folder with spaces and Chinese characters that cannot be written."""
    own, place = tmp_path / "我的 数据", tmp_path / "课程 notebooks"
    own.mkdir()
    place.mkdir()
    OWN[kind](own)
    for folder in (own, place):
        folder.chmod(0o555)
    lesson = tmp_path / f"{name}.py"
    text = (ROOT / "lessons" / f"{name}.py").read_text("utf-8")
    assert 'data = "sample"' in text
    lesson.write_text(text.replace('data = "sample"', f"data = {str(own)!r}"), "utf-8")
    before = sorted(tmp_path.rglob("*"))
    with_environment = dict(os.environ)
    try:
        built = nbformat.reads(builder.build(lesson, place, "zh"), as_version=4)
    finally:
        for changed in set(os.environ) - set(with_environment):
            del os.environ[changed]
        os.environ.update(with_environment)
        for folder in (own, place):
            folder.chmod(0o755)
    assert sorted(tmp_path.rglob("*")) == before
    outputs = [output for cell in built.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]
    if name != "00_start_here":
        assert any("数据缺少" in "".join(output.get("data", {}).get("text/plain", "")) for output in outputs)
