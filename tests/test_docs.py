"""What the READMEs tell a reader to type exists, and what exists is told."""

import re
import shlex
from pathlib import Path

import click
import pytest
import yaml

from shequn.cli import cli
from shequn.report.parameters import ReportParameters

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")
TARGETS = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text(name), re.MULTILINE | re.DOTALL)


def typed(name: str, program: str) -> list[list[str]]:
    """Words of every command line of a program, in shell blocks and in running text."""
    lines = [line for block in blocks(name, "(?:bash|sh|console)") for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", text(name))
    split = [shlex.split(line, comments=True) for line in lines if line.startswith(f"{program} ")]
    assert split, f"{name} shows no {program}"
    return split


@pytest.mark.parametrize("name", READMES)
def test_make_targets_exist_and_are_all_told(name):
    told = {target for words in typed(name, "make") for target in words[1:]}
    assert told <= TARGETS
    assert told == TARGETS, "every target stands in the README"


@pytest.mark.parametrize("name", READMES)
def test_commands_and_options_exist_and_all_commands_are_told(name):
    told = set()
    for words in typed(name, "shequn"):
        if words[1].startswith("-"):
            continue
        command = cli.commands[words[1]]
        told.add(words[1])
        if "…" not in words:  # a whole command line: click itself must accept it
            with click.Context(command, info_name=words[1]) as context:
                command.parse_args(context, words[2:])
    assert told == set(cli.commands)


@pytest.mark.parametrize("name", READMES)
def test_papermill_commands_name_the_notebook_and_its_parameters(name):
    for words in typed(name, "papermill"):
        assert [word for word in words if word.startswith("notebooks/")] == ["notebooks/13_client_report.ipynb"]
        given = [words[i + 1] for i, word in enumerate(words) if word in {"-p", "-r"}]
        assert set(given) <= set(ReportParameters.model_fields)


@pytest.mark.parametrize("name", READMES)
def test_client_lists_have_known_keys(name):
    entries = [entry for block in blocks(name, "yaml") for entry in yaml.safe_load(block) if isinstance(entry, dict)]
    assert entries
    for entry in entries:
        ReportParameters(**{key: value for key, value in entry.items() if key != "formats"})


@pytest.mark.parametrize("name", READMES)
def test_links_lead_to_files(name):
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text(name)) if "://" not in link]
    assert links
    missing = [link for link in links if not (ROOT / link).exists()]
    assert not missing


def test_both_readmes_have_the_same_parts():
    english, chinese = (re.findall(r"^#+", text(name), re.MULTILINE) for name in READMES)
    assert english == chinese


def test_every_option_says_what_it_is_for():
    for name, command in cli.commands.items():
        assert command.help, name
        assert all(option.help for option in command.params if isinstance(option, click.Option)), name
