"""Orders of each shop, in tables of its own shape, counted by hand."""

import csv
import datetime as dt
import hashlib
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ordering import FORMS, FULL, MASKED, PHONE, SALES, TAOBAO, put, taobao

from shequn.errors import InputError
from shequn.readers.exports import shops, values
from shequn.readers.exports.base import Options, Order, Passed, Refused
from shequn.readers.exports.convert import convert
from shequn.readers.exports.detect import detect, files_of
from shequn.readers.exports.gather import gather
from shequn.readers.exports.orders import _hashed
from shequn.readers.exports.quality import words
from shequn.readers.folder import connect
from shequn.texts import Texts

SHOPS = {shop.NAME: shop for shop in shops.FORMATS}


def read(path, shop: str, **options):
    return list(SHOPS[shop].records(path, Options(**options)))


def facts(path, shop: str) -> list[str]:
    connection = connect()
    try:
        return SHOPS[shop].load(connection, path, Options()).facts
    finally:
        connection.close()


def paid(records) -> list[tuple[str, str, str, str]]:
    return [(r.order_id, r.member or r.name, str(r.amount), str(r.refunded)) for r in records if isinstance(r, Order)]


def others(records, kind=(Passed, Refused)) -> list[tuple[int, str]]:
    return [(r.line, r.reason) for r in records if isinstance(r, kind)]


def test_every_shop_is_counted_by_hand():
    assert SALES.keys() == SHOPS.keys()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("shop", SALES)
def test_gross_refunds_and_net_of_each_shop_by_hand(tmp_path, shop, form):
    sale = SALES[shop]
    path = put(tmp_path, sale.text, form)
    found = detect(path)
    assert (found.format and found.format.NAME, found.rivals) == (shop, ())
    records = read(path, shop)
    assert paid(records) == sale.orders
    gross, back = (sum(getattr(r, what) for r in records if isinstance(r, Order)) for what in ("amount", "refunded"))
    assert (gross, back, gross - back) == tuple(map(Decimal, sale.sums))
    assert others(records, Passed) == sale.passed
    assert not others(records, Refused)
    assert facts(path, shop) == sale.facts
    told = repr(records)
    assert not any(private in told for private in (FULL, "13800138000", "某省", "林某", "No:", "example.com", "上海"))


def test_what_each_shop_tells():
    told = {shop.NAME: set(shop.TELLS) for shop in shops.FORMATS}
    assert told["taobao_orders"] == told["order_table"] == {"orders", "ids"}
    assert told["youzan_orders"] == {"orders", "ids", "names"}
    assert told["kuaituantuan_orders"] == {"orders", "names"}
    assert told["wecom_bills"] == told["pinduoduo_orders"] == {"orders"}
    assert told["taobao_items"] == set()


def test_a_time_without_seconds_and_one_with(tmp_path):
    times = [
        r.paid_at for r in read(put(tmp_path, SALES["taobao_orders"].text), "taobao_orders") if hasattr(r, "paid_at")
    ]
    assert times == [dt.datetime(2026, 5, 1, 9, 1), dt.datetime(2026, 5, 1, 9, 1), dt.datetime(2016, 5, 23, 22, 2)]


def test_items_of_youzan_are_dated_by_the_number_that_holds_the_time_of_the_order(tmp_path):
    orders = [r for r in read(put(tmp_path, SALES["youzan_items"].text), "youzan_items") if isinstance(r, Order)]
    assert [order.paid_at for order in orders] == [
        dt.datetime(2026, 5, 25, 22, 5, 43), dt.datetime(2026, 5, 25, 22, 5, 43), dt.datetime(2026, 5, 26, 8),
    ]  # fmt: skip
    header = "订单号,商品实际成交金额,商品已退款金额,交易成功时间,订单商品状态\n"
    path = put(tmp_path, header + "X1,5,0,2026-06-03 10:00:00,交易完成\nX2,5,0,,已发货\n")
    assert others(read(path, "youzan_items")) == [(3, "bad_date")], "neither the number nor the file has a time"


def test_rows_of_taobao_that_cannot_be_used(tmp_path):
    good, late = "2026-05-01 09:01:00", "2199-05-01 09:01:00"
    path = put(
        tmp_path,
        taobao(
            ("1930679858112345678", "bo", "30", "30", "交易成功", good, ""),
            ("1.93E+18", "cy", "30", "30", "交易成功", good, "0"),
            ("", "cy", "30", "30", "交易成功", good, "0"),
            ("1930679858112345681", "cy", "30", "x", "交易成功", good, "0"),
            ("1930679858112345682", "cy", "30", "30", "交易成功", "1999-05-01 09:01:00", "0"),
            ("1930679858112345683", "cy", "30", "30", "交易成功", late, "0"),
            ("1930679858112345684", "cy", "30", "30", "交易成功", "soon", "0"),
            ("1930679858112345685", "cy", "30", "-30", "交易成功", good, "0"),
        )
        + "1930679858112345686,cy,30\n",
        "gb18030",
    )
    records = read(path, "taobao_orders")
    assert paid(records) == [("1930679858112345678", "bo", "30", "0")]
    assert others(records) == [
        (3, "lost_digits"), (4, "blank_id"), (5, "bad_amount"), (6, "before_2000"), (7, "future_date"), (8, "bad_date"),
        (9, "negative_amount"), (10, "ragged_row"),
    ]  # fmt: skip


def test_numbers_that_excel_filled_up_with_noughts(tmp_path):
    row = ("tea_lover", "30", "30", "交易成功", "2026-05-01 09:01:00", "0")
    first, second = "1930679858112340000", "1930679858112350000"
    path = put(tmp_path, taobao((first, *row), (second, *row), (second, *row)))
    assert others(read(path, "taobao_orders")) == [(2, "lost_digits"), (3, "lost_digits"), (4, "lost_digits")]
    path = put(tmp_path, taobao((first, *row), ("1930679858112345678", *row)))
    assert [r[0] for r in paid(read(path, "taobao_orders"))] == [first, "1930679858112345678"], "by chance, it seems"


def test_a_workbook_of_numbers_and_times(tmp_path):
    path = tmp_path / "export.xlsx"
    names = ["订单编号", "买家会员名", "总金额", "买家实际支付金额", "订单状态", "订单付款时间 ", "退款金额"]
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, names)
        for n, number in enumerate((193067985811234, 1930679858112345678), start=1):
            sheet.write_row(n, 0, [number, 18600000000, 30, 30.5, "交易成功"])
            sheet.write_datetime(n, 5, dt.datetime(2026, 5, 1, 9, 1), day)
    records = read(path, "taobao_orders")
    assert paid(records) == [("193067985811234", PHONE, "30.5", "0")]
    assert others(records) == [(3, "lost_digits")], "a number of Excel keeps 15 digits"
    assert records[0].paid_at == dt.datetime(2026, 5, 1, 9, 1)


NET = [
    ("1", "a", "100", "80", "交易成功", "2026-05-01 09:01:00", "20"),
    ("2", "b", "50", "0", "交易关闭", "2026-05-01 09:01:00", "50"),
    ("3", "c", "10", "10", "交易成功", "2026-05-01 09:01:00", "0"),
]
GROSS = [
    ("1", "a", "100", "100", "交易成功", "2026-05-01 09:01:00", "20"),
    ("2", "b", "50", "50", "交易关闭", "2026-05-01 09:01:00", "50"),
    ("3", "c", "10", "10", "交易成功", "2026-05-01 09:01:00", "0"),
]


@pytest.mark.parametrize("rows", [NET, GROSS], ids=["net", "gross"])
def test_amounts_after_refunds_and_before_them_come_to_the_same(tmp_path, rows):
    expected = [("1", "a", "100", "20"), ("2", "b", "50", "50"), ("3", "c", "10", "0")]
    assert paid(read(put(tmp_path, taobao(*rows)), "taobao_orders")) == expected


def test_an_order_report_without_the_time_of_payment_is_no_order_report(tmp_path):
    path = put(tmp_path, taobao(*NET).replace("订单付款时间 ", "下载时间"))
    assert others(read(path, "taobao_orders")) == [(2, "no_payment"), (3, "no_payment"), (4, "no_payment")]


def test_youzan_of_2022_names_the_buyer_in_another_column(tmp_path):
    header = (
        "订单号,外部订单号,订单状态,支付营销优惠,预约同城送达时间/预约自提时间,买家付款时间,订单实付金额,买家姓名,买家手机号,"
        "优惠券码名称,订单已退款金额,入住时间\n"
    )
    path = put(tmp_path, header + f"E1,,交易完成,0,,2022-05-25 22:06:00,59.90,小林,{MASKED},,9.90,\n")
    assert paid(read(path, "youzan_orders")) == [("E1", "小林", "59.9", "9.9")]
    assert facts(path, "youzan_orders") == ["names_only"]


def test_kuaituantuan_of_old_calls_the_refund_otherwise(tmp_path):
    path = put(tmp_path, SALES["kuaituantuan_orders"].text.replace("退款金额", "订单退款"))
    assert paid(read(path, "kuaituantuan_orders")) == SALES["kuaituantuan_orders"].orders


def test_a_refund_names_its_payment_by_the_number_that_both_have(tmp_path):
    path = put(
        tmp_path,
        "动账类型,动账金额,动账时间,关联单号,商户单号,备注,手续费,渠道\n"
        "收款,100.00,2026-05-01 09:00:00,K1,M1,,0,微信\n"
        "退款,-30.00,2026-05-03 09:00:00,K2,M1,,0,微信\n"
        "退款,30.00,2026-05-03 09:00:00,K3,M1,,0,微信\n"
        "收款,5.00,,K4,M4,,0,微信\n",
    )
    records = read(path, "wecom_bills")
    assert paid(records) == [("M1", "", "100", "0"), ("M1", "", "0", "30")]
    assert records[1].refunded_at == dt.datetime(2026, 5, 3, 9)
    assert others(records) == [(4, "negative_amount"), (5, "bad_date")]


def test_any_table_by_mapping(tmp_path):
    path = put(tmp_path, "Ticket;Card;When;Sum\nT1;007;3/4/2026 10:00;1,299.00\n")
    mapping = {"order_id": "Ticket", "member_id": "Card", "paid_at": "When", "amount": "Sum"}
    with pytest.raises(InputError, match="order_id"):
        read(path, "order_table")
    with pytest.raises(InputError, match="dayfirst"):
        read(path, "order_table", orders=mapping)
    [order] = read(path, "order_table", orders=mapping, dayfirst=True)
    assert order == Order(2, "T1", "007", dt.datetime(2026, 4, 3, 10), Decimal(1299), Decimal(0))


def test_times_with_an_offset_are_aware(tmp_path):
    path = put(
        tmp_path,
        "order_id,member_id,paid_at,amount\n1,a,2026-05-01T09:00:00+08:00,5\n2,a,1777600800,5\n3,a,2026-05-01,5\n",
    )
    times = [order.paid_at for order in read(path, "order_table")]
    assert times == [
        dt.datetime(2026, 5, 1, 1, tzinfo=dt.UTC),
        dt.datetime(2026, 5, 1, 2, tzinfo=dt.UTC),
        dt.datetime(2026, 5, 1),
    ]


def youzan(phone: str, name: str) -> str:
    header = "订单号,订单实付金额,订单已退款金额,买家付款时间,买家昵称,买家手机号\n"
    return f"{header}E1,5,,2026-05-01 09:00:00,{name},{phone}\n"


@pytest.mark.parametrize(
    "phone", [FULL, f"'{FULL}", f'"=""{FULL}"""', f"86{FULL}", f"+86 {FULL}", "186-0000-0000", f" {FULL}\t"]
)
def test_a_whole_number_is_the_buyer_however_it_is_written(tmp_path, phone):
    [order] = read(put(tmp_path, youzan(phone, "小林")), "youzan_orders")
    assert (order.member, order.name) == (PHONE, "小林")
    assert "phone:" + hashlib.sha256(FULL.encode()).hexdigest()[:12] == PHONE


@pytest.mark.parametrize("phone", [MASKED, "186******05", "", "-", "1.86E+10", "0000", f"1{FULL}", f"{FULL}/{FULL}"])
def test_a_number_that_is_not_whole_names_nobody(tmp_path, phone):
    path = put(tmp_path, youzan(phone, "小林"))
    [order] = read(path, "youzan_orders")
    assert (order.member, order.name) == ("", "小林")
    assert facts(path, "youzan_orders") == ["names_only"]


def test_a_name_loses_the_numbers_and_mails_in_it(tmp_path):
    name = f"小林 {FULL} 186-0000-0000 a@b.cn"
    [order] = read(put(tmp_path, youzan("", name)), "youzan_orders")
    assert order.name == "小林"


def test_a_sender_a_buyer_and_a_customer_of_one_number_are_one_person_and_the_nickname_joins_nobody(tmp_path):
    exports = tmp_path / "exports"
    exports.mkdir()
    put(exports, SALES["youzan_orders"].text)
    (exports / "customers.csv").write_text(
        f"客户姓名,客户昵称,客户手机号,成为客户时间,\n,小林,{FULL},2026-05-01\n,阿明,186******05,2026-05-01\n"
    )
    (exports / "chat.txt").write_text(
        "2026/5/20 09:00 - +86 186 0000 0000: 早上好\n2026/5/20 09:01 - 阿明: 早\n", "utf-8"
    )
    connection = connect()
    try:
        gather(connection, files_of([exports]), Options(), tmp_path)
        people = {
            table: {member for (member,) in connection.execute(f"SELECT member FROM {table}").fetchall()}
            for table in ("message", "person", "sale")
        }
    finally:
        connection.close()
    assert people["message"] == people["person"] == {PHONE, "name:阿明"}
    assert people["sale"] == {PHONE, "name:阿明@youzan_orders"}
    made = convert([exports], out=tmp_path / "out", salt=tmp_path / "salt")
    assert made.matched == 2, "of three orders, the two that bear the number of the sender"
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())
    assert FULL.encode() not in written
    assert PHONE.encode() not in written


def test_parts_of_an_order_are_summed_with_their_refunds(tmp_path):
    convert([put(tmp_path, SALES["taobao_details"].text)], out=tmp_path / "out", form="csv")
    with (tmp_path / "out" / "orders.csv").open(encoding="utf-8") as file:
        orders = sorted((row["order_id"], row["amount"], row["refunded_amount"]) for row in csv.DictReader(file))
    assert orders == [("1930679858112345678", "100.00", "70.00"), ("1930679858112345680", "12.50", "0.00")]


def test_items_without_payments_are_said_to_need_another_report(tmp_path):
    path = put(tmp_path, SALES["taobao_items"].text)
    connection = connect()
    try:
        [account] = gather(connection, [path], Options(), tmp_path)
    finally:
        connection.close()
    assert (account.rows, account.kept, account.passed) == (2, 0, {"no_payment": 2})
    assert "export the order report instead" in words("passed", "no_payment", Texts("en"))
    assert "请改为导出订单报表" in words("passed", "no_payment", Texts("zh"))


NUMBERS = st.from_regex(r"\+?(86)?[- ]?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}[ ()-]?[0-9]{0,2}", fullmatch=True)
ABROAD = st.from_regex(r"\+[0-9]{1,4}[ 0-9()-]{4,20}[0-9]?", fullmatch=True)
LANDLINES = st.from_regex(r"0[0-9]{2,3}-[0-9]{6,9}[ ()-]?[0-9]{0,2}", fullmatch=True)
MAILS = st.from_regex(r"[A-Za-z0-9_.+-]{1,5}@[a-z]{1,4}(\.[a-z]{1,3}){0,2}", fullmatch=True)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.one_of(NUMBERS, LANDLINES, ABROAD, MAILS, st.text("0123456789+86- ()*", max_size=16)),
        min_size=30,
        max_size=60,
    )
)
def test_orders_and_chats_make_the_same_person_of_a_number(tmp_path, cells):
    connection = connect()
    try:
        connection.execute("CREATE TABLE cell (c VARCHAR)")
        connection.executemany("INSERT INTO cell VALUES (?)", [[cell.strip()] for cell in cells])
        found = connection.execute(f"SELECT c, {_hashed('c')} FROM cell").fetchall()
    finally:
        connection.close()
    for cell, person in found:
        said = values.private(cell)
        whole = said != cell and said.partition(":")[0] in {"phone", "mail"} and len(said.partition(":")[2]) == 12
        assert (person or "") == (said if whole else ""), cell


def test_the_header_alone_is_no_order(tmp_path):
    path = put(tmp_path, TAOBAO + "\n")
    assert read(path, "taobao_orders") == []
