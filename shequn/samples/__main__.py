"""``python -m shequn.samples DIR`` writes the sample client."""

from __future__ import annotations

import argparse
from pathlib import Path

from shequn.errors import ShequnError
from shequn.samples import make_client


def main() -> None:
    """Read the command line and write a client."""
    parser = argparse.ArgumentParser(prog="python -m shequn.samples", description="Write the made-up sample client.")
    parser.add_argument("directory", type=Path, help="folder for the files; made when missing")
    parser.add_argument("--seed", type=int, default=20260427, help="another seed, another client")
    parser.add_argument("--scale", type=float, default=1.0, help="size against the shipped client")
    given = parser.parse_args()
    try:
        print(make_client(given.directory, seed=given.seed, scale=given.scale))
    except (ShequnError, OSError) as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
