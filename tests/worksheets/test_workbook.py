"""The workbook keeps what was typed: in one tab or two, in this version or another, in a sound file or a broken one."""

import datetime as dt
import json
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, precondition, rule

from shequn import samples
from shequn.errors import ConflictError, InputError
from shequn.texts import Texts, speak
from shequn.worksheets import SHEETS, FiveWOneH, Needs, Workbook, load
from shequn.worksheets.answers import Problem
from shequn.worksheets.migrations import MIGRATIONS

WRONG = {"needs": [{"need": "quiet", "intensity": 9}], "unmet": "x" * 6000}


def content(book: Workbook, name: str = "needs.json") -> dict:
    return json.loads((book.folder / name).read_text("utf-8"))


def names(book: Workbook) -> list[str]:
    return sorted(path.name for path in book.folder.iterdir() if path.name != ".lock")


def write(book: Workbook, raw: bytes | str | dict, name: str = "needs.json") -> bytes:
    raw = json.dumps(raw) if isinstance(raw, dict) else raw
    raw = raw.encode() if isinstance(raw, str) else raw
    book.folder.mkdir(exist_ok=True)
    (book.folder / name).write_bytes(raw)
    return raw


# What a save writes and a load gives


def test_the_file_holds_the_answers_and_their_state(book):
    saved = book.save(Needs, {"unmet": "安静的角落 🙂"}, 0)
    raw = (book.folder / "needs.json").read_bytes()
    assert raw.endswith(b"\n}\n")
    assert "安静的角落 🙂" in raw.decode("utf-8")
    found = content(book)
    at = dt.datetime.fromisoformat(found.pop("saved_at"))
    assert abs(dt.datetime.now(dt.UTC) - at) < dt.timedelta(minutes=1)
    missing = ["needs", "chain", "competitors", "chosen_need"]
    assert found == {
        "sheet": "needs",
        "schema_version": 1,
        "revision": 1,
        "status": "draft",
        "missing": missing,
        "data": {"unmet": "安静的角落 🙂"},
    }
    assert (saved.revision, saved.status, saved.missing, saved.problems) == (1, "draft", tuple(missing), ())
    assert names(book) == ["needs.json"]


def test_what_was_saved_is_loaded(book):
    book.save(Needs, {"unmet": "old"}, 0)
    book.save(Needs, {"unmet": "new"}, 1)
    answers = book.load(Needs)
    assert (answers.sheet.unmet, answers.data) == ("new", {"unmet": "new"})
    assert (answers.source, answers.revision, answers.status, answers.problems) == ("saved", 2, "draft", ())
    assert answers.saved_at.tzinfo is not None
    assert content(book, "needs.json.bak")["data"] == {"unmet": "old"}
    assert names(book) == ["needs.json", "needs.json.bak"]


def test_a_sheet_with_all_it_needs_is_complete(book):
    data = dict.fromkeys(("why", "what", "where", "who", "owner", "how", "stop_rule"), "a")
    data |= {"life": "open", "start": "2026-04-27"}
    assert book.save(FiveWOneH, data, 0).status == "complete"
    assert book.load(FiveWOneH).status == content(book, "five_w_one_h.json")["status"] == "complete"
    wrong = book.save(FiveWOneH, data | {"budget": "a lot"}, 1)
    assert (wrong.status, wrong.missing, len(wrong.problems)) == ("draft", (), 1)


def test_wrong_values_are_kept_as_typed(book):
    saved = book.save(Needs, WRONG, 0)
    answers = book.load(Needs)
    assert answers.data == content(book)["data"] == WRONG
    assert answers.problems == saved.problems
    assert [problem.loc for problem in answers.problems] == [("needs", 0, "intensity"), ("unmet",)]
    assert (answers.sheet.needs[0].need, answers.sheet.needs[0].intensity, answers.sheet.unmet) == ("quiet", None, "")


def test_loading_makes_nothing(book):
    answers = book.load(Needs)
    assert (answers.sheet, answers.data, answers.source, answers.revision) == (Needs(), {}, "empty", 0)
    assert not book.folder.exists()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_sample_stands_in_until_something_is_saved(book, tmp_path, language):
    texts = {"en": "quiet", "zh": "安静"}
    for code, text in texts.items():
        Workbook(tmp_path / "sample" / "workbook" / code).save(Needs, {"unmet": text}, 0)
    book = Workbook(book.folder, language=language)
    answers = book.load(Needs)
    assert answers.sheet.unmet == texts[language]
    assert (answers.source, answers.revision, answers.status, answers.saved_at) == ("sample", 0, "", None)
    book.save(Needs, {}, answers.revision)
    assert (book.load(Needs).source, book.load(Needs).sheet.unmet) == ("saved", "")


def test_all_sheets_come_in_the_order_of_the_course(book):
    book.save(Needs, {"unmet": "quiet"}, 0)
    found = book.sheets()
    assert list(found) == list(SHEETS)
    assert {name: answers.source for name, answers in found.items() if answers.source != "empty"} == {"needs": "saved"}


def test_load_prints_where_answers_come_from_and_what_is_wrong(book, monkeypatch, capsys):
    monkeypatch.setenv("SHEQUN_WORKBOOK", str(book.folder))
    assert load(Needs) == Needs()
    assert capsys.readouterr().out == "“Step 2: Needs”: empty; nothing is saved yet.\n"
    book.save(Needs, WRONG, 0)
    speak("zh")
    load(Needs)
    said, *problems = capsys.readouterr().out.splitlines()
    assert said == "《第二步：用户需求》：已保存的答案。"
    assert problems == [f"- {problem.line(Texts('zh'), Needs)}" for problem in book.load(Needs).problems]


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=8), st.text(st.characters(exclude_categories=())), max_size=3))
def test_every_character_comes_back(data):
    """NUL, half emoji, direction marks, line separators, as keys and as values."""
    with tempfile.TemporaryDirectory() as folder:
        book = Workbook(Path(folder))
        book.save(Needs, data, 0)
        (book.folder / "needs.json").read_text("utf-8")
        joined = json.loads(json.dumps(data))  # two halves that meet are one emoji
        assert book.load(Needs).data == joined


def test_what_is_no_json_is_refused_and_writes_nothing(book):
    book.save(Needs, {"unmet": "quiet"}, 0)
    with pytest.raises(ValueError, match="JSON"):
        book.save(Needs, {"unmet": float("nan")}, 1)
    assert names(book) == ["needs.json"]


def test_fields_the_sheet_does_not_know_stay(book):
    book.save(Needs, {"unmet": "quiet", "from the future": {"a": 1}}, 0)
    book.save(Needs, {"unmet": "light"}, 1)
    assert book.load(Needs).data == {"unmet": "light", "from the future": {"a": 1}}
    book.save(Needs, {"unmet": "light", "from the future": {"a": 2}}, 2)
    assert book.load(Needs).data["from the future"] == {"a": 2}


# Two tabs


def test_a_save_over_what_another_tab_saved_is_refused(book):
    book.save(Needs, {"unmet": "first"}, 0)
    here, there = book.load(Needs), Workbook(book.folder).load(Needs)
    book.save(Needs, {"unmet": "mine"}, here.revision)
    before = content(book)
    with pytest.raises(ConflictError, match=r"needs\.json: revision 2 is in the workbook, .* revision 1: ") as error:
        book.save(Needs, {"unmet": "theirs"}, there.revision)
    assert content(book) == before
    book.save(Needs, {"unmet": "theirs, knowingly"}, error.value.revision)
    assert content(book, "needs.json.bak") == before


@pytest.mark.parametrize(("held", "revision"), [(0, 1), (1, 0), (2, 1), (2, 3), (2, -1)])
def test_only_the_revision_in_the_workbook_may_be_saved_over(book, held, revision):
    for number in range(held):
        book.save(Needs, {}, number)
    with pytest.raises(ConflictError):
        book.save(Needs, {"unmet": "x"}, revision)
    assert book.load(Needs).revision == held


# Other versions


@pytest.fixture
def step(monkeypatch):
    """A way from version 0, in which the sheet had another name for what nobody solves."""
    monkeypatch.setitem(
        MIGRATIONS, ("needs", 0), lambda data: {"unmet" if k == "gap" else k: v for k, v in data.items()}
    )


def test_answers_of_an_older_schema_are_migrated(book, step):
    old = {"sheet": "needs", "schema_version": 0, "revision": 7, "data": {"gap": "quiet", "chosen_need": "a"}}
    raw = write(book, old)
    answers = book.load(Needs)
    assert (answers.data, answers.sheet.unmet) == ({"unmet": "quiet", "chosen_need": "a"}, "quiet")
    assert (answers.source, answers.revision) == ("saved", 7)
    assert (book.folder / "needs.json").read_bytes() == raw, "reading writes nothing"
    book.save(Needs, answers.data, 7)
    assert (content(book)["schema_version"], content(book)["data"]) == (1, answers.data)
    assert (book.folder / "needs.json.bak").read_bytes() == raw


@pytest.mark.parametrize(
    ("version", "words"),
    [
        (2, r"needs\.json: schema_version == 2, must be 1 or less: a newer shequn wrote it"),
        (0, "there is no way from it"),
    ],
)
def test_a_version_that_cannot_be_read_is_refused_and_left_alone(book, version, words):
    """A newer envelope may look quite different; only its version is read."""
    raw = write(book, {"schema_version": version, "sheet": "needs", "revision": 1, "data": {}, "layout": "new"})
    for act in (
        lambda: book.load(Needs),
        lambda: book.save(Needs, {}, 1),
        lambda: book.save(Needs, {}, 0),
        book.sheets,
    ):
        with pytest.raises(InputError, match=words):
            act()
    assert (book.folder / "needs.json").read_bytes() == raw
    assert names(book) == ["needs.json"]


def test_a_newer_shape_without_our_names_is_refused_too(book):
    write(book, {"schema_version": 9})
    with pytest.raises(InputError, match="schema_version == 9"):
        book.load(Needs)


# Broken files

SOUND = {"sheet": "needs", "schema_version": 1, "revision": 3, "data": {"unmet": "quiet"}}
BROKEN = {
    "empty": b"",
    "zeros": bytes(500),
    "cut off": json.dumps(SOUND).encode()[:-9],
    "no UTF-8": json.dumps(SOUND, ensure_ascii=False).replace("quiet", "安静").encode("gb18030"),
    "UTF-16": json.dumps(SOUND).encode("utf-16"),
    "no object": b"[1, 2]",
    "nested": b"[" * 100_000,
    "NaN": b'{"sheet": "needs", "schema_version": 1, "revision": 3, "data": {"unmet": NaN}}',
    "merge marks": b"<<<<<<< HEAD\n" + json.dumps(SOUND).encode(),
    "other sheet": json.dumps(SOUND | {"sheet": "pilot"}).encode(),
    "no data": json.dumps({key: value for key, value in SOUND.items() if key != "data"}).encode(),
    "data a list": json.dumps(SOUND | {"data": ["quiet"]}).encode(),
    "revision a text": json.dumps(SOUND | {"revision": "3"}).encode(),
    "revision true": json.dumps(SOUND | {"revision": True}).encode(),
    "revision negative": json.dumps(SOUND | {"revision": -3}).encode(),
    "version missing": json.dumps({key: value for key, value in SOUND.items() if key != "schema_version"}).encode(),
    "time": json.dumps(SOUND | {"saved_at": "yesterday"}).encode(),
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_set_aside_and_the_backup_takes_its_place(book, raw):
    book.save(Needs, {"unmet": "first"}, 0)
    book.save(Needs, {"unmet": "second"}, 1)
    write(book, raw)
    answers = book.load(Needs)
    assert (answers.data, answers.source, answers.revision) == ({"unmet": "first"}, "saved", 3)
    [aside] = [name for name in names(book) if ".broken-" in name]
    assert re.fullmatch(r"needs\.broken-\d{8}T\d{6}\.json", aside)
    assert (book.folder / aside).read_bytes() == raw
    assert answers.problems == (Problem((), aside, "set_aside"),)
    assert aside in answers.problems[0].words(Texts("zh"))
    assert book.load(Needs) == answers, "it is named as long as it lies there"
    assert book.load(FiveWOneH).problems == ()
    with pytest.raises(ConflictError):
        book.save(Needs, {"unmet": "third"}, 2)
    book.save(Needs, {"unmet": "third"}, 3)
    (book.folder / aside).unlink()
    assert (book.load(Needs).data, book.load(Needs).problems) == ({"unmet": "third"}, ())


def test_a_file_with_a_byte_order_mark_is_sound(book):
    write(book, b"\xef\xbb\xbf" + json.dumps(SOUND).encode())
    assert (book.load(Needs).sheet.unmet, book.load(Needs).problems) == ("quiet", ())


def test_without_a_backup_an_empty_draft_takes_its_place_not_the_sample(book, tmp_path):
    Workbook(tmp_path / "sample" / "workbook" / "en").save(Needs, {"unmet": "sample"}, 0)
    book.save(Needs, {"unmet": "mine"}, 0)
    write(book, b"{")
    answers = book.load(Needs)
    assert (answers.data, answers.source, answers.revision) == ({}, "saved", 2)
    with pytest.raises(ConflictError):
        book.save(Needs, {"unmet": "of a tab that was open all the time"}, 1)


def test_a_save_meets_the_broken_file_first(book):
    """What it held is unknown, so the form must load before it saves."""
    book.save(Needs, {"unmet": "first"}, 0)
    raw = write(book, b"{")
    with pytest.raises(ConflictError):
        book.save(Needs, {"unmet": "second"}, 1)
    [aside] = book.folder.glob("*.broken-*")
    assert aside.read_bytes() == raw


def test_broken_files_never_replace_each_other(book):
    raws = [f"broken {number}".encode() for number in range(5)]
    for raw in raws:
        write(book, raw)
        book.load(Needs)
    assert sorted(path.read_bytes() for path in book.folder.glob("*.broken-*")) == raws
    assert len(book.load(Needs).problems) == 5


def test_a_broken_backup_is_set_aside_too(book):
    book.save(Needs, {"unmet": "first"}, 0)
    write(book, b"main")
    write(book, b"backup", "needs.json.bak")
    assert book.load(Needs).data == {}
    book.save(Needs, {"unmet": "again"}, book.load(Needs).revision)
    assert {path.read_bytes() for path in book.folder.glob("*.broken-*")} == {b"main", b"backup"}


class Tabs(RuleBasedStateMachine):
    """Tabs load and save in any order while the file breaks now and then, against a plain model.

    The model knows of no revisions: a save succeeds if, and only if, the tab has seen what is in the workbook.
    """

    tabs = Bundle("tabs")

    def __init__(self):
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(samples, "path", lambda: Path(self.home.name) / "sample")
        self.home = tempfile.TemporaryDirectory()
        self.folder = Path(self.home.name) / "book"
        self.state = ("saved", 0)  # another one whenever other answers come to stand in the workbook
        self.now, self.before, self.broken = None, None, []
        self.sound = True

    def teardown(self):
        self.home.cleanup()
        self.patch.undo()

    def mend(self):
        if not self.sound:
            self.now, self.sound, self.state = self.before or {}, True, ("mended", self.state[1])

    @rule(target=tabs)
    def open(self):
        self.mend()
        answers = Workbook(self.folder).load(Needs)
        assert answers.data == (self.now or {})
        assert answers.source == ("empty" if self.now is None else "saved")
        return {"seen": self.state, "revision": answers.revision}

    @rule(tab=tabs, text=st.text(max_size=3))
    def save(self, tab, text):
        self.mend()
        seen = tab["seen"] == self.state
        data = {"unmet": text}
        try:
            tab["revision"] = Workbook(self.folder).save(Needs, data, tab["revision"]).revision
        except ConflictError:
            assert not seen
        else:
            assert seen
            self.state = "saved", self.state[1] + 1
            self.before, self.now, tab["seen"] = self.now, data, self.state

    @rule(keep=st.floats(0, 0.99))
    @precondition(lambda self: self.now is not None and self.sound)
    def break_off(self, keep):
        path = self.folder / "needs.json"
        raw = path.read_bytes().rstrip()
        path.write_bytes(raw[: int(keep * len(raw))])
        self.broken.append(path.read_bytes())
        self.sound = False

    @rule()
    @precondition(lambda self: self.folder.exists())
    def nothing_is_lost(self):
        self.mend()
        answers = Workbook(self.folder).load(Needs)
        assert sorted(path.read_bytes() for path in self.folder.glob("*.broken-*")) == sorted(self.broken)
        assert len(answers.problems) == len(self.broken)


TestTabs = Tabs.TestCase
TestTabs.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
