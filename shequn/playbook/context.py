"""What every section of a playbook shares: the answers, the words, and how answers become blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from shequn.report import model
from shequn.report.format import display_width, format_value
from shequn.texts import Texts
from shequn.worksheets import SHEETS, Sheet, words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from matplotlib.figure import Figure

    from shequn.worksheets import Row, Spec
    from shequn.worksheets.answers import Answers

S = TypeVar("S", bound=Sheet)
Wording = Mapping[str, Callable[[Any], str]]
MONEY = frozenset({"budget", "cost", "fixed_cost", "hourly_cost", "monthly_margin", "other_cost", "price"})
"""Fields and columns that hold amounts of money."""
MOST_COLUMNS = 7
"""Columns of a table that a page can hold; a wider one is whole in the workbook."""
LONGEST_CELL = 700
"""Half ems of an answer in one row: a row cannot be broken over pages, so a longer answer takes several."""


@dataclass(frozen=True)
class Context:
    """The material of one playbook.

    Attributes:
        answers: Sheet id to answers, every sheet; those not saved are empty.
        community: Name of the community.
        language: Language of every text.
        currency: ISO code of the money.
        timezone: IANA time zone of the times.
        today: The day for which it is written.
        participant: Whose workbook it is, or empty.
    """

    answers: Mapping[str, Answers[Sheet]]
    community: str
    language: model.Language
    currency: str
    timezone: str
    today: dt.date
    participant: str = ""

    @cached_property
    def t(self) -> Texts:
        """The words of the language."""
        return Texts(self.language)

    def get(self, kind: type[S]) -> S:
        """The answers of one sheet."""
        sheet = self.answers[kind.id].sheet
        assert isinstance(sheet, kind)  # noqa: S101  (for the type checker)
        return sheet

    def begun(self, *ids: str) -> list[str]:
        """Those of the sheets in which anything was entered beyond what stands there at first."""
        return [id_ for id_ in ids or SHEETS if self.answers[id_].sheet != SHEETS[id_].model_validate({})]

    def complete(self, *ids: str) -> list[str]:
        """Those of the sheets that lack nothing required and hold nothing invalid."""
        return [
            id_
            for id_ in self.begun(*ids)
            if not self.answers[id_].sheet.missing() and not any(problem.loc for problem in self.answers[id_].problems)
        ]

    # Words.

    def show(self, value: object, kind: model.Kind) -> str:
        """Word a value in the playbook's language and currency."""
        return format_value(model.cell(value), kind, self.language, self.currency)

    def join(self, *sentences: str) -> str:
        """Join sentences as the language does."""
        return ("" if self.language == "zh" else " ").join(filter(None, sentences))

    def title(self, id_: str) -> str:
        """Title of a sheet."""
        return words.title(self.t, SHEETS[id_])

    # Blocks.

    def answered(self, kind: type[Sheet], *names: str, title: str = "") -> list[model.Table]:
        """Answers beside their questions.

        Args:
            kind: The sheet.
            *names: Fields wanted; all that are no table when none is named.
            title: Title of the table; that of the sheet when empty.

        Returns:
            The table of what was answered, or nothing.
        """
        sheet = self.get(kind)
        rows: list[list[str]] = []
        for spec in kind.fields():
            if spec.kind != "rows" and (not names or spec.name in names):
                parts = pieces(self.value(spec, getattr(sheet, spec.name)))
                label = words.label(self.t, kind, spec)
                rows += [[label if place == 0 else "", part] for place, part in enumerate(parts)]
        return self.questions(title or words.title(self.t, kind), rows)

    def questions(self, title: str, rows: Sequence[Sequence[str]]) -> list[model.Table]:
        """A table of questions and answers, or nothing when there are none."""
        columns = [model.Column(key=name, label=self.t(f"playbook.{name}")) for name in ("question", "answer")]
        if not rows:
            return []
        return [model.Table(title=title, columns=columns, rows=[list(row) for row in rows], only="page")]

    def rows(
        self, kind: type[Sheet], name: str, *, page: Collection[str] = (), own: Wording | None = None
    ) -> list[model.Table]:
        """The rows of a table of a sheet.

        Args:
            kind: The sheet.
            name: The field.
            page: Columns for the page; as many as it holds when none is named.
            own: Columns that are worded in their own way, and how a row is.

        Returns:
            The table of the columns in use; when a page cannot hold them, a narrower one and the whole for the
            workbook; nothing when no row was filled.
        """
        [spec] = [spec for spec in kind.fields() if spec.name == name]
        filled = [row for row in getattr(self.get(kind), name) if not row.blank]
        used = [column for column in spec.columns if any(said(getattr(row, column.name)) for row in filled)]
        shown = [column for column in used if column.name in page] if page else used
        if len(shown) > MOST_COLUMNS:
            wanted = [column for column in shown if column.required]
            wanted += [column for column in shown if not column.required][: MOST_COLUMNS - len(wanted)]
            shown = [column for column in shown if column in wanted]
        if not shown:
            return []
        made = [self._rows(kind, spec, shown, filled, own or {})]
        if len(shown) < len(used):
            whole = self._rows(kind, spec, used, filled, own or {})
            made = [made[0].model_copy(update={"only": "page"}), whole.model_copy(update={"only": "xlsx"})]
        return made

    def _rows(
        self, kind: type[Sheet], spec: Spec, shown: Sequence[Spec], filled: Sequence[Row], own: Wording
    ) -> model.Table:
        heads: list[model.Column] = []
        found: list[list[Any]] = []
        for column in shown:
            values = [getattr(row, column.name) for row in filled]
            how: model.Kind = "text" if column.name in own else _kind(column, values)
            label = words.label(self.t, kind, spec, column)
            heads.append(model.Column(key=column.name, label=label, kind=how))
            if column.name in own:
                found.append([own[column.name](row) for row in filled])
            elif how == "text":
                found.append([words.shown(self.t, column, value) for value in values])
            elif how == "percent":
                found.append([None if value is None else value / 100 for value in values])
            else:
                found.append(values)
        title = words.label(self.t, kind, spec)
        return model.Table.model_validate({"title": title, "columns": heads, "rows": list(zip(*found, strict=True))})

    def sheet(self, kind: type[Sheet], *, without: Collection[str] = (), **pages: Collection[str]) -> list[model.Table]:
        """Everything that was filled in on a sheet.

        Args:
            kind: The sheet.
            without: Tables that are shown otherwise.
            **pages: Columns for the page, of tables of which it shall not show all.

        Returns:
            Questions and answers, then the tables in order.
        """
        tables = [spec.name for spec in kind.fields() if spec.kind == "rows" and spec.name not in without]
        return self.answered(kind) + [t for name in tables for t in self.rows(kind, name, page=pages.get(name, ()))]

    def value(self, spec: Spec, value: Any) -> str:
        """Word an answer; amounts with their currency."""
        if spec.name in MONEY and value is not None:
            return self.show(value, "money")
        return words.shown(self.t, spec, value) if said(value) else ""

    def picture(self, figure: Figure, name: str, alt: str, caption: str) -> model.Picture:
        """Draw a figure into a picture block."""
        from shequn.plots import to_svg

        return model.Picture(svg=to_svg(figure, f"playbook-{name}"), alt=alt, caption=caption)

    def table(
        self, name: str, columns: Mapping[str, model.Kind], rows: Iterable[Sequence[object]], **more: Any
    ) -> model.Table:
        """A table of computed values, its title and headings from ``playbook.<name>``.

        Args:
            name: Where its words stand.
            columns: Columns and their kinds.
            rows: The values.
            **more: Other fields of the table.
        """
        heads = [
            model.Column(key=key, label=self.t(f"playbook.{name}.{key}"), kind=kind) for key, kind in columns.items()
        ]
        title = self.t(f"playbook.{name}.title")
        return model.Table.model_validate(
            {"title": title, "columns": heads, "rows": [list(row) for row in rows], **more}
        )


def pieces(text: str) -> list[str]:
    r"""Split an answer at its line breaks, and a long line after a sentence, a word or, if need be, anywhere.

    Example:
        >>> pieces("one\ntwo"), pieces(""), [len(part) for part in pieces("长" * 800)]
        (['one', 'two'], [], [350, 350, 100])
    """
    parts: list[str] = []
    for line in text.splitlines():
        rest = line.strip()
        while rest:
            end = _fits(rest)
            if end < len(rest):
                stops = [rest.rfind(stop, 0, end) + len(stop) for stop in ("。", ". ", "；", "; ", "，", ", ", " ")]
                end = next((stop for stop in stops if stop > end // 2), end)
            parts.append(rest[:end].strip())
            rest = rest[end:].strip()
    return parts


def _fits(text: str) -> int:
    """How many characters fit a cell."""
    width = 0
    for place, character in enumerate(text):
        width += display_width(character)
        if width > LONGEST_CELL:
            return place
    return len(text)


def said(value: object) -> bool:
    """Whether something was entered; a zero is something."""
    return value not in (None, "", False) and value != []


def _kind(column: Spec, values: Sequence[Any]) -> model.Kind:
    """How a column of a sheet is shown: whole where all its numbers are."""
    if column.kind == "percent":
        return "percent"
    if column.kind == "date":
        return "date"
    if column.name in MONEY:
        return "money"
    if column.kind in {"number", "count", "score"}:
        return "int" if all(value is None or float(value).is_integer() for value in values) else "number"
    return "text"
