"""The archive of snapshots: kept once, dated, and telling leaves within the interval between two of them."""

import csv
import datetime as dt
import json
import os

import pytest

from shequn.errors import InputError, MissingFileError
from shequn.readers.exports import snapshots
from shequn.readers.exports.convert import convert

DAY = 1_777_600_800
UTC = dt.UTC


@pytest.fixture
def write(tmp_path):
    def answer(*members: str, name: str = "chat.json", joined: dict[str, int] | None = None):
        listed = [
            {"userid": m, "type": 2, "join_time": DAY + (joined or {}).get(m, 0), "join_scene": 1} for m in members
        ]
        group = {"chat_id": "wr1", "name": "T", "create_time": DAY, "member_list": listed}
        path = tmp_path / name
        path.write_text(json.dumps({"errcode": 0, "group_chat": group}))
        return path

    return answer


def spells(folder, out) -> dict[str, list[tuple[str, str, str]]]:
    convert([folder], out=out, form="csv")
    found: dict[str, list[tuple[str, str, str]]] = {}
    with (out / "members.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            cut = tuple(row[name][:10] for name in ("joined_at", "left_after", "left_at"))
            found.setdefault(row["member_id"], []).append(cut)
    return {member: sorted(each) for member, each in found.items()}


def on(day: int) -> dt.datetime:
    return dt.datetime(2026, 5, day, tzinfo=UTC)


def test_a_snapshot_is_kept_once(write, tmp_path):
    path = write("a", "b")
    first = snapshots.add(path, archive=tmp_path / "kept", taken_at=on(10))
    assert (first.new, first.groups, first.seats, first.taken_at) == (True, 1, 2, on(10))
    assert not snapshots.add(path, archive=tmp_path / "kept", taken_at=on(10)).new
    assert snapshots.add(path, archive=tmp_path / "kept", taken_at=on(11)).new
    assert len(list((tmp_path / "kept").iterdir())) == 2
    assert first.path.name.startswith("20260510T000000Z_")


def test_a_file_without_a_date_has_the_time_of_its_last_change(write, tmp_path):
    path = write("a")
    os.utime(path, (DAY, DAY))
    added = snapshots.add(path, archive=tmp_path / "kept")
    assert added.taken_at == dt.datetime.fromtimestamp(DAY, UTC)


def test_leaves_and_returns_between_snapshots(write, tmp_path):
    kept = tmp_path / "kept"
    snapshots.add(write("stays", "leaves", "returns", "missed"), archive=kept, taken_at=on(10))
    snapshots.add(write("stays"), archive=kept, taken_at=on(20))
    back = write("stays", "returns", "missed", joined={"returns": 22 * 86400})
    snapshots.add(back, archive=kept, taken_at=on(30))
    found = spells(kept, tmp_path / "out")
    assert found["stays"] == [("2026-05-01", "", "")]
    assert found["leaves"] == [("2026-05-01", "2026-05-10", "2026-05-20")]
    assert found["returns"] == [("2026-05-01", "2026-05-10", "2026-05-20"), ("2026-05-23", "", "")]
    assert found["missed"] == [("2026-05-01", "", "")], "the list in between was not whole: the old join still stands"


def test_a_file_that_lists_nobody_is_refused(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("hello")
    with pytest.raises(InputError, match="lists no members"):
        snapshots.add(path, archive=tmp_path / "kept")
    with pytest.raises(MissingFileError):
        snapshots.add(tmp_path / "none", archive=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_an_archive_that_cannot_be_written(write, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="archive cannot be written"):
        snapshots.add(write("a"), archive=tmp_path / "file")


def test_a_chat_that_names_its_owner_is_no_list_of_members(tmp_path, monkeypatch):
    """Kept as a snapshot it would tell that everybody else had left."""
    monkeypatch.chdir(tmp_path)
    chat = {
        "chatlab": {"version": "0.0.2", "exportedAt": 1_777_600_800},
        "meta": {"name": "T", "platform": "wechat", "type": "group", "ownerId": "wxid_a"},
        "members": [{"platformId": "wxid_a", "accountName": "A"}],
        "messages": [{"sender": "wxid_a", "accountName": "A", "timestamp": DAY, "type": 0, "content": ""}],
    }
    (tmp_path / "chat.json").write_text(json.dumps(chat))
    with pytest.raises(InputError, match="lists no members of a group"):
        snapshots.add("chat.json")
    assert not (tmp_path / "snapshots").exists()
