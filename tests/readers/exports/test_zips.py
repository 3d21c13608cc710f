"""Zips that exports come in: the names and sizes of what is in them."""

import zipfile
from pathlib import Path

import pytest

from shequn.readers.exports import zips
from shequn.readers.exports.base import Passed, Refused
from shequn.readers.exports.streams import head


def put(folder: Path, *names: str) -> Path:
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "tea")
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_without_a_word_on_their_encoding(tmp_path: Path, encoding: str) -> None:
    """As packed anew on a Chinese Windows, or by programs that forget to say that names are UTF-8."""
    raw = "茶友会/聊天.txt".encode(encoding)
    data = put(tmp_path, "x" * len(raw)).read_bytes().replace(b"x" * len(raw), raw)
    path = tmp_path / "export.zip"
    path.write_bytes(data)
    assert zips.names(head(path)) == ["茶友会/聊天.txt"]


def test_names_of_windows_and_of_western_programs(tmp_path: Path) -> None:
    assert zips.names(head(put(tmp_path, "tea\\chat.txt", "tea/", "café.txt"))) == ["tea/chat.txt", "tea/", "café.txt"]


def test_a_workbook_or_a_broken_zip_has_no_names(tmp_path: Path) -> None:
    assert zips.names(head(put(tmp_path, "[Content_Types].xml", "_chat.txt"))) == []
    path = put(tmp_path, "_chat.txt")
    path.write_bytes(path.read_bytes()[:-9])
    assert zips.names(head(path)) == []


def test_folders_are_no_members_and_members_open_as_files_do(tmp_path: Path) -> None:
    with zips.opened(put(tmp_path, "tea/", "tea/chat.txt", "../x")) as members:
        assert [(member.name, member.fault) for member in members] == [("tea/chat.txt", ""), ("../x", "unsafe_path")]
        chat, outside = members
        assert str(chat).endswith("export.zip/tea/chat.txt")
        with chat.open("rb") as raw, chat.open(encoding="utf-8", newline="\n") as text:
            assert (raw.read(), text.read()) == (b"tea", "tea")
        assert zips.unread(4, chat) == Passed(4, "other_file")
        assert zips.unread(5, outside) == Refused(5, "unsafe_path", "../x")


def test_a_line_that_does_not_unpack(tmp_path: Path) -> None:
    path = put(tmp_path, "chat.txt")
    path.write_bytes(path.read_bytes().replace(b"tea", b"tee", 1))
    with zips.opened(path) as [chat]:
        assert [line.fault for line in zips.lines(chat)] == ["bad_member"]
