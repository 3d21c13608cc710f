"""Names that are safe as parts of file names."""

from __future__ import annotations

import re
import unicodedata

_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


def slug(text: str) -> str:
    """Turn a name into a safe part of a file name.

    Letters and digits of every script stay, in lower case (two names that differ in case alone are one file on
    many disks); all else becomes a dash.

    Args:
        text: Any text.

    Returns:
        1 to 60 characters, at most 180 bytes in UTF-8, without separators.

    Example:
        >>> slug("../茶叙 & Co."), slug("   "), slug("CON")
        ('茶叙-co', 'client', 'con-client')
    """
    kept = "".join(ch if ch.isalnum() else "-" for ch in unicodedata.normalize("NFKC", text).casefold())
    short = unicodedata.normalize("NFC", re.sub("-+", "-", kept).strip("-"))[:60]
    short = short.encode()[:180].decode(errors="ignore").strip("-") or "client"
    return f"{short}-client" if short in _RESERVED else short
