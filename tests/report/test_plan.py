"""Positioning, content and SOP say what the worksheets plan and the data show; without worksheets they say so."""

import json
import shutil

import pytest

from shequn import metrics, planning, samples
from shequn.fit import type_fit
from shequn.report.client_report import ClientReport
from shequn.report.model import Table
from shequn.report.parameters import ReportParameters
from shequn.worksheets import ContentPlan, Sop, TypeChoice

GIVEN = {"start": "2026-08-31", "end": "2026-10-11"}
NAMES = ["positioning", "content", "sop"]


@pytest.fixture(scope="module", params=["en", "zh"])
def made(request):
    report = ClientReport(ReportParameters(language=request.param, **GIVEN))
    yield report.context, {name: report.section(name) for name in NAMES}
    report.context.community.close()


def table(section, column):
    """Rows of the first table that has a column, as dictionaries."""
    found = next(b for b in section.blocks if isinstance(b, Table) and column in [c.key for c in b.columns])
    return [dict(zip([c.key for c in found.columns], row, strict=True)) for row in found.rows]


def test_positioning_holds_each_group_to_its_type(made):
    ctx, sections = made
    fits = type_fit(ctx.community, ctx.sheet(TypeChoice).groups, *ctx.period)
    rows = table(sections["positioning"], "judged")
    assert [row["judged"] for row in rows] == [ctx.t(f"fit.{fit.verdict}") for fit in fits]
    figures = table(sections["positioning"], "numerator")
    known = [fit.measured for fit in fits if fit.measured]
    assert [(row["numerator"], row["denominator"], row["value"]) for row in figures] == [
        (fit.sum, fit.base, fit.value) for fit in known
    ]
    held = [fit for fit in fits if fit.verdict in {"reached", "missed", "open"}]
    assert str(len(held)) in sections["positioning"].verdict


def test_content_mix_equals_the_plan_and_columns_equal_the_metric(made):
    ctx, sections = made
    plan = ctx.sheet(ContentPlan)
    mix = planning.content_mix(planning.planned_kinds(plan.columns), plan.mix)
    assert [row["posts"] for row in table(sections["content"], "posts")] == mix["posts"].tolist()
    truth = metrics.column_activity(ctx.community, *ctx.period)
    truth = truth[truth["group_id"] == "ALL"]
    rows = table(sections["content"], "messages_week")
    for key in ("messages", "active_members", "weeks"):
        assert [row[key] for row in rows] == truth[key].tolist()
    assert all(row["writers_rate"] == row["active_members"] / row["active"] for row in rows)


def test_sop_counts_the_record_of_the_period_only(made):
    ctx, sections = made
    inside = [row for row in ctx.sheet(Sop).record if ctx.period.start <= row.day <= ctx.period.end]
    assert 0 < len(inside) < len(ctx.sheet(Sop).record)
    total = table(sections["sop"], "on_time_rate")[0]
    assert total["planned"] == len(inside)
    assert total["on_time"] == sum(row.outcome == "on_time" for row in inside)
    weeks = table(sections["sop"], "active_rate")
    assert sum(row["planned"] for row in weeks) == len(inside)
    active = ctx.weekly[ctx.weekly["group_id"] == "ALL"]["active_rate"].tolist()
    assert {row["active_rate"] for row in weeks} <= set(active)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_worksheets_the_sections_say_so(tmp_path, language):
    for name in ("members", "messages", "orders", "groups"):
        shutil.copy(samples.path() / f"{name}.csv", tmp_path)
    report = ClientReport(ReportParameters(data=str(tmp_path), language=language))
    waiting = {"en": "Not filled in yet", "zh": "尚未填写"}[language]
    for name in NAMES:
        assert report.section(name).verdict.startswith(waiting)
    assert report.context.sheets == {}


def test_a_half_filled_workbook_never_borrows_the_samples_answers(tmp_path):
    envelope = json.loads((samples.path() / "workbook" / "en" / "sop.json").read_text("utf-8"))
    envelope["data"]["record"] = []
    (tmp_path / "sop.json").write_text(json.dumps(envelope), encoding="utf-8")
    report = ClientReport(ReportParameters(workbook=str(tmp_path), **GIVEN))
    assert list(report.context.sheets) == ["sop"]
    assert "none has been recorded yet" in report.section("sop").verdict
    assert report.section("content").verdict.startswith("Not filled in yet")
    assert "not been held to a target" in report.section("positioning").verdict


def test_group_that_is_not_in_the_data_is_named(tmp_path):
    envelope = json.loads((samples.path() / "workbook" / "en" / "community_type.json").read_text("utf-8"))
    envelope["data"]["groups"] = [
        {"group": "elsewhere", "type": "fan", "first_metric": "active_rate", "target": 20},
        {"group": "G02", "type": "fan", "first_metric": "active_rate", "target": 99},
    ]
    (tmp_path / "community_type.json").write_text(json.dumps(envelope), encoding="utf-8")
    section = ClientReport(ReportParameters(workbook=str(tmp_path), **GIVEN)).section("positioning")
    rows = table(section, "judged")
    assert next((row["group"], row["judged"]) for row in rows) == ("elsewhere", "no such group in the data")
    assert rows[1]["judged"] == "missed"
    assert "missed it" in section.verdict
    captions = " ".join(block.caption for block in section.blocks if isinstance(block, Table))
    assert "is recorded as learning and planned as" in captions
