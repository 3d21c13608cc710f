"""SQL that reads one cell: ids, dates and times, amounts of money.

Each kind of value is read in two steps, because an expression that is used often must stay short: ``prepare`` brings
a text into one plain spelling (blank becomes null), ``value`` turns the plain spelling into the typed value, null
where it cannot. Columns that are typed already (Parquet, frames) pass ``prepare`` untouched. No expression looks at
the session's ``TimeZone``, which DuckDB cursors do not inherit.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

UTC = dt.UTC
_BLANK = r"[\s\x{a0}\x{3000}\x{feff}\x{200b}\x{200e}]*"
_WIDE = "０１２３４５６７８９：／－．，＋　￥（）"
_NARROW = "0123456789:/-.,+ ¥()"
# an IN list of words would become a join that reads every row, so that blank words are one pattern
_NULL = r"(?i)-{0,2}|—|/|无|null|none|nan|nat|n/a|\\n|无退款申请"
_NULL_TIME = _NULL + r"|0|0000-00-00( 00:00:00)?"  # what MySQL writes for no date

_DATE = r"[12]\d{3}[-/]\d{1,2}[-/]\d{1,2}"
_CLOCK = r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?"
_NAIVE = rf"{_DATE}([ T]{_CLOCK})?"
_OFFSET = rf"{_DATE}[ T]{_CLOCK}(Z|[+-](0\d|1[0-4])(:[0-5]\d)?)"
_HALVES = rf"{_DATE} ([AP]M {_CLOCK}|{_CLOCK} [AP]M)"
_DAY_MONTH = r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})"
_SOLID = r"[!-~\x{4e00}-\x{9fff}]+"  # no blank among them
PLAIN_ID = r"[A-Za-z0-9_@.:#$-]+"
LOST_DIGITS = r"-?\d(\.\d+)?[eE]\+\d{2,3}"
_NUMBER = r"\d{5,14}(\.\d+)?"
_MONEY = r"-?(\d{1,13}|\d{1,3}(,\d{3}){1,4})(\.\d{1,2}0*)?"

_SIGNS = r"^\+?(-?)\s*(?:[¥$€£]|RMB|人民币|[A-Z]{3})?\s*\+?(-?)\s*(\d.*?)\s*(?:元|圆|块|[A-Z]{3})?$"

INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
FLOATS = ("FLOAT", "DOUBLE")


def literal(text: str) -> str:
    """Quote a text for SQL.

    Example:
        >>> literal("it's")
        "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """Quote a column name for SQL.

    Example:
        >>> quoted('a"b')
        '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


@cache
def fixed_offset(timezone: str) -> int | None:
    """Tell a zone that needs no calendar: one offset since 2000, as in China.

    DuckDB adds a number faster than it asks the time-zone tables, which every pass over the messages would feel.

    Args:
        timezone: IANA name.

    Returns:
        Microseconds to add to UTC, or ``None`` when the offset changed.

    Example:
        >>> fixed_offset("Asia/Shanghai") // 3_600_000_000, fixed_offset("Europe/Berlin")
        (8, None)
    """
    zone, first = ZoneInfo(timezone), dt.datetime(1999, 12, 31)  # noqa: DTZ001 - wall-clock time
    days = (dt.datetime.now(UTC).replace(tzinfo=None) - first).days + 400
    offsets = {zone.utcoffset(first + dt.timedelta(days=day)) for day in range(days)}
    offset = offsets.pop()
    return None if offsets or offset is None else offset // dt.timedelta(microseconds=1)


def to_utc(local: str, timezone: str) -> str:
    """SQL: local wall-clock TIMESTAMP to naive UTC TIMESTAMP."""
    offset = fixed_offset(timezone)
    if offset is None:
        return f"make_timestamp(epoch_us(timezone({literal(timezone)}, {local})))"
    return f"make_timestamp(epoch_us({local}) - {offset})"


def to_local(utc: str, timezone: str) -> str:
    """SQL: naive UTC TIMESTAMP to local wall-clock TIMESTAMP."""
    offset = fixed_offset(timezone)
    if offset is None:
        return f"timezone({literal(timezone)}, make_timestamptz(epoch_us({utc})))"
    return f"make_timestamp(epoch_us({utc}) + {offset})"


def midnight(day: dt.date, timezone: str) -> str:
    """SQL literal: the UTC instant at which a local day begins."""
    start = dt.datetime.combine(day, dt.time(), ZoneInfo(timezone)).astimezone(UTC)
    return f"TIMESTAMP '{start:%Y-%m-%d %H:%M:%S}'"


def _trimmed(column: str) -> str:
    return f"regexp_replace({column}, '^{_BLANK}|{_BLANK}$', '', 'g')"


def _narrow(column: str) -> str:
    return f"CASE WHEN regexp_full_match({column}, '[!-~]*') THEN {column} ELSE {_translated(column)} END"


def _translated(column: str) -> str:
    return f"translate({_trimmed(column)}, '{_WIDE}', '{_NARROW}')"


def _nothing(column: str, words: str) -> str:
    return f"regexp_full_match({column}, '{_BLANK}({words}){_BLANK}')"


def _not_nan(column: str, kind: str) -> str:
    return f"CASE WHEN NOT isnan({column}) THEN {column} END" if kind in FLOATS else column


def prepare_id(column: str, kind: str) -> str:
    """SQL: an id as text, ``="007"`` and ``'007`` unwrapped, 7.0 as 7, blank as null; digits lost as ``1e+18``."""
    if kind in FLOATS:
        whole = f"abs({column}) < 1e15 AND {column} = trunc({column})"
        return (
            f"CASE WHEN isnan({column}) THEN NULL WHEN {whole} THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) "
            f"WHEN abs({column}) < 1e15 THEN CAST({column} AS VARCHAR) ELSE format('{{:.2E}}', {column}) END"
        )
    if kind != "VARCHAR":
        return f"CAST({column} AS VARCHAR)"
    unwrapped = rf"regexp_replace({_trimmed(column)}, '^=\s*\"(.*)\"$|^''(.*)$', '\1\2', 's')"
    return (
        f"CASE WHEN regexp_full_match({column}, '{PLAIN_ID}') THEN {column} ELSE nullif({_trimmed(unwrapped)}, '') END"
    )


def prepare_text(column: str, kind: str) -> str:
    """SQL: a free text, trimmed, blank as null; a list joined by commas."""
    text = f"array_to_string({column}, ',')" if kind.endswith("[]") else f"CAST({column} AS VARCHAR)"
    trimmed = f"nullif({_trimmed(text)}, '')"
    if kind != "VARCHAR":
        return trimmed
    # most texts have no blank in them, and to look for it costs five times this test
    return f"CASE WHEN regexp_full_match({column}, '{_SOLID}') THEN {column} ELSE {trimmed} END"


def prepare_time(column: str, kind: str, dayfirst: bool | None) -> str:
    """SQL: a date or time in ISO spelling, ``2026年3月5日 9时7分`` and ``5/3/2026`` turned round.

    Args:
        column: Quoted column.
        kind: DuckDB type of the column.
        dayfirst: How ``3/5/2026`` is meant; ``None`` leaves it unreadable.
    """
    if kind != "VARCHAR":
        return _not_nan(column, kind)
    steps = [
        (r"^(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?[,T]?\s*", r"\1-\2-\3 "),
        (r"(星期|周)[一二三四五六日天]\s*", ""),
        (r"\s*[时時点點]\s*(\d)", r":\1"),
        (r"\s*分\s*(\d)", r":\1"),
        (r"[分秒]$", ""),
        (r":(\d):", r":0\1:"),
        (r":(\d)$", r":0\1"),
        (r"(上午|早上|凌晨)\s*", "AM "),
        (r"(下午|晚上|中午)\s*", "PM "),
        (r"(:\d{2}(?:\.\d+)?)\s*(?:GMT|UTC)?([+-]\d{2}):?(\d{2})?$", r"\1\2:\3"),
        (r"([+-]\d{2}):$", r"\1"),
        (r"\s*(Z|UTC|GMT)$", "Z"),
    ]
    if dayfirst is not None:
        steps.insert(0, (_DAY_MONTH + r"[,T]?\s*", r"\3-\2-\1 " if dayfirst else r"\3-\1-\2 "))
    text = f"upper({_narrow(column)})"
    for pattern, spelling in steps:
        text = f"regexp_replace({text}, '{pattern}', '{spelling}')"
    text = rf"trim(regexp_replace({text}, '\s+', ' ', 'g'))"
    ready = " OR ".join(f"regexp_full_match({column}, '{pattern}')" for pattern in (_NAIVE, _OFFSET, _NUMBER))
    return (
        f"CASE WHEN {column} IS NULL THEN NULL WHEN {ready} THEN {column} "
        f"WHEN {_nothing(column, _NULL_TIME)} THEN NULL ELSE {text} END"
    )


def value_time(column: str, kind: str, timezone: str) -> str:
    """SQL: a prepared date or time as naive UTC TIMESTAMP, null when it cannot be read.

    Args:
        column: Quoted, prepared column.
        kind: DuckDB type of the column.
        timezone: Zone of the times without offset.
    """
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"make_timestamp(epoch_us({column}))"
    if kind.startswith(("TIMESTAMP", "DATE")):
        return to_utc(f"TRY_CAST({column} AS TIMESTAMP)", timezone)
    if kind != "VARCHAR":
        return _number_time(f"CAST({column} AS DOUBLE)", timezone)
    formats = [f"%Y-%m-%d {clock}" for clock in ("%I:%M:%S %p", "%I:%M %p", "%p %I:%M:%S", "%p %I:%M")]
    return (
        f"CASE WHEN {column} IS NULL THEN NULL "
        f"WHEN regexp_full_match({column}, '{_NAIVE}') THEN {to_utc(f'TRY_CAST({column} AS TIMESTAMP)', timezone)} "
        f"WHEN regexp_full_match({column}, '{_OFFSET}') "
        f"THEN make_timestamp(epoch_us(TRY_CAST({column} AS TIMESTAMPTZ))) "
        rf"WHEN regexp_full_match({column}, '{_NUMBER}') "
        f"THEN {_number_time(f'TRY_CAST({column} AS DOUBLE)', timezone)} "
        f"WHEN regexp_full_match({column}, '{_HALVES}') "
        f"THEN {to_utc(f'try_strptime({column}, {formats})', timezone)} END"
    )


def _number_time(n: str, timezone: str) -> str:
    # the magnitudes of Excel serials, yyyymmdd, unix seconds, unix milliseconds and yyyymmddhhmmss do not overlap
    digits = f"CAST(TRY_CAST({n} AS BIGINT) AS VARCHAR)"
    day, second = (f"try_strptime({digits}, '{spelling}')" for spelling in ("%Y%m%d", "%Y%m%d%H%M%S"))
    serial = f"make_timestamp(CAST(round(({n} - 25569) * 86400) AS BIGINT) * 1000000)"
    return (
        f"CASE WHEN {n} >= 1e4 AND {n} < 1e5 THEN {to_utc(serial, timezone)} "
        f"WHEN {n} >= 19e6 AND {n} < 21e6 THEN {to_utc(day, timezone)} "
        f"WHEN {n} >= 1e8 AND {n} < 1e10 THEN make_timestamp(CAST(round({n} * 1e6) AS BIGINT)) "
        f"WHEN {n} >= 1e11 AND {n} < 1e13 THEN make_timestamp(CAST(round({n} * 1e3) AS BIGINT)) "
        f"WHEN {n} >= 19e12 AND {n} < 21e12 THEN {to_utc(second, timezone)} END"
    )


def day_month_evidence(column: str, relation: str) -> str:
    """SQL: of the dates like ``3/5/2026``, how many can only be day first, only month first, or either; an example."""
    text = _narrow(column)
    first, second = (f"CAST(regexp_extract(t, '{_DAY_MONTH}', {group}) AS INT)" for group in (1, 2))
    cases = f"{first} > 12 AND {second} <= 12", f"{second} > 12 AND {first} <= 12", f"{first} <= 12 AND {second} <= 12"
    counts = ", ".join(f"count(*) FILTER ({case})" for case in cases)
    turned = f"SELECT {text} AS t FROM {relation} WHERE NOT regexp_matches({column}, '^\\d{{4}}')"
    return f"SELECT {counts}, min(t) FROM ({turned}) WHERE regexp_matches(t, '{_DAY_MONTH}')"


def prepare_amount(column: str, kind: str) -> str:
    """SQL: an amount as a bare number, ``¥1,299.00``, ``1299元`` and ``CNY 12`` freed of signs."""
    if kind != "VARCHAR":
        return _not_nan(column, kind)
    text = f"regexp_replace(upper({_narrow(column)}), '{_SIGNS}', '\\1\\2\\3')"
    return (
        f"CASE WHEN {column} IS NULL THEN NULL WHEN regexp_full_match({column}, '{_MONEY}') THEN {column} "
        f"WHEN {_nothing(column, _NULL)} THEN NULL ELSE {text} END"
    )


def value_amount(column: str, kind: str) -> str:
    """SQL: a prepared amount as BIGINT cents, null when it is no number or has more than two decimals."""
    if kind in INTEGERS:
        return f"TRY(CAST({column} AS BIGINT) * 100)"
    if kind == "DOUBLE":  # binary noise is far below a thousandth of a cent
        cents = f"{column} * 100"
        whole = f"abs({cents}) < 1e15 AND abs({cents} - round({cents})) < 1e-3"
        return f"CASE WHEN {whole} THEN CAST(round({cents}) AS BIGINT) END"
    if kind.startswith("DECIMAL"):
        cents = f"TRY_CAST({column} AS DECIMAL(38, 10)) * 100"
        return f"CASE WHEN {cents} = trunc({cents}) THEN TRY_CAST({cents} AS BIGINT) END"
    text = column if kind == "VARCHAR" else f"CAST({column} AS VARCHAR)"
    number = f"CAST(replace({text}, ',', '') AS DECIMAL(18, 2))"
    return f"CASE WHEN regexp_full_match({text}, '{_MONEY}') THEN CAST({number} * 100 AS BIGINT) END"
