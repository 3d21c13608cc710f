"""Every exercise of every lesson: the right answer passes, typical wrong ones are told apart, odd ones get words."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from shequn import texts
from shequn.course import LESSONS, Lesson
from shequn.course.exercises import EXERCISES
from shequn.errors import ParameterError
from shequn.texts import LANGUAGES, Texts, table

LESSON_OF = {number: name for name, entry in LESSONS.items() for number in entry.exercises}
PRESENT = {path.stem for path in (Path(__file__).parents[2] / "lessons").glob("*.py")}
NUMBERS = sorted(EXERCISES)
ODD = [True, b"2", object(), {"a": 1}, float("nan"), float("inf"), -1, [], [[1]], "?", 10**400, pd.Series(["x"])]


@pytest.fixture(autouse=True)
def no_workbook(monkeypatch, tmp_path):
    monkeypatch.setenv("SHEQUN_WORKBOOK", str(tmp_path / "workbook"))
    monkeypatch.delenv("SHEQUN_STATIC", raising=False)
    yield
    texts.speak("en")


@pytest.fixture(scope="module")
def opened():
    """Each lesson once; its community is computed once."""
    lessons: dict[str, Lesson] = {}
    return lambda number: lessons.setdefault(number, Lesson(LESSON_OF[number]))


@pytest.fixture(scope="module")
def right(opened):
    answers: dict[str, object] = {}

    def find(number):
        if number not in answers:
            answers[number] = EXERCISES[number].right(opened(number))
        return answers[number]

    return find


@pytest.fixture(scope="module")
def known(opened, right):
    """An exercise whose answers are computed once."""
    exercises = {}

    def find(number):
        if number not in exercises:
            wrong = {name: compute(opened(number)) for name, compute in EXERCISES[number].wrong.items()}
            exercises[number] = replace(
                EXERCISES[number],
                right=lambda _: right(number),
                wrong={name: lambda _, answer=answer: answer for name, answer in wrong.items()},
            )
        return exercises[number]

    return find


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return str(tmp_path_factory.mktemp("empty"))


def test_lessons_and_exercises_name_each_other():
    assert set(EXERCISES) <= set(LESSON_OF)
    assert {number for number, name in LESSON_OF.items() if name in PRESENT} <= set(EXERCISES)


def test_a_lesson_has_two_exercises_or_its_neighbour_has_them():
    """A client's report is lesson 13 itself; the exercises on it stand at the beginning of lesson 14."""
    assert [name for name, entry in LESSONS.items() if len(entry.exercises) < 2] == ["13_client_report"]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_right_answer_is_accepted_and_remembered(number, opened, right):
    from shequn.course.progress import solved

    lesson = opened(number)
    note = EXERCISES[number].check(right(number), lesson)
    assert note.mood == "good", note.text
    assert note.text == lesson.t(f"exercise.{number}.right")
    assert solved() == {number}


@pytest.mark.parametrize("number", NUMBERS)
def test_typical_wrong_answers_differ_and_get_words_of_their_own(number, opened, right, known):
    lesson, exercise = opened(number), known(number)
    assert len(exercise.wrong) >= 2
    said = set()
    for name, compute in exercise.wrong.items():
        answer = compute(lesson)
        assert type(answer) is type(right(number)) or isinstance(answer, int | float), name
        note = exercise.check(answer, lesson)
        assert note.mood == "wrong", f"{name}: {answer!r} is accepted"
        assert note.text == lesson.t(f"exercise.{number}.wrong.{name}"), f"{name}: {answer!r}"
        said.add(note.text)
    assert len(said) == len(exercise.wrong)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_may_come_as_any_library_has_it(number, opened, right, known):
    answer = right(number)
    if isinstance(answer, int | float):
        for kind in (np.float64, np.array, pd.Series([answer]).iloc.__getitem__):
            given = kind(0) if kind.__name__ == "__getitem__" else kind(answer)
            assert known(number).check(given, opened(number)).mood == "good"
    elif isinstance(answer, set | frozenset):
        assert known(number).check(sorted(answer), opened(number)).mood == "good"
    elif isinstance(answer, list):
        assert known(number).check(tuple(answer), opened(number)).mood == "good"
    else:
        assert known(number).check(f" {answer} ", opened(number)).mood == "good"


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("answer", [..., None, "", "   "])
def test_no_answer_is_no_mistake(number, answer, opened, known):
    note = known(number).check(answer, opened(number))
    assert note.mood == "note"
    assert number in note.text


@pytest.mark.parametrize("number", NUMBERS)
def test_odd_answers_are_answered_in_words(number, opened, known):
    for answer in ODD:
        note = known(number).check(answer, opened(number))
        assert note.mood != "good", repr(answer)[:60]
        assert len(note.text) > 10
        assert "Traceback" not in note.text


@pytest.mark.parametrize("number", NUMBERS)
def test_a_text_for_a_number_and_a_number_for_a_text_say_what_is_wanted(number, opened, right, known):
    given = "about a half" if isinstance(right(number), int | float) else 7
    note = known(number).check(given, opened(number))
    assert note.mood == "wrong"
    assert repr(given) in note.text


@pytest.mark.parametrize("number", [number for number in NUMBERS if EXERCISES[number].needs])
def test_data_without_the_tables_are_told_and_not_a_traceback(number, empty):
    note = EXERCISES[number].check(1, Lesson(LESSON_OF[number], data=empty))
    assert note.mood == "note"
    assert all(name in note.text for name in EXERCISES[number].needs)


@pytest.mark.parametrize("number", NUMBERS)
def test_data_that_do_not_know_the_answer_are_no_traceback(number, tmp_path):
    """One person who never left and said one thing: no leaves, no releases, no second week."""
    (tmp_path / "members.csv").write_text("group_id,member_id,joined_at\ng,1,2026-05-04 09:00\n", "utf-8")
    (tmp_path / "messages.csv").write_text("group_id,member_id,sent_at\ng,1,2026-05-05 09:00\n", "utf-8")
    (tmp_path / "orders.csv").write_text("order_id,member_id,paid_at,amount\n1,1,2026-05-05 10:00,5\n", "utf-8")
    note = EXERCISES[number].check(123456, Lesson(LESSON_OF[number], data=str(tmp_path)))
    assert note.mood in ("note", "wrong")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", NUMBERS)
def test_hints_lead_on_one_by_one(number, language):
    lesson = Lesson(LESSON_OF[number], language=language)
    steps = sorted(key for key in table() if key.startswith(f"exercise.{number}.hint"))
    assert [key[-1] for key in steps] == [str(step) for step in range(1, len(steps) + 1)]
    assert len(steps) >= 2
    for step, key in enumerate(steps, 1):
        told = EXERCISES[number].hint(step, lesson).text
        assert told.startswith(lesson.t(key))
        assert (f'lesson.hint("{number}", {step + 1})' in told) == (step < len(steps))
    for odd in (0, -3, 99, None, "two"):
        assert EXERCISES[number].hint(odd, lesson).text


@pytest.mark.parametrize("number", NUMBERS)
def test_no_word_of_an_exercise_is_left_over(number):
    wanted = {"right", *(f"wrong.{name}" for name in EXERCISES[number].wrong)}
    found = {key.removeprefix(f"exercise.{number}.") for key in table() if key.startswith(f"exercise.{number}.")}
    assert {key for key in found if not key.startswith("hint")} == wanted


@pytest.mark.parametrize("number", NUMBERS)
def test_no_hint_gives_the_figure_away(number, right):
    answer = right(number)
    # Whole numbers are too short: they stand in hints for other reasons.
    guessed = not isinstance(answer, float) or answer.is_integer()
    shown = set() if guessed else {f"{answer:.2f}", f"{answer:.1%}"}
    hints = [Texts("en")(key) for key in table() if key.startswith(f"exercise.{number}.hint")]
    assert not any(re.search(rf"(?<![\d.]){re.escape(figure)}(?!\d)", hint) for figure in shown for hint in hints)


def test_an_unknown_exercise_is_named_with_its_neighbour():
    with pytest.raises(ParameterError, match=r"Did you mean '14-1'\?"):
        Lesson("14_numbers").check("14.1", 3)
