"""What several exports hold is taken once, and counted as passed over in the later file."""

import csv
import json
from pathlib import Path

from shequn.readers.exports.convert import convert
from shequn.readers.exports.quality import overall

ROOM = "1@chatroom"
AT = 1_777_600_800  # 2026-05-01 10:00 in Shanghai


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def chatlog(*seconds: int) -> str:
    return json.dumps([
        {"seq": (AT + s) * 1000, "time": f"2026-05-01T10:00:{s:02}+08:00", "talker": ROOM, "talkerName": "茶",
         "isChatRoom": True, "sender": "wxid_a", "senderName": "小林", "isSelf": False, "type": 1, "content": "早"}
        for s in seconds
    ], ensure_ascii=False)  # fmt: skip


def chatlog_csv(*seconds: int) -> str:
    """The same tool's table: local time, no numbers."""
    return "Time,SenderName,Sender,TalkerName,Talker,Content\n" + "".join(
        f"2026-05-01 10:00:{s:02},小林,wxid_a,茶,{ROOM},早\n" for s in seconds
    )


def weflow(*seconds: int) -> str:
    messages = [
        {"localId": n, "createTime": AT + s, "formattedTime": f"2026-05-01 10:00:{s:02}", "type": "文本消息",
         "localType": 1, "content": "早", "isSend": 0, "senderUsername": "wxid_a", "senderDisplayName": "小林",
         "platformMessageId": "0"}
        for n, s in enumerate(seconds)
    ]  # fmt: skip
    session = {"wxid": ROOM, "nickname": "茶", "type": "群聊", "messageCount": len(seconds)}
    told = {"weflow": {"version": "1", "exportedAt": AT, "format": "json"}, "session": session, "messages": messages}
    return json.dumps(told, ensure_ascii=False)


def dropped(folder: Path, out: Path) -> tuple[int, dict[str, int]]:
    """Messages written, and duplicates of each file."""
    made = convert([folder], out=out, form="csv")
    assert all(a.rows == a.kept + a.refused.total() + a.passed.total() for a in made.accounts)
    return made.rows["messages"], {a.path.name: a.passed["duplicate"] for a in made.accounts if a.passed["duplicate"]}


def test_one_chat_by_two_tools_is_counted_once(tmp_path):
    """Each numbers the messages in its own way, and one has local times only."""
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "a.json").write_text(chatlog(1, 2, 2, 3), "utf-8")
    (exports / "b.csv").write_text(chatlog_csv(2, 2, 2, 3, 9), "utf-8")
    (exports / "c.json").write_text(weflow(3, 9, 10), "utf-8")
    assert dropped(exports, tmp_path / "out") == (7, {"b.csv": 3, "c.json": 2}), "10:00:01, three at :02, :03, :09, :10"


def test_two_exports_of_a_tool_that_numbers_some_messages_with_nought(tmp_path):
    """Nought is no number: the two messages at different times are not one."""
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "a.json").write_text(weflow(1).replace('"localId": 0', '"localId": 7'), "utf-8")
    (exports / "b.json").write_text(weflow(2).replace('"localId": 0', '"localId": 8'), "utf-8")
    assert dropped(exports, tmp_path / "out") == (2, {})


def test_a_number_that_repeats_inside_a_file_is_no_duplicate_of_itself(tmp_path):
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "a.json").write_text(chatlog(5, 5), "utf-8")
    (exports / "b.json").write_text(chatlog(5, 5, 6), "utf-8")
    assert dropped(exports, tmp_path / "out") == (3, {"b.json": 2})


def test_a_group_known_by_name_only_may_be_one_that_has_an_id(tmp_path):
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "a.json").write_text(chatlog(1), "utf-8")
    (exports / "茶.csv").write_text(
        "消息ID,类型,发送人,时间,内容,备注,昵称,更多信息\n1,文本,小林,2026-05-01 10:00:01,早,,小林,more\n", "utf-8"
    )
    made = convert([exports], out=tmp_path / "out", form="csv")
    assert dict(overall(made))["alike"] == 1
    assert {row["group_id"]: row["name"] for row in rows(tmp_path / "out" / "groups.csv")} == {
        ROOM: "茶", "name:茶": "茶",
    }  # fmt: skip


BILL = "动账类型,动账金额,动账时间,关联单号,商户单号,备注,手续费,渠道\n"


def test_refunds_of_one_payment_in_two_bills_add_up(tmp_path):
    exports = tmp_path / "exports"
    exports.mkdir()
    paid, first = "收款,100.00,2026-05-02 09:00:00,,M1,,0,微信\n", "退款,-10.00,2026-05-20 09:00:00,,M1,,0,微信\n"
    (exports / "05.csv").write_text(BILL + paid + first, "utf-8")
    lost = "退款,-7.00,2026-06-03 09:00:00,,M9,,0,微信\n"
    (exports / "06.csv").write_text(BILL + first + "退款,-30.00,2026-06-02 09:00:00,,M1,,0,微信\n" + lost, "utf-8")
    made = convert([exports], out=tmp_path / "out", form="csv")
    [order] = rows(tmp_path / "out" / "orders.csv")
    assert (order["amount"], order["refunded_amount"], order["paid_at"][:10]) == ("100.00", "40.00", "2026-05-02")
    june = made.accounts[1]
    assert (june.kept, june.passed) == (1, {"duplicate": 1, "refund_alone": 1})


YOUZAN = "订单号,订单状态,订单创建时间,买家付款时间,订单实付金额,买家昵称,买家手机号,订单退款状态,订单已退款金额\n"


def test_an_order_pasted_twice_into_a_table_of_whole_orders_is_one(tmp_path):
    row = "E20260502090000000001,交易完成,2026-05-02 09:00:00,2026-05-02 09:00:00,99.00,小林,186****0000,,0.00\n"
    (tmp_path / "o.csv").write_text(YOUZAN + row + row, "utf-8")
    made = convert([tmp_path / "o.csv"], out=tmp_path / "out", form="csv")
    assert [order["amount"] for order in rows(tmp_path / "out" / "orders.csv")] == ["99.00"]
    assert (made.accounts[0].kept, made.accounts[0].passed["duplicate"], made.parts) == (1, 1, 0)


def test_the_same_exports_give_the_same_bytes(tmp_path):
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "a.json").write_text(chatlog(*range(50), *range(50)), "utf-8")
    (exports / "c.json").write_text(weflow(*range(59)), "utf-8")
    for name in "xy":
        convert([exports], out=tmp_path / name, client="Tea")
    assert all((tmp_path / "x" / file.name).read_bytes() == file.read_bytes() for file in (tmp_path / "y").iterdir())
