"""What lessons 11 and 12 compute of members, team and SOP: small frames, fit to be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from shequn import metrics, planning
from shequn.course.operating import of_group
from shequn.levels import ALL
from shequn.planning.shared import interval_columns
from shequn.worksheets import Sop, words
from shequn.worksheets.choices import Trigger
from shequn.worksheets.operations import SopRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from shequn.course.lesson import Lesson
    from shequn.worksheets.operations import LayerAction

STAGES = ("honeymoon", "trial", "mature", "decline", "unknown")
"""Stages of a member's life; unknown is who was in before data begin that are too short to tell."""


class WorkingHours(NamedTuple):
    """When the team answers.

    Attributes:
        start: ``"09:00"``.
        end: ``"21:30"``.
        minutes: A first response within so many minutes keeps the promise.
    """

    start: str
    end: str
    minutes: int


def life_stages(lesson: Lesson, ends: Sequence[int]) -> pd.DataFrame:
    """Count the members of all groups by how long they have been in, and who of them was active lately.

    Args:
        lesson: Lesson with members and messages.
        ends: Last day of honeymoon, trial and maturity.

    Returns:
        One row a stage that has members: ``life_stage, members, share, active, active_share`` (wrote in the last
        7 days), ``silent, silent_share`` (silent or lost).
    """
    community = lesson.community
    layers = metrics.activity_layers(community).pipe(of_group, ALL)
    spells = community.collect(community.spells, sort=("group", "member", "number")).pipe(of_group, ALL)
    joined = spells.groupby("member_id").tail(1).set_index("member_id")["joined_day"]
    days = (pd.Timestamp(lesson.period.end) - layers["member_id"].map(joined)).dt.days
    least = (lesson.period.end - lesson.period.start).days  # who was in before the data begin has been in longer
    days = days.fillna(least + 1) if least >= ends[-1] else days
    place = sum((days > end).astype("int64") for end in ends)
    stage = pd.Series(place, index=layers.index).where(days.notna(), len(STAGES) - 1)
    frame = pd.DataFrame(
        {
            "stage": stage.astype("int64"),
            "active": layers["r"] == 3,
            "silent": layers["layer"].isin(["silent", "lost"]),
        }
    )
    found = frame.groupby("stage").agg(members=("active", "size"), active=("active", "sum"), silent=("silent", "sum"))
    found = found.reindex(range(len(STAGES)), fill_value=0).astype("float64").reset_index(drop=True)
    found.insert(0, "life_stage", STAGES)
    whole = found["members"].where(found["members"] > 0)
    found["share"] = found["members"] / found["members"].sum()
    found["active_share"], found["silent_share"] = found["active"] / whole, found["silent"] / whole
    names = ["life_stage", "members", "share", "active", "active_share", "silent", "silent_share"]
    return found.loc[found["members"] > 0, names]


def layer_counts(lesson: Lesson, silent_days: Iterable[int], lost_days: int = metrics.LOST_DAYS) -> pd.DataFrame:
    """Count the layers of all groups for several meanings of silent.

    Args:
        lesson: Lesson with messages.
        silent_days: Days without activity from which a member is silent.
        lost_days: Days from which a member is lost.

    Returns:
        One row a meaning: ``silent_days``, then one count a layer.
    """
    rows = []
    for days in silent_days:
        layers = metrics.activity_layers(lesson.community, silent_days=days, lost_days=lost_days)
        counts = layers.loc[layers["group_id"] == ALL, "layer"].value_counts()
        rows.append([days, *(int(counts.get(name, 0)) for name in metrics.LAYERS)])
    return pd.DataFrame(rows, columns=["silent_days", *metrics.LAYERS])


def buyers_by_layer(lesson: Lesson) -> pd.DataFrame:
    """Lay activity and purchase side by side.

    Args:
        lesson: Lesson with members, messages and orders.

    Returns:
        One row an activity layer of all groups: ``activity_layer, members, buyers`` (who ever ordered), ``buyer_share``
        and ``net`` (what these paid, less refunds).
    """
    layers = metrics.activity_layers(lesson.community).pipe(of_group, ALL)
    bought = metrics.purchase_layers(lesson.community).pipe(of_group, ALL)[["member_id", "net"]]
    both = layers[["member_id", "layer"]].merge(bought, on="member_id", how="left")
    found = both.groupby("layer").agg(members=("layer", "size"), buyers=("net", "count"), net=("net", "sum"))
    found = found.reindex(metrics.LAYERS, fill_value=0).reset_index(names="activity_layer")
    found.insert(3, "buyer_share", found["buyers"] / found["members"].where(found["members"] > 0))
    return found


def moves(lesson: Lesson, before: date | str, group_id: str = ALL) -> pd.DataFrame:
    """Count how members moved between layers from an earlier day to the last.

    Args:
        lesson: Lesson with messages.
        before: The earlier day.
        group_id: The group, or all.

    Returns:
        Layers before as rows and layers now as columns, each with ``absent`` (not a member) at the end.
    """
    community = lesson.community
    earlier, later = metrics.activity_layers(community, None, before), metrics.activity_layers(community)
    found = metrics.migration(earlier, later).pipe(of_group, group_id)
    names = [*metrics.LAYERS, "absent"]
    counts = found.pivot_table(index="before", columns="after", values="members", aggfunc="sum", fill_value=0)
    return counts.reindex(index=names, columns=names, fill_value=0).astype("int64")


def team_layers(lesson: Lesson, actions: Iterable[LayerAction]) -> pd.DataFrame:
    """Set what is done for each layer beside how many people that is.

    Args:
        lesson: Lesson with messages.
        actions: Rows ``layers`` of the sheet ``people``.

    Returns:
        One row an action: ``activity_layer, members, action, owner``.
    """
    layers = metrics.activity_layers(lesson.community).pipe(of_group, ALL)["layer"].value_counts()
    rows = [[str(row.layer), int(layers.get(str(row.layer), 0)), row.action, row.owner] for row in actions if row.layer]
    return pd.DataFrame(rows, columns=["activity_layer", "members", "action", "owner"])


def first_responses(lesson: Lesson, hours: WorkingHours) -> pd.DataFrame:
    """Measure how soon staff first replied to a member's message, where it did reply.

    What nobody replied to is not in it, and a reply that does not name its message neither.

    Args:
        lesson: Lesson with members (and staff among them) and messages with ``reply_to``.
        hours: Only messages written in these hours count.

    Returns:
        One row a group: ``group_id, answered`` (messages), ``median_minutes, in_time, in_time_rate`` with its Wilson
        95 % interval ``low, high``.
    """
    tables = lesson.community.tables
    messages, members = (tables[name].collect().to_pandas() for name in ("messages", "members"))
    team = set(members.loc[members["role"].isin(["staff", "bot"]), "member_id"])
    staff = set(members.loc[members["role"] == "staff", "member_id"])
    asked = messages.loc[~messages["member_id"].isin(team), ["group_id", "message_id", "sent_at"]]
    minute = asked["sent_at"].dt.strftime("%H:%M")
    asked = asked[(minute >= hours.start) & (minute < hours.end)]
    replies = messages.loc[messages["member_id"].isin(staff), ["group_id", "reply_to", "sent_at"]]
    pairs = replies.dropna().merge(
        asked, left_on=["group_id", "reply_to"], right_on=["group_id", "message_id"], suffixes=("_reply", "")
    )
    pairs["minutes"] = (pairs["sent_at_reply"] - pairs["sent_at"]).dt.total_seconds() / 60
    first = pairs.groupby(["group_id", "message_id"])["minutes"].min().reset_index()
    first["in_time"] = first["minutes"] <= hours.minutes
    found = first.groupby("group_id").agg(
        answered=("minutes", "size"), median_minutes=("minutes", "median"), in_time=("in_time", "sum")
    )
    found = found.reset_index()
    rate = found["in_time"] / found["answered"]
    return found.assign(in_time_rate=rate, **interval_columns(found["in_time"], found["answered"]))


def rows_by_table(rows: Iterable[SopRow]) -> pd.DataFrame:
    """Count the rows of an SOP by table and trigger.

    Args:
        rows: Rows of the sheet ``sop``.

    Returns:
        One row a table: ``sop_table, rows``, then one count a trigger: ``date, weekday, entry``.
    """
    kept = [row for row in rows if row.table and not row.blank]
    counts = {table_: [0, 0, 0] for table_ in dict.fromkeys(row.table for row in kept)}
    for row in kept:
        if row.trigger:
            counts[row.table][list(Trigger).index(row.trigger)] += 1
    found = [[str(name), sum(parts), *parts] for name, parts in counts.items()]
    return pd.DataFrame(found, columns=["sop_table", "rows", *(str(code) for code in Trigger)])


def row_card(lesson: Lesson, sop: Sop, row_id: str) -> pd.DataFrame:
    """Spell out one row of an SOP, part by part.

    Args:
        lesson: The lesson.
        sop: The filled sheet.
        row_id: The row; the first row when there is none of this id.

    Returns:
        One row a part that holds something: ``part, content``.
    """
    [spec] = [spec for spec in Sop.fields() if spec.name == "rows"]
    row = next((row for row in sop.rows if row.row_id == row_id), sop.rows[0] if sop.rows else SopRow())
    parts = [
        [words.label(lesson.t, Sop, spec, column), words.shown(lesson.t, column, getattr(row, column.name))]
        for column in spec.columns
    ]
    return pd.DataFrame([part for part in parts if part[1]], columns=["part", "content"], dtype="str")


def by_half(log: pd.DataFrame, since: str) -> pd.DataFrame:
    """Mark each action of a log as before a day or from it on, in a column ``half``.

    Example:
        >>> by_half(pd.DataFrame({"day": pd.to_datetime(["2026-09-27", "2026-09-28"])}), "2026-09-28")["half"].tolist()
        ['before', 'after']
    """
    return log.assign(half=(log["day"] >= pd.Timestamp(since)).map({True: "after", False: "before"}))


def punctuality_weekly(lesson: Lesson, log: pd.DataFrame, group_id: str) -> pd.DataFrame:
    """Set the on-time rate of each week beside the people who left a group.

    Args:
        lesson: Lesson with members.
        log: The SOP log.
        group_id: The group.

    Returns:
        One row a complete week of the log: ``week, planned, on_time_rate, churned_members``.
    """
    monday = log["day"] - pd.to_timedelta(log["day"].dt.day_of_week, unit="D")
    rates = planning.on_time(log.assign(week_start=monday.dt.strftime("%Y-%m-%d")), "week_start").query(
        "week_start != @ALL"
    )
    own = metrics.weekly(lesson.community).query("complete").pipe(of_group, group_id)
    own = own.assign(week_start=pd.to_datetime(own["week_start"]).dt.strftime("%Y-%m-%d"))
    found = own.merge(rates, on="week_start")
    return found[["week", "planned", "on_time_rate", "churned_members"]].reset_index(drop=True)
