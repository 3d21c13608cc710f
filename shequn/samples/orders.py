"""Who bought what when, paid, unpaid or refunded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn.samples.brand import COURSE, DAY, END, FAN, FLASH, HOUR, MINUTE, WEEK, WEEKS, clock
from shequn.samples.draw import Draw

if TYPE_CHECKING:
    from shequn.samples.people import People, Spell
    from shequn.samples.talk import Talk

SILENT_BUYS = {FAN: 0.038, COURSE: 0.036, FLASH: 0.15}  # weekly chance of a member who does not speak in the week
DAILY = (1990, 2800, 3650, 4500, 5800, 6800, 7900, 9800, 12800, 15800, 19900, 29900)  # cents, 19.90 to 299 yuan
PRICES = {FAN: DAILY, COURSE: DAILY, FLASH: (8800, 9900, 12800, 16800, 19900, 29900)}
PRICE_WEIGHTS = (16, 16, 14, 12, 10, 8, 7, 6, 4, 3, 2, 1)


def order_rows(people: People, talk: Talk) -> list[list[str]]:
    """Make the rows of ``orders.csv``: who speaks in a week is `buyer_uplift` times as likely to buy in it.

    Returns:
        Rows of texts in order of time, unpaid ones among them.
    """
    draw = Draw(f"{people.effects.seed} orders")
    bought: list[tuple[int, str, str]] = []  # moment, member, group
    for spell in people.spells:
        if spell.role not in ("staff", "bot"):
            bought += [(moment, spell.member, spell.group) for moment in _purchases(draw, people, talk, spell)]
    buyers = [m for m in people.outsiders for _ in range(draw.whole(1, 3))] + ["S01"] * 3
    bought += [(draw.moment(draw.whole(0, WEEKS * 7 - 1)), member, FAN) for member in buyers]
    bought = sorted(b for b in bought if b[0] < END)
    return [[f"D{n:05d}", *_order(draw, *order)] for n, order in enumerate(bought, 1)]


def _purchases(draw: Draw, people: People, talk: Talk, spell: Spell) -> list[int]:
    opened, dissolved = people.effects.flash
    moments = []
    for week in range(max(spell.start // WEEK, 0), (spell.end - 1) // WEEK + 1):
        speaks = spell.member in talk.active.get((spell.group, week), ())
        if draw.chance(SILENT_BUYS[spell.group] * (people.effects.buyer_uplift if speaks else 1)):
            if spell.group == FLASH:  # two hours of warming up, then the sale
                moment = draw.whole(max(spell.start, opened + 2 * HOUR), dissolved - 5 * MINUTE)
            else:
                moment = draw.moment(week * 7 + draw.whole(0, 6))
            moments += [moment] if spell.at(moment) else []
    if spell.left is not None and spell.group != FLASH and draw.chance(0.06):
        moments.append(draw.moment(spell.left // DAY + draw.whole(2, 40)))  # still a customer after leaving
    return moments


def _order(draw: Draw, moment: int, member: str, group: str) -> list[str]:
    """Finish a row: member_id, group_id, paid_at, amount, refunded_amount, refunded_at, status."""
    prices = PRICES[group]
    cents = draw.pick(prices, PRICE_WEIGHTS[: len(prices)])
    named = group if group == FLASH or draw.chance(0.8) else ""
    if draw.chance(0.035):
        return [member, named, "", _yuan(cents), "", "", "unpaid"]
    refunded_at = moment + draw.whole(1, 20) * DAY + draw.whole(0, 4 * HOUR)
    if draw.chance(0.94) or refunded_at >= END:
        return [member, named, clock(moment), _yuan(cents), "", "", "paid"]
    whole = draw.chance(0.6)
    refunded = _yuan(cents if whole else cents // 2)
    return [member, named, clock(moment), _yuan(cents), refunded, clock(refunded_at), "refunded" if whole else "paid"]


def _yuan(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
