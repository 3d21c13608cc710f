"""pyproject.toml is the one list of dependencies; the lock and the conda file are held to it."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {
    "duckdb": "python-duckdb",
    "playwright": "playwright-python",
    "typst": "typst-py",
    "tzdata": "python-tzdata",
}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def wanted() -> list[Requirement]:
    found = project()
    return [Requirement(text) for text in found["project"]["dependencies"] + found["dependency-groups"]["dev"]]


def lock() -> dict[str, list[str]]:
    """Pinned versions by name; a package can have one version for each Python."""
    pinned: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", text_of_lock(), re.MULTILINE):
        pinned.setdefault(name, []).append(version)
    return pinned


def text_of_lock() -> str:
    return (ROOT / "requirements.lock").read_text("utf-8")


def test_environment_yml_lists_what_pyproject_lists():
    conda = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    have = {parsed.name: parsed.specifier for parsed in map(Requirement, conda) if parsed.name != "pip"}
    want = {CONDA_NAMES.get(requirement.name, requirement.name): requirement.specifier for requirement in wanted()}
    want["python"] = Requirement("python" + project()["project"]["requires-python"]).specifier
    assert have == want


def test_the_lock_satisfies_pyproject():
    pinned = lock()
    for requirement in wanted():
        name = requirement.name.lower().replace("_", "-")
        assert name in pinned, f"{name} is not in requirements.lock; run `make lock`"
        good = all(requirement.specifier.contains(version) for version in pinned[name])
        assert good, f"{name} {pinned[name]}: run `make lock`"


def test_the_build_backend_is_locked():
    [backend] = project()["build-system"]["requires"]
    assert Requirement(backend).name in lock(), "make builds without isolation"


def test_every_locked_package_has_a_hash():
    blocks = re.split(r"\n(?=\S)", text_of_lock().strip())
    pinned = [block for block in blocks if "==" in block.splitlines()[0]]
    assert len(pinned) == sum(map(len, lock().values())) > 100
    assert all("--hash=sha256:" in block for block in pinned)


@pytest.mark.parametrize("name", ["requirements.lock", "environment.yml", "Makefile", ".ci/run", "pyproject.toml"])
def test_no_address_of_a_registry(name):
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"https?://|index-url\b(?<!no-emit-index-url)|pythonhosted|\bpypi\b", text)


def test_ci_runs_what_a_newcomer_runs():
    text = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "set -euo pipefail" in text
    assert text.rstrip().endswith("make --no-print-directory test")
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o100
