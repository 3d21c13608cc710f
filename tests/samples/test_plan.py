"""The tables of the plan: counted from the files, and their effects found by the planning functions."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from counting import COURSE, FAN, week_of

from shequn import metrics, planning, read, samples
from shequn.planning import read_table
from shequn.worksheets import ContentPlan, Needs, Pilot, Promotion, Sop, StandardService

if TYPE_CHECKING:
    from shequn.worksheets import Sheet

PLAIN = {"pilot_lift": 0, "card_wear": 1, "evening_lift": 1, "sop_slip": 0}


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The same plan without its effects."""
    return samples.make_client(tmp_path_factory.mktemp("plain"), **PLAIN)


@pytest.fixture(scope="module")
def weekly():
    with read(samples.path()) as community:
        return metrics.weekly(community)


def passes(candidates: pd.DataFrame) -> pd.Series:
    return (candidates["purchases_90d"] >= 2) & candidates["photo"]


def rows_of(frame: pd.DataFrame) -> list[list[object]]:
    return frame.to_numpy(dtype="object").tolist()


def saved(language: str, sheet: type[Sheet]) -> Sheet:
    """A finished sheet of the sample client."""
    path = samples.path() / "workbook" / language / f"{sheet.id}.json"
    return sheet.model_validate(json.loads(path.read_text("utf-8"))["data"])


def test_segments_and_threshold(client):
    rows = client.rows("candidates")
    assert len({row["candidate_id"] for row in rows}) == len(rows) == 600
    for row in rows:
        kind = [
            "Beyond 3 km" if float(row["distance_km"]) > 3 else "",
            "Within 3 km, no oven" if row["oven"] == "false" else "",
            "Practised home bakers" if int(row["bakes_half_year"]) >= 10 else "",
            "Beginners who bake with a child" if row["child"] == "true" else "Beginners without a child",
        ]
        assert row["segment_en"] == next(filter(None, kind))
    passing = Counter(r["segment_en"] for r in rows if int(r["purchases_90d"]) >= 2 and r["photo"] == "true")
    candidates = read_table("candidates", language="en")
    found = planning.segments(candidates, "segment", passes(candidates), smallest=60).set_index("segment")
    assert found["passing"].to_dict() == {name: passing[name] for name in found.index} | {"ALL": 219}
    assert found["people"].to_dict() == {
        "ALL": 600, "Within 3 km, no oven": 187, "Beginners without a child": 122, "Beyond 3 km": 103,
        "Practised home bakers": 96, "Beginners who bake with a child": 92,
    }  # fmt: skip
    assert found.loc[["Beginners who bake with a child", "Beginners without a child", "Practised home bakers"],
                     "passing"].tolist() == [63, 85, 71]  # fmt: skip
    assert found[found["too_small"]].index.tolist() == ["Within 3 km, no oven", "Beyond 3 km"]
    no_oven = [row for row in rows if row["segment_en"] == "Within 3 km, no oven"]
    assert sum(int(row["purchases_90d"]) >= 2 for row in no_oven) == pytest.approx(126, abs=3)


def test_one_attribute_is_homogeneous_and_one_is_not():
    found = planning.homogeneity(read_table("candidates", language="en"), ["interest", "district"])
    interest, district = found.set_index("attribute").T.items()
    assert interest[1]["top"] == "home baking"
    assert interest[1]["top_share"] > 0.8
    assert interest[1]["evenness"] < 0.5
    assert district[1]["values"] == 6
    assert district[1]["evenness"] > 0.98


def test_segments_become_too_small_when_cut_too_finely():
    candidates = read_table("candidates", language="en")
    found = planning.segments(candidates, ["district", "age_band"], passes(candidates), smallest=60)
    assert found["too_small"].tolist() == [False] + [True] * 30


def test_survey_ranks_needs_otherwise_than_frequency_does():
    survey = read_table("survey", language="en")
    assert survey["respondent"].nunique() == 120
    found = planning.rank_needs(survey)
    assert found["need"].str.slice(0, 13).tolist() == [
        "My bake fails", "Small amounts", "Bake somethin", "Show what I b", "I have no ide"
    ]  # fmt: skip
    assert found["frequency"].round(1).tolist() == [3.2, 2.6, 2.0, 2.4, 4.0]
    assert found["intensity"].round().tolist() == [4, 4, 4, 3, 2]
    assert (found["unmet_share"] * 100).round().tolist() == [72, 58, 55, 45, 35]
    assert found["score"].round(1).tolist() == [9.2, 6.0, 4.4, 3.2, 2.8]
    assert found.loc[0, ["rank_low", "rank_high"]].tolist() == [1, 1], "the first is sure"
    assert found.loc[3, "rank_high"] == found.loc[4, "rank_high"] == 5, "the last two are not"
    assert found["frequency"].idxmax() == 4


@pytest.mark.parametrize("language", ["en", "zh"])
def test_tables_fit_the_sample_answers(language):
    needs, service, pilot, promotion = (saved(language, sheet) for sheet in (Needs, StandardService, Pilot, Promotion))
    ranked = planning.rank_needs(read_table("survey", language=language))
    assert planning.rank_need_rows(needs.needs)["need"].tolist() == ranked["need"].tolist()
    competitors = read_table("competitors", language=language)
    assert competitors["competitor"].unique().tolist() == [row.name for row in needs.competitors]
    assert competitors["price"].unique().tolist() == [0, 268, 59]
    costs = read_table("costs", language=language)[["step", "minutes", "cost", "owner"]]
    assert rows_of(costs) == [[row.step, row.minutes, row.cost, row.owner] for row in service.blueprint]
    counts = planning.versions(read_table("pilot"))[["people", "successes"]]
    assert rows_of(counts) == [[r.people, r.successes] for r in pilot.results]
    columns = ["channel", "place", "exposures", "scans", "joins", "buyers", "cost"]
    by_day, by_plan = (
        planning.channel_funnel(table, ["channel", "place"])[columns]
        for table in (read_table("channels", language=language), planning.channel_rows(promotion.channels))
    )
    pd.testing.assert_frame_equal(by_day, by_plan)


def test_competitors_leave_the_first_need_open():
    grid = planning.competitor_grid(read_table("competitors", language="en"))
    assert grid["best"].tolist() == [2, 4, 3, 4, 5]
    assert grid.shape == (5, 6)


def test_costs_give_the_break_even():
    unit = planning.unit_economics(
        read_table("costs"), price=68, hourly_cost=36, other_cost=0.5, fixed_cost=1400, buyer_percent=18
    )
    assert (unit.labour_cost, unit.cost, unit.margin) == (12, 40, 28)
    assert (unit.break_even_buyers, unit.break_even_size) == (50, 278)


def test_pilot_finds_the_better_version(client, plain):
    rows = client.rows("pilot")
    assert Counter((row["version"], row["converted"]) for row in rows) == {
        ("A", "true"): 7, ("A", "false"): 48, ("B", "true"): 19, ("B", "false"): 36,
    }  # fmt: skip
    assert all(bool(row["ordered_on"]) == (row["converted"] == "true") for row in rows)
    assert {row["invited_on"] for row in rows} == {"2026-07-13"}
    assert all("2026-07-13" < row["ordered_on"] <= "2026-07-26" for row in rows if row["ordered_on"])
    found = planning.compare_versions((7, 55), (19, 55), baseline=0.12, target=0.35)
    assert (found.decision, found.reached) == ("better", "open")
    [old, new] = rows_of(planning.versions(read_table("pilot", plain))[["successes", "people"]])
    assert planning.compare_versions(tuple(old), tuple(new)).decision == "too_few"


def test_channels_wear_out_and_differ_in_what_a_buyer_costs(client, plain):
    rows = client.rows("channels")
    for row in rows:
        exposures, scans, joins, buyers = (int(row[step]) for step in ("exposures", "scans", "joins", "buyers"))
        assert exposures >= scans >= joins >= buyers >= 0
        assert "2026-08-24" <= row["day"] <= "2026-09-20"
    channels = read_table("channels", language="en")
    funnel = planning.channel_funnel(channels, monthly_margin=28).set_index("channel")
    assert funnel["joins"].tolist() == [128, 61, 26, 20, 14, 7]
    assert funnel["cost_per_buyer"].idxmin() == "Table cards in the shop"
    per_view = (funnel["cost"] / funnel["exposures"].astype("float64")).drop("ALL")
    cheap = per_view.sort_values().index[:2].tolist()
    assert "Local notes on Xiaohongshu" in cheap, "cheap to be seen in …"
    assert funnel["cost_per_buyer"].idxmax() == "Local notes on Xiaohongshu", "… and dear for each buyer"
    wear = planning.saturation(channels).set_index("channel")["wear"]
    assert wear[wear == "saturating"].index.tolist() == ["Table cards in the shop"]
    assert set(planning.saturation(read_table("channels", plain, language="en"))["wear"]) == {
        "steady",
        "few",
        "unknown",
    }


def test_only_the_intervention_moves_its_metric(client, weekly):
    assert {row["group_id"] for row in client.rows("releases")} == {FAN, COURSE}
    found = planning.release_effects(read_table("releases", language="en"), weekly)
    assert dict(zip(found["day"].dt.strftime("%F"), found["verdict"], strict=True)) == {
        "2026-06-29": "none", "2026-07-20": "none", "2026-07-27": "none", "2026-08-17": "up", "2026-08-31": "none",
    }  # fmt: skip


def test_product_content_crowds_out_the_rest_and_the_tip_works_in_the_evening(client, plain):
    rows = client.rows("content")
    moments = [row["published_at"] for row in rows]
    assert moments == sorted(moments)
    assert {week_of(pd.Timestamp(moment)) for moment in moments} == set(range(15, 27))
    posts = read_table("content", language="en")
    mix = planning.content_mix(posts["kind"], saved("en", ContentPlan).mix)
    assert mix["verdict"].tolist() == ["above", "within", "within"]
    [best] = planning.best_slots(posts).to_dict("records")
    assert (best["column"], best["slot"], best["certainty"]) == ("Baking tip", "evening", "clear")
    assert best["rate"] / best["other_rate"] == pytest.approx(2, abs=0.4)
    assert planning.column_performance(posts)["column"].iloc[-1] == "Morning post"
    assert planning.best_slots(read_table("content", plain, language="en"))["certainty"].tolist() == ["none"]


def test_posts_stand_where_the_messages_have_their_columns(client):
    rows = client.rows("content")
    posted = {(row["group_id"], row["column_zh"]) for row in rows}
    planned = {(row.column, str(row.kind)) for row in saved("zh", ContentPlan).columns}
    assert planned == {(row["column_zh"], row["kind"]) for row in rows} - {("烘焙小课", "product")}
    for row in rows:
        if row["column_zh"] == "欢迎":
            assert any(m["sent_at"][:10] == row["published_at"][:10] and m["column"] == "欢迎" for m in client.messages)
    said = {(row["group_id"], row["column"]) for row in client.messages}
    assert posted - said == {(FAN, "烘焙小课")}, "staff posts the tips; the export does not tag them"


def test_sop_slips_when_people_leave_the_learning_group(plain):
    log = read_table("sop_log", language="en")
    before, after = (planning.on_time(part, "owner").set_index("owner") for part in halves(log))
    assert before.loc["ALL", "on_time_rate"] > 0.92
    assert after.loc["ALL", "high"] < before.loc["ALL", "low"], "a clear fall"
    owners = ["Community operator", "Shop assistant"]
    assert (before["on_time_rate"] - after["on_time_rate"])[owners].tolist() == pytest.approx([0.30, 0.02], abs=0.03)
    assert 0.02 < 1 - planning.on_time(log)["recorded_share"].iloc[0] < 0.08
    before, after = (planning.on_time(part).iloc[0] for part in halves(read_table("sop_log", plain, language="en")))
    assert after["on_time_rate"] == pytest.approx(before["on_time_rate"], abs=0.05)


def halves(log: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    late = log["day"] >= "2026-09-28"
    return log[~late], log[late]


def test_sop_log_follows_the_sop_of_the_workbook(client):
    sop = saved("zh", Sop)
    rows = client.rows("sop_log")
    assert {(row["row_id"], row["table"], row["owner_zh"]) for row in rows} <= {
        (row.row_id, str(row.table), row.owner) for row in sop.rows
    }
    recorded = {(row.row_id, row.day.isoformat(), str(row.outcome)) for row in sop.record}
    assert {(row["row_id"], row["day"], row["outcome"]) for row in rows if not row["member_id"]} == recorded
    planned = planning.occurrences(sop.rows, sop.start, sop.end)
    assert set(zip(planned["row_id"], planned["day"].dt.strftime("%F"), strict=True)) == {
        (row["row_id"], row["day"]) for row in rows if not row["member_id"]
    }
    after = {row.row_id: timedelta(row.entry_day) for row in sop.rows if row.entry_day is not None}
    for row in rows:
        if row["member_id"]:
            joined = pd.Timestamp(row["day"]) - after[row["row_id"]]
            spells = client.spells[COURSE, row["member_id"]]
            assert any(start.date() == joined.date() for start, _ in spells)


def test_sop_log_keeps_its_own_rules(client):
    rows = client.rows("sop_log")
    days = {date.fromisoformat(row["day"]) for row in rows}
    assert (min(days), max(days)) == (date(2026, 8, 17), date(2026, 10, 25))
    assert len({(row["row_id"], row["day"], row["member_id"]) for row in rows}) == len(rows)
    for row in rows:
        due = pd.Timestamp(f"{row['day']} {row['due_time']}")
        done = pd.Timestamp(row["done_at"]) if row["done_at"] else None
        match row["outcome"]:
            case "on_time":
                assert done <= due
            case "late":
                assert due < done < due + timedelta(days=1)
            case _:
                assert row["outcome"] in ("missed", "")
                assert done is None


@pytest.mark.parametrize(("seed", "scale"), [(1, 1), (2, 0.3), (3, 0.05)])
def test_every_seed_and_size_gives_readable_tables(tmp_path, seed, scale):
    folder = samples.make_client(tmp_path, seed=seed, scale=scale)
    tables = {name: read_table(name, folder, language="zh") for name in planning.tables.TABLES}
    assert planning.rank_needs(tables["survey"])["rank"].tolist() == [1, 2, 3, 4, 5]
    assert planning.segments(tables["candidates"], "segment", passes(tables["candidates"])).shape[0] == 6
    planning.channel_funnel(tables["channels"])
    planning.saturation(tables["channels"])
    planning.best_slots(tables["content"])
    planning.on_time(tables["sop_log"])


def test_report_reads_nothing_of_the_plan():
    from shequn.readers.folder import find_files

    assert {file.name for file in find_files(samples.path()).values()} == {
        "members.csv", "messages.csv", "orders.csv", "groups.csv"
    }  # fmt: skip


def test_readme_states_what_the_tables_show():
    english, chinese = (samples.path() / "README.md").read_text("utf-8").split("\n## 中文\n")
    candidates, channels, posts, log = (
        read_table(name, language="en") for name in ("candidates", "channels", "content", "sop_log")
    )
    top = planning.homogeneity(candidates, ["interest"])["top_share"].iloc[0]
    funnel = planning.channel_funnel(channels).set_index("channel").loc["Local notes on Xiaohongshu"]
    product = planning.content_mix(posts["kind"])["share"].iloc[0]
    rates = [planning.on_time(part, "owner").set_index("owner")["on_time_rate"] for part in halves(log)]
    for measured in (
        f"{top:.0%}", f"{funnel['cost'] / funnel['exposures']:.2f}", f"{funnel['cost_per_buyer']:.0f}", f"{len(posts)}",
        f"{product:.0%}", f"{len(log)}", *(f"{rate['ALL']:.0%}" for rate in rates),
        " → ".join(f"{rate['Community operator']:.0%}" for rate in rates),
    ):  # fmt: skip
        assert measured.replace("%", " %") in english.replace("%", " %").replace("  %", " %"), measured
        assert measured in chinese, measured
