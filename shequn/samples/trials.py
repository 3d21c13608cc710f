"""Steps 5 to 7 of the plan: the pilot, the channels of the promotion, the log of releases."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from shequn.samples.brand import COURSE, FAN, START
from shequn.samples.draw import Draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shequn.samples.effects import Effects
    from shequn.samples.prospects import Pair

PILOT_START, PILOT_DAYS = date(2026, 7, 13), 14
PILOT_PEOPLE, BASELINE = 55, 0.12  # of each version at scale 1, and the share of them who order without the Q&A
CAMPAIGN_START, CAMPAIGN_WEEKS = date(2026, 8, 24), 4
SATURDAYS = (date(2026, 8, 29), date(2026, 9, 5))  # of the market stall


class Channel(NamedTuple):
    """A channel and its sums over the four weeks, at scale 1."""

    name: Pair
    place: str
    exposures: int
    scans: int
    joins: int
    buyers: int
    cost: int


CARDS = ("Table cards in the shop", "店内桌卡")
FLASH_GROUP = ("Mid-autumn flash group", "中秋快闪群")
FRIENDS = ("Members bring a friend", "老带新")
STALL = ("Neighbourhood market stall", "社区集市摊位")
NOTES = ("Local notes on Xiaohongshu", "小红书同城笔记")
CHANNELS = (
    Channel(FLASH_GROUP, "online", 1_900, 340, 61, 17, 1_150),
    Channel(CARDS, "offline", 2_400, 96, 26, 10, 260),
    Channel(FRIENDS, "online", 210, 38, 20, 9, 300),
    Channel(STALL, "offline", 800, 64, 14, 4, 480),
    Channel(NOTES, "online", 5_600, 45, 7, 2, 600),
)
RELEASES: tuple[tuple[int, Pair, str, str], ...] = (  # week from 0, change, group, weekly metric it was to move
    (9, ("New pictures for the morning post", "早安栏目换新图"), FAN, "active_rate"),
    (12, ("Pinned notice with the opening hours", "群公告置顶营业时间"), FAN, "new_members"),
    (13, ("Group rules in five lines", "群规精简到五条"), COURSE, "active_rate"),
    (18, ("Price list as a picture", "价目表改成长图"), FAN, "converted_members"),
)
LIFT: tuple[Pair, str, str] = (
    ("Wednesday-evening Q&A, and a welcome for every newcomer", "周三晚答疑，并欢迎每位新人"),
    FAN,
    "active_rate",
)


def pilot_rows(effects: Effects) -> list[list[str]]:
    """Make the rows of ``pilot.csv``: people by lot in two versions; B is `pilot_lift` better.

    Returns:
        Rows of texts: person, version, day of invitation, day of the order or nothing, whether there was one.
    """
    draw = Draw(f"{effects.seed} pilot")
    people = effects.size(PILOT_PEOPLE)
    successes = {"A": round(BASELINE * people), "B": round((BASELINE + effects.pilot_lift) * people)}
    drawn = [(version, number < buyers) for version, buyers in successes.items() for number in range(people)]
    rows = []
    for number, (version, converted) in enumerate(draw.some(drawn, [1] * len(drawn), len(drawn)), 1):
        ordered = PILOT_START + timedelta(days=draw.whole(1, PILOT_DAYS - 1))
        words = [ordered.isoformat() if converted else "", "true" if converted else "false"]
        rows.append([f"P{number:03d}", version, PILOT_START.isoformat(), *words])
    return rows


def channel_rows(effects: Effects) -> list[list[str]]:
    """Make the rows of ``channels.csv``: one per channel and day on which it ran; the table cards wear out.

    Returns:
        Rows of texts, channel by channel, in order of day; they add up to `CHANNELS` at scale 1.
    """
    draw = Draw(f"{effects.seed} channels")
    return [row for channel in CHANNELS for row in _days(draw, effects, channel)]


def _days(draw: Draw, effects: Effects, channel: Channel) -> list[list[str]]:
    days = _running(effects, channel)
    n = len(days)
    exposures, scans, joins, buyers = (round(total * effects.scale) for total in channel[2:6])
    seen = [draw.around(1.2 if day.weekday() > 4 else 1, 0.15) for day in days]
    joined = _wearing(draw, joins, effects.card_wear) if channel.name == CARDS else _by_lot(draw, joins, seen)
    bought = [0] * n
    for day in draw.some([day for day, count in enumerate(joined) for _ in range(count)], [1] * joins, buyers):
        bought[day] += 1
    scanned = [a + b for a, b in zip(joined, _shared(scans - joins, seen), strict=True)]
    shown = [a + b for a, b in zip(scanned, _shared(exposures - scans, seen), strict=True)]
    cost = _costs(channel, days, joined, effects.scale)
    return [
        [*channel.name, channel.place, day.isoformat(), *map(str, counts)]
        for day, *counts in zip(days, shown, scanned, joined, bought, cost, strict=True)
    ]


def _running(effects: Effects, channel: Channel) -> list[date]:
    if channel.name == FLASH_GROUP:
        return [START + timedelta(days=(effects.flash_week - 1) * 7 + 5)]
    if channel.name == STALL:
        return list(SATURDAYS)
    return [CAMPAIGN_START + timedelta(days=day) for day in range(CAMPAIGN_WEEKS * 7)]


def _costs(channel: Channel, days: Sequence[date], joined: Sequence[int], scale: float) -> list[int]:
    """A reward for each join, new cards and a new note each Monday, the rest on the day."""
    if channel.name == FRIENDS:
        return [channel.cost // channel.joins * count for count in joined]
    paying = [float(day.weekday() == 0 or len(days) < 3) for day in days]
    return _shared(round(channel.cost * scale), paying)


def _shared(total: int, weights: Sequence[float]) -> list[int]:
    """Share out a whole number by weights, exactly."""
    sums = list(accumulate(weights))
    marks = [round(total * part / sums[-1]) for part in sums]
    return [mark - before for mark, before in zip(marks, [0, *marks], strict=False)]


def _by_lot(draw: Draw, total: int, weights: Sequence[float]) -> list[int]:
    """Spread events over days by lot."""
    counts = [0] * len(weights)
    for _ in range(total):
        counts[draw.pick(range(len(weights)), weights)] += 1
    return counts


def _wearing(draw: Draw, total: int, wear: float) -> list[int]:
    """Spread events over the days of four weeks, each with so many times fewer than the one before."""
    shares = _shared(total, list(accumulate([1.0] * CAMPAIGN_WEEKS, lambda share, _: share / wear)))
    return [count for share in shares for count in _by_lot(draw, share, [1.0] * 7)]


def release_rows(effects: Effects) -> list[list[str]]:
    """Make the rows of ``releases.csv``: the intervention and changes that did nothing, in order of day."""
    log = [*RELEASES, (effects.lift_week - 1, *LIFT)]
    days = [(START + timedelta(weeks=week), change, group, metric) for week, change, group, metric in log]
    return [
        [f"V{number:02d}", day.isoformat(), *change, group, metric]
        for number, (day, change, group, metric) in enumerate(sorted(days), 1)
    ]
