"""Every part of every sheet has its words, no words are left over, and examples are entries that the sheet takes."""

import pytest

from shequn.texts import LANGUAGES, table
from shequn.worksheets import SHEETS, choices
from shequn.worksheets.base import Choice

TYPED = ("line", "prose", "number", "count", "percent", "date", "time")
COLUMNS_WITH_EXAMPLE = ("line", "number", "count", "percent")
LONGEST_LABEL = {"en": 48, "zh": 22}
LONGEST_COLUMN_LABEL = {"en": 32, "zh": 14}
LISTS = [item for item in vars(choices).values() if isinstance(item, type) and issubclass(item, Choice)]


def wanted_and_welcome() -> tuple[set[str], set[str]]:
    """Keys that must be there, and those that may be."""
    wanted, welcome = set(), set()
    for sheet in SHEETS.values():
        head = f"sheet.{sheet.id}"
        wanted |= {f"{head}.title", f"{head}.aim"} | {f"{head}.section.{spec.section}" for spec in sheet.fields()}
        for spec in sheet.fields():
            field = f"{head}.field.{spec.name}"
            example = {f"{field}.example"}
            wanted |= {f"{field}.label", f"{field}.help"} | (example if spec.kind in (*TYPED, "yes") else set())
            welcome |= example
            for column in spec.columns:
                cell = f"{field}.column.{column.name}"
                wanted |= {f"{cell}.label"} | ({f"{cell}.example"} if needs(column) else set())
                welcome |= {f"{cell}.example", f"{cell}.help"}
    wanted |= {f"{item.text_key()}.{code}" for item in LISTS if item is not Choice for code in item}
    return wanted, welcome


def needs(column) -> bool:
    return column.kind in COLUMNS_WITH_EXAMPLE


def keys() -> set[str]:
    return {key for key in table() if key.startswith(("sheet.", "choice."))}


def test_every_part_of_every_sheet_has_its_words():
    assert not sorted(wanted_and_welcome()[0] - keys())


def test_no_words_are_left_over():
    wanted, welcome = wanted_and_welcome()
    assert not sorted(keys() - wanted - welcome)


def test_every_list_is_chosen_from():
    used = {part.choices for sheet in SHEETS.values() for spec in sheet.fields() for part in (spec, *spec.columns)}
    assert {item for item in LISTS if item is not Choice} == used - {None}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_example_is_an_entry_that_the_field_takes(sheet, language):
    for spec in sheet.fields():
        if spec.kind in TYPED:
            example = table()[f"sheet.{sheet.id}.field.{spec.name}.example"][language]
            assert getattr(sheet.model_validate({spec.name: example}), spec.name) not in ("", None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_examples_of_a_table_are_a_row_that_it_takes(sheet, language):
    for spec in sheet.fields():
        names = [column.name for column in spec.columns if needs(column)]
        texts = {name: table()[f"sheet.{sheet.id}.field.{spec.name}.column.{name}.example"] for name in names}
        if spec.row:
            row = spec.row.model_validate({name: text[language] for name, text in texts.items()})
            assert all(getattr(row, name) not in ("", None) for name in names)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_labels_are_short_and_tell_fields_apart(sheet, language):
    def labels(key: str, parts) -> list[str]:
        return [table()[f"{key}.{part.name}.label"][language] for part in parts]

    head = f"sheet.{sheet.id}.field"
    fields = labels(head, sheet.fields())
    assert len(set(fields)) == len(fields)
    assert not [label for label in fields if len(label) > LONGEST_LABEL[language]]
    for spec in sheet.fields():
        columns = labels(f"{head}.{spec.name}.column", spec.columns)
        assert len(set(columns)) == len(columns)
        assert not [label for label in columns if len(label) > LONGEST_COLUMN_LABEL[language]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_and_choices_tell_apart(language):
    titles = [table()[f"sheet.{id_}.title"][language] for id_ in SHEETS]
    assert len(set(titles)) == len(titles)
    for item in LISTS:
        words = [table()[f"{item.text_key()}.{code}"][language] for code in item]
        assert len(set(words)) == len(words)
