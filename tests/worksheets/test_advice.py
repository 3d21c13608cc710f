"""Every piece of advice comes when it should and only then; what is empty gives none."""

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shequn.texts import LANGUAGES, Texts, table
from shequn.worksheets import SHEETS
from shequn.worksheets.advice import FIRST_METRICS, Advice, advice
from shequn.worksheets.choices import CommunityType, FirstMetric


def found(answers):
    return advice({name: SHEETS[name].model_validate(data) for name, data in answers.items()})


def check(**values):
    return {"community_check": values}


def target(**values):
    return {"target_members": values}


def needs(chosen, fit=()):
    figures = ("sore feet", 4, 5, 80), ("rain", 3, 4, 50), ("no maps", 1, 2, 20)
    names = "need", "frequency", "intensity", "unmet_percent"
    rows = [dict(zip(names, row, strict=True)) for row in figures]
    return {"needs": {"needs": rows, "chosen_need": chosen}, "position": {"fit": list(fit)}}


def service(price):
    """15 minutes at 36 an hour, 4 of material, 1 of fees: 14 a member."""
    steps = [{"step": "fit", "minutes": 10}, {"step": "sew", "minutes": 5, "cost": 4}]
    return {"standard_service": {"blueprint": steps, "hourly_cost": 36, "other_cost": 1, "price": price}}


def channels(*rows, **values):
    names = "channel", "place", "exposures", "scans", "joins", "cost"
    return {"promotion": {"channels": [dict(zip(names, row, strict=False)) for row in rows], **values}}


def group(**values):
    return {"community_type": {"groups": [{"group": "Plums", **values}]}}


def five(**values):
    return {"five_w_one_h": values}


def mix(columns=(), **limits):
    rows = [{"kind": kind, "least_percent": least, "most_percent": most} for kind, (least, most) in limits.items()]
    return {
        "content": {"mix": rows, "columns": [{"column": k, "kind": k, "days": d, "time": "8:00"} for k, d in columns]}
    }


def people(**values):
    return {"people": values}


def rows(*rows, **values):
    return {"sop": {"rows": [{"row_id": "M1", "action": "greet", **row} for row in rows], **values}}


def owned(owner, roles=(("owner", "Shop manager"), ("data", "Clerk, cook"))):
    listed = [{"role": role, "who": who} for role, who in roles]
    return people(roles=listed) | rows({"owner": owner, "backup": "Clerk"})


LIMITS = {"product": (0, 50), "values": (0, 50), "interaction": (20, 60)}
DAILY = [("product", "daily"), ("values", "weekdays"), ("interaction", "monday")]  # 7 + 5 + 1 slots
EVEN = [("product", "weekend"), ("values", "monday"), ("interaction", "weekend")]  # 2 + 1 + 2 slots

CASES = {
    "not_yet_community": (
        ("community_check", "tie_strength"),
        check(tie_strength="weak", goal_strength="absent", norms_strength="weak"),
        check(tie_strength="clear", goal_strength="absent", norms_strength="weak"),
    ),
    "multi_without_norms": (
        ("community_check", "norms_strength"),
        check(purpose="multi", norms_strength="absent"),
        check(purpose="single", norms_strength="absent"),
    ),
    "carrier_not_compared": (
        ("community_check", "carrier"),
        check(carriers=[{"carrier": "qq", "tools": 3, "ownership": 2}], carrier="slack"),
        check(carriers=[{"carrier": "qq", "tools": 3, "ownership": 2}], carrier="qq"),
    ),
    "carrier_lower": (
        ("community_check", "carrier_reason"),
        check(
            carriers=[
                {"carrier": "wechat", "tools": 2, "ownership": 1},
                {"carrier": "wecom", "tools": 4, "ownership": 5},
            ],
            carrier="wechat",
        ),
        check(
            carriers=[
                {"carrier": "wechat", "tools": 2, "ownership": 1},
                {"carrier": "wecom", "tools": 4, "ownership": 5},
            ],
            carrier="wechat",
            carrier_reason="Our members use nothing else.",
        ),
    ),
    "no_threshold": (
        ("target_members", "threshold"),
        target(persona="Hikers of the town", threshold="无门槛"),
        target(persona="Hikers of the town", threshold="A photo from a summit"),
    ),
    "segment_without_threshold": (
        ("target_members", "segments"),
        target(threshold="A photo", segments=[{"segment": "slow", "size": 80}]),
        target(threshold="A photo", segments=[{"segment": "slow", "size": 80, "threshold": "A photo"}]),
    ),
    "segment_too_small": (
        ("target_members", "segments"),
        target(threshold="A photo", smallest_size=50, segments=[{"segment": "slow", "size": 49, "threshold": "x"}]),
        target(threshold="A photo", smallest_size=50, segments=[{"segment": "slow", "size": 50, "threshold": "x"}]),
    ),
    "layers_exceed": (
        ("target_members", "layers"),
        target(
            threshold="A photo",
            segments=[{"segment": "slow", "size": 50, "threshold": "x"}],
            layers=[{"layer": "new", "members": 30}, {"layer": "old", "members": 21}],
        ),
        target(
            threshold="A photo",
            segments=[{"segment": "slow", "size": 50, "threshold": "x"}],
            layers=[{"layer": "new", "members": 30}, {"layer": "old", "members": 20}],
        ),
    ),
    "need_not_listed": (("needs", "chosen_need"), needs("lost dogs"), needs("Sore feet!")),
    "need_not_top": (("needs", "chosen_need"), needs("no maps"), needs("rain")),
    "fit_missing": (
        ("position", "fit"),
        needs("rain", [{"need": "sore feet", "can": 5, "want": 5}]),
        needs("rain", [{"need": "rain", "can": 5, "want": 5}]),
    ),
    "fit_low": (
        ("position", "fit"),
        needs("rain", [{"need": "rain", "can": 5, "want": 5, "lasting": 2}]),
        needs("rain", [{"need": "rain", "can": 3, "want": 3, "lasting": 3}]),
    ),
    "price_below_cost": (("standard_service", "price"), service("13.99"), service(14)),
    "pilot_no_difference": (
        ("pilot", "target_percent"),
        {"pilot": {"baseline_percent": 12, "target_percent": 12}},
        {"pilot": {"baseline_percent": 12, "target_percent": 13}},
    ),
    "successes_exceed": (
        ("pilot", "results"),
        {"pilot": {"results": [{"version": "A", "people": 20, "successes": 21}]}},
        {"pilot": {"results": [{"version": "A", "people": 20, "successes": 20}]}},
    ),
    "budget_short": (
        ("promotion", "budget"),
        channels(("cards", "offline", 9, 9, 9, 60), ("posts", "online", 9, 9, 9, 41), budget=100),
        channels(("cards", "offline", 9, 9, 9, 60), ("posts", "online", 9, 9, 9, 40), budget=100),
    ),
    "funnel_rises": (
        ("promotion", "channels"),
        channels(("cards", "offline", 90, None, 91), ("posts", "online", 9, 9, 9)),
        channels(("cards", "offline", 90, None, 90), ("posts", "online", 9, 9, 9)),
    ),
    "one_channel": (
        ("promotion", "channels"),
        channels(("cards", "offline")),
        channels(("cards", "offline"), ("posts", "online")),
    ),
    "one_place": (
        ("promotion", "channels"),
        channels(("cards", "offline"), ("stall", "offline")),
        channels(("cards", "offline"), ("posts", "online")),
    ),
    "before_decision": (
        ("promotion", "start"),
        channels(start="2026-08-01") | {"pilot": {"end": "2026-08-01", "decision": "Keep B."}},
        channels(start="2026-08-02") | {"pilot": {"end": "2026-08-01", "decision": "Keep B."}},
    ),
    "released_undated": (
        ("iteration", "backlog"),
        {"iteration": {"backlog": [{"idea": "Maps", "metric": "joins", "status": "released"}]}},
        {"iteration": {"backlog": [{"idea": "Maps", "metric": "joins", "status": "doing"}]}},
    ),
    "community_nowhere": (
        ("business_map", "process"),
        {"business_map": {"process": [{"step": "Buys shoes"}, {"step": "Comes again"}]}},
        {"business_map": {"process": [{"step": "Buys shoes"}, {"step": "Comes again", "community": "Sunday run"}]}},
    ),
    "group_without_end": (
        ("community_type", "groups"),
        group(type="lead_in"),
        group(type="lead_in", end="2026-08-02"),
    ),
    "metric_likes": (
        ("community_type", "groups"),
        group(type="conversion", end="2026-08-02", first_metric="likes"),
        group(type="conversion", end="2026-08-02", first_metric="gmv"),
    ),
    "metric_misfit": (
        ("community_type", "groups"),
        group(type="learning", first_metric="gmv"),
        group(type="learning", first_metric="homework_rate"),
    ),
    "stage_misfit": (
        ("community_type", "groups"),
        group(type="fan", to_stage="action"),
        group(type="fan", to_stage="share"),
    ),
    "life_against_type": (
        ("five_w_one_h", "life"),
        group(type="flash", end="2026-08-02") | five(life="open"),
        group(type="fan") | five(life="open"),
    ),
    "life_without_end": (
        ("five_w_one_h", "end"),
        five(life="hours"),
        five(life="hours", end="2026-08-02"),
    ),
    "end_before_start": (
        ("sop", "end"),
        {"sop": {"start": "2026-08-02", "end": "2026-08-01"}},
        {"sop": {"start": "2026-08-02", "end": "2026-08-02"}},
    ),
    "stop_without_number": (
        ("five_w_one_h", "stop_rule"),
        five(stop_rule="When it no longer works."),
        five(stop_rule="连续三周不足一成就关群。"),
    ),
    "mix_crossed": (("content", "mix"), mix(product=(30, 20)), mix(product=(20, 20))),
    "mix_over": (
        ("content", "mix"),
        mix(product=(40, 90), values=(40, 90), interaction=(21, 90)),
        mix(product=(40, 90), values=(40, 90), interaction=(20, 90)),
    ),
    "mix_under": (
        ("content", "mix"),
        mix(product=(0, 40), values=(0, 40), interaction=(0, 19)),
        mix(product=(0, 40), values=(0, 40), interaction=(0, 20)),
    ),
    "kind_above": (("content", "columns"), mix(DAILY, **LIMITS), mix(EVEN, **LIMITS)),
    "kind_below": (("content", "columns"), mix(DAILY, **LIMITS), mix(EVEN, **LIMITS)),
    "best_of_in_sale": (
        ("content", "best_of"),
        group(type="flash", end="2026-08-02") | {"content": {"best_of": "A booklet"}},
        group(type="learning") | {"content": {"best_of": "A booklet"}},
    ),
    "lost_not_after_silent": (
        ("people", "lost_days"),
        people(silent_days=30, lost_days=30),
        people(silent_days=30, lost_days=31),
    ),
    "stages_not_rising": (
        ("people", "trial_days"),
        people(honeymoon_days=7, trial_days=7),
        people(honeymoon_days=7, trial_days=8),
    ),
    "no_full_mark": (
        ("people", "relations"),
        people(relations=[{"relation": "interest", "proxy": "buyers", "now": 8, "full": 0}]),
        people(relations=[{"relation": "interest", "proxy": "buyers", "now": 8, "full": 9}]),
    ),
    "owner_unknown": (("sop", "rows"), owned("Shop"), owned("shop manager & cook")),
    "row_without_owner": (("sop", "rows"), rows({}), rows({"owner": "Clerk"})),
    "row_without_backup": (("sop", "rows"), rows({"owner": "Clerk"}), rows({"owner": "Clerk", "backup": "Cook"})),
    "row_without_day": (
        ("sop", "rows"),
        rows({"trigger": "entry", "date": "2026-08-01"}),
        rows({"trigger": "entry", "entry_day": 0}),
    ),
    "window_reversed": (
        ("sop", "rows"),
        rows({"from_time": "9:00", "to_time": "08:59"}),
        rows({"from_time": "9:00", "to_time": "09:00"}),
    ),
    "row_after_end": (
        ("sop", "rows"),
        rows({"date": "2026-08-02"}, end="2026-08-01"),
        rows({"date": "2026-08-01"}, end="2026-08-01"),
    ),
    "duplicate_id": (("sop", "rows"), rows({}, {}), rows({}, {"row_id": "M2"})),
    "record_unknown": (
        ("sop", "record"),
        rows({}, record=[{"row_id": "M9", "day": "2026-08-01", "outcome": "late"}]),
        rows({}, record=[{"row_id": "M1", "day": "2026-08-01", "outcome": "late"}]),
    ),
    "sop_without_end": (
        ("sop", "end"),
        five(end="2026-08-09") | rows({}, start="2026-08-01"),
        five(end="2026-08-09") | rows({}, start="2026-08-01", end="2026-08-09"),
    ),
    "sop_after_end": (
        ("sop", "end"),
        five(end="2026-08-09") | rows({}, start="2026-08-01", end="2026-08-10"),
        five(end="2026-08-09") | rows({}, start="2026-08-01", end="2026-08-09"),
    ),
    "score_without_evidence": (
        ("mindset", "mindsets"),
        {"mindset": {"mindsets": [{"mindset": "brand", "score": 4}]}},
        {"mindset": {"mindsets": [{"mindset": "brand", "score": 3}]}},
    ),
}


@pytest.mark.parametrize("key", CASES)
def test_advice_comes_where_it_belongs_and_can_be_said(key):
    place, odd, _ = CASES[key]
    [piece] = [piece for piece in found(odd) if piece.key == key]
    assert (piece.sheet, piece.field) == place
    for language in LANGUAGES:
        assert not re.search(r"[{}]|\b(None|Ellipsis)\b", piece.words(Texts(language)))


@pytest.mark.parametrize("key", CASES)
def test_advice_stays_away_when_nothing_is_odd(key):
    _, _, sound = CASES[key]
    assert key not in {piece.key for piece in found(sound)}


def test_every_text_has_a_case():
    assert {f"advice.{key}" for key in CASES} == {key for key in table() if key.startswith("advice.")}


def test_every_piece_of_advice_belongs_to_a_field():
    for place, _, _ in CASES.values():
        assert place[1] in {spec.name for spec in SHEETS[place[0]].fields()}


def test_untouched_sheets_get_none():
    assert found({}) == []
    assert found({name: {} for name in SHEETS}) == []


def test_begun_rows_without_content_are_no_ground():
    tables = {name: {s.name: [{}] for s in model.fields() if s.kind == "rows"} for name, model in SHEETS.items()}
    assert found(tables) == []


def test_every_type_has_metrics_and_none_is_likes():
    assert set(FIRST_METRICS) == set(CommunityType)
    assert {metric for metrics in FIRST_METRICS.values() for metric in metrics} == set(FirstMetric) - {
        FirstMetric.LIKES
    }


def test_role_words_of_both_languages_count_as_owners():
    for owner in ("Group owner", "群主", "群主·Shop manager", "Data, Cook"):
        assert "owner_unknown" not in {piece.key for piece in found(owned(owner))}


def test_owners_are_free_while_no_role_is_listed():
    assert "owner_unknown" not in {piece.key for piece in found(owned("Shop", roles=()))}


def test_short_lived_groups_alone_need_an_end_in_the_charter():
    opened = five(start="2026-08-01")
    assert "life_without_end" in {piece.key for piece in found(group(type="flash") | opened)}
    assert "life_without_end" not in {piece.key for piece in found(group(type="fan") | opened)}


def test_promotion_before_any_decision():
    assert "before_decision" in {piece.key for piece in found(channels(start="2026-08-02"))}


@pytest.mark.parametrize("name", ["pilot", "promotion", "five_w_one_h", "sop"])
def test_dates_of_each_sheet_are_compared(name):
    pieces = found({name: {"start": "2026-08-02", "end": "2026-08-01"}})
    assert (name, "end", "end_before_start") in [(piece.sheet, piece.field, piece.key) for piece in pieces]


def test_many_rows_are_named_in_part_and_what_was_typed_is_not_read_as_a_placeholder():
    piece = Advice("sop", "rows", "row_without_owner", {"rows": tuple(f"{{M{n}}}" for n in range(9))})
    assert "{M0}; {M1}; {M2}; {M3}; {M4}; {M5}; …." in piece.words(Texts("en"))


def test_advice_stands_in_the_order_of_the_course():
    odd = CASES["row_without_owner"][1] | CASES["stop_without_number"][1] | CASES["no_threshold"][1]
    sheets = [piece.sheet for piece in found(odd)]
    assert sheets == sorted(sheets, key=list(SHEETS).index)
    assert len(set(sheets)) == 3


TEXTS = st.sampled_from(["", "walks", "Walks!", "{rows}", "三次"])
ENTRIES = {
    "line": TEXTS,
    "prose": TEXTS,
    "number": st.none() | st.integers(0, 9),
    "count": st.none() | st.integers(0, 9),
    "percent": st.none() | st.integers(0, 100),
    "score": st.none() | st.integers(1, 5),
    "date": st.none() | st.dates(dt.date(2026, 8, 1), dt.date(2026, 8, 9)),
    "time": st.sampled_from(["", "08:00", "21:30"]),
    "yes": st.booleans(),
}


def entries(parts):
    return st.fixed_dictionaries({part.name: entered(part) for part in parts})


def entered(part):
    if part.kind == "rows":
        return st.lists(entries(part.columns), max_size=2)
    return st.none() | st.sampled_from(list(part.choices)) if part.choices else ENTRIES[part.kind]


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({name: entries(model.fields()) for name, model in SHEETS.items()}))
def test_whatever_was_entered_advice_names_a_field_and_can_be_said(answers):
    for piece in found(answers):
        assert piece.field in {spec.name for spec in SHEETS[piece.sheet].fields()}
        assert all(piece.words(Texts(language)) for language in LANGUAGES)
