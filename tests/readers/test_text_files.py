"""CSV files that no program of ours wrote: encodings, delimiters, quotes, faulty rows and the lines they stand on."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import Read, read

from shequn.errors import InputError, ShequnError
from shequn.readers import text_files
from shequn.readers.folder import connect
from shequn.readers.text_files import encoding_of, load_csv, records

HEAD = "group_id,member_id,sent_at,kind\n"
CHINESE = "群ID,用户ID,发言时间,消息类型\ng1,小明,2026/3/5 9:07,文本\ng1,小红,2026/3/5 9:08,图片\n"
Write = Callable[..., Path]


def senders(found: Read) -> list[str]:
    return [row["member_id"] for row in found.tables["messages"]]


def faults(found: Read) -> list[tuple[int, str]]:
    return [(note.line, note.reason) for note in found.quality.tables["messages"].notes]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le+bom"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings(write: Write, encoding: str, end: str) -> None:
    text = CHINESE.replace("\n", end)
    raw = b"\xff\xfe" + text.encode("utf-16-le") if encoding.endswith("bom") else text.encode(encoding)
    found = read(write(messages=raw))
    assert senders(found) == ["小明", "小红"]
    assert [row["kind"] for row in found.tables["messages"]] == ["text", "image"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(write: Write, delimiter: str) -> None:
    out = io.StringIO()
    rows = [["群ID", "备注，等等", "用户ID", "发言时间"], ["g1", "a,b;c|d\te", "7", "2026-03-05"]]
    csv.writer(out, delimiter=delimiter).writerows(rows)
    assert senders(read(write(messages=out.getvalue()))) == ["7"]


def test_single_bad_lines_are_refused_in_either_encoding(write: Write) -> None:
    for encoding in ("utf-8", "gb18030"):
        lines = (
            (HEAD + "".join(f"g1,小明{i},2026-03-05,文本\n" for i in range(9)))
            .encode(encoding)
            .splitlines(keepends=True)
        )
        lines[4] = b"g1,\xff\xff,2026-03-05,text\n"
        found = read(write(messages=b"".join(lines)))
        assert faults(found) == [(5, "bad_bytes")]
        assert senders(found) == [f"小明{i}" for i in range(9) if i != 3]


def test_wrong_encoding_names_line_and_byte(write: Write) -> None:
    folder = write(messages=HEAD.encode() + b"g1,\xff\xff,2026-03-05,text\n" * 9)
    with pytest.raises(InputError, match=r"messages.csv, line 2 \(from byte 32\).* 9 of 10 lines.*UTF-8"):
        read(folder)


def test_header_in_a_wrong_encoding(write: Write) -> None:
    with pytest.raises(InputError, match="line 1: the header cannot be read"):
        read(write(messages=b"group_id,member_id,sent_at,\xff\n" + b"g1,1,2026-03-05,x\n" * 9))
    with pytest.raises(InputError, match="UTF-16"):
        read(write(messages=b"\xff\xfeg\x00r"))
    with pytest.raises(InputError, match="NUL byte"):
        read(write(messages=(HEAD + "g1,1,2026-03-05,x\n").encode("utf-16-le")))


def test_every_kind_of_faulty_row_is_refused_by_line(write: Write) -> None:
    found = read(
        write(
            messages=HEAD
            + "g1,1,2026-03-05,text\n"  # 2
            + "\n"
            + "g1,2,2026-03-05\n"  # 4: too few
            + 'g1,"3\n3",2026-03-05,text\n'  # 5 and 6: a sound row of two lines
            + "g1,4,2026-03-05,text,extra\n"  # 7: too many
            + "g1,5,2026-03-05,text,,\n"  # 8: blanks too many do no harm
            + ",,,\n"  # 9: no row
            + "g1,6\0,2026-03-05,text\n"  # 10
            + 'g1,"7,2026-03-05,text\n'  # 11: never closed
            + "g1,8,2026-03-05,text\n"  # 12
            + 'g1,"9" x,2026-03-05,text\n'  # 13: a quote inside, readable all the same
            + "g1,10,soon,text\n"  # 14
        )
    )
    assert senders(found) == ["1", "3\n3", "5", "8", "9 x"]
    assert faults(found) == [
        (4, "ragged_row"),
        (7, "ragged_row"),
        (10, "bad_bytes"),
        (11, "ragged_row"),
        (14, "bad_date"),
    ]
    assert found.quality.tables["messages"].rows_in == 10


def test_lines_are_those_of_the_file_when_duckdb_reads_it(write: Write) -> None:
    rows = [
        'g1,"1\n\n1",2026-03-05,text',
        "",
        "g1,,2026-03-05,text",
        ",,,",
        '"g\r\n1",3,never,text',
        "g1,4,2026-03-05,text",
    ]
    found = read(write(messages=HEAD + "\n".join(rows)))
    assert faults(found) == [(6, "blank_id"), (8, "bad_date")]
    assert senders(found) == ["1\n\n1", "4"]


def test_many_faulty_rows_are_all_counted_and_the_first_listed(write: Write) -> None:
    text = HEAD + "g1,1,2026-03-05,text\n" + "g1,2,soon,text\n" * 300 + "g1,2\n" * 250
    account = read(write(messages=text)).quality.tables["messages"]
    assert account.refused == {"bad_date": 300, "ragged_row": 250}
    assert [note.line for note in account.notes] == [*range(3, 203), *range(303, 503)]


def test_a_file_of_one_column_keeps_its_lines(write: Write) -> None:
    found = read(write(groups="群ID\ng1\n\nALL\n"))
    assert found.notes("groups") == [(4, "群ID", "ALL", "reserved_group")]


def test_old_mac_line_ends_and_a_last_line_without_end(write: Write) -> None:
    assert senders(read(write(messages=(HEAD + "g1,1,2026-03-05,text\ng1,2,soon,text").replace("\n", "\r")))) == ["1"]


def test_header_over_two_lines_and_after_blank_ones(write: Write) -> None:
    found = read(write(messages='\n\ngroup_id,member_id,sent_at,"no\nte"\ng1,1,2026-03-05,x\ng1,2,soon,x\n'))
    assert faults(found) == [(6, "bad_date")]


def test_a_huge_cell_is_refused_and_the_rest_read(write: Write) -> None:
    found = read(write(messages=HEAD + f"g1,{'x' * 200_000},2026-03-05,text\ng1,1,2026-03-05,text\ng1,2\n"))
    assert senders(found) in ([["x" * 200_000, "1"]], ["1"])
    assert found.quality.tables["messages"].rows_in == 3


@pytest.mark.parametrize("filler", ["x", "x,", '"', "茶"])
def test_of_a_line_too_long_only_the_beginning_is_held(write: Write, monkeypatch, filler: str) -> None:
    monkeypatch.setattr(text_files, "_LONGEST", 200_000)
    folder = write(members=f"group_id,member_id,joined_at\ng1,1,\ng1,{filler * 400_000}\ng1,2,\n")
    found = read(folder)
    assert [row["member_id"] for row in found.tables["members"]] == ["1", "2"]
    assert [(line, reason) for line, _, _, reason in found.notes("members")] == [(3, "ragged_row")]


def test_quotes_broken_everywhere_do_not_hang(write: Write) -> None:
    with pytest.raises(InputError, match="quotes are broken"):
        read(write(messages=HEAD + 'g1,x","\n' * 200_000))


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.lists(st.text('ab,"\n\r;é中 ', max_size=5), min_size=3, max_size=3), max_size=8),
    st.sampled_from(["\n", "\r\n"]),
)
def test_records_read_what_python_writes(rows: list[list[str]], end: str) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    text = io.StringIO(out.getvalue(), newline="")
    assert [cells for _, cells, _ in records(text, ",", "m.csv")] == rows


CELLS = st.sampled_from(
    ["a", "", '"x"', '"x""y"', '"l\nm"', '"l\r\nm"', " b", '"c,d"', 'x"y', "中", "  ", ' "s"', '"', "\0", "é"]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(CELLS, min_size=3, max_size=3).map(",".join) | st.lists(CELLS, max_size=5).map(",".join), max_size=8
    ),
    st.sampled_from(["\n", "\r\n"]),
)
def test_duckdb_and_python_agree_on_rows_and_lines(tmp_path: Path, rows: list[str], end: str) -> None:
    """What DuckDB reads by itself is what the row-by-row reader finds, on the same lines."""
    path = tmp_path / "messages.csv"
    path.write_bytes(end.join(["group_id,member_id,sent_at", *rows]).encode())
    connection = connect()
    try:
        source = load_csv(connection, "messages", path, {}, tmp_path)
        query = f"SELECT rowid, group_id, member_id, sent_at FROM {source.relation} ORDER BY rowid"
        found = {row: [(cell or "").strip() for cell in cells] for row, *cells in connection.execute(query).fetchall()}
        lines = source.lines(found)
    finally:
        connection.close()
    with path.open(encoding="utf-8", newline="") as text:
        expected = {
            line: [cell.strip() for cell in cells[:3]]
            for line, cells, _ in records(text, ",", "m")
            if line > 1
            and not isinstance(cells, str)
            and any(map(str.strip, cells))
            and len(cells) >= 3
            and not any(map(str.strip, cells[3:]))
        }
    assert {lines[row]: cells for row, cells in found.items() if any(cells)} == expected


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=80) | st.text('g1,2026-03-05"\n\0中;', max_size=120).map(str.encode), st.booleans())
def test_any_bytes_give_rows_or_a_clear_error(tmp_path: Path, raw: bytes, headed: bool) -> None:
    (tmp_path / "messages.csv").write_bytes(HEAD.encode() * headed + raw)
    try:
        found = read(tmp_path)
    except ShequnError:  # nothing else may come out
        return
    account = found.quality.tables["messages"]
    assert account.rows_in == account.rows_kept + sum(account.refused.values())
    assert len(found.tables["messages"]) == account.rows_kept
    assert len(account.notes) == sum(account.refused.values())
    assert all(note.line > 1 for note in account.notes)


def test_encoding_is_decided_from_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_bytes(b"a" * 3_000_000 + "群成员名单".encode("gb18030"))
    assert encoding_of(path) == ("gb18030", True)
    path.write_bytes(b"a" * 1_048_575 + "群".encode() + b"\0")
    assert encoding_of(path) == ("utf-8-sig", False)
