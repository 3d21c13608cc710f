"""Many clients: the list is checked whole, failures stay alone, nothing overwrites anything."""

import shutil
from pathlib import Path

import pytest

from shequn.errors import MissingFileError, ParameterError, RenderError
from shequn.report.batch import read_jobs, report_all


@pytest.fixture
def listed(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "clients.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_paths_are_relative_to_the_list_and_days_stay_text(listed, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    path = listed(
        "- {client: 茶叙, data: tea, language: zh, start: 2026-05-04, groups: [a], formats: html}\n"
        "- {data: sample, formats: [pdf, xlsx]}\n"
        "- {data: /abs/bakery}\n"
    )
    first, second, third = read_jobs(path, ["html", "pdf"])
    assert (first.client, first.formats) == ("茶叙", ("html",))
    assert first.parameters["data"] == str(tmp_path / "tea")
    assert first.parameters["start"] == "2026-05-04"
    assert second.formats == ("pdf", "xlsx")
    assert second.parameters["data"] == "sample"
    assert (third.client, third.formats, third.parameters["data"]) == ("bakery", ("html", "pdf"), "/abs/bakery")


WRONG = {
    "unknown key": ("- {data: a, langauge: zh}", ["entry 1", "unknown key 'langauge'", "Did you mean 'language'?"]),
    "near formats": ("- {data: a, fromats: pdf}", ["Did you mean 'formats'?"]),
    "number": ("- {data: a, client: 007}", ["entry 1", "client == 7", "quotes"]),
    "format": ("- {data: a, formats: [docx]}", ["'docx', must be of html, pdf, xlsx"]),
    "formats": ("- {data: a, formats: 3}", ["formats"]),
    "value": ("- {data: a, language: fr}", ["language == 'fr'"]),
    "no data": ("- {client: a}", ["entry 1", "data is missing"]),
    "two": ("- {data: a, x: 1}\n- {data: b}\n- {data: c, language: fr}", ["entry 1", "entry 3"]),
    "text": ("- tea\n", ["'tea', must be a mapping"]),
    "mapping": ("client: tea\n", ["must be a list"]),
    "empty": ("", ["must be a list"]),
    "no yaml": ("- [", ["cannot be read as YAML"]),
    "same slug": ("- {data: a, client: Tea House}\n- {data: b, client: tea-house}", ["entry 2", "those of entry 1"]),
    "same folder name": ("- {data: a/tea}\n- {data: b/tea}", ["entry 2 (tea)", "those of entry 1"]),
    "open period": (
        "- {data: a, client: t}\n- {data: a, client: t, start: 2026-01-01}",
        ["both of them start and end"],
    ),
    "code in yaml": ("- !!python/object/apply:os.getcwd []", ["cannot be read as YAML"]),
}


@pytest.mark.parametrize(("text", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_list_is_refused_whole_before_anything_runs(listed, text, words):
    with pytest.raises(ParameterError) as caught:
        read_jobs(listed(text))
    assert str(caught.value).count("clients.yaml") >= 1
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_one_client_in_two_languages_or_two_periods_is_no_clash(listed):
    jobs = read_jobs(
        listed(
            "- {data: a, client: t, start: 2026-01-01, end: 2026-01-31}\n"
            "- {data: a, client: t, start: 2026-02-01, end: 2026-02-28}\n"
            "- {data: a, client: t, language: zh}\n"
        )
    )
    assert len(jobs) == 3


def test_a_missing_list(tmp_path):
    with pytest.raises(MissingFileError, match="there is no such file"):
        read_jobs(tmp_path / "nothing.yaml")
    with pytest.raises(MissingFileError):
        read_jobs(tmp_path)


def test_one_failure_does_not_stop_the_others_and_files_stay_inside(listed, tmp_path, tiny):
    shutil.copytree(tiny, tmp_path / "second")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "members.csv").write_text("wrong,header\n1,2\n")
    path = listed(
        "- {data: broken}\n"
        "- {data: tiny-tea, client: ../../Tea, sections: [conversion]}\n"
        "- {data: nothing}\n"
        "- {data: second, language: zh, sections: [conversion], currency: EUR}\n"
    )
    outcomes = report_all(read_jobs(path, ["html"]), out=tmp_path / "out")
    assert [outcomes[1].error, outcomes[3].error] == ["", ""]
    assert "members.csv" in outcomes[0].error
    assert "there is no such folder" in outcomes[2].error
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert files == ["second_2026-04-27_2026-05-31_zh.html", "tea_2026-04-27_2026-05-31_en.html"]
    chinese, english = ((tmp_path / "out" / name).read_text("utf-8") for name in files)
    assert "€99.50" in chinese
    assert "../../Tea" in english
    assert "€" not in english


def test_workers_and_output_folder_are_checked_first(listed, tmp_path):
    jobs = read_jobs(listed("- {data: sample}"))
    with pytest.raises(ParameterError, match="workers == 0, must be >= 1"):
        report_all(jobs, out=tmp_path / "out", workers=0)
    with pytest.raises(RenderError, match="cannot write there"):
        report_all(jobs, out=tmp_path / "clients.yaml")
