"""Checks of the operations sheets, and those that many sheets share."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from shequn.texts import LANGUAGES, Texts
from shequn.worksheets.advice.base import Advice, if_any, plain
from shequn.worksheets.choices import CommunityType, FirstMetric, Life, Role, Stage, Trigger
from shequn.worksheets.words import choice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shequn.worksheets.advice.base import Book, Rule

FIRST_METRICS: dict[CommunityType, tuple[FirstMetric, ...]] = {
    CommunityType.LEAD_IN: (FirstMetric.JOIN_RATE, FirstMetric.NEXT_STEP_RATE),
    CommunityType.CONVERSION: (FirstMetric.BUYER_RATE, FirstMetric.GMV),
    CommunityType.FLASH: (FirstMetric.ORDERS_PER_MEMBER,),
    CommunityType.FAN: (FirstMetric.ACTIVE_RATE, FirstMetric.MEMBER_CONTENT, FirstMetric.REFERRALS),
    CommunityType.REPURCHASE: (FirstMetric.REPEAT_RATE, FirstMetric.GMV_PER_MEMBER),
    CommunityType.LEARNING: (FirstMetric.HOMEWORK_RATE, FirstMetric.COMPLETION_RATE, FirstMetric.RENEWAL_RATE),
}
"""The figures by which each type is judged first (method, 2.1)."""
LEADS_TO = {
    CommunityType.LEAD_IN: Stage.DESIRE,
    CommunityType.CONVERSION: Stage.ACTION,
    CommunityType.FAN: Stage.SHARE,
    CommunityType.REPURCHASE: Stage.ACTION,
}
"""The stage to which a type brings its members, where the method fixes one."""
SHORT_LIVED = {CommunityType.LEAD_IN, CommunityType.CONVERSION, CommunityType.FLASH}
HIGH_SCORE = 4
"""From this score on a mindset wants evidence."""
_A_NUMBER = re.compile(
    r"[\d一二三四五六七八九十百千半]|\b(one|two|three|four|five|six|seven|eight|nine|ten|half|third|quarter)\b",
    re.IGNORECASE,
)


def _business(book: Book) -> Iterator[Advice]:
    steps = [row for row in book.business_map.process if row.step]
    if steps and not any(row.community for row in steps):
        yield Advice("business_map", "process", "community_nowhere")


def _group_types(book: Book) -> Iterator[Advice]:
    for row in book.community_type.groups:
        if not row.type:
            continue
        group: dict[str, object] = {"group": row.group or row.type, "type": row.type}
        if row.type in SHORT_LIVED and not row.end:
            yield Advice("community_type", "groups", "group_without_end", group)
        if row.first_metric and row.first_metric not in FIRST_METRICS[row.type]:
            key = "metric_likes" if row.first_metric is FirstMetric.LIKES else "metric_misfit"
            fitting = {"metric": row.first_metric, "fitting": FIRST_METRICS[row.type]}
            yield Advice("community_type", "groups", key, group | fitting)
        if row.to_stage and row.to_stage is not LEADS_TO.get(row.type, row.to_stage):
            stages = {"stage": row.to_stage, "fitting": LEADS_TO[row.type]}
            yield Advice("community_type", "groups", "stage_misfit", group | stages)


def _types(book: Book) -> set[CommunityType]:
    return {row.type for row in book.community_type.groups if row.type}


def _life(book: Book) -> Iterator[Advice]:
    sheet, types = book.five_w_one_h, _types(book)
    short = bool(types) and types <= SHORT_LIVED
    if short and sheet.life is Life.OPEN:
        yield Advice("five_w_one_h", "life", "life_against_type", {"type": tuple(sorted(types))})
    elif not sheet.end and (sheet.life in (Life.HOURS, Life.DAYS, Life.WEEKS) or (short and sheet.start)):
        yield Advice("five_w_one_h", "end", "life_without_end")


def _reversed_dates(book: Book) -> Iterator[Advice]:
    for name in ("pilot", "promotion", "five_w_one_h", "sop"):
        sheet = getattr(book, name)
        if sheet.start and sheet.end and sheet.end < sheet.start:
            yield Advice(name, "end", "end_before_start", {"start": sheet.start, "end": sheet.end})


def _stop_rules(book: Book) -> Iterator[Advice]:
    for name in ("pilot", "five_w_one_h"):
        rule = getattr(book, name).stop_rule
        if rule and not _A_NUMBER.search(rule):
            yield Advice(name, "stop_rule", "stop_without_number")


def _mix(book: Book) -> Iterator[Advice]:
    rows = [row for row in book.content.mix if row.kind]
    least = sum(row.least_percent or 0 for row in rows)
    most = [row.most_percent for row in rows if row.most_percent is not None]
    crossed = (row.kind for row in rows if row.most_percent is not None and (row.least_percent or 0) > row.most_percent)
    yield from if_any("content", "mix", "mix_crossed", crossed)
    if least > 100:
        yield Advice("content", "mix", "mix_over", {"sum": least})
    if most and len(most) == len(rows) and sum(most) < 100:
        yield Advice("content", "mix", "mix_under", {"sum": sum(most)})


def _planned_mix(book: Book) -> Iterator[Advice]:
    """Compare the planned slots of a week with the limits, kind by kind."""
    slots = Counter[object]()
    for column in book.content.columns:
        if column.kind and column.days:
            slots[column.kind] += len(column.days.weekdays)
    for row in book.content.mix if slots else ():
        if not row.kind:
            continue
        share = 100 * slots[row.kind] / slots.total()
        values: dict[str, object] = {"kind": row.kind, "share": round(share)}
        if row.most_percent is not None and share > row.most_percent:
            yield Advice("content", "columns", "kind_above", values | {"limit": row.most_percent})
        if row.least_percent is not None and share < row.least_percent:
            yield Advice("content", "columns", "kind_below", values | {"limit": row.least_percent})


def _best_of(book: Book) -> Iterator[Advice]:
    types = _types(book)
    if book.content.best_of and types and types <= SHORT_LIVED:
        yield Advice("content", "best_of", "best_of_in_sale", {"type": tuple(sorted(types))})


def _days(book: Book) -> Iterator[Advice]:
    people = book.people
    if people.silent_days is not None and people.lost_days is not None and people.lost_days <= people.silent_days:
        days = {"silent": people.silent_days, "lost": people.lost_days}
        yield Advice("people", "lost_days", "lost_not_after_silent", days)
    stages = [days for days in (people.honeymoon_days, people.trial_days, people.mature_days) if days is not None]
    if any(after <= before for before, after in pairwise(stages)):
        yield Advice("people", "trial_days", "stages_not_rising", {"days": tuple(stages)})


def _relations(book: Book) -> Iterator[Advice]:
    rows = (row.proxy for row in book.people.relations if row.proxy and not row.full)
    yield from if_any("people", "relations", "no_full_mark", rows)


def _names(text: str) -> set[str]:
    """The roles that one entry names."""
    return {plain(part) for part in re.split(r"[·、,，/／;；+&()（）]|\band\b|和", text)} - {""}


def _owners(book: Book) -> Iterator[Advice]:
    """Owners must be on the duty list: by function, or by role in either language."""
    listed = [row for row in book.people.roles if row.who]
    codes = {row.role for row in listed if row.role}
    known = {name for row in listed for name in _names(row.who) | {plain(row.who)}}
    known |= {name for code in codes for language in LANGUAGES for name in _role(code, Texts(language))}
    tables = ("content", "columns"), ("people", "layers"), ("sop", "rows"), ("sop", "risks")
    for sheet, name in tables if listed else ():
        owners = (row.owner for row in getattr(getattr(book, sheet), name))
        strange = (owner for owner in owners if owner and plain(owner) not in known and not _names(owner) <= known)
        yield from if_any(sheet, name, "owner_unknown", strange)


def _role(code: Role, t: Texts) -> set[str]:
    return _names(choice(t, code)) | {plain(choice(t, code))}


def _sop_rows(book: Book) -> Iterator[Advice]:
    rows = [row for row in book.sop.rows if not row.blank]
    when = {Trigger.DATE: "date", Trigger.WEEKDAY: "days", Trigger.ENTRY: "entry_day"}
    odd = {
        "row_without_owner": [row for row in rows if not row.owner],
        "row_without_backup": [row for row in rows if row.owner and not row.backup],
        "row_without_day": [row for row in rows if row.trigger and getattr(row, when[row.trigger]) is None],
        "window_reversed": [row for row in rows if row.from_time and row.to_time and row.to_time < row.from_time],
        "row_after_end": [row for row in rows if row.date and book.sop.end and row.date > book.sop.end],
    }
    for key, found in odd.items():
        yield from if_any("sop", "rows", key, (row.row_id or row.action for row in found))


def _sop_ids(book: Book) -> Iterator[Advice]:
    ids = Counter(row.row_id for row in book.sop.rows if row.row_id)
    yield from if_any("sop", "rows", "duplicate_id", (row_id for row_id, times in ids.items() if times > 1))
    unknown = (row.row_id for row in book.sop.record if row.row_id and row.row_id not in ids)
    yield from if_any("sop", "record", "record_unknown", unknown)


def _sop_end(book: Book) -> Iterator[Advice]:
    sop, closes = book.sop, book.five_w_one_h.end
    if sop.start and closes and (not sop.end or sop.end > closes):
        yield Advice("sop", "end", "sop_after_end" if sop.end else "sop_without_end", {"closes": closes})


def _evidence(book: Book) -> Iterator[Advice]:
    rows = [row for row in book.mindset.mindsets if (row.score or 0) >= HIGH_SCORE and not row.evidence]
    if rows:
        values = {"rows": tuple(row.mindset for row in rows if row.mindset)}
        yield Advice("mindset", "mindsets", "score_without_evidence", values)


RULES: tuple[Rule, ...] = (
    _business,
    _group_types,
    _life,
    _reversed_dates,
    _stop_rules,
    _mix,
    _planned_mix,
    _best_of,
    _days,
    _relations,
    _owners,
    _sop_rows,
    _sop_ids,
    _sop_end,
    _evidence,
)
"""In the order of the course."""
