"""What the readers of WeChat exports share.

Kinds of messages come as numbers of WeChat's database or as the words that exporters show.
"""

from __future__ import annotations

from functools import lru_cache

from shequn.readers.codes import decode

_KINDS = {
    1: "text", 3: "image", 34: "voice", 42: "card", 43: "video", 47: "sticker", 48: "location", 50: "call",
    10000: "system", 10002: "system",
}  # fmt: skip
_APPS = {
    5: "link", 6: "file", 19: "chat_record", 33: "miniprogram", 36: "miniprogram", 51: "channel", 57: "text",
    62: "system", 63: "channel", 87: "announcement", 2000: "transfer", 2001: "red_packet",
}  # fmt: skip
_WORDS = {
    word: kind
    for kind, words in {
        "text": "引用 引用消息",
        "sticker": "动画表情",
        "link": "卡片式链接 分享链接 链接卡片",
        "system": "拍一拍",
        "transfer": "转账 转账消息",
        "red_packet": "红包消息",
        "miniprogram": "小程序消息",
        "call": "音视频通话 语音通话 通话 通话消息",
        "chat_record": "合并转发的聊天记录 聊天记录",
        "channel": "视频号 视频号消息",
        "announcement": "群公告",
        "card": "名片消息",
        "location": "位置消息",
    }.items()
    for word in words.split()
}
_APP = 49


def kind_of(number: object, sub: object = 0) -> str:
    """The kind of a message by WeChat's numbers.

    Args:
        number: The type; newer databases put the sub-type of an app message (49) into its upper 32 bits.
        sub: The sub-type, where it stands apart.

    Returns:
        The kind; ``other`` for numbers that are not known.

    Example:
        >>> kind_of(1), kind_of(49, 5), kind_of((2001 << 32) + 49), kind_of("1"), kind_of(None)
        ('text', 'link', 'red_packet', 'text', 'other')
    """
    main, below = _number(number), _number(sub)
    if main >> 32:
        main, below = main & 0xFFFFFFFF, main >> 32
    return _APPS.get(below, "link") if main == _APP else _KINDS.get(main, "other")


def _number(value: object) -> int:
    if isinstance(value, str) and value.isdecimal() and len(value) < 20:
        return int(value)
    return value if isinstance(value, int) and value > 0 else 0


@lru_cache(1000)
def kind_in_words(word: str) -> str:
    """The kind of a message by the word that an exporter shows; an unknown word stays.

    Example:
        >>> kind_in_words("文本"), kind_in_words("引用消息"), kind_in_words("接龙")
        ('text', 'text', '接龙')
    """
    return _WORDS.get(word) or decode("kind", [word]).get(word, word)
