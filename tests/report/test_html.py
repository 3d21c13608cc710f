"""The HTML report: complete in itself, nothing that runs, every value, every glyph, and a look in a real browser."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import subprocess
import urllib.request
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from shequn import fonts
from shequn.errors import RenderError
from shequn.fonts import printable
from shequn.report import html, svg
from shequn.report.format import format_value
from shequn.report.model import Column, Picture, Table

VOID = {"meta", "img", "br", "link", "hr", "input"}
BOLD = {"h1", "h2", "h3", "strong"}
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
)


class Page(HTMLParser):
    """Tags in order, the cells of every table, and the characters set in regular and in bold."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[tuple[str, bool]] = []
        self.tables: list[list[list[str]]] = []
        self.regular, self.bold, self.css = set(), set(), ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        heavy = tag in BOLD or attributes.get("scope") == "col" or "700" in attributes.get("style", "")
        if tag not in VOID:
            self.open.append((tag, heavy))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        names = [tag for tag, _ in self.open]
        if "style" in names:
            self.css += data
            return
        (self.bold if any(heavy for _, heavy in self.open) else self.regular).update(data)
        if {"td", "th"} & set(names):
            self.tables[-1][-1][-1] += data


RENDERED: dict[str, str] = {}


@pytest.fixture
def text(document):
    return RENDERED.get(document.cover.language) or RENDERED.setdefault(document.cover.language, html.render(document))


@pytest.fixture
def page(text):
    return Page(text)


def test_the_page_is_whole_and_small(document, text, page):
    assert text.startswith("<!doctype html>")
    assert not page.open
    assert len(text.encode()) < 500_000
    tags = dict(reversed(page.tags))
    assert tags["html"]["lang"] == {"en": "en", "zh": "zh-CN"}[document.cover.language]
    assert any(a.get("http-equiv") == "Content-Security-Policy" and a["content"] == POLICY for _, a in page.tags)
    assert html.render(document) == text


def test_nothing_runs_and_nothing_is_fetched(text, page):
    assert not {"script", "iframe", "object", "embed", "link", "base", "form"} & {tag for tag, _ in page.tags}
    for tag, attributes in page.tags:
        assert not any(name.startswith(("on", "xmlns", "xlink")) for name in attributes), (tag, attributes)
        for name in ("src", "href", "srcset", "action"):
            assert (attributes.get(name) or "#").startswith("#"), (tag, attributes)
    assert set(re.findall(r"url\((.{10})", text)) <= {"data:font/"} | set(re.findall(r"url\((#.{9})", text))
    # The only address on the page is the nickname that looks like one, and it is text.
    assert set(re.findall(r"\w+://[\w.]+|//\w+\.\w+", text)) == {"https://example.invalid"}


def test_names_that_look_like_code_stay_text(page, hostile):
    names = [row[0] for row in page.tables[0][1:]]
    assert names == [printable(name) for name in hostile]
    assert "<script>alert(1)</script>" in names


def test_every_value_of_every_table_is_there(document, page):
    shown = [table for _, table in document.tables() if table.only is None]
    assert len(page.tables) == len(shown) < len(list(document.tables()))
    for table, found in zip(shown, page.tables, strict=True):
        language, currency = document.cover.language, document.cover.currency
        kinds = [column.kind for column in table.columns]
        rows = [
            [printable(format_value(value, kind, language, currency)) for value, kind in zip(row, kinds, strict=True)]
            for row in table.rows
        ]
        assert found == [[column.label for column in table.columns], *rows]


def test_those_who_cannot_see_are_told(document, page):
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    pictures = [block for section in document.sections for block in section.blocks if isinstance(block, Picture)]
    drawings = [attributes for tag, attributes in page.tags if tag == "svg"]
    assert [(d["role"], d["aria-label"]) for d in drawings] == [("img", picture.alt) for picture in pictures]
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")
    ids = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
    assert len(set(ids)) == len(ids)
    for _, attributes in page.tags:
        for name in ("aria-labelledby", "href"):
            assert (attributes.get(name) or f"#{ids[0]}").removeprefix("#") in ids
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert links == [f"#{section.id}" for section in document.sections]


def outlines(font: TTFont, codes: set[int]) -> dict[int, list[object]]:
    """What a font draws for each of the code points that it has."""
    shapes, names = font.getGlyphSet(), font.getBestCmap()
    pens = {code: RecordingPen() for code in codes & set(names)}
    for code, pen in pens.items():
        shapes[names[code]].draw(pen)
    return {code: [shapes[names[code]].width, *pen.value] for code, pen in pens.items()}


def test_every_character_has_its_glyph_inside_the_page(page):
    faces = re.findall(r"font-weight:(\d+);(?:unicode-range:([^;]*);)?.*?base64,([^)]*)\)", page.css)
    drawn = {400: set(), 700: set()}
    for weight, span, data in faces:
        with (
            TTFont(io.BytesIO(base64.b64decode(data))) as font,
            TTFont(fonts.paths()[400 if span else int(weight)]) as whole,
        ):
            codes = set(font.getBestCmap())
            if span:
                codes &= {int(code.removeprefix("U+"), 16) for code in span.split(",")}
            assert outlines(font, codes) == outlines(whole, codes)
        drawn[int(weight)] |= codes
    assert {ord(c) for c in page.regular if c.isprintable()} <= drawn[400]
    assert {ord(c) for c in page.bold if c.isprintable()} <= drawn[700]


def test_a_bold_character_that_only_regular_has_is_drawn(document):
    rare = next(chr(code) for code in sorted(fonts.coverage(400) - fonts.coverage(700)) if code > 0x4E00)
    cover = document.cover.model_copy(update={"client": f"王{rare}"})
    text = html.render(document.model_copy(update={"cover": cover}))
    assert f"font-weight:700;unicode-range:U+{ord(rare):X};" in text
    test_every_character_has_its_glyph_inside_the_page(Page(text))


def test_english_quotation_marks_are_as_narrow_as_english_needs_them(text):
    data = re.search(r"base64,([^)]*)\)", text)[1]
    with TTFont(io.BytesIO(base64.b64decode(data))) as font:
        assert "pwid" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert ':lang(en){font-feature-settings:"pwid"}' in text


def test_a_missing_font_is_an_error(document, monkeypatch):
    monkeypatch.setattr(fonts, "paths", lambda: dict.fromkeys((400, 700), Path("nowhere.otf")))
    with pytest.raises(RenderError, match=r"nowhere\.otf is not there; .* install shequn again"):
        html.render(document)


@pytest.mark.parametrize(
    "part",
    [
        "<script>alert(1)</script>",
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
        '<rect onclick="alert(1)"/>',
        '<a href="https://example.invalid">x</a>',
        '<image href="https://example.invalid/x.png"/>',
        '<use href="other.svg#a"/>',
        '<rect style="fill:url(https://example.invalid/x)"/>',
        "<style>@import 'https://example.invalid'</style>",
        '<metadata><a xmlns="http://example.invalid/"/></metadata>',
        '<rect filter="javascript:alert(1)"/>',
        "<!-- http: -->",
    ],
)
def test_drawings_bring_in_nothing_but_shapes(part):
    clean = svg.inline(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{part}</svg>', "x", "f-")
    assert not re.search(r"http|alert|script|import|other|metadata|foreign|<a\b", clean)


def test_drawings_keep_their_shapes_and_get_ids_of_their_own():
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'width="9pt" viewBox="0 0 9 9">'
        '<defs><path id="m" d="M 0 1 L 2 3"/><clipPath id="c"><rect width="9"/></clipPath></defs>'
        '<g id="axes_1" clip-path="url(#c)"><use xlink:href="#m" x="1"/>'
        "<text style=\"font: 700 10px 'Noto Sans SC'\">周 &lt;1&gt;</text></g></svg>"
    )
    clean = svg.inline(drawn, "周", "f1-")
    assert 'id="f1-m" d="M 0 1 L 2 3"' in clean
    assert 'clip-path="url(#f1-c)"' in clean
    assert 'href="#f1-m" x="1"' in clean
    assert "周 &lt;1&gt;</text>" in clean
    assert "axes_1" not in clean
    assert "xmlns" not in clean


class Browser:
    """Chromium, driven over its own protocol on loopback."""

    FLAGS = (
        *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
        *("--disable-background-networking", "--disable-component-update"),
        *("--remote-debugging-port=0", "--remote-allow-origins=*"),
    )

    def __init__(self, path: str, folder: Path) -> None:
        import websocket

        self.process = subprocess.Popen(
            [path, *self.FLAGS, f"--user-data-dir={folder}", "about:blank"], stderr=subprocess.PIPE, text=True
        )
        try:
            port = next(
                found[1] for line in self.process.stderr if (found := re.search(r"ws://127.0.0.1:(\d+)/", line))
            )
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
                target = next(target for target in json.load(answer) if target["type"] == "page")
            self.socket = websocket.create_connection(target["webSocketDebuggerUrl"], timeout=30)
        except BaseException:
            self.close()
            raise
        self.events: list[dict[str, object]] = []
        self.number = 0
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: object) -> dict[str, object]:
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while (message := json.loads(self.socket.recv())).get("id") != self.number:
            self.events.append(message)
        assert "error" not in message, message
        return message["result"]

    def open(self, path: Path, width: int) -> None:
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600
        )
        self.events.clear()
        self.call("Page.navigate", url=path.as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(json.loads(self.socket.recv()))
        self.value("document.fonts.ready.then(() => 1)")

    def value(self, expression: str) -> object:
        return self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)["result"][
            "value"
        ]

    def close(self) -> None:
        if hasattr(self, "socket"):
            self.socket.close()
        self.process.terminate()
        self.process.wait(20)
        self.process.stderr.close()


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed (Debian package chromium)")
    running = Browser(path, tmp_path_factory.mktemp("profile"))
    yield running
    running.close()


TOO_WIDE = """[...document.querySelectorAll("body *")].filter(e => !e.closest("svg, .scroll") &&
  e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(e => e.outerHTML.slice(0, 80))"""
CUT_OFF = """[...document.querySelectorAll(".card p, h1, h2, h3, .verdict, nav a")].filter(e =>
  e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"""
SMALLEST = """Math.min(...[...document.querySelectorAll("p, li, th, td, figcaption, a")].map(e =>
  parseFloat(getComputedStyle(e).fontSize)))"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 768, 390])
def test_the_page_reads_well_in_a_browser(browser, text, tmp_path, width):
    path = tmp_path / "report.html"
    path.write_text(text, "utf-8")
    browser.open(path, width)
    assert browser.value("innerWidth") == width
    assert browser.value("document.documentElement.scrollWidth") <= width
    assert browser.value(TOO_WIDE) == []
    assert browser.value(CUT_OFF) == []
    assert browser.value(SMALLEST) >= 12
    fetched = [e["params"]["request"]["url"] for e in browser.events if e["method"] == "Network.requestWillBeSent"]
    assert [url for url in fetched if not url.startswith("data:font/")] == [path.as_uri()]
    noise = {"Page.javascriptDialogOpening", "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"}
    assert not [event for event in browser.events if event["method"] in noise]
    # Both weights were taken from the page and not from the machine.
    faces = browser.value("[...document.fonts].filter(f => f.status == 'loaded').map(f => f.weight).sort().join()")
    assert faces == "400,700"


@pytest.mark.browser
def test_a_question_and_its_answer_fit_a_telephone(browser, document, tmp_path):
    """Wider tables scroll sideways; an answer is read in one piece, also one without a blank to break at."""
    columns = [Column(key="question", label="Question"), Column(key="answer", label="Answer")]
    rows = [["What happens at the end of the group?", "They meet again in a year. " * 9], ["Where?", "x" * 200]]
    pair = Table(title="Answers", columns=columns, rows=rows)
    section = document.sections[0].model_copy(update={"blocks": [pair]})
    path = tmp_path / "pair.html"
    path.write_text(html.render(document.model_copy(update={"sections": [section]})), "utf-8")
    browser.open(path, 390)
    assert browser.value('document.querySelectorAll("table").length') == 1
    assert browser.value('(e => e.scrollWidth <= e.clientWidth)(document.querySelector(".scroll"))') is True


@pytest.mark.browser
def test_the_page_prints_without_cut_figures(browser, document, text, tmp_path):
    import pypdf

    path = tmp_path / "report.html"
    path.write_text(text, "utf-8")
    browser.open(path, 1280)
    data = browser.call("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"]
    pages = pypdf.PdfReader(io.BytesIO(base64.b64decode(data))).pages
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
    texts = [page.extract_text() for page in pages]
    assert all(f"{number} / {len(pages)}" in text for number, text in enumerate(texts, 1))
    # A table that goes on takes its heading along: the long one stands on two pages.
    weekly = next(block for block in document.sections[3].blocks if isinstance(block, Table))
    heading = " ".join(column.label for column in weekly.columns[:3])
    assert sum(heading in " ".join(text.split()) for text in texts) >= 2


def test_a_part_that_is_no_part_is_refused():
    with pytest.raises(TypeError, match="str is neither cover nor section"):
        html.fragment("<b>x</b>")
