"""A value that is not valid stays as typed, is left out of the sheet, and is reported where it stands."""

import json
import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequn.texts import Texts
from shequn.worksheets import SHEETS, ContentPlan, FiveWOneH, Needs, People, Pilot
from shequn.worksheets.answers import Problem, check
from shequn.worksheets.base import Kind, Sheet

EN, ZH = Texts("en"), Texts("zh")
WRONG = [
    (Pilot, {"people_per_version": "many"}, ("people_per_version",), "count", "“many” is not a whole number"),
    (Pilot, {"people_per_version": 1.5}, ("people_per_version",), "count", "“1.5” is not a whole number"),
    (Pilot, {"people_per_version": "9" * 5000}, ("people_per_version",), "count", f"“{'9' * 59}…” is not"),
    (Pilot, {"people_per_version": -1}, ("people_per_version",), "greater_than_equal", "enter at least 0"),
    (Pilot, {"target_percent": "120%"}, ("target_percent",), "less_than_equal", "“120%” is too large; enter at most"),
    (Pilot, {"target_percent": "half"}, ("target_percent",), "percent", "“half” is not a percentage"),
    (Pilot, {"start": "2026-02-30"}, ("start",), "date", "“2026-02-30” is not a day; enter it as 2026-03-05"),
    (Pilot, {"hypothesis": "x" * 5001}, ("hypothesis",), "too_long", "5,001 characters, at most 5,000 fit"),
    (Pilot, {"metric": "🙂" * 301}, ("metric",), "too_long", "301 characters, at most 300 fit"),
    (Pilot, {"metric": {"a": {"b": 1}}}, ("metric",), "line", "is not text"),
    (Pilot, {"decision": ["a"]}, ("decision",), "prose", "is not text"),
    (FiveWOneH, {"budget": "a lot"}, ("budget",), "number", "“a lot” is not an amount"),
    (FiveWOneH, {"budget": "1e400"}, ("budget",), "less_than_equal", "at most 1,000,000,000,000"),
    (FiveWOneH, {"life": "for ever"}, ("life",), "choice", "“for ever” is not in the list"),
    (People, {"work_from": "9 o'clock"}, ("work_from",), "time", "enter it as 09:30"),
    (Needs, {"needs": "a\tb\nc\td"}, ("needs",), "rows", "“a b c d” is not a row of the table"),
    (Needs, {"needs": [{"need": "a"}, 7]}, ("needs", 1), "rows", "“7” is not a row"),
    (Needs, {"needs": [{"intensity": 9}]}, ("needs", 0, "intensity"), "less_than_equal", "at most 5"),
    (Needs, {"needs": [{}, {"intensity": "?"}]}, ("needs", 1, "intensity"), "score", "enter 1, 2, 3, 4 or 5"),
]


@pytest.mark.parametrize(("model", "data", "loc", "reason", "words"), WRONG)
def test_a_wrong_value_is_reported_with_its_place_and_mend(model, data, loc, reason, words):
    sheet, problems = check(model, data)
    value = data
    for step in loc:
        value = value[step]
    assert [(problem.loc, problem.value, problem.reason) for problem in problems] == [(loc, value, reason)]
    assert words in problems[0].words(EN)
    assert problems[0].words(ZH) != problems[0].words(EN)
    if len(loc) == 1:
        assert getattr(sheet, loc[0]) == getattr(model(), loc[0])


def test_a_wrong_value_does_not_take_the_others_along():
    data = {
        "chosen_need": "a", "needs": [{"need": "b", "frequency": "often"}, "?", {"need": "c", "intensity": 6}],
    }  # fmt: skip
    sheet, problems = check(Needs, data)
    assert sheet.chosen_need == "a"
    assert [(need.need, need.frequency, need.intensity) for need in sheet.needs] == [
        ("b", None, None),
        ("c", None, None),
    ]
    assert [problem.loc for problem in problems] == [("needs", 0, "frequency"), ("needs", 1), ("needs", 2, "intensity")]
    assert data["needs"][1] == "?"


def test_a_default_does_not_take_the_place_of_a_wrong_value():
    assert People().silent_days == 30
    assert check(People, {"silent_days": "a month"})[0].silent_days is None
    assert check(ContentPlan, {"mix": 5})[0].mix == []


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_of_field_has_its_words(kind):
    assert "?!" in Problem(("x",), "?!", kind).words(EN)
    assert "?!" in Problem(("x",), "?!", kind).words(ZH)


def test_a_line_names_field_row_and_column():
    assert (
        Problem(("needs", 1, "intensity"), 9, "less_than_equal", 5).line(EN, Needs)
        == "Problems of your members · row 2 · Intensity (1–5): “9” is too large; enter at most 5."
    )
    assert (
        Problem(("needs", 1), 9, "rows").line(ZH, Needs)
        == "成员遇到的问题 · 第 2 行：“9”不是表格里的一行，请重新填写。"
    )
    assert Problem((), "needs.json", "broken").line(EN, Needs).startswith("needs.json cannot be read")


@pytest.mark.parametrize(
    ("typed", "line", "prose"),
    [
        ("a\r\nb\n\nc", "a b c", "a\r\nb\n\nc"),
        ("Word's\vsoft break", "Word's soft break", "Word's\nsoft break"),
        ("nul\0 and bell\a", "nul and bell", "nul and bell"),
        ("half \ud83d emoji", "half emoji", "half  emoji"),
        ("🙂👩‍🏫", "🙂👩‍🏫", "🙂👩‍🏫"),
        ("مرحبا \u202e שלום", "مرحبا \u202e שלום", "مرحبا \u202e שלום"),
        ("<script>alert('1')</script>", "<script>alert('1')</script>", "<script>alert('1')</script>"),
        ("{brace} {0} %s", "{brace} {0} %s", "{brace} {0} %s"),
    ],
)
def test_text_of_any_kind_is_taken(typed, line, prose):
    """What no document can hold is left out; one line stays one line."""
    sheet, problems = check(Pilot, {"metric": typed, "hypothesis": typed})
    assert (sheet.metric, sheet.hypothesis, problems) == (line, prose, ())


texts = st.text(st.characters(exclude_categories=()))
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@st.composite
def drafts(draw) -> tuple[type[Sheet], dict]:
    """A sheet with anything in its fields and in the cells of its rows."""
    model = draw(st.sampled_from(list(SHEETS.values())))
    data = {}
    for spec in draw(st.lists(st.sampled_from(model.fields()), max_size=4)):
        row = st.fixed_dictionaries({}, optional={column.name: anything for column in spec.columns})
        data[spec.name] = draw(anything | st.lists(row | anything, max_size=3) if spec.columns else anything)
    return model, data


@given(drafts())
def test_any_draft_is_taken_and_every_problem_points_at_what_was_typed(draft):
    model, data = draft
    before = json.dumps(data)
    sheet, problems = check(model, data)
    assert json.dumps(data) == before
    assert isinstance(sheet, model)
    for problem in problems:
        value = data
        for step in problem.loc:
            value = value[step]
        assert value == problem.value
        for t in (EN, ZH):
            assert problem.line(t, model).endswith(problem.words(t))
    assert sheet.missing() == check(model, json.loads(sheet.model_dump_json()))[0].missing()
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", str(sheet.model_dump(mode="json")))


@given(drafts())
def test_what_a_sheet_holds_is_valid(draft):
    """What is left of a draft is taken again without a problem."""
    model, data = draft
    sheet, _ = check(model, data)
    again, problems = check(model, sheet.model_dump(mode="json"))
    assert (again, problems) == (sheet, ())
