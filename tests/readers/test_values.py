"""Cells: each spelling of an id, a time, an amount, against what a person or Python's own datetime says."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shequn.readers import values

SHANGHAI = "Asia/Shanghai"
CONNECTION = duckdb.connect()


def column(texts: Sequence[str | None], prepare: str, value: str = "x") -> list[Any]:
    """Send texts through the SQL of ``prepare`` and ``value``, which name the column x."""
    rows = "SELECT unnest(?::VARCHAR[]) AS x, generate_subscripts(?::VARCHAR[], 1) AS i"
    query = f"SELECT {value} FROM (SELECT {prepare} AS x, i FROM ({rows})) ORDER BY i"
    return [found for (found,) in CONNECTION.execute(query, [list(texts), list(texts)]).fetchall()]


def times(texts: Sequence[str | None], timezone: str = SHANGHAI, dayfirst: bool | None = None) -> list[Any]:
    prepare = values.prepare_time("x", "VARCHAR", dayfirst=dayfirst)
    return column(texts, prepare, values.value_time("x", "VARCHAR", timezone))


def cents(texts: Sequence[str | None]) -> list[Any]:
    return column(texts, values.prepare_amount("x", "VARCHAR"), values.value_amount("x", "VARCHAR"))


def ids(texts: Sequence[str | None]) -> list[Any]:
    return column(texts, values.prepare_id("x", "VARCHAR"))


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05 09:07:00",
        "2026-03-05T09:07",
        "2026-03-05 9:07",
        "2026/3/5 9:07",
        "2026/03/05 09:07:00.000",
        "2026.3.5 9:07",
        "2026-03-05T09:07:00+08:00",
        "2026-03-05T01:07:00Z",
        "2026-03-05 01:07:00 UTC",
        "2026-03-05T09:07:00.123+0800",
        "2026-03-05 10:07:00 +09",
        "2026/3/5 9:07 GMT+08:00",
        "2026年3月5日 9:07",
        "2026年03月05日 09时07分00秒",
        "2026年3月5日9时7分",
        "2026年3月5日 9点07分",
        "2026年3月5日 星期四 9:07",
        "2026/3/5 上午 9:07",
        "2026/3/5 上午9:07:00",
        "2026/3/5 9:07 AM",
        "2026-03-05 09:07:00 am",
        "46086.3798611111",
        "1772672820",
        "1772672820000",
        "20260305090700",
        "  2026-03-05  09:07 ",
        "２０２６／３／５　９：０７",
        "\ufeff2026-03-05 09:07\u200e",
        "2026-3-5  9:07:00",
    ],
)
def test_a_thursday_morning_in_shanghai(text: str) -> None:
    (found,) = times([text])
    assert found is not None
    assert found.replace(microsecond=0) == dt.datetime(2026, 3, 5, 1, 7)


@pytest.mark.parametrize(
    "text",
    ["2026-03-05", "2026/3/5", "2026年3月5日", "20260305", "46086", "46086.0", "2026.3.5", "2026-03-05 00:00:00"],
)
def test_a_day_begins_at_local_midnight(text: str) -> None:
    assert times([text]) == [dt.datetime(2026, 3, 4, 16)]
    assert times([text], "America/New_York") == [dt.datetime(2026, 3, 5, 5)]


@pytest.mark.parametrize(
    "text", ["2026/3/5 下午 3:07", "2026/3/5 下午3:07", "2026-03-05 3:07 PM", "2026年3月5日 晚上3:07"]
)
def test_afternoon(text: str) -> None:
    assert times([text]) == [dt.datetime(2026, 3, 5, 7, 7)]


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "2026-13-01",
        "2026-02-30",
        "2026-3",
        "3/5/2026",
        "infinity",
        "epoch",
        "now",
        "today",
        "1.5",
        "123",
        "2026-03-05 25:00",
        "12 May",
        "2026-03-05 (BC)",
        "99999999999999999999",
        "2026-03-05T09:07:00+99:99",
        "-1772672820",
        "1e9",
        "0x10",
    ],
)
def test_no_time(text: str) -> None:
    prepare = values.prepare_time("x", "VARCHAR", dayfirst=None)
    assert column([text], prepare) != [None]
    assert times([text]) == [None]


@pytest.mark.parametrize(
    "text", [None, "", "  ", "\u3000", "-", "--", "NULL", "None", "NaN", "NaT", "n/a", "无", "0", "0000-00-00 00:00:00"]
)
def test_no_time_was_meant(text: str | None) -> None:
    assert column([text], values.prepare_time("x", "VARCHAR", dayfirst=None)) == [None]


def test_day_and_month() -> None:
    assert times(["3/5/2026 9:07", "03.05.2026"], dayfirst=True) == [
        dt.datetime(2026, 5, 3, 1, 7),
        dt.datetime(2026, 5, 2, 16),
    ]
    assert times(["3/5/2026 9:07 AM"], dayfirst=False) == [dt.datetime(2026, 3, 5, 1, 7)]
    assert times(["13/5/2026", "2026-03-05"], dayfirst=False) == [None, dt.datetime(2026, 3, 4, 16)]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["13/5/2026", "3/5/2026"], (1, 0, 1)),
        (["20/5/2026", "2026/5/20"], (1, 0, 0)),
        (["3/25/2026", " 3/5/2026 "], (0, 1, 1)),
        (["13/13/2026", "2026-01-02"], (0, 0, 0)),
    ],
)
def test_evidence_of_day_and_month(texts: list[str], expected: tuple[int, int, int]) -> None:
    relation = f"(SELECT unnest({texts!r}) AS x)"
    assert CONNECTION.execute(values.day_month_evidence("x", relation)).fetchall()[0][:3] == expected


SPELLINGS: dict[str, Callable[[dt.datetime], str]] = {
    "iso": lambda t: t.isoformat(" "),
    "slashes": lambda t: f"{t.year}/{t.month}/{t.day} {t.hour}:{t:%M:%S}",
    "chinese": lambda t: f"{t.year}年{t.month}月{t.day}日 {t.hour}时{t.minute}分{t.second}秒",
    "digits": lambda t: f"{t:%Y%m%d%H%M%S}",
    "serial": lambda t: f"{(t - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1):.10f}",
    "twelve": lambda t: f"{t:%Y-%m-%d %I:%M:%S %p}",
}
ZONES = [SHANGHAI, "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe"]
MOMENTS = st.datetimes(dt.datetime(2000, 1, 2), dt.datetime(2026, 5, 30)).map(lambda t: t.replace(microsecond=0))


@settings(max_examples=12, deadline=None)
@given(st.lists(MOMENTS, min_size=1, max_size=40), st.sampled_from(ZONES))
def test_every_spelling_of_a_local_time_is_the_instant_python_finds(moments: list[dt.datetime], zone: str) -> None:
    zoned = [t.replace(tzinfo=ZoneInfo(zone)) for t in moments]
    # a wall-clock time that a change of the clocks skips or repeats has no one instant
    clear = [
        t
        for t in zoned
        if t.astimezone(dt.UTC).astimezone(ZoneInfo(zone)) == t and t.utcoffset() == t.replace(fold=1).utcoffset()
    ]
    expected = [t.astimezone(dt.UTC).replace(tzinfo=None) for t in clear]
    for spell in SPELLINGS.values():
        assert times([spell(t.replace(tzinfo=None)) for t in clear], zone) == expected
    for spell in (lambda t: t.isoformat(), lambda t: str(int(t.timestamp())), lambda t: str(int(t.timestamp()) * 1000)):
        assert times([spell(t) for t in clear], "Asia/Tokyo") == expected


@settings(max_examples=12, deadline=None)
@given(st.lists(MOMENTS, min_size=1, max_size=40), st.sampled_from(ZONES))
def test_local_time_of_an_instant(moments: list[dt.datetime], zone: str) -> None:
    local = values.to_local("CAST(x AS TIMESTAMP)", zone)
    expected = [t.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) for t in moments]
    assert column([str(t) for t in moments], "x", local) == expected


def test_only_zones_without_changes_are_fixed() -> None:
    assert values.fixed_offset("UTC") == 0
    assert values.fixed_offset("Asia/Kolkata") == 19_800_000_000
    assert values.fixed_offset("Asia/Pyongyang") is None  # changed in 2015 and 2018


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,299.00", 129_900),
        ("1299", 129_900),
        ("¥1299", 129_900),
        ("￥1,299.5", 129_950),
        ("0元", 0),
        ("1299元", 129_900),
        ("1299.90 元", 129_990),
        ("CNY 12", 1_200),
        ("12 CNY", 1_200),
        ("RMB12.3", 1_230),
        ("人民币 12", 1_200),
        ("１２．５０", 1_250),
        ("$ 12.34", 1_234),
        ("12.3400", 1_234),
        ("+5", 500),
        (" 12 ", 1_200),
        ("-5", -500),
        ("¥-5.00", -500),
        ("-¥5.00", -500),
        ("-0.00", 0),
        ("1,299,000.50", 129_900_050),
        ("9999999999999.99", 999_999_999_999_999),
        ("007", 700),
    ],
)
def test_amount(text: str, expected: int) -> None:
    assert cents([text]) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "12.345",
        "abc",
        "1e5",
        "1,29",
        "12,5",
        "1,2999",
        ".5",
        "(5)",
        "5-",
        "--5",
        "∞",
        "12 13",
        "1.2.3",
        "99999999999999",
        "免费",
        "1_000",
    ],
)
def test_no_amount(text: str) -> None:
    assert column([text], values.prepare_amount("x", "VARCHAR")) != [None]
    assert cents([text]) == [None]


@pytest.mark.parametrize("text", [None, "", " ", "-", "null", "NaN", "无退款申请", "\\N"])
def test_no_amount_was_meant(text: str | None) -> None:
    assert column([text], values.prepare_amount("x", "VARCHAR")) == [None]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.decimals(-(10**12), 10**12, places=2), min_size=1, max_size=40))
def test_amounts_are_exact(amounts: list[Decimal]) -> None:
    expected = [int(amount * 100) for amount in amounts]
    assert cents([f"{amount:f}" for amount in amounts]) == expected
    assert cents([f"{amount:,.2f}元" for amount in amounts]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("007", "007"),
        (" 8 ", "8"),
        ('="007"', "007"),
        ('= "1"', "1"),
        ("'007", "007"),
        ("\u30009\u3000", "9"),
        ("wxid_a-b@x", "wxid_a-b@x"),
        ("1234567890123456789", "1234567890123456789"),
        ("a b", "a b"),
        ("小明", "小明"),
        ("", None),
        ("  ", None),
        (None, None),
        ('=""', None),
        ("O'Neil", "O'Neil"),
        ("1.0", "1.0"),
    ],
)
def test_id(text: str | None, expected: str | None) -> None:
    assert ids([text]) == [expected]


@pytest.mark.parametrize(
    ("text", "lost"), [("1.23E+18", True), ("1e+18", True), ("12e5", False), ("1E18", False), ("e+10", False)]
)
def test_digits_lost(text: str, lost: bool) -> None:
    assert column([text], f"regexp_full_match(x, '{values.LOST_DIGITS}')") == [lost]


def test_typed_numbers() -> None:
    def one(sql: str, number: str, kind: str) -> Any:
        return CONNECTION.execute(f"SELECT {sql} FROM (SELECT CAST({number} AS {kind}) AS x)").fetchall()[0][0]

    assert one(values.prepare_id("x", "DOUBLE"), "7.0", "DOUBLE") == "7"
    assert one(values.prepare_id("x", "DOUBLE"), "1234567890123456789", "DOUBLE") == "1.23E+18"
    assert one(values.prepare_id("x", "DOUBLE"), "'NaN'", "DOUBLE") is None
    assert one(values.prepare_id("x", "BIGINT"), "1234567890123456789", "BIGINT") == "1234567890123456789"
    for kind, number, expected in [
        ("BIGINT", "12", 1200),
        ("BIGINT", "9223372036854775807", None),
        ("DECIMAL(18,2)", "12.34", 1234),
        ("DECIMAL(18,4)", "12.3456", None),
        ("DOUBLE", "0.1 + 0.2", 30),
        ("DOUBLE", "1299.99", 129_999),
        ("DOUBLE", "12.345", None),
        ("DOUBLE", "'inf'", None),
        ("FLOAT", "1299.99", 129_999),
        ("DECIMAL(38,0)", "99999999999999999999999999999999999999", None),
    ]:
        assert one(values.value_amount("x", kind), number, kind) == expected
    morning = dt.datetime(2026, 3, 5, 1, 7)
    for kind, number, when in [
        ("BIGINT", "1772672820", morning),
        ("BIGINT", "1772672820000", morning),
        ("INTEGER", "20260305", dt.datetime(2026, 3, 4, 16)),
        ("DOUBLE", "46086.3798611111", morning),
        ("TIMESTAMP", "'2026-03-05 09:07:00'", morning),
        ("DATE", "'2026-03-05'", dt.datetime(2026, 3, 4, 16)),
        ("TIMESTAMP WITH TIME ZONE", "'2026-03-05 09:07:00+08:00'", morning),
        ("TIMESTAMP_MS", "'2026-03-05 09:07:00'", morning),
        ("DOUBLE", "'NaN'", None),
        ("TIMESTAMP", "'infinity'", None),
        ("TIMESTAMP", "'-infinity'", None),
        ("BIGINT", "7", None),
    ]:
        assert one(values.value_time("x", kind, SHANGHAI), number, kind) == when
