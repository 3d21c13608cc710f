"""Parquet files written by PyArrow, and pandas frames: typed columns need no parsing, big files no loading."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading import TODAY, read

from shequn import metrics
from shequn.errors import InputError
from shequn.readers import folder, read_frames
from shequn.readers.columnar import load_parquet
from shequn.readers.settings import Settings
from shequn.readers.tables import read_tables

UTC = dt.UTC
MORNING = dt.datetime(2026, 3, 5, 1, 7)


def write(path: Path, **columns: Any) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize(
    "sent_at",
    [
        pa.array([MORNING.replace(tzinfo=UTC)], pa.timestamp("us", "UTC")),
        pa.array([MORNING.replace(tzinfo=UTC)], pa.timestamp("ms", "America/New_York")),
        pa.array([dt.datetime(2026, 3, 5, 9, 7)], pa.timestamp("us")),
        pa.array([dt.datetime(2026, 3, 5, 9, 7)], pa.timestamp("ns")),
        pa.array([1772672820], pa.int64()),
        pa.array([1772672820000], pa.int64()),
        pa.array([46086.3798611111], pa.float64()),
        pa.array(["2026-03-05T09:07:00+08:00"]),
    ],
)
def test_times(tmp_path: Path, sent_at: pa.Array) -> None:
    write(tmp_path / "messages.parquet", group_id=["g1"], member_id=["7"], sent_at=sent_at)
    (row,) = read(tmp_path).tables["messages"]
    assert (row["sent_at"], row["day"], row["hour"]) == (MORNING, dt.date(2026, 3, 5), 9)


def test_typed_tables(tmp_path: Path) -> None:
    write(
        tmp_path / "members.parquet",
        group_id=pa.array([1, 2]),
        member_id=pa.array([7.0, 8.0]),
        joined_at=[dt.date(2026, 3, 5), None],
        role=pa.array(["群主", None]).dictionary_encode(),
        left_at=pa.array([None, None], pa.timestamp("us", "UTC")),
    )
    amounts = [Decimal("12.34"), Decimal("0.10"), Decimal("12.345"), None]
    write(
        tmp_path / "orders.parquet",
        order_id=[1, 2, 3, 4],
        member_id=[7, 7, None, 7],
        paid_at=[dt.datetime(2026, 3, 5, 9, 7)] * 3 + [None],
        amount=pa.array(amounts, pa.decimal128(18, 3)),
        refunded_amount=[0.1 + 0.2, np.nan, None, None],
    )
    found = read(tmp_path)
    members, orders = found.tables["members"], found.tables["orders"]
    assert [(r["group_id"], r["member_id"], r["role"]) for r in members] == [("1", "7", "owner"), ("2", "8", "member")]
    assert [(r["order_id"], r["amount"], r["refunded"]) for r in orders] == [("1", 1234, 30), ("2", 10, 0)]
    reasons = [(line, reason) for line, _, _, reason in found.notes("orders")]
    assert reasons == [(1, "undated_refund"), (3, "bad_amount"), (4, "unpaid")]


def test_faulty_rows_of_a_file_that_is_not_loaded(tmp_path: Path) -> None:
    write(
        tmp_path / "messages.parquet",
        group_id=["g1", None, "ALL", "g1", "g1", "g1", " g1 ", "g1"],
        member_id=["1", "1", "1", "1", "1", "", "1", "2"],
        sent_at=pa.array(
            [MORNING] * 3 + [None, dt.datetime(2199, 1, 1), MORNING, MORNING, MORNING], pa.timestamp("us", "UTC")
        ),
        kind=["文本", "text", "text", "text", "text", "text", " Text", ""],
    )
    found = read(tmp_path)
    assert [(line, reason) for line, _, _, reason in found.notes("messages")] == [
        (2, "blank_id"),
        (3, "reserved_group"),
        (4, "bad_date"),
        (5, "future_date"),
        (6, "blank_id"),
    ]
    assert [(row["group_id"], row["kind"]) for row in found.tables["messages"]] == [
        ("g1", "text"),
        ("g1", "text"),
        ("g1", "other"),
    ]


def test_repeated_messages_of_a_file_that_is_not_loaded(tmp_path: Path) -> None:
    write(
        tmp_path / "messages.parquet",
        group_id=["g1"] * 4,
        member_id=["1", "2", "3", "4"],
        sent_at=["2026-03-05"] * 4,
        message_id=pa.array([5, 6, 5, None]),
        column=["早报"] * 4,
        mentions=[["1", "2"], [], None, ["3"]],
    )
    found = read(tmp_path)
    assert [row["member_id"] for row in found.tables["messages"]] == ["1", "2", "4"]
    assert [row["mentions"] for row in found.tables["messages"]] == ["1,2", None, "3"]
    assert found.notes("messages") == [(3, "message_id", "5", "duplicate")]


@pytest.mark.parametrize("year", ["-290000", "infinity"])
def test_instants_beyond_any_calendar(tmp_path: Path, year: str) -> None:
    far = np.array([np.iinfo("int64").max if year == "infinity" else -(2**62), 1772672820000000])
    instants = pa.array(far).cast(pa.timestamp("us"))
    write(tmp_path / "messages.parquet", group_id=["g1"] * 2, member_id=["1", "2"], sent_at=instants)
    found = read(tmp_path)
    assert [row["member_id"] for row in found.tables["messages"]] == ["2"]


def test_a_big_file_is_scanned_not_loaded(tmp_path: Path) -> None:
    n = 200_000
    path = write(
        tmp_path / "messages.parquet",
        group_id=["g1"] * n,
        member_id=[f"u{i % 99}" for i in range(n)],
        sent_at=pa.array(np.arange(n) * 1_000_000 + 1772672820000000).cast(pa.timestamp("us", "UTC")),
        kind=["text"] * n,
    )
    connection = folder.connect()
    tables, quality = read_tables(connection, [load_parquet(connection, "messages", path, {})], Settings(TODAY))
    assert quality.tables["messages"].rows_kept == n
    assert connection.execute("SELECT count(*) FROM duckdb_tables()").fetchall() == [(0,)]
    plan = tables["messages"].select("group_id, member_id, day").distinct().explain()
    assert "group_id" in plan
    assert "file_row_number" not in plan
    assert "regexp" not in plan
    connection.close()


def test_no_parquet(tmp_path: Path) -> None:
    path = tmp_path / "messages.parquet"
    path.write_bytes(b"PAR1 and nothing else")
    with pytest.raises(InputError, match=r"messages.parquet: no readable Parquet file"):
        read(tmp_path)
    write(path, group_id=["g1"] * 1000, member_id=[str(i) for i in range(1000)], sent_at=["2026-03-05"] * 1000)
    whole = path.read_bytes()
    path.write_bytes(whole[:40] + b"\xff" * 400 + whole[440:])
    with pytest.raises(InputError, match=r"messages.parquet: cannot be read to its end"):
        read(tmp_path)


def test_columns_of_unusable_types(tmp_path: Path) -> None:
    write(tmp_path / "messages.parquet", group_id=[{"a": 1}], member_id=["1"], sent_at=["2026-03-05"])
    with pytest.raises(InputError, match=r"column 'group_id': values of type STRUCT.* cannot be read as group_id"):
        read(tmp_path)
    write(tmp_path / "messages.parquet", group_id=["1"], member_id=[b"1"], sent_at=["2026-03-05"])
    with pytest.raises(InputError, match=r"column 'member_id': values of type BLOB"):
        read(tmp_path)


def test_frames() -> None:
    joined = pd.to_datetime(["2026-03-05", None, "2026-03-06"])
    sent, paid = pd.Timestamp("2026-03-05T01:07Z"), [dt.date(2026, 3, 5), "2026-03-06"]
    members = pd.DataFrame({"群ID": ["g1", "g1", None], "用户ID": [7, 8, 9], "入群时间": joined}, index=[5, 5, 5])
    messages = pd.DataFrame(
        {"group_id": ["g1"], "member_id": [7.0], "sent_at": [sent], "kind": pd.Categorical(["图片"])}
    )
    orders = pd.DataFrame(
        {"order_id": [1, 2], "member_id": ["7", None], "paid_at": paid, "amount": [Decimal("1.10"), 5]}
    )
    with read_frames(members, messages, orders, today=TODAY) as community:
        quality = community.quality
        assert community.group_ids == ("g1",)
        assert quality.tables["members"].rows_kept == 2
        assert [(n.line, n.column, n.reason) for n in quality.tables["members"].notes] == [(3, "群ID", "blank_id")]
        assert quality.tables["orders"].rows_kept == 2
        assert quality.tables["members"].files == ["members (frame)"]
    assert list(members.columns) == ["群ID", "用户ID", "入群时间"]


def test_leave_intervals_of_typed_tables(tmp_path: Path) -> None:
    left, after = dt.datetime(2026, 3, 20, 1, tzinfo=UTC), dt.datetime(2026, 3, 10, 20, tzinfo=UTC)
    columns = {"group_id": ["g1"], "member_id": ["7"], "joined_at": pa.array([None], pa.timestamp("us"))}
    write(tmp_path / "members.parquet", **columns, left_at=[left], left_after=[after])
    assert read(tmp_path).tables["members"][0]["after_day"] == dt.date(2026, 3, 11)
    frame = pd.DataFrame(
        {"group_id": ["g1"], "member_id": ["7"], "joined_at": [None], "left_at": [left], "left_after": [after]}
    )
    with read_frames(frame, today=TODAY) as community:
        intervals = metrics.leave_intervals(community)
    assert intervals["longest_days"].tolist() == [9, 9]


def test_frames_must_hold_something() -> None:
    with pytest.raises(InputError, match="neither members nor messages"):
        read_frames(orders=pd.DataFrame({"order_id": [1], "member_id": [1], "paid_at": ["2026-03-05"], "amount": [1]}))
