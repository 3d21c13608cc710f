"""What a piece of advice is, and what it is drawn from."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shequn.worksheets.base import Choice
from shequn.worksheets.words import choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shequn.texts import Texts
    from shequn.worksheets import (
        BusinessMap,
        CommunityCheck,
        ContentPlan,
        FiveWOneH,
        Iteration,
        MindsetCheck,
        Needs,
        People,
        Pilot,
        Position,
        Promotion,
        Sop,
        StandardService,
        TargetMembers,
        TypeChoice,
    )

NAMES_SHOWN = 6
"""Rows that one piece of advice names."""


@dataclass(frozen=True)
class Advice:
    """One thing that is odd about the answers.

    Attributes:
        sheet: The sheet at which to show it.
        field: The field of the sheet.
        key: Name of its text, ``advice.<key>``.
        values: What the text names: text, numbers, dates, codes, or several of them.
    """

    sheet: str
    field: str
    key: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def words(self, t: Texts) -> str:
        """Say what is odd, why it matters and what to do."""
        return t(f"advice.{self.key}", **{name: _word(t, value) for name, value in self.values.items()})


def _word(t: Texts, value: object) -> str:
    if isinstance(value, tuple):
        more = ("…",) if len(value) > NAMES_SHOWN else ()
        typed = any(isinstance(part, str) and not isinstance(part, Choice) for part in value)  # may hold commas
        mark = {"en": (", ", "; "), "zh": ("、", "；")}[t.language][typed]
        return mark.join(_word(t, part) for part in (*value[:NAMES_SHOWN], *more))
    if isinstance(value, Choice):
        return choice(t, value)
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, (int, float)) else str(value)


@dataclass(frozen=True)
class Book:
    """Every sheet by its id; one that was not filled in is empty."""

    community_check: CommunityCheck
    target_members: TargetMembers
    needs: Needs
    position: Position
    standard_service: StandardService
    pilot: Pilot
    promotion: Promotion
    iteration: Iteration
    business_map: BusinessMap
    community_type: TypeChoice
    five_w_one_h: FiveWOneH
    content: ContentPlan
    people: People
    sop: Sop
    mindset: MindsetCheck


Rule = Callable[[Book], Iterator[Advice]]


def plain(text: str) -> str:
    """What is left of an entry without case, spaces and punctuation."""
    return re.sub(r"\W+", "", text.casefold())


def alike(one: str, other: str) -> bool:
    """Whether two entries mean the same: one may say more than the other."""
    one, other = plain(one), plain(other)
    return bool(one and other) and (one in other or other in one)


def if_any(sheet: str, name: str, key: str, rows: Iterable[object], **values: object) -> Iterator[Advice]:
    """One piece of advice that names the rows, if there are any."""
    found = tuple(dict.fromkeys(rows))
    if found:
        yield Advice(sheet, name, key, {"rows": found, **values})
