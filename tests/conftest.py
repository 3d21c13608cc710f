"""What several tests share: a tiny client, and a tiny report notebook that does what it is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

STAND_IN = '''
# %% tags=["parameters"]
client = ""  # type: str
data = "sample"  # type: str
language = "en"  # type: str
start = ""  # type: str
end = ""  # type: str
timezone = ""  # type: str
groups = []  # type: list
names = "hidden"  # type: str
sections = []  # type: list
currency = "CNY"  # type: str
dayfirst = None  # type: bool

# %%
from shequn.report.parameters import ReportParameters

checked = ReportParameters.from_namespace(globals())

# %%
import os, sys, time
from shequn.errors import InputError
from shequn.report.model import Cover, Section, Text

print(f"read {checked.data}", "and met a stranger" if "stranger" in dir() else "")
stranger = object()
if checked.client == "bad data":
    raise InputError("members.csv line 3: joined_at == '32 May', must be a day.")
if checked.client == "fault":
    1 / 0
if checked.client == "end of memory":
    os._exit(9)
if checked.client == "slow":
    time.sleep(60)
Cover(client=checked.client, title="Report", period="2026-04-27 to 2026-05-24", language=checked.language,
      currency=checked.currency, parameters=[("groups", ",".join(checked.groups))])

# %%
blocks = [Text(text=str(value)) for value in (sys.executable, os.getcwd(), checked.model_dump())]
Section(id="verdict", number="1", title="Verdict", verdict="All is well", blocks=blocks, language=checked.language,
        currency=checked.currency)
'''  # fmt: skip


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report notebook of four cells that needs no data."""
    import jupytext
    import nbformat

    path = tmp_path_factory.mktemp("stand_in") / "report.ipynb"
    notebook = jupytext.reads(STAND_IN, fmt="py:percent")
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="session")
def write_tiny() -> Callable[[Path], Path]:
    """Write a client with one group of four people over five weeks; line 6 of members.csv cannot be used."""
    return _tiny


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Folder of that client."""
    return _tiny(tmp_path / "tiny-tea")


def _tiny(folder: Path) -> Path:
    folder.mkdir()
    (folder / "members.csv").write_text(
        "group_id,member_id,nickname,role,joined_at,left_at\n"
        "g1,001,Ann,member,2026-04-27 09:00,\n"
        "g1,002,Bo,member,2026-04-28 09:00,2026-05-20 10:00\n"
        "g1,003,Cy,owner,,\n"
        "g1,004,Di,staff,,\n"
        "g1,005,Ed,member,soon,\n",
        encoding="utf-8",
    )
    rows = [
        f"g1,{member},2026-{month:02d}-{day:02d} 10:0{member[-1]},text"
        for month, days in ((4, range(27, 31)), (5, range(1, 32)))
        for day in days
        for member in ("001", "003")[: 1 + day % 2]
    ]
    (folder / "messages.csv").write_text("group_id,member_id,sent_at,kind\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (folder / "orders.csv").write_text(
        "order_id,member_id,group_id,paid_at,amount\no1,001,g1,2026-05-05 12:00,99.50\no2,003,,2026-05-12 12:00,20\n",
        encoding="utf-8",
    )
    return folder
