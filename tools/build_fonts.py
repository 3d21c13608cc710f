"""Build the two fonts in ``shequn/fonts`` from Debian's package ``fonts-noto-cjk``.

Run ``python tools/build_fonts.py`` (about half a minute). The same source gives the same bytes again: no time stamp
is written. Regular covers GBK (21,000 Chinese characters, traditional forms and rare names among them), Bold GB2312
(6,763) and newer name characters, enough for headings; both have Latin, Greek, Cyrillic, kana, punctuation, arrows,
boxes, geometric shapes, circled digits and currency signs.
"""

from __future__ import annotations

import argparse
import io
import unicodedata
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

SOURCE = Path("/usr/share/fonts/opentype/noto")
COPYRIGHT = Path("/usr/share/doc/fonts-noto-cjk/copyright")
TARGET = Path(__file__).resolve().parent.parent / "shequn" / "fonts"
FACE = "Noto Sans CJK SC"
FAMILY = "Noto Sans SC"
CHARACTER_SETS = {"Regular": "gbk", "Bold": "gb2312"}
# Characters of today's personal and brand names that GB2312 (1980) lacks: a heading in Bold needs them.
NAMES = (
    "咲喆囍垚堃堉堯堽墺奡奣妏妘姈婠婳媞嫚嫿嬅嬛嬿孃孆孖寀寗寯尛峣峯崟嶓弢彣彧惇愔慜旸旻昇昉晞暐暻楒橦汭沄沨沺洺浥淏渃渼湉湜溍溦澐澔濛濬瀞炆炑炘"
    "烔烜焜煐燊燏燚燨爔犇玏玓玗玘玙玚玥玭玹珅珒珣珮珵珹珺琇琎琤琭琯琲瑀瑄瑢璘璟璠瓅甦畇碁祎祐禕禛禤秝竑縯翀翚芃苪莀莐袆褀訚訢谞贇赟郃銘鋆錡锜锳镕镠"
    "闿霂韡颙飏馡騏驊骎髙鹮龑龘龢"
)

# Whole Unicode blocks: the subsetter keeps what the source has of them.
BLOCKS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x024F),  # Latin
    (0x0370, 0x045F),  # Greek, Cyrillic
    (0x1E00, 0x1EFF),  # Latin with two accents
    (0x2010, 0x2027),  # dashes, quotes, bullets; the direction marks around them stay out
    (0x2030, 0x205E),  # per mille, primes
    (0x2070, 0x218F),  # superscripts, currency, letter-like, Roman numerals
    (0x2190, 0x22FF),  # arrows, mathematics
    (0x2300, 0x27BF),  # technical, circled digits, boxes, shapes, symbols
    (0x3000, 0x312F),  # Chinese punctuation, kana, bopomofo
    (0x3200, 0x33FF),  # enclosed and squared characters
    (0xFE30, 0xFE4F),  # vertical forms
    (0xFF00, 0xFFEF),  # full-width forms
)


def characters(encoding: str) -> set[int]:
    """List the code points to keep: blocks, names and every character of a two-byte Chinese encoding."""
    kept = {code for first, last in BLOCKS for code in range(first, last + 1)} | set(map(ord, NAMES))
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            # A pair of bytes that is no character gives nothing, or an ASCII character that is kept anyway.
            text = bytes((lead, trail)).decode(encoding, errors="ignore")
            if len(text) == 1:
                kept.add(ord(text))
    # Private use has no agreed shape; format characters (the soft hyphen) have none at all.
    return {code for code in kept if unicodedata.category(chr(code)) not in {"Co", "Cf"}}


def rename(font: TTFont, weight: str) -> None:
    """Put both weights under one family name, the one that CSS, typst and matplotlib ask for."""
    full = FAMILY if weight == "Regular" else f"{FAMILY} {weight}"
    postscript = f"{FAMILY.replace(' ', '')}-{weight}"
    table = font["name"]
    table.names = [record for record in table.names if record.langID == 0x409]
    version = table.getDebugName(5).split(";")[0]
    for name_id, text in {
        1: FAMILY,
        2: weight,
        3: f"{version}; subset; {postscript}",
        4: full,
        5: f"{version}; subset",
        6: postscript,
    }.items():
        table.setName(text, name_id, 3, 1, 0x409)
    outlines = font["CFF "].cff
    outlines.fontNames[0] = postscript
    outlines.topDictIndex[0].FamilyName = FAMILY
    outlines.topDictIndex[0].FullName = full


def build(weight: str, codes: set[int], source: Path = SOURCE) -> bytes:
    """Cut one weight of the simplified Chinese face down to the given code points."""
    options = subset.Options(
        layout_features=["kern", "pwid"],  # pwid: quotation marks as narrow as English needs them
        hinting=False,
        notdef_outline=True,
        name_IDs=["*"],
        drop_tables=["BASE", "VORG", "vhea", "vmtx"],  # vertical setting is not used
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    buffer = io.BytesIO()
    path = source / f"NotoSansCJK-{weight}.ttc"
    with TTCollection(str(path), lazy=True, recalcTimestamp=False) as collection:
        font = next(face for face in collection.fonts if face["name"].getDebugName(1) == FACE)
        subsetter.subset(font)
        rename(font, weight)
        font.save(buffer)
    return buffer.getvalue()


def licence(font: TTFont) -> str:
    """Join the font's own copyright lines and the licence text that Debian ships with it."""
    lines = COPYRIGHT.read_text(encoding="utf-8").split("License: SIL-1.1\n")[2].split("\n\n")[0].splitlines()
    text = "\n".join("" if line == " ." else line.removeprefix(" ") for line in lines)
    names = font["name"]
    return f"Copyright {names.getDebugName(0)}\n{names.getDebugName(7)}\n\n{text}\n"


def main() -> None:
    """Write the fonts and their licence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", type=Path, default=TARGET, help="folder to write to")
    target = parser.parse_args().target
    for weight, encoding in CHARACTER_SETS.items():
        path = target / f"NotoSansSC-{weight}.otf"
        path.write_bytes(build(weight, characters(encoding)))
        font = TTFont(path)
        print(f"{path.name}: {len(font.getBestCmap()):,} characters, {path.stat().st_size:,} bytes")
    (target / "OFL.txt").write_text(licence(font), encoding="utf-8")


if __name__ == "__main__":
    main()
