"""Where the tables live and are computed: DuckDB by default, Polars frames as they are."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    import pandas as pd

Lazy = nw.LazyFrame[Any]

col = nw.col


def distinct(frame: Lazy, *keys: str) -> Lazy:
    """Keep one row per combination of keys.

    A plain aggregation, because ``unique()`` is a window function on SQL engines.
    """
    return frame.group_by(*keys).agg(nw.len().alias("_rows")).select(*keys)


def total(value: str | nw.Expr) -> nw.Expr:
    """Sum whole numbers as a 64-bit whole number (SQL engines widen sums to types pandas lacks)."""
    expression = col(value) if isinstance(value, str) else value
    return expression.cast(nw.Int64).sum().cast(nw.Int64)


def number_of(condition: nw.Expr) -> nw.Expr:
    """Count the rows for which a condition holds; quicker than adding it up."""
    return nw.when(condition).then(nw.lit(1)).count().cast(nw.Int64)


def div(numerator: str | nw.Expr, denominator: str | nw.Expr) -> nw.Expr:
    """Divide; a zero denominator gives a missing value, never 0 or infinity (rule 6).

    Example:
        >>> import polars as pl
        >>> frame = nw.from_native(pl.DataFrame({"a": [1, 1], "b": [4, 0]}))
        >>> frame.select(div("a", "b"))["a"].to_list()
        [0.25, None]
    """
    above = col(numerator) if isinstance(numerator, str) else numerator
    below = col(denominator) if isinstance(denominator, str) else denominator
    return nw.when(below != 0).then(above.cast(nw.Float64) / below.cast(nw.Float64))


class Engine:
    """Brings small tables in, keeps computed ones, gives results to pandas.

    Args:
        backend: Narwhals' name of the frames' library.
        connection: The DuckDB connection that relations belong to; None for other libraries.
    """

    def __init__(self, backend: Any, connection: Any = None) -> None:
        self._backend = backend
        self._connection = connection
        if connection is not None:
            connection.execute("SET preserve_insertion_order = false")  # results are sorted; tables fill in parallel
        self._kept: dict[Hashable, Lazy] = {}
        self._names: list[str] = []

    def close(self) -> None:
        """Drop what was kept and close the connection, which removes its temporary files."""
        self._kept.clear()
        if self._connection is not None:
            for name in self._names:
                self._connection.execute(f"drop table if exists {name}")
            self._connection.close()
        self._names.clear()

    def frame(self, data: Mapping[str, Any]) -> Lazy:
        """Bring a small table in; its whole numbers become 32-bit, as all keys are."""
        import pandas as pd

        if self._connection is not None:
            frame = nw.from_native(self._connection.from_df(pd.DataFrame(data))).lazy()
        else:
            columns = {name: list(data[name]) for name in data}
            frame = nw.from_dict(columns, backend=self._backend).lazy()
        wide = [name for name, kind in frame.collect_schema().items() if kind.is_integer()]
        return self.persist(frame.with_columns(col(*wide).cast(nw.Int32)) if wide else frame)

    def keep(self, key: Hashable, build: Callable[[], Lazy]) -> Lazy:
        """Compute a table the first time it is asked for and keep its rows."""
        if key not in self._kept:
            self._kept[key] = self.persist(build())
        return self._kept[key]

    def persist(self, lazy: Lazy) -> Lazy:
        """Compute a table and return a lazy frame over the stored rows."""
        native: Any = nw.to_native(lazy)
        if self._connection is None:
            stored = native.lazy().collect()
        else:
            name = f"shequn_{uuid.uuid4().hex}"
            native.create(name)
            self._names.append(name)
            stored = self._connection.table(name)
        kept: Lazy = nw.from_native(stored).lazy()
        return kept

    def pandas(self, lazy: Lazy) -> pd.DataFrame:
        """Compute a table for pandas: ``Int64``, ``float64``, ``datetime64``, ``bool`` or ``str`` columns."""
        import pandas as pd

        native = nw.to_native(lazy)
        if self._connection is not None:
            columns = native.df()
        else:
            columns = {series.name: _plain(series) for series in native.collect()}
        kinds = lazy.collect_schema().items()
        return pd.DataFrame({name: pd.Series(columns[name], dtype=None).astype(_dtype(kind)) for name, kind in kinds})


def _plain(series: Any) -> Any:
    """A Polars column for pandas: numbers as an array where none is missing, else one object each."""
    whole = series.dtype.is_numeric() and not series.null_count()
    return series.to_numpy(writable=True) if whole else series.to_list()


def _dtype(kind: Any) -> Any:
    if kind.is_integer():
        return "Int64"
    if kind.is_numeric():
        return "float64"
    if kind.is_temporal():
        return "datetime64[us]"
    return "bool" if kind == nw.Boolean else "str"
