"""Who is who: by id, by union id, by the user's own table; a name alone joins nobody across files."""

import csv
import json
from pathlib import Path

import pytest

from shequn.errors import InputError, MissingFileError
from shequn.readers.exports.convert import convert
from shequn.readers.exports.identity import read_mapping

DAY = 1_777_600_800


def group(chat_id: str, *members: tuple[str, str, str]) -> str:
    """Id, union id, name."""
    listed = [
        {"userid": i, "type": 2, "unionid": u, "join_time": DAY, "join_scene": 1, "name": n} for i, u, n in members
    ]
    return json.dumps(
        {"errcode": 0, "group_chat": {"chat_id": chat_id, "name": chat_id, "create_time": DAY, "member_list": listed}}
    )


ORDERS = "跟团号,下单人,支付时间,商品,订单金额,退款金额,订单状态\n"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def folder(tmp_path):
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "g1.json").write_text(group("wr1", ("wm1", "u1", "林"), ("wm2", "u2", "王"), ("wm3", "u3", "王")))
    (exports / "g2.json").write_text(group("wr2", ("wm9", "u1", "林林")))
    (exports / "o.csv").write_text(
        ORDERS + "1,林,2026-05-02 09:00:00,茶,20,0,已发货\n2,王,2026-05-02 09:01:00,茶,9,0,已发货\n"
    )
    return exports


def members(out: Path) -> set[tuple[str, str]]:
    return {(row["group_id"], row["member_id"]) for row in rows(out / "members.csv")}


def test_ids_with_one_union_id_are_one_person_and_names_join_nobody(folder, tmp_path):
    out = tmp_path / "out"
    made = convert([folder], out=out, form="csv")
    assert members(out) == {("wr1", "wm1"), ("wr1", "wm2"), ("wr1", "wm3"), ("wr2", "wm1")}
    assert {row["member_id"] for row in rows(out / "orders.csv")} == {
        "name:林@kuaituantuan_orders", "name:王@kuaituantuan_orders",
    }  # fmt: skip
    assert (made.joined.by_unionid, made.matched) == (1, 0)
    assert (made.joined.single, made.joined.several) == (1, 1), "林 is one person, 王 two"
    listed = {(row["alias"], row["member_id"], row["fits"]) for row in rows(out / "identities_candidates.csv")}
    assert listed == {
        ("name:林@kuaituantuan_orders", "wm1", "1"),
        ("name:王@kuaituantuan_orders", "wm2", "2"),
        ("name:王@kuaituantuan_orders", "wm3", "2"),
    }


@pytest.mark.parametrize("alias", ["name:林", "name:林@kuaituantuan_orders"])
def test_the_users_own_table_joins(folder, tmp_path, alias):
    (folder / "identities.csv").write_text(f"别名,成员ID\n{alias},wm9\n", "gb18030")
    made = convert([folder], out=tmp_path / "out", form="csv")
    assert (made.joined.by_mapping, made.matched) == (1, 1)
    assert rows(tmp_path / "out" / "orders.csv")[0]["member_id"] in {"wm1", "name:王@kuaituantuan_orders"}


def test_orders_that_carry_the_union_id_match(folder, tmp_path):
    (folder / "o.csv").write_text("order_id,unionid,paid_at,amount\n1,u1,2026-05-02 09:00,20\n")
    made = convert([folder], out=tmp_path / "out", form="csv")
    assert made.matched == 1


def test_a_rename_keeps_one_person_with_the_last_name(tmp_path):
    lines = [
        {"seq": (DAY + n) * 1000, "time": f"2026-05-01T10:0{n}:00+08:00", "talker": "1@chatroom", "talkerName": "T",
         "isChatRoom": True, "sender": "wxid_a", "senderName": name, "isSelf": False, "type": 1, "subType": 0,
         "content": "hi"}
        for n, name in enumerate(["Ann", "Anna"])
    ]  # fmt: skip
    system = lines[0] | {"sender": "系统消息", "senderName": "", "type": 10000, "seq": DAY * 1000 - 9000,
                         "content": '"Bo(wxid_b)"邀请"Ann(wxid_a)"加入了群聊'}  # fmt: skip
    (tmp_path / "chat.json").write_text(json.dumps([system, *lines], ensure_ascii=False), "utf-8")
    convert([tmp_path / "chat.json"], out=tmp_path / "out", form="csv")
    people = {row["member_id"]: row["nickname"] for row in rows(tmp_path / "out" / "members.csv")}
    assert people["wxid_a"] == "Anna"


def test_one_name_in_two_groups_is_two_people_until_the_user_says_otherwise(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(
            f"20/05/2026, 10:00 - Ann: hi {name}\n21/05/2026, 10:00 - Bo: hi\n22/05/2026, 10:00 - Ann: hi\n"
        )
    made = convert([tmp_path / "one.txt", tmp_path / "two.txt"], out=tmp_path / "out", form="csv")
    people = {row["member_id"] for row in rows(tmp_path / "out" / "messages.csv")}
    assert len(people) == 4
    assert all(member.startswith("name:") for member in people)
    assert made.joined.single == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "must be alias and member_id"),
        ("alias,member_id\nx,\n", "line 2"),
        ("alias,member_id\nx,1\nx,2\n", "line 3"),
        ("alias,member_id\nx,y\ny,x\n", "circle"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path, text, message):
    (tmp_path / "i.csv").write_text(text)
    with pytest.raises(InputError, match=message):
        read_mapping(tmp_path / "i.csv")
    with pytest.raises(MissingFileError):
        read_mapping(tmp_path / "none.csv")


def test_an_alias_that_stands_nowhere_is_said(folder, tmp_path):
    (folder / "identities.csv").write_text("alias,member_id\nnobody,wm1\n林,wm1\nname:林,wm9\n", "utf-8")
    made = convert([folder], out=tmp_path / "out", form="csv")
    assert (made.joined.by_mapping, made.joined.unused) == (1, 2), "a bare name is no alias: it may be anybody's"
