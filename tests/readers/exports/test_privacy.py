"""Pseudonyms: one for a person in all files, none for who has not the salt."""

import csv
import json
import stat

import pytest

from shequn.errors import InputError
from shequn.readers.exports import privacy
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
    for private in ("wm1", "林", "o1,"):
        assert private.encode() not in written
    assert made[0].matched == 1


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
