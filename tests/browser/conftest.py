"""A real JupyterLab and a real Voilà on loopback, driven by a real Chromium."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from browser.pages import TOKEN

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def pytest_collection_modifyitems(items):
    """Mark them; say so where Chromium is missing."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="needs Chromium (Debian: apt install chromium)"))


@dataclass
class Server:
    """A running server.

    Attributes:
        url: Its address.
        home: Folder that it serves.
        workbook: Where forms save.
    """

    url: str
    home: Path
    workbook: Path

    def call(self, method: str, path: str) -> object:
        """Ask its API."""
        headers = {"Authorization": f"token {TOKEN}"}
        request = urllib.request.Request(f"{self.url}/api/{path}", method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or b"null")

    def end_sessions(self) -> None:
        """End every kernel."""
        for session in self.call("GET", "sessions"):
            self.call("DELETE", f"sessions/{session['id']}")

    def saved(self, sheet: str) -> dict:
        """What the workbook holds of a sheet."""
        return json.loads((self.workbook / f"{sheet}.json").read_text("utf-8"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _serve(base: Path, module: str, *options: str, ready: str) -> Iterator[Server]:
    """Start a server with settings, run-time files and IPython of its own; stop it in the end."""
    home, workbook = base / "home", base / "workbook"
    home.mkdir(parents=True)
    shutil.copytree(ROOT / ".jupyter", base / "config", ignore=shutil.ignore_patterns("lab"))
    env = {key: value for key, value in os.environ.items() if not key.startswith(("JUPYTER", "SHEQUN", "PYTEST"))}
    env |= {
        "JUPYTER_CONFIG_DIR": str(base / "config"),
        "JUPYTER_PATH": str(base / "config"),
        "JUPYTER_DATA_DIR": str(base / "data"),
        "JUPYTER_RUNTIME_DIR": str(base / "run"),
        "IPYTHONDIR": str(base / "ipython"),
        "HOME": str(base),
        "SHEQUN_WORKBOOK": str(workbook),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    port = _free_port()
    with (base / "log").open("w") as log:
        command = [sys.executable, "-m", module, "--no-browser", f"--port={port}", *options]
        process = subprocess.Popen(command, cwd=home, env=env, stdout=log, stderr=log)
    server = Server(f"http://127.0.0.1:{port}", home, workbook)
    try:
        started = time.monotonic()
        while True:
            try:
                urllib.request.urlopen(f"{server.url}{ready}", timeout=2).close()
                break
            except (OSError, urllib.error.URLError):
                assert process.poll() is None, (base / "log").read_text()[-3000:]
                assert time.monotonic() - started < 60, (base / "log").read_text()[-3000:]
                time.sleep(0.2)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory) -> Iterator[Server]:
    base = tmp_path_factory.mktemp("lab")
    options = [
        "--allow-root",
        "--ip=127.0.0.1",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}",
        "--LabApp.extension_manager=readonly",
        "--LabApp.expose_app_in_browser=True",
    ]
    yield from _serve(base, "jupyterlab", *options, ready=f"/api/status?token={TOKEN}")


@pytest.fixture
def lab(lab_server) -> Iterator[Server]:
    """JupyterLab with an empty workbook; its kernels are ended after each test."""
    shutil.rmtree(lab_server.workbook, ignore_errors=True)
    yield lab_server
    lab_server.end_sessions()


@pytest.fixture(scope="session")
def voila(tmp_path_factory) -> Iterator[Server]:
    base = tmp_path_factory.mktemp("voila")
    yield from _serve(base, "voila", "--Voila.ip=127.0.0.1", ready="/")


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium):
    """A browser profile of its own; what its pages ask for stays on this machine."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(30_000)
    outside, errors = [], []
    context.on("request", lambda one: outside.append(one.url) if _leaves(one.url) else None)
    context.on("weberror", lambda one: errors.append(str(one.error)))
    yield context
    context.close()
    assert outside == []
    assert errors == []


@pytest.fixture
def page(context):
    return context.new_page()


def _leaves(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:"))
