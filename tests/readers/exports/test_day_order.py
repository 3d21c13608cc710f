"""Which number of a date is the day, told from a whole WhatsApp chat."""

import datetime as dt
from pathlib import Path

import pytest
from exporting import account, said
from hypothesis import given
from hypothesis import strategies as st

from shequn.errors import InputError
from shequn.readers.exports import whatsapp
from shequn.readers.exports.base import Message, Options
from shequn.readers.exports.day_order import Days


def put(folder: Path, dates: list[str]) -> Path:
    path = folder / "WhatsApp Chat with Tea.txt"
    path.write_text("".join(f"{date}, 10:00 - Mei: hi\n" for date in dates))
    return path


@pytest.mark.parametrize(
    ("dates", "months"),
    [
        (["01/02/19", "13/02/19"], [2, 2]),  # no thirteenth month
        (["01/02/19", "02/13/19"], [1, 2]),
        (["01/02/19", "05/02/19", "02/03/19"], [2, 2, 3]),  # the other way it would go back
        (["02/01/2019", "02/05/2019", "03/02/2019"], [2, 2, 3]),
        (["19/03/01", "19/04/05"], [3, 4]),
        (["2019-03-01", "2019-04-05"], [3, 4]),
        (["05/05/19", "06/06/19"], [5, 6]),  # the same both ways
        (["1.2.19", "28.2.19"], [2, 2]),
    ],
)
def test_day_and_month_from_the_whole_file(tmp_path: Path, dates: list[str], months: list[int]) -> None:
    path = put(tmp_path, dates)
    assert [r.sent_at.month for r in whatsapp.records(path, Options()) if isinstance(r, Message)] == months


def test_day_and_month_undecidable(tmp_path: Path) -> None:
    path = put(tmp_path, ["03/03/26", "03/04/26", "04/05/26"])
    with pytest.raises(InputError, match=r"Tea.txt, line 2: 03/04/26 may be .* --dayfirst or --monthfirst"):
        list(whatsapp.records(path, Options()))
    for dayfirst, last in ((True, "2026-05-04"), (False, "2026-04-05")):
        found = account(whatsapp, path, Options(dayfirst=dayfirst), 3)
        assert said(found)[-1][1] == f"{last}T10:00:00"


@pytest.mark.parametrize(
    ("dates", "last"),
    [
        (["01/01/19", "01/20/19", "06/10/20"], "2020-06-10"),  # no twentieth month
        (["01/01/19", "20/01/19", "06/10/20"], "2020-10-06"),
        (["01/02/19", "05/02/19", "02/03/19"], "2019-03-02"),  # the other way it would go back
        (["19/03/01", "19/04/05"], "2019-04-05"),
        (["2019-03-01", "2019-04-05"], "2019-04-05"),
    ],
)
def test_an_answer_is_heeded_only_where_the_file_does_not_tell(tmp_path: Path, dates: list[str], last: str) -> None:
    path = put(tmp_path, dates)
    for dayfirst in (None, True, False):
        found = said(account(whatsapp, path, Options(dayfirst=dayfirst), len(dates)))
        assert [time for _, time, _ in found][-1] == f"{last}T10:00:00"


@given(
    st.lists(st.dates(dt.date(2010, 1, 1), dt.date(2024, 12, 31))),
    st.sampled_from([("dmy", "%d %m %y"), ("mdy", "%m %d %y"), ("ymd", "%Y %m %d")]),
    st.sampled_from([None, True, False]),
)
def test_one_date_that_tells_is_enough(dates: list[dt.date], form: tuple[str, str], dayfirst: bool | None) -> None:
    order, written = form
    days = Days("chat.txt")
    for line, date in enumerate([*dates, dt.date(2025, 1, 20)], 1):
        first, second, third = date.strftime(written).split()
        days.add(line, (first, second, third))
    assert days.order(dayfirst) == order
