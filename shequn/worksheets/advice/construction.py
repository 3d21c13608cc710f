"""Checks of the community check and the seven construction steps."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from shequn.worksheets.advice.base import Advice, alike, if_any, plain
from shequn.worksheets.choices import BacklogStatus, Purpose, Strength

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shequn.worksheets.advice.base import Book, Rule

TOP_NEEDS = 2
"""A need below these ranks asks for a reason."""
LOW_FIT = 3
"""Below this score one cannot, does not want to or will not supply a need for long."""
_NONE = {"no", "none", "nothing", "无", "没有", "不限", "无门槛", "没有门槛"}


def _characteristics(book: Book) -> Iterator[Advice]:
    check = book.community_check
    strengths = (check.tie_strength, check.goal_strength, check.norms_strength)
    if all(strength in (Strength.ABSENT, Strength.WEAK) for strength in strengths):
        yield Advice("community_check", "tie_strength", "not_yet_community")
    if check.purpose is Purpose.MULTI and check.norms_strength is Strength.ABSENT:
        yield Advice("community_check", "norms_strength", "multi_without_norms")


def _carrier(book: Book) -> Iterator[Advice]:
    check = book.community_check
    scores = {
        row.carrier: row.tools + row.ownership for row in check.carriers if row.carrier and row.tools and row.ownership
    }
    if not check.carrier or not scores:
        return
    best = max(scores, key=lambda carrier: scores[carrier])
    if check.carrier not in {row.carrier for row in check.carriers}:
        yield Advice("community_check", "carrier", "carrier_not_compared", {"carrier": check.carrier})
    elif scores.get(check.carrier, 0) < scores[best] and not check.carrier_reason:
        yield Advice("community_check", "carrier_reason", "carrier_lower", {"carrier": check.carrier, "best": best})


def _thresholds(book: Book) -> Iterator[Advice]:
    target = book.target_members
    begun = target.persona or any(not row.blank for row in target.segments)
    if begun and (not target.threshold or plain(target.threshold) in _NONE):
        yield Advice("target_members", "threshold", "no_threshold")
    bare = (row.segment for row in target.segments if row.segment and not row.threshold)
    yield from if_any("target_members", "segments", "segment_without_threshold", bare)


def _sizes(book: Book) -> Iterator[Advice]:
    target = book.target_members
    least = target.smallest_size or 0
    small = (row.segment for row in target.segments if row.size is not None and row.size < least)
    yield from if_any("target_members", "segments", "segment_too_small", small, smallest=least)
    segments = sum(row.size or 0 for row in target.segments)
    layers = sum(row.members or 0 for row in target.layers)
    if segments and layers > segments:
        yield Advice("target_members", "layers", "layers_exceed", {"layers": layers, "segments": segments})


def _chosen_need(book: Book) -> Iterator[Advice]:
    sheet = book.needs
    listed = [row for row in sheet.needs if row.need]
    if not sheet.chosen_need or not listed:
        return
    mine = [row for row in listed if alike(row.need, sheet.chosen_need)]
    if not mine:
        yield Advice("needs", "chosen_need", "need_not_listed", {"need": sheet.chosen_need})
    ranked = {row.need: (row.frequency or 0) * (row.intensity or 0) * (row.unmet_percent or 0) for row in listed}
    top = sorted((need for need in ranked if ranked[need]), key=lambda need: -ranked[need])[:TOP_NEEDS]
    if mine and ranked[mine[0].need] and mine[0].need not in top:
        yield Advice("needs", "chosen_need", "need_not_top", {"need": mine[0].need, "top": tuple(top)})


def _fit(book: Book) -> Iterator[Advice]:
    need, rows = book.needs.chosen_need, [row for row in book.position.fit if row.need]
    mine = [row for row in rows if alike(row.need, need)]
    if need and rows and not mine:
        yield Advice("position", "fit", "fit_missing", {"need": need})
    if any(score is not None and score < LOW_FIT for row in mine for score in (row.can, row.want, row.lasting)):
        yield Advice("position", "fit", "fit_low", {"need": need, "least": LOW_FIT})


def _price(book: Book) -> Iterator[Advice]:
    service = book.standard_service
    hours = sum(row.minutes or 0 for row in service.blueprint) / 60
    cost = (
        hours * (service.hourly_cost or 0) + sum(row.cost or 0 for row in service.blueprint) + (service.other_cost or 0)
    )
    if service.price is not None and service.price < cost:
        yield Advice("standard_service", "price", "price_below_cost", {"price": service.price, "cost": cost})


def _pilot(book: Book) -> Iterator[Advice]:
    pilot = book.pilot
    if pilot.target_percent is not None and pilot.target_percent == pilot.baseline_percent:
        yield Advice("pilot", "target_percent", "pilot_no_difference", {"percent": pilot.target_percent})
    many = (row.version for row in pilot.results if (row.successes or 0) > (row.people or 0))
    yield from if_any("pilot", "results", "successes_exceed", many)


def _budget(book: Book) -> Iterator[Advice]:
    promotion = book.promotion
    cost = sum(row.cost or 0 for row in promotion.channels)
    if promotion.budget is not None and promotion.budget < cost:
        yield Advice("promotion", "budget", "budget_short", {"budget": promotion.budget, "cost": cost})


def _channels(book: Book) -> Iterator[Advice]:
    rows = [row for row in book.promotion.channels if row.channel]
    rising = []
    for row in rows:
        funnel = [n for n in (row.exposures, row.scans, row.joins, row.buyers) if n is not None]
        rising += [row.channel] if any(after > before for before, after in pairwise(funnel)) else []
    yield from if_any("promotion", "channels", "funnel_rises", rising)
    places = {row.place for row in rows if row.place}
    if len(rows) == 1:
        yield Advice("promotion", "channels", "one_channel", {"channel": rows[0].channel})
    elif len(places) == 1 and all(row.place for row in rows):
        yield Advice("promotion", "channels", "one_place", {"place": places.pop()})


def _promotion_start(book: Book) -> Iterator[Advice]:
    start, pilot = book.promotion.start, book.pilot
    if start and (not pilot.decision or (pilot.end and start <= pilot.end)):
        yield Advice("promotion", "start", "before_decision", {"start": start})


def _releases(book: Book) -> Iterator[Advice]:
    rows = (row.idea for row in book.iteration.backlog if row.status is BacklogStatus.RELEASED and not row.released)
    yield from if_any("iteration", "backlog", "released_undated", rows)


RULES: tuple[Rule, ...] = (
    _characteristics,
    _carrier,
    _thresholds,
    _sizes,
    _chosen_need,
    _fit,
    _price,
    _pilot,
    _budget,
    _channels,
    _promotion_start,
    _releases,
)
"""In the order of the course."""
