"""Run the report notebook for one client and write its files: all of them, or none."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from shequn import errors
from shequn.errors import MissingFileError, ParameterError, RenderError, nearest
from shequn.report.parameters import ReportParameters, slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shequn.report.model import Document

FORMATS = ("html", "pdf", "xlsx")
CELL_SECONDS = 1800
"""A cell that runs longer is stopped."""


class Report(NamedTuple):
    """What a run has made.

    Attributes:
        paths: The files, in the order of the formats asked for.
        notes: What the notebook printed: the summary of the data's quality.
    """

    paths: list[Path]
    notes: str


def report(
    data: str | Path = "sample",
    *,
    out: str | Path,
    formats: Sequence[str] = FORMATS,
    keep_failed: bool = False,
    **parameters: Any,
) -> list[Path]:
    """Make one client's report.

    Args:
        data: Folder with the client's files, or ``"sample"``.
        out: Folder for the report; made when missing.
        formats: Any of ``html``, ``pdf``, ``xlsx``.
        keep_failed: Keep the notebook of a failed run beside the reports, to see where it stopped.
        **parameters: Other fields of :class:`~shequn.report.parameters.ReportParameters`.

    Returns:
        Paths of the files, named ``<client>_<first day>_<last day>_<language>.<format>``.

    Raises:
        ParameterError: A parameter or a format is wrong; nothing was run.
        MissingFileError: The data folder is not there; nothing was run.
        InputError: The data cannot be used.
        RenderError: The output folder cannot be written, or the notebook failed.
    """
    return make(data, out=out, formats=formats, keep_failed=keep_failed, **parameters).paths


def make(
    data: str | Path,
    *,
    out: str | Path,
    formats: Sequence[str] = FORMATS,
    keep_failed: bool = False,
    progress: bool = False,
    **parameters: Any,
) -> Report:
    """As :func:`report`, and also hand back what the notebook printed.

    Args:
        data: As there.
        out: As there.
        formats: As there.
        keep_failed: As there.
        progress: Show a bar of the cells done.
        **parameters: As there.

    Returns:
        Paths and notes.
    """
    checked = ReportParameters(data=str(data), **parameters)
    check_formats(formats)
    # The notebook runs in a folder of its own, where a relative path would be lost.
    checked = checked.model_copy(update={"data": _absolute(checked), "client": checked.client_name})
    with staging(out) as folder:
        executed = _execute(checked, folder, Path(out) if keep_failed else None, progress=progress)
        return Report(_write(executed, folder, Path(out), formats), _printed(executed))


def render(notebook: str | Path, *, out: str | Path, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Write the files of a report notebook that has been executed already.

    Args:
        notebook: The executed notebook.
        out: Folder for the files; made when missing.
        formats: Any of ``html``, ``pdf``, ``xlsx``.

    Returns:
        Paths of the files.

    Raises:
        ParameterError: A format is unknown.
        MissingFileError: The notebook is not there.
        RenderError: It holds no report, or the folder cannot be written.
    """
    check_formats(formats)
    if not Path(notebook).is_file():
        raise MissingFileError(f"{notebook}: there is no such notebook; run papermill first and name its output.")
    with staging(out) as folder:
        return _write(Path(notebook), folder, Path(out), formats)


def check_formats(formats: Sequence[str]) -> None:
    """Refuse an unknown format, a repeated one, or none.

    Args:
        formats: Formats asked for.

    Raises:
        ParameterError: One of these is the case.

    Example:
        >>> check_formats(["html", "pfd"])
        Traceback (most recent call last):
        shequn.errors.ParameterError: formats: 'pfd', must be of html, pdf, xlsx. Did you mean 'pdf'?
    """
    for name in formats:
        if name not in FORMATS:
            raise ParameterError(f"formats: {name!r}, must be of {', '.join(FORMATS)}.{nearest(name, FORMATS)}")
    if not formats or len(set(formats)) < len(formats):
        raise ParameterError(f"formats: {', '.join(formats)!r}, must name each of {', '.join(FORMATS)} once at most.")


@contextmanager
def staging(out: str | Path) -> Iterator[Path]:
    """Give a temporary folder inside the output folder, and leave nothing of it behind.

    Finished files are moved out of it with ``Path.replace``, which is one step on one disk.

    Args:
        out: Output folder; made when missing, and removed again when nothing was put there.

    Yields:
        The temporary folder.

    Raises:
        RenderError: The output folder cannot be made or written.
    """
    target = Path(out)
    made = [folder for folder in (target, *target.parents) if not folder.exists()]
    try:
        try:
            target.mkdir(parents=True, exist_ok=True)
            temporary = tempfile.TemporaryDirectory(prefix=".shequn-", dir=target, ignore_cleanup_errors=True)
        except OSError as error:
            raise RenderError(
                f"out == {str(out)!r}: cannot write there ({error.strerror}). Name a folder of your own with --out."
            ) from None
        with temporary as folder:
            yield Path(folder).absolute()
    finally:
        for empty in made:
            if empty.is_dir() and not any(empty.iterdir()):
                empty.rmdir()


def notebook_path() -> Path:
    """Find the report notebook: in the installed package, or in the checkout.

    Returns:
        Path of ``13_client_report.ipynb``.

    Raises:
        MissingFileError: It is in neither place.
    """
    name, package = "13_client_report.ipynb", Path(__file__).parents[1]
    for place in (package / "data" / name, package.parent / "notebooks" / name):
        if place.is_file():
            return place
    raise MissingFileError(f"{name} is missing from the installation; build it with `make notebooks`.")


def _absolute(parameters: ReportParameters) -> str:
    return parameters.data if parameters.data == "sample" else str(parameters.folder)


def _execute(parameters: ReportParameters, folder: Path, keep_in: Path | None, *, progress: bool) -> Path:
    """Run the notebook in a kernel of its own; a failure becomes one sentence."""
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    from shequn.report.kernel import arguments, kernel_class

    executed = folder / "report.ipynb"
    try:
        with kernel_class(folder) as manager:
            papermill.execute_notebook(
                notebook_path(),
                executed,
                parameters=parameters.model_dump(),
                kernel_name="python3",
                kernel_manager_class=manager,
                extra_arguments=arguments(folder),
                cwd=folder,  # away from a calendar.py or pandas.py that may lie in the user's folder
                execution_timeout=CELL_SECONDS,
                request_save_on_cell_execute=False,
                progress_bar=progress,
            )
    except papermill.PapermillExecutionError as error:
        known = getattr(errors, error.ename, None)
        if isinstance(known, type) and issubclass(known, errors.ShequnError):
            raise known(error.evalue) from None
        line = next(iter(error.source.strip().splitlines()), "")
        kept = _keep(executed, keep_in, parameters)
        raise RenderError(
            f"the report stopped in cell [{error.exec_count}] ({line[:80]}): {error.ename}: {error.evalue}. {kept}"
        ) from None
    except CellTimeoutError:
        raise RenderError(f"the report was stopped: one cell ran for more than {CELL_SECONDS // 60} minutes.") from None
    except DeadKernelError:
        raise RenderError(
            "the report stopped: its Python process was ended, most often for lack of memory. "
            "Close other programs, or report on fewer groups or a shorter period."
        ) from None
    except RuntimeError as error:
        raise RenderError(f"the report could not start its Python process: {error}.") from None
    return executed


def _keep(executed: Path, keep_in: Path | None, parameters: ReportParameters) -> str:
    if keep_in is None:
        return "To see where, run it again with --keep-failed."
    kept = keep_in / f"{slug(parameters.client)}_{parameters.language}_failed.ipynb"
    shutil.move(executed, kept)
    return f"The notebook is kept: {kept}"


def _write(executed: Path, folder: Path, out: Path, formats: Sequence[str]) -> list[Path]:
    """Render into the temporary folder, then move everything at once."""
    from shequn.report import notebook

    document = notebook.document(executed)
    stem = _stem(document)
    paths = [out / f"{stem}.{name}" for name in formats]
    try:
        for name, path in zip(formats, paths, strict=True):
            _render(document, name, folder / path.name)
        for path in paths:
            (folder / path.name).replace(path)
    except OSError as error:
        raise RenderError(f"out == {str(out)!r}: cannot be written ({error.strerror}).") from None
    return paths


def _stem(document: Document) -> str:
    days = re.findall(r"\d{4}-\d{2}-\d{2}", document.cover.period)
    return "_".join([slug(document.cover.client), *days, document.cover.language])


def _render(document: Document, name: str, path: Path) -> None:
    if name == "html":
        from shequn.report import html

        path.write_text(html.render(document), encoding="utf-8")
    elif name == "pdf":
        from shequn.report import pdf

        path.write_bytes(pdf.render(document))
    else:
        from shequn.report import xlsx

        xlsx.write(document, path)


def _printed(executed: Path) -> str:
    cells = json.loads(executed.read_text("utf-8"))["cells"]
    printed = [part["text"] for cell in cells for part in cell.get("outputs", []) if part.get("name") == "stdout"]
    return "".join(line for text in printed for line in text).strip()
