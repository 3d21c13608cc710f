"""The fonts in the package: names, coverage, licence, size, and the script that makes them."""

from __future__ import annotations

import importlib.util
import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from shequn import fonts

ROOT = Path(__file__).resolve().parents[2]
COLLECTION = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc")


@pytest.mark.parametrize(("weight", "style"), [(400, "Regular"), (700, "Bold")])
def test_both_weights_stand_under_one_family_name(weight: int, style: str) -> None:
    with TTFont(fonts.paths()[weight]) as font:
        names = {record.nameID: str(record) for record in font["name"].names}
        assert names[1] == fonts.FAMILY
        assert names[2] == style
        assert font["OS/2"].usWeightClass == weight
        assert "CJK" not in names[4] + names[6] + font["CFF "].cff.fontNames[0]


def test_every_gb2312_character_is_in_both_weights_and_gbk_in_regular() -> None:
    pairs = [bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF)]
    for encoding, weight in (("gb2312", 700), ("gbk", 400)):
        characters = {pair.decode(encoding, "ignore") for pair in pairs}
        hanzi = {ord(each) for each in characters if len(each) == 1 and "CJK" in unicodedata.name(each, "")}
        assert len(hanzi) > 6700
        assert hanzi <= fonts.coverage(weight)


@pytest.mark.parametrize(
    "text", ["¥￥€£ ▲▼●○◆★✓ ①②⑳ →↑↓ −–—…·•‰℃㎡½ ≤≥≈×÷ “”「」《》，。！？：；（）％", "喆堃珺玥昇翀", "ÉàüñßæøåçÑ"]
)
def test_signs_that_reports_use_are_in_both_weights(text: str) -> None:
    for weight in fonts.paths():
        assert [each for each in text if ord(each) not in fonts.coverage(weight) and each != " "] == []


def test_coverage_is_what_fonttools_reads_from_the_files() -> None:
    for weight, path in fonts.paths().items():
        with TTFont(path, lazy=True) as font:
            assert fonts.coverage(weight) == set(font.getBestCmap())


def test_regular_has_every_character_of_bold() -> None:
    assert fonts.coverage(700) < fonts.coverage(400)


def test_fonts_fit_their_budget_and_bring_their_licence() -> None:
    assert sum(path.stat().st_size for path in fonts.paths().values()) < 8e6
    licence = (fonts.directory() / "OFL.txt").read_text(encoding="utf-8")
    assert licence.startswith("Copyright © 2014-2021 Adobe")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "OTHER DEALINGS IN THE FONT SOFTWARE" in licence


@given(st.text())
def test_printable_text_has_a_shape_for_every_character_and_stays_so(text: str) -> None:
    drawn = fonts.printable(text)
    assert {ord(each) for each in drawn} <= fonts.coverage()
    assert not any(unicodedata.category(each).startswith("C") for each in drawn)
    assert fonts.printable(drawn) == drawn
    assert bool(drawn) == bool(text.strip())


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("王喆（杭州）", "王喆（杭州）"),
        ("小鹿🦌", "小鹿"),
        ("👨‍👩‍👧一家", "一家"),
        ("ab\u202ecba", "abcba"),
        ("a\x00b\tc\u3000d", "ab c d"),
        ("Z̴̧a̷l̶g̵o", "Zalgo"),
        ("cafe\u0301", "café"),
        ("Łódź Žilina Đà Nẵng", "Lódz Zilina Đà Nẵng"),
        ("한글 text", "text"),
        ("か\u200d\u3099", "が"),
        ("שלום hi", "hi"),
        ("<b>A$B$</b>", "<b>A$B$</b>"),
        ("", ""),
    ],
)
def test_printable_keeps_words_and_drops_what_has_no_shape(text: str, drawn: str) -> None:
    assert fonts.printable(text) == drawn


@pytest.mark.skipif(not COLLECTION.exists(), reason="Debian's package fonts-noto-cjk is not installed")
def test_the_script_builds_the_same_bytes_twice() -> None:
    spec = importlib.util.spec_from_file_location("build_fonts", ROOT / "tools" / "build_fonts.py")
    assert spec
    assert spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    codes = set(map(ord, "群ABC，"))
    first = script.build("Bold", codes)
    assert first == script.build("Bold", codes)
    assert script.characters("gbk") >= fonts.coverage(400)
    assert script.characters("gb2312") >= fonts.coverage(700)
