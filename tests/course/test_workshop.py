"""The facilitator kit: a timetable that works, notes for every lesson, files that are what the texts make."""

import io
import itertools
import re
from pathlib import Path

import pypdf
import pytest
from tooling import tool

from shequn.course import LESSONS
from shequn.report import pdf
from shequn.texts import LANGUAGES, Texts, table

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def builder():
    return tool("build_workshop")


@pytest.fixture(scope="module")
def documents(builder):
    return builder.documents()


def words(document) -> str:
    return document.model_dump_json()


# The timetable -----------------------------------------------------------------------------------------------


def test_every_lesson_has_its_slot_in_order_with_its_own_minutes(builder):
    slots = [slot for day in builder.timetable() for slot in day if slot.name in LESSONS]
    assert [slot.name for slot in slots] == list(LESSONS)
    assert all(slot.minutes == LESSONS[slot.name].minutes for slot in slots)


def test_slots_follow_each_other_and_a_day_ends_in_time(builder):
    for day in builder.timetable():
        assert day[0].start == 9 * 60
        for before, after in itertools.pairwise(day):
            assert before.start + before.minutes == after.start
        assert day[-1].start + day[-1].minutes <= 17 * 60 + 45


def test_nobody_sits_for_longer_than_two_hours_and_lunch_is_at_noon(builder):
    for day in builder.timetable():
        sitting = 0
        for slot in day:
            sitting = 0 if slot.name in {"break", "lunch"} else sitting + slot.minutes
            assert sitting <= 125, slot
        [lunch] = [slot for slot in day if slot.name == "lunch"]
        assert 11 * 60 + 30 <= lunch.start <= 12 * 60 + 45
        assert lunch.minutes >= 45


# Words -------------------------------------------------------------------------------------------------------


def lines(key: str, language: str) -> list[str]:
    return table()[key][language].strip().splitlines()


@pytest.mark.parametrize("name", LESSONS)
def test_notes_of_a_lesson_are_complete_and_alike_in_both_languages(name):
    key = f"workshop.note.{name}"
    for part in ("goal", "open", "skip"):
        assert f"{key}.{part}" in table()
    for part, least in (("errors", 2), ("debrief", 2)):
        english, chinese = (lines(f"{key}.{part}", language) for language in LANGUAGES)
        assert len(english) == len(chinese) >= least
        assert all(line.count(" | ") == (part == "errors") for line in english + chinese)


def test_notes_are_of_lessons_only_and_lists_are_alike():
    noted = {key.split(".")[2] for key in table() if key.startswith("workshop.note.")}
    assert noted == set(LESSONS)
    lists = [key for key in table() if key.startswith("workshop.") and key.endswith(".points")]
    assert len(lists) >= 5
    for key in lists:
        assert len(lines(key, "en")) == len(lines(key, "zh"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_documents_name_every_lesson_worksheet_and_exercise(builder, documents, language):
    t = Texts(language)
    titles = [t(f"lesson.{name}.title") for name in LESSONS]
    agenda, notes, handout = (words(documents[f"{kind}.{language}.pdf"]) for kind in ("agenda", "notes", "handout"))
    assert all(title in agenda for title in titles)
    assert all(title in handout for title in titles)
    assert all(title.split(" ", 1)[1] in notes for title in titles)
    for lesson in LESSONS.values():
        for sheet in lesson.sheets:
            title = t(f"sheet.{sheet}.title")
            assert title in agenda
            assert title in notes
            assert title in handout
        assert all(exercise in notes for exercise in lesson.exercises)


def test_commands_in_the_kit_exist(documents):
    from shequn.cli import cli

    told = set(re.findall(r"shequn (\w+)", "".join(map(words, documents.values()))))
    assert told >= {"start", "doctor"}
    assert told <= set(cli.commands)


# Files -------------------------------------------------------------------------------------------------------


def test_the_files_are_what_the_texts_make(builder, capsys):
    assert builder.main(["--check"]) == 0, capsys.readouterr().err


def test_a_file_that_is_stale_or_missing_is_named(builder, documents, tmp_path, monkeypatch, capsys):
    chosen = {name: documents[name] for name in ("agenda.en.pdf", "agenda.zh.pdf")}
    monkeypatch.setattr(builder, "documents", lambda: chosen)
    assert builder.main([], tmp_path) == 0
    first = (tmp_path / "agenda.en.pdf").read_bytes()
    assert builder.main([], tmp_path) == 0
    assert (tmp_path / "agenda.en.pdf").read_bytes() == first, "twice the same bytes"
    assert builder.main(["--check"], tmp_path) == 0
    (tmp_path / "agenda.zh.pdf").write_bytes(first)
    assert builder.main(["--check"], tmp_path) == 1
    said = capsys.readouterr().err
    assert "agenda.zh.pdf" in said
    assert "agenda.en.pdf" not in said


def test_pages_are_few_and_hold_text(documents):
    for name, most in (("agenda.zh.pdf", 4), ("handout.en.pdf", 5), ("notes.zh.pdf", 10)):
        pages = pypdf.PdfReader(io.BytesIO(pdf.render(documents[name]))).pages
        assert len(pages) <= most
        assert all(len(page.extract_text()) > 200 for page in pages[:-1]), "only the last may be nearly empty"


def test_the_readme_links_every_file_and_no_other():
    text = (ROOT / "workshop" / "README.md").read_text("utf-8")
    linked = set(re.findall(r"\]\(([^)]+)\)", text))
    assert linked == {path.name for path in (ROOT / "workshop").glob("*.pdf")}
