import pandas as pd
import pytest

from shequn import samples, texts
from shequn.errors import InputError, MissingFileError, ParameterError
from shequn.planning import read_table
from shequn.planning.tables import TABLES


@pytest.mark.parametrize("name", TABLES)
def test_sample_is_read_in_both_languages(name):
    english, chinese = (read_table(name, language=language) for language in ("en", "zh"))
    assert english.columns.tolist() == chinese.columns.tolist()
    assert not [column for column in english if column.endswith(("_en", "_zh"))]
    assert set(TABLES[name]) <= set(english.columns)
    assert english.map(lambda value: isinstance(value, str) and not value.isascii()).sum().sum() < len(english) * 2
    raw = pd.read_csv(samples.path() / f"{name}.csv")
    assert len(raw) == len(english)
    same = [column for column in raw if column in english]
    assert raw[same].isna().to_numpy().tolist() == english[same].isna().to_numpy().tolist()


def test_language_is_the_one_spoken(monkeypatch):
    monkeypatch.setattr(texts, "_spoken", ["zh"])
    assert read_table("costs")["step"].iloc[0] == "接单"


def write(folder, name, text, encoding="utf-8"):
    (folder / f"{name}.csv").write_bytes(text.encode(encoding))
    return folder


def test_own_table_in_one_language(tmp_path):
    write(tmp_path, "pilot", "\ufeffversion , converted,note\nA,是,x\nB,no,\nA,,\n")
    found = read_table("pilot", tmp_path)
    assert found.columns.tolist() == ["version", "converted", "note"]
    assert found["converted"].isna().tolist() == [False, False, True]
    assert found["converted"].tolist()[:2] == [True, False]


def test_kinds_of_candidates_are_found(tmp_path):
    write(tmp_path, "candidates", "id,phone,visits,pet,none\nk1,0139,3,yes,\nk2,0150,,no,\n")
    found = read_table("candidates", tmp_path)
    assert found["phone"].tolist() == ["0139", "0150"]
    assert found["visits"].sum() == 3
    assert found["pet"].tolist() == [True, False]
    assert found["none"].isna().all()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("costs", "step,minutes\na,1\n", r"no column 'cost'\. It has step, minutes"),
        ("costs", "step,minute,cost\na,1,2\n", r"no column 'minutes'\. Did you mean 'minute'"),
        ("costs", "step,minutes,cost\na,1,2\nb,soon,2\n", "line 3: minutes == 'soon', must be a number"),
        ("pilot", "version,converted\nA,perhaps\n", "line 2: converted == 'perhaps', must be true or false"),
        ("releases", "day,change,group_id,metric\n3 May,x,g,gmv\n", "day == '3 May', must be a day: 2026-03-02"),
        (
            "content",
            "column,kind,slot,views,likes,comments,shares\na,values,noon,1.5,1,1,1\n",
            "views == '1.5', must be a whole number",
        ),
        ("pilot", "", "cannot be read as CSV"),
        ("pilot", 'version,converted\n"A,true\n', "cannot be read as CSV"),
    ],
)
def test_bad_files_say_where_and_what(tmp_path, name, text, message):
    with pytest.raises(InputError, match=message):
        read_table(name, write(tmp_path, name, text))


def test_another_encoding_is_refused(tmp_path):
    write(tmp_path, "costs", "step,minutes,cost\n接单,1,2\n", "gbk")
    with pytest.raises(InputError, match="cannot be read as CSV in UTF-8"):
        read_table("costs", tmp_path)


def test_missing_file_and_unknown_table(tmp_path):
    with pytest.raises(MissingFileError, match=r"costs\.csv is not there; write a CSV file with step, minutes, cost"):
        read_table("costs", tmp_path)
    with pytest.raises(ParameterError, match=r"'survy' is no table of a plan\. Did you mean 'survey'"):
        read_table("survy")
    with pytest.raises(ParameterError, match="language == 'fr'"):
        read_table("costs", language="fr")
