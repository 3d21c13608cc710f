"""What a person fills in is saved, shown again, and never lost unseen."""

import json
import os
import re
import signal

import pytest

pytest.importorskip("playwright")

from browser.pages import KERNEL, asks_before_leaving, execute, notebook, open_notebook, paste, run_all, the_form
from playwright.sync_api import expect

SOON = 10_000


STICKS_OUT = """form => {
  const edge = form.getBoundingClientRect().right + 1;
  return [...form.querySelectorAll('*:not(.unseen, option)')]
    .filter(node => !node.closest('.scroll') && node.getBoundingClientRect().right > edge)
    .map(node => node.className + ': ' + node.textContent.slice(0, 40));
}"""


def opened(page, lab, *sheets, names, language="en"):
    open_notebook(page, lab.url, notebook(lab.home, *sheets, language=language))
    run_all(page)
    return [the_form(page, name) for name in names]


def status(form):
    return form.locator(".status")


def saved(form, word="Saved at"):
    expect(status(form)).to_contain_text(word, timeout=SOON)
    expect(status(form)).to_have_attribute("data-level", "saved")


def cell(form, table, row, column):
    return form.get_by_role("group", name=re.compile(f"^{table}")).get_by_label(re.compile(rf"^{column}\W* row {row}$"))


def test_what_is_typed_is_saved_found_again_and_greets_the_next_sheet(page, lab):
    [form] = opened(page, lab, "TargetMembers", names=["target_members"])
    expect(form).to_contain_text("answers of the sample client")
    form.get_by_role("button", name="start with an empty sheet").click()
    form.get_by_label("Name of the persona").fill("Night-shift nurse")
    expect(status(form)).to_have_text("Unsaved changes")
    assert asks_before_leaving(page)
    saved(form)
    assert not asks_before_leaving(page)
    first = lab.saved("target_members")
    assert first["data"]["persona_name"] == "Night-shift nurse"
    assert (first["revision"], first["status"]) == (1, "draft")
    expect(form.locator(".tally")).to_have_text("1 of 5 required")
    form.get_by_label("Who they are").fill("Comes off duty at seven.")
    form.get_by_role("button", name="Save").click()
    expect(form.locator(".tally")).to_have_text("2 of 5 required")
    saved(form)
    assert lab.saved("target_members")["data"]["persona"] == "Comes off duty at seven."

    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    written = lab.home / "sheet.ipynb"
    for _ in range(50):
        if "Run this cell" in written.read_text("utf-8"):
            break
        page.wait_for_timeout(100)
    assert "widget" not in written.read_text("utf-8").lower()
    lab.end_sessions()

    open_notebook(page, lab.url, "sheet.ipynb")
    expect(page.locator(".jp-OutputArea-output").last).to_contain_text("Run this cell")
    [form, needs] = opened(page, lab, "TargetMembers", "Needs", names=["target_members", "needs"])
    expect(form.get_by_label("Name of the persona")).to_have_value("Night-shift nurse")
    expect(status(form)).to_contain_text("Saved answers")
    expect(needs.locator(".recalls")).to_contain_text("Night-shift nurse")
    expect(needs.locator(".recalls")).to_contain_text("from “Step 1: Target members”")


def test_rows_are_added_moved_deleted_and_pasted(page, lab):
    [form] = opened(page, lab, "TargetMembers", names=["target_members"])
    form.get_by_role("button", name="start with an empty sheet").click()
    group = form.get_by_role("group", name=re.compile("^Segments"))
    cell(form, "Segments", 1, "Segment").fill("cats")
    page.keyboard.press("Enter")  # a new row, same column
    page.keyboard.type("dogs")
    group.get_by_role("button", name="Add row").click()
    expect(cell(form, "Segments", 3, "Segment")).to_be_focused()
    page.keyboard.type("birds")
    group.get_by_role("button", name="Move row 3 up").click()
    expect(group.get_by_role("button", name="Move row 2 up")).to_be_focused()
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    for key in "xddab":  # in a notebook these cut, delete and add cells
        page.keyboard.press(key)
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells
    cell(form, "Segments", 2, "Segment").press("Alt+ArrowUp")
    expect(cell(form, "Segments", 1, "Segment")).to_be_focused()
    group.get_by_role("button", name="Delete row 2").click()
    expect(group.get_by_role("button", name="Delete row 2")).to_be_focused()
    saved(form)
    assert [row["segment"] for row in lab.saved("target_members")["data"]["segments"]] == ["birds", "dogs"]
    group.get_by_role("button", name="Undo").click()
    saved(form)
    assert [row["segment"] for row in lab.saved("target_members")["data"]["segments"]] == ["birds", "cats", "dogs"]

    cell(form, "Segments", 3, "Segment").click()
    paste(page, "Segment\tPeople left\tThreshold\r\nfish\t1,200\ttwo photos\r\nsnakes\t7\t<b>vet</b>\r\n")
    expect(group).to_contain_text("Rows pasted: 2")
    saved(form)
    rows = lab.saved("target_members")["data"]["segments"]
    assert [row["segment"] for row in rows] == ["birds", "cats", "fish", "snakes"]
    assert rows[2] == {"segment": "fish", "size": "1,200", "threshold": "two photos"}
    assert rows[3]["threshold"] == "<b>vet</b>"
    group.get_by_role("button", name="Undo").click()
    saved(form)
    assert len(lab.saved("target_members")["data"]["segments"]) == 3
    cell(form, "Segments", 1, "Segment").click()
    paste(page, "", "<table><tr><td>bats<br>and owls</td><td>3</td></tr></table><img src=x onerror=alert(1)>")
    saved(form)
    assert lab.saved("target_members")["data"]["segments"][0] == {
        "segment": "bats and owls",
        "size": "3",
        "threshold": "",
    }


def test_a_dead_kernel_is_seen_and_nothing_is_lost(page, lab):
    [form] = opened(page, lab, "TargetMembers", names=["target_members"])
    name = form.get_by_label("Name of the persona")
    name.fill("saved once")
    saved(form)
    said = page.locator(".jp-Dialog-footer button").last  # JupyterLab may say that the kernel has died
    page.add_locator_handler(said, said.click)
    os.kill(int(execute(page, "import os; print(os.getpid())")), signal.SIGKILL)
    name.fill("saved once and typed into the void")
    expect(status(form)).to_have_text("NOT SAVED", timeout=SOON)
    expect(form.get_by_role("alert")).to_contain_text("Your text is still here")
    assert asks_before_leaving(page)
    assert lab.saved("target_members")["data"]["persona_name"] == "saved once"
    page.wait_for_function(f"() => {KERNEL}.status === 'idle' && {KERNEL}.connectionStatus === 'connected'")
    run_all(page)
    form = the_form(page, "target_members")
    name = form.get_by_label("Name of the persona")
    expect(name).to_have_value("saved once")
    expect(form.locator(".draft")).to_contain_text("was never saved")
    form.get_by_role("button", name="Restore").click()
    expect(name).to_have_value("saved once and typed into the void")
    saved(form)
    assert lab.saved("target_members")["data"]["persona_name"] == "saved once and typed into the void"
    run_all(page)
    form = the_form(page, "target_members")
    expect(form.get_by_label("Name of the persona")).to_have_value("saved once and typed into the void")
    expect(form.locator(".draft")).to_have_count(0)


def test_a_busy_kernel_loses_nothing(page, lab):
    """Where messages wait for the running cell, the form says so and is saved once the cell has ended."""
    [form] = opened(page, lab, "TargetMembers", names=["target_members"])
    hold = (
        "import gc, threading; from shequn.worksheets.live import Form\n"
        "[live] = [one for one in gc.get_objects() if isinstance(one, Form)]\n"
        "live._turn.acquire(); threading.Timer(9, live._turn.release).start()"
    )
    assert execute(page, hold) == ""
    form.get_by_label("Name of the persona").fill("patient")
    expect(status(form)).to_have_text("NOT SAVED", timeout=SOON)
    saved(form)
    assert lab.saved("target_members")["data"]["persona_name"] == "patient"
    form.get_by_label("Name of the persona").fill("more patient")
    saved(form)
    assert lab.saved("target_members")["data"]["persona_name"] == "more patient"


def test_two_tabs_must_agree(page, lab):
    name = notebook(lab.home, "TargetMembers")
    open_notebook(page, lab.url, name)
    run_all(page)
    ours = the_form(page, "target_members")
    other_page = page.context.new_page()
    open_notebook(other_page, lab.url, notebook(lab.home, "TargetMembers", name="other.ipynb"))
    run_all(other_page)
    theirs = the_form(other_page, "target_members")
    theirs.get_by_label("Name of the persona").fill("theirs")
    saved(theirs)
    ours.get_by_label("Name of the persona").fill("ours")
    expect(ours.get_by_role("alert")).to_contain_text("saved in another window")
    expect(status(ours)).to_have_text("NOT SAVED")
    assert lab.saved("target_members")["data"]["persona_name"] == "theirs"
    ours.get_by_role("button", name="Save mine over it").click()
    saved(ours)
    assert lab.saved("target_members")["data"]["persona_name"] == "ours"
    theirs.get_by_label("Proof").fill("a photo")
    expect(theirs.get_by_role("alert")).to_contain_text("saved in another window")
    theirs.get_by_role("button", name="Load the other one").click()
    expect(theirs.get_by_label("Name of the persona")).to_have_value("ours")
    theirs.get_by_label("Proof").fill("a receipt")
    saved(theirs)
    data = lab.saved("target_members")["data"]
    assert (data["persona_name"], data["proof"]) == ("ours", "a receipt")


def test_chinese_is_composed_undisturbed(page, lab):
    [form] = opened(page, lab, "TargetMembers", names=["target_members"], language="zh")
    name = form.get_by_label("画像名称").or_(form.locator(".field.line textarea").first).first
    name.fill("")
    saved(form, "已保存")
    before = lab.saved("target_members")["revision"]
    keyboard = page.context.new_cdp_session(page)
    name.focus()
    keyboard.send("Input.insertText", {"text": "社"})
    for text in ("q", "qu", "qun"):
        keyboard.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        page.wait_for_timeout(500)
    page.wait_for_timeout(1500)
    assert lab.saved("target_members")["revision"] == before, "no save in the middle of composing"
    expect(name).to_be_focused()
    keyboard.send("Input.insertText", {"text": "群"})
    saved(form, "已保存")
    assert lab.saved("target_members")["data"]["persona_name"] == "社群"
    expect(name).to_have_value("社群")

    table = form.locator(".field.rows tbody textarea").first
    table.fill("")
    table.focus()
    keyboard.send("Input.imeSetComposition", {"text": "chengshi", "selectionStart": 8, "selectionEnd": 8})
    rows = form.locator(".field.rows tbody").first.locator("tr").count()
    keyboard.send("Input.insertText", {"text": "城市"})
    saved(form, "已保存")
    assert form.locator(".field.rows tbody").first.locator("tr").count() == rows
    assert lab.saved("target_members")["data"]["attributes"][0]["attribute"] == "城市"


def test_hostile_text_is_text(page, lab):
    bad = "<script>document.title='gone'</script><img src=x onerror=\"document.title='gone'\">"
    mixed = "مرحبا 👩‍👩‍👧 \u202egnp.exe & {name}"
    [form] = opened(page, lab, "TargetMembers", names=["target_members"])
    form.get_by_label("Name of the persona").fill(f"{bad}\nsecond\nline")
    form.get_by_label("Who they are").fill(f"{mixed}\n{bad}")
    form.get_by_label("Proof").fill("很" * 400)
    form.get_by_label("Smallest group").fill("a dozen")
    cell(form, "Segments", 1, "Segment").fill(bad)
    saved(form)
    expect(form.get_by_label("Proof")).to_have_attribute("aria-invalid", "true")
    expect(form).to_contain_text("400 characters, at most 300")
    expect(form).to_contain_text("“a dozen” is not a whole number")
    data = lab.saved("target_members")["data"]
    assert data["persona_name"] == f"{bad} second line"
    assert data["persona"] == f"{mixed}\n{bad}"
    assert (data["proof"], data["smallest_size"]) == ("很" * 400, "a dozen")
    form, needs = opened(page, lab, "TargetMembers", "Needs", names=["target_members", "needs"])
    expect(form.get_by_label("Name of the persona")).to_have_value(f"{bad} second line")
    expect(form.get_by_label("Smallest group")).to_have_value("a dozen")
    expect(needs.locator(".recalls")).to_contain_text(bad)
    assert page.locator(".shequn-form img, .shequn-form script").count() == 0
    assert page.title() != "gone"


def test_a_folder_that_cannot_be_written_is_said(page, lab):
    [form] = opened(page, lab, "TargetMembers", names=["target_members"])
    lab.workbook.write_text("a file stands where the folder should be")
    try:
        form.get_by_label("Name of the persona").fill("kept")
        expect(status(form)).to_have_text("NOT SAVED", timeout=SOON)
        expect(form.get_by_role("alert")).to_contain_text("cannot be written")
        expect(form.get_by_label("Name of the persona")).to_have_value("kept")
    finally:
        lab.workbook.unlink()
    form.get_by_role("button", name="Save").click()
    saved(form)
    assert lab.saved("target_members")["data"]["persona_name"] == "kept"


def test_nothing_sticks_out(page, lab, tmp_path):
    """On a desk and on a phone; and pictures to look at, in the temporary folder of the test."""
    forms = opened(page, lab, "TargetMembers", "Sop", names=["target_members", "sop"], language="zh")
    for width in (1280, 390):
        for form in forms:
            page.set_viewport_size({"width": width, "height": 900})
            form.locator("h2").scroll_into_view_if_needed()
            expect(form.get_by_role("button", name="保存")).to_be_in_viewport(ratio=1)
            height = int(form.bounding_box()["height"])
            page.set_viewport_size({"width": width, "height": height + 400})
            assert form.evaluate(STICKS_OUT) == []
            form.screenshot(path=tmp_path / f"{form.get_attribute('data-sheet')}-{width}.png")


def test_participants_do_not_see_each_other_in_voila(context, voila):
    name = notebook(voila.home, "TargetMembers")
    forms = {}
    page = context.new_page()
    page.goto(voila.url)
    expect(page.get_by_role("toolbar", name="file browser")).to_be_visible(timeout=SOON)  # the list of notebooks
    for who in ("ann", "bo"):
        page = context.new_page()
        page.goto(f"{voila.url}/voila/render/{name}?u={who}")
        forms[who] = the_form(page, "target_members")
        expect(forms[who].get_by_role("button", name="Save")).to_be_in_viewport(ratio=1)
        forms[who].get_by_label("Name of the persona").fill(f"persona of {who}")
        saved(forms[who])
    for who in ("ann", "bo"):
        path = voila.workbook / "participants" / who / "target_members.json"
        assert json.loads(path.read_text("utf-8"))["data"]["persona_name"] == f"persona of {who}"
        page = context.new_page()
        page.goto(f"{voila.url}/voila/render/{name}?u={who}")
        expect(the_form(page, "target_members").get_by_label("Name of the persona")).to_have_value(f"persona of {who}")
        expect(page.locator(".shequn-form .draft")).to_have_count(0)
    assert sorted(path.name for path in voila.workbook.iterdir()) == ["participants"]
