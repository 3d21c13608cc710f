"""Each community and each participant has a folder, and nothing is written outside it; a disk that refuses says so."""

import errno
import json
import os
import resource
import stat
import subprocess
import tempfile
import unicodedata
from contextlib import suppress
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from shequn import texts
from shequn.errors import ParameterError, WorkbookError
from shequn.worksheets import Needs, Workbook
from shequn.worksheets import workbook as module


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, and what it holds."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


# Which folder


def test_the_variable_names_the_folder(book, monkeypatch, tmp_path):
    (tmp_path / "workbook").mkdir()
    monkeypatch.setenv("SHEQUN_WORKBOOK", "clients/tea")
    assert Workbook().folder == tmp_path / "clients" / "tea"
    monkeypatch.setenv("SHEQUN_WORKBOOK", "~/tea")
    assert Workbook().folder == Path.home() / "tea"
    assert Workbook(tmp_path / "other").folder == tmp_path / "other"


@pytest.mark.parametrize(
    ("there", "here", "found"),
    [
        ([], "a", "a/workbook"),
        (["workbook"], "a/b", "workbook"),
        (["workbook", "a/workbook"], "a/b", "a/workbook"),
        ([], "checkout/notebooks", "checkout/workbook"),
        ([], "checkout/notebooks/zh", "checkout/workbook"),
        (["workbook"], "checkout/notebooks", "workbook"),
    ],
)
def test_without_it_the_nearest_workbook_is_taken(book, monkeypatch, tmp_path, there, here, found):
    for folder in (*there, here):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(tmp_path / here)
    opened = Workbook()
    monkeypatch.chdir("/")
    assert opened.folder == tmp_path / found
    opened.save(Needs, {}, 0)
    assert (tmp_path / found / "needs.json").exists()


# Which participant


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("ann", "ann"), (" Ann  Lee ", "ann-lee"), ("ＡＮＮ", "ann"), ("王小明", "王小明"), ("007", "007"),
        ("../../etc", "etc-"), ("/etc/passwd", "etc-passwd-"), ("..\\..\\x", "x-"), (".", "client-"), ("..", "client-"),
        ("CON", "con-client-"), ("nul.txt", "nul-txt-"), ("a/b", "a-b-"), ("a\0b", "a-b-"), ("🙂", "client-"),
        ("а" + "nn", "аnn"), ("x" * 1000, "x" * 60 + "-"), ("王" * 1000, "王" * 60 + "-"), ("\ud83d", "client-"),
        ("\u202eann", "ann-"), ("<script>", "script-"), ("~", "client-"), ("$HOME", "home-"), ("%2e%2e", "2e-2e-"),
    ],
)  # fmt: skip
def test_a_participant_is_a_folder_of_their_own(book, tmp_path, name, folder):
    """A fingerprint follows where a slug drops part of the name."""
    own = Workbook(tmp_path / "book", participant=name)
    assert own.folder.parent == tmp_path / "book" / "participants"
    assert own.folder.name == folder or (folder.endswith("-") and own.folder.name[:-8] == folder)
    assert len(own.folder.name.encode()) <= 200
    own.save(Needs, {"unmet": "mine"}, 0)
    assert list(tree(tmp_path)) == [f"book/participants/{own.folder.name}/needs.json"]
    assert book.load(Needs).source == "empty"


def test_a_blank_name_is_no_participant(book, tmp_path):
    assert Workbook(tmp_path / "book", participant=" \t").folder == tmp_path / "book"


@given(st.lists(st.text(st.characters(exclude_categories=()), min_size=1).filter(str.strip), min_size=2, max_size=2))
def test_two_names_are_two_folders_unless_case_or_spaces_differ(names):
    def plain(name):
        return "-".join(unicodedata.normalize("NFKC", name).casefold().split())

    folders = [Workbook(Path("/nowhere"), participant=name).folder for name in names]
    assert all(folder.parent == Path("/nowhere/participants") for folder in folders)
    if folders[0] == folders[1]:
        assert unicodedata.normalize("NFC", plain(names[0])) == unicodedata.normalize("NFC", plain(names[1]))


@pytest.mark.parametrize(
    ("server", "query", "variable", "folder"),
    [
        ("voila/0.5", "u=Ann", "", "ann"),
        ("voila/0.5", "x=1&u=%E7%8E%8B", "bo", "王"),
        ("voila/0.5", "u=", "bo", "bo"),
        ("voila/0.5", "", "", ""),
        ("jupyter", "u=ann", "bo", "bo"),
        ("", "u=ann", "", ""),
    ],
)
def test_who_takes_part_is_told_by_the_address_or_the_variable(book, monkeypatch, server, query, variable, folder):
    for name, value in (("SERVER_SOFTWARE", server), ("QUERY_STRING", query), ("SHEQUN_PARTICIPANT", variable)):
        monkeypatch.setenv(name, value)
    assert Workbook(book.folder).folder == (book.folder / "participants" / folder if folder else book.folder)
    assert Workbook(book.folder, participant="Cy").folder.name == "cy"


def test_participants_never_touch_each_other(book):
    own = {name: Workbook(book.folder, participant=name) for name in ("ann", "bo")}
    for name, mine in own.items():
        mine.save(Needs, {"unmet": name}, 0)
    before = tree(own["bo"].folder)
    own["ann"].save(Needs, {"unmet": "more"}, 1)
    (own["ann"].folder / "needs.json").write_text("{")
    own["ann"].sheets()
    assert tree(own["bo"].folder) == before
    assert own["bo"].load(Needs).sheet.unmet == "bo"


# Which language


def test_the_language_is_the_one_given_else_spoken_else_of_the_variable(book, monkeypatch):
    assert Workbook(book.folder).language == texts.language() == "en"
    monkeypatch.setenv("SHEQUN_LANGUAGE", "zh")
    assert Workbook(book.folder).language == texts.language() == "zh"
    texts.speak("en")
    assert Workbook(book.folder).language == "en"
    assert Workbook(book.folder, language="zh").language == "zh"


@pytest.mark.parametrize("act", [lambda: texts.speak("de"), lambda: Workbook(language="de"), texts.language])
def test_another_language_is_refused(book, monkeypatch, act):
    monkeypatch.setenv("SHEQUN_LANGUAGE", "de")
    with pytest.raises(ParameterError, match="language == 'de', must be one of en, zh"):
        act()


# Links


@pytest.mark.parametrize("content", [b"{", b'{"sheet": "needs", "schema_version": 1, "revision": 0, "data": {}}'])
def test_a_link_is_replaced_and_never_written_through(book, tmp_path, content):
    """Of the sheet, its backup and the file it is written to first; sound or broken."""
    outside = tmp_path / "outside"
    outside.write_bytes(content)
    book.folder.mkdir()
    for name in ("needs.json", "needs.json.bak", ".needs.json.new", ".needs.json.bak.new"):
        (book.folder / name).symlink_to(outside)
    revision = book.load(Needs).revision
    book.save(Needs, {"unmet": "inside"}, revision)
    book.save(Needs, {"unmet": "inside"}, revision + 1)
    assert outside.read_bytes() == content
    assert not any(path.is_symlink() for path in book.folder.iterdir())
    assert book.load(Needs).sheet.unmet == "inside"


def test_a_linked_lock_is_refused(book, tmp_path):
    outside = tmp_path / "outside"
    book.folder.mkdir()
    (book.folder / ".lock").symlink_to(outside)
    with pytest.raises(WorkbookError, match="cannot be written"):
        book.save(Needs, {}, 0)
    assert not outside.exists()


@pytest.mark.parametrize("target", ["../..", "participants/bo"])
def test_a_participants_folder_that_is_a_link_is_refused(book, tmp_path, target):
    (book.folder / "participants" / "bo").mkdir(parents=True)
    (book.folder / "participants" / "ann").symlink_to(book.folder / target)
    with pytest.raises(WorkbookError, match="the folder of participant 'Ann' is a link to "):
        Workbook(book.folder, participant="Ann")


def test_a_workbook_that_is_a_link_is_the_folder_it_names(tmp_path, book):
    (tmp_path / "drive").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "drive")
    Workbook(tmp_path / "link", participant="ann").save(Needs, {}, 0)
    assert list(tree(tmp_path / "drive")) == ["participants/ann/needs.json"]


# A disk that refuses


@pytest.fixture
def saved(book) -> Workbook:
    """A workbook in which two saves went well."""
    for revision, text in enumerate(("first", "second")):
        book.save(Needs, {"unmet": text}, revision)
    return book


def assert_refused(book: Workbook, words: str) -> None:
    """The next save fails, says why, and leaves the sheet as it is and a whole backup."""
    before = tree(book.folder)["needs.json"]
    with pytest.raises(WorkbookError, match=words) as error:
        book.save(Needs, {"unmet": "third" * 2000}, 2)
    assert str(book.folder) in str(error.value)
    after = tree(book.folder)
    assert after.pop("needs.json") == before
    assert json.loads(after.pop("needs.json.bak"))["data"]["unmet"] in ("first", "second")
    assert not after, "nothing half-written is left"
    assert (book.load(Needs).sheet.unmet, book.load(Needs).revision) == ("second", 2)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("which", [0, 1], ids=["backup", "sheet"])
def test_a_file_that_cannot_be_synced(saved, monkeypatch, which, code):
    real, synced = os.fsync, []

    def fsync(descriptor):
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            synced.append(descriptor)
            if len(synced) > which:
                raise OSError(code, os.strerror(code))
        real(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        assert_refused(saved, os.strerror(code))
    assert saved.save(Needs, {"unmet": "third"}, 2).revision == 3


def test_a_folder_that_cannot_be_synced_is_no_failure(saved, monkeypatch):
    """The sheet is whole by then; to call it failed would make the next save a conflict with itself."""
    real, tried = os.fsync, []

    def fsync(descriptor):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            tried.append(descriptor)
            raise OSError(errno.EINVAL, "no such operation")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    assert saved.save(Needs, {"unmet": "a"}, 2).revision == 3
    assert saved.save(Needs, {"unmet": "b"}, 3).revision == 4
    assert tried, "where folders can be synced, they are"


def test_a_file_that_may_not_grow(saved):
    """The limit of the process stands for a quota."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        assert_refused(saved, "File too large")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert saved.save(Needs, {"unmet": "third" * 2000}, 2).revision == 3


def test_a_disk_that_is_full(book):
    mount = ["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", str(book.folder)]
    book.folder.mkdir()
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    try:
        for revision, text in enumerate(("first", "second")):
            book.save(Needs, {"unmet": text}, revision)
        assert_refused_when_full(book)
    finally:
        subprocess.run(["umount", str(book.folder)], check=True)


def assert_refused_when_full(book: Workbook) -> None:
    filler = book.folder / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    before = tree(book.folder)
    with pytest.raises(WorkbookError, match="No space left on device"):
        book.save(Needs, {"unmet": "third"}, 2)
    assert tree(book.folder) == before
    (book.folder / "needs.json").write_bytes(b"{")  # in place: needs no space
    answers = book.load(Needs)
    assert (answers.sheet.unmet, [problem.reason for problem in answers.problems]) == ("first", ["broken"])
    assert (book.folder / "needs.json").read_bytes() == b"{"
    filler.unlink()
    assert [problem.reason for problem in book.load(Needs).problems] == ["set_aside"]
    assert book.save(Needs, {"unmet": "third"}, book.load(Needs).revision).status == "draft"


@pytest.fixture
def visitor():
    """Act as someone whom the rights of a folder bind."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def guarded():
    """A folder below which rights decide, unlike in a tester's own."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        for path in (Path(folder), *Path(folder).rglob("*")):
            path.chmod(0o755)


def test_a_folder_that_may_only_be_read(guarded, request):
    book = Workbook(guarded / "book")
    for revision, text in enumerate(("first", "second")):
        book.save(Needs, {"unmet": text}, revision)
    book.folder.chmod(0o555)
    request.getfixturevalue("visitor")
    assert_refused(book, "Permission denied")
    with pytest.raises(WorkbookError, match="Permission denied"):
        Workbook(book.folder, participant="ann").save(Needs, {}, 0)


def test_a_broken_file_in_a_folder_that_may_only_be_read(guarded, request):
    book = Workbook(guarded / "book")
    for revision, text in enumerate(("first", "second")):
        book.save(Needs, {"unmet": text}, revision)
    (book.folder / "needs.json").write_bytes(b"{")
    before = tree(book.folder)
    book.folder.chmod(0o555)
    request.getfixturevalue("visitor")
    answers = book.load(Needs)
    assert (answers.sheet.unmet, answers.source) == ("first", "saved")
    assert [(problem.value, problem.reason) for problem in answers.problems] == [("needs.json", "broken")]
    assert tree(book.folder) == before


def test_a_file_that_may_not_be_read_is_not_taken_for_none(guarded, request):
    book = Workbook(guarded / "book")
    book.save(Needs, {"unmet": "secret"}, 0)
    (book.folder / "needs.json").chmod(0)
    request.getfixturevalue("visitor")
    with pytest.raises(WorkbookError, match=r"needs\.json: cannot be read: Permission denied"):
        book.load(Needs)


def test_a_file_where_the_folder_should_be(book):
    book.folder.write_text("mine")
    for act in (lambda: book.save(Needs, {}, 0), lambda: book.load(Needs)):
        with pytest.raises(WorkbookError, match="cannot be"):
            act()
    assert book.folder.read_text() == "mine"


def test_a_folder_where_the_sheet_should_be(book):
    (book.folder / "needs.json").mkdir(parents=True)
    for act in (lambda: book.save(Needs, {}, 0), lambda: book.load(Needs)):
        with pytest.raises(WorkbookError, match="Is a directory"):
            act()


def test_a_workbook_that_stays_locked(saved, monkeypatch):
    monkeypatch.setattr(module, "LOCK_SECONDS", 0.05)
    with FileLock(saved.folder / ".lock"):
        assert_refused(saved, r"another program has kept the workbook locked for 0\.05 seconds")
    assert saved.save(Needs, {}, 2).revision == 3
