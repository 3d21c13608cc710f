"""Pseudonyms: one for a person in all files, none for who has not the salt."""

import csv
import json
import stat

import pytest

from shequn.errors import InputError
from shequn.readers.exports import privacy, snapshots, values
from shequn.readers.exports.convert import convert

DAY = 1_777_600_800


@pytest.fixture
def folder(tmp_path):
    exports = tmp_path / "exports"
    exports.mkdir()
    listed = [{"userid": "wm1", "type": 2, "unionid": "u1", "join_time": DAY, "join_scene": 1, "name": "林"}]
    chat = {"chat_id": "wr1", "name": "T", "create_time": DAY, "member_list": listed}
    (exports / "g.json").write_text(json.dumps({"errcode": 0, "group_chat": chat}))
    message = {"msgid": "m1", "action": "send", "from": "wm1", "tolist": [], "roomid": "wr1", "msgtime": DAY * 1000,
               "msgtype": "text", "text": {"content": "hi"}}  # fmt: skip
    (exports / "m.jsonl").write_text(json.dumps(message) + "\n")
    (exports / "o.csv").write_text("order_id,member_id,paid_at,amount\no1,wm1,2026-05-02 09:00,20\n")
    return exports


def column(path, name: str) -> set[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row[name] for row in csv.DictReader(file)}


def test_one_person_is_one_pseudonym_in_all_files_and_all_runs(folder, tmp_path):
    salt = tmp_path / "salt"
    made = [convert([folder], out=tmp_path / n, form="csv", pseudonymise=True, salt=salt) for n in "ab"]
    found = [column(tmp_path / n / f"{t}.csv", "member_id") for n in "ab" for t in ("members", "messages", "orders")]
    assert all(each == found[0] for each in found)
    [pseudonym] = found[0]
    assert pseudonym.startswith("p")
    assert len(pseudonym) == 21
    written = b"".join(path.read_bytes() for path in made[0].paths)
    for private in ("wm1", "林", "o1,", "m.jsonl", "exports"):
        assert private.encode() not in written
    assert made[0].matched == 1
    assert column(made[0].paths[0].parent / "data_quality.csv", "file") >= {"file-1.json", "file-2.jsonl", "file-3.csv"}


def test_another_salt_gives_other_pseudonyms(folder, tmp_path):
    for name in "ab":
        convert([folder], out=tmp_path / name, form="csv", pseudonymise=True, salt=tmp_path / f"salt-{name}")
    assert column(tmp_path / "a" / "members.csv", "member_id") != column(tmp_path / "b" / "members.csv", "member_id")


def test_only_the_owner_may_read_the_salt(tmp_path):
    path = tmp_path / "salt"
    made = privacy.salt(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert privacy.salt(path) == made
    path.chmod(0o644)
    with pytest.raises(InputError, match="chmod 600"):
        privacy.salt(path)


@pytest.mark.parametrize("text", ["", "secret", "g" * 64])
def test_a_file_that_is_no_salt_is_not_taken_for_one(tmp_path, text):
    path = tmp_path / "salt"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(InputError, match="holds no salt"):
        privacy.salt(path)
    with pytest.raises(InputError, match="cannot be written"):
        privacy.salt(tmp_path / "no" / "salt")


CHAT = """01/05/2026, 10:00 - ‎Ann created group "Tea"
20/05/2026, 10:00 - +86 138 0013 8000: hi, call 13800138000
21/05/2026, 10:01 - Ann: a@example.com
"""
ORDERS = "order_id,member_id,paid_at,amount\no1,{},2026-05-22 09:00,20\n"


def phone(out) -> list[str]:
    with (out / "messages.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row["member_id"] for row in csv.DictReader(file) if row["member_id"].startswith("phone")]


def test_a_telephone_that_stands_for_somebody_is_salted_and_the_user_may_name_it(tmp_path):
    """The bare hash of a number is no secret: there are only ten thousand million numbers."""
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "WhatsApp Chat with Tea.txt").write_text(CHAT, "utf-8")
    (exports / "o.csv").write_text(ORDERS.format("boss"))
    (exports / "identities.csv").write_text("alias,member_id\nboss,13800138000\n")
    made = [convert([exports], out=tmp_path / n, form="csv", keep_text=True, salt=tmp_path / f"salt-{n}") for n in "ab"]
    first, second = (phone(tmp_path / n) for n in "ab")
    assert len(first) == len(second) == 1
    assert first != second
    bare = values.private("13800138000")
    written = b"".join(path.read_bytes() for path in made[0].paths)
    for telling in ("13800138000", "138 0013", bare, bare.partition(":")[2], "a@example.com", values.private("a@b.cn")):
        assert telling.encode() not in written
    assert "hi, call …" in (tmp_path / "a" / "messages.csv").read_text("utf-8")
    assert made[0].matched == 1, "the user's own table may say the number"
    again = convert([exports], out=tmp_path / "c", form="csv", salt=tmp_path / "salt-a")
    assert phone(tmp_path / "c") == first
    assert "".join(row for row in column(tmp_path / "c" / "members.csv", "nickname")) == "Ann"
    assert again.matched == 1


def test_no_salt_is_made_where_there_is_nothing_to_salt(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    convert([folder], out=tmp_path / "out")
    assert not (tmp_path / privacy.SALT_FILE).exists()


def test_a_snapshot_of_people_known_by_telephone_is_salted_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "members.csv").write_text("group_id,member_id,joined_at\ng1,13800138000,2026-05-01 10:00\n")
    (tmp_path / "o.csv").write_text(ORDERS.format("13800138000"))
    snapshots.add("members.csv")
    made = convert([tmp_path / "snapshots", tmp_path / "o.csv"], out=tmp_path / "out", form="csv")
    assert made.matched == 1


def test_who_is_mentioned_has_the_id_of_the_person(tmp_path):
    chat = {"name": "Tea", "type": "private_supergroup", "id": 1, "messages": [
        {"id": 1, "type": "message", "date": "2026-05-01T10:00:00", "date_unixtime": str(DAY), "from": "A",
         "from_id": "user1", "text": [{"type": "mention_name", "text": "B", "user_id": 2}, " and ",
                                      {"type": "mention_name", "text": "C", "user_id": 3}]}]}  # fmt: skip
    (tmp_path / "result.json").write_text(json.dumps(chat))
    (tmp_path / "identities.csv").write_text("alias,member_id\nuser2,wm2\n")
    convert([tmp_path / "result.json"], out=tmp_path / "out", form="csv")
    assert column(tmp_path / "out" / "messages.csv", "mentions") == {"wm2,user3"}
