"""The shops whose orders are read: the headers that tell their tables, and which column is what."""

from __future__ import annotations

from shequn.readers.exports.orders import Shop

_TAOBAO = {
    "order_id": ("订单编号",),
    "member_id": ("买家会员名",),
    "paid_at": ("订单付款时间",),
    "amount": ("买家实际支付金额",),
    "total": ("总金额",),
    "refunded_amount": ("退款金额",),
    "status": ("订单状态",),
}
FORMATS = (
    Shop("taobao_orders", ("订单编号", "买家会员名", "买家实际支付金额", "订单状态"), _TAOBAO, net=True, one_row=True),
    Shop(
        "tmall_report",
        ("订单编号", "总金额", "买家实际支付金额", "订单付款时间", "退款金额", "收货地址"),
        {column: names for column, names in _TAOBAO.items() if column not in {"member_id", "status"}},
        without=("买家会员名",),
        net=True,
        one_row=True,
    ),
    Shop(
        "taobao_details",
        ("子订单编号", "主订单编号", "买家实付金额", "退款金额"),
        {
            "order_id": ("主订单编号",),
            "member_id": ("买家会员名", "买家昵称"),
            "created_at": ("订单创建时间",),
            "paid_at": ("订单付款时间",),
            "amount": ("买家实付金额",),
            "total": ("买家应付货款",),
            "refunded_amount": ("退款金额",),
            "status": ("订单状态",),
        },
    ),
    Shop(
        "taobao_items",
        ("订单编号", "标题", "价格", "购买数量", "订单状态", "商家编码"),
        {"order_id": ("订单编号",), "amount": ("价格",), "status": ("订单状态",)},
    ),
    Shop(
        "youzan_orders",
        ("订单号", "订单实付金额", "订单已退款金额", "买家付款时间"),
        {
            "order_id": ("订单号",),
            "phone": ("买家手机号",),
            "name": ("买家昵称", "买家姓名"),
            "paid_at": ("买家付款时间",),
            "amount": ("订单实付金额",),
            "refunded_amount": ("订单已退款金额",),
            "status": ("订单状态",),
        },
        one_row=True,
    ),
    Shop(
        "youzan_items",
        ("订单号", "商品实际成交金额", "商品已退款金额"),
        {
            "order_id": ("订单号",),
            "created_at": ("交易成功时间",),
            "amount": ("商品实际成交金额",),
            "refunded_amount": ("商品已退款金额",),
            "status": ("订单商品状态",),
        },
        number_dated=True,
    ),
    Shop(
        "kuaituantuan_orders",
        ("跟团号", "下单人", "支付时间", "订单金额"),
        {
            "order_id": ("订单号", "跟团号"),
            "name": ("下单人",),
            "paid_at": ("支付时间",),
            "amount": ("订单金额",),
            "refunded_amount": ("退款金额", "订单退款"),
            "status": ("订单状态",),
        },
        number_repeats=True,
    ),
    Shop(
        "pinduoduo_orders",
        ("订单号", "用户实付金额(元)", "商家实收金额(元)", "售后状态"),
        {
            "order_id": ("订单号",),
            "paid_at": ("支付时间", "订单成交时间"),
            "amount": ("用户实付金额(元)",),
            "status": ("订单状态",),
            "refund_state": ("售后状态",),
        },
        one_row=True,
    ),
    Shop(
        "wecom_bills",
        ("动账类型", "动账金额", "动账时间"),
        {
            "order_id": ("商户单号",),
            "other_id": ("关联单号",),
            "paid_at": ("动账时间",),
            "amount": ("动账金额",),
            "entry": ("动账类型",),
        },
    ),
    Shop("order_table", (), {}),
)
"""Every format of orders; the last one is any table whose headers are known, or mapped in ``client.yaml``."""
