"""What members bought: orders, buyers, paid, refunded and net; and the orders that no member made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from shequn.engine import Lazy, col, distinct, div, total
from shequn.levels import ALONE, at_every_level
from shequn.metrics.shared import PERSON, fill, headcount, rows_for, tally, unknown

if TYPE_CHECKING:
    import pandas as pd

    from shequn.community import Community
    from shequn.dates import Period

_MONEY = ("paid", "refunded", "net")


def conversion(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Sum up the counted orders of the period (rule 10).

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per level: ``group_id, orders, buyers`` (distinct people), ``paid`` (orders of the period),
        ``refunded`` (refunds of the period, of counted orders of any date), ``net`` (paid - refunded; all in
        currency units), ``repeat_buyers`` (two orders or more), ``repeat_rate`` (of buyers), ``members_end`` (total
        at the end), ``conversion_rate`` (buyers / members_end). Missing without orders or a member list, or when no
        order names anyone of the list.

    Raises:
        ParameterError: When the period is not valid.
    """
    period = community.period(start, end)
    names = ("orders", "buyers", *_MONEY, "repeat_buyers", "repeat_rate", "members_end", "conversion_rate")
    rows = community.levels.select("group")
    if not community.knows_buyers:
        rows = unknown(
            rows, "orders", "buyers", "repeat_buyers", "members_end", rates=(*_MONEY, "repeat_rate", "conversion_rate")
        )
        return community.collect(rows.select("group", *names))
    sums = tally(
        _by_buyer(community, period),
        sums={
            "orders": col("orders"),
            "buyers": col("orders") > 0,
            "repeat_buyers": col("orders") > 1,
            "paid_cents": col("paid_cents"),
            "refunded_cents": col("refunded_cents"),
        },
    )
    closing = headcount(community, period).filter(col("day") == period.days[-1])
    rows = rows.join(closing.select("group", col("total_members").alias("members_end")), on="group", how="left")
    rows = fill(community, rows, sums)
    rows = rows.with_columns(
        *_in_units(),
        div("repeat_buyers", "buyers").alias("repeat_rate"),
        div("buyers", "members_end").alias("conversion_rate"),
    )
    return community.collect(rows.select("group", *names))


def buyers(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """List who bought.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per level and person with a counted order or a refund in the period: ``group_id, member_id, orders,
        first_day, last_day`` (of the orders), ``paid, refunded, net`` (currency units). No rows without orders or
        a member list, or when no order names anyone of the list.

    Raises:
        ParameterError: When the period is not valid.
    """
    period = community.period(start, end)
    names = ("orders", "first_day", "last_day", *_MONEY)
    if not community.knows_buyers:
        rows = community.levels.select("group", nw.lit(0, nw.Int32).alias("member"))
        rows = unknown(rows, "orders", "first_day", "last_day", rates=_MONEY).filter(col("group") < 0)
    else:
        rows = at_every_level(_by_buyer(community, period)).with_columns(*_in_units())
    return community.collect(rows.select("group", "member", *names), sort=["group", "member"])


def refunds_weekly(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Set the money paid each week beside the money given back in it.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per level and week: ``group_id, week, week_start, complete, refunds`` (number), ``paid, refunded,
        net`` (currency units). A refund belongs to the week in which it was made. Missing without orders or a
        member list, or when no order names anyone of the list.

    Raises:
        ParameterError: When the period is not valid.
    """
    period = community.period(start, end)
    rows = rows_for(community, community.weeks(period))
    if not community.knows_buyers:
        rows = unknown(rows, "refunds", rates=_MONEY)
    else:
        money = {name: col(name) for name in ("refunds", "paid_cents", "refunded_cents")}
        sums = tally(_payments(community, period), "week", sums=money)
        rows = fill(community, rows, sums, by=("week",)).with_columns(*_in_units())
    return community.collect(rows.select("group", "week", "complete", "refunds", *_MONEY), sort=["group", "week"])


def matching(community: Community, start: Any = None, end: Any = None) -> pd.DataFrame:
    """Say which share of the paid orders could be counted.

    An order belongs to ALL, and to the group that it names or, if it names none, to each in which it counts. Orders
    by staff and bots that do not count stand apart and are not among the paid orders.

    Args:
        community: The community.
        start: First local day; default as in `Community.period`.
        end: Last local day.

    Returns:
        One row per level: ``group_id, paid_orders`` (counted + unmatched), ``counted_orders, unmatched_orders``
        (buyer unknown or no member when paying), ``away_orders`` (those of them whose buyer stands in the member list),
        ``staff_orders, matched_share`` (counted / paid orders), ``paid, counted_paid, unmatched_paid, staff_paid``
        (currency units). Missing without orders or a member list.

    Raises:
        ParameterError: When the period is not valid.
    """
    period = community.period(start, end)
    orders = ("paid_orders", "counted_orders", "unmatched_orders", "away_orders", "staff_orders")
    names = (*orders, "matched_share", "paid", "counted_paid", "unmatched_paid", "staff_paid")
    rows = community.levels.select("group")
    if not community.has("orders") or not community.has("members"):
        return community.collect(unknown(rows, *orders, rates=names[len(orders) :]).select("group", *names))
    days = community.calendar(period).select("day")
    kinds = {"counted": community.own_orders.join(days, on="day"), **_not_counted(community, days)}
    parts = [
        tally(
            table,
            rows=f"{kind}_orders",
            sums={f"{kind}_cents": col("amount")},
            alone=ALONE if kind == "counted" else col("group") > 0,
        )
        for kind, table in kinds.items()
    ]
    away = kinds["unmatched"].join(distinct(community.roster, "member"), on="member", how="semi")
    parts.append(tally(away, rows="away_orders", alone=col("group") > 0))
    rows = fill(community, rows, *parts)
    rows = rows.with_columns(
        (col("counted_orders") + col("unmatched_orders")).alias("paid_orders"),
        _units(col("counted_cents") + col("unmatched_cents")).alias("paid"),
        *(_units(col(f"{kind}_cents")).alias(f"{kind}_paid") for kind in kinds),
    )
    rows = rows.with_columns(div("counted_orders", "paid_orders").alias("matched_share"))
    return community.collect(rows.select("group", *names))


def _not_counted(community: Community, days: Lazy) -> dict[str, Lazy]:
    """Orders that count nowhere, in ALL and in the group they name: by staff, and all others."""
    counted = community.own_orders.select("order_id")
    left = community.sales.join(days, on="day").join(counted, on="order_id", how="anti")
    both = left.with_columns(col("group").fill_null(0))
    staff = distinct(community.roster.filter(col("staff")), "member")
    return {
        "unmatched": both.join(staff, on="member", how="anti"),
        "staff": both.join(staff, on="member", how="semi"),
    }


def _units(cents: nw.Expr) -> nw.Expr:
    """Turn exact cents into currency units by the one division (rule 12)."""
    return cents.cast(nw.Float64) / 100


def _in_units() -> list[nw.Expr]:
    paid, refunded = col("paid_cents"), col("refunded_cents")
    return [_units(paid).alias("paid"), _units(refunded).alias("refunded"), _units(paid - refunded).alias("net")]


def _payments(community: Community, period: Period) -> Lazy:
    """``group, member, day, week, orders, paid_cents, refunds, refunded_cents``, each by its own day."""
    zero, one = nw.lit(0, nw.Int64), nw.lit(1, nw.Int64)
    orders = community.own_orders
    paid = orders.select(*PERSON, "day", orders=one, paid_cents=col("amount"), refunds=zero, refunded_cents=zero)
    refunded = orders.filter(col("refunded") > 0)
    back = refunded.select(
        *PERSON, day=col("refund_day"), orders=zero, paid_cents=zero, refunds=one, refunded_cents=col("refunded")
    )
    return nw.concat([paid, back]).join(community.calendar(period).select("day", "week"), on="day")


def _by_buyer(community: Community, period: Period) -> Lazy:
    """Payments and refunds of the period added up by person."""
    bought = nw.when(col("orders") > 0).then(col("day"))
    names = ("orders", "paid_cents", "refunded_cents")
    return (
        _payments(community, period)
        .group_by(*PERSON)
        .agg(
            bought.min().alias("first_day"),
            bought.max().alias("last_day"),
            *(total(name).alias(name) for name in names),
        )
    )
