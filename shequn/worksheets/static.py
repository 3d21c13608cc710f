"""A worksheet as plain HTML: what papermill, nbval and readers without a kernel see."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from shequn import texts
from shequn.worksheets import words

if TYPE_CHECKING:
    from shequn.texts import Texts
    from shequn.worksheets.answers import Answers
    from shequn.worksheets.base import Sheet, Spec
    from shequn.worksheets.workbook import Workbook

STYLE = (
    ".shequn-sheet{max-width:1040px;border-top:3px solid #0f5c5c;padding:12px 0;line-height:1.6}"
    ".shequn-sheet h2{font-size:20px;margin:0}.shequn-sheet h3{font-size:16px;margin:18px 0 4px;color:#0f5c5c}"
    ".shequn-sheet .note{opacity:.75}.shequn-sheet dt{font-weight:600;margin-top:8px}"
    ".shequn-sheet dd{margin:0;white-space:pre-line;overflow-wrap:anywhere}.shequn-sheet .scroll{overflow-x:auto}"
    ".shequn-sheet.shequn-sheet table{border-collapse:collapse;margin:4px 0}"
    ".shequn-sheet.shequn-sheet :is(th,td){text-align:left;vertical-align:top;padding:4px 10px;max-width:24em;"
    "white-space:normal;overflow-wrap:break-word;border-bottom:1px solid #8a949e66}"
)
"""Colours that read on light and on dark."""
WIDE = 7
"""A table of more columns scrolls sideways rather than break every word."""


class StaticForm:
    """A sheet and its answers, to be read only.

    Args:
        model: The sheet.
        workbook: Where its answers are kept.

    Raises:
        InputError: A newer shequn wrote the answers.
        WorkbookError: The answers are there but cannot be opened.
    """

    def __init__(self, model: type[Sheet], workbook: Workbook) -> None:
        self._answers = workbook.load(model)
        self._texts = texts.Texts(texts.language())

    def _repr_html_(self) -> str:
        return as_html(self._texts, self._answers)

    def __repr__(self) -> str:
        return _source(self._texts, self._answers)


def as_html(t: Texts, answers: Answers[Sheet]) -> str:
    """Write a sheet with its answers as HTML that needs no script.

    Args:
        t: Texts of one language.
        answers: The answers.

    Returns:
        One element that brings its own style; everything that was typed is escaped.
    """
    sheet = answers.sheet
    parts = [
        f"<h2>{escape(words.title(t, sheet))}</h2><p>{escape(words.aim(t, sheet))}</p>",
        f'<p class="note">{escape(_source(t, answers))}</p>',
    ]
    section = None
    for spec in sheet.fields():
        if spec.section != section:
            section = spec.section
            parts.append(f"<h3>{escape(words.section(t, sheet, section))}</h3>")
        value = (
            _table(t, sheet, spec) if spec.kind == "rows" else escape(words.shown(t, spec, getattr(sheet, spec.name)))
        )
        parts.append(f"<dl><dt>{escape(words.label(t, sheet, spec))}</dt><dd>{value or t('form.nothing')}</dd></dl>")
    labels = {spec.name: words.label(t, sheet, spec) for spec in sheet.fields()}
    if missing := sheet.missing():
        fields = t.enumerate(labels[name] for name in missing)
        parts.append(f'<p class="note">{escape(t("form.missing", fields=fields))}</p>')
    for problem in answers.problems:
        where = labels[str(problem.loc[0])] + ": " if problem.loc else ""
        parts.append(f'<p class="note">{escape(where + problem.words(t))}</p>')
    language = "zh-CN" if t.language == "zh" else "en"
    return f'<div class="shequn-sheet" lang="{language}"><style>{STYLE}</style>{"".join(parts)}</div>'


def _source(t: Texts, answers: Answers[Sheet]) -> str:
    return t(f"workbook.{answers.source}", sheet=words.title(t, answers.sheet))


def _table(t: Texts, sheet: Sheet, spec: Spec) -> str:
    rows = [row for row in getattr(sheet, spec.name) if not row.blank] if spec.kind == "rows" else []
    if not rows:
        return ""
    # Set on each cell: JupyterLab and git hosts take the style sheet out of a notebook that they do not trust.
    style = "text-align:left" + (";min-width:5em" if len(spec.columns) > WIDE else "")
    head = "".join(
        f'<th scope="col" style="{style}">{escape(words.label(t, sheet, spec, column))}</th>' for column in spec.columns
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="{style}">{escape(words.shown(t, column, getattr(row, column.name)))}</td>'
            for column in spec.columns
        )
        + "</tr>"
        for row in rows
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
