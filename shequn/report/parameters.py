"""What a report is made with: one model that checks every parameter, from Python, papermill, YAML or the command."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import zoneinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from shequn.errors import MissingFileError, ParameterError, nearest
from shequn.report.format import SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Language = Literal["en", "zh"]
Names = Literal["hidden", "shown"]

SECTIONS = (
    "verdict",
    "scope",
    "positioning",
    "growth",
    "activity",
    "retention",
    "concentration",
    "conversion",
    "layers",
    "content",
    "sop",
    "actions",
    "appendix",
)
LONGEST_NAME = 120

_PLAIN = (str, int, float, list, tuple, dict, set, type(None))
_IPYTHON = {"In", "Out", "exit", "quit", "get_ipython", "open"}
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


class ReportParameters(BaseModel):
    """The parameters of one report; the field comments are also the help of the command.

    Raises:
        ParameterError: At least one parameter is unknown, of the wrong type or out of range; all of them are listed.

    Example:
        >>> ReportParameters(client="Tea House", language="zh").language
        'zh'
        >>> ReportParameters(langauge="zh")
        Traceback (most recent call last):
        shequn.errors.ParameterError: unknown parameter 'langauge'. Did you mean 'language'?
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    client: str = Field("", description="name of the client; empty: the one in client.yaml, else the folder's name")
    data: str = Field("sample", description="folder with the client's files; 'sample' is the shipped example")
    language: Language = Field("en", description="language of the report: en or zh")
    workbook: str = Field("", description="folder of filled-in worksheets; empty: workbook/ in the data folder, if any")
    start: str = Field("", description="first day, YYYY-MM-DD; empty: the first day of the data")
    end: str = Field("", description="last day, YYYY-MM-DD; empty: the last day of the data")
    timezone: str = Field("", description="IANA time zone; empty: the one in client.yaml, else Asia/Shanghai")
    groups: list[str] = Field([], description="only these groups, by id or name; empty: all")
    names: Names = Field("hidden", description="member names: hidden (pseudonyms) or shown")
    sections: list[str] = Field([], description=f"only these sections; empty: all of {', '.join(SECTIONS)}")
    currency: str = Field("CNY", description="ISO 4217 code of the amounts")
    dayfirst: bool | None = Field(None, description="how 3/4/2026 is read: True = 3 April; None: told from the data")

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise ParameterError(_wording(error, type(self).model_fields)) from None

    @classmethod
    def from_namespace(cls, namespace: Mapping[str, object]) -> Self:
        """Take the parameters out of a notebook's globals and refuse any other plain value found there.

        papermill only warns about a parameter it does not know, and would then report on the default client.

        Args:
            namespace: ``globals()`` of the notebook, right after the cell tagged ``parameters``.

        Returns:
            The checked parameters.

        Raises:
            ParameterError: As for the class.

        Example:
            >>> ReportParameters.from_namespace({"language": "zh", "_private": 1, "yaml": yaml}).language
            'zh'
            >>> ReportParameters.from_namespace({"strat": "2026-01-05"})
            Traceback (most recent call last):
            shequn.errors.ParameterError: unknown parameter 'strat'. Did you mean 'start'?
        """
        return cls(**{name: value for name, value in namespace.items() if _is_parameter(cls, name, value)})

    @field_validator("client")
    @classmethod
    def _client(cls, text: str) -> str:
        return _printable(text)

    @field_validator("data")
    @classmethod
    def _data(cls, text: str) -> str:
        if not text.strip() or "\0" in text:
            raise ValueError("must be 'sample' or a folder")
        return text

    @field_validator("start", "end")
    @classmethod
    def _day(cls, text: str) -> str:
        if text:
            _date(text)
        return text

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, name: str) -> str:
        try:
            zoneinfo.ZoneInfo(name or "UTC")
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            hint = nearest(name, zoneinfo.available_timezones())
            raise ValueError(f"must be an IANA time zone such as Asia/Shanghai.{hint}") from None
        return name

    @field_validator("groups", "sections", mode="before")
    @classmethod
    def _list(cls, value: object) -> object:
        """Accept what ``papermill -p`` can say: ``a,b`` or ``[a, b]``."""
        if not isinstance(value, str):
            return value
        if value.lstrip().startswith("["):
            try:
                return yaml.safe_load(value)
            except yaml.YAMLError:
                raise ValueError("must be a list: [a, b] or a,b") from None
        return [part.strip() for part in re.split("[,，]", value) if part.strip()]

    @field_validator("groups")
    @classmethod
    def _groups(cls, value: list[str]) -> list[str]:
        if not all(part.strip() for part in value):
            raise ValueError("must not hold an empty name")
        return value

    @field_validator("sections")
    @classmethod
    def _sections(cls, value: list[str]) -> list[str]:
        for name in value:
            if name not in SECTIONS:
                raise ValueError(f"must hold only {', '.join(SECTIONS)}, not {name!r}.{nearest(name, SECTIONS)}")
        return value

    @field_validator("currency")
    @classmethod
    def _currency(cls, code: str) -> str:
        if not re.fullmatch("[A-Z]{3}", code):
            hint = nearest(code.upper(), SYMBOLS)
            raise ValueError(f"must be a three-letter ISO code such as CNY or EUR.{hint}")
        return code

    @model_validator(mode="after")
    def _period(self) -> Self:
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"end == {self.end!r}, must not be before start == {self.start!r}")
        return self

    @property
    def start_day(self) -> dt.date | None:
        """First day, or None when the data decide."""
        return _date(self.start) if self.start else None

    @property
    def end_day(self) -> dt.date | None:
        """Last day, or None when the data decide."""
        return _date(self.end) if self.end else None

    @property
    def folder(self) -> Path:
        """The folder of the data, absolute.

        Raises:
            MissingFileError: It is not there.
        """
        return data_folder(self.data)

    @property
    def workbook_folder(self) -> Path | None:
        """The folder of the worksheets in the report's language, absolute; None when there is none.

        A workbook in both languages has a folder for each, ``en`` and ``zh``.

        Raises:
            MissingFileError: The folder that is named is not there, or holds no worksheet.
        """
        base = Path(self.workbook).resolve() if self.workbook else self.folder / "workbook"
        for folder in (base / self.language, base):
            if any(folder.glob("*.json")):
                return folder
        if self.workbook:
            raise MissingFileError(
                f"workbook == {self.workbook!r}: there are no worksheets (*.json) in {base}. "
                "Name the folder that the worksheets were saved in."
            )
        return None

    @property
    def client_name(self) -> str:
        """The name on the cover: ``client``, else the one in client.yaml, else the folder's name.

        Raises:
            MissingFileError: The folder is not there.
            InputError: client.yaml cannot be read.
            ParameterError: Its ``client`` is no text.
        """
        return self.client or _name_in(self.folder)

    def wants(self, section: str) -> bool:
        """Say whether a section is asked for.

        Args:
            section: One of ``SECTIONS``.

        Returns:
            True when ``sections`` is empty or names it.

        Example:
            >>> ReportParameters(sections=["growth"]).wants("sop")
            False
        """
        return not self.sections or section in self.sections


def data_folder(data: str) -> Path:
    """Find the folder, or the export, that ``data`` names.

    Args:
        data: ``"sample"`` or a path, relative to the current folder.

    Returns:
        The absolute path.

    Raises:
        MissingFileError: There is no such folder.

    Example:
        >>> data_folder("no/such/folder")
        Traceback (most recent call last):
        shequn.errors.MissingFileError: data == 'no/such/folder': there is no such folder...
    """
    if data == "sample":
        from shequn import samples

        return Path(samples.path())
    folder = Path(data).resolve()
    if not folder.exists():
        raise MissingFileError(
            f"data == {data!r}: there is no such folder (looked for {folder}). "
            "Name the folder that holds members and messages, or 'sample'."
        )
    if not folder.is_dir():
        from shequn.readers.exports.detect import is_export

        if not is_export(folder):
            raise MissingFileError(f"data == {data!r} is a file; name the folder that holds it: {folder.parent}.")
    return folder


def _is_parameter(model: type[BaseModel], name: str, value: object) -> bool:
    """Tell a parameter from what else a notebook holds: papermill can only inject plain values."""
    if name in model.model_fields:
        return True
    return not name.startswith("_") and name not in _IPYTHON and isinstance(value, _PLAIN)


def _printable(text: str) -> str:
    """One line without control or direction characters (a name is shown on a cover and in a title)."""
    clean = "".join(" " if unicodedata.category(ch) in _UNPRINTABLE or ch in "\ufffe\uffff" else ch for ch in text)
    clean = " ".join(clean.split())
    if len(clean) > LONGEST_NAME:
        raise ValueError(f"must have at most {LONGEST_NAME} characters, not {len(clean)}")
    return clean


def _date(text: str) -> dt.date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError("must be a day such as 2026-03-05")
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a day of the calendar") from None


def _name_in(folder: Path) -> str:
    from shequn.readers.settings import client_yaml

    name = client_yaml(folder).get("client")
    if name is not None and not isinstance(name, str):
        raise ParameterError(f"{folder / 'client.yaml'}: client == {name!r}, must be text; put it in quotes.")
    if name:
        return _printable(name)
    named = folder.resolve()
    return _printable(named.stem if named.is_file() else named.name) or "client"


def _wording(error: ValidationError, known: Iterable[str]) -> str:
    problems = [_problem(dict(part), known) for part in error.errors(include_url=False)]
    if len(problems) == 1:
        return problems[0]
    return f"{len(problems)} parameters cannot be used:\n" + "\n".join(f"- {problem}" for problem in problems)


def _problem(part: dict[str, Any], known: Iterable[str]) -> str:
    """Word one finding of pydantic: the name, the value, what it must be and how to say it."""
    kind, value = part["type"], part["input"]
    name = "".join(f"[{step}]" if isinstance(step, int) else str(step) for step in part["loc"])
    shown = repr(value) if len(repr(value)) <= 80 else f"{repr(value)[:77]}…"
    if kind == "extra_forbidden":
        return f"unknown parameter {name!r}.{nearest(name, known)}"
    if kind == "value_error":
        reason = str(part["ctx"]["error"]).rstrip(".")
        end = "" if reason.endswith("?") else "."
        return f"{name} == {shown}, {reason}{end}" if name else reason + end
    if kind == "literal_error":
        choices = get_args(Language) if name == "language" else get_args(Names)
        hint = nearest(value, choices) if isinstance(value, str) else ""
        return f"{name} == {shown}, must be one of {', '.join(choices)}.{hint}"
    if kind == "bool_type":
        return f"{name} == {shown}, must be True or False, or None to tell it from the data."
    if kind == "list_type":
        return f"{name} == {shown}, must be a list of texts: [a, b] or a,b. A single number: -r {name} {value}."
    return (
        f"{name} == {shown} ({type(value).__name__}), must be text. papermill's -p reads digits as a number: "
        f"use -r, as in -r {name.split('[')[0]} 007; in YAML put it in quotes."
    )
