"""The command: the same names and defaults as the functions it calls."""

from __future__ import annotations

import atexit
import logging
import os
import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from shequn import __version__, cli_exports
from shequn.errors import ParameterError, ShequnError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class _Refusal(click.ClickException):
    """An error as the user meets it: one message and an exit status."""


class _Misuse(_Refusal):
    """The call itself is wrong."""

    exit_code = 2


class _Group(click.Group):
    """Commands that never end in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ShequnError as error:
            raise (_Misuse if isinstance(error, ParameterError) else _Refusal)(str(error)) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if ctx.params["debug"]:
                raise
            raise _Refusal(
                f"stopped by a fault of the program, {type(error).__name__}: {error}. "
                "Run `shequn --debug …` to see where, and tell the developers."
            ) from None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option("--debug", is_flag=True, help="Show Python's traceback when the program itself fails.")
def cli(debug: bool) -> None:
    """Measure a customer community and write the report a client can read.

    DATA is a folder with members, messages, orders and groups as .csv, .xlsx or .parquet; members or messages are
    enough. It may also be exports as they are, one or several. `sample` stands for the sample client that is shipped.
    """


def main() -> None:
    """Run the command."""
    atexit.register(_hush)  # the first one registered is the last one called
    # Ended by the system or by Ctrl-C: tidy up either way.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logging.disable()  # what libraries log when a kernel is ended is no news to a user
    cli(prog_name="shequn")


def _hush() -> None:
    """Let nothing be printed while Python is torn down: DuckDB's bindings then report leaks, no news to a user."""
    sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _formats(_ctx: click.Context, _option: click.Parameter, value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _period(command: Callable[..., None]) -> Callable[..., None]:
    """Options that every command that reads data shares."""
    for option in (
        click.option(
            "--dayfirst/--monthfirst", default=None, help="How 3/4/2026 is read.  [default: told from the data]"
        ),
        click.option(
            "--group", "groups", multiple=True, metavar="NAME", help="Only this group, by id or name; repeatable."
        ),
        click.option(
            "--timezone", default="", metavar="ZONE", help="IANA time zone.  [default: client.yaml, else Asia/Shanghai]"
        ),
        click.option("--end", default="", metavar="YYYY-MM-DD", help="Last day.  [default: last day of the data]"),
        click.option("--start", default="", metavar="YYYY-MM-DD", help="First day.  [default: first day of the data]"),
    ):
        command = option(command)
    return command


@contextmanager
def _together(data: tuple[str, ...], given: dict[str, Any]) -> Iterator[str]:
    """The folder that is named, or one made of several exports for as long as it is needed."""
    if len(data) == 1:
        yield data[0]
        return
    from shequn.readers.exports.convert import together
    from shequn.report.parameters import ReportParameters

    checked = ReportParameters(**{name: given[name] for name in ("timezone", "dayfirst")})
    zone, dayfirst = checked.timezone or None, checked.dayfirst
    with together(data, timezone=zone, dayfirst=dayfirst, progress=sys.stderr.isatty()) as folder:
        yield str(folder)


_out = click.option(
    "--out", default="reports", metavar="DIR", show_default=True, help="Folder to write to; made when missing."
)
_formats_option = click.option(
    "--formats",
    default="html,pdf,xlsx",
    metavar="LIST",
    show_default=True,
    callback=_formats,
    help="Files to write, by comma.",
)


@cli.command()
@click.argument("data", nargs=-1, metavar="DATA…")
@click.option(
    "--client", default="", metavar="NAME", help="Name of the client.  [default: client.yaml, else the folder's name]"
)
@click.option(
    "--language",
    default="en",
    show_default=True,
    type=click.Choice(["en", "zh", "both"]),
    help="Language of the report.",
)
@click.option(
    "--workbook", default="", metavar="DIR", help="Filled-in worksheets.  [default: workbook/ in DATA, if any]"
)
@_period
@click.option(
    "--names", default="hidden", show_default=True, type=click.Choice(["hidden", "shown"]), help="Names of members."
)
@click.option(
    "--section",
    "sections",
    multiple=True,
    metavar="ID",
    help="Only this section (verdict, growth …); repeatable.  [default: all]",
)
@click.option("--currency", default="CNY", metavar="CODE", show_default=True, help="ISO code of the amounts.")
@_out
@_formats_option
@click.option("--keep-failed", is_flag=True, help="Keep the notebook of a failed run, to see where it stopped.")
@click.option(
    "--batch",
    metavar="FILE",
    help="YAML list of clients instead of DATA; keys are the notebook's parameters, and formats.",
)
@click.option("--workers", default=2, show_default=True, help="With --batch: reports made at once.")
@click.pass_context
def report(ctx: click.Context, /, data: tuple[str, ...], batch: str | None, workers: int, **options: Any) -> None:
    """Make a client's report as HTML, PDF and XLSX.

    Of one client, or with --batch of every client in a list.

    \b
    shequn report sample --language both
    shequn report exports/tea --client "Tea House" --language zh --start 2026-05-01 --end 2026-07-31
    shequn report groups.json chat.jsonl orders.csv --client "Tea House"
    shequn report --batch clients.yaml --out reports

    Prints the path of each file; a summary of the data goes to standard error.
    """  # noqa: D301  (click reads the backspace)
    if batch is not None:
        _refuse_beside_batch(ctx)
        _report_all(batch, options["out"], options["formats"], workers)
        return
    if not data:
        raise click.UsageError("Missing argument 'DATA…': a folder, exports, or 'sample'; or give --batch FILE.", ctx)
    from shequn.report import run
    from shequn.report.parameters import ReportParameters

    names = ReportParameters.model_fields.keys() & options.keys()
    given = {name: list(v) if isinstance(v := options.pop(name), tuple) else v for name in names}
    languages = ("en", "zh") if given["language"] == "both" else (given["language"],)
    run.check_formats(options["formats"])
    with _together(data, given) as folder:
        jobs = [ReportParameters(**(given | {"data": folder, "language": language})) for language in languages]
        _ = jobs[0].folder, jobs[0].workbook_folder  # refused here rather than after the second that the kernel needs
        from shequn.report.kernel import Kernel

        with Kernel() as kernel:
            for job in jobs:
                made = run.make(job, kernel, progress=sys.stderr.isatty(), **options)
                if made.notes:
                    click.echo(made.notes, err=True)
                click.echo("\n".join(str(path) for path in made.paths))


@cli.command()
@click.argument("notebook")
@_out
@_formats_option
def render(notebook: str, out: str, formats: tuple[str, ...]) -> None:
    """Write the files of an executed notebook.

    For a report notebook that papermill has run already.

    \b
    papermill notebooks/13_client_report.ipynb done.ipynb -p data exports/tea -p language zh
    shequn render done.ipynb --formats html,pdf
    """  # noqa: D301  (click reads the backspace)
    from shequn.report import run

    click.echo("\n".join(str(path) for path in run.render(notebook, out=out, formats=formats)))


@cli.command()
@click.argument("workbook")
@click.option(
    "--client",
    default="",
    metavar="NAME",
    help="Name of the community.  [default: client.yaml, else the participant's or the folder's name]",
)
@click.option("--participant", default="", metavar="NAME", help="Whose part of the workbook.  [default: its own]")
@click.option(
    "--language",
    default="en",
    show_default=True,
    type=click.Choice(["en", "zh", "both"]),
    help="Language of the playbook.",
)
@click.option(
    "--timezone", default="", metavar="ZONE", help="IANA time zone.  [default: client.yaml, else Asia/Shanghai]"
)
@click.option("--currency", default="CNY", metavar="CODE", show_default=True, help="ISO code of the amounts.")
@_out
@click.option(
    "--formats",
    default="html,pdf,docx,xlsx,ics",
    metavar="LIST",
    show_default=True,
    callback=_formats,
    help="Files to write, by comma.",
)
def playbook(workbook: str, language: str, **options: Any) -> None:
    """Write a community's playbook from its worksheets.

    WORKBOOK is the folder that the worksheets are saved in. `sample` stands for the sample client's. Questions without
    an answer are listed, not left as blank pages; the SOP and the content columns also come as a calendar (.ics).

    \b
    shequn playbook sample --language zh
    shequn playbook workbook --participant p07 --formats docx,ics

    Prints the path of each file; how much is filled in goes to standard error.
    """  # noqa: D301  (click reads the backspace)
    from shequn import playbook

    for each in ("en", "zh") if language == "both" else (language,):
        made = playbook.write(workbook, language=each, **options)
        click.echo(made.notes, err=True)
        click.echo("\n".join(str(path) for path in made.paths))


@cli.command()
@click.argument("data", nargs=-1, required=True, metavar="DATA…")
@_period
@click.option("--out", required=True, metavar="DIR", help="Folder to write to; made when missing.")
@click.option(
    "--language", default="en", show_default=True, type=click.Choice(["en", "zh"]), help="Language of the summary."
)
def metrics(data: tuple[str, ...], out: str, language: str, groups: tuple[str, ...], **options: Any) -> None:
    """Write every metric as a CSV table.

    daily.csv, weekly.csv, cohorts.csv, buyers.csv and more.

    \b
    shequn metrics exports/tea --out tables --start 2026-05-01 --end 2026-07-31

    Prints the path of each file; a summary of the data goes to standard error.
    """  # noqa: D301  (click reads the backspace)
    from shequn import tables

    with _together(data, options) as folder:
        made = tables.write(folder, out=out, groups=groups, **options)
    click.echo(made.quality.summary(language), err=True)
    click.echo("\n".join(str(path) for path in made.paths))


@cli.command()
@click.argument("directory")
def sample(directory: str) -> None:
    """Copy the sample client into a new folder.

    \b
    shequn sample my-sample
    """  # noqa: D301  (click reads the backspace)
    from shequn import tables

    click.echo("\n".join(str(path) for path in tables.copy_sample(directory)))


@cli.command()
@click.argument("directory")
@click.option(
    "--language",
    default="both",
    show_default=True,
    type=click.Choice(["en", "zh", "both"]),
    help="Language of the notebooks.",
)
def start(directory: str, language: str) -> None:
    """Make your own copy of the course.

    Notebooks, glossary and metric handbook, sample data and an empty workbook, in a new folder.

    \b
    shequn start my-course --language zh
    """  # noqa: D301  (click reads the backspace)
    from shequn.course.start import start as copy

    click.echo("\n".join(str(path) for path in copy(directory, language=language)))


@cli.command()
@click.option(
    "--language", default="en", show_default=True, type=click.Choice(["en", "zh"]), help="Language of the findings."
)
@click.pass_context
def doctor(ctx: click.Context, language: str) -> None:
    """Check that this machine has what the course needs.

    Versions, kernel, fonts, sample data, write rights, port, disk. Each problem comes with its mend.

    \b
    shequn doctor

    The exit status is 1 when something must be mended.
    """  # noqa: D301  (click reads the backspace)
    from shequn.doctor import examine, report

    findings = examine(language)
    click.echo(report(findings, language))
    ctx.exit(any(finding.state == "problem" for finding in findings))


for _command in cli_exports.COMMANDS:
    cli.add_command(_command)


def _refuse_beside_batch(ctx: click.Context) -> None:
    """With a list, parameters stand in the list: an option that would be ignored is refused."""
    allowed = {"batch", "out", "formats", "workers"}
    given = [name for name in ctx.params if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE]
    extra = [name for name in given if name not in allowed]
    if extra:
        raise click.UsageError(
            f"With --batch, {', '.join(extra)} must stand in the list, not on the command line.", ctx
        )


def _report_all(batch_file: str, out: str, formats: tuple[str, ...], workers: int) -> None:
    from shequn.report import batch

    outcomes = batch.report_all(batch.read_jobs(batch_file, formats), out=out, workers=workers)
    for outcome in outcomes:
        if outcome.notes:
            click.echo(f"{outcome.client}\n{outcome.notes}", err=True)
        for path in outcome.paths:
            click.echo(path)
    failed = [outcome for outcome in outcomes if outcome.error]
    if failed:
        lines = [f"{len(failed)} of {len(outcomes)} clients failed:"]
        raise _Refusal("\n".join(lines + [f"- {outcome.client}: {outcome.error}" for outcome in failed]))
