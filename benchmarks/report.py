"""Reports: one client and a batch, against the mere imports of what a report needs.

    python benchmarks/report.py [--clients 20]

Runs in turn, in one call: the imports alone (nobody can be faster), the sample report in one language and all formats,
and a batch of sample clients with two workers. Prints seconds and ratios.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

IMPORTS = "import duckdb, narwhals, pandas, matplotlib.figure, pydantic, scipy.stats"


def seconds(*command: str) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=20)
    clients = parser.parse_args().clients
    shequn = str(Path(sys.executable).with_name("shequn"))
    with tempfile.TemporaryDirectory() as folder:
        jobs = [{"client": f"Client {number}", "data": "sample", "language": "zh"} for number in range(clients)]
        listed = Path(folder, "clients.yaml")
        listed.write_text(yaml.safe_dump(jobs), encoding="utf-8")
        package = seconds(sys.executable, "-c", "import shequn")
        nothing = seconds(sys.executable, "-c", "pass")
        floor = seconds(sys.executable, "-c", IMPORTS)
        single = seconds(shequn, "report", "sample", "--language", "zh", "--out", f"{folder}/one")
        batch = seconds(shequn, "report", "--batch", str(listed), "--out", f"{folder}/many")
    print(f"import shequn               {package - nothing:6.2f} s more than an empty Python")
    print(f"imports of a report         {floor:6.2f} s")
    print(f"one report, HTML PDF XLSX   {single:6.2f} s  = {single / floor:.1f} × those imports")
    print(f"{clients} clients, two workers    {batch:6.2f} s  = {batch / clients / single:.2f} × one report each")


if __name__ == "__main__":
    main()
