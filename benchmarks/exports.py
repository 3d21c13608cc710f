"""A million lines of each text format, and five million orders: read into the database of a conversion.

    python benchmarks/exports.py [--lines 1e6] [--orders 5e6] [--folder DIR] [--rounds 1]

Each run is a process of its own, so that its peak memory is its own; `wc -l` reads the same file in turn, and the ratio
of the two is printed. The files are made once by a seeded generator and kept.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START = datetime(2026, 1, 5, tzinfo=UTC)
PEOPLE = 5_000


def moments(n: int) -> Iterator[tuple[int, int, datetime]]:
    """Number, person, time of each message."""
    rng = random.Random(20260105)
    for i in range(n):
        yield i, int(PEOPLE * rng.random() ** 3), START + timedelta(seconds=i)


def wecom_archive(n: int) -> Iterator[str]:
    for i, who, at in moments(n):
        yield json.dumps(
            {
                "msgid": f"{i}_external", "action": "send", "from": f"wm{who}", "tolist": ["boss"],
                "roomid": f"wr{i % 50}", "msgtime": int(at.timestamp()) * 1000, "msgtype": "text",
                "text": {"content": "大家早上好"},
            },
            ensure_ascii=False,
        )  # fmt: skip


def telegram(n: int) -> Iterator[str]:
    yield '{"name": "Tea", "type": "private_supergroup", "id": 1, "messages": ['
    for i, who, at in moments(n):
        message = {
            "id": i, "type": "message", "date": f"{at:%Y-%m-%dT%H:%M:%S}", "date_unixtime": str(int(at.timestamp())),
            "from": f"Name {who}", "from_id": f"user{who}", "text": "hello", "text_entities": [],
        }  # fmt: skip
        yield json.dumps(message) + ("," if i < n - 1 else "")
    yield "]}"


def whatsapp(n: int) -> Iterator[str]:
    for _, who, at in moments(n):
        yield f"{at:%d/%m/%Y, %H:%M} - Name {who}: hello"


def qq_text(n: int) -> Iterator[str]:
    yield "\ufeff消息记录（此消息记录为文本格式，不支持重新导入）\n\n" + "=" * 64 + "\n消息分组:我的群聊\n" + "=" * 64
    yield "消息对象:茶\n" + "=" * 64 + "\n"
    for _, who, at in moments(n // 3):
        yield f"{at:%Y-%m-%d} {at.hour}:{at:%M:%S} 名{who}({10000 + who})\n大家早上好\n"


def memotrace(n: int) -> Iterator[str]:
    yield "\ufeff消息ID,类型,发送人,时间,内容,备注,昵称,更多信息"
    for i, who, at in moments(n):
        yield f"{10**18 + i},文本,名{who},{at:%Y-%m-%d %H:%M:%S},大家早上好,,名{who},more"


def discord(n: int) -> Iterator[str]:
    yield "AuthorID,Author,Date,Content,Attachments,Reactions"
    for _, who, at in moments(n):
        yield f'"{10**17 + who}","name{who}","{at:%Y-%m-%dT%H:%M:%S}.0000000+00:00","hello","",""'


def irc(n: int) -> Iterator[str]:
    for _, who, at in moments(n):
        yield f"[{at:%Y-%m-%d %H:%M:%S}] <name{who}> hello"


def youzan_orders(n: int) -> Iterator[str]:
    yield "订单号,订单状态,订单创建时间,买家付款时间,订单实付金额,买家昵称,买家手机号,订单退款状态,订单已退款金额"
    for i, who, at in moments(n):
        paid = f"{at:%Y-%m-%d %H:%M:%S}"
        refund = "1.00" if i % 50 == 0 else "0.00"
        yield f"E{10**22 + i},交易完成,{paid},{paid},{i % 300}.50,名{who},186****0000,,{refund}"


TEXTS = (wecom_archive, telegram, whatsapp, qq_text, memotrace, discord, irc)
MAKERS: dict[str, Callable[[int], Iterator[str]]] = {maker.__name__: maker for maker in (*TEXTS, youzan_orders)}


def read(path: Path) -> None:
    """What one process does: gather a file, and say how long it took."""
    from shequn.readers.exports.base import Options
    from shequn.readers.exports.gather import gather
    from shequn.readers.folder import connect

    begun = time.perf_counter()
    connection = connect(path.stat().st_size)
    with tempfile.TemporaryDirectory() as work:
        [account] = gather(connection, [path], Options(dayfirst=True), Path(work))
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([account.format, account.rows, account.kept, seconds, peak]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=float, default=1e6)
    parser.add_argument("--orders", type=float, default=5e6)
    parser.add_argument("--folder", type=Path, default=Path("benchmarks/results/exports"))
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", nargs="*", choices=MAKERS, default=list(MAKERS))
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        read(given.read)
        return
    given.folder.mkdir(parents=True, exist_ok=True)
    print(f"{'format':<16}{'lines':>11}{'MB':>7}{'kept':>11}{'seconds':>9}{'peak MB':>9}{'wc -l':>8}{'ratio':>8}")
    for name in given.only:
        n = int(given.orders if name == "youzan_orders" else given.lines)
        path = given.folder / f"{name}_{n}"
        if not path.exists():
            with path.open("w", encoding="utf-8") as file:
                file.writelines(line + "\n" for line in MAKERS[name](n))
        runs, counts = [], []
        for _ in range(given.rounds):
            reading = [sys.executable, __file__, "--read", str(path)]
            runs.append(json.loads(subprocess.run(reading, capture_output=True, text=True, check=True).stdout))
            begun = time.perf_counter()
            counted_lines = subprocess.run(["wc", "-l", path], capture_output=True, text=True, check=True).stdout
            lines = int(counted_lines.split()[0])
            counts.append(time.perf_counter() - begun)
        seconds, counted = statistics.median(run[3] for run in runs), statistics.median(counts)
        kind, _, kept, _, peak = runs[0]
        size, ratio = path.stat().st_size / 1e6, seconds / counted
        print(f"{kind:<16}{lines:>11,}{size:>7.0f}{kept:>11,}{seconds:>9.1f}{peak:>9.0f}{counted:>8.2f}{ratio:>8.0f}")


if __name__ == "__main__":
    main()
