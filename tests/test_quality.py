"""The account of rows: it adds up, it is loud when it must be, and every code has words."""

import re
from pathlib import Path

import pytest

import shequn
from shequn.quality import NO_ERROR, ExportQuality, Quality, Remark, RowNote, TableQuality
from shequn.texts import LANGUAGES, Texts, table

REFUSED = {
    *("blank_id", "lost_digits", "reserved_group", "bad_date", "future_date", "before_2000", "left_before_joined"),
    *("bad_amount", "negative_amount", "refund_exceeds_amount", "duplicate", "conflicting_order", "unpaid"),
    *("ragged_row", "bad_bytes"),
}
REPAIRED = {
    *("unknown_role", "unknown_status", "assumed_full_refund", "unknown_refund", "undated_refund"),
    *("bad_interval", "lost_message_id", "merged_spells"),
}
UNKNOWN = {"no_members", "no_messages", "no_orders", "no_leaves", "no_kinds", "no_roles", "no_group_names"}
UNKNOWN |= {"conversion_list", "no_buyers"}


def test_rows_in_are_rows_kept_and_refused() -> None:
    TableQuality("orders", ["orders.csv"], 10, 7, refused={"unpaid": 2, "bad_date": 1})
    with pytest.raises(ValueError, match="do not add up"):
        TableQuality("orders", ["orders.csv"], 10, 8, refused={"unpaid": 2, "bad_date": 1})


@pytest.mark.parametrize(("refused", "loud"), [({"bad_date": 1}, 0), ({"bad_date": 2}, 1), ({"unpaid": 9}, 0)])
def test_loud_above_one_percent_of_faults(refused: dict[str, int], loud: int) -> None:
    account = TableQuality("orders", ["o.csv"], 100, 100 - sum(refused.values()), refused=refused)
    assert account.loud is bool(loud)
    assert Quality({"orders": account}).loud == (["orders"] if loud else [])


def test_errors_leave_out_what_is_no_fault() -> None:
    account = TableQuality("orders", ["o.csv"], 4, 0, refused={"unpaid": 1, "duplicate": 2, "bad_amount": 1})
    assert account.errors == {"bad_amount": 1}
    assert {"unpaid", "duplicate"} == NO_ERROR


def test_rows_of_an_export_are_kept_refused_or_passed_over() -> None:
    with pytest.raises(ValueError, match=r"a\.txt: 10 rows, 7 kept.*do not add up"):
        ExportQuality("a.txt", "irc", 10, 7, refused={"broken": 1}, passed={"blank": 1})
    export = ExportQuality("a.txt", "irc", 300, 290, refused={"broken": 3, "duplicate": 4}, passed={"blank": 3})
    assert (export.errors, export.loud, export.cut_short) == ({"broken": 3}, False, False), "3 of 300 is 1 %, not more"
    export = ExportQuality("a.txt", "irc", 300, 296, refused={"broken": 4}, remarks=[Remark("exports.fault")])
    assert (export.loud, export.cut_short) == (True, True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language: str) -> None:
    text = Texts(language)
    codes = [f"reason.{code}" for code in (*REFUSED, *REPAIRED)] + [f"unknown.{code}" for code in UNKNOWN]
    assert all(text(code) for code in codes)
    exports = Path(shequn.__file__).parent / "readers" / "exports"
    named = {word for file in exports.glob("*.py") for word in re.findall(r"\w+", file.read_text("utf-8"))}
    others = {key for key in table() if key.startswith(("reason.", "unknown."))} - set(codes)
    assert {key for key in others if key.partition(".")[2] not in named} == set(), "reasons that nothing gives"


@pytest.mark.parametrize("language", LANGUAGES)
def test_summary_names_line_value_and_reason_and_tames_the_value(language: str) -> None:
    notes = [RowNote("members", "m.csv", 9 + i, "入群时间", "\x1b[31m" + "x" * 500, "bad_date") for i in range(5)]
    account = TableQuality("members", ["m.csv"], 1_205, 1_200, refused={"bad_date": 5}, notes=notes)
    summary = Quality({"members": account}, ["no_orders"]).summary(language, examples=2)
    assert "1,205" in summary
    assert Texts(language)("reason.bad_date") in summary
    assert Texts(language)("unknown.no_orders") in summary
    assert summary.count("入群时间") == 2
    assert "\x1b" not in summary
    assert max(map(len, summary.splitlines())) < 140
