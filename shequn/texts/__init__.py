"""Wording in English and Chinese: one place, side by side, checked complete.

Every ``*.toml`` file of this folder maps a dotted key to ``{en = …, zh = …}``; a term's name has ``pinyin`` too.
"""

from __future__ import annotations

import os
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from shequn.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

LANGUAGES = ("en", "zh")
_spoken: list[str] = []


@cache
def table() -> dict[str, dict[str, str]]:
    """Read every text once.

    Returns:
        Dotted key to ``{"en": …, "zh": …}``.

    Raises:
        ValueError: A key stands in two files.

    Example:
        >>> sorted(table()["section.growth"])
        ['en', 'zh']
    """
    found: dict[str, dict[str, str]] = {}
    for file in sorted(files(__package__).iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        for key, entry in _flatten(tomllib.loads(file.read_text("utf-8")), ""):
            if key in found:
                raise ValueError(f"text {key!r} stands twice; the second time in {file.name}")
            found[key] = entry
    return found


def _flatten(node: dict[str, Any], prefix: str) -> list[tuple[str, dict[str, str]]]:
    if set(node) & set(LANGUAGES):
        return [(prefix, node)]
    return [pair for name, child in node.items() for pair in _flatten(child, f"{prefix}.{name}".strip("."))]


class Texts:
    """The texts of one language.

    Args:
        language: ``"en"`` or ``"zh"``.

    Raises:
        ParameterError: Another language.

    Example:
        >>> Texts("en")("section.growth")
        'Growth'
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ParameterError(f"language == {language!r}, must be one of {', '.join(LANGUAGES)}.")
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """Word one text.

        Args:
            key: Dotted key.
            **values: What its ``{placeholders}`` stand for.

        Returns:
            The text, placeholders filled in.

        Raises:
            KeyError: No such text.
        """
        return table()[key][self.language].format(**values)

    def enumerate(self, items: Iterable[str]) -> str:
        """List things in one line.

        Args:
            items: Words.

        Returns:
            The words between commas, in Chinese between enumeration commas.

        Example:
            >>> Texts("zh").enumerate(["消息", "订单"])
            '消息、订单'
        """
        return {"en": ", ", "zh": "、"}[self.language].join(items)


def speak(language: str) -> None:
    """Choose the language of the forms of this process.

    Args:
        language: ``"en"`` or ``"zh"``.

    Raises:
        ParameterError: Another language.

    Example:
        >>> speak("en")
        >>> language()
        'en'
    """
    _spoken[:] = [Texts(language).language]


def language() -> str:
    """Tell the language of the forms: as spoken, else the environment's SHEQUN_LANGUAGE, else ``"en"``.

    Returns:
        ``"en"`` or ``"zh"``.

    Raises:
        ParameterError: SHEQUN_LANGUAGE names another one.
    """
    return _spoken[0] if _spoken else Texts(os.environ.get("SHEQUN_LANGUAGE") or "en").language
