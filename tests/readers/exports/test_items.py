"""JSON values and XML documents as streams: broken off, broken, too long, or such as must not be read."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shequn.readers.exports import items
from shequn.readers.exports.items import Item, inside, json_items, json_lines, objects


@pytest.fixture
def put(tmp_path: Path):
    def write(content: str | bytes) -> Path:
        path = tmp_path / "file"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_objects_one_many_or_an_array(put, mark):
    assert [item.value for item in objects(put(mark + b' [{"a": 1}, 2, "\xe7\xbe\xa4"]'))] == [{"a": 1}, 2, "群"]
    assert [item.value for item in objects(put(mark + b'{"a": 1}\n{"b": [1]} 3'))] == [{"a": 1}, {"b": [1]}, 3]
    assert [item.number for item in objects(put(mark + b"[7, 8, 9]"))] == [1, 2, 3]
    assert list(objects(put(mark))) == []
    assert list(objects(put(mark + b"[]"))) == []


def test_going_into_an_object(put):
    path = put('{"name": "g", "list": [{"id": 1, "messages": [10, 20]}, {"messages": []}], "n": null}')
    into = {(), ("list",), ("list", "*"), ("list", "*", "messages")}
    assert [(i.where, i.value) for i in inside(path, into)] == [
        (("name",), "g"),
        (("list", "*", "id"), 1),
        (("list", "*", "messages", "*"), 10),
        (("list", "*", "messages", "*"), 20),
        (("n",), None),
    ]


@pytest.mark.parametrize(
    ("text", "values", "fault"),
    [
        ('[{"a": 1}, {"a": ', [{"a": 1}], "truncated"),
        ('[{"a": 1}, {"a": "x', [{"a": 1}], "truncated"),
        ('[{"a": 1}', [{"a": 1}], "truncated"),
        ('[{"a": 1},', [{"a": 1}], "truncated"),
        ("[1, 2}", [1, 2], "broken"),
        ('[{"a": 1}, {"a" 1}, {"a": 3}]', [{"a": 1}], "broken"),
        ("[1] x", [1], "broken"),
        ('[1, {"a": tru', [1], "truncated"),
        ('[1, {"a": -', [1], "truncated"),
        ('[1, {"a": "\\u7f', [1], "truncated"),
        ('[1, {"a": "\\u7fz4"}]', [1], "broken"),
        ('[1, {"a": "two\nlines"}]', [1], "broken"),
        ("", [], ""),
        ("{} []", [{}], ""),
        ('[1] {"a": [2]} [3]', [1, {"a": [2]}, 3], ""),
        ("[" * 100_000, [], "broken"),
        ("[" + "9" * 10_000 + "]", [], "broken"),
    ],
)
def test_what_follows_a_fault_is_refused(put, text, values, fault):
    found = list(objects(put(text)))
    assert [item.value for item in found if not item.fault] == values
    assert [(item.fault, item.number) for item in found if item.fault] == [(fault, len(values) + 1)] * bool(fault)


def test_an_object_too_long_is_refused_and_does_not_fill_the_memory(put, monkeypatch):
    monkeypatch.setattr(items, "OBJECT_LIMIT", 1000)
    monkeypatch.setattr(items, "CHUNK", 100)
    assert [item.fault for item in objects(put('[1, "' + "x" * 5000 + '", 2]'))] == ["", "too_long"]
    assert [item.value for item in objects(put("[1, " + '"' + "x" * 900 + '", 2]'))][::2] == [1, 2]
    for text, read in (('"' + "x" * 5000, 1000), ('{"a" 1, "b": 2}' + " " * 5000, 100)):
        file = io.StringIO(text)
        with pytest.raises(items._Fault):
            items._Text(file).value()
        assert file.tell() == read
    assert [item.fault for item in inside(put('{"a": [1, "' + "x" * 5000 + '"]}'), {(), ("a",)})] == ["", "too_long"]
    found = json_lines(put('{"a": 1}\n{"a": "' + "x" * 5000 + '"}\n{"a": 3}\n'))
    assert [(item.number, item.fault) for item in found] == [(1, ""), (2, "too_long"), (3, "")]


def test_what_counts_inside_an_object(put):
    """Elements, what stands in the place of a list, and what does not decode; else the number before stays."""
    path = put(b'{"a": 1, "list": [5, 6], "b": "\xff", "list": null, "c": 2}')
    assert [(item.number, item.where, item.fault) for item in inside(path, {(), ("list",)})] == [
        (0, ("a",), ""),
        (1, ("list", "*"), ""),
        (2, ("list", "*"), ""),
        (3, ("b",), "bad_bytes"),
        (4, ("list",), ""),
        (4, ("c",), ""),
    ]


def test_bad_bytes_cost_one_element(put):
    path = put('["群聊一", "群聊二", "'.encode() + b"\xff\xfe" + '", "群聊三"]'.encode())
    assert [(item.value, item.fault) for item in objects(path)] == [
        ("群聊一", ""),
        ("群聊二", ""),
        (None, "bad_bytes"),
        ("群聊三", ""),
    ]


def test_json_lines(put):
    path = put('{"a": 1}\n\n{"a": \n  {"a": 3}\r\n')
    found = list(json_lines(path))
    assert [(item.number, item.fault) for item in found] == [(1, ""), (3, "broken"), (4, "")]
    assert [item.value for item in json_items(path)] == [{"a": 1}, None, {"a": 3}]
    assert [item.value for item in json_items(put(" [1, 2]"))] == [1, 2]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
            lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
            max_leaves=8,
        ),
        max_size=8,
    ),
    st.integers(1, 50),
    st.sampled_from([None, 2]),
)
def test_any_array_streams_to_what_the_json_module_reads(tmp_path_factory, values, chunk, indent):
    path = tmp_path_factory.getbasetemp() / "values.json"
    path.write_text(json.dumps(values, ensure_ascii=True, indent=indent), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(items, "CHUNK", chunk)
        found = list(objects(path))
        assert found == [Item(n, (), value) for n, value in enumerate(values, start=1)]
        assert [i.value for i in inside(path, set())] == [values]


def test_xml_documents(put):
    path = put(
        '\ufeff<?xml version="1.0"?>\n<xml><A>1</A></xml><xml>\n<A><![CDATA[2]]></A>\n</xml>\n\n<xml><A></xml>\n<xml>'
    )
    found = list(items.xml_documents(path))
    assert [(item.number, item.fault) for item in found] == [(1, ""), (2, ""), (3, "broken"), (4, "truncated")]
    assert [item.value.findtext("A") for item in found[:2]] == ["1", "2"]


def test_xml_with_a_document_type_or_an_entity_is_refused_unread(put):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><A>&b;</A></xml>\n<xml><A>1</A></xml>'
    assert [item.fault for item in items.xml_documents(put(bomb))] == ["xml_entities", ""]


@pytest.mark.parametrize("between", ["\n", ""])
def test_an_xml_document_too_long(put, between):
    assert next(items.xml_documents(put("<xml>" + f"{between}<A>x</A>" * 300_000))).fault == "too_long"


@pytest.mark.parametrize(
    "odd",
    [
        "junk<xml></xml>",
        "<xml><A></xml>",
        "<A/><xml></xml>",
        "<xml/><xml></xml>",
        "<xml></all></xml>",
        "<xml>&a;</xml>",
    ],
)
def test_an_odd_document_costs_itself_among_many(put, odd):
    good = "<xml><A>1</A></xml>\n"
    found = list(items.xml_documents(put(good * 1000 + odd + good * 1000)))
    assert [(item.number, item.fault) for item in found if item.fault] == [(1001, "broken")]
    assert len(found) == 2001
    assert {item.value.findtext("A") for item in found if not item.fault} == {"1"}


def test_documents_with_a_declaration_each(put):
    text = '<?xml version="1.0" encoding="GB2312"?>\n<xml><A>群</A></xml>\n'
    assert [item.value.findtext("A") for item in items.xml_documents(put(text * 3))] == ["群"] * 3
