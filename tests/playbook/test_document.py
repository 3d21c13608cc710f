"""What the playbook says: conclusions that a person can check against the answers, in both languages."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from filled import HOSTILE, TODAY, material, sampled

from shequn.playbook import ends, founding, running
from shequn.playbook.context import LONGEST_CELL, MOST_COLUMNS, pieces
from shequn.playbook.document import BUILDERS, PARTS, document
from shequn.report.format import display_width
from shequn.report.model import Bullets, Cards, Picture, Table, Text
from shequn.texts import Texts
from shequn.worksheets import SHEETS, words
from shequn.worksheets.choices import Choice

RATE = {"version": "A", "people": 55, "successes": 7}, {"version": "B", "people": 55, "successes": 19}


def spoken(block) -> list[str]:
    """Every text of a block that a page shows."""
    match block:
        case Text():
            return [block.text]
        case Bullets():
            return block.items
        case Cards():
            return [part for card in block.items for part in (card.label, card.value, card.detail or "")]
        case Picture():
            return [block.alt, block.caption]
        case Table():
            return [
                block.title,
                *(column.label for column in block.columns),
                *(str(v) for row in block.rows for v in row if v is not None),
            ]


def tables(blocks) -> dict[str, Table]:
    return {block.title: block for block in blocks if isinstance(block, Table) and block.only is None}


# The sample workbook -------------------------------------------------------------------------------------------------


def test_every_part_is_there_and_opens_with_a_verdict(sample):
    made = document(sample)
    assert [section.id for section in made.sections] == [*PARTS, "open"]
    assert [section.number for section in made.sections] == [str(number) for number in range(1, 10)]
    assert all(section.verdict for section in made.sections)
    assert {sheet for sheets in PARTS.values() for sheet in sheets} == set(SHEETS)


def test_every_answer_is_in_the_document(sample):
    """Texts that were typed stand on some page or in a sheet for the workbook, long ones in pieces."""
    said = "\n".join(
        text for section in document(sample).sections for block in section.blocks for text in spoken(block)
    )
    flat = "".join(said.split())
    for answers in sample.answers.values():
        for text in leaves(answers.sheet.model_dump()):
            assert all("".join(piece.split()) in flat for piece in pieces(text)), text


def leaves(value) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in leaves(part)]
    if isinstance(value, list):
        return [text for part in value for text in leaves(part)]
    return [value] if isinstance(value, str) and not isinstance(value, Choice) else []


def test_no_code_and_no_placeholder_is_shown(sample):
    said = [text for section in document(sample).sections for block in section.blocks for text in spoken(block)]
    said += [section.verdict for section in document(sample).sections]
    codes = {code.value for kind in Choice.__subclasses__() for code in kind if "_" in code.value}
    assert not [text for text in said if text in codes | {"None", "nan"} or "{" in text]


def test_one_language_is_spoken():
    chinese = document(sampled("zh"))
    assert not [s.verdict for s in chinese.sections if not any("\u4e00" <= letter <= "\u9fff" for letter in s.verdict)]
    own = [s.title for s in document(sampled("en")).sections]
    assert not [title for title in own if not title.isascii()]


def test_the_economics_are_those_of_the_sheet(sample):
    """20 minutes at 36 an hour are 12; 27.50 of material and 0.50 of fees make 40; of 68 yuan 28 are left.

    1,400 / 28 = 50 buyers; 18 % of 278 members are 50.04, of 277 only 49.86.
    """
    [cards] = [block for block in founding.economics(sample) if isinstance(block, Cards)]
    assert [card.value for card in cards.items] == ["¥40.00", "¥28.00", "41.2%", "50", "278"]
    assert "¥28.00" in founding.steps(sample)[0]
    assert "278" in founding.steps(sample)[0]


def test_pages_hold_their_tables(sample):
    for section in document(sample).sections:
        for block in section.blocks:
            if isinstance(block, Table) and block.only is None:
                assert len(block.columns) <= MOST_COLUMNS + 1, block.title
                assert max(display_width(str(value)) for row in block.rows for value in row) <= LONGEST_CELL


def test_wide_tables_are_whole_in_the_workbook(sample):
    rows = [row for row in sample.answers["sop"].sheet.rows if not row.blank]
    [whole] = [b for b in running.sop(sample)[1] if isinstance(b, Table) and b.only and b.columns[0].key == "row_id"
               and len(b.columns) > MOST_COLUMNS]  # fmt: skip
    assert len(whole.rows) == len(rows)
    kinds = {column.key: column.kind for column in whole.columns}
    assert kinds["date"] == "date"
    place = list(kinds).index("date")
    assert {row[place] for row in whole.rows} == {row.date.isoformat() if row.date else None for row in rows}


def test_the_calendar_of_four_weeks_shows_each_day_once(sample):
    [made] = [
        block for block in running.sop(sample)[1] if isinstance(block, Table) and block.columns[0].key == "monday"
    ]
    days = [value.split()[0] for row in made.rows for value in row]
    assert days[0] == "08-31", "the Monday of the week of 1 September"
    assert len(set(days)) == len(days)
    wednesday = made.rows[0][2]
    assert wednesday.startswith("09-02 ")
    assert "20:00" in wednesday


def test_nothing_is_ahead_when_the_plan_has_ended():
    over = material({"sop": {"start": "2026-01-01", "end": "2026-02-01", "rows": [WEEKLY]}})
    assert running.ahead(over).empty
    assert "2026-09-01" in running.coming(over)[0].text
    assert len(running.ahead(material({"sop": {"start": "2026-01-01", "rows": [WEEKLY]}}))) == 4


# Conclusions from a few answers --------------------------------------------------------------------------------------

WEEKLY = {"row_id": "M1", "table": "maintenance", "trigger": "weekday", "days": "monday", "action": "greet"}


@pytest.mark.parametrize(
    ("tie", "goal", "norms", "words_"),
    [
        ("clear", "clear", "clear", "all three characteristics are clear"),
        ("clear", "weak", "clear", "still weak: The goal they share"),
        ("weak", "absent", "clear", "absent is The goal they share"),
        ("clear", None, None, "1 of 3 characteristics"),
    ],
)
def test_whether_it_is_a_community(tie, goal, norms, words_):
    ctx = material({"community_check": {"tie_strength": tie, "goal_strength": goal, "norms_strength": norms}})
    assert words_ in founding.community(ctx)[0]


@pytest.mark.parametrize(
    ("columns", "words_"),
    [
        ([("product", "daily"), ("values", "weekend")], "Above its limit: Product content"),
        ([("product", "monday"), ("values", "monday"), ("interaction", "monday")], "Every kind of content is within"),
    ],
)
def test_whether_the_mix_keeps_its_limits(columns, words_):
    mix = [{"kind": kind, "most_percent": 40} for kind in ("product", "values", "interaction")]
    rows = [{"column": f"C{n}", "kind": kind, "days": days, "time": "08:00"} for n, (kind, days) in enumerate(columns)]
    verdict, _ = running.content(material({"content": {"mix": mix, "columns": rows}}))
    assert words_ in verdict


def test_a_week_of_columns_shows_each_on_its_days():
    rows = [
        {"column": "Post", "kind": "product", "days": "weekdays", "time": "08:00"},
        {"column": "Talk", "kind": "interaction", "days": "wednesday", "time": "08:00"},
    ]
    [table] = running.week(material({"content": {"columns": rows}}))
    assert table.rows == [["08:00", "Post", "Post", "Post, Talk", "Post", "Post", "", ""]]


def test_the_pilot_is_told_as_it_came_out():
    ctx = material({"pilot": {"baseline_percent": 12, "target_percent": 35, "results": RATE}})
    assert "“B” did better: 34.5% against 12.7%" in founding.steps(ctx)[0]
    few = material({"pilot": {"results": [RATE[0] | {"people": 8, "successes": 1}, RATE[1] | {"people": 9}]}})
    assert founding.pilot_sentence(few) == "", "more successes than people is no result"


def test_a_loss_is_called_a_loss():
    sheet = {
        "price": 10,
        "hourly_cost": 60,
        "fixed_cost": 100,
        "blueprint": [{"step": "s", "standard": "t", "minutes": 12}],
    }
    assert "loses ¥2.00" in founding.margin_sentence(material({"standard_service": sheet}))


def test_on_time_counts_what_was_recorded():
    record = [{"row_id": "M1", "day": f"2026-09-{day:02d}", "outcome": outcome}
              for day, outcome in ((7, "on_time"), (14, "on_time"), (21, "late"))]  # fmt: skip
    ctx = material({"sop": {"start": "2026-08-31", "rows": [WEEKLY], "record": record}}, today=dt.date(2026, 10, 1))
    verdict, blocks = running.sop(ctx)
    assert "On time: 66.7% of 3 recorded" in verdict
    table = tables(blocks)["Done on time"]
    assert table.rows[0][:6] == ["All tables", 4, 2, 1, 0, 1], (
        "Mondays 31 August to 21 September; the first has no record"
    )


def test_the_weakest_relation_is_named_with_its_proxies():
    rows = [{"relation": "interest", "proxy": "buyers", "now": 30, "full": 40},
            {"relation": "emotional", "proxy": "greetings", "now": 1, "full": 4}]  # fmt: skip
    verdict, blocks = running.people(material({"people": {"relations": rows}}))
    assert "Emotional relation, at 25.0%" in verdict
    assert tables(blocks)["Proxies and their scores"].rows[1][-1] == 0.25


def test_mindsets_are_ranked():
    rows = [
        {"mindset": "brand", "score": 2},
        {"mindset": "channels", "score": 5},
        {"mindset": "innovation", "score": 2},
    ]
    verdict, _ = running.mindset(material({"mindset": {"mindsets": rows}}))
    assert "Strongest: Several channels (5 of 5); weakest: Brand, Innovation (2 of 5)." in verdict


# What is open --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_workbook_is_a_short_list_of_questions(language):
    made = document(material({}, language))
    assert [section.id for section in made.sections] == ["summary", "open"]
    table = tables(made.sections[1].blocks)[Texts(language)("playbook.open.title")]
    assert [row[0] for row in table.rows] == [Texts(language)(f"playbook.part.{part}") for part in list(PARTS)[1:]]
    assert all(any(words.title(Texts(language), SHEETS[s]) in row[1] for row in table.rows) for s in SHEETS)


def test_a_half_filled_workbook_names_what_is_missing():
    ctx = material(
        {"five_w_one_h": {"why": "few come back", "owner": "Shop"}, "mindset": {"data_level": "quantitative"}}
    )
    made = document(ctx)
    assert [section.id for section in made.sections] == ["summary", "positioning", "mindset", "open"]
    assert [section.number for section in made.sections] == ["1", "2", "3", "4"]
    rows = tables(made.sections[-1].blocks)["Questions without an answer"].rows
    asked = [question for sheet, question in rows if sheet == "5W1H self-check"]
    missing = ctx.answers["five_w_one_h"].sheet.missing()
    assert len(asked) == len(missing) == 7
    assert asked[0].startswith("What: the value for members? ")
    assert [sheet for sheet, _ in rows].count("Business map") == 1, "a sheet not begun in a part that is: one line"
    assert "0 of 15" in made.sections[0].verdict


def test_a_complete_workbook_has_no_questions(sample):
    _, blocks = ends.open_points(sample, PARTS)
    assert Texts(sample.language)("playbook.open.title") not in tables(blocks)
    assert len(sample.complete()) == len(SHEETS)


def test_advice_and_unusable_values_are_listed():
    groups = [{"group": "Plum sale", "type": "flash", "first_metric": "likes"}]
    ctx = material({"community_type": {"groups": groups}, "five_w_one_h": {"start": "soon"}})
    _, blocks = ends.open_points(ctx, PARTS)
    [warning] = [block for block in blocks if isinstance(block, Text) and block.style == "warning"]
    assert "soon" in warning.text
    [advice] = [block for block in blocks if isinstance(block, Bullets)]
    assert any("Plum sale" in item for item in advice.items)
    assert "five_w_one_h" not in ctx.complete()


# Any text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [*HOSTILE, "长" * 300, "word " * 59])
def test_any_text_makes_a_document(text):
    """The same text in every field of every sheet that takes one."""
    sheets = {id_: _all(model, text) for id_, model in SHEETS.items()}
    made = document(material(sheets, community=text[:100]))
    assert len(made.sections) == 9
    assert made == type(made).model_validate_json(made.model_dump_json())


def _all(model, text):
    filled = {}
    for spec in model.fields():
        if spec.kind == "rows":
            filled[spec.name] = [_all_columns(spec.columns, text)]
        else:
            filled |= _all_columns([spec], text)
    return filled


def _all_columns(specs, text):
    values = {"line": text, "prose": text, "number": 7, "count": 7, "percent": 7, "score": 3, "yes": True}
    values |= {"date": TODAY.isoformat(), "time": "09:30"}
    return {
        spec.name: [c.value for c in spec.choices][:1] if spec.kind == "choices"
        else next(iter(spec.choices)).value if spec.choices else values[spec.kind]
        for spec in specs
    }  # fmt: skip


def test_long_answers_are_cut_where_a_page_may_break():
    text = "。".join("句子" * 40 for _ in range(60))
    parts = pieces(text)
    assert "".join(parts) == text
    assert all(display_width(part) <= LONGEST_CELL for part in parts)
    assert all(part.endswith("。") for part in parts[:-1])
    assert pieces("first\n\n second ") == ["first", "second"]


def test_the_parts_have_builders():
    assert list(BUILDERS) == [*PARTS, "open"]
    assert json.dumps(PARTS)
