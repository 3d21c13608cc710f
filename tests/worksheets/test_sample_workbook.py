"""The sample client's workbook: complete, the same in both languages but for its words, and true to its data."""

import datetime as dt
import json
import re

import polars as pl
import pytest

from shequn import samples
from shequn.texts import LANGUAGES
from shequn.worksheets import SHEETS, Workbook
from shequn.worksheets.advice import advice

FOLDER = samples.path() / "workbook"
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff}][,;:?!](?!\d)|[,;:?!(][\u4e00-\u9fff]")
EVERY = [pytest.param(language, sheet, id=f"{language}-{sheet}") for language in LANGUAGES for sheet in SHEETS]


def envelope(language: str, sheet: str) -> dict:
    return json.loads((FOLDER / language / f"{sheet}.json").read_text("utf-8"))


def skeleton(value: object, kind: str = "line") -> object:
    """What both languages share: everything but the words, and whether there are any."""
    return bool(value) if kind in ("line", "prose") else value


def shared(language: str, sheet: str) -> dict:
    data = envelope(language, sheet)["data"]
    found = {}
    for spec in SHEETS[sheet].fields():
        value = data.get(spec.name)
        if spec.kind == "rows":
            columns = {column.name: column.kind for column in spec.columns}
            found[spec.name] = [
                {name: skeleton(cell, columns[name]) for name, cell in row.items()} for row in value or []
            ]
        else:
            found[spec.name] = skeleton(value, spec.kind)
    return found


def words(language: str, sheet: str) -> list[str]:
    data = envelope(language, sheet)["data"]
    parts = [(spec, data.get(spec.name)) for spec in SHEETS[sheet].fields() if spec.kind in ("line", "prose")]
    parts += [
        (column, row.get(column.name))
        for spec in SHEETS[sheet].fields()
        for row in (data.get(spec.name) or [] if spec.kind == "rows" else [])
        for column in spec.columns
        if column.kind in ("line", "prose")
    ]
    return [text for _, text in parts if text]


@pytest.fixture(scope="module", params=LANGUAGES)
def book(request, tmp_path_factory) -> Workbook:
    return Workbook(tmp_path_factory.mktemp("empty"), language=request.param)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sheet_has_a_file_and_each_file_a_sheet(language):
    assert {path.name for path in (FOLDER / language).iterdir()} == {f"{sheet}.json" for sheet in SHEETS}


def test_loads_complete_and_without_problems(book):
    for id_, answers in book.sheets().items():
        assert (id_, answers.source, answers.problems) == (id_, "sample", ())
        assert answers.sheet.missing() == []


def test_no_advice_is_given(book):
    assert advice({id_: answers.sheet for id_, answers in book.sheets().items()}) == []


@pytest.mark.parametrize(("language", "sheet"), EVERY)
def test_file_is_as_a_save_writes_it(language, sheet):
    found = envelope(language, sheet)
    assert list(found) == ["sheet", "schema_version", "revision", "saved_at", "status", "missing", "data"]
    assert (found["sheet"], found["status"], found["missing"]) == (sheet, "complete", [])
    assert found["schema_version"] == SHEETS[sheet].version
    assert dt.datetime.fromisoformat(found["saved_at"]).tzinfo
    text = (FOLDER / language / f"{sheet}.json").read_text("utf-8")
    assert text == json.dumps(found, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize(("language", "sheet"), EVERY)
def test_every_answer_belongs_to_a_field(language, sheet):
    data = envelope(language, sheet)["data"]
    fields = {spec.name: spec for spec in SHEETS[sheet].fields()}
    assert set(data) <= set(fields)
    for name, spec in fields.items():
        for row in data.get(name) or [] if spec.kind == "rows" else []:
            assert set(row) <= {column.name for column in spec.columns}


@pytest.mark.parametrize("sheet", SHEETS)
def test_both_languages_say_the_same(sheet):
    assert shared("en", sheet) == shared("zh", sheet)
    english, chinese = envelope("en", sheet), envelope("zh", sheet)
    del english["data"], chinese["data"]
    assert english == chinese


@pytest.mark.parametrize("sheet", SHEETS)
def test_each_language_is_written_in_itself(sheet):
    named_in_data = set(pl.read_csv(samples.path() / "messages.csv")["column"].drop_nulls())
    assert not [text for text in set(words("en", sheet)) - named_in_data if re.search(r"[\u4e00-\u9fff]", text)]
    assert not [text for text in words("zh", sheet) if HALF_WIDTH.search(text)]
    assert not [text for text in words("zh", sheet) if len(text) > 20 and not re.search(r"[\u4e00-\u9fff]", text)]


# True to the data of the same client


@pytest.fixture(scope="module")
def members() -> pl.DataFrame:
    people = pl.read_csv(samples.path() / "members.csv", try_parse_dates=True)
    return people.filter(pl.col("role").is_in(["owner", "admin", "member"]))


@pytest.fixture(scope="module")
def orders() -> pl.DataFrame:
    return pl.read_csv(samples.path() / "orders.csv", try_parse_dates=True).drop_nulls("paid_at")


def present(members: pl.DataFrame, group: str, moment: dt.datetime) -> pl.DataFrame:
    joined = pl.col("joined_at").is_null() | (pl.col("joined_at") < moment)
    stays = pl.col("left_at").is_null() | (pl.col("left_at") >= moment)
    return members.filter((pl.col("group_id") == group) & joined & stays)


def test_layers_are_those_of_the_learning_group(members, orders):
    moment = dt.datetime(2026, 7, 6)
    bought = orders.filter(pl.col("paid_at") < moment).group_by("member_id").len("orders")
    count = present(members, "G02", moment).join(bought, on="member_id", how="left")["orders"].fill_null(0)
    layers = [row["members"] for row in envelope("en", "target_members")["data"]["layers"]]
    assert layers == [(count == 0).sum(), count.is_in([1, 2]).sum(), (count >= 3).sum()]


def test_share_of_buyers_is_that_of_july(members, orders):
    july = orders.filter(
        (pl.col("group_id") == "G02")
        & pl.col("paid_at").is_between(dt.datetime(2026, 7, 1), dt.datetime(2026, 8, 1), closed="left")
    )
    share = july["member_id"].n_unique() / len(present(members, "G02", dt.datetime(2026, 8, 1)))
    assert envelope("en", "standard_service")["data"]["buyer_percent"] == pytest.approx(100 * share, abs=1)


def test_promotion_brought_no_more_people_than_joined(members):
    plan = envelope("en", "promotion")["data"]
    start, end = (dt.datetime.fromisoformat(plan[name]) for name in ("start", "end"))
    joined = members.filter(
        pl.col("group_id").is_in(["G01", "G02"]) & (pl.col("joined_at").is_between(start, end + dt.timedelta(days=1)))
    )
    assert sum(row["joins"] for row in plan["channels"]) <= len(joined)


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request) -> str:
    return request.param


def tables(name: str, language: str) -> pl.DataFrame:
    """A sample table, its words in one language."""
    found = pl.read_csv(samples.path() / f"{name}.csv")
    return found.rename({column: column.removesuffix(f"_{language}") for column in found.columns})


def test_segments_are_what_the_threshold_leaves_of_the_candidates(language):
    passed = tables("candidates", language).filter(
        (pl.col("distance_km") <= 3) & pl.col("oven") & pl.col("photo") & (pl.col("purchases_90d") >= 2)
    )
    segments = {row["segment"]: row["size"] for row in envelope(language, "target_members")["data"]["segments"]}
    assert segments == dict(passed.group_by("segment").len().rows())


def test_needs_are_what_the_survey_found(language):
    survey = tables("survey", language)
    asked = survey.group_by("need").agg(pl.col("frequency", "intensity").mean())
    felt = survey.filter(pl.col("frequency") > 0).group_by("need").agg(100 * (1 - pl.col("satisfied").mean()))
    found = {
        need: (frequency, intensity, unmet) for need, frequency, intensity, unmet in asked.join(felt, on="need").rows()
    }
    rows = envelope(language, "needs")["data"]["needs"]
    assert {row["need"] for row in rows} == set(found)
    for row in rows:
        assert (row["frequency"], row["intensity"]) == pytest.approx(found[row["need"]][:2], abs=0.05)
        assert row["unmet_percent"] == pytest.approx(found[row["need"]][2], abs=0.5)


def test_blueprint_is_the_table_of_costs(language):
    rows = envelope(language, "standard_service")["data"]["blueprint"]
    costs = tables("costs", language).select("step", "minutes", "cost", "owner").rows()
    assert [(row["step"], row["minutes"], row["cost"], row["owner"]) for row in rows] == costs


def test_pilot_is_what_the_table_counts():
    rows = envelope("en", "pilot")["data"]["results"]
    counted = tables("pilot", "en").group_by("version").agg(pl.len(), pl.col("converted").sum()).sort("version")
    assert [(row["version"][0], row["people"], row["successes"]) for row in rows] == counted.rows()


def test_channels_are_the_sums_of_their_days(language):
    steps = ["exposures", "scans", "joins", "buyers", "cost"]
    days = tables("channels", language).group_by("channel", "place").agg(pl.col(steps).sum())
    rows = envelope(language, "promotion")["data"]["channels"]
    assert {tuple(row[name] for name in ("channel", "place", *steps)) for row in rows} == set(days.rows())


def test_competitors_have_the_prices_of_the_grid(language):
    rows = envelope(language, "needs")["data"]["competitors"]
    grid = set(tables("competitors", language).select("competitor", "price").rows())
    assert {(row["name"], row["price"]) for row in rows} == grid


def test_released_ideas_stand_in_the_log():
    released = {
        row["released"] for row in envelope("en", "iteration")["data"]["backlog"] if row["status"] == "released"
    }
    assert released <= set(tables("releases", "en")["day"])
