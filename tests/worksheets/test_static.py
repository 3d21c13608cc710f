"""Where nobody can fill it in, a sheet is plain HTML."""

from html.parser import HTMLParser

import ipywidgets
import pytest

from shequn import texts
from shequn.worksheets import SHEETS, TargetMembers
from shequn.worksheets.form import form
from shequn.worksheets.static import StaticForm, as_html
from shequn.worksheets.workbook import Workbook

BAD = "<script>alert(1)</script><img src=x onerror=alert(1)>"


class Page(HTMLParser):
    """Tags and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.words = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return "\n".join(self.words)


@pytest.fixture
def workbook(tmp_path) -> Workbook:
    return Workbook(tmp_path / "workbook", language="en")


def test_the_switch_builds_no_widget(workbook, monkeypatch):
    monkeypatch.setenv("SHEQUN_STATIC", "1")
    built = []
    monkeypatch.setattr(ipywidgets.Widget, "open", built.append)
    shown = form(TargetMembers, workbook)
    assert isinstance(shown, StaticForm)
    assert not isinstance(shown, ipywidgets.Widget)
    assert not built


def test_it_says_whose_answers_these_are(workbook, monkeypatch):
    monkeypatch.setenv("SHEQUN_STATIC", "1")
    shown = form(TargetMembers, workbook)
    assert "sample client" in repr(shown)
    assert repr(shown) in Page(shown._repr_html_()).text
    workbook.save(TargetMembers, {"persona_name": "Night-shift nurse"}, 0)
    page = Page(form(TargetMembers, workbook)._repr_html_())
    assert "your saved answers" in page.text
    assert "Night-shift nurse" in page.text
    assert "Still to fill in: Who they are, " in page.text


def test_what_was_typed_is_text(workbook):
    row = {"segment": BAD, "size": "a dozen", "threshold": "&amp;"}
    workbook.save(TargetMembers, {"persona_name": BAD, "persona": "a\nb", "segments": [row]}, 0)
    page = Page(as_html(texts.Texts("en"), workbook.load(TargetMembers)))
    assert not {"script", "img"} & set(page.tags)
    assert page.words.count(BAD) == 2
    assert "&amp;" in page.words
    assert any("“a dozen” is not a whole number" in words for words in page.words)


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_shows_all_its_fields(tmp_path, sheet, language):
    t, model = texts.Texts(language), SHEETS[sheet]
    html = as_html(t, Workbook(tmp_path, language=language).load(model))
    page = Page(html)
    assert page.tags.count("dt") == len(model.fields())
    assert t(f"sheet.{sheet}.title") in page.text
    assert "None" not in page.words
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert ("http" in html, "url(" in html) == (False, False)
