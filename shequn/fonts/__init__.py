"""The two fonts that every picture and page uses: Noto Sans SC, Regular and Bold, cut by ``tools/build_fonts.py``.

The fonts are under the SIL Open Font License 1.1 (``OFL.txt`` beside them).
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from shequn.errors import RenderError

if TYPE_CHECKING:
    from uharfbuzz import Face

FAMILY = "Noto Sans SC"
# Letters that the fonts lack and Unicode does not take apart; "ź" and its like become plain without a list.
PLAIN = str.maketrans("ŁłĦħŦŧŊŋı", "LlHhTtNni")


def directory() -> Path:
    """Give the folder that holds the fonts, as typst's ``font_paths`` wants it.

    Example:
        >>> sorted(path.name for path in directory().glob("*.otf"))
        ['NotoSansSC-Bold.otf', 'NotoSansSC-Regular.otf']
    """
    return Path(__file__).resolve().parent


def paths() -> dict[int, Path]:
    """Map each CSS font weight to its file.

    Example:
        >>> {weight: path.name for weight, path in paths().items()}
        {400: 'NotoSansSC-Regular.otf', 700: 'NotoSansSC-Bold.otf'}
    """
    return {400: directory() / "NotoSansSC-Regular.otf", 700: directory() / "NotoSansSC-Bold.otf"}


def face(weight: int = 400) -> Face:
    """Open a weight.

    Args:
        weight: 400 (Regular) or 700 (Bold).

    Returns:
        The font as HarfBuzz sees it.

    Raises:
        KeyError: There is no such weight.
        RenderError: Its file is not there.

    Example:
        >>> face(700).upem
        1000
    """
    import uharfbuzz  # not needed to import the package

    path = paths()[weight]
    if not path.exists():
        raise RenderError(f"font {path} is not there; the installation is incomplete, install shequn again")
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))


@cache
def coverage(weight: int = 400) -> frozenset[int]:
    """List the code points that a weight has a shape for.

    Args:
        weight: 400 (Regular) or 700 (Bold). Regular has every character of Bold and more.

    Returns:
        Unicode code points.

    Raises:
        KeyError: There is no such weight.
        RenderError: Its file is not there.

    Example:
        >>> ord("群") in coverage(), ord("🎉") in coverage()
        (True, False)
    """
    return frozenset(face(weight).unicodes)


def printable(text: str) -> str:
    r"""Keep what can be drawn, so that no label shows an empty box or turns its direction.

    Styled letters and letters with rare accents become plain ones; emoji, control and direction characters and scripts
    that the fonts lack go; runs of white space become one space.

    Args:
        text: A label from a file or from the texts.

    Returns:
        The text to draw; ``"?"`` when nothing of it can be drawn, ``""`` when there was nothing to draw.

    Example:
        >>> printable("小鹿🦌 𝓐nna\n\u202e(杭州)")
        '小鹿 Anna (杭州)'
        >>> printable("Łódź")
        'Lódz'
        >>> printable("🔥🔥")
        '?'
    """
    covered = coverage()
    drawn = []
    for character in unicodedata.normalize("NFC", text).translate(PLAIN):
        if character.isspace():
            drawn.append(" ")
        elif ord(character) in covered:
            drawn.append(character)
        else:
            drawn.extend(part for part in unicodedata.normalize("NFKD", character) if ord(part) in covered)
    kept = unicodedata.normalize("NFC", " ".join("".join(drawn).split()))
    return kept or ("?" if text.strip() else "")
