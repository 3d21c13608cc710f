"""WeCom's message archive (会话存档) after decryption: one JSON object for each message, in lines or an array.

Times are milliseconds in UTC. The archive holds no joins and no leaves. Messages without a room are direct chats or
calls.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from shequn.readers.exports.base import Message, Passed, Refused
from shequn.readers.exports.items import json_items, json_keys
from shequn.readers.exports.values import plain, private, shown, unix, wrong

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shequn.readers.exports.base import Head, Options, Record

NAME = "wecom_archive"
TELLS = frozenset({"messages", "ids", "zone"})

_KINDS = {
    "revoke": "recall",
    "agree": "system",
    "disagree": "system",
    "weapp": "miniprogram",
    "emotion": "sticker",
    "redpacket": "red_packet",
    "external_redpacket": "red_packet",
    "docmsg": "doc",
    "meeting_voice_call": "call",
    "voip_doc_share": "file",
}
_BODIES = {"docmsg": "doc", "markdown": "info", "news": "info", "external_redpacket": "redpacket"}
_SAID = ("content", "title", "wish", "topic", "filename", "feed_desc")


def sure(head: Head) -> float:
    """How sure it is that a file is a message archive.

    Args:
        head: The beginning of the file.

    Returns:
        1 when the keys of a message are there.
    """
    return float({"msgid", "action", "msgtime", "msgtype", "from", "tolist"} <= json_keys(head))


def records(path: Path, options: Options) -> Iterator[Record]:
    """Stream the messages of rooms.

    Args:
        path: The file.
        options: ``keep_text`` is looked at.

    Yields:
        Messages; direct chats and changes of company (``switch``) are passed over; refusals.
    """
    for item in json_items(path):
        if item.fault:
            yield Refused(item.number, item.fault, item.found)
        elif not isinstance(item.value, dict):
            yield Refused(item.number, "not_an_object", shown(item.value))
        else:
            yield _message(item.number, item.value, keep_text=options.keep_text)


def _message(line: int, found: dict[str, Any], *, keep_text: bool) -> Record:
    action, msgtype = plain(found.get("action")), plain(found.get("msgtype"))
    if action == "switch":
        return Passed(line, "switch")
    if not (room := plain(found.get("roomid"))):
        return Passed(line, "direct_chat")
    sender, sent_at = plain(found.get("from")), unix(found.get("msgtime"), 1000)
    if sent_at is None or wrong(sent_at):
        return Refused(line, wrong(sent_at), shown(found.get("msgtime")))
    if not sender:
        return Refused(line, "blank_id", "from")
    # what a robot (wb…) sends is nobody's contribution
    kind = "recall" if action == "recall" else "system" if sender.startswith("wb") else _KINDS.get(msgtype, msgtype)
    text = private(_text(found.get(_BODIES.get(msgtype, msgtype)))) if keep_text and kind != "recall" else ""
    return Message(line, room, private(sender), sent_at, kind, message_id=plain(found.get("msgid")), text=text)


def _text(body: object) -> str:
    """What a body says; the parts of a mixed one are JSON texts inside the JSON."""
    if not isinstance(body, dict):
        return ""
    if isinstance(parts := body.get("item"), list):
        return "\n".join(text for part in parts if (text := _part(part)))
    return next((plain(body[key]) for key in _SAID if plain(body.get(key))), "")


def _part(part: object) -> str:
    if not isinstance(part, dict):
        return ""
    try:
        return _text(json.loads(part["content"])) if isinstance(part.get("content"), str) else _text(part)
    except (ValueError, RecursionError):
        return ""
