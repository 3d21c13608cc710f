"""Daily, weekly, cohort and lifecycle figures of ten million messages: this package against plain pandas.

    python benchmarks/metrics.py [--messages 1e7] [--folder DIR] [--rounds 3]

Four runs take turns, each in a process of its own so that its peak memory is its own:

- ``pass``: one DuckDB pass of distinct (group, member, local day) over the messages, the least any answer needs;
- ``ours``: the package, from tables with local days, as readers hand them over;
- ``read``: the package from the folder of raw files, checks of every row included;
- ``pandas``: the same definitions in plain pandas; its figures must equal ours, at every level.

All rounds are printed; the ratios are of the medians. The data are made once by a seeded generator and kept.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

GROUPS, PEOPLE, DAYS, START = 1_000, 300_000, 180, "2026-01-05"  # a Monday
MEMORY = "700MB"
RUNS = ("pass", "ours", "read", "pandas")
NAMES = ("daily", "weekly", "cohorts", "lifecycle")
DAY = 86_400 * 10**6


def generate(folder: Path, n_messages: int) -> None:
    """Write members, messages and orders in local time: uneven groups and people, leavers, rejoiners, strangers."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(20260105)
    weights = 1 / np.arange(1, GROUPS + 1) ** 0.7
    n_seats = int(PEOPLE * 1.4)
    group = rng.choice(GROUPS, n_seats, p=weights / weights.sum())
    person = np.concatenate([np.arange(PEOPLE), rng.integers(0, PEOPLE, n_seats - PEOPLE)])
    seat = np.unique(group.astype("int64") * PEOPLE + person)
    group, person = seat // PEOPLE, seat % PEOPLE
    never, end = -1, DAYS * DAY
    joined = np.where(rng.random(len(seat)) < 0.35, never, rng.integers(0, end, len(seat)))
    left = np.maximum(joined, 0) + rng.exponential(120 * DAY, len(seat)).astype("int64")
    left = np.where((rng.random(len(seat)) < 0.45) & (left < end), left, never)
    back = np.flatnonzero((left >= 0) & (rng.random(len(seat)) < 0.25))
    again = left[back] + rng.exponential(10 * DAY, len(back)).astype("int64")
    back, again = back[again < end], again[again < end]
    group, person = np.concatenate([group, group[back]]), np.concatenate([person, person[back]])
    joined = np.concatenate([joined, again])
    left = np.concatenate([left, np.full(len(back), never)])
    members = pd.DataFrame({"g": group, "p": person, "joined": joined, "gone": left})

    talk = 1 / np.arange(1, len(members) + 1) ** 0.9
    rng.shuffle(talk)
    rows = rng.choice(len(members), n_messages, p=talk / talk.sum())
    first = np.maximum(joined[rows], 0)
    last = np.where(left[rows] < 0, end, left[rows])
    stranger = rng.random(n_messages) < 0.01
    sent = np.where(stranger, rng.random(n_messages) * end, first + rng.random(n_messages) * (last - first)).astype(
        "int64"
    )
    order = np.argsort(sent)
    kinds = rng.choice(5, n_messages, p=[0.78, 0.1, 0.06, 0.03, 0.03])
    messages = pd.DataFrame({"g": group[rows][order], "p": person[rows][order], "sent": sent[order], "k": kinds})

    n_orders = n_messages // 100
    rows = rng.choice(len(members), n_orders, p=talk / talk.sum())
    named = np.where(rng.random(n_orders) < 0.1, -1, group[rows])
    orders = pd.DataFrame({"g": named, "p": person[rows], "paid": rng.integers(0, end, n_orders)})
    orders["cents"] = np.maximum(100, rng.lognormal(4, 1, n_orders) * 100).astype("int64")

    write(folder, {"members": members, "messages": messages, "orders": orders})


def write(folder: Path, frames: dict[str, pd.DataFrame]) -> None:
    """Turn numbers into ids and microseconds since the start into local times, and write Parquet."""
    import duckdb

    start = f"epoch_us(TIMESTAMP '{START}')"
    group, person = "format('g{:04d}', g)", "format('u{:08d}', p)"
    columns = {
        "members": f"{group} AS group_id, {person} AS member_id, 'member' AS role, "
        f"CASE WHEN joined >= 0 THEN make_timestamp(joined + {start}) END AS joined_at, "
        f"CASE WHEN gone >= 0 THEN make_timestamp(gone + {start}) END AS left_at",
        "messages": f"{group} AS group_id, {person} AS member_id, make_timestamp(sent + {start}) AS sent_at, "
        "['text', 'image', 'link', 'voice', 'system'][k + 1] AS kind",
        "orders": f"'o' || row_number() OVER () AS order_id, {person} AS member_id, "
        f"CASE WHEN g >= 0 THEN {group} END AS group_id, make_timestamp(paid + {start}) AS paid_at, "
        "cents / 100 AS amount",
    }
    with duckdb.connect() as connection:
        for name, frame in frames.items():
            connection.register("numbers", frame)
            path = folder / f"{name}.parquet"
            connection.execute(f"COPY (SELECT {columns[name]} FROM numbers) TO '{path}.part' (FORMAT parquet)")
            Path(f"{path}.part").rename(path)


def connect(folder: Path) -> Any:
    import duckdb

    connection = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder / "spill")})
    connection.execute("SET enable_progress_bar = false; SET preserve_insertion_order = false")
    return connection


def run_pass(folder: Path) -> dict[str, pd.DataFrame]:
    connection = connect(folder)
    messages = f"SELECT DISTINCT group_id, member_id, sent_at::DATE FROM '{folder}/messages.parquet'"
    connection.execute(f"CREATE TEMP TABLE seen AS {messages}")
    return {}


def figures(community: Any) -> dict[str, pd.DataFrame]:
    from shequn import metrics

    end = date.fromisoformat(START) + timedelta(days=DAYS - 1)
    return {name: getattr(metrics, name)(community, START, end) for name in NAMES}


def run_ours(folder: Path) -> dict[str, pd.DataFrame]:
    from shequn.community import Community

    connection = connect(folder)
    utc = "{0} - INTERVAL 8 HOUR AS {0}"
    midnight = "left_at = left_at::DATE AND (joined_at IS NULL OR joined_at < left_at)"
    tables = {
        "members": "group_id, member_id, role, joined_at::DATE AS joined_day, left_at::DATE AS left_day, "
        f"left_at::DATE - ({midnight})::INT AS last_day, {utc.format('joined_at')}, {utc.format('left_at')}",
        "messages": "group_id, member_id, kind, sent_at::DATE AS day, hour(sent_at)::INT AS hour",
        "orders": f"order_id, member_id, group_id, {utc.format('paid_at')}, paid_at::DATE AS day, "
        "round(amount * 100)::BIGINT AS amount, 0::BIGINT AS refunded, NULL::DATE AS refund_day",
    }
    relations = {
        name: connection.sql(f"SELECT {columns} FROM '{folder}/{name}.parquet'") for name, columns in tables.items()
    }
    return figures(Community(**relations, connection=connection))


def run_read(folder: Path) -> dict[str, pd.DataFrame]:
    import shequn

    return figures(shequn.read(folder))


def run_pandas(folder: Path) -> dict[str, pd.DataFrame]:
    import plain_pandas

    return plain_pandas.figures(folder, START, DAYS)


def run(name: str, folder: Path, out: Path) -> None:
    """Do one run in this process; write its figures, its seconds and its peak memory."""
    import duckdb  # noqa: F401  imports are not what is compared
    import narwhals.stable.v2  # noqa: F401
    import pandas as pd  # noqa: F401

    started, cpu = time.perf_counter(), time.process_time()
    tables = {"pass": run_pass, "ours": run_ours, "read": run_read, "pandas": run_pandas}[name](folder)
    used = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu}
    used["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for table, frame in tables.items():
        frame.to_pickle(out / f"{name}_{table}.pickle")
    (out / f"{name}.json").write_text(json.dumps(used))


def compare(out: Path, first: str, second: str) -> None:
    """Stop unless two runs gave the same figures."""
    import pandas as pd

    for table in NAMES:
        ours, theirs = (pd.read_pickle(out / f"{name}_{table}.pickle") for name in (first, second))
        keys = ["group_id", *(name for name in ("day", "week_start", "cohort_start", "age") if name in ours)]
        names = [name for name in ours.columns if name in theirs.columns]
        frames = [
            frame[names].astype({n: "float64" for n in names if ours[n].dtype in ("Int64", "float64")})
            for frame in (ours, theirs)
        ]
        frames = [frame.sort_values(keys, ignore_index=True) for frame in frames]
        pd.testing.assert_frame_equal(*frames, check_dtype=False)
        print(f"  {table}: {len(ours):,} rows, {len(names)} columns equal ({first}, {second})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=float, default=1e7)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "shequn-benchmark")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runs", nargs="+", choices=RUNS, default=RUNS)
    parser.add_argument("--one", choices=(*RUNS, "generate"), help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    folder = options.folder if options.one else options.folder / f"{int(options.messages)}"
    if options.one == "generate":
        generate(folder, int(options.messages))
        return
    if options.one:
        run(options.one, folder, options.out)
        return
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "orders.parquet").exists():
        print(f"writing {int(options.messages):,} messages to {folder}")
        # In a process of its own: a child's peak memory starts from its parent's.
        messages = ["--messages", str(options.messages)]
        subprocess.run([sys.executable, __file__, "--one", "generate", "--folder", str(folder), *messages], check=True)
    found: dict[str, list[dict[str, float]]] = {name: [] for name in options.runs}
    with tempfile.TemporaryDirectory() as out:
        for number in range(options.rounds):
            for name in options.runs:
                command = [sys.executable, __file__, "--one", name, "--folder", str(folder), "--out", out]
                subprocess.run(command, check=True)
                found[name].append(json.loads((Path(out) / f"{name}.json").read_text()))
                used = found[name][-1]
                times = f"{used['seconds']:7.2f} s {used['cpu']:7.2f} s CPU"
                print(f"round {number + 1} {name:7}{times} {used['megabytes']:6.0f} MB", flush=True)
        for name in set(options.runs) & {"pandas", "read"}:
            compare(Path(out), "ours", name)
    report(found)


def report(found: dict[str, list[dict[str, float]]]) -> None:
    """Print the ratios of the medians, and the highest peaks."""
    for kind in ("seconds", "cpu"):
        median = {name: statistics.median(used[kind] for used in rounds) for name, rounds in found.items()}
        base = median["ours"]
        print(f"{kind}: ours {base:.2f}", end="")
        if "pandas" in median:
            print(f" = pandas {median['pandas']:.2f} / {median['pandas'] / base:.2f}", end="")
        if "pass" in median:
            print(f" = {base / median['pass']:.2f} passes; 2 x pass + 1 s = {2 * median['pass'] + 1:.2f}", end="")
        print(f"; with reading {median['read']:.2f}" if "read" in median else "")
    print("peak MB:", {name: round(max(used["megabytes"] for used in rounds)) for name, rounds in found.items()})


if __name__ == "__main__":
    main()
