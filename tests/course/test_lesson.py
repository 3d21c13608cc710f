"""What a lesson opens, and how answers are checked in words."""

import math

import numpy as np
import pandas as pd
import pytest

from shequn import texts
from shequn.course import LESSONS, Lesson, progress
from shequn.course.exercises.base import Exercise
from shequn.course.progress import remember, solved
from shequn.errors import MissingFileError, ParameterError

WORDS = {
    "exercise.9-1.right": "right!",
    "exercise.9-1.wrong.total": "that is the total",
    "exercise.9-1.hint1": "first",
    "exercise.9-1.hint2": "second",
}


@pytest.fixture(autouse=True)
def words(monkeypatch, tmp_path):
    monkeypatch.setenv("SHEQUN_WORKBOOK", str(tmp_path / "workbook"))
    monkeypatch.delenv("SHEQUN_STATIC", raising=False)
    for key, text in WORDS.items():
        monkeypatch.setitem(texts.table(), key, {"en": text, "zh": text})
    yield
    texts.speak("en")


@pytest.fixture(scope="module")
def lesson():
    return Lesson("03_needs")


def exercise(right, **more):
    return Exercise("9-1", lambda lesson: right, {"total": lambda lesson: 40}, **more)


def test_every_lesson_of_the_outline_has_a_title():
    for language in texts.LANGUAGES:
        t = texts.Texts(language)
        assert all(t(f"lesson.{name}.title").startswith(name[:2]) for name in LESSONS)


def test_outline_is_one_sequence():
    assert [int(name[:2]) for name in LESSONS] == list(range(17))
    numbers = [number for entry in LESSONS.values() for number in entry.exercises]
    assert numbers == sorted(set(numbers))
    assert all(number.startswith(name[:2]) for name, entry in LESSONS.items() for number in entry.exercises)


@pytest.mark.parametrize("right", [0.25, 0])
@pytest.mark.parametrize("answer", [..., None, "", "  "])
def test_no_answer_is_no_mistake(lesson, answer, right):
    note = exercise(right).check(answer, lesson)
    assert note.mood == "note"
    assert "not answered yet" in note.text


@pytest.mark.parametrize("kind", [float, np.float64, lambda x: pd.Series([x]).iloc[0]])
def test_a_right_number_may_come_from_any_library(lesson, kind):
    note = exercise(0.25, tolerance=0.005).check(kind(0.252), lesson)
    assert (note.text, note.mood) == ("right!", "good")
    assert solved() == {"9-1"}


def test_a_typical_mistake_gets_its_own_words(lesson):
    assert exercise(0.25).check(40, lesson).text == "that is the total"
    assert solved() == set()


def test_per_cent_in_place_of_a_share_is_told(lesson):
    assert "per cent" in exercise(0.25).check(25, lesson).text


@pytest.mark.parametrize(
    ("right", "answer", "words"),
    [
        (0.25, "0.25", "is a number"),
        (0.25, True, "is a number"),
        (0.25, [0.25], "is a number"),
        (0.25, {"a": 1}, "is a number"),
        (0.25, math.nan, "Not yet"),
        (0.25, math.inf, "Not yet"),
        (0.25, 1j, "is a number"),
        ("M0001", 7, "text in quotes"),
        ({"a", "b"}, "a", "is a list"),
        ({"a", "b"}, ["a"], "Not yet"),
        (["a", "b"], ["b", "a"], "Not yet"),
        (["a", "b"], [["a"], object()], "Not yet"),
    ],
)
def test_an_answer_of_any_kind_is_answered_in_words(lesson, right, answer, words):
    note = Exercise("9-1", lambda lesson: right).check(answer, lesson)
    assert words in note.text
    assert note.mood == "wrong"


def test_lists_and_sets(lesson):
    assert exercise({"a", "b"}).check(pd.Series(["b", "a"]), lesson).mood == "good"
    assert exercise(["a", "b"]).check(np.array(["a", "b"]), lesson).mood == "good"
    assert exercise("M0001").check(" m0001 ", lesson).mood == "good"


def test_hints_come_in_steps(lesson):
    assert exercise(1).hint(1, lesson).text == 'first\nMore help: lesson.hint("9-1", 2)'
    assert exercise(1).hint(9, lesson).text == "second"
    assert exercise(1).hint("x", lesson).text.startswith("first")


def test_own_data_that_lack_a_table_get_a_note_and_the_samples(tmp_path, capsys):
    (tmp_path / "members.csv").write_text("group_id,member_id,joined_at\na,1,2026-03-02\n")
    lesson = Lesson("03_needs", str(tmp_path))
    note = exercise(1, needs=("members", "orders")).check(1, lesson)
    assert "orders" in note.text
    assert lesson.lacks("members") is None
    assert len(lesson.table("survey")) == len(lesson.table("survey")) == len(Lesson("03_needs").table("survey"))
    assert capsys.readouterr().out.count("Your data lack survey.csv") == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "03_need"}, "Did you mean '03_needs'"),
        ({"name": "03_needs", "language": "de"}, "must be one of en, zh"),
        ({"name": "03_needs", "data": 7}, "must be 'sample' or the path"),
        ({"name": "03_needs", "data": "no/such"}, "there is no such folder"),
    ],
)
def test_wrong_parameters_are_refused(given, words):
    with pytest.raises((ParameterError, MissingFileError), match=words):
        Lesson(**given)


def test_progress_is_read_from_the_workbook():
    assert "03 Needs · 40 · Step 2: Needs: not begun · 0 of 2" in repr(progress())
    remember("03-1")
    remember("03-1")
    remember("03-2")
    assert "03 Needs · 40 · Step 2: Needs: not begun · 2 of 2" in repr(progress())
    texts.speak("zh")
    assert "2／2" in progress()._repr_html_()


def test_building_notebooks_is_no_progress(monkeypatch):
    monkeypatch.setenv("SHEQUN_STATIC", "1")
    remember("03-1")
    assert solved() == set()
