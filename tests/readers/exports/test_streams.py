"""Files as streams: encodings, lines too long, JSON broken off or broken, XML that must not be read."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shequn.readers.exports import streams, values
from shequn.readers.exports.streams import Item, Line, head, inside, json_items, json_lines, lines, objects, rows


@pytest.fixture
def put(tmp_path: Path):
    def write(content: str | bytes) -> Path:
        path = tmp_path / "file"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("raw", "encoding", "text"),
    [
        ("群聊".encode(), "utf-8", "群聊"),
        ("群聊".encode("utf-8-sig"), "utf-8", "群聊"),
        ("群聊".encode("utf-16"), "utf-16", "群聊"),
        ("群聊,用户".encode("gb18030"), "gb18030", "群聊,用户"),
        (b"", "utf-8", ""),
        (b"PK\x03\x04rest", "", ""),
        (bytes(range(32)) * 9, "", ""),
        (b"a,b\0\nc,de,f\n" * 9, "utf-8", "a,b\0\nc,de,f\n" * 9),
    ],
)
def test_the_head_of_a_file(put, raw, encoding, text):
    found = head(put(raw))
    assert (found.encoding, found.text, found.raw) == (encoding, text, raw)


def test_a_head_cut_in_the_middle_of_a_letter_is_still_utf8(put):
    for shift in range(3):
        assert head(put("a" * shift + "群" * 50_000)).encoding == "utf-8"
        assert streams.encoding_of(put("a" * (streams._CHUNK + shift) + "群" * 50_000)) == "utf-8"


def test_chinese_that_begins_late_still_decides(put):
    path = put(b"x" * 80 + b"\n" * 1_200_000 + "群聊\n".encode("gb18030"))
    assert list(lines(path))[-1] == Line(1_200_001, "群聊")


def test_lines(put):
    found = list(lines(put("\ufeffa\r\nb\rc\n\nd".encode())))
    assert found == [Line(1, "a"), Line(2, "b\rc"), Line(3, ""), Line(4, "d")]
    assert list(lines(put("甲\r\n乙\n".encode("utf-16")))) == [Line(1, "甲"), Line(2, "乙")]


def test_one_line_in_another_encoding_is_the_only_one_lost(put):
    found = list(lines(put("群聊一\n群聊二\n".encode() + "群聊三\n".encode("gb18030") + "群聊四\n".encode())))
    assert [line.fault for line in found] == ["", "", "bad_bytes", ""]
    assert found[3].text == "群聊四"


def test_a_line_too_long_is_the_only_one_lost(put):
    found = list(lines(put("a\n" + "b" * 1_200_000 + "\nc\n"), limit=1000))
    assert [(line.number, line.fault) for line in found] == [(1, ""), (2, "too_long"), (3, "")]
    assert len(found[1].text) <= 1000
    [only] = lines(put("b" * 5000), limit=1000)
    assert only.fault == "too_long"
    assert [line.fault for line in lines(put("b" * 999 + "\n" + "c" * 1000 + "\n"), limit=1000)] == ["", "too_long"]


def test_rows(put):
    text = 'a,"b\nc"\r\n"' + "x" * (streams.LINE_LIMIT + 1) + '"\n1,2\n'
    found = list(rows(put(text)))
    assert [(line, cells if isinstance(cells, str) else len(cells)) for line, cells, _ in found] == [
        (1, 2),
        (3, "too_long"),
        (4, 2),
    ]
    assert found[0][1] == ["a", "b\nc"]


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
        ("[" * 100_000, [], "broken"),
        ("[" + "9" * 10_000 + "]", [], "broken"),
    ],
)
def test_what_follows_a_fault_is_refused(put, text, values, fault):
    *good, bad = objects(put(text))
    assert [item.value for item in good] == values
    assert (bad.fault, bad.number) == (fault, len(values) + 1)


def test_an_object_too_long_is_refused_and_does_not_fill_the_memory(put, monkeypatch):
    monkeypatch.setattr(streams, "OBJECT_LIMIT", 1000)
    monkeypatch.setattr(streams, "_CHUNK", 100)
    assert [item.fault for item in objects(put('[1, "' + "x" * 5000 + '", 2]'))] == ["", "too_long"]
    assert [item.value for item in objects(put("[1, " + '"' + "x" * 900 + '", 2]'))][::2] == [1, 2]


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
        patch.setattr(streams, "_CHUNK", chunk)
        found = list(objects(path))
        assert found == [Item(n, ("*",), value) for n, value in enumerate(values, start=1)]
        assert [i.value for i in inside(path, set())] == [values]


def test_xml_documents(put):
    path = put(
        '\ufeff<?xml version="1.0"?>\n<xml><A>1</A></xml><xml>\n<A><![CDATA[2]]></A>\n</xml>\n\n<xml><A></xml>\n<xml>'
    )
    found = list(streams.xml_documents(path))
    assert [(item.number, item.fault) for item in found] == [(1, ""), (2, ""), (3, "broken"), (4, "truncated")]
    assert [item.value.findtext("A") for item in found[:2]] == ["1", "2"]


def test_xml_with_a_document_type_or_an_entity_is_refused_unread(put):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><A>&b;</A></xml>\n<xml><A>1</A></xml>'
    assert [item.fault for item in streams.xml_documents(put(bomb))] == ["xml_entities", ""]
    found = streams.xml_documents(put("<xml>" + "\n<A>x</A>" * 300_000))
    assert next(found).fault == "too_long"


@pytest.mark.parametrize(
    "text",
    ["13800138000", "+86 138 0013 8000", "138-0013-8000", "a.b@example.com", "王 8613800138000", "+44 7700 900123"],
)
def test_telephones_and_mails_are_hashed(text):
    found = values.private(text)
    assert "phone:" in found or "mail:" in found
    assert not any(part in found for part in ("0013", "138000", "@", "7700"))


@pytest.mark.parametrize(
    "text", ["wrOgQhDgAAMYQiS5ol9G7gK9JVAAAA", "1000000444696", "a13800138000", "2026-03-05", "12345"]
)
def test_ids_stay(text):
    assert values.private(text) == text
