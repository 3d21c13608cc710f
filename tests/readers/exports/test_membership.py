"""Spells from what exports show: counted by hand, one chat or list at a time."""

import csv
import datetime as dt
import json
from pathlib import Path

import pytest

from shequn.errors import InputError
from shequn.readers.exports.convert import convert


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def spells(out: Path, member: str) -> list[tuple[str, str, str]]:
    """Joined, left, left after: day and time without seconds and zone."""
    found = [row for row in rows(out / "members.csv") if row["member_id"].partition("@")[0] == member]
    return sorted(tuple(row[name][5:16] for name in ("joined_at", "left_at", "left_after")) for row in found)


def roster(chat_id: str, taken: str, *members: tuple[str, str]) -> str:
    """A groupchat/get answer that says when it was taken; ids and join times."""
    listed = [{"userid": i, "type": 2, "join_time": int(dt.datetime.fromisoformat(at).timestamp()), "join_scene": 1}
              for i, at in members]  # fmt: skip
    told = {"taken_at": taken} if taken else {}
    return json.dumps({"errcode": 0, "group_chat": {"chat_id": chat_id, "member_list": listed}} | told)


def said(*messages: tuple[str, str]) -> str:
    """Message archive: who, when."""
    return "".join(
        json.dumps(
            {"msgid": f"{n}", "action": "send", "from": who, "tolist": [], "roomid": "wr1", "msgtype": "text",
             "msgtime": int(dt.datetime.fromisoformat(at).timestamp() * 1000), "text": {"content": "hi"}}
        ) + "\n"
        for n, (who, at) in enumerate(messages)
    )  # fmt: skip


def test_who_left_and_speaks_again_is_a_member_again(tmp_path):
    """Many platforms log a leave and not the way back."""
    chat = tmp_path / "WhatsApp Chat with Tea.txt"
    chat.write_text(
        "13/05/2026, 10:00 - Lin: hello\n14/05/2026, 10:00 - Lin left\n15/05/2026, 10:00 - Bo: where is she\n"
        "16/05/2026, 10:00 - Lin: back\n17/05/2026, 10:00 - Lin: again\n18/05/2026, 10:00 - Lin left\n"
    )
    convert([chat], out=tmp_path / "out", form="csv")
    assert spells(tmp_path / "out", "name:Lin") == [("", "05-14 10:00", ""), ("05-16 10:00", "05-18 10:00", "")]


SNAPSHOTS = {
    "a.json": roster("wr1", "2026-05-10T00:00:00+00:00", ("wm1", "2026-05-01T00:00:00+00:00"),
                     ("wm2", "2026-05-01T00:00:00+00:00"), ("wm3", "2026-05-01T00:00:00+00:00")),
    "b.json": roster("wr1", "2026-05-20T00:00:00+00:00", ("wm1", "2026-05-01T00:00:00+00:00"),
                     ("wm3", "2026-05-18T00:00:00+00:00")),
}  # fmt: skip


def test_an_interval_begins_when_the_person_was_last_seen(tmp_path):
    for name, text in SNAPSHOTS.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "m.jsonl").write_text(said(("wm2", "2026-05-12T08:00:00+00:00"), ("wm2", "2026-05-15T08:00:00+00:00")))
    convert([tmp_path], out=tmp_path / "out", form="csv", timezone="UTC")
    assert spells(tmp_path / "out", "wm1") == [("05-01 00:00", "", "")]
    assert spells(tmp_path / "out", "wm2") == [("05-01 00:00", "05-20 00:00", "05-15 08:00")], "wrote on the 15th"
    assert spells(tmp_path / "out", "wm3") == [
        ("05-01 00:00", "05-18 00:00", "05-10 00:00"), ("05-18 00:00", "", ""),
    ], "listed on the 10th, joined again on the 18th"  # fmt: skip


def test_how_somebody_joined_and_who_invited_stay_with_the_spell(tmp_path):
    """From the member list; the inviter has the id of the person, as everybody has."""
    group = json.loads(roster("wr1", "", ("wm1", "2026-05-01T00:00:00+00:00"), ("wm2", "2026-05-02T00:00:00+00:00")))
    first, second = group["group_chat"]["member_list"]
    first["join_scene"], second["invitor"] = 3, {"userid": "boss-old"}
    (tmp_path / "a.json").write_text(json.dumps(group))
    (tmp_path / "identities.csv").write_text("alias,member_id\nboss-old,boss\n")
    convert([tmp_path / "a.json"], out=tmp_path / "out", form="csv")
    found = {row["member_id"]: (row["join_how"], row["invited_by"]) for row in rows(tmp_path / "out" / "members.csv")}
    assert found == {"wm1": ("qr", ""), "wm2": ("invited", "boss")}
    convert([tmp_path / "a.json"], out=tmp_path / "hidden", form="csv", pseudonymise=True, salt=tmp_path / "salt")
    [by] = {row["invited_by"] for row in rows(tmp_path / "hidden" / "members.csv")} - {""}
    assert by.startswith("p")


def test_two_lists_of_a_group_cannot_be_of_one_time(tmp_path):
    for n, members in enumerate((("wm1", "wm2"), ("wm1",))):
        (tmp_path / f"{n}.json").write_text(roster("wr1", "", *((m, "2026-05-01T00:00:00+00:00") for m in members)))
    taken = dt.datetime(2026, 5, 20, tzinfo=dt.UTC)
    with pytest.raises(InputError, match=r"0\.json and 1\.json list different members of group 'wr1'.*snapshot add"):
        convert([tmp_path], out=tmp_path / "out", taken_at=taken)
    (tmp_path / "1.json").unlink()
    assert convert([tmp_path / "0.json"], out=tmp_path / "out", taken_at=taken).spells.undated == 0


def test_times_of_a_group_keep_their_own_offset(tmp_path):
    """A dissolution in UTC beside a list of members without a time of its making."""
    callback = (
        "<xml><CreateTime>{}</CreateTime><MsgType>event</MsgType><Event>change_external_chat</Event>"
        "<ChatId>wr1</ChatId><ChangeType>{}</ChangeType></xml>\n"
    )
    at = {
        what: int(dt.datetime(2026, 5, day, tzinfo=dt.UTC).timestamp()) for what, day in (("create", 1), ("dismiss", 9))
    }
    (tmp_path / "cb.xml").write_text("".join(callback.format(at[what], what) for what in at))
    (tmp_path / "g.json").write_text(roster("wr1", "", ("wm1", "2026-05-01T00:00:00+00:00")))
    convert([tmp_path], out=tmp_path / "out", form="csv")
    [group] = rows(tmp_path / "out" / "groups.csv")
    assert (group["created_at"], group["dissolved_at"]) == ("2026-05-01 00:00:00+00:00", "2026-05-09 00:00:00+00:00")
