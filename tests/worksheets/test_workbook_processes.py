"""Several processes and threads at one workbook, and a save that is killed."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from shequn.errors import ConflictError
from shequn.worksheets import Needs

SAVES = 200
COUNTER = f"""
import sys
from pathlib import Path
from shequn.errors import ConflictError
from shequn.worksheets import Needs, Workbook

field, book, conflicts = sys.argv[2], Workbook(Path(sys.argv[1])), 0
print("ready", flush=True)
sys.stdin.readline()
for number in range({SAVES}):
    while True:
        answers = book.load(Needs)
        assert answers.data.get(field, "0") == str(number), "what this process saved is still there"
        try:
            book.save(Needs, answers.data | {{field: str(number + 1)}}, answers.revision)
            break
        except ConflictError:
            conflicts += 1
print(conflicts)
"""
"""Counts up in one field, over what the other process counts in another."""

SAVER = """
import os, signal, sys
from pathlib import Path
from shequn.worksheets import Needs, Workbook

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
book = Workbook(Path(sys.argv[1]))
done = os.open(sys.argv[2], os.O_RDWR | os.O_CREAT)
print("ready", flush=True)
for _ in sys.stdin:
    child = os.fork()
    if child:
        print(child, flush=True)
        continue
    revision = book.load(Needs).revision
    while True:
        revision = book.save(Needs, {"unmet": f"{revision + 1} " * 500}, revision).revision
        os.pwrite(done, b"%012d" % revision, 0)
"""
"""Forks a child for each line, which saves until it is killed, and notes each save that was confirmed."""


def start(code: str, *arguments: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_two_processes_lose_no_update(book):
    book.save(Needs, {}, 0)
    processes = [start(COUNTER, book.folder, field) for field in ("unmet", "chosen_need")]
    try:
        for process in processes:
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        conflicts = [int(process.communicate(timeout=50)[0]) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.wait()
            process.stdin.close()
            process.stdout.close()
    answers = book.load(Needs)
    assert answers.data == {"unmet": str(SAVES), "chosen_need": str(SAVES)}
    assert (answers.revision, answers.problems) == (1 + 2 * SAVES, ())
    assert sum(conflicts) > 0, "they did meet"
    assert sorted(path.name for path in book.folder.iterdir()) == [".lock", "needs.json", "needs.json.bak"]


def test_threads_of_one_kernel_lose_no_update(book):
    """JupyterLab hands the messages of widgets to threads of the kernel."""

    def count(field: str) -> None:
        for number in range(25):
            while True:
                answers = book.load(Needs)
                try:
                    book.save(Needs, answers.data | {field: str(number + 1)}, answers.revision)
                    break
                except ConflictError:
                    continue

    fields = ["a", "b", "c", "d"]
    with ThreadPoolExecutor(len(fields)) as pool:
        list(pool.map(count, fields))
    assert (book.load(Needs).data, book.load(Needs).revision) == (dict.fromkeys(fields, "25"), 100)


def test_a_save_killed_at_any_moment_leaves_the_old_or_the_new_file(book, tmp_path):
    """A hundred times kill -9: what was confirmed is there, the next save at most, and all of it whole."""
    path, noted = book.folder / "needs.json", tmp_path / "noted"
    book.save(Needs, {"unmet": "1 " * 500}, 0)
    dice, halfway = random.Random(3), 0
    saver = start(SAVER, book.folder, noted)
    try:
        assert saver.stdout.readline() == "ready\n"
        noted.write_bytes(b"%012d" % 1)
        for _ in range(100):
            confirmed = noted.read_bytes()
            saver.stdin.write("fork\n")
            saver.stdin.flush()
            child = int(saver.stdout.readline())
            until = time.monotonic() + 10
            while noted.read_bytes() == confirmed and time.monotonic() < until:
                time.sleep(0.001)
            time.sleep(dice.uniform(0, 0.02))
            os.kill(child, signal.SIGKILL)
            with suppress(ProcessLookupError):
                while True:  # until it is gone
                    os.kill(child, 0)
                    time.sleep(0.0005)
            halfway += any(file.suffix == ".new" for file in book.folder.iterdir())
            found, backup = (json.loads(file.read_text("utf-8")) for file in (path, book.folder / "needs.json.bak"))
            assert found["revision"] - int(noted.read_bytes()) in (0, 1)
            assert found["data"]["unmet"] == f"{found['revision']} " * 500
            assert backup["revision"] in (found["revision"], found["revision"] - 1)
            assert backup["data"]["unmet"] == f"{backup['revision']} " * 500
            assert book.load(Needs).problems == ()
    finally:
        saver.kill()
        saver.communicate()
    assert halfway > 5, "saves were met halfway"
    book.save(Needs, {}, book.load(Needs).revision)
    assert sorted(file.name for file in book.folder.iterdir()) == [".lock", "needs.json", "needs.json.bak"]
