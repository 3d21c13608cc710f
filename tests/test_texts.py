"""Both languages are complete, alike in their placeholders, and Chinese punctuation is Chinese."""

import re
import string
from pathlib import Path

import pytest

import shequn
from shequn.texts import LANGUAGES, Texts, table

SOURCE = Path(shequn.__file__).parent
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff}][,;:?!](?!\d)|[,;:?!(][\u4e00-\u9fff]")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(table()))
def test_text_is_complete_and_alike_in_both_languages(key):
    entry = table()[key]
    assert set(entry) - {"pinyin"} == set(LANGUAGES)
    assert all(text.strip() for text in entry.values())
    assert placeholders(entry["en"]) == placeholders(entry["zh"])


@pytest.mark.parametrize("key", sorted(table()))
def test_chinese_text_uses_chinese_punctuation(key):
    assert not HALF_WIDTH.findall(table()[key]["zh"])


@pytest.mark.parametrize("key", sorted(table()))
def test_english_text_holds_no_chinese(key):
    if key.startswith("alias."):
        pytest.skip("aliases name headers of both languages")
    assert not re.search(r"[\u4e00-\u9fff]", table()[key]["en"])


def test_every_key_that_the_code_names_in_full_exists():
    named = {
        key
        for file in SOURCE.rglob("*.py")
        for key in re.findall(r"\bt\(\s*\"([a-z_]+(?:\.\w+)+)\"", file.read_text("utf-8"))
    }
    assert len(named) > 100
    assert named <= set(table())


def test_unknown_language_is_refused():
    with pytest.raises(ValueError, match="must be one of en, zh"):
        Texts("de")
