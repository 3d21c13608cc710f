"""Playbooks in memory, from a few answers, for tests."""

from __future__ import annotations

import datetime as dt
from functools import cache

from shequn.playbook.context import Context
from shequn.playbook.run import answers
from shequn.worksheets import SHEETS
from shequn.worksheets.answers import Answers, check

TODAY = dt.date(2026, 9, 1)  # a Tuesday
SAVED = dt.datetime(2026, 8, 30, 18, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
HOSTILE = [
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "+1",
    "-2+3",
    "@SUM(1)",
    "#set text(red) *bold* $x$ `code` \\ {0} {name}",
    "شقة مفروشة",
    "小鹿🦌酱",
    "https://example.invalid/a?b=c;d,e",
    'O\'Neil & "Co" {{ 7*7 }}',
]


def material(sheets: dict[str, dict], language: str = "en", *, timezone: str = "Asia/Shanghai", **more) -> Context:
    """A context whose other sheets are empty."""
    read = {}
    for id_, model in SHEETS.items():
        sheet, problems = check(model, sheets.get(id_, {}))
        kept = {"source": "saved", "revision": 3, "saved_at": SAVED} if id_ in sheets else {"source": "empty"}
        read[id_] = Answers(sheet, sheets.get(id_, {}), problems=problems, **kept)
    return Context(
        answers=read,
        community=more.get("community", "Tea corner"),
        language=language,
        currency="CNY",
        timezone=timezone,
        today=more.get("today", TODAY),
    )


@cache
def sampled(language: str) -> Context:
    """The sample client's workbook."""
    read = answers("sample", language, "")
    return Context(read, "示例咖啡", language, "CNY", "Asia/Shanghai", TODAY)
