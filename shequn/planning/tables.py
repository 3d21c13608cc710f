"""The tables of a plan, read from a folder of CSV files such as the sample client's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from shequn.errors import InputError, MissingFileError, ParameterError, nearest
from shequn.texts import Texts
from shequn.texts import language as spoken

if TYPE_CHECKING:
    import pandas as pd

_REACH = {"exposures": "count", "scans": "count", "joins": "count", "buyers": "count"}
_SEEN = {"views": "count", "likes": "count", "comments": "count", "shares": "count"}
TABLES: dict[str, dict[str, str]] = {
    "candidates": {},
    "survey": {"respondent": "text", "need": "text", "frequency": "number", "intensity": "number", "satisfied": "yes"},
    "competitors": {"competitor": "text", "price": "number", "need": "text", "cover": "number"},
    "costs": {"step": "text", "minutes": "number", "cost": "number"},
    "pilot": {"version": "text", "converted": "yes"},
    "channels": {"channel": "text", "place": "text", "day": "day", **_REACH, "cost": "number"},
    "releases": {"day": "day", "change": "text", "group_id": "text", "metric": "text"},
    "content": {"column": "text", "kind": "text", "slot": "text", **_SEEN},
    "sop_log": {"row_id": "text", "table": "text", "owner": "text", "day": "day", "outcome": "text"},
}
"""Tables and the columns that the planning functions need, with their kinds; more columns stay as they are."""
_DTYPES = {"text": "str", "number": "float64", "count": "Int64", "yes": "boolean", "day": "datetime64[us]"}
_YES = {
    **dict.fromkeys(("true", "yes", "1", "是"), True),
    **dict.fromkeys(("false", "no", "0", "否"), False),
}


def read_table(name: str, folder: str | Path | None = None, *, language: str | None = None) -> pd.DataFrame:
    """Read one table of a plan.

    Args:
        name: ``candidates``, ``survey``, ``competitors``, ``costs``, ``pilot``, ``channels``, ``releases``,
            ``content`` or ``sop_log``: the file is ``<name>.csv``, in UTF-8.
        folder: Where it is; the sample client when None.
        language: ``"en"`` or ``"zh"``: of columns that are there in both (``need_en``, ``need_zh``) the one of this
            language becomes ``need``; default is the language that is spoken.

    Returns:
        The table. An empty cell is missing. Numbers are ``float64``, counts ``Int64``, days ``datetime64``, yes and no
        ``boolean``.

    Raises:
        ParameterError: The name is no table, or the language unknown.
        MissingFileError: The file is not there.
        InputError: The file, a column or a value cannot be read.

    Example:
        >>> read_table("costs", language="en")[["step", "minutes"]].head(2).values.tolist()
        [['Take the order', 2.0], ['Weigh and pack', 8.0]]
    """
    import pandas as pd

    from shequn import samples

    if name not in TABLES:
        raise ParameterError(
            f"name == {name!r} is no table of a plan.{nearest(name, TABLES)} Tables: {', '.join(TABLES)}."
        )
    chosen = Texts(language).language if language else spoken()
    path = Path(folder if folder is not None else samples.path()) / f"{name}.csv"
    if not path.is_file():
        wanted = ", ".join(TABLES[name])
        raise MissingFileError(f"{path} is not there; write a CSV file with {wanted or 'one row per candidate'}.")
    try:
        frame = pd.read_csv(path, encoding="utf-8-sig", dtype="str", keep_default_na=False, na_values=[""])
    except (ValueError, OSError) as error:  # among them pandas' own and wrong bytes
        raise InputError(f"{path}: cannot be read as CSV in UTF-8 ({error}).") from None
    frame = _in_language(frame.rename(columns=str.strip), chosen)
    for column in TABLES[name]:
        if column not in frame:
            has = ", ".join(frame.columns)
            raise InputError(f"{path}: no column {column!r}.{nearest(column, frame.columns)} It has {has}.")
    kinds = TABLES[name] or {column: _guess(frame[column]) for column in frame.columns}
    return frame.assign(**{column: _read(frame[column], kind, path) for column, kind in kinds.items()})


def _in_language(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    """Of columns in both languages keep one."""
    both = {column[:-3] for column in frame.columns if column.endswith("_en") and f"{column[:-3]}_zh" in frame}
    other = "zh" if language == "en" else "en"
    kept = frame.drop(columns=[f"{base}_{other}" for base in both])
    return kept.rename(columns={f"{base}_{language}": base for base in both})


def _guess(column: pd.Series) -> str:
    """Kind of an attribute that may be of any."""
    import pandas as pd

    known = column.dropna()
    if known.str.casefold().isin(_YES).all() and not known.str.isdigit().any():
        return "yes"
    ids = known.str.fullmatch(r"0\d+").any()  # 007 is a name
    return "number" if not ids and pd.to_numeric(known, errors="coerce").notna().all() else "text"


def _read(column: pd.Series, kind: str, path: Path) -> pd.Series:
    """Give a column its kind; the first value that does not fit is named with its line."""
    import pandas as pd

    text = column.str.strip()
    match kind:
        case "yes":
            read = text.str.casefold().map(_YES)
        case "number" | "count":
            read = pd.to_numeric(text, errors="coerce")
            if kind == "count":
                read = read.where((read >= 0) & (read % 1 == 0))
        case "day":
            read = pd.to_datetime(text, errors="coerce", format="ISO8601")
        case _:
            read = text
    wrong = text.notna() & read.isna()
    if wrong.any():
        place = int(wrong.to_numpy().argmax())
        wanted = {"yes": "true or false", "number": "a number", "count": "a whole number", "day": "a day: 2026-03-02"}
        raise InputError(f"{path} line {place + 2}: {column.name} == {text.iloc[place]!r}, must be {wanted[kind]}.")
    return read.astype(_DTYPES[kind])
