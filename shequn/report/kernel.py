"""The kernel of every notebook that this package runs: this very Python, untouched by a user's own settings."""

from __future__ import annotations

import os
import signal
import tempfile
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Any, Self

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jupyter_client.asynchronous.client import AsyncKernelClient


PRELOAD = "import shequn.report.client_report, duckdb, scipy.stats; del shequn, duckdb, scipy"
"""What a report needs: the kernel loads it as it starts, while the caller's own libraries load on another core."""


class _Manager(AsyncKernelManager):
    """Starts this Python: a kernelspec called ``python3`` that is installed somewhere may mean another one.

    The sockets are files in ``folder`` where the system has such; no port is opened then.
    """

    def __init__(self, folder: Path) -> None:
        place = {"connection_file": str(folder / "kernel.json")}
        if os.name == "posix":
            place |= {"transport": "ipc", "ip": str(folder / "kernel")}
        super().__init__(kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]), **place)
        self.clients: list[AsyncKernelClient] = []

    def client(self, **options: Any) -> Any:
        made = super().client(**options)
        self.clients.append(made)
        return made


class Kernel:
    """A kernel that runs one notebook after the other and ends with its ``with`` block.

    Start-up and imports cost some seconds, so a batch keeps its kernel; :attr:`used` says that the variables of the
    notebook before must be wiped first.

    Args:
        cwd: Where it stands; by default a folder of its own, without a ``calendar.py`` or ``pandas.py`` of the user's.

    Example:
        >>> with Kernel() as kernel:
        ...     sorted(kernel.ready())
        ['km']
    """

    def __init__(self, cwd: Path | None = None) -> None:
        # The system's folder and not the reports': names of sockets may have 107 bytes at most.
        self._folder = tempfile.TemporaryDirectory(prefix="shequn-", ignore_cleanup_errors=True)
        self._cwd = cwd or self._folder.name
        self._manager: _Manager | None = None
        self.used = False
        """Whether a notebook has run in it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.end()
        self._folder.cleanup()

    def ready(self) -> dict[str, Any]:
        """Start the kernel unless it runs already; it comes up while the caller goes on.

        Returns:
            What nbclient and papermill take to run a notebook in it.
        """
        if self._manager is None:
            self._manager = _Manager(Path(self._folder.name))
            ipython = Path(self._folder.name) / "ipython"
            ipython.mkdir(exist_ok=True)
            arguments = [
                "--log-level=50",
                f"--IPKernelApp.ipython_dir={ipython}",  # no start-up files of the user's
                "--InteractiveShellApp.exec_PYTHONSTARTUP=False",
                "--HistoryManager.hist_file=:memory:",
                "--InteractiveShell.colors=nocolor",
                f"--InteractiveShellApp.exec_lines={PRELOAD}",
            ]
            # What it spills to disk goes with its folder, also when it is killed.
            place = os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._folder.name)
            with _undisturbed():
                run_sync(self._manager.start_kernel)(extra_arguments=arguments, cwd=str(self._cwd), env=place)
        return {"km": self._manager}

    def rest(self) -> None:
        """Close the connections of the notebook that has run; the kernel stays."""
        self.used = True
        while self._manager and self._manager.clients:
            self._manager.clients.pop().stop_channels()

    def end(self) -> None:
        """End the kernel, also one that hangs; the next notebook gets a fresh one."""
        with _undisturbed():
            self.rest()
            if self._manager and self._manager.has_kernel:
                if os.name == "posix":  # without the interrupt that comes first below: one just starting would wail
                    run_sync(self._manager.signal_kernel)(signal.SIGKILL)
                run_sync(self._manager.shutdown_kernel)(now=True)
            self._manager, self.used = None, False


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait for the few milliseconds in which a process begins or ends: half begun, nobody would end it."""
    if current_thread() is not main_thread():
        yield
        return
    waiting: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda number, _: waiting.append(number)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
    if waiting:
        signal.raise_signal(waiting[0])
