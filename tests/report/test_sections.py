"""The report says what the metrics say: cell by cell, under parameters that are not the defaults, in both languages."""

import math
import re

import pandas as pd
import pytest

from shequn import metrics, samples
from shequn.report.client_report import ClientReport
from shequn.report.model import Picture, Table, cell
from shequn.report.parameters import SECTIONS, ReportParameters

GIVEN = {"start": "2026-07-06", "end": "2026-10-14", "timezone": "Asia/Tokyo", "currency": "USD"}


@pytest.fixture(scope="module", params=["en", "zh"])
def made(request):
    report = ClientReport(ReportParameters(language=request.param, **GIVEN))
    yield report, {name: report.section(name) for name in SECTIONS}
    report.context.community.close()


def tables(section):
    return [block for block in section.blocks if isinstance(block, Table)]


def rows_of(table):
    return [dict(zip([column.key for column in table.columns], row, strict=True)) for row in table.rows]


def same(frame, table, keys):
    """Every value of the table equals the frame's, in order."""
    shown = rows_of(table)
    assert len(shown) == len(frame) > 0
    for row, (_, truth) in zip(shown, frame.iterrows(), strict=True):
        for key in keys:
            assert row[key] == cell(truth[key]), key


def period(report):
    return report.context.period


def test_all_sections_are_there_in_order_and_speak_first(made):
    report, sections = made
    assert [section.number for section in sections.values()] == [*map(str, range(1, 13)), ""]
    for section in sections.values():
        assert len(section.verdict) > 10
        assert section.language == report.context.parameters.language


def test_weekly_and_daily_sheets_equal_the_metrics(made):
    report, sections = made
    start, end = period(report)
    weekly_short, _, _, weekly, daily = tables(sections["appendix"])
    truth = metrics.weekly(report.context.community, start, end)
    keys = [column.key for column in weekly.columns if column.key in truth and column.key != "complete"]
    assert len(keys) == 14
    same(truth, weekly, keys)
    same(truth[truth["group_id"] == "ALL"], weekly_short, [c.key for c in weekly_short.columns])
    truth = metrics.daily(report.context.community, start, end)
    same(truth, daily, [column.key for column in daily.columns if column.key in truth])


def test_bridge_conversion_and_concentration_equal_the_metrics(made):
    report, sections = made
    community, (start, end) = report.context.community, period(report)
    [bridge] = tables(sections["growth"])
    same(metrics.bridge(community, start, end), bridge, ["opening", "joins", "leaves", "closing", "new_members"])
    buyers, money, funnel = tables(sections["conversion"])
    truth = metrics.conversion(community, start, end)
    same(truth, buyers, ["orders", "buyers", "repeat_buyers", "repeat_rate", "members_end", "conversion_rate"])
    same(truth, money, ["paid", "refunded", "net"])
    stages = metrics.funnel(community, start, end)
    same(stages[stages["group_id"] == "ALL"], funnel, ["members", "rate_of_first", "rate_of_previous"])
    concentration = tables(sections["concentration"])[1]
    keys = ["contributors", "messages", "absence_factor", "top10_share", "gini"]
    same(metrics.concentration(community, start, end), concentration, keys)


def test_cohorts_equal_the_metrics(made):
    report, sections = made
    [table] = tables(sections["retention"])
    truth = metrics.cohorts(report.context.community, *period(report))
    same(truth[truth["group_id"] == "ALL"], table, ["cohort", "size", "age", "retained", "retention"])


def test_every_formula_gives_the_value_beside_it(made):
    _, sections = made
    checked = 0
    for section in sections.values():
        for table in tables(section):
            for column in table.columns:
                if not column.formula or "@" in column.formula:
                    continue
                for row in rows_of(table):
                    if row[column.key] is None:
                        continue
                    expression = re.sub(r"\{(\w+)\}", lambda m, row=row: repr(row[m[1]]), column.formula)
                    assert math.isclose(eval(expression), row[column.key], rel_tol=1e-9, abs_tol=1e-6)
                    checked += 1
    assert checked > 500


def test_names_are_hidden_unless_asked_for(made):
    _, sections = made
    text = "".join(section.model_dump_json() for section in sections.values())
    nicknames = pd.read_csv(samples.path() / "members.csv", dtype=str)["nickname"].dropna().unique()
    assert len(nicknames) > 900
    assert not [name for name in nicknames if name in text]
    assert not re.search(r"\bM\d{4}\b", text), "no member id either"


def test_names_are_shown_when_asked_for():
    report = ClientReport(ReportParameters(names="shown", sections=["concentration"]))
    text = report.section("concentration").model_dump_json()
    nicknames = pd.read_csv(samples.path() / "members.csv", dtype=str)["nickname"].dropna().unique()
    assert sum(name in text for name in nicknames) >= 5
    report.context.community.close()


def test_pictures_carry_words_for_those_who_do_not_see_them(made):
    _, sections = made
    pictures = [block for section in sections.values() for block in section.blocks if isinstance(block, Picture)]
    assert len(pictures) >= 9
    assert all(len(picture.alt) > 10 for picture in pictures)


def test_reconciliations_hold(made):
    _, sections = made
    checks = rows_of(tables(sections["appendix"])[2])
    assert len(checks) >= 12
    assert all(row["left"] == row["right"] for row in checks)


def test_chinese_report_holds_no_english_sentence_and_the_english_no_chinese_beyond_the_clients_own_words(made):
    report, sections = made
    own = set(report.context.community.group_names.values())
    own |= set(metrics.column_activity(report.context.community)["column"])
    for section in sections.values():
        for text in [section.title, section.verdict, *texts(section)]:
            for name in sorted(own, key=len, reverse=True):
                text = text.replace(name, "")  # noqa: PLW2901
            if report.context.parameters.language == "en":
                assert not re.search("[\u4e00-\u9fff]", text), text
            else:
                assert not re.search(r"[a-z]{3,} [a-z]{3,} [a-z]{2,}", text), text


def texts(section):
    for block in section.blocks:
        if isinstance(block, Table):
            yield from (column.label for column in block.columns)
            yield from (block.title, block.caption)
            yield from (value for row in block.rows for value in row if isinstance(value, str))
        else:
            yield from getattr(block, "items", []) if block.kind == "bullets" else []
            yield from (getattr(block, name, "") for name in ("text", "caption", "alt"))


# What the sample client is known to hold.


@pytest.fixture(scope="module")
def sample():
    report = ClientReport(ReportParameters(start="2026-04-27", end="2026-10-25"))
    yield report
    report.context.community.close()


def test_report_finds_the_intervention(sample):
    fan = next(
        g for g, name in sample.context.community.group_names.items() if sample.context.finding("active_rate", g).shift
    )
    found = sample.context.finding("active_rate", fan).shift
    week = 17 + int("18") - 1  # the 17th week of a period that begins with 2026-W18
    assert found.week == f"2026-W{week}"
    assert found.after - found.before == pytest.approx(0.10, abs=0.03)
    text = " ".join(
        item for block in sample.section("verdict").blocks if block.kind == "bullets" for item in block.items
    )
    assert f"week {week} of 2026" in text


def test_report_without_the_intervention_does_not_find_it(tmp_path):
    folder = samples.make_client(tmp_path / "plain", activity_lift=0.0, welcome_lift=0.0)
    report = ClientReport(ReportParameters(data=str(folder)))
    shifts = [report.context.finding("active_rate", group).shift for group in report.context.community.group_ids]
    assert shifts == [None] * len(shifts)
    report.context.community.close()


def test_report_finds_the_rise_in_retention(sample):
    from shequn.report.sections.members import compare_cohorts

    assert compare_cohorts(sample.context).certainty in {"clear", "possible"}


# What is missing is said, not guessed.


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("left_out", ["members", "messages", "orders", "groups"])
def test_report_stands_without_any_one_table(tmp_path, left_out, language):
    folder = samples.make_client(tmp_path / "part", scale=0.1)
    (folder / f"{left_out}.csv").unlink()
    report = ClientReport(ReportParameters(data=str(folder), language=language))
    sections = [report.section(name) for name in SECTIONS]
    text = " ".join(section.verdict for section in sections)
    if left_out != "groups":
        assert report.context.t(f"why.no_{left_out}") in text
    report.context.community.close()


def test_unknown_leaving_is_said_and_is_not_zero(tmp_path):
    folder = samples.make_client(tmp_path / "part", scale=0.1)
    members = pd.read_csv(folder / "members.csv", dtype=str).assign(left_at="")
    members.to_csv(folder / "members.csv", index=False)
    report = ClientReport(ReportParameters(data=str(folder)))
    growth = report.section("growth")
    assert "not known" in growth.verdict
    [bridge] = tables(growth)
    assert all(row["leaves"] is None and row["churned_members"] is None for row in rows_of(bridge))
    report.context.community.close()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_orders_that_name_nobody_are_unknown_and_not_zero(tmp_path, language):
    folder = samples.make_client(tmp_path / "part", scale=0.1)
    orders = pd.read_csv(folder / "orders.csv", dtype=str)
    orders.assign(member_id="x" + orders["member_id"]).to_csv(folder / "orders.csv", index=False)
    report = ClientReport(ReportParameters(data=str(folder), language=language))
    sections = {name: report.section(name) for name in SECTIONS}
    why = report.context.t("why.no_buyers")
    assert why in sections["conversion"].verdict
    [text] = sections["conversion"].blocks
    assert "0.0%" in text.text, "the matched share is known: none"
    cards = {card.label: card.value for card in sections["verdict"].blocks[0].items}
    assert cards[report.context.label("gmv")] == report.context.show(None, "money")
    assert report.context.t("unknown.no_buyers") in [
        item for block in sections["scope"].blocks for item in getattr(block, "items", [])
    ]
    assert report.context.t("action.matched") in str(sections["actions"])
    report.context.community.close()


def test_a_very_small_community_is_too_few_to_tell(tiny):
    report = ClientReport(ReportParameters(data=str(tiny)))
    assert report.context.finding("active_rate").certainty in {"few", "short"}
    for name in SECTIONS:
        assert report.section(name).verdict
    report.context.community.close()
