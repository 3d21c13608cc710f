"""The report's blocks, how values are worded, and the way through a notebook and back."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import ROUND_HALF_EVEN, Decimal
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shequn.errors import MissingFileError, RenderError
from shequn.fonts import printable
from shequn.report import notebook
from shequn.report.format import format_value, numbered
from shequn.report.model import MIME, Card, Column, Document, Table, cell

TWO = [Column(key="a", label="A", kind="int"), Column(key="b", label="B", kind="percent", formula="{a}/{a@sum}")]


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.int64(7), 7),
        (np.float64(0.5), 0.5),
        (Decimal("0.5"), TypeError),
        (float("inf"), None),
        (np.nan, None),
        (pd.NA, None),
        (pd.NaT, None),
        (pd.Timestamp("2026-03-05 23:59"), "2026-03-05"),
        (dt.date(2026, 3, 5), "2026-03-05"),
        (np.str_("群"), "群"),
        (True, TypeError),
        ([1], TypeError),
    ],
)
def test_cells_of_any_library_become_plain(value, plain):
    if plain is TypeError:
        with pytest.raises(TypeError, match="in a table; give text, a number, a date or None"):
            cell(value)
    else:
        assert cell(value) == plain
        assert type(cell(value)) is type(plain)


def test_a_frame_becomes_a_table_with_ids_kept_and_gaps_missing():
    frame = pd.DataFrame(
        {
            "id": ["007", "1234567890123456789"],
            "n": pd.array([3, None], dtype="Int64"),
            "rate": [0.25, float("nan")],
            "day": pd.to_datetime(["2026-03-05", None]),
        }
    )
    columns = [Column(key=key, label=key) for key in ("day", "id", "n", "rate")]
    table = Table.from_frame(frame, title="T", columns=columns)
    assert table.rows == [["2026-03-05", "007", 3, 0.25], [None, "1234567890123456789", None, None]]
    assert type(table.rows[0][2]) is int
    with pytest.raises(KeyError, match="other"):
        Table.from_frame(frame, title="T", columns=[Column(key="other", label="")])


@pytest.mark.parametrize(
    "formula", ["SUM({a})", "{a}&{b}", "=1", "HYPERLINK()", '{a}/{b}"', "{a}^2", "'x'!A1", "{a@+1}"]
)
def test_formulas_are_arithmetic_over_columns_and_nothing_else(formula):
    with pytest.raises(ValidationError, match="may hold numbers"):
        Column(key="x", label="", formula=formula)


def test_tables_that_do_not_add_up_are_refused():
    with pytest.raises(ValidationError, match=r"row 2: 1 values for 2 columns"):
        Table(title="T", columns=TWO, rows=[[1, 1.0], [1]])
    with pytest.raises(ValidationError, match="two columns of one key"):
        Table(title="T", columns=[TWO[0], TWO[0]], rows=[])
    with pytest.raises(ValidationError, match="names 'c'; the columns are a, b"):
        Table(title="T", columns=[TWO[0], Column(key="b", label="", formula="{a}/{c@-1}")], rows=[])


def test_a_report_has_one_language_one_currency_and_every_id_once(document):
    with pytest.raises(ValidationError, match="two sections of one id"):
        Document(cover=document.cover, sections=[document.sections[0], document.sections[0]])
    for change in ({"language": "zh" if document.cover.language == "en" else "en"}, {"currency": "USD"}):
        other = document.sections[1].model_copy(update=change)
        with pytest.raises(ValidationError, match="section 'part-2' is in"):
            Document(cover=document.cover, sections=[document.sections[0], other])


def test_a_report_survives_json(document):
    assert Document.model_validate_json(document.model_dump_json()) == document


@pytest.mark.parametrize(
    ("change", "direction"),
    [
        ("+4.1", "up"),
        ("＋1", "up"),
        ("−2%", "down"),
        ("-2%", "down"),
        ("0.0%", "level"),
        ("", "level"),
        (None, "level"),
    ],
)
def test_the_arrow_follows_the_sign(change, direction):
    assert Card(label="", value="", change=change).direction == direction


@pytest.mark.parametrize(
    ("value", "kind", "en", "zh"),
    [
        (1234567, "int", "1,234,567", "1,234,567"),
        (-3, "int", "−3", "−3"),
        (0.6249, "number", "0.62", "0.62"),
        (0.3768, "percent", "37.7%", "37.7%"),
        (12.3, "percent", "1,230.0%", "1,230.0%"),
        (0.1, "growth", "+10.0%", "+10.0%"),
        (-1.0, "growth", "−100.0%", "−100.0%"),
        (0.032, "points", "+3.2 pts", "+3.2 个百分点"),
        (1299, "money", "$1,299.00", "$1,299.00"),
        (-0.5, "money", "−$0.50", "−$0.50"),
        (-0.0001, "money", "$0.00", "$0.00"),
        ("2026-03-05", "date", "2026-03-05", "2026-03-05"),
        ("=1+1", "int", "=1+1", "=1+1"),
        (7, "text", "7", "7"),
        (None, "percent", "–", "–"),
    ],
)
def test_values_are_worded_in_both_languages(value, kind, en, zh):
    assert [format_value(value, kind, language, "USD") for language in ("en", "zh")] == [en, zh]


@given(st.floats(-1e12, 1e12))
def test_money_is_the_exact_value_rounded_to_cents(value):
    cents = Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    shown = format_value(value, "money", "en", "USD").replace(",", "")
    assert Decimal(shown.replace("$", "").replace("−", "-")) == cents
    assert shown.startswith("−") == (cents < 0)


def test_pictures_and_tables_are_numbered_within_their_section(document):
    labels = [label for _, label in numbered(document.sections[4])]
    figure = "Figure" if document.cover.language == "en" else "图"
    assert labels == ["", f"{figure} 5.1", f"{figure} 5.2", ""]
    assert all(label == "" for block, label in numbered(document.sections[5]) if block.kind == "table")
    unnumbered = document.sections[4].model_copy(update={"number": ""})
    assert all(label == "" for _, label in numbered(unnumbered))


class _Seen(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def test_a_notebook_cell_shows_a_section_and_carries_it(document):
    for part in (document.cover, *document.sections):
        bundle = part._repr_mimebundle_()
        assert type(part).model_validate(json.loads(json.dumps(bundle[MIME]))) == part
        assert part.title in bundle["text/plain"]
        assert bundle["text/html"].startswith(f'<div class="shequn" lang="{part.language}')
        seen = _Seen()
        seen.feed(bundle["text/html"])
        # Inline SVG and scripts would be taken out of a notebook that is not trusted.
        assert not {"script", "svg", "iframe", "object"} & {tag for tag, _ in seen.tags}
        for tag, attributes in seen.tags:
            assert not any(name.startswith("on") for name in attributes), (tag, attributes)
            if tag == "img":
                assert attributes["src"].startswith("data:image/svg+xml;base64,")
                assert attributes["alt"]


def test_a_notebook_cell_shows_hostile_names_as_text(document, hostile):
    seen = _Seen()
    seen.feed(document.sections[1]._repr_mimebundle_()["text/html"])
    text = "".join(seen.text.split())
    assert all("".join(printable(name).split()) in text for name in hostile)


def _notebook(path, parts, **error):
    outputs = [[{"output_type": "display_data", "data": part._repr_mimebundle_(), "metadata": {}}] for part in parts]
    if error:
        outputs.append([{"output_type": "error", "traceback": [], **error}])
    cells = [{"cell_type": "markdown", "source": "# Report", "metadata": {}}]
    cells += [{"cell_type": "code", "source": "", "metadata": {}, "outputs": output} for output in outputs]
    path.write_text(json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}), "utf-8")
    return path


def test_a_report_comes_back_from_its_notebook(document, tmp_path):
    path = _notebook(tmp_path / "out.ipynb", [document.cover, *document.sections])
    assert notebook.document(path) == document


def test_a_notebook_without_a_whole_report_is_refused(document, tmp_path):
    path = tmp_path / "out.ipynb"
    with pytest.raises(MissingFileError, match=re.escape(str(path))):
        notebook.document(path)
    for text in ("", "{}", "[]", "x"):
        path.write_text(text)
        with pytest.raises(RenderError, match="not a Jupyter notebook"):
            notebook.document(path)
    for parts in ([], [document.cover], [document.cover, document.cover, document.sections[0]]):
        with pytest.raises(RenderError, match=r"a report has one cover and its sections"):
            notebook.document(_notebook(path, parts))
    with pytest.raises(RenderError, match=r"cell 3 stopped: ValueError: no such day"):
        notebook.document(_notebook(path, [document.cover], ename="ValueError", evalue="no such day"))


def test_a_notebook_that_was_tampered_with_is_refused(document, tmp_path):
    path = _notebook(tmp_path / "out.ipynb", [document.cover, *document.sections])
    text = path.read_text("utf-8")
    for old, new in (
        ("{active}/{total}", "WEBSERVICE(1)"),
        ('"kind": "cards"', '"kind": "html"'),
        ('"part-3"', '"x y"'),
        (" 240,", " true,"),
    ):
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        with pytest.raises(RenderError, match=r"cell \d+: not a part of a report"):
            notebook.document(path)
