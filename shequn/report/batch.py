"""Reports for many clients from one list; one client's failure does not stop the others."""

from __future__ import annotations

import logging
import signal
from collections import deque
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import yaml
from tqdm import tqdm

from shequn.errors import MissingFileError, ParameterError, ShequnError, nearest
from shequn.names import slug
from shequn.report import run
from shequn.report.parameters import ReportParameters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from shequn.report.kernel import Kernel

WORKERS = 2


class Job(NamedTuple):
    """One entry of the list.

    Attributes:
        client: Name to speak of it.
        formats: Formats to write.
        parameters: Parameters of the report, ``data`` absolute.
    """

    client: str
    formats: tuple[str, ...]
    parameters: dict[str, Any]


class Outcome(NamedTuple):
    """What became of one entry.

    Attributes:
        client: Its name.
        paths: Files written; none when it failed.
        notes: What its notebook printed.
        error: Why it failed, or empty.
    """

    client: str
    paths: list[Path]
    notes: str
    error: str


class _Loader(yaml.SafeLoader):
    """YAML in which a day stays the text that was written."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_jobs(path: str | Path, formats: Sequence[str] = run.FORMATS) -> list[Job]:
    """Read and check the whole list before anything runs.

    Args:
        path: YAML file: a list of mappings with the names of
            :class:`~shequn.report.parameters.ReportParameters`, and ``formats``. ``data`` is needed, and is
            relative to the file.
        formats: Formats of an entry that names none.

    Returns:
        One job an entry, in the order of the file.

    Raises:
        MissingFileError: The file is not there.
        ParameterError: It is no such list, or an entry is wrong; all wrong entries are named.
    """
    file = Path(path)
    try:
        entries = yaml.load(file.read_text("utf-8-sig"), Loader=_Loader)  # noqa: S506  (a SafeLoader)
    except (FileNotFoundError, IsADirectoryError):
        raise MissingFileError(f"{file}: there is no such file; name the list of clients.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ParameterError(f"{file}: cannot be read as YAML in UTF-8: {error}.") from None
    if not isinstance(entries, list) or not entries:
        raise ParameterError(f"{file}: must be a list, one entry a client:\n- client: Tea House\n  data: exports/tea")
    jobs, problems = [], []
    for number, entry in enumerate(entries, 1):
        try:
            jobs.append(_job(entry, file.absolute().parent, formats))
        except ParameterError as error:
            problems.append(f"entry {number}: {error}")
    problems += _collisions(jobs) if not problems else []
    if problems:
        raise ParameterError("\n".join(f"{file}: {problem}" for problem in problems))
    return jobs


def report_all(jobs: Sequence[Job], *, out: str | Path, workers: int = WORKERS) -> list[Outcome]:
    """Make every report, some at a time, with a progress bar on standard error.

    Args:
        jobs: From :func:`read_jobs`.
        out: Folder for all files.
        workers: Processes at work at once, at least 1.

    Returns:
        One outcome a job, in their order.

    Raises:
        ParameterError: ``workers`` is less than 1.
        RenderError: The output folder cannot be written.
    """
    if workers < 1:
        raise ParameterError(f"workers == {workers}, must be >= 1.")
    with run.staging(out):  # one that cannot be written is one error, not one a client; an empty one goes at the end
        return _share_out(jobs, str(out), workers)


def _share_out(jobs: Sequence[Job], out: str, workers: int) -> list[Outcome]:
    """Keep the workers busy until every job has its outcome."""
    outcomes: dict[int, Outcome] = {}
    waiting = deque(enumerate(jobs))
    busy: dict[Connection, int] = {}
    hired: dict[Connection, BaseProcess] = {}
    try:
        with tqdm(total=len(jobs), unit="client", disable=None) as bar:
            while len(outcomes) < len(jobs):
                while waiting and len(busy) < workers:
                    line, process = _hire(out)
                    hired[line] = process
                    _give(line, waiting, busy)
                for line in cast("list[Connection]", wait(list(busy))):
                    number = busy.pop(line)
                    try:
                        outcomes[number] = line.recv()
                    except EOFError:
                        outcomes[number] = Outcome(jobs[number].client, [], "", "its process was ended by the system.")
                    else:
                        _give(line, waiting, busy)
                    bar.update()
    finally:
        for line in busy:
            hired[line].terminate()
        for process in hired.values():
            process.join()
    return [outcomes[number] for number in range(len(jobs))]


def _hire(out: str) -> tuple[Connection, BaseProcess]:
    """Start a worker."""
    # A fresh interpreter: a fork would share the threads of whatever the caller has started.
    context = get_context("spawn")
    line, other = context.Pipe()
    process = context.Process(target=_work, args=(other, out))
    with _deaf():
        process.start()
    other.close()
    return line, process


@contextmanager
def _deaf() -> Iterator[None]:
    """Let a process that is started here ignore Ctrl-C, which reaches all of a terminal; the parent ends it."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _give(line: Connection, waiting: deque[tuple[int, Job]], busy: dict[Connection, int]) -> None:
    """Hand a worker its next job, or send it home."""
    if not waiting:
        line.close()
        return
    busy[line], job = waiting.popleft()
    line.send(job)


def _work(line: Connection, out: str) -> None:
    """Make one report after the other, in one kernel, until no more come."""
    from shequn.report.kernel import Kernel

    logging.disable()  # of a kernel that was ended: the outcome says it
    with suppress(EOFError, OSError, KeyboardInterrupt), Kernel() as kernel:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to end: tidy up first
        while True:
            line.send(_outcome(line.recv(), out, kernel))


def _outcome(job: Job, out: str, kernel: Kernel) -> Outcome:
    try:
        made = run.make(ReportParameters(**job.parameters), kernel, out=out, formats=job.formats)
    except ShequnError as error:
        return Outcome(job.client, [], "", str(error))
    except Exception as error:  # noqa: BLE001  (one client's failure, whatever it is)
        kernel.end()
        return Outcome(job.client, [], "", f"a fault of the program, {type(error).__name__}: {error}")
    return Outcome(job.client, made.paths, made.notes, "")


def _job(entry: object, folder: Path, formats: Sequence[str]) -> Job:
    if not isinstance(entry, dict) or not all(isinstance(key, str) for key in entry):
        raise ParameterError(f"{entry!r}, must be a mapping such as 'client: Tea House' and 'data: exports/tea'.")
    given = dict(entry)
    wanted = given.pop("formats", list(formats))
    if isinstance(wanted, str):
        wanted = [part.strip() for part in wanted.split(",")]
    if not isinstance(wanted, list):
        raise ParameterError(f"formats == {wanted!r}, must be a list of {', '.join(run.FORMATS)}.")
    unknown = [name for name in given if name not in ReportParameters.model_fields]
    if unknown:
        known = [*ReportParameters.model_fields, "formats"]
        raise ParameterError(" ".join(f"unknown key {name!r}.{nearest(name, known)}" for name in unknown))
    if "data" not in given:
        raise ParameterError("data is missing: name the folder of this client's files.")
    run.check_formats(wanted)
    checked = ReportParameters(**given)
    if checked.data != "sample":
        checked = checked.model_copy(update={"data": str(folder / checked.data)})
    if checked.workbook:
        checked = checked.model_copy(update={"workbook": str(folder / checked.workbook)})
    return Job(checked.client or Path(checked.data).name, tuple(wanted), checked.model_dump())


def _collisions(jobs: Sequence[Job]) -> list[str]:
    """Name entries whose files would overwrite one another."""
    problems = []
    seen: dict[tuple[str, str], list[tuple[int, str, str]]] = {}
    for number, job in enumerate(jobs, 1):
        start, end = job.parameters["start"], job.parameters["end"]
        others = seen.setdefault((slug(_name(job)), job.parameters["language"]), [])
        for other, *period in others:
            # An open period is only known once the data are read, so it may be any.
            if period == [start, end] or not all((*period, start, end)):
                problems.append(
                    f"entry {number} ({job.client}): its files would overwrite those of entry {other}; "
                    "give it another client name, or both of them start and end."
                )
        others.append((number, start, end))
    return problems


def _name(job: Job) -> str:
    """The client's name as the report will have it; a missing folder is that client's own failure, later."""
    try:
        return ReportParameters(**job.parameters).client_name
    except ShequnError:
        return job.client
