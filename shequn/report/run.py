"""Run the report notebook for one client and write its files: all of them, or none."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple

from shequn import errors
from shequn.errors import MissingFileError, ParameterError, RenderError, nearest
from shequn.names import slug
from shequn.report.parameters import ReportParameters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shequn.report.kernel import Kernel
    from shequn.report.model import Document

FORMATS = ("html", "pdf", "xlsx")
NOTEBOOK = "13_client_report.ipynb"
CELL_SECONDS = 1800
"""A cell that runs longer is stopped."""
WIPE = "%reset -f\nimport gc\ngc.collect()\ngc.freeze();"
"""First cell in a kernel that has served before: no variable of one client's reaches the next. The modules stay, and
the garbage collector need not walk through them again (a tenth of the time of a report)."""


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
    checked = ReportParameters(data=str(data), **parameters)
    check_formats(formats)
    _ = checked.folder, checked.workbook_folder
    from shequn.report.kernel import Kernel

    with Kernel() as kernel:
        return make(checked, kernel, out=out, formats=formats, keep_failed=keep_failed).paths


def make(
    parameters: ReportParameters,
    kernel: Kernel,
    *,
    out: str | Path,
    formats: Sequence[str] = FORMATS,
    keep_failed: bool = False,
    progress: bool = False,
) -> Report:
    """As :func:`report`, in a kernel that can serve for several reports.

    Args:
        parameters: The checked parameters.
        kernel: The kernel; a failure ends it, and the next report starts it afresh.
        out: As there.
        formats: As there.
        keep_failed: As there.
        progress: Show a bar of the cells done.

    Returns:
        Paths, and what the notebook printed.

    Raises:
        ShequnError: As there.
    """
    # The notebook runs in a folder of the kernel's, where a relative path would be lost.
    data = parameters.data if parameters.data == "sample" else str(parameters.folder)
    workbook = str(parameters.workbook_folder or "")
    settled = parameters.model_copy(update={"data": data, "workbook": workbook, "client": parameters.client_name})
    with staging(out) as folder:
        executed = folder / "report.ipynb"
        try:
            _execute(settled, executed, kernel, progress=progress)
        except RenderError as error:
            if not executed.is_file():
                raise
            if not keep_failed:
                raise RenderError(f"{error} To see where, run it again with --keep-failed.") from None
            kept = executed.replace(Path(out) / f"{slug(settled.client)}_{settled.language}_failed.ipynb")
            raise RenderError(f"{error} The notebook is kept: {kept}") from None
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


def check_formats(formats: Sequence[str], known: Sequence[str] = FORMATS) -> None:
    """Refuse an unknown format, a repeated one, or none.

    Args:
        formats: Formats asked for.
        known: Formats there are.

    Raises:
        ParameterError: One of these is the case.

    Example:
        >>> check_formats(["html", "pfd"])
        Traceback (most recent call last):
        shequn.errors.ParameterError: formats: 'pfd', must be of html, pdf, xlsx. Did you mean 'pdf'?
    """
    for name in formats:
        if name not in known:
            raise ParameterError(f"formats: {name!r}, must be of {', '.join(known)}.{nearest(name, known)}")
    if not formats or len(set(formats)) < len(formats):
        raise ParameterError(f"formats: {', '.join(formats)!r}, must name each of {', '.join(known)} once at most.")


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


def notebooks_folder() -> Path:
    """Find the notebooks of the course: in the installed package, or in the checkout.

    Returns:
        Their folder; the Chinese ones are in ``zh`` in it.

    Raises:
        MissingFileError: They are in neither place.

    Example:
        >>> notebooks_folder().name
        'notebooks'
    """
    package = Path(__file__).parents[1]
    for folder in (package / "data" / "notebooks", package.parent / "notebooks"):
        if (folder / NOTEBOOK).is_file():
            return folder
    raise MissingFileError(f"{NOTEBOOK} is missing from the installation; build it with `make notebooks`.")


def notebook_path() -> Path:
    """Find the report notebook.

    Returns:
        Path of ``13_client_report.ipynb``.

    Raises:
        MissingFileError: It is neither in the installed package nor in the checkout.
    """
    return notebooks_folder() / NOTEBOOK


@contextmanager
def _without(*modules: str) -> Iterator[None]:
    """Let optional imports inside the block find nothing."""
    hidden: dict[str, Any] = {name: None for name in modules if name not in sys.modules}
    sys.modules.update(hidden)
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def _execute(parameters: ReportParameters, executed: Path, kernel: Kernel, *, progress: bool) -> None:
    """Run the notebook; a failure becomes one sentence, and ends the kernel."""
    options = kernel.ready()  # first: it comes up while the libraries load here
    # A grammar of web addresses and a client for Hadoop, which no report needs, take half of the import's seconds.
    with _without("rfc3987_syntax", "pyarrow.fs"):
        import nbformat
        import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    source = nbformat.read(notebook_path(), as_version=4)  # type: ignore[no-untyped-call]
    for cell in source.cells:
        if cell.cell_type == "code":
            cell.outputs = []  # the sample client's; papermill would copy and write them again and again
    if kernel.used:
        source.cells.insert(0, nbformat.v4.new_code_cell(WIPE))  # type: ignore[no-untyped-call]
    Thread(target=_load_renderers, daemon=True).start()
    try:
        papermill.execute_notebook(
            source,
            executed,
            parameters=parameters.model_dump(),
            execution_timeout=CELL_SECONDS,
            request_save_on_cell_execute=False,
            progress_bar=progress,
            **options,
        )
    except BaseException as error:
        kernel.end()
        if isinstance(error, papermill.PapermillExecutionError):
            known = getattr(errors, error.ename, None)
            if isinstance(known, type) and issubclass(known, errors.ShequnError):
                raise known(error.evalue) from None
            line = next(iter(error.source.strip().splitlines()), "")
            raise RenderError(f"the report stopped at `{line[:80]}`: {error.ename}: {error.evalue}.") from None
        if isinstance(error, CellTimeoutError):
            raise RenderError(
                f"the report was stopped: one cell ran for more than {CELL_SECONDS // 60} minutes."
            ) from None
        if isinstance(error, DeadKernelError):
            raise RenderError(
                "the report stopped: its Python process was ended, most often for lack of memory. "
                "Close other programs, or report on fewer groups or a shorter period."
            ) from None
        if isinstance(error, RuntimeError):
            raise RenderError(f"the report could not start its Python process: {error}.") from None
        raise
    kernel.rest()


def _load_renderers() -> None:
    """Load what rendering needs while the kernel is at work on the other core."""
    for name in ("jinja2", "typst", "uharfbuzz", "xlsxwriter"):
        import_module(name)


def _write(executed: Path, folder: Path, out: Path, formats: Sequence[str]) -> list[Path]:
    """Render into the temporary folder, then move everything at once."""
    from shequn.report import notebook

    document = notebook.document(executed)
    stem = _stem(document)
    paths = [out / f"{stem}.{name}" for name in formats]
    try:
        for name, path in zip(formats, paths, strict=True):
            render_file(document, name, folder / path.name)
        for path in paths:
            (folder / path.name).replace(path)
    except OSError as error:
        raise RenderError(f"out == {str(out)!r}: cannot be written ({error.strerror}).") from None
    return paths


def _stem(document: Document) -> str:
    days = re.findall(r"\d{4}-\d{2}-\d{2}", document.cover.period)
    return "_".join([slug(document.cover.client), *days, document.cover.language])


def render_file(document: Document, name: str, path: Path) -> None:
    """Write a document in one format.

    Args:
        document: The document.
        name: ``html``, ``pdf``, ``docx`` or ``xlsx``.
        path: The file.

    Raises:
        RenderError: It cannot be rendered.
        OSError: The file cannot be written.
    """
    if name == "html":
        from shequn.report import html

        path.write_text(html.render(document), encoding="utf-8")
    elif name == "pdf":
        from shequn.report import pdf

        path.write_bytes(pdf.render(document))
    elif name == "docx":
        from shequn.report import docx

        path.write_bytes(docx.render(document))
    else:
        from shequn.report import xlsx

        xlsx.write(document, path)


def _printed(executed: Path) -> str:
    cells = json.loads(executed.read_text("utf-8"))["cells"]
    printed = [part["text"] for cell in cells for part in cell.get("outputs", []) if part.get("name") == "stdout"]
    return "".join(line for text in printed for line in text).strip()
