"""What a user may say about a folder: ``client.yaml`` and the arguments that win over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from shequn.errors import InputError, ParameterError, nearest
from shequn.readers.headers import COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_TIMEZONE = "Asia/Shanghai"
_KEYS = ("client", "timezone", "dayfirst", "columns")
Mappings = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Settings:
    """How the values of a folder are to be read.

    Attributes:
        today: The community's present local day; times after the next day are refused.
        timezone: IANA name; times without offset are local times there, and days are cut at its midnight.
        dayfirst: How ``3/5/2026`` is meant; ``None`` lets each file's values decide.
        columns: Table to canonical column to header.
    """

    today: dt.date
    timezone: str = DEFAULT_TIMEZONE
    dayfirst: bool | None = None
    columns: Mappings = field(default_factory=dict)


def settings(
    folder: Path | None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    columns: Mappings | None = None,
    today: dt.date | None = None,
) -> Settings:
    """Put together the arguments, ``client.yaml`` and the defaults, in this order of precedence.

    Args:
        folder: Where ``client.yaml`` may stand.
        timezone: IANA name.
        dayfirst: How ``3/5/2026`` is meant.
        columns: Table to canonical column to header.
        today: The community's present local day.

    Returns:
        Checked settings.

    Raises:
        InputError: ``client.yaml`` cannot be read or names something unknown.
        ParameterError: Unknown time zone.

    Example:
        >>> settings(None, timezone="Europe/Paris").timezone
        'Europe/Paris'
    """
    file = folder / "client.yaml" if folder else None
    found = client_yaml(folder) if folder else {}
    zone = timezone if timezone is not None else found.get("timezone", DEFAULT_TIMEZONE)
    where = f"{file}: " if file and timezone is None and "timezone" in found else ""
    if not isinstance(zone, str) or zone not in _zones():
        raise ParameterError(
            f"{where}timezone == {zone!r} is no known time zone.{nearest(str(zone), _zones())} "
            f"Use an IANA name such as {DEFAULT_TIMEZONE!r}."
        )
    if dayfirst is None:
        dayfirst = found.get("dayfirst")
        if dayfirst is not None and not isinstance(dayfirst, bool):
            raise InputError(f"{file}: dayfirst == {dayfirst!r}, must be true (3/5 is 3 May) or false (5 March).")
    mapped = {t: dict(c) for t, c in _columns(found.get("columns") or {}, str(file)).items()}
    for table, names in _columns(columns or {}, "columns").items():
        mapped[table] = {**mapped.get(table, {}), **names}
    return Settings(today or dt.datetime.now(ZoneInfo(zone)).date(), zone, dayfirst, mapped)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "Factory"})  # no places


def client_yaml(folder: Path) -> dict[str, Any]:
    """Read the ``client.yaml`` of a folder.

    Args:
        folder: The client's folder.

    Returns:
        What it says; empty when there is none.

    Raises:
        InputError: It is no YAML, or names something unknown.

    Example:
        >>> from shequn import samples
        >>> client_yaml(samples.path())["timezone"]
        'Asia/Shanghai'
    """
    import yaml

    file = folder / "client.yaml"
    if not file.is_file():
        return {}
    try:
        found = yaml.safe_load(file.read_text("utf-8-sig"))
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        detail = " ".join(str(error).split())
        raise InputError(f"{file}: cannot be read as YAML. {detail}") from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise InputError(f"{file}: holds {found!r:.60}, must be lines of the form key: value ({', '.join(_KEYS)}).")
    _known(found, _KEYS, str(file), "key")
    return found


def _columns(found: object, where: str) -> Mappings:
    if not isinstance(found, Mapping):
        raise InputError(
            f"{where}: columns == {found!r:.60}, must map a table to columns: {{orders: {{amount: 实收}}}}."
        )
    _known(found, COLUMNS, where, "table")
    for table, names in found.items():
        if not isinstance(names, Mapping) or not all(isinstance(header, str) for header in names.values()):
            raise InputError(
                f"{where}: columns of {table} == {names!r:.60}, must map a column to a header (quoted text)."
            )
        _known(names, COLUMNS[table], where, f"column of {table}")
    return found


def _known(found: Mapping[Any, Any], known: Any, where: str, what: str) -> None:
    for name in found:
        if name not in known:
            raise InputError(f"{where}: unknown {what} {name!r}.{nearest(str(name), known)} Known: {', '.join(known)}.")
