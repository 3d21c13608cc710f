"""The readable cells of a raw table: which spellings it uses, and the SQL that reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shequn.errors import InputError, QuestionError
from shequn.readers import values
from shequn.readers.codes import decode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from shequn.readers.settings import Settings
    from shequn.readers.source import Source

IDS = ("group_id", "member_id", "order_id", "other_id", "message_id", "reply_to")
TIMES = ("joined_at", "left_at", "left_after", "sent_at", "paid_at", "refunded_at", "created_at", "dissolved_at")
AMOUNTS = ("amount", "refunded_amount", "total")
CODED = ("role", "kind", "status", "type")
_WORDS_LIMIT = 1000  # different words in a column of code words before it must be the wrong column


@dataclass
class Cells:
    """A source whose spellings have been looked at, so that its SQL is as short as the file allows.

    `select` offers for each canonical column its prepared spelling, and beside it ``<time>_utc``, ``<amount>_cents``
    and ``<coded>_code`` (null for an unknown or blank word).

    Attributes:
        connection: Where the source was loaded.
        source: The raw table.
        settings: Time zone, order of day and month.
        plain_ids: Whether every id can be taken as it stands.
        words: Coded column to word to code (null for an unknown word), blank words left out.
        dayfirst: Time column to the order of day and month, ``None`` where none is needed.

    Raises:
        InputError: A column of code words or of dates cannot be what its header says.
    """

    connection: DuckDBPyConnection
    source: Source
    settings: Settings
    plain_ids: bool = field(init=False)
    words: dict[str, dict[str, str | None]] = field(init=False)
    dayfirst: dict[str, bool | None] = field(init=False)

    def __post_init__(self) -> None:
        self.plain_ids = self._plain_ids()
        self.words = {column: self._words(column) for column in CODED if column in self.source.types}
        self.dayfirst = self._day_orders()

    def has(self, column: str) -> bool:
        """Whether the file has the column."""
        return column in self.source.types

    def may_lose_digits(self, column: str) -> bool:
        """Whether an id column could hold what Excel leaves of a long number."""
        kind = self.source.types.get(column, "")
        return kind in values.FLOATS or (kind == "VARCHAR" and not self.plain_ids)

    def unknown_words(self, column: str) -> list[str]:
        """Words of a coded column that stand for nothing known."""
        return [word for word, code in self.words.get(column, {}).items() if code is None]

    def _texts(self, columns: Sequence[str]) -> list[str]:
        return [column for column in columns if self.source.types.get(column) == "VARCHAR"]

    def _first(self, query: str) -> tuple[Any, ...]:
        return self.connection.execute(query).fetchall()[0]

    def _plain_ids(self) -> bool:
        tests = [f"bool_and(regexp_full_match({c}, '{values.PLAIN_ID}'))" for c in self._texts(IDS)]
        if not tests:
            return True
        # bool_and skips nulls and is null without rows
        return all(
            plain in {None, True} for plain in self._first(f"SELECT {', '.join(tests)} FROM {self.source.relation}")
        )

    def _words(self, column: str) -> dict[str, str | None]:
        query = f"SELECT DISTINCT CAST({column} AS VARCHAR) FROM {self.source.relation} LIMIT {_WORDS_LIMIT + 1}"
        words = sorted(
            word for (word,) in self.connection.execute(query).fetchall() if word is not None and word.strip()
        )
        if len(words) > _WORDS_LIMIT:
            raise InputError(
                f"{self.source.file}, column {self.source.headers[column]!r}: more than {_WORDS_LIMIT:,} "
                f"different values, which cannot be a {column}. Map the right header in client.yaml."
            )
        return {**dict.fromkeys(words), **decode(column, words)}

    def _day_orders(self) -> dict[str, bool | None]:
        columns = self._texts(TIMES)
        if self.settings.dayfirst is not None:
            return dict.fromkeys(columns, self.settings.dayfirst)
        orders: dict[str, bool | None] = {}
        untold: dict[str, str] = {}
        for column in columns:
            evidence = values.day_month_evidence(column, self.source.relation)
            day_first, month_first, either, example = self._first(evidence)
            orders[column] = day_first > 0 if (day_first > 0) != (month_first > 0) else None
            if orders[column] is None and day_first + month_first + either:
                untold[column] = example
        told = {order for order in orders.values() if order is not None}
        for column, example in untold.items():
            if len(told) != 1:
                raise QuestionError(
                    f"{self.source.file}, column {self.source.headers[column]!r}: it cannot be told whether "
                    f"dates such as {example!r} begin with the day or the month. Set dayfirst: true (day first) or "
                    f"dayfirst: false (month first) in client.yaml, or pass dayfirst."
                )
            orders[column] = next(iter(told))  # one program wrote the whole file
        return orders

    def select(self, columns: Sequence[str]) -> str:
        """SQL: ``position`` and every column prepared and read; absent columns are null, blank rows are gone."""
        source, prepared, read = self.source, [f"{self.source.row} AS position"], ["position"]
        for c in columns:
            kind, name = source.types.get(c), values.quoted(c)
            prepared.append(f"{self._prepared(c, kind) if kind else 'CAST(NULL AS VARCHAR)'} AS {name}")
            read.append(name)
            if c in TIMES:
                read.append(f"{values.value_time(c, kind or 'VARCHAR', self.settings.timezone)} AS {c}_utc")
            elif c in AMOUNTS:
                read.append(f"{values.value_amount(c, kind or 'VARCHAR')} AS {c}_cents")
            elif c in CODED:
                prepared.append(f"{self._code(c)} AS {c}_code")
                read.append(f"{c}_code")
        blank = " AND ".join(f"{values.quoted(c)} IS NULL" for c in source.types)
        where = "" if source.lazy else f" WHERE NOT ({blank})"
        return f"SELECT {', '.join(read)} FROM (SELECT {', '.join(prepared)} FROM {source.relation}){where}"

    def _prepared(self, column: str, kind: str) -> str:
        if column in IDS:
            return column if self.plain_ids and kind == "VARCHAR" else values.prepare_id(column, kind)
        if column in TIMES:
            return values.prepare_time(column, kind, dayfirst=self.dayfirst.get(column))
        if column in AMOUNTS:
            return values.prepare_amount(column, kind)
        if column in CODED and all(word == word.strip() for word in self.words[column]) and kind == "VARCHAR":
            return f"nullif({column}, '')"
        return values.prepare_text(values.quoted(column), kind)

    def _code(self, column: str) -> str:
        words = self.words.get(column, {})
        if not words:
            return "CAST(NULL AS VARCHAR)"
        whens = "".join(
            f" WHEN {values.literal(word)} THEN {values.literal(code)}"
            for word, code in words.items()
            if code is not None
        )
        text = f"CAST({column} AS VARCHAR)"
        return f"CASE {text}{whens} END" if whens else "CAST(NULL AS VARCHAR)"
