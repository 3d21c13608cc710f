"""Figures as published programs for chat groups compute them, each with one mistake that is common there.

Lesson 14 shows the code and lets the learner say what is wrong with it; the right figures come from
:mod:`shequn.metrics`. Apart from its one mistake each function agrees with them.
"""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import narwhals.stable.v2 as nw
import pandas as pd

from shequn.engine import col, distinct

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shequn.community import Community

STAFF_SEAT = ("group", "member")
_KINDS: dict[str, Any] = {
    **dict.fromkeys(("group_id", "member_id", "order_id"), "str"),
    **dict.fromkeys(("joined_day", "left_day", "day"), "datetime64[us]"),
    **dict.fromkeys(("amount", "refunded"), "float64"),
    "staff": "bool",
}


class Rows(NamedTuple):
    """A client's rows as the functions of this module take them.

    Attributes:
        members: One row per spell: ``group_id, member_id, joined_day, left_day``; staff is not among them.
        messages: One row per person, group and active day: ``group_id, member_id, day, staff``.
        orders: One row per counted order: ``group_id, order_id, day, amount, refunded`` in currency units.
    """

    members: pd.DataFrame
    messages: pd.DataFrame
    orders: pd.DataFrame


def rows(community: Community) -> Rows:
    """Read the rows of a client; the level ALL is a group of its own.

    Args:
        community: The client.

    Returns:
        The rows; none of what the client's data lack.
    """
    nothing = pd.DataFrame(columns=list(_KINDS)).astype(_KINDS)
    if not community.has("members"):
        return Rows(nothing[["group_id", "member_id", "joined_day", "left_day"]], nothing, nothing)
    members = community.collect(community.spells.select("group", "member", "joined_day", "left_day"))
    messages = orders = nothing
    if community.has("messages"):
        own = community.activity.select("group", "member", "day")
        staff = distinct(community.roster.filter(col("staff")), *STAFF_SEAT)
        theirs = community.talk.filter(col("messages") > 0).join(staff, on=list(STAFF_SEAT), how="semi")
        parts = [community.collect(own), community.collect(theirs.select("group", "member", "day"))]
        messages = pd.concat([part.assign(staff=bool(number)) for number, part in enumerate(parts)])
    if community.has("orders"):
        cents = [(col(name).cast(nw.Float64) / 100).alias(name) for name in ("amount", "refunded")]
        orders = community.collect(community.counted_orders.select("group", "order_id", "day", *cents))
    return Rows(members, messages, orders)


def total_members(rows: Rows, group_id: str, day: pd.Timestamp) -> int:
    """Count the members of a group on a day.

    Args:
        rows: The client's rows.
        group_id: The group.
        day: The day.

    Returns:
        A number of members, too large.

    Example:
        >>> tuesday = pd.Timestamp(2026, 3, 3)
        >>> members = pd.DataFrame({"group_id": "a", "joined_day": [tuesday] * 2, "left_day": [tuesday, pd.NaT]})
        >>> total_members(Rows(members, members, members), "a", tuesday)
        2
    """
    members = rows.members[rows.members["group_id"] == group_id]
    joined = members["joined_day"].isna() | (members["joined_day"] <= day)
    return int(joined.sum())


def new_members(rows: Rows, group_id: str, days: Sequence[pd.Timestamp]) -> pd.Series:
    """Count who joined a group on each day.

    Args:
        rows: The client's rows.
        group_id: The group.
        days: The days to report.

    Returns:
        A number of new members for each day, too large on some.

    Example:
        >>> tuesday = pd.Timestamp(2026, 3, 3)
        >>> members = pd.DataFrame({"group_id": "a", "member_id": ["1", "2"], "joined_day": tuesday})
        >>> new_members(Rows(members, members, members), "a", [tuesday, pd.Timestamp(2026, 3, 4)]).tolist()
        [2, 1]
    """
    members = rows.members[rows.members["group_id"] == group_id]
    calendar = pd.DataFrame({"day": days})
    joined = calendar.merge(members, left_on="day", right_on="joined_day", how="left")
    return joined.drop_duplicates(["day", "member_id"]).groupby("day").size()


def active_this_week(rows: Rows, group_id: str, today: pd.Timestamp) -> int:
    """Count the members who were active in the week of a day.

    Args:
        rows: The client's rows.
        group_id: The group.
        today: The day on which the report is made.

    Returns:
        A number of members, of another week than its name says unless today is a Sunday.

    Example:
        >>> friday, monday = pd.Timestamp(2026, 3, 6), pd.Timestamp(2026, 3, 9)
        >>> messages = pd.DataFrame({"group_id": "a", "member_id": ["1"], "day": [friday], "staff": False})
        >>> active_this_week(Rows(messages, messages, messages), "a", monday)
        1
    """
    people = rows.messages[(rows.messages["group_id"] == group_id) & ~rows.messages["staff"]]
    since = today - pd.Timedelta(days=7)
    recent = people[(people["day"] > since) & (people["day"] <= today)]
    return int(recent["member_id"].nunique())


def active_of_week(rows: Rows, group_id: str, monday: pd.Timestamp) -> int:
    """Count who was active in the week that begins on a Monday.

    Args:
        rows: The client's rows.
        group_id: The group.
        monday: First day of the week.

    Returns:
        A number of people, too large where staff writes.

    Example:
        >>> monday = pd.Timestamp(2026, 3, 9)
        >>> messages = pd.DataFrame({"group_id": "a", "member_id": ["1", "2"], "day": monday, "staff": [False, True]})
        >>> active_of_week(Rows(messages, messages, messages), "a", monday)
        2
    """
    people = rows.messages[rows.messages["group_id"] == group_id]
    week = people[people["day"].between(monday, monday + pd.Timedelta(days=6))]
    return int(week["member_id"].nunique())


def gmv_of_week(rows: Rows, group_id: str, monday: pd.Timestamp) -> float:
    """Add up what was sold in the week that begins on a Monday.

    Args:
        rows: The client's rows.
        group_id: The group.
        monday: First day of the week.

    Returns:
        An amount, too small once orders of the week are refunded.

    Example:
        >>> monday = pd.Timestamp(2026, 3, 9)
        >>> orders = pd.DataFrame({"group_id": "a", "day": [monday], "amount": 50.0, "refunded": 20.0})
        >>> gmv_of_week(Rows(orders, orders, orders), "a", monday)
        30.0
    """
    orders = rows.orders[rows.orders["group_id"] == group_id]
    week = orders[orders["day"].between(monday, monday + pd.Timedelta(days=6))]
    return float((week["amount"] - week["refunded"]).sum())


def sum_of_days(rows: Rows, group_id: str, monday: pd.Timestamp) -> int:
    """Count who was active in the week that begins on a Monday.

    Args:
        rows: The client's rows.
        group_id: The group.
        monday: First day of the week.

    Returns:
        A number, too large when anybody writes on two days.

    Example:
        >>> monday = pd.Timestamp(2026, 3, 9)
        >>> days = [monday, monday + pd.Timedelta(days=1)]
        >>> messages = pd.DataFrame({"group_id": "a", "member_id": "1", "day": days, "staff": False})
        >>> sum_of_days(Rows(messages, messages, messages), "a", monday)
        2
    """
    people = rows.messages[(rows.messages["group_id"] == group_id) & ~rows.messages["staff"]]
    week = people[people["day"].between(monday, monday + pd.Timedelta(days=6))]
    return int(week.groupby("day")["member_id"].nunique().sum())


@dataclass(frozen=True)
class Code:
    """The code of a function, below a cell.

    Attributes:
        text: Its lines.
    """

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        style = "font-family:monospace;background:#f4f6f7;padding:.6em .8em;overflow-x:auto"
        return f'<pre style="{style}">{escape(self.text)}</pre>'


def code(function: Callable[..., Any]) -> Code:
    """Show a function without its docstring, which would give its mistake away.

    Args:
        function: One of this module.

    Returns:
        Its code, which a notebook shows.

    Example:
        >>> code(active_of_week).text.splitlines()[1]
        '    people = rows.messages[rows.messages["group_id"] == group_id]'
    """
    lines = inspect.getsource(function).splitlines()
    [definition] = ast.parse("\n".join(lines)).body
    docstring = definition.body[0]  # type: ignore[attr-defined]
    return Code("\n".join([*lines[: docstring.lineno - 1], *lines[docstring.end_lineno :]]))
