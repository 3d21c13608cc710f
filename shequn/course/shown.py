"""What a check, a hint or a list shows in a notebook: plain words, and the same as a small HTML block."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from shequn.errors import ShequnError

if TYPE_CHECKING:
    from types import TracebackType

    from shequn.texts import Texts

Mood = Literal["note", "good", "wrong"]
_COLOURS: dict[Mood, str] = {"note": "#6b7785", "good": "#1a7f4b", "wrong": "#a35a10"}


@dataclass(frozen=True)
class Note:
    """Words to show below a cell.

    Attributes:
        text: One or more lines.
        mood: ``good`` for a right answer, ``wrong`` for one that is not, else ``note``.
    """

    text: str
    mood: Mood = "note"

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        lines = "<br>".join(map(escape, self.text.splitlines()))
        border = _COLOURS[self.mood]
        return f'<div style="border-left:4px solid {border};padding:.3em .8em;line-height:1.6">{lines}</div>'


@dataclass(frozen=True)
class Drawing:
    """A picture below a cell.

    Attributes:
        svg: The drawing.
        alt: What it shows, for those who do not see it.
    """

    svg: str
    alt: str

    def __repr__(self) -> str:
        return self.alt

    def _repr_html_(self) -> str:
        from shequn.report.html import image

        return image(self.svg, self.alt)


def say_errors(t: Texts) -> None:
    """Show this package's errors as one message, and say of an unknown name which cells to run first.

    The cell still counts as failed. Outside IPython nothing changes.

    Args:
        t: Texts of the lesson's language.
    """
    if "IPython" not in sys.modules:
        return
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    if shell is None:
        return

    def say(
        _shell: Any, _kind: type[BaseException], error: BaseException, _trace: TracebackType, **_more: Any
    ) -> list[str]:
        words = t("course.run_above", name=error.name) if isinstance(error, NameError) else str(error)
        print(words, file=sys.stderr)
        return [words]

    shell.set_custom_exc((ShequnError, NameError), say)
