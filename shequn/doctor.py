"""What the course needs of a machine, looked at one by one: fine, or what is wrong and how to mend it.

It stands apart from the course, and imports a library only where it looks at it: it must speak when one is missing.
"""

from __future__ import annotations

import shutil
import socket
import sys
import tempfile
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from shequn.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Container

PORTS = range(8888, 8938)
"""Where JupyterLab begins to look, and how far these checks look."""
LEAST_FREE_GB = 0.5
KERNEL_SECONDS = 60

State = Literal["ok", "problem", "note"]


class Finding(NamedTuple):
    """What one check found.

    Attributes:
        name: Key of the check, such as ``"kernel"``.
        state: ``problem`` must be mended, ``note`` need not.
        words: What was found, in the language asked for.
        mend: What to do about a problem; else empty.
    """

    name: str
    state: State
    words: str
    mend: str = ""


def examine(language: str = "en", names: Container[str] | None = None) -> list[Finding]:
    """Run the checks.

    Args:
        language: ``"en"`` or ``"zh"``.
        names: Only those of these names; every check when None.

    Returns:
        A finding for each check, in the order of the list.

    Raises:
        ParameterError: Unknown language.

    Example:
        >>> [finding.name for finding in examine()][:4]
        ['python', 'libraries', 'kernel', 'fonts']
    """
    t = Texts(language)
    return [_guarded(check, t) for check in CHECKS if names is None or check.__name__.strip("_") in names]


def report(findings: list[Finding], language: str = "en") -> str:
    """Word the findings for a terminal.

    Args:
        findings: What :func:`examine` found.
        language: ``"en"`` or ``"zh"``.

    Returns:
        A line for each, one more for each mend, and a sum at the end.

    Raises:
        ParameterError: Unknown language.

    Example:
        >>> print(report([Finding("disk", "ok", "9.0 GB free in /home")]))
        OK       Disk: 9.0 GB free in /home
        Everything that the course needs is there.
    """
    t = Texts(language)
    colon, width = ("：", 3) if t.language == "zh" else (": ", 7)
    pad = "\u3000" if t.language == "zh" else " "
    lines = []
    for finding in findings:
        state, name = t(f"doctor.{finding.state}"), t(f"doctor.{finding.name}.name")
        lines.append(f"{state.ljust(width, pad)}  {name}{colon}{finding.words}")
        if finding.mend:
            lines.append(f"{pad * width}  {t('doctor.mend', mend=finding.mend)}")
    to_mend = sum(finding.state == "problem" for finding in findings)
    return "\n".join([*lines, t("doctor.to_mend", n=to_mend) if to_mend else t("doctor.all_well")])


def _guarded(check: Callable[[Texts], Finding], t: Texts) -> Finding:
    """Whatever stops a check is what it has found."""
    try:
        return check(t)
    except Exception as error:  # noqa: BLE001  (a broken library can raise anything)
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        return Finding(check.__name__.strip("_"), "problem", reason, t("doctor.mend_stopped"))


def _found(t: Texts, name: str, state: State | bool, **values: Any) -> Finding:
    kind: State = state if isinstance(state, str) else "ok" if state else "problem"
    values["python"] = _quoted(sys.executable)
    mend = t(f"doctor.{name}.mend", **values) if kind == "problem" else ""
    return Finding(name, kind, t(f"doctor.{name}.{kind}", **values), mend)


def _quoted(word: str) -> str:
    """A word as any shell takes it."""
    return f'"{word}"' if set(word) & set(" <>=") else word


def _few(names: list[str]) -> str:
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")


def _python(t: Texts) -> Finding:
    from packaging.specifiers import SpecifierSet

    wanted = metadata.metadata("shequn")["Requires-Python"]
    version = ".".join(map(str, sys.version_info[:3]))
    return _found(t, "python", SpecifierSet(wanted).contains(version), version=version, wanted=wanted)


def _libraries(t: Texts) -> Finding:
    try:
        texts = metadata.requires("shequn") or []
    except metadata.PackageNotFoundError:
        words = t("doctor.libraries.not_installed")
        return Finding("libraries", "problem", words, t("doctor.libraries.mend_not_installed"))
    if find_spec("packaging") is None:
        list_ = t("doctor.libraries.missing", name="packaging")
        return _found(t, "libraries", False, list=list_, wanted="packaging")
    from packaging.requirements import Requirement

    wanted = [need for need in map(Requirement, texts) if need.marker is None or need.marker.evaluate()]
    wrong = {str(need): said for need in wanted if (said := _library(t, need))}
    return _found(
        t,
        "libraries",
        not wrong,
        n=len(wanted),
        list=("；" if t.language == "zh" else "; ").join(wrong.values()),
        wanted=" ".join(map(_quoted, wrong)),
    )


def _library(t: Texts, need: Any) -> str:
    """What is wrong with a library, or nothing."""
    try:
        version = metadata.version(need.name)
    except metadata.PackageNotFoundError:
        return t("doctor.libraries.missing", name=need.name)
    if need.specifier.contains(version, prereleases=True):
        return ""
    return t("doctor.libraries.old", name=need.name, version=version, wanted=need.specifier)


def _kernel(t: Texts) -> Finding:
    """The kernel that JupyterLab offers, not the one that reports start for themselves."""
    from jupyter_client.manager import run_kernel

    asked = {"sum": "1+1", "prefix": "__import__('sys').prefix"}
    quiet = ["--log-level=50"]
    with run_kernel(kernel_name="python3", startup_timeout=KERNEL_SECONDS, extra_arguments=quiet) as started:
        client: Any = started  # its type lacks the method
        answer = client.execute_interactive(
            "import shequn",
            user_expressions=asked,
            allow_stdin=False,
            timeout=KERNEL_SECONDS,
            output_hook=lambda _message: None,
        )["content"]
    if answer["status"] != "ok":
        return _found(t, "kernel", False, reason=f"{answer['ename']}: {answer['evalue']}")
    told = {name: said["data"]["text/plain"].strip("'") for name, said in answer["user_expressions"].items()}
    reason = ""
    if told["sum"] != "2":
        reason = t("doctor.kernel.wrong", answer=told["sum"])
    elif Path(told["prefix"]) != Path(sys.prefix):
        reason = t("doctor.kernel.other", found=told["prefix"])
    return _found(t, "kernel", not reason, answer=told["sum"], reason=reason)


def _fonts(t: Texts) -> Finding:
    from shequn import fonts

    without = [path.name for weight, path in fonts.paths().items() if ord("群") not in fonts.coverage(weight)]
    reason = t("doctor.fonts.no_chinese", file=", ".join(without)) if without else ""
    return _found(t, "fonts", not without, family=fonts.FAMILY, reason=reason)


def _sample(t: Texts) -> Finding:
    from shequn import planning, samples
    from shequn.planning.tables import TABLES
    from shequn.readers import read_folder
    from shequn.worksheets import SHEETS

    folder = samples.path()
    with read_folder(folder) as community:
        tables = community.quality.tables
    plan = [len(planning.read_table(name, folder)) for name in TABLES]
    empty = [name for name, n in zip(TABLES, plan, strict=True) if not n]
    refused = [name for name, table in tables.items() if table.errors]
    sheets = {f"{code}/{name}" for code in ("en", "zh") for name in SHEETS}
    missing = sorted(name for name in sheets if not (folder / "workbook" / f"{name}.json").is_file())
    lacks = [name for name in ("members", "messages", "orders", "groups") if name not in tables] + empty + refused
    reason = t("doctor.sample.damaged", list=_few(lacks + missing)) if lacks or missing else ""
    rows = sum(plan) + sum(table.rows_kept for table in tables.values())
    return _found(
        t, "sample", not reason, tables=len(tables) + len(plan), rows=f"{rows:,}", sheets=len(SHEETS), reason=reason
    )


def _notebooks(t: Texts) -> Finding:
    from shequn.course.outline import LESSONS
    from shequn.course.start import NOTEBOOKS
    from shequn.report.run import notebooks_folder

    paths = [Path(folder) / f"{name}.ipynb" for folder in NOTEBOOKS.values() for name in LESSONS]
    missing = [path.as_posix() for path in paths if not (notebooks_folder() / path).is_file()]
    return _found(t, "notebooks", not missing, n=len(LESSONS), list=_few(missing))


def _workbook(t: Texts) -> Finding:
    from shequn.worksheets import Workbook

    return _writing(t, "workbook", Workbook().folder)


def _reports(t: Texts) -> Finding:
    return _writing(t, "reports", Path("reports").absolute())


def _writing(t: Texts, name: str, folder: Path) -> Finding:
    """Write where the folder is, or would be made."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    reason = ""
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"1")
    except OSError as error:
        reason = error.strerror or str(error)
    return _found(t, name, not reason, folder=folder, reason=reason)


def _port(t: Texts) -> Finding:
    free = next(filter(_is_free, PORTS), None)
    return _found(t, "port", free is not None, port=free, first=PORTS[0], last=PORTS[-1])


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _disk(t: Texts) -> Finding:
    folder = Path.cwd()
    free = shutil.disk_usage(folder).free / 1e9
    return _found(t, "disk", free >= LEAST_FREE_GB, free=f"{free:.1f}", folder=folder, least=LEAST_FREE_GB)


def _browser(t: Texts) -> Finding:
    import webbrowser

    try:
        name = getattr(webbrowser.get(), "name", "")
    except webbrowser.Error:
        return _found(t, "browser", "note")
    return _found(t, "browser", "ok", browser=name or sys.platform)


def _language_pack(t: Texts) -> Finding:
    packs = metadata.entry_points(group="jupyterlab.languagepack").names
    return _found(t, "language_pack", "ok" if "zh_CN" in packs else "note")


CHECKS: tuple[Callable[[Texts], Finding], ...] = (
    _python,
    _libraries,
    _kernel,
    _fonts,
    _sample,
    _notebooks,
    _workbook,
    _reports,
    _port,
    _disk,
    _browser,
    _language_pack,
)
"""In the order in which they are worth mending."""
