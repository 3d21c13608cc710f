"""Code words that exports write for roles, kinds of message, order states and group types, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn.readers.headers import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

_ROLES = {
    "owner": "群主 创建者 创建人 creator",
    "admin": "管理员 群管理员 管理 administrator",
    "member": "成员 普通成员 群成员 普通 用户 会员 客户 外部联系人 外部成员 user customer external",
    "staff": "员工 客服 工作人员 企业成员 内部成员 内部员工 企业员工 运营 employee internal",
    "bot": "机器人 群机器人 robot",
}
_KINDS = {
    "text": "文本 文字 文本消息 文字消息",
    "image": "图片 图片消息 照片 picture photo img",
    "link": "链接 链接消息 分享 url",
    "system": "系统 系统消息 系统通知 系统提示 notice notification",
    "recall": "撤回 撤回消息 消息撤回 revoke revoked recalled",
    "voice": "语音 语音消息 audio",
    "video": "视频 视频消息",
    "file": "文件 文件消息",
    "sticker": "表情 表情包 动画表情 emoji emotion",
    "miniprogram": "小程序 weapp",
    "red_packet": "红包 redpacket",
    "location": "位置 地理位置",
    "card": "名片 个人名片",
}
_STATES = {
    "paid": "已付款 已支付 支付成功 付款成功 已完成 完成 交易成功 交易完成 待发货 已发货 待收货 已收货 已签收 "
    "买家已付款，等待卖家发货 卖家已发货，等待买家确认 退款中 "
    "completed complete finished success shipped delivered done refunding",
    "unpaid": "待付款 待支付 未付款 未支付 等待买家付款 等待付款 pending awaiting_payment created",
    "closed": "已取消 取消 已关闭 关闭 交易关闭 订单关闭 支付失败 cancelled canceled void expired failed",
    "refunded": "已退款 全额退款 已全额退款 退款成功 退款完成 退款成功（全额退款） full_refund fully_refunded",
    "partly_refunded": "部分退款 已部分退款 退款成功（部分退款） partially_refunded partial_refund",
}
_TYPES = {
    "lead_in": "引流群 引流 leadin",
    "conversion": "转化群 转化",
    "flash": "快闪群 快闪 flash_sale",
    "fan": "粉丝群 粉丝",
    "repurchase": "复购群 复购",
    "learning": "学习群 学习",
}


def _spelling(word: str) -> str:
    return plain(word.replace("（", "·").replace("(", "·"))


def _table(words: dict[str, str]) -> dict[str, str]:
    return {_spelling(word): code for code, others in words.items() for word in (code, *others.split())}


CODES = {"role": _table(_ROLES), "kind": _table(_KINDS), "status": _table(_STATES), "type": _table(_TYPES)}


def decode(column: str, words: Iterable[str]) -> dict[str, str]:
    """Find the codes of the words that a column holds.

    Args:
        column: ``role``, ``kind``, ``status`` or ``type``.
        words: The different words as the file spells them.

    Returns:
        Word to code, unknown words left out.

    Example:
        >>> decode("role", ["群主", " Admin", "boss"])
        {'群主': 'owner', ' Admin': 'admin'}
    """
    known = CODES[column]
    return {word: known[_spelling(word)] for word in words if _spelling(word) in known}
