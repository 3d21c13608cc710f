"""Every metric as a CSV table, for a spreadsheet or another program."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from shequn.errors import RenderError
from shequn.report.parameters import ReportParameters
from shequn.report.run import staging

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from shequn.quality import Quality

METRICS = (
    "daily",
    "weekly",
    "rates",
    "bridge",
    "cohorts",
    "lifecycle",
    "stickiness",
    "funnel",
    "conversion",
    "matching",
    "buyers",
    "concentration",
    "activity_layers",
    "purchase_layers",
    "rhythm",
)
"""Functions of :mod:`shequn.metrics`; each becomes a file of its name."""
MONEY = {"gmv", "paid", "refunded", "net", "counted_paid", "unmatched_paid", "staff_paid"}
"""Columns in units of the currency: two decimals, as the cents they are made of."""


class Written(NamedTuple):
    """What was written.

    Attributes:
        paths: The files.
        quality: What the reader found in the data.
    """

    paths: list[Path]
    quality: Quality


def write(
    data: str | Path,
    *,
    out: str | Path,
    start: str = "",
    end: str = "",
    timezone: str = "",
    groups: Sequence[str] = (),
    dayfirst: bool | None = None,
) -> Written:
    """Write a table a metric, and the rows that were set aside or repaired.

    Files are UTF-8 with a byte order mark (Excel needs it for Chinese); missing values are empty, rates have all
    their digits, ``complete`` is true or false.

    Args:
        data: Folder with the client's files, or ``"sample"``.
        out: Folder for the tables; made when missing.
        start: First day, ``YYYY-MM-DD``; empty: the first day of the data.
        end: Last day; empty: the last day of the data.
        timezone: IANA name; empty: the one in client.yaml, else Asia/Shanghai.
        groups: Only these groups, by id or name; empty: all.
        dayfirst: How 3/4/2026 is read; None: told from the data.

    Returns:
        Paths and quality.

    Raises:
        ParameterError: A parameter is wrong, or the period holds no data.
        MissingFileError: The folder is not there.
        InputError: The data cannot be used.
        RenderError: The output folder cannot be written.
    """
    from shequn import metrics
    from shequn.readers import read_folder

    given = ReportParameters(
        data=str(data), start=start, end=end, timezone=timezone, groups=list(groups), dayfirst=dayfirst
    )
    folder = given.folder
    with (
        staging(out) as temporary,
        read_folder(folder, timezone=timezone or None, dayfirst=dayfirst, groups=given.groups or None) as community,
    ):
        period = community.period(given.start_day, given.end_day)
        frames = {name: getattr(metrics, name)(community, period.start, period.end) for name in METRICS}
        frames["rows_noted"] = _refused(community.quality)
        paths = [Path(out) / f"{name}.csv" for name in frames]
        try:
            for path, frame in zip(paths, frames.values(), strict=True):
                words(frame).to_csv(temporary / path.name, index=False, encoding="utf-8-sig", lineterminator="\n")
            for path in paths:
                (temporary / path.name).replace(path)
        except OSError as error:
            raise RenderError(f"out == {str(out)!r}: cannot be written ({error.strerror}).") from None
        return Written(paths, community.quality)


def copy_sample(directory: str | Path) -> list[Path]:
    """Copy the sample client into a folder of one's own.

    Args:
        directory: A folder that is not there yet, or is empty.

    Returns:
        Paths of the files.

    Raises:
        RenderError: The folder holds something already, or cannot be written.
    """
    from shequn import samples

    target = Path(directory)
    if target.is_dir() and any(target.iterdir()):
        raise RenderError(f"{target} holds files already; name a new folder for the sample.")
    with staging(target) as temporary:
        names = sorted(path.name for path in Path(samples.path()).iterdir() if path.is_file())
        for name in names:
            shutil.copyfile(Path(samples.path()) / name, temporary / name)
        for name in names:
            (temporary / name).replace(target / name)
    return [target / name for name in names]


def words(frame: pd.DataFrame) -> pd.DataFrame:
    """Write the values of a frame as a CSV file shall show them.

    Args:
        frame: Any metric.

    Returns:
        A frame of the same shape; money with two decimals, truth as true and false, days in ISO form, and text that a
        spreadsheet would run as a formula behind an apostrophe.

    Example:
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"member_id": ["007", "=1+1"], "complete": [True, False], "gmv": [99.5, None]})
        >>> words(frame).values.tolist()
        [['007', 'true', '99.50'], ["'=1+1", 'false', nan]]
    """
    import pandas as pd

    shown = frame.copy()
    for name in frame.columns:
        column = frame[name]
        if name in MONEY:
            shown[name] = column.map("{:.2f}".format, na_action="ignore")
        elif pd.api.types.is_bool_dtype(column):
            shown[name] = column.map({True: "true", False: "false"})
        elif pd.api.types.is_datetime64_any_dtype(column):
            shown[name] = column.dt.strftime("%Y-%m-%d")
        elif not pd.api.types.is_numeric_dtype(column):
            # Only what could be a formula: an id such as +8613800000000 or @ann stays as it is.
            shown[name] = column.str.replace(r"^(?==|[+\-@].*[(|!])", "'", regex=True)
    return shown


def _refused(quality: Quality) -> pd.DataFrame:
    import pandas as pd

    names = ["table", "file", "line", "column", "value", "reason"]
    rows = [[getattr(note, name) for name in names] for table in quality.tables.values() for note in table.notes]
    return pd.DataFrame(rows, columns=names, dtype="str").astype({"line": "Int64"})
