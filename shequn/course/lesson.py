"""What a lesson's notebook opens: its data, its exercises, the links to its neighbours."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from shequn import texts
from shequn.course.exercises import EXERCISES
from shequn.course.outline import LESSONS
from shequn.course.shown import Drawing, Note, say_errors
from shequn.errors import MissingFileError, ParameterError, ShequnError, nearest

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from shequn.community import Community
    from shequn.course.exercises.base import Exercise
    from shequn.dates import Period


class Lesson:
    """One lesson of the course, on the sample client or on a learner's own data.

    Args:
        name: Name of the lesson, such as ``"03_needs"``.
        data: Folder with the data, or ``"sample"``.
        language: ``"en"`` or ``"zh"``; forms and answers speak it from here on.

    Raises:
        ParameterError: There is no such lesson or language.
        MissingFileError: There is no such folder.

    Example:
        >>> lesson = Lesson("14_numbers")
        >>> lesson.community.group_ids
        ('G01', 'G02', 'G03')
    """

    def __init__(self, name: str, data: str = "sample", language: str = "en") -> None:
        from shequn.report.parameters import data_folder

        if name not in LESSONS:
            raise ParameterError(f"lesson == {name!r}, must be one of {', '.join(LESSONS)}.{nearest(name, LESSONS)}")
        if not isinstance(data, str):
            raise ParameterError(f"data == {data!r}, must be 'sample' or the path of a folder, in quotes.")
        if language not in texts.LANGUAGES:
            raise ParameterError(f"language == {language!r}, must be one of {', '.join(texts.LANGUAGES)}.")
        self.name = name
        self.data = data
        self.folder = data_folder(data)
        texts.speak(language)
        self.t = texts.Texts(language)
        self._lent: set[str] = set()
        say_errors(self.t)

    @cached_property
    def community(self) -> Community:
        """The community of the data."""
        from shequn.readers import read_folder

        return read_folder(self.folder)

    @cached_property
    def period(self) -> Period:
        """First and last day of the data."""
        return self.community.period()

    def table(self, name: str) -> pd.DataFrame:
        """Read one of the further tables of the steps, such as ``survey``.

        One's own folder may lack it: then it is the sample client's, and a note says so.

        Args:
            name: Name of the table.

        Returns:
            Its rows.

        Raises:
            ParameterError: There is no table of this name.
            InputError: It cannot be read.

        Example:
            >>> len(Lesson("02_target_members").table("candidates"))
            600
        """
        from IPython.display import display

        from shequn import samples
        from shequn.planning import read_table

        try:
            return read_table(name, self.folder)
        except MissingFileError:
            if name not in self._lent:
                self._lent.add(name)
                display(Note(self.t("course.from_sample", table=name)))  # type: ignore[no-untyped-call]
            return read_table(name, samples.path())

    def has(self, name: str) -> bool:
        """Whether the data hold a table: members, messages, orders, groups, or one of the further ones."""
        if name in ("members", "messages", "orders", "groups"):
            try:
                return self.community.has(name)  # also when the file has a Chinese name
            except ShequnError:
                return False
        return (self.folder / f"{name}.csv").is_file()

    def lacks(self, *names: str) -> Note | None:
        """Say what a part of the lesson needs and the data lack.

        Args:
            names: Tables that the part needs.

        Returns:
            A note to show; None when all are there.
        """
        missing = [name for name in names if not self.has(name)]
        return Note(self.t("course.lacks", tables=", ".join(missing))) if missing else None

    def show(self, figure: Figure, key: str, **values: object) -> Drawing:
        """Show a picture with the words for those who do not see it.

        Args:
            figure: Drawn by ``shequn.plots``.
            key: Its words in the texts, ``lesson.<name>.<key>``.
            **values: What their placeholders stand for.

        Returns:
            The drawing.
        """
        from shequn.plots import to_svg

        return Drawing(to_svg(figure, key.replace("_", "-")), self.words(key, **values))

    def words(self, key: str, **values: object) -> str:
        """Word a text of this lesson, ``lesson.<name>.<key>``, in its language.

        Args:
            key: Last part of the text's key.
            **values: What its placeholders stand for.

        Returns:
            The text.
        """
        return self.t(f"lesson.{self.name}.{key}", **values)

    def check(self, name: str, answer: Any) -> Note:
        """Check the answer to an exercise.

        Args:
            name: Number of the exercise, such as ``"03-1"``.
            answer: The learner's answer; ``...`` stands for none yet.

        Returns:
            What to do next, in words; a right answer is remembered in the workbook.
        """
        return self._exercise(name).check(answer, self)

    def hint(self, name: str, step: int = 1) -> Note:
        """Give a hint to an exercise.

        Args:
            name: Number of the exercise.
            step: Which hint; each tells more than the one before.

        Returns:
            The hint, and whether there is another.
        """
        return self._exercise(name).hint(step, self)

    def _exercise(self, name: str) -> Exercise:
        if name not in EXERCISES:
            raise ParameterError(
                f"exercise == {name!r}, must be one of {', '.join(EXERCISES)}.{nearest(name, EXERCISES)}"
            )
        return EXERCISES[name]
