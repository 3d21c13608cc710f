"""How an exercise is checked: the right answer is computed from the data, typical wrong ones are known by their value.

Words stand in the texts: ``exercise.<number>.hint<step>``, ``exercise.<number>.right`` and, for a typical wrong
answer, ``exercise.<number>.wrong.<name>``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shequn.course.shown import Mood, Note
from shequn.errors import ShequnError
from shequn.texts import table

if TYPE_CHECKING:
    from shequn.course.lesson import Lesson

Compute = Callable[["Lesson"], Any]


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    Attributes:
        number: Such as ``"03-1"``.
        right: Computes the right answer from the lesson's data: a plain number, a text, or a set or list of texts.
        wrong: Typical wrong answers: name to what computes them. An answer equal to one gets its own words.
        tolerance: How far a number may be from the right one.
        needs: Tables without which there is nothing to check.
    """

    number: str
    right: Compute
    wrong: Mapping[str, Compute] = field(default_factory=dict)
    tolerance: float = 0.0
    needs: tuple[str, ...] = ("members", "messages")

    def check(self, answer: Any, lesson: Lesson) -> Note:
        """Say in words whether an answer is right, and if not, what to look at.

        Args:
            answer: Whatever the learner wrote; ``...`` is none.
            lesson: The lesson, with its data.

        Returns:
            The words; never an error because of the answer.
        """
        t = lesson.t
        if answer is ... or answer is None or (isinstance(answer, str) and not answer.strip()):
            return Note(t("exercise.unanswered", number=self.number))
        if note := lesson.lacks(*self.needs):
            return note
        try:
            key = self._judge(_plain(answer), lesson)
        except ShequnError as error:
            return Note(str(error), "wrong")
        except (ArithmeticError, LookupError, TypeError, ValueError):
            # With one's own data the right answer may not be known, such as leaves that the source never recorded.
            return Note(t("exercise.not_known", number=self.number))
        mood: Mood = "good" if key.endswith(".right") else "wrong"
        return Note(t(key, number=self.number, got=_short(answer)), mood)

    def _judge(self, answer: Any, lesson: Lesson) -> str:
        """Find the words for an answer; a right one is remembered."""
        right = self.right(lesson)
        if problem := _unlike(right, answer):
            return f"exercise.{problem}"
        if _same(right, answer, self.tolerance):
            from shequn.course.progress import remember

            remember(self.number)
            return f"exercise.{self.number}.right"
        for name, compute in self.wrong.items():
            if _same(compute(lesson), answer, self.tolerance):
                return f"exercise.{self.number}.wrong.{name}"
        if isinstance(right, float) and right <= 2 and _same(right * 100, answer, max(self.tolerance * 100, 0.5)):
            return "exercise.percent"
        return "exercise.again"

    def hint(self, step: int, lesson: Lesson) -> Note:
        """Give one hint and say whether there is another.

        Args:
            step: From 1; what is none counts as the nearest that is.
            lesson: The lesson.

        Returns:
            The words.
        """
        last = max(n for n in range(1, 10) if f"exercise.{self.number}.hint{n}" in table())
        step = min(max(step, 1), last) if isinstance(step, int) else 1
        more = lesson.t("exercise.more", number=self.number, step=step + 1) if step < last else ""
        return Note("\n".join(filter(None, (lesson.t(f"exercise.{self.number}.hint{step}"), more))))


def _plain(value: Any) -> Any:
    """A pandas or NumPy value as Python's own; a series or array as a list."""
    if hasattr(value, "tolist") and not isinstance(value, str):
        return value.tolist()
    return value


def _unlike(right: Any, answer: Any) -> str:
    """Which kind of answer is wanted when this one is of another kind, else nothing."""
    if isinstance(right, int | float):
        return "" if isinstance(answer, int | float) and type(answer) is not bool else "want_number"
    if isinstance(right, str):
        return "" if isinstance(answer, str) else "want_text"
    return "" if isinstance(answer, list | tuple | set | frozenset) else "want_list"


def _same(right: Any, answer: Any, tolerance: float) -> bool:
    if isinstance(right, int | float):
        return abs(float(answer) - right) <= tolerance + 1e-9
    if isinstance(right, str):
        return bool(answer.strip().casefold() == right.strip().casefold())
    if isinstance(right, set | frozenset):
        return {str(part) for part in answer} == {str(part) for part in right}
    return [str(part) for part in answer] == [str(part) for part in right]


def _short(value: Any) -> str:
    words = repr(value)
    return words if len(words) <= 60 else f"{words[:59]}…"
