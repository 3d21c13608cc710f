"""The values in exports: ids and names, moments, and what is private in a text."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import time
from functools import lru_cache

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_DIGITS = re.compile("[0-9]{1,16}")
_LONE = re.compile("[\ud800-\udfff\0]")
_LOCAL = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
MAIL = r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
MOBILE = r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}"
LANDLINE = r"0\d{2,3}-\d{7,8}"
ABROAD = r"\+\d{1,3}[ \d()-]{6,18}\d"
_PRIVATE = re.compile(
    rf"(?P<mail>{MAIL})|(?<![0-9A-Za-z_+])(?:(?:{MOBILE}|{LANDLINE})(?![0-9A-Za-z])|{ABROAD})", re.ASCII
)
_WIDE = str.maketrans("０１２３４５６７８９＠－＋", "0123456789@-+")
_HAS_WIDE = re.compile("[０-９]{3}|＠")
_NAME = 50  # letters of a name or an id; longer is a text


def plain(value: object) -> str:
    """The text of an id or a name, without what cannot be written to a file.

    Example:
        >>> plain(" wxid_1 "), plain(12), plain(None), plain(True)
        ('wxid_1', '12', '', '')
    """
    if isinstance(value, str):
        return value.strip() if value.isprintable() else _LONE.sub("\ufffd", value).strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def shown(value: object) -> str:
    """The beginning of a refused value, for the account.

    Example:
        >>> shown({"phone": "13800138000"})
        "{'phone': '…'}"
    """
    return _PRIVATE.sub("…", _LONE.sub("\ufffd", str(value)[:200]))[:80]


def private(text: str) -> str:
    """A text in which each mail address and telephone number is replaced by a hash of it.

    The hash has no salt yet: `privacy.protect` salts it before anything is written.

    Example:
        >>> private("老王13800138000"), private("老王１３８００１３８０００")
        ('老王phone:a6942f9771d6', '老王phone:a6942f9771d6')
        >>> private("a@example.com") == private("A@example.com"), private("wxid_13800138000")
        (True, 'wxid_13800138000')
    """
    return _hidden_before(text) if len(text) < _NAME else _hidden(text)


def _hidden(text: str) -> str:
    return _PRIVATE.sub(_hashed, text.translate(_WIDE) if not text.isascii() and _HAS_WIDE.search(text) else text)


_hidden_before = lru_cache(1 << 16)(_hidden)  # the same names and ids come again and again


def _hashed(found: re.Match[str]) -> str:
    kind, value = ("mail", found[0].lower()) if found["mail"] else ("phone", re.sub("[^0-9]", "", found[0])[-11:])
    return f"{kind}:{hashlib.sha256(value.encode()).hexdigest()[:12]}"


def unix(value: object, per_second: int = 1) -> dt.datetime | None:
    """The moment of a Unix time.

    Args:
        value: A number, or a text of digits.
        per_second: 1000 for milliseconds.

    Returns:
        In UTC; None when it is no Unix time.

    Example:
        >>> unix(1600272000), unix("1600272000500", 1000).microsecond, unix("soon"), unix(True)
        (datetime.datetime(2020, 9, 16, 16, 0, tzinfo=datetime.timezone.utc), 500000, None, None)
    """
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return dt.datetime.fromtimestamp(value / per_second, dt.UTC)
    except (OverflowError, ValueError, OSError):
        return None


def local(text: str) -> dt.datetime | None:
    """A date and a clock time without a zone, such as 2026-03-05 09:07:00 or 2026/3/5 9:07.

    Example:
        >>> local("2026/3/5 9:07"), local("2026-02-30 09:07:00")
        (datetime.datetime(2026, 3, 5, 9, 7), None)
    """
    if not (match := _LOCAL.fullmatch(text.strip())):
        return None
    try:
        return dt.datetime(*map(int, match.groups("0")))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None


def wrong(moment: dt.datetime | None) -> str:
    """Reason for which a time cannot stand: ``bad_date``, ``before_2000``, ``future_date``, or empty.

    Example:
        >>> wrong(None), wrong(dt.datetime(1970, 1, 1)), wrong(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        ('bad_date', 'before_2000', '')
    """
    if moment is None:
        return "bad_date"
    if moment.year < 2000:
        return "before_2000"
    aware, naive = _latest(int(time.time()) // 3600)
    return "future_date" if moment > (aware if moment.tzinfo else naive) else ""


@lru_cache(1)  # asked for each row
def _latest(hour: int) -> tuple[dt.datetime, dt.datetime]:
    """A day after an hour, with and without a zone: a time without one may lie in any."""
    latest = _EPOCH + dt.timedelta(days=1, hours=hour)
    return latest, latest.replace(tzinfo=None)
