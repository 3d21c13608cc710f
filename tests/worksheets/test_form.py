"""The form's side in the kernel: what it sends, what it saves, what it says. The browser's side: tests/browser."""

import json
import re
import sys
import threading
from pathlib import Path

import pytest

import shequn
from shequn import texts
from shequn.texts import table
from shequn.worksheets import SHEETS, Needs, TargetMembers, TypeChoice
from shequn.worksheets.describe import UI, answered, described
from shequn.worksheets.form import form
from shequn.worksheets.live import Form
from shequn.worksheets.workbook import Workbook

ROOT = Path(shequn.__file__).parents[1]
ASSETS = ROOT / "shequn" / "worksheets" / "assets"


@pytest.fixture
def workbook(tmp_path) -> Workbook:
    return Workbook(tmp_path / "workbook", language="en")


@pytest.fixture
def live(workbook, monkeypatch) -> Form:
    monkeypatch.delenv("SHEQUN_STATIC", raising=False)
    shown = form(TargetMembers, workbook)
    shown.answers = []
    monkeypatch.setattr(shown, "send", shown.answers.append)
    return shown


def ask(shown: Form, kind: str = "save", view: str = "a", revision: int = 0, seq: int = 1, **value) -> dict:
    shown._receive(shown, {"kind": kind, "view": view, "seq": seq, "value": value, "revision": revision}, [])
    return shown.answers[-1]


def test_a_save_reaches_the_file_and_the_answer_says_what_is_open(live, workbook):
    answer = ask(live, persona_name="Night-shift nurse", smallest_size="a dozen", seq=7)
    assert (answer["kind"], answer["view"], answer["seq"]) == ("save", "a", 7)
    state = answer["state"]
    assert (state["revision"], state["source"]) == (1, "saved")
    assert set(state["missing"]) == {"persona", "attributes", "threshold", "exclusion"}
    assert [problem["at"] for problem in state["problems"]] == [["smallest_size"]]
    assert workbook.load(TargetMembers).data["persona_name"] == "Night-shift nurse"
    assert live.state == state, "a page that is loaded again finds the newest answers"
    json.dumps(answer)


def test_saves_that_a_busy_kernel_kept_waiting_are_no_conflict_but_those_of_another_tab_are(live):
    assert ask(live, persona_name="one")["state"]["revision"] == 1
    assert ask(live, persona_name="two", revision=0)["state"]["revision"] == 2
    clash = ask(live, view="b", persona_name="three", revision=0)
    assert "state" not in clash
    assert (clash["conflict"]["revision"], clash["conflict"]["values"]["persona_name"]) == (2, "two")
    assert ask(live, view="b", persona_name="three", revision=2)["state"]["revision"] == 3
    assert "conflict" in ask(live, persona_name="four", revision=2)


def test_what_cannot_be_written_is_answered_in_words(live, workbook):
    workbook.folder.write_text("a file stands where the folder should be")
    answer = ask(live, persona_name="kept")
    assert "cannot be" in answer["error"]
    assert str(workbook.folder) in answer["error"]
    workbook.folder.unlink()
    assert ask(live, persona_name="kept")["state"]["revision"] == 1


def test_messages_in_several_threads_are_dealt_with_one_at_a_time(live, workbook):
    threads = [threading.Thread(target=ask, args=(live,), kwargs={"persona_name": str(n)}) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer["state"]["revision"] for answer in live.answers) == list(range(1, 9))
    assert workbook.load(TargetMembers).revision == 8


def test_hello_tells_what_another_program_saved(live, workbook):
    workbook.save(TargetMembers, {"persona_name": "from elsewhere"}, 0)
    answer = ask(live, kind="hello")
    assert answer["state"]["values"]["persona_name"] == "from elsewhere"


def test_a_later_sheet_recalls_the_earlier_one_and_says_whose_it_is(workbook):
    t = texts.Texts("en")
    before = answered(t, Needs, workbook)["recalls"]
    assert all("sample" in recalled["from"] for recalled in before)
    workbook.save(TargetMembers, {"persona_name": "Night-shift nurse"}, 0)
    name, persona = answered(t, Needs, workbook)["recalls"]
    assert (name["items"], name["from"]) == (["Night-shift nurse"], "from “Step 1: Target members”")
    assert persona["items"] == []


def test_advice_stands_with_its_field_and_not_on_other_sheets(workbook):
    row = {"group": "Plum sale", "type": "flash", "first_metric": "likes"}
    workbook.save(TypeChoice, {"groups": [row]}, 0)
    t = texts.Texts("en")
    found = answered(t, TypeChoice, workbook)["advice"]
    assert {one["field"] for one in found} == {"groups"}
    assert len(found) >= 2
    assert all("Plum sale" not in one["text"] for one in answered(t, TargetMembers, workbook)["advice"])


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_can_be_described_and_filled_with_its_sample(workbook, sheet, language):
    model, t = SHEETS[sheet], texts.Texts(language)
    said = described(t, model, workbook)
    fields = [field for section in said["sections"] for field in section["fields"]]
    assert [field["name"] for field in fields] == [spec.name for spec in model.fields()]
    assert said["required"] == sum(field["required"] for field in fields)
    assert all(field["label"] and (field["kind"] != "choice" or field["choices"]) for field in fields)
    state = answered(t, model, workbook)
    assert set(state["values"]) >= {field["name"] for field in fields}
    json.dumps([said, state], allow_nan=False)


def test_unsaved_text_in_a_browser_belongs_to_one_sheet_of_one_participant(tmp_path):
    t = texts.Texts("en")
    keys = {
        described(t, model, Workbook(tmp_path, participant=who))["key"]
        for model in (Needs, TargetMembers)
        for who in ("", "ann", "bo")
    }
    assert len(keys) == 6


def test_the_browser_has_exactly_the_words_that_it_uses():
    script = "".join(path.read_text("utf-8") for path in ASSETS.glob("*.js"))
    used = set(re.findall(r"\bwords\.([a-z_]+)", script))
    assert used == {key.removeprefix(UI) for key in table() if key.startswith(UI)}


def test_the_browser_never_makes_markup_of_text():
    script = "".join(path.read_text("utf-8") for path in ASSETS.glob("*.js"))
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", script)


def test_a_saved_notebook_says_how_to_bring_the_form_back(live):
    bundle, _ = live._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/html"].startswith("<p>▶ Run this cell")
    assert "<" not in bundle["text/plain"]


def test_the_shipped_hook_takes_widgets_out_of_notebooks_and_nothing_else():
    config = type("Config", (), {"FileContentsManager": type("Part", (), {})()})()
    exec((ROOT / ".jupyter" / "jupyter_server_config.py").read_text("utf-8"), {"get_config": lambda: config})
    hook = config.FileContentsManager.pre_save_hook
    output = {"data": {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/html": "hint"}}
    content = {
        "nbformat": 4,
        "metadata": {"widgets": {"state": {}}, "kernelspec": {}},
        "cells": [{"outputs": [output, {"output_type": "stream", "text": "x"}]}, {"cell_type": "markdown"}],
    }
    config.FileContentsManager.pre_save_hook(
        model={"type": "notebook", "content": content}, path="a", contents_manager=0
    )
    assert content["metadata"] == {"kernelspec": {}}
    assert output == {"data": {"text/html": "hint"}}
    hook(model={"type": "file", "content": "text"}, path="a")


def test_the_shipped_settings_are_settings_of_this_jupyterlab():
    overrides = json.loads((ROOT / ".jupyter" / "labconfig" / "default_setting_overrides.json").read_text("utf-8"))
    share = Path(sys.prefix) / "share" / "jupyter"
    for plugin, settings in overrides.items():
        package, name = plugin.split(":")
        [schema] = [
            path
            for path in [
                share / "lab" / "schemas" / package / f"{name}.json",
                share / "labextensions" / package / "schemas" / package / f"{name}.json",
            ]
            if path.is_file()
        ]
        assert set(settings) <= set(json.loads(schema.read_text("utf-8"))["properties"]), plugin
