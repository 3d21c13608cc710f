"""A folder of exports becomes a client's folder, counted by hand: every row is kept, refused or passed over."""

import csv
import datetime as dt
import json
import zipfile
from pathlib import Path

import polars as pl
import pytest

import shequn
from shequn.errors import InputError, QuestionError, RenderError
from shequn.readers.exports import convert as module
from shequn.readers.exports.convert import convert
from shequn.readers.exports.quality import summary
from shequn.readers.exports.survey import describe, survey

DAY = 1_777_600_800  # 2026-05-01 10:00 in Shanghai


def chat(chat_id: str, *members: tuple[str, int, str], name: str = "早餐群") -> str:
    """A groupchat/get answer: id, join time, name."""
    listed = [
        {"userid": i, "type": 2, "unionid": f"u-{i}", "join_time": t, "join_scene": 1, "name": n} for i, t, n in members
    ]
    group = {"chat_id": chat_id, "name": name, "owner": "boss", "create_time": DAY - 86400, "member_list": listed}
    return json.dumps({"errcode": 0, "group_chat": group}, ensure_ascii=False)


def archive(*messages: tuple[str, str, int], room: str = "wr1") -> str:
    return "".join(
        json.dumps(
            {"msgid": i, "action": "send", "from": who, "tolist": [], "roomid": room, "msgtime": at * 1000,
             "msgtype": "text", "text": {"content": "电话 18600000000"}}, ensure_ascii=False,
        ) + "\n"
        for i, who, at in messages
    )  # fmt: skip


ORDERS = (
    "跟团号,下单人,支付时间,商品,订单金额,退款金额,订单状态,联系电话\n"
    "1,林,2026-05-02 09:00:00,茶,20,0,已发货,18600000000\n"
    "1,林,2026-05-02 09:00:00,杯,5.5,5.5,已发货,18600000000\n"
    "2,王,,茶,20,0,待付款,18600000000\n"
)


@pytest.fixture
def exports(tmp_path):
    folder = tmp_path / "tea"
    folder.mkdir()
    (folder / "a.json").write_text(chat("wr1", ("wm1", DAY, "林"), ("wm2", DAY, "王")), "utf-8")
    (folder / "messages.jsonl").write_text(archive(("m1", "wm1", DAY + 60), ("m2", "wm2", DAY + 120)), "utf-8")
    (folder / "copy.txt").write_text(archive(("m1", "wm1", DAY + 60), ("m2", "wm2", DAY + 120)), "utf-8")
    (folder / "ktt.csv").write_bytes(ORDERS.encode("gb18030"))
    (folder / "notes.txt").write_text("hello\n")
    return folder


def rows(path: Path) -> list[dict]:
    if path.suffix == ".parquet":
        return pl.read_parquet(path).to_dicts()
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_is_accounted_for_and_the_copy_is_dropped_once(exports, tmp_path):
    made = convert([exports], out=tmp_path / "out")
    accounts = {account.path.name: account for account in made.accounts}
    assert all(a.rows == a.kept + a.refused.total() + a.passed.total() for a in made.accounts)
    assert accounts["messages.jsonl"].same_as == "copy.txt"
    assert (accounts["copy.txt"].rows, accounts["copy.txt"].kept) == (2, 2)
    assert accounts["notes.txt"].format == ""
    assert (accounts["ktt.csv"].rows, accounts["ktt.csv"].kept, accounts["ktt.csv"].passed["unpaid"]) == (3, 2, 1)
    assert made.rows == {"members": 2, "messages": 2, "orders": 1, "groups": 1}
    assert {path.name for path in made.paths} == {path.name for path in (tmp_path / "out").iterdir()}
    words = summary(made, "zh")
    assert "messages.jsonl: 与 copy.txt 相同，只取一份" in words
    assert "ktt.csv（快团团订单）：共 3 行，保留 2 行，剔除 0 行，略过 1 行" in words


def test_the_tables(exports, tmp_path):
    convert([exports], out=tmp_path / "out")
    [order] = rows(tmp_path / "out" / "orders.parquet")
    assert (str(order["amount"]), str(order["refunded_amount"])) == ("25.50", "5.50"), "parts are summed"
    assert order["paid_at"] == dt.datetime(2026, 5, 2, 9), "local time stays without zone"
    members = sorted(rows(tmp_path / "out" / "members.parquet"), key=lambda row: row["member_id"])
    assert [(m["member_id"], m["nickname"], m["left_at"]) for m in members] == [
        ("wm1", "林", None),
        ("wm2", "王", None),
    ]
    assert members[0]["joined_at"].timestamp() == DAY
    messages = rows(tmp_path / "out" / "messages.parquet")
    assert {m["message_id"] for m in messages} == {"m1", "m2"}
    assert not any("186" in str(row) or "电话" in str(row) for row in messages)
    assert rows(tmp_path / "out" / "groups.parquet")[0]["name"] == "早餐群"


def test_nothing_private_is_written_anywhere(exports, tmp_path):
    convert([exports], out=tmp_path / "out", form="csv")
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())
    assert b"18600000000" not in written
    assert "电话".encode() not in written


def test_text_is_kept_when_asked_for(exports, tmp_path):
    convert([exports], out=tmp_path / "out", keep_text=True)
    assert rows(tmp_path / "out" / "messages.parquet")[0]["text"].startswith("电话")


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_what_was_converted_can_be_read(exports, tmp_path, form):
    convert([exports], out=tmp_path / "out", form=form)
    with shequn.read(tmp_path / "out", today=dt.date(2026, 6, 1)) as community:
        assert community.group_ids == ("wr1",)
        kept = {name: table.rows_kept for name, table in community.quality.tables.items()}
        assert kept == {"members": 2, "messages": 2, "orders": 1, "groups": 1}


def test_a_folder_or_a_file_of_exports_is_read_at_once(exports):
    for data in (exports, exports / "a.json"):
        with shequn.read(data, today=dt.date(2026, 6, 1)) as community:
            assert community.group_ids == ("wr1",)


def test_two_dated_snapshots_tell_leaves_within_an_interval(tmp_path):
    for n, (taken, members) in enumerate(
        [("2026-05-10T00:00+08:00", ("wm1", "wm2")), ("2026-05-20T00:00+08:00", ("wm1", "wm3"))]
    ):
        file = tmp_path / f"{n}.json"
        file.write_text(chat("wr1", *((m, DAY + (10 * 86400 if m == "wm3" else 0), m) for m in members)), "utf-8")
        shequn_snapshots_add(file, tmp_path / "archive", taken)
    made = convert([tmp_path / "archive"], out=tmp_path / "out", form="csv")
    spells = {m["member_id"]: m for m in rows(tmp_path / "out" / "members.csv")}
    assert made.spells.intervals == 1
    assert spells["wm1"]["left_at"] == spells["wm3"]["left_at"] == ""
    assert (spells["wm2"]["left_after"], spells["wm2"]["left_at"]) == (
        "2026-05-09 16:00:00+00:00", "2026-05-19 16:00:00+00:00",
    )  # fmt: skip


def shequn_snapshots_add(file: Path, folder: Path, taken: str) -> None:
    from shequn.readers.exports import snapshots

    snapshots.add(file, archive=folder, taken_at=dt.datetime.fromisoformat(taken))


def telegram(chats: list[dict]) -> str:
    return json.dumps({"about": "Here is the data", "chats": {"about": "", "list": chats}}, ensure_ascii=False)


def said(i: int, who: str, at: int) -> dict:
    return {"id": i, "type": "message", "date": "2026-05-01T10:00:00", "date_unixtime": str(at), "from": who.title(),
            "from_id": f"user{who}", "text": "hi"}  # fmt: skip


def test_a_migrated_group_is_one_and_its_numbers_do_not_collide(tmp_path):
    old = {"name": "Tea", "type": "private_group", "id": 1, "messages": [said(5, "1", DAY), {
        "id": 6, "type": "service", "date": "2026-05-01T10:00:00", "date_unixtime": str(DAY + 60), "actor": "1",
        "actor_id": "user1", "action": "migrate_to_supergroup", "text": ""}]}  # fmt: skip
    new = {"name": "Tea", "type": "private_supergroup", "id": 2, "messages": [{
        "id": 1, "type": "service", "date": "2026-05-01T10:00:00", "date_unixtime": str(DAY + 60), "actor": "Tea",
        "actor_id": "channel2", "action": "migrate_from_group", "title": "Tea", "text": ""},
        said(5, "1", DAY + 120)]}  # fmt: skip
    (tmp_path / "result.json").write_text(telegram([old, new]), "utf-8")
    made = convert([tmp_path / "result.json"], out=tmp_path / "out", form="csv")
    assert made.merged_groups == 1
    with shequn.read(tmp_path / "out", today=dt.date(2026, 6, 1)) as community:
        assert len(community.group_ids) == 1
        assert community.quality.tables["messages"].refused == {}


def test_overlapping_exports_of_one_group_are_taken_once(tmp_path):
    (tmp_path / "may.jsonl").write_text(archive(("m1", "wm1", DAY), ("m2", "wm1", DAY + 1)), "utf-8")
    (tmp_path / "june.jsonl").write_text(archive(("m2", "wm1", DAY + 1), ("m3", "wm1", DAY + 2)), "utf-8")
    made = convert([tmp_path / "may.jsonl", tmp_path / "june.jsonl"], out=tmp_path / "out")
    assert made.rows["messages"] == 3
    assert [(a.rows, a.kept, a.passed["duplicate"]) for a in made.accounts] == [(2, 2, 0), (2, 1, 1)]


def test_an_order_in_two_exports_counts_once_with_its_later_refund(tmp_path):
    header = "order_id,member_id,paid_at,amount,refunded_amount\n"
    (tmp_path / "a.csv").write_text(header + "1,x,2026-05-01,20,0\n2,x,2026-05-01,7,0\n")
    (tmp_path / "b.csv").write_text(header + "1,x,2026-05-01,20,5\n")
    made = convert([tmp_path / "a.csv", tmp_path / "b.csv"], out=tmp_path / "out", form="csv")
    found = {o["order_id"]: (o["amount"], o["refunded_amount"]) for o in rows(tmp_path / "out" / "orders.csv")}
    assert found == {"1": ("20.00", "5.00"), "2": ("7.00", "0.00")}
    assert made.repeated_orders == 1


def test_one_broken_file_costs_itself_and_is_said(exports, tmp_path):
    """Nobody has the time to send everything again because of one file."""
    bomb = exports / "slack.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.json", "[]")
        archive.writestr("general/2026-05-20.json", b" " * ((1 << 26) + 1))
    made = convert([exports], out=tmp_path / "out", form="csv")
    [account] = [account for account in made.accounts if account.path == bomb]
    assert (account.format, account.rows) == ("slack", 0)
    assert "bytes would unpack to 67108867; the limit" in summary(made)
    assert "没能读到文件末尾" in summary(made, "zh")
    assert made.rows["messages"] == 2, "the others are read"
    with shequn.read(exports, today=dt.date(2026, 6, 1)) as community:
        assert [f.file for f in community.quality.conversion.files if f.cut_short] == ["slack.zip"]
    with pytest.raises(InputError, match="would unpack"):
        convert([bomb], out=tmp_path / "alone")


def test_a_question_stops_all(exports, tmp_path):
    """The answer changes what is read, so that it cannot wait."""
    (exports / "WhatsApp Chat with Tea.txt").write_text("01/02/2026, 10:00 - Ann: hi\n")
    with pytest.raises(QuestionError, match="--dayfirst or --monthfirst"):
        convert([exports], out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_is_no_export_is_refused_and_leaves_nothing(tmp_path):
    (tmp_path / "notes.txt").write_text("hello\n")
    with pytest.raises(InputError, match=r"notes\.txt: no known export"):
        convert([tmp_path / "notes.txt"], out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_fault_in_the_middle_leaves_nothing_half_written(exports, tmp_path, monkeypatch):
    def fault(*_args: object) -> None:
        raise InputError("disk full")

    monkeypatch.setattr(module, "write_client", fault)
    with pytest.raises(InputError, match="disk full"):
        convert([exports], out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_cut_short_keeps_what_stands_before_and_says_so(tmp_path):
    text = telegram(
        [{"name": "T", "type": "private_group", "id": 1, "messages": [said(n, "1", DAY + n) for n in range(9)]}]
    )
    (tmp_path / "result.json").write_text(text[: text.index('"id": 8')], "utf-8")
    made = convert([tmp_path / "result.json"], out=tmp_path / "out")
    [account] = made.accounts
    assert made.rows["messages"] == 8
    assert account.fault or account.refused


def test_a_folder_with_tables_is_not_written_over(exports, tmp_path):
    (tmp_path / "members.csv").write_text("mine")
    with pytest.raises(RenderError, match=r"members\.csv already"):
        convert([exports], out=tmp_path)
    assert (tmp_path / "members.csv").read_text() == "mine"


def test_people_whom_a_file_counts_but_does_not_name_are_said(tmp_path):
    told = {
        "Event": "change_external_chat", "CreateTime": DAY, "ChatId": "wr1", "ChangeType": "update",
        "UpdateDetail": "add_member", "MemChangeCnt": 5, "MemChangeList": ["wm1", "wm2"],
    }  # fmt: skip
    nobody = told | {"MemChangeCnt": 4, "MemChangeList": []}
    left = told | {"UpdateDetail": "del_member", "MemChangeCnt": 2, "MemChangeList": ["wm1"], "CreateTime": DAY + 60}
    (tmp_path / "log.json").write_text("\n".join(map(json.dumps, (told, nobody, left))))
    made = convert([tmp_path / "log.json"], out=tmp_path / "out", form="csv")
    [account] = made.accounts
    assert (account.rows, account.kept, account.refused.total()) == (3, 3, 0)
    assert account.unnamed == {"join": 3 + 4, "leave": 1}
    assert made.rows["members"] == 2
    with (tmp_path / "out" / "data_quality.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = {row["code"]: row["count"] for row in csv.DictReader(file) if row["what"] == "fact"}
    assert listed == {"unnamed_join": "7", "unnamed_leave": "1"}
    assert "7 × 人次入群，文件只有人数" in summary(made, "zh")
    [seen] = survey([tmp_path / "log.json"])
    assert "1 × left, but the file only counts them" in describe(seen)


def test_the_quality_list_has_an_account_of_each_file(exports, tmp_path):
    convert([exports], out=tmp_path / "out")
    with (tmp_path / "out" / "data_quality.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    counts = {(row["file"], row["what"], row["code"]): row["count"] for row in listed}
    assert counts["ktt.csv", "rows", ""] == "3"
    assert counts["ktt.csv", "passed", "unpaid"] == "1"
    assert counts["", "all", "orders_unmatched"] == "1"
    assert {row["what"] for row in listed if row["file"] == "messages.jsonl"} == {"copy"}
