"""What a form needs to know about a sheet and its answers, as plain JSON: fields, words, values, findings."""

from __future__ import annotations

import hashlib
from itertools import groupby
from typing import TYPE_CHECKING, Any

from shequn.texts import table
from shequn.worksheets import words
from shequn.worksheets.advice import advice

if TYPE_CHECKING:
    from shequn.texts import Texts
    from shequn.worksheets.answers import Answers
    from shequn.worksheets.base import Sheet, Spec
    from shequn.worksheets.workbook import Workbook

UI = "form.ui."


def described(t: Texts, model: type[Sheet], workbook: Workbook) -> dict[str, Any]:
    """Describe a sheet, without its answers.

    Args:
        t: Texts of one language.
        model: The sheet.
        workbook: Where its answers are kept; unsaved text in a browser belongs to this folder alone.

    Returns:
        Titles, sections with their fields, the words of the form, and an empty sheet.
    """
    specs = model.fields()
    return {
        "id": model.id,
        "key": hashlib.sha256(f"{workbook.folder}/{model.id}".encode()).hexdigest()[:16],
        "language": t.language,
        "title": words.title(t, model),
        "aim": words.aim(t, model),
        "required": sum(spec.required for spec in specs),
        "sections": [
            {
                "name": name,
                "title": words.section(t, model, name),
                "fields": [_field(t, model, spec) for spec in part],
            }
            for name, part in groupby(specs, key=lambda spec: spec.section)
        ],
        "blank": model().model_dump(mode="json"),
        "words": {key.removeprefix(UI): entry[t.language] for key, entry in table().items() if key.startswith(UI)},
    }


def answered(t: Texts, model: type[Sheet], workbook: Workbook) -> dict[str, Any]:
    """Describe the answers of a sheet as they are in the workbook now, and what is to be said about them.

    Args:
        t: Texts of one language.
        model: The sheet.
        workbook: Where its answers are kept.

    Returns:
        Values, source, revision, missing fields, problems, advice, earlier decisions, notices.

    Raises:
        InputError: A newer shequn wrote the file.
        WorkbookError: The file is there but cannot be opened.
    """
    everything = workbook.sheets()
    answers = everything.get(model.id) or workbook.load(model)
    sheets = {name: found.sheet for name, found in everything.items() if found.source == answers.source} | {
        model.id: answers.sheet
    }
    return {
        "source": answers.source,
        "revision": answers.revision,
        "saved_at": answers.saved_at and answers.saved_at.isoformat(),
        "values": answers.sheet.model_dump(mode="json") | answers.data,
        "missing": answers.sheet.missing(),
        "problems": [{"at": list(one.loc), "text": one.words(t)} for one in answers.problems if one.loc],
        "notices": [one.words(t) for one in answers.problems if not one.loc],
        "advice": [{"field": one.field, "text": one.words(t)} for one in advice(sheets) if one.sheet == model.id],
        "recalls": [_recalled(t, everything[sheet], field) for sheet, field in model.recalls],
    }


def texts_of(t: Texts, sheet: Sheet, spec: Spec) -> list[str]:
    """Word what a field holds: one text, or one for each row of a table; nothing when it is empty.

    Args:
        t: Texts of one language.
        sheet: The sheet.
        spec: The field.

    Returns:
        The texts; of a row, its first three entries that hold something.
    """
    value = getattr(sheet, spec.name)
    if spec.kind != "rows":
        return list(filter(None, [words.shown(t, spec, value)]))
    rows = [[words.shown(t, column, getattr(row, column.name)) for column in spec.columns] for row in value]
    return [" · ".join(said[:3]) for row in rows if (said := list(filter(None, row)))]


def _recalled(t: Texts, answers: Answers[Sheet], field: str) -> dict[str, Any]:
    sheet = answers.sheet
    [spec] = [spec for spec in sheet.fields() if spec.name == field]
    values = {"title": words.title(t, sheet)}
    origin = t("form.from_sample", **values) if answers.source == "sample" else t("form.from_sheet", **values)
    return {"label": words.label(t, sheet, spec), "items": texts_of(t, sheet, spec), "from": origin}


def _field(t: Texts, model: type[Sheet], spec: Spec, column: Spec | None = None) -> dict[str, Any]:
    part = column or spec
    return {
        "name": part.name,
        "kind": part.kind,
        "required": part.required,
        "label": words.label(t, model, spec, column),
        "help": words.help_of(t, model, spec, column),
        "example": words.example(t, model, spec, column),
        "choices": [[code.value, words.choice(t, code)] for code in part.choices or ()],
        "columns": [_field(t, model, spec, one) for one in part.columns],
    }
