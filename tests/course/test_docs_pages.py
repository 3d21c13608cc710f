"""The pages are what the texts make; every metric and every export stands there; every term has one name."""

import inspect
import re
import unicodedata
from pathlib import Path

import pytest
from tooling import tool

from shequn import metrics
from shequn.findings import GOOD_DIRECTION
from shequn.readers.exports.detect import formats
from shequn.texts import table

ROOT = Path(__file__).parents[2]
TERMS = {
    key.removesuffix(".name"): entry for key, entry in table().items() if re.fullmatch(r"term\.\w+\.\w+\.name", key)
}
METRICS = {
    key.split(".")[1]: entry for key, entry in table().items() if key.startswith("metric.") and key.endswith(".label")
}
HAN = re.compile("[一-鿿]")
SAME = {
    **{f"types.{name}": f"choice.community_type.{name}" for name in ("conversion", "fan", "repurchase", "learning")},
    "types.lead_in": "choice.community_type.lead_in",
    "types.flash": "choice.community_type.flash",
    "basics.owner": "choice.role.owner",
    "basics.seed_members": "choice.role.seed",
    "basics.ladder": "sheet.people.field.ladder.label",
    "data.silent": "layer.silent",
    "operate.script": "sheet.sop.field.rows.column.script.label",
}
"""Terms that a list or a form names too."""
AVOIDED = {
    "活跃占比": "活跃率",
    "首要指标": "第一指标",
    "准时率": "按时率",
    "转换率": "转化率",
    "保留率": "留存率",
    "重复购买率": "复购率",
    "粘性": "黏性",
    "缺席因子": "缺席系数",
    "左截断": "左删失",
    "队列分析": "同期群",
    "闪购群": "快闪群",
    "种子成员": "种子用户",
    "客户画像": "用户画像",
    "企微": "企业微信",
    "engagement rate": "active rate",
    "conversion ratio": "conversion rate",
    "retention ratio": "retention",
    "traffic group": "lead-in group",
    "drainage group": "lead-in group",
    "wechat work": "WeCom",
    "enterprise wechat": "WeCom",
}
"""A second word for a term, and the one to use."""


@pytest.fixture(scope="module")
def builder():
    return tool("build_docs")


def sources() -> dict[str, str]:
    """Everything a reader meets, without the glossary itself."""
    places = [*(ROOT / "shequn" / "texts").glob("*.toml"), *(ROOT / "lessons").glob("*.py"), *ROOT.glob("README*.md")]
    places.append(ROOT / "data" / "samples" / "README.md")
    return {path.name: path.read_text("utf-8") for path in places if path.name != "glossary.toml"}


# The pages ---------------------------------------------------------------------------------------------------


def test_the_pages_are_what_the_texts_make(builder, capsys):
    assert builder.main(["--check"]) == 0, capsys.readouterr().err


def test_a_page_that_is_stale_or_missing_is_named(builder, tmp_path, capsys):
    assert builder.main([], tmp_path) == 0
    assert builder.main(["--check"], tmp_path) == 0
    with (tmp_path / "glossary.zh.md").open("a", encoding="utf-8") as page:
        page.write("by hand\n")
    (tmp_path / "metrics.md").unlink()
    assert builder.main(["--check"], tmp_path) == 1
    said = capsys.readouterr().err
    assert "glossary.zh.md" in said
    assert "metrics.md" in said
    assert "metrics.zh.md" not in said


def test_links_lead_to_pages_and_anchors(builder):
    pages = builder.pages()
    links = [(name, link) for name, text in pages.items() for link in re.findall(r"\]\(([^)]+)\)", text)]
    assert len(links) > len(METRICS)
    for name, link in links:
        page, _, anchor = link.partition("#")
        assert page in pages, (name, link)
        assert not anchor or f'<a id="{anchor}"></a>' in pages[page], (name, link)
        assert not anchor or (".zh." in page) == (".zh." in name), "a page links to its own language"


def test_both_languages_have_the_same_parts(builder):
    for name in ("glossary", "metrics", "exports"):
        english, chinese = (builder.pages()[f"{name}{ending}"] for ending in (".md", ".zh.md"))
        for mark in (r"^#+", r"^- ", r"^\|"):
            assert len(re.findall(mark, english, re.MULTILINE)) == len(re.findall(mark, chinese, re.MULTILINE))


# The handbook ------------------------------------------------------------------------------------------------


def test_every_metric_stands_in_the_handbook_once(builder):
    found = [metric for members in builder.families().values() for metric in members]
    assert sorted(found) == sorted(METRICS)


def test_every_metric_function_is_in_the_handbook(builder):
    told = {name for metric in METRICS for name in (*builder.homes(metric), metric)} & set(builder.functions())
    assert told | builder.NO_METRIC == set(builder.functions())
    assert not told & builder.NO_METRIC


@pytest.mark.parametrize("metric", sorted(METRICS))
def test_a_metric_has_a_home_a_direction_and_its_functions_source(builder, metric):
    assert builder.homes(metric) or metric in builder.functions()
    [family] = [family for family, members in builder.families().items() if metric in members]
    assert (metric in GOOD_DIRECTION) != (f"handbook.{family}.{metric}.direction" in table())
    functions = [metric] if metric in builder.functions() else builder.homes(metric)
    stated = {text for name in functions if (text := builder.section(name, "Source"))}
    if stated and metric != "net":  # money has no source beside that of the layers
        assert table()[f"handbook.{family}.{metric}.source"]["en"] in stated


def test_columns_are_read_from_docstrings(builder):
    assert builder.homes("total_members") == ["daily", "rates", "weekly"]
    assert builder.homes("no_such_column") == []
    assert all(inspect.getdoc(getattr(metrics, name)) for name in builder.functions())


# The guide to exports ----------------------------------------------------------------------------------------


def test_every_format_has_its_words_in_the_guide_once(builder):
    found = [name for members in builder.families("guide", "get").values() for name in members]
    assert sorted(found) == sorted(each.NAME for each in formats()), "write its words in exports_guide.toml"
    assert builder.families("guide", "gaps") == builder.families("guide", "get")


@pytest.mark.parametrize("known", formats(), ids=lambda known: known.NAME)
def test_the_table_says_what_the_reader_tells(builder, known):
    for page in ("exports.md", "exports.zh.md"):
        text = builder.pages()[page]
        [row] = [line for line in text.splitlines() if f"({page}#{known.NAME})" in line]
        assert (row.count("✓"), row.count("—")) == (len(known.TELLS), 8 - len(known.TELLS))
        assert text.count(f'<a id="{known.NAME}"></a>') == 1


# The glossary ------------------------------------------------------------------------------------------------


def test_names_are_unique_and_definitions_too():
    assert len(TERMS) >= 60
    for language in ("en", "zh"):
        names = [entry[language].lower() for entry in (*TERMS.values(), *METRICS.values())]
        assert len(set(names)) == len(names)
        definitions = [table()[f"{key}.definition"][language] for key in TERMS]
        assert len(set(definitions)) == len(definitions)


@pytest.mark.parametrize("key", [*TERMS, *METRICS])
def test_pinyin_stands_where_there_are_characters(key):
    entry = TERMS.get(key) or METRICS[key]
    pinyin = entry.get("pinyin", "")
    assert bool(pinyin) == bool(HAN.search(entry["zh"]))
    assert not HAN.search(pinyin)
    # Each character is a syllable with a vowel; Latin letters of the name stand in it as they are.
    spelled = unicodedata.normalize("NFD", pinyin)
    assert len(re.findall("[aeiouü]\u0308?", spelled)) >= len(HAN.findall(entry["zh"]))
    tones = sum(mark in spelled for mark in "\u0300\u0301\u0304\u030c")
    assert tones or not pinyin


@pytest.mark.parametrize("key", sorted(TERMS))
def test_a_term_is_used_somewhere(key):
    text = "\n".join(sources().values())
    assert TERMS[key]["zh"] in text, "delete a term that nothing uses"
    assert TERMS[key]["en"].lower() in text.lower()


@pytest.mark.parametrize(("term", "elsewhere"), sorted(SAME.items()))
def test_lists_and_forms_use_the_terms_names(term, elsewhere):
    for language in ("en", "zh"):
        assert TERMS[f"term.{term}"][language] == table()[elsewhere][language]


@pytest.mark.parametrize(("second", "term"), sorted(AVOIDED.items()))
def test_no_second_word_for_a_term(second, term):
    found = [name for name, text in sources().items() if second in text.lower()]
    assert not found, f"say {term}"
    assert any(term.lower() in text.lower() for text in sources().values()), "the term itself must be in use"
