"""Step 4: what one served member costs and leaves, and how many it takes to pay the fixed cost."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Literal, NamedTuple

import pandas as pd

from shequn.planning.shared import frame_of, require

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shequn.worksheets import StandardService

Reason = Literal["no_steps", "no_hourly_cost", "no_price", "no_margin", "no_fixed_cost", "no_buyer_share"]


class UnitEconomics(NamedTuple):
    """Cost and margin of serving one member once, in the currency of the inputs.

    Attributes:
        labour_cost: Minutes of all steps × cost of an hour / 60; None without steps, or with minutes and no such cost.
        direct_cost: Costs of the steps plus the other cost of each sale; None without steps.
        cost: Cost of serving one member: the sum of both.
        price: What a member pays for it.
        margin: Contribution margin: price − cost. May be negative.
        margin_rate: Margin / price; None when the price is 0.
        fixed_cost: Cost of a period however many are served.
        buyer_share: Share of the members who buy in such a period, 0 to 1.
        break_even_buyers: Fewest buyers in a period whose margins cover the fixed cost.
        break_even_size: Fewest members of a group with that many buyers.
        uncosted_steps: Steps with neither minutes nor cost: with any, the true cost is higher.
        reason: Why the last of these figures is None; None when all are known.
    """

    labour_cost: float | None
    direct_cost: float | None
    cost: float | None
    price: float | None
    margin: float | None
    margin_rate: float | None
    fixed_cost: float | None
    buyer_share: float | None
    break_even_buyers: int | None
    break_even_size: int | None
    uncosted_steps: int
    reason: Reason | None


def unit_economics(
    steps: pd.DataFrame,
    *,
    price: float | None,
    hourly_cost: float | None = None,
    other_cost: float | None = None,
    fixed_cost: float | None = None,
    buyer_percent: float | None = None,
) -> UnitEconomics:
    """Compute cost, margin and break-even of a standard service.

    Args:
        steps: The service blueprint, one row per step: ``minutes`` of work and ``cost`` for one served member, each
            may be missing.
        price: What a member pays.
        hourly_cost: Cost of an hour of work.
        other_cost: Further cost of each sale, such as a payment fee; missing counts as none.
        fixed_cost: Cost of a period (a month) however many are served.
        buyer_percent: Members who buy in such a period, 0 to 100.

    Returns:
        The figures; what cannot be known is None, with the reason, never 0 or infinite. Sums are exact, so a break-even
        that comes out even is not rounded up.

    Raises:
        InputError: A column is not there.

    Source:
        Contribution margin and break-even point of management accounting: fixed cost / (price − variable cost).

    Example:
        >>> steps = pd.DataFrame({"minutes": [10, None], "cost": [None, 4.0]})
        >>> unit = unit_economics(steps, price=20, hourly_cost=36, fixed_cost=300, buyer_percent=10)
        >>> unit.cost, unit.margin, unit.margin_rate, unit.break_even_buyers, unit.break_even_size
        (10.0, 10.0, 0.5, 30, 300)
        >>> unit_economics(steps, price=10, hourly_cost=36, fixed_cost=300, buyer_percent=10).reason
        'no_margin'
    """
    require(steps, ["minutes", "cost"], "steps")
    minutes, costs = ([_exact(value) for value in steps[name]] for name in ("minutes", "cost"))
    hour, paid, fixed = _exact(hourly_cost), _exact(price), _exact(fixed_cost)
    buying = _exact(buyer_percent)
    share = None if buying is None else buying / 100
    worked = sum(filter(None, minutes), Fraction())
    labour = None if steps.empty or (hour is None and worked) else worked * (hour or 0) / 60
    direct = None if steps.empty else sum(filter(None, [*costs, _exact(other_cost)]), Fraction())
    cost = None if labour is None or direct is None else labour + direct
    margin = None if cost is None or paid is None else paid - cost
    buyers = None if margin is None or margin <= 0 or fixed is None else ceil(fixed / margin)
    size = None if buyers is None or not share else ceil(buyers / share)
    wants: list[tuple[bool, Reason]] = [
        (steps.empty, "no_steps"),
        (labour is None, "no_hourly_cost"),
        (paid is None, "no_price"),
        (margin is None or margin <= 0, "no_margin"),
        (fixed is None, "no_fixed_cost"),
        (not share, "no_buyer_share"),
    ]
    return UnitEconomics(
        labour_cost=_float(labour),
        direct_cost=_float(direct),
        cost=_float(cost),
        price=_float(paid),
        margin=_float(margin),
        margin_rate=None if margin is None or not paid else float(margin / paid),
        fixed_cost=_float(fixed),
        buyer_share=_float(share),
        break_even_buyers=buyers,
        break_even_size=size,
        uncosted_steps=sum(a is None and b is None for a, b in zip(minutes, costs, strict=True)),
        reason=next((reason for wanted, reason in wants if wanted), None),
    )


def service_economics(sheet: StandardService) -> UnitEconomics:
    """Compute the economics of the service that a worksheet describes.

    Args:
        sheet: The sheet ``standard_service``, a draft too.

    Returns:
        The figures, as :func:`unit_economics`.

    Example:
        >>> from shequn.worksheets import StandardService
        >>> service_economics(StandardService()).reason
        'no_steps'
    """
    return unit_economics(
        frame_of(sheet.blueprint, ["step", "minutes", "cost"]),
        price=sheet.price,
        hourly_cost=sheet.hourly_cost,
        other_cost=sheet.other_cost,
        fixed_cost=sheet.fixed_cost,
        buyer_percent=sheet.buyer_percent,
    )


def profit_by_size(unit: UnitEconomics, sizes: Iterable[int]) -> pd.DataFrame:
    """Compute what a period leaves for groups of different sizes.

    Args:
        unit: The economics of one served member.
        sizes: Numbers of members.

    Returns:
        One row per size: ``members, buyers`` (expected, members × buyer share), ``revenue, variable_cost, fixed_cost,
        profit``. Missing where the economics lack a part.

    Example:
        >>> steps = pd.DataFrame({"minutes": [10], "cost": [4.0]})
        >>> unit = unit_economics(steps, price=20, hourly_cost=36, fixed_cost=300, buyer_percent=10)
        >>> profit_by_size(unit, [200, 300])["profit"].tolist()
        [-100.0, 0.0]
    """
    members = pd.Series(list(sizes), dtype="Int64")
    share, price, cost, fixed = (
        float("nan") if value is None else value for value in (unit.buyer_share, unit.price, unit.cost, unit.fixed_cost)
    )
    buyers = members.astype("float64") * share
    revenue, variable = buyers * price, buyers * cost
    columns = {"members": members, "buyers": buyers, "revenue": revenue, "variable_cost": variable}
    return pd.DataFrame(columns).assign(fixed_cost=fixed, profit=revenue - variable - fixed)


def _exact(value: float | None) -> Fraction | None:
    """Take an amount as it was written: 0.1 is a tenth."""
    return None if value is None or pd.isna(value) else Fraction(str(value))


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
