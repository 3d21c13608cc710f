"""The operations sheets of the sample client say what its data say."""

import json
import re

import polars as pl
import pytest

from shequn import samples
from shequn.texts import LANGUAGES

FOLDER = samples.path()


def answers(language, sheet):
    return json.loads((FOLDER / "workbook" / language / f"{sheet}.json").read_text("utf-8"))["data"]


def numbers(text):
    return [int(found) for found in re.findall(r"\d+", text)]


@pytest.fixture(scope="module")
def messages():
    return pl.read_csv(FOLDER / "messages.csv", try_parse_dates=True).filter(
        ~pl.col("member_id").is_in(["S01", "S02", "B01"])
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_groups_are_named_as_in_the_data(language):
    groups = pl.read_csv(FOLDER / "groups.csv")
    for row, known in zip(answers(language, "community_type")["groups"], groups.iter_rows(named=True), strict=True):
        assert row["group"] in (known["group_id"], known["name"])
    dissolved = groups["dissolved_at"].str.slice(0, 10).to_list()
    assert answers(language, "community_type")["groups"][2]["end"] == dissolved[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_columns_are_named_as_in_the_data(language, messages):
    assert {row["column"] for row in answers(language, "content")["columns"]} == set(messages["column"].drop_nulls())


@pytest.mark.parametrize("language", LANGUAGES)
def test_review_counts_its_own_record(language):
    sop = answers(language, "sop")
    outcomes = [row["outcome"] for row in sop["record"]]
    on_time, late, missed = (outcomes.count(code) for code in ("on_time", "late", "missed"))
    assert numbers(sop["review"])[:5] == [len(outcomes), on_time, round(100 * on_time / len(outcomes)), late, missed]


@pytest.mark.parametrize("language", LANGUAGES)
def test_evidence_of_each_wednesday_is_what_the_group_shows(language, messages):
    asked = (
        messages.filter(pl.col("column") == "问答").group_by(pl.col("sent_at").dt.date()).agg(pl.n_unique("member_id"))
    )
    wrote = {str(day): people for day, people in asked.iter_rows()}
    record = answers(language, "sop")["record"]
    assert {row["day"]: numbers(row["evidence"])[0] for row in record if row["row_id"] == "MA3"} == wrote


@pytest.mark.parametrize("language", LANGUAGES)
def test_evidence_of_the_flash_sale_is_what_the_orders_show(language):
    orders = pl.read_csv(FOLDER / "orders.csv").filter((pl.col("group_id") == "G03") & pl.col("paid_at").is_not_null())
    people = pl.read_csv(FOLDER / "members.csv").filter(
        (pl.col("group_id") == "G03") & pl.col("role").is_in(["owner", "admin", "member"])
    )
    [sale] = [row["evidence"] for row in answers(language, "sop")["record"] if row["row_id"] == "AC1"]
    expected = [people["member_id"].n_unique(), len(orders), round(orders["amount"].sum())]
    assert numbers(sale.replace(",", "")) == expected


def test_homework_of_the_review_is_what_the_group_shows(messages):
    season = messages.filter((pl.col("column") == "作业") & (pl.col("sent_at") >= pl.date(2026, 8, 17)))
    people = season.group_by(pl.col("sent_at").dt.date()).agg(pl.n_unique("member_id"))["member_id"]
    assert f"{people.min()} to {people.max()} people a week" in answers("en", "sop")["review"]
