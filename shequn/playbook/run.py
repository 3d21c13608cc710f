"""Read a workbook and write its playbook: all files, or none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from shequn.errors import MissingFileError, ParameterError, RenderError, nearest
from shequn.names import slug
from shequn.report.run import check_formats, render_file, staging

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from shequn.playbook.context import Context
    from shequn.report.parameters import ReportParameters
    from shequn.worksheets.answers import Answers
    from shequn.worksheets.base import Sheet

FORMATS = ("html", "pdf", "docx", "xlsx", "ics")


class Playbook(NamedTuple):
    """What was made.

    Attributes:
        paths: The files, in the order of the formats asked for.
        notes: How much of the workbook is filled in, and what of it could not be used.
    """

    paths: list[Path]
    notes: str


def write(
    workbook: str | Path = "sample",
    *,
    out: str | Path,
    formats: Sequence[str] = FORMATS,
    client: str = "",
    participant: str = "",
    language: str = "en",
    timezone: str = "",
    currency: str = "CNY",
    today: dt.date | None = None,
) -> Playbook:
    """Write the playbook of a workbook.

    Args:
        workbook: Folder of the workbook, or ``"sample"`` for the shipped one.
        out: Folder for the files; made when missing.
        formats: Any of ``html``, ``pdf``, ``docx``, ``xlsx``, ``ics``.
        client: Name of the community; empty: the one in client.yaml in the workbook or beside it, else the
            participant's, else the folder's.
        participant: Whose part of the workbook; empty for the workbook itself.
        language: ``"en"`` or ``"zh"``.
        timezone: IANA time zone of the times; empty: the one in client.yaml, else Asia/Shanghai.
        currency: ISO code of the amounts.
        today: The day for which it is written; the community's present day when None.

    Returns:
        The files, named ``<community>_playbook_<language>.<format>``, and notes.

    Raises:
        ParameterError: A parameter or a format is wrong; nothing was read.
        MissingFileError: There is no such workbook or participant.
        InputError: A sheet was written by a newer version.
        RenderError: The output folder cannot be written.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     [path.name for path in write("sample", out=folder, formats=["ics"], client="Sample").paths]
        ['sample_playbook_en.ics']
    """
    check_formats(formats, FORMATS)
    if participant and str(workbook) == "sample":
        raise ParameterError(f"participant == {participant!r}: the sample workbook has no participants; leave it out.")
    given = {"client": client, "language": language, "timezone": timezone, "currency": currency}
    checked = _checked(workbook, participant, given)
    ctx = context(workbook, checked, participant, today)
    stem = f"{slug(ctx.community)}_playbook_{ctx.language}"
    paths = [Path(out) / f"{stem}.{name}" for name in formats]
    with staging(out) as folder:
        try:
            _write(ctx, formats, folder, stem)
            for path in paths:
                (folder / path.name).replace(path)
        except OSError as error:
            raise RenderError(f"out == {str(out)!r}: cannot be written ({error.strerror}).") from None
    return Playbook(paths, notes(ctx))


def context(workbook: str | Path, checked: ReportParameters, participant: str, today: dt.date | None) -> Context:
    """Read the workbook.

    Args:
        workbook: Its folder, or ``"sample"``.
        checked: The checked parameters.
        participant: Whose part of it.
        today: The day for which the playbook is written; the community's present day when None.

    Returns:
        The material of the playbook.
    """
    from shequn.playbook.context import Context
    from shequn.readers.settings import settings

    read = settings(checked.folder, timezone=checked.timezone or None, today=today)
    return Context(
        answers=answers(workbook, checked.language, participant),
        community=checked.client_name,
        language=checked.language,
        currency=checked.currency,
        timezone=read.timezone,
        today=read.today,
        participant=participant,
    )


def answers(workbook: str | Path, language: str, participant: str) -> dict[str, Answers[Sheet]]:
    """Read the sheets; of a real workbook those that were saved, never the sample client's.

    Args:
        workbook: Its folder, or ``"sample"``.
        language: Language of the sample.
        participant: Whose part of it.

    Returns:
        Sheet id to answers; empty ones for sheets that were never saved.
    """
    from dataclasses import replace

    from shequn import samples
    from shequn.worksheets import SHEETS, Workbook

    if str(workbook) == "sample":
        return Workbook(samples.path() / "workbook" / language, language=language).sheets()
    found = Workbook(Path(workbook), participant=participant, language=language).sheets()
    return {
        id_: read
        if read.source == "saved"
        else replace(read, sheet=SHEETS[id_].model_validate({}), data={}, source="empty", problems=())
        for id_, read in found.items()
    }


def notes(ctx: Context) -> str:
    """Say how much is filled in, and what could not be used.

    Args:
        ctx: The material.

    Returns:
        One line, and one for each problem.
    """
    from shequn.worksheets import SHEETS

    lines = [ctx.t("playbook.summary.share", n=len(ctx.complete()), total=len(SHEETS))]
    lines += [
        f"- {ctx.title(id_)}: {problem.line(ctx.t, SHEETS[id_])}"
        for id_, read in ctx.answers.items()
        for problem in read.problems
    ]
    return "\n".join(lines)


def _checked(workbook: str | Path, participant: str, given: dict[str, str]) -> ReportParameters:
    """Check the parameters as the report's are, and find the folder of client.yaml."""
    from shequn import samples
    from shequn.report.parameters import ReportParameters

    folder = samples.path() if str(workbook) == "sample" else Path(workbook)
    checked = ReportParameters(data=str(folder), **given)
    if str(workbook) == "sample":
        return checked
    if not folder.is_dir():
        raise MissingFileError(
            f"workbook == {str(workbook)!r}: there is no such folder. Name the folder that the worksheets are saved "
            "in, or 'sample'."
        )
    from shequn.worksheets import Workbook

    own = Workbook(folder, participant=participant).folder
    if not own.is_dir():
        there = sorted(path.name for path in own.parent.glob("*") if path.is_dir())
        raise MissingFileError(
            f"participant == {participant or own.name!r}: {folder} has no such participant."
            f"{nearest(own.name, there)} There are {', '.join(there) or 'none'}."
        )
    home = next((place for place in (own, folder, folder.resolve().parent) if (place / "client.yaml").is_file()), own)
    return checked.model_copy(update={"data": str(home)})


def _write(ctx: Context, formats: Sequence[str], folder: Path, stem: str) -> None:
    from shequn.playbook import calendar, running
    from shequn.playbook.document import document

    made = document(ctx) if set(formats) - {"ics"} else None
    for name in formats:
        path = folder / f"{stem}.{name}"
        if made and name != "ics":
            render_file(made, name, path)
        else:
            path.write_bytes(calendar.write(ctx, running.plan(ctx)))
