"""The files of a playbook: all or none, in every format, from a real workbook folder and the command."""

from __future__ import annotations

import datetime as dt
import io
import json
import re

import pypdf
import pytest
from click.testing import CliRunner
from docx import Document as Word
from filled import HOSTILE, TODAY
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from shequn import playbook
from shequn.cli import cli
from shequn.errors import MissingFileError, ParameterError, RenderError
from shequn.worksheets import SHEETS, Workbook

WHOLE: dict[str, list] = {}


def written(language, folder):
    """The sample's playbook, made once a language; paths and contents."""
    if language not in WHOLE:
        paths = playbook.write("sample", out=folder, language=language, today=TODAY).paths
        WHOLE[language] = [(path.name, path.read_bytes()) for path in paths]
    return WHOLE[language]


@pytest.fixture(params=["en", "zh"])
def files(request, tmp_path):
    return {name.rpartition(".")[2]: content for name, content in written(request.param, tmp_path)} | {
        "language": request.param
    }


def test_every_format_is_written_under_one_name(tmp_path):
    names = [name for name, _ in written("zh", tmp_path)]
    assert names == [f"示例咖啡-sample-coffee_playbook_zh.{form}" for form in playbook.FORMATS]


def test_html_is_whole_and_reaches_nowhere(files):
    page = files["html"].decode()
    assert "default-src 'none'" in page
    assert not re.findall(r"(?:src|href)=\"(?!data:|#)", page)
    assert page.count("<section") == 9


def test_pdf_has_its_parts_and_is_tagged(files):
    book = pypdf.PdfReader(io.BytesIO(files["pdf"]))
    assert len(book.outline) == 9
    assert book.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    first = " ".join(book.pages[0].extract_text().split())
    assert {"en": "Next dates", "zh": "近期安排"}[files["language"]] in first, "the summary keeps to one page"


def test_docx_has_headings_and_pictures(files):
    book = Word(io.BytesIO(files["docx"]))
    assert sum(paragraph.style.name == "Heading 1" for paragraph in book.paragraphs) == 9
    assert len(book.inline_shapes) == 7


def test_xlsx_has_the_sop_and_the_calendar_with_real_days(files):
    book = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"]))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    kinds = {
        "en": ("Actions", "Calendar of the next four weeks, with daily actions"),
        "zh": ("动作清单", "未来四周日历（含每日动作）"),
    }
    sop, ahead = (
        next(rows for name, rows in sheets.items() if name[:25] == wanted[:25]) for wanted in kinds[files["language"]]
    )
    assert len(sop[0]) == 14
    assert dt.date(2026, 9, 12) in [row[3] for row in sop]
    days = [row[0] for row in ahead[1:]]
    assert all(isinstance(day, dt.date) for day in days)
    assert (min(days), max(days)) == (dt.date(2026, 9, 1), dt.date(2026, 9, 28))


def test_both_languages_have_the_same_events(tmp_path):
    found = [Calendar.from_ical(dict(written(language, tmp_path))[name]) for language in ("en", "zh")
             for name in dict(written(language, tmp_path)) if name.endswith(".ics")]  # fmt: skip
    rows = [{(event["UID"], event.start, event.duration) for event in calendar.events} for calendar in found]
    shared = rows[0] & rows[1]
    assert len(shared) >= len([row for row in found[0].events if "RRULE" not in row])


# A workbook of one's own ---------------------------------------------------------------------------------------------


def make(folder, tmp_path, **more):
    return playbook.write(folder, out=tmp_path / "out", **({"formats": ["html"], "today": TODAY} | more))


def test_only_what_was_saved_is_in_it(folder, tmp_path):
    made = make(folder, tmp_path)
    page = made.paths[0].read_text("utf-8")
    assert "Regulars come once a week only" in page
    assert "Sample" not in page
    assert "示例" not in page
    assert made.notes == "0 of 15 worksheets are complete."
    assert made.paths[0].name == "workbook_playbook_en.html"


def test_name_and_zone_come_from_client_yaml_beside_the_workbook(folder, tmp_path):
    (folder.parent / "client.yaml").write_text("client: Tea Corner\ntimezone: Europe/Paris\n")
    made = make(folder, tmp_path, formats=["ics"])
    assert made.paths[0].name == "tea-corner_playbook_en.ics"
    assert b"Tea Corner" in made.paths[0].read_bytes()
    row = {"row_id": "M1", "table": "maintenance", "trigger": "weekday", "days": "monday", "action": "greet"}
    Workbook(folder).save(SHEETS["sop"], {"start": "2026-09-01", "rows": [row | {"from_time": "09:00"}]}, 1)
    assert b"TZID=Europe/Paris:20260907T090000" in make(folder, tmp_path, formats=["ics"]).paths[0].read_bytes()
    named = make(folder, tmp_path, client="Other", timezone="UTC", formats=["ics"]).paths[0]
    assert named.name == "other_playbook_en.ics"
    assert b"Paris" not in named.read_bytes()


def test_participants_have_their_own(folder, tmp_path):
    Workbook(folder, participant="p 07").save(SHEETS["five_w_one_h"], {"why": "Own reason"}, 0)
    made = make(folder, tmp_path, participant="p 07")
    page = made.paths[0].read_text("utf-8")
    assert "Own reason" in page
    assert "Regulars come" not in page
    assert made.paths[0].name == "p-07_playbook_en.html"
    with pytest.raises(MissingFileError, match=r"no such participant. Did you mean 'p-07'\? There are p-07"):
        make(folder, tmp_path, participant="p 08")
    with pytest.raises(MissingFileError, match="no such participant"):
        make(folder, tmp_path, participant="../../etc")
    with pytest.raises(ParameterError, match="the sample workbook has no participants"):
        make("sample", tmp_path, participant="p 07")


def test_a_broken_sheet_is_named_and_the_rest_is_written(folder, tmp_path):
    (folder / "sop.json").write_text("{broken")
    (folder / "five_w_one_h.json").write_text(
        (folder / "five_w_one_h.json").read_text("utf-8").replace("2026-09-01", "soon"), "utf-8"
    )
    made = make(folder, tmp_path)
    assert "SOP: A file that could not be read was set aside as sop.broken-" in made.notes
    assert "“soon” is not a day" in made.notes
    page = made.paths[0].read_text("utf-8")
    assert "sop.broken-" in page
    assert "“soon” is not a day" in page
    assert "Regulars come" in page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_folder_gives_a_short_playbook(tmp_path, language):
    (tmp_path / "new").mkdir()
    made = make(tmp_path / "new", tmp_path, language=language, formats=playbook.FORMATS)
    by_form = {path.suffix[1:]: path.read_bytes() for path in made.paths}
    assert len(pypdf.PdfReader(io.BytesIO(by_form["pdf"])).pages) == 1
    assert not Calendar.from_ical(by_form["ics"]).events
    assert len(Word(io.BytesIO(by_form["docx"])).tables) >= 2


def test_hostile_answers_are_harmless_in_every_format(tmp_path):
    book = Workbook(tmp_path / "wb")
    rows = [
        {
            "row_id": f"R{n}",
            "table": "maintenance",
            "trigger": "weekday",
            "days": "daily",
            "action": text,
            "owner": text,
        }
        for n, text in enumerate([*HOSTILE, "x" * 300, "长" * 300])
    ]
    prose = "\n".join(HOSTILE)
    book.save(SHEETS["sop"], {"start": "2026-09-01", "rows": rows, "end_rule": prose, "review": "长" * 5000}, 0)
    made = make(tmp_path / "wb", tmp_path, formats=playbook.FORMATS)
    found = {path.suffix[1:]: path.read_bytes() for path in made.paths}
    assert b"<script" not in found["html"]
    assert b"&lt;script&gt;" in found["html"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(found["xlsx"]))
    values = {cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}
    assert set(HOSTILE) <= values, "formulas stay text"
    assert [str(event["SUMMARY"]) for event in Calendar.from_ical(found["ics"]).events][: len(HOSTILE)] == HOSTILE
    text = "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(found["pdf"])).pages)
    assert text.count("长") >= 5300, "a long answer is on the pages in full"
    assert "<script>alert(1)</script>" in text


# Errors: nothing is written ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"formats": ["pfd"]}, ParameterError, "must be of html, pdf, docx, xlsx, ics. Did you mean 'pdf'"),
        ({"formats": []}, ParameterError, "once at most"),
        ({"language": "fr"}, ParameterError, "must be one of en, zh"),
        ({"timezone": "Asia/Shangai"}, ParameterError, "Did you mean 'Asia/Shanghai'"),
        ({"currency": "yuan"}, ParameterError, "three-letter"),
        ({"client": "x" * 121}, ParameterError, "at most 120"),
    ],
)
def test_a_wrong_parameter_is_refused(folder, tmp_path, given, error, words):
    with pytest.raises(error, match=re.escape(words)):
        make(folder, tmp_path, **given)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(MissingFileError, match="there is no such folder"):
        make(tmp_path / "none", tmp_path)
    assert not (tmp_path / "none").exists()


def test_a_sheet_of_a_newer_version_is_refused(folder, tmp_path):
    raw = json.loads((folder / "sop.json").read_text("utf-8"))
    (folder / "sop.json").write_text(json.dumps(raw | {"schema_version": 99}))
    with pytest.raises(ValueError, match=r"sop\.json"):
        make(folder, tmp_path)
    assert not (tmp_path / "out").exists()


def test_all_files_or_none(folder, tmp_path, monkeypatch):
    make(folder, tmp_path)
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}

    def fail(document):
        raise RenderError("no")

    monkeypatch.setattr("shequn.report.docx.render", fail)
    with pytest.raises(RenderError):
        make(folder, tmp_path, formats=["html", "docx"], client="New")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


# The command ---------------------------------------------------------------------------------------------------------


def test_the_command_writes_both_languages(folder, tmp_path):
    call = ["playbook", str(folder), "--out", str(tmp_path / "out"), "--language", "both", "--formats", "html,ics"]
    result = CliRunner().invoke(cli, call)
    assert result.exit_code == 0, result.output
    names = [line.rpartition("/")[2] for line in result.stdout.splitlines()]
    assert names == [f"workbook_playbook_{end}" for end in ("en.html", "en.ics", "zh.html", "zh.ics")]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(names)
    assert "0 of 15 worksheets are complete." in result.stderr


def test_the_command_refuses_in_a_sentence(tmp_path):
    result = CliRunner().invoke(cli, ["playbook", str(tmp_path / "none"), "--out", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: workbook == ")
