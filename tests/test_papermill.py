"""papermill runs every notebook of the course from any folder, in the language it is told."""

import nbformat
import papermill
import pytest

from shequn.course import LESSONS
from shequn.report.run import notebooks_folder


@pytest.mark.parametrize(("place", "name"), list(enumerate(LESSONS)))
def test_papermill_runs_the_notebook(place, name, tmp_path, monkeypatch):
    """In turn the English notebook told to speak Chinese and the Chinese one told to speak English."""
    monkeypatch.setenv("SHEQUN_STATIC", "1")
    monkeypatch.setenv("SHEQUN_WORKBOOK", str(tmp_path / "workbook"))
    folder, language = [(notebooks_folder(), "zh"), (notebooks_folder() / "zh", "en")][place % 2]
    done = tmp_path / "done.ipynb"
    papermill.execute_notebook(
        folder / f"{name}.ipynb", done, {"language": language}, cwd=str(tmp_path), progress_bar=False, log_output=False
    )
    cells = nbformat.read(done, as_version=4).cells
    outputs = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
    assert outputs
    assert not [output for output in outputs if output.output_type == "error"]
    shown = "".join(str(output.get("data", output.get("text", ""))) for output in outputs)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in shown) or language == "en"
    assert not list(tmp_path.rglob("exercises.json")), "a run solves no exercise for anybody"
