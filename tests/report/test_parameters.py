"""Parameters: what is taken, what is refused, and the words of the refusal."""

import datetime as dt
import string
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequn import samples
from shequn.errors import InputError, MissingFileError, ParameterError
from shequn.names import slug
from shequn.report.parameters import SECTIONS, ReportParameters, data_folder


def test_defaults_are_the_sample_client_in_english():
    parameters = ReportParameters()
    assert (parameters.data, parameters.language, parameters.names, parameters.currency) == (
        "sample",
        "en",
        "hidden",
        "CNY",
    )
    assert parameters.folder == Path(samples.path())
    assert all(parameters.wants(section) for section in SECTIONS)


def test_every_field_says_what_it_is():
    assert all(field.description for field in ReportParameters.model_fields.values())


REFUSED = {
    "number for text": ({"client": 7}, ["client == 7 (int)", "-r client 007", "quotes"]),
    "truth for text": ({"client": True}, ["client == True (bool)"]),
    "none for text": ({"start": None}, ["start == None"]),
    "unknown": ({"langauge": "zh"}, ["unknown parameter 'langauge'", "Did you mean 'language'?"]),
    "language": ({"language": "cn"}, ["language == 'cn'", "one of en, zh"]),
    "names": ({"names": "show"}, ["names == 'show'", "Did you mean 'shown'?"]),
    "day": ({"start": "5/3/2026"}, ["start == '5/3/2026'", "such as 2026-03-05"]),
    "no such day": ({"end": "2026-02-30"}, ["end == '2026-02-30'", "day of the calendar"]),
    "other digits": ({"start": "２０２６-03-05"}, ["such as 2026-03-05"]),
    "order": ({"start": "2026-03-02", "end": "2026-03-01"}, ["end == '2026-03-01'", "before start == '2026-03-02'"]),
    "time zone": ({"timezone": "Asia/Shanghia"}, ["timezone == 'Asia/Shanghia'", "Did you mean 'Asia/Shanghai'?"]),
    "time zone as path": ({"timezone": "../../etc/passwd"}, ["IANA"]),
    "groups": ({"groups": 7}, ["groups == 7", "must be a list", "-r groups 7"]),
    "group": ({"groups": ["a", 7]}, ["groups[1] == 7 (int)", "quotes"]),
    "empty group": ({"groups": ["a", " "]}, ["empty name"]),
    "half a list": ({"groups": "[a, b"}, ["groups == '[a, b'", "[a, b] or a,b"]),
    "section": ({"sections": ["growht"]}, ["'growht'", "Did you mean 'growth'?"]),
    "currency": ({"currency": "cny"}, ["currency == 'cny'", "Did you mean 'CNY'?"]),
    "sign for currency": ({"currency": "¥"}, ["currency == '¥'", "three-letter ISO code"]),
    "dayfirst": ({"dayfirst": "yes"}, ["dayfirst == 'yes'", "True or False"]),
    "long": ({"client": "x" * 121}, ["at most 120 characters, not 121"]),
    "no data": ({"data": " "}, ["data == ' '", "'sample' or a folder"]),
    "nul": ({"data": "a\0b"}, ["'sample' or a folder"]),
}


@pytest.mark.parametrize(("given_values", "words"), REFUSED.values(), ids=REFUSED)
def test_refusals_name_value_limit_and_mend(given_values, words):
    with pytest.raises(ParameterError) as caught:
        ReportParameters(**given_values)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_several_problems_are_listed_at_once():
    with pytest.raises(ParameterError) as caught:
        ReportParameters(client=7, langauge="zh", end="tomorrow")
    assert str(caught.value).startswith("3 parameters cannot be used:\n- ")
    assert all(name in str(caught.value) for name in ("client", "langauge", "end"))


def test_checked_values_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        ReportParameters().language = "zh"


@pytest.mark.parametrize("text", ["a,b", " a ，b", "[a, b]", "['a', \"b\"]"])
def test_a_list_can_be_written_as_papermill_can_say_it(text):
    assert ReportParameters(groups=text).groups == ["a", "b"]


def test_no_list_is_an_empty_one():
    assert ReportParameters(groups="", sections="").groups == []


def test_days_become_dates():
    parameters = ReportParameters(start="2026-03-02")
    assert (parameters.start_day, parameters.end_day) == (dt.date(2026, 3, 2), None)


def test_a_notebooks_globals_are_searched_for_plain_values_only():
    found = {
        "client": "Tea House", "data": "sample", "In": ["…"], "Out": {}, "exit": 1, "quit": 1, "open": 1,
        "get_ipython": 1, "_dh": ["."], "__name__": "__main__", "Path": Path, "sys": sys, "slug": slug,
        "report": object(),
    }  # fmt: skip
    assert ReportParameters.from_namespace(found).client == "Tea House"


@pytest.mark.parametrize("value", ["2026-01-05", 7, 1.5, True, None, ["a"], {"a": 1}])
def test_a_global_that_is_no_parameter_is_refused(value):
    with pytest.raises(ParameterError, match=r"unknown parameter 'strat'\. Did you mean 'start'\?"):
        ReportParameters.from_namespace({"client": "Tea House", "strat": value})


def test_a_client_name_becomes_one_clean_line():
    assert ReportParameters(client=' ../a\n"b"\t\x00\u202ec\ufffe ').client == '../a "b" c'


def test_name_of_the_client(tmp_path):
    folder = tmp_path / "tea-house"
    folder.mkdir()
    assert ReportParameters(data=str(folder)).client_name == "tea-house"
    (folder / "client.yaml").write_text("client: 茶叙\ntimezone: Asia/Shanghai\n", encoding="utf-8")
    assert ReportParameters(data=str(folder)).client_name == "茶叙"
    assert ReportParameters(data=str(folder), client="Tea").client_name == "Tea"


@pytest.mark.parametrize(("text", "words"), [("client: 7", "must be text; put it in quotes"), ("client: [", "YAML")])
def test_name_in_client_yaml_that_cannot_be_used(tmp_path, text, words):
    (tmp_path / "client.yaml").write_text(text)
    with pytest.raises((ParameterError, InputError), match=words) as caught:
        _ = ReportParameters(data=str(tmp_path)).client_name
    assert str(tmp_path / "client.yaml") in str(caught.value)


def test_workbook_in_the_data_folder_is_found_in_the_reports_language(tmp_path):
    assert ReportParameters(data=str(tmp_path)).workbook_folder is None
    (tmp_path / "workbook" / "zh").mkdir(parents=True)
    assert ReportParameters(data=str(tmp_path), language="zh").workbook_folder is None  # nothing filled in yet
    for folder in ("workbook", "workbook/zh"):
        (tmp_path / folder / "sop.json").write_text("{}")
    assert ReportParameters(data=str(tmp_path), language="zh").workbook_folder == tmp_path / "workbook" / "zh"
    assert ReportParameters(data=str(tmp_path), language="en").workbook_folder == tmp_path / "workbook"


def test_workbook_that_is_not_there(tmp_path):
    with pytest.raises(MissingFileError, match="there are no worksheets"):
        _ = ReportParameters(workbook=str(tmp_path / "nowhere")).workbook_folder


def test_data_is_relative_to_the_current_folder(tmp_path, monkeypatch):
    (tmp_path / "tea").mkdir()
    monkeypatch.chdir(tmp_path)
    assert data_folder("tea") == tmp_path / "tea"


def test_data_that_is_missing_or_a_file(tmp_path):
    with pytest.raises(MissingFileError, match="there is no such folder"):
        data_folder(str(tmp_path / "nothing"))
    file = tmp_path / "members.csv"
    file.touch()
    with pytest.raises(MissingFileError, match="is a file; name the folder that holds it"):
        data_folder(str(file))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("Tea “House”\n2", "tea-house-2"),
        ("C:\\Users", "c-users"),
        ("茶叙（上海）", "茶叙-上海"),
        ("Ｃａｆé", "café"),
        ("con", "con-client"),
        ("LPT1", "lpt1-client"),
        ("😀", "client"),
        ("", "client"),
        ("..", "client"),
    ],
)
def test_slug(text, expected):
    assert slug(text) == expected


@given(st.text())
def test_slug_is_a_safe_file_name(text):
    name = slug(text)
    assert 1 <= len(name) <= 60
    assert len(name.encode()) <= 180
    assert all(ch.isalnum() or ch == "-" or ch not in string.printable for ch in name)
    assert not set(name) & set('/\\:*?"<>|\0. ')
    assert slug(name) == name
