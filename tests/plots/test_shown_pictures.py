"""Every picture that report, playbook and lessons show of the sample client: no word touches another or is cut."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import jupytext
import pytest
from drawing import check_layout

from shequn import plots, texts
from shequn.course import LESSONS
from shequn.report.client_report import ClientReport
from shequn.report.parameters import SECTIONS, ReportParameters
from shequn.report.run import notebooks_folder

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@pytest.fixture
def drawn(monkeypatch, tmp_path):
    """Check each figure as it is written; the list of their names."""
    names = []
    write = plots.to_svg

    def checked(figure: Figure, name: str) -> str:
        names.append(name)
        check_layout(figure, name)
        return write(figure, name)

    monkeypatch.setattr(plots, "to_svg", checked)
    monkeypatch.setenv("SHEQUN_STATIC", "1")
    monkeypatch.setenv("SHEQUN_WORKBOOK", str(tmp_path / "workbook"))
    monkeypatch.chdir(tmp_path)
    yield names
    texts.speak("en")


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_report(drawn, language):
    report = ClientReport(ReportParameters(language=language))
    for name in SECTIONS:
        report.section(name)
    assert len(drawn) == 12


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_playbook(drawn, tmp_path, language):
    from shequn import playbook

    playbook.write("sample", out=tmp_path / "out", language=language, formats=["html"], today=dt.date(2026, 9, 1))
    assert len(drawn) >= 6


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("name", [name for name in LESSONS if name != "13_client_report"])
def test_lesson(drawn, name, language):
    """The code of a lesson, cell by cell, as its notebook runs it."""
    folder = notebooks_folder() / "zh" if language == "zh" else notebooks_folder()
    space: dict[str, object] = {"display": lambda *_: None}
    for cell in jupytext.read(folder / f"{name}.ipynb").cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, f"{name} {cell.id}", "exec"), space)
    assert drawn
