"""One kernel for every notebook that this package runs: the running interpreter, untouched by a user's own settings."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def kernel_class(folder: Path) -> Iterator[type[AsyncKernelManager]]:
    """Make a kernel manager class for nbclient, and end on leaving whatever it started.

    An installed kernelspec called ``python3`` may point to another Python, so none is looked for. The kernel talks
    over sockets in ``folder`` where the system has them (no port is opened).

    Args:
        folder: Temporary folder for the connection file and the sockets.

    Yields:
        A class for ``kernel_manager_class``.
    """
    started: list[AsyncKernelManager] = []

    class OwnKernel(AsyncKernelManager):
        def __init__(self, **options: Any) -> None:
            place: dict[str, str] = {"connection_file": str(folder / f"kernel-{len(started)}.json")}
            if os.name == "posix":
                place |= {"transport": "ipc", "ip": str(folder / f"kernel-{len(started)}")}
            super().__init__(kernel_spec_manager=KernelSpecManager(kernel_dirs=[]), **place, **options)
            started.append(self)

    try:
        yield OwnKernel
    finally:
        for manager in started:
            if manager.has_kernel:  # interrupted before nbclient could end it
                run_sync(manager.shutdown_kernel)(now=True)


def arguments(folder: Path) -> list[str]:
    """Options of the kernel: silent, plain, and without the start-up files and the history of the user's IPython.

    Args:
        folder: Temporary folder for IPython's own files.

    Returns:
        ``extra_arguments`` for papermill and nbclient.
    """
    own = folder / "ipython"
    own.mkdir(exist_ok=True)
    return [
        "--log-level=50",
        f"--IPKernelApp.ipython_dir={own}",
        "--InteractiveShellApp.exec_PYTHONSTARTUP=False",
        "--InteractiveShell.colors=nocolor",
    ]
