"""Orders of each shop, in tables of its own shape, counted by hand."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shequn.errors import InputError, ShequnError
from shequn.readers.exports import orders
from shequn.readers.exports.base import Options, Order, Passed, Refused
from shequn.readers.exports.streams import head

SHOPS = {shop.NAME: shop for shop in orders.FORMATS}
TAOBAO = (
    '"订单编号","买家会员名","总金额","买家实际支付金额","订单状态","收货人姓名","收货地址 ","联系手机","订单创建时间",'
    '"订单付款时间 ","宝贝标题 ","订单关闭原因","打款商家金额","退款金额","主订单编号"\n'
)


def taobao(*rows: tuple[str, str, str, str, str, str, str]) -> str:
    """Number, buyer, total, amount, status, paid, refund."""
    lines = [
        f'="{number}",{buyer},{total},{amount},{status},林某,"某省某市(100000)",\'18600000000,2026-05-01 09:00:00,'
        f"{paid},茶,订单未关闭,0元,{refund},\n"
        for number, buyer, total, amount, status, paid, refund in rows
    ]
    return TAOBAO + "".join(lines)


def read(path: Path, shop: str, **options):
    return list(SHOPS[shop].records(path, Options(**options)))


def paid(records) -> list[tuple[str, str, str, str]]:
    return [(r.order_id, r.member or r.name, str(r.amount), str(r.refunded)) for r in records if isinstance(r, Order)]


def others(records) -> list[tuple[int, str]]:
    return [(r.line, r.reason) for r in records if isinstance(r, Refused | Passed)]


def best(path: Path) -> str:
    return max(orders.FORMATS, key=lambda shop: shop.sure(head(path))).NAME


@pytest.fixture
def put(tmp_path):
    def write(text: str, name: str = "orders.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_taobao_in_gb18030_with_formula_ids_units_and_blanks_in_headers(put):
    path = put(
        taobao(
            ("1930679858112345678", "tea_lover", "598", "598", "交易成功", "2026-05-01 09:01:00", "0"),
            ("1930679858112345679", "bo", "20.5", "20.5", "买家已付款，等待卖家发货", "2016/5/23 22:02", ""),
            ("1930679858112345680", "cy", "30", "0", "等待买家付款", "", "0"),
            ("1.93E+18", "cy", "30", "30", "交易成功", "2026-05-01 09:01:00", "0"),
            ("1930679858112345681", "cy", "30", "x", "交易成功", "2026-05-01 09:01:00", "0"),
            ("1930679858112345682", "cy", "30", "30", "交易成功", "1999-05-01 09:01:00", "0"),
            ("1930679858112345683", "cy", "30", "30", "交易成功", "2199-05-01 09:01:00", "0"),
        ),
        encoding="gb18030",
    )
    assert best(path) == "taobao_orders"
    records = read(path, "taobao_orders")
    assert paid(records) == [
        ("1930679858112345678", "tea_lover", "598", "0"),
        ("1930679858112345679", "bo", "20.5", "0"),
    ]
    assert records[0].paid_at == dt.datetime(2026, 5, 1, 9, 1)
    assert others(records) == [
        (4, "unpaid"), (5, "lost_digits"), (6, "bad_amount"), (7, "before_2000"), (8, "future_date"),
    ]  # fmt: skip
    assert not any("186" in str(r) or "某省" in str(r) or "林某" in str(r) for r in records)


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
def test_amounts_after_refunds_and_before_them_come_to_the_same(put, rows):
    expected = [("1", "a", "100", "20"), ("2", "b", "50", "50"), ("3", "c", "10", "0")]
    assert paid(read(put(taobao(*rows)), "taobao_orders")) == expected


def test_the_tmall_report_is_net_even_where_its_rows_do_not_tell(put):
    header = '订单编号,总金额,买家实际支付金额,"收货地址 ",订单创建时间,"订单付款时间 ",退款金额\n'
    path = put(header + "1,178,158,上海,2026-02-21 0:00:00,2026-02-21 0:00:02,18\n2,21,0,上海,2026-02-20 23:59:54,,0\n")
    assert best(path) == "tmall_report"
    records = read(path, "tmall_report")
    assert paid(records) == [("1", "", "176", "18")]
    assert others(records) == [(3, "unpaid")]


def test_parts_of_a_taobao_order_in_a_workbook(tmp_path):
    path = tmp_path / "wrong_extension.csv"
    header = (
        "子订单编号 主订单编号 商品标题 购买数量 商家编码 商品属性 订单状态 "
        "买家应付货款 买家实付金额 打款商家金额 退款金额 订单创建时间"
    )
    first, second = "1930679858112345678", "1930679858112345679"
    rows = [
        header.split(),
        ["11", first, "茶", "1", "", "", "交易成功", "30", "30", "30元", "无退款申请", "2026-05-01 09:00:00"],
        ["12", first, "杯", "1", "", "", "交易关闭", "70", "70", "0元", "70", "2026-05-01 09:00:00"],
        ["13", second, "杯", "1", "", "", "交易关闭", "70", "70", "0元", "无退款申请", "2026-05-01 09:00:00"],
    ]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    assert best(path) == "taobao_details"
    records = read(path, "taobao_details")
    number = "1930679858112345678"
    assert paid(records) == [(number, "", "30", "0"), (number, "", "70", "70")]
    assert others(records) == [(4, "unpaid")]


def test_youzan_is_gross_and_names_a_column_twice(put):
    header = (
        "订单号,订单状态,订单创建时间,买家付款时间,订单实付金额,分销员,买家昵称,买家手机号,订单退款状态,订单已退款金额,"
        "分销员\n"
    )
    path = put(
        header
        + "E20260525220543065306159,交易完成,2026-05-25 22:05:43,2026-05-25 22:06:00,100.00,,小林,18600000000,"
        + "退款成功（部分退款）,30.00,老王\n"
        + "E20260525220543065306160,交易关闭,2026-05-25 22:05:43,,100.00,,小林,18600000000,,0.00,\n"
    )
    assert best(path) == "youzan_orders"
    records = read(path, "youzan_orders")
    assert paid(records) == [("E20260525220543065306159", "小林", "100", "30")]
    assert records[0].member == ""
    assert others(records) == [(3, "unpaid")]


@pytest.mark.parametrize("refund", ["退款金额", "订单退款"])
def test_kuaituantuan_numbers_begin_anew_with_each_sale(put, refund):
    path = put(
        f"跟团号,下单人,团员备注,支付时间,团长备注,商品,订单金额,{refund},订单状态,自提点,收货人,联系电话,详细地址\n"
        "1,小林 18600000000,,2026-05-01 09:00:00,,茶,20,5,已发货,,,'18600000000,\n"
        "1,小林,,2026-06-01 09:00:00,,茶,20,0,已发货,,,,\n"
    )
    assert best(path) == "kuaituantuan_orders"
    assert paid(read(path, "kuaituantuan_orders")) == [
        ("1@20260501090000", "小林", "20", "5"),
        ("1@20260601090000", "小林", "20", "0"),
    ]


def test_pinduoduo_with_tabs_in_headers_tells_refunds_by_their_state(put):
    path = put(
        "商品,订单号,订单状态,商品总价(元),用户实付金额(元),商家实收金额(元),商品ID\t,售后状态,订单成交时间\n"
        "茶,260501-1,已发货，待收货,30,25,28,\t1,无售后或售后取消,2026-05-01 09:00:00\n"
        "茶,260501-2,未发货，退款成功,30,25,28,\t1,退款成功,2026-05-01 09:00:00\n"
        "茶,260501-3,已取消,30,25,28,\t1,无售后或售后取消,\t\n"
    )
    assert best(path) == "pinduoduo_orders"
    records = read(path, "pinduoduo_orders")
    assert paid(records) == [("260501-1", "", "25", "0"), ("260501-2", "", "25", "25")]
    assert others(records) == [(4, "unpaid")]


def test_wecom_bills_hold_payments_refunds_and_fees(put):
    path = put(
        "动账类型,动账金额,动账时间,关联单号,商户单号,备注,手续费,渠道\n"
        "收款,100.00,2026-05-01 09:00:00,K1,M1,,0,微信\n"
        "交易手续费,-0.60,2026-05-01 09:00:00,K1,F1,,0,微信\n"
        "退款,-30.00,2026-05-03 09:00:00,K1,R1,,0,微信\n"
        "提现,-69.40,2026-05-04 09:00:00,,T1,,0,微信\n"
    )
    assert best(path) == "wecom_bills"
    records = read(path, "wecom_bills")
    assert paid(records) == [("K1", "", "100", "0"), ("K1", "", "0", "30")]
    assert others(records) == [(3, "fee"), (5, "fee")]


def test_any_table_by_mapping(put):
    path = put("Ticket;Card;When;Sum\nT1;007;3/4/2026 10:00;1,299.00\n")
    mapping = {"order_id": "Ticket", "member_id": "Card", "paid_at": "When", "amount": "Sum"}
    with pytest.raises(InputError, match="order_id"):
        read(path, "order_table")
    with pytest.raises(InputError, match="dayfirst"):
        read(path, "order_table", orders=mapping)
    [order] = read(path, "order_table", orders=mapping, dayfirst=True)
    assert order == Order(2, "T1", "007", dt.datetime(2026, 4, 3, 10), Decimal(1299), Decimal(0))


def test_times_with_an_offset_are_aware(put):
    path = put(
        "order_id,member_id,paid_at,amount\n1,a,2026-05-01T09:00:00+08:00,5\n2,a,1777600800,5\n3,a,2026-05-01,5\n"
    )
    times = [order.paid_at for order in read(path, "order_table")]
    assert times == [
        dt.datetime(2026, 5, 1, 1, tzinfo=dt.UTC),
        dt.datetime(2026, 5, 1, 2, tzinfo=dt.UTC),
        dt.datetime(2026, 5, 1),
    ]


def test_a_row_too_short_costs_itself(put):
    path = put(taobao(NET[0]) + "2,b,50\n" + taobao(NET[2]).removeprefix(TAOBAO))
    records = read(path, "taobao_orders")
    assert [r[0] for r in paid(records)] == ["1", "3"]
    assert others(records) == [(3, "ragged_row")]


FIXTURE = taobao(*NET).encode("gb18030")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, len(FIXTURE) - 1), st.binary(max_size=3)), max_size=5))
def test_whatever_stands_there_every_row_is_accounted_for(tmp_path, changes):
    raw = bytearray(FIXTURE)
    for place, value in changes:
        raw[place : place + 1] = value
    path = tmp_path / "fuzz.csv"
    path.write_bytes(bytes(raw))
    assert 0 <= SHOPS["taobao_orders"].sure(head(path)) <= 1
    try:
        records = read(path, "taobao_orders")
    except ShequnError:
        return
    assert all(isinstance(r, Order | Refused | Passed) for r in records)
    assert len(records) <= raw.count(b"\n") + raw.count(b"\r") + 1
