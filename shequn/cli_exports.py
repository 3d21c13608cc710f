"""Commands for exports: what a file is, a client's folder out of many files, the archive of snapshots."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

import click

_LANGUAGE = click.option(
    "--language", default="en", show_default=True, type=click.Choice(["en", "zh"]), help="Language of what is printed."
)
_DAYFIRST = click.option(
    "--dayfirst/--monthfirst", default=None, help="How 3/4/2026 is read where a file does not tell."
)
_TAKEN = click.option(
    "--taken-at",
    metavar="TIME",
    default="",
    help="When member lists without a date were exported, such as 2026-05-01T09:00+08:00.",
)
_PRESENCE = click.option("--presence", is_flag=True, help="Count connections (IRC) as membership.")


def _time(text: str) -> dt.datetime | None:
    if not text:
        return None
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no time such as 2026-05-01T09:00+08:00.") from None


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@_DAYFIRST
@_LANGUAGE
def inspect(paths: tuple[str, ...], dayfirst: bool | None, language: str) -> None:
    """Say what exported files are and what they can tell.

    Format, how sure, period, rows, people, groups; whether leaves, ids and a time zone are in them.

    \b
    shequn inspect exports
    """  # noqa: D301  (click reads the backspace)
    from shequn.readers.exports.survey import describe, survey

    for seen in survey(paths, dayfirst=dayfirst, progress=sys.stderr.isatty()):
        click.echo(describe(seen, language))


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--out", required=True, metavar="DIR", help="Folder to write to; made when missing.")
@click.option(
    "--format",
    "form",
    default="parquet",
    show_default=True,
    type=click.Choice(["parquet", "csv"]),
    help="Of the tables.",
)
@click.option("--client", default="", metavar="NAME", help="Name of the client.  [default: the first path's name]")
@click.option("--timezone", metavar="ZONE", help="IANA time zone.  [default: client.yaml, else Asia/Shanghai]")
@_DAYFIRST
@click.option("--keep-text", is_flag=True, help="Keep what messages say; it is dropped otherwise.")
@click.option("--pseudonymise", is_flag=True, help="Replace ids by salted hashes, and drop names.")
@click.option("--salt", metavar="FILE", help="With --pseudonymise: file of the salt.  [default: shequn.salt]")
@click.option("--identities", metavar="FILE", help="Who is who: alias, member_id.  [default: identities.csv in PATH]")
@_TAKEN
@_PRESENCE
@_LANGUAGE
def convert(paths: tuple[str, ...], taken_at: str, language: str, **options: Any) -> None:
    """Make a client's folder out of exports.

    Members, messages, orders and groups; a list of what is doubtful (data_quality.csv), and a client.yaml to edit.

    \b
    shequn convert exports --out client
    shequn convert chat.json orders.csv --out client --format csv --pseudonymise

    Prints the path of each file; an account of each file's rows goes to standard error.
    """  # noqa: D301  (click reads the backspace)
    from shequn.readers.exports.convert import convert as run
    from shequn.readers.exports.quality import summary

    made = run(paths, taken_at=_time(taken_at), language=language, progress=sys.stderr.isatty(), **options)
    click.echo(summary(made, language), err=True)
    click.echo("\n".join(str(path) for path in made.paths))


@click.group()
def snapshot() -> None:
    """Keep dated lists of group members.

    Platforms show no leavers and forget after 180 days; two snapshots tell who left between them.
    """


@snapshot.command()
@click.argument("file")
@click.option("--archive", default="snapshots", show_default=True, metavar="DIR", help="Folder of the snapshots.")
@_TAKEN
def add(file: str, archive: str, taken_at: str) -> None:
    """Add the members that an export lists to the archive.

    \b
    shequn snapshot add groupchat.json
    shequn convert snapshots --out client
    """  # noqa: D301  (click reads the backspace)
    from shequn.readers.exports import snapshots

    added = snapshots.add(file, archive=archive, taken_at=_time(taken_at), progress=sys.stderr.isatty())
    known = "" if added.new else " (was there already)"
    click.echo(
        f"{added.groups:,} groups, {added.seats:,} members, taken {added.taken_at:%Y-%m-%d %H:%M} UTC{known}", err=True
    )
    click.echo(added.path)


COMMANDS = (inspect, convert, snapshot)
