"""What lessons 09 and 10 compute from community, tables and worksheets together: small frames, fit to be shown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from shequn import metrics
from shequn.course.tables import Listing, shown
from shequn.fit import SHARES, type_fit
from shequn.levels import ALL
from shequn.planning.shared import frame_of
from shequn.report.format import MISSING, format_value
from shequn.texts import table
from shequn.worksheets.advice import advice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shequn.course.lesson import Lesson
    from shequn.fit import Fit
    from shequn.report.model import Kind, Language
    from shequn.worksheets import Sheet
    from shequn.worksheets.operations import ContentColumn, GroupType, ProcessStep

WEEKS = 10
"""Weeks back to which a lesson looks where not the whole period is wanted."""
WEEK = 7


def type_fits(lesson: Lesson, rows: list[GroupType]) -> pd.DataFrame:
    """Hold each group to the first metric of its type.

    Args:
        lesson: The lesson.
        rows: Rows of the worksheet of types.

    Returns:
        One row a group with a type and a metric: ``group_id, community_type, first_metric, measured, interval, target,
        verdict``; the figures are text, since one is a share and the next is not.

    Example:
        >>> from shequn.course import Lesson
        >>> from shequn.worksheets.operations import GroupType
        >>> row = GroupType(group="G03", type="flash", first_metric="orders_per_member", target=0.35)
        >>> type_fits(Lesson("09_positioning"), [row])[["measured", "target", "verdict"]].values.tolist()
        [['0.40', '0.35', 'reached']]
    """
    kept = [row for row in rows if row.type and row.first_metric]
    found = type_fit(lesson.community, kept, *lesson.period)
    names = ["group_id", "community_type", "first_metric", "measured", "interval", "target", "verdict"]
    fits = [
        [fit.group_id or row.group, row.type, fit.metric, *_figures(lesson, fit), fit.verdict]
        for row, fit in zip(kept, found, strict=True)
    ]
    return pd.DataFrame(fits, columns=names, dtype="str")


def _figures(lesson: Lesson, fit: Fit) -> tuple[str, str, str]:
    """Measured value, interval and target of a fit as text."""
    kind: Kind = "percent" if fit.metric in SHARES else "number"
    language: Language = "zh" if lesson.t.language == "zh" else "en"
    interval = MISSING
    if fit.interval:
        interval = "–".join(format_value(end, "percent", language) for end in fit.interval)
    measured = fit.measured.value if fit.measured else None
    return format_value(measured, kind, language), interval, format_value(fit.target, kind, language)


def side_by_side(lesson: Lesson) -> pd.DataFrame:
    """Measure all groups alike, whatever their type.

    Args:
        lesson: Lesson with members, messages and orders.

    Returns:
        One row a group: ``group_id, people, active_rate`` (of its last complete week with members),
        ``orders_per_member, repeat_rate, gmv_per_member``.
    """
    community = lesson.community
    people = metrics.people(community).set_index("group_id")["members"].rename("people")
    sales = metrics.conversion(community).set_index("group_id")
    weekly = metrics.weekly(community).query("complete and total_members > 0")
    active = weekly.groupby("group_id")["active_rate"].last()
    found = pd.concat([people, active, sales[["orders", "repeat_rate", "paid"]]], axis=1).astype("float64")
    found["orders_per_member"] = found["orders"] / found["people"]
    found["gmv_per_member"] = found["paid"] / found["people"]
    found = found.loc[list(community.group_ids)].reset_index(names="group_id")
    return found[["group_id", "people", "active_rate", "orders_per_member", "repeat_rate", "gmv_per_member"]]


def column_weekly(lesson: Lesson, group_id: str, column: str, weeks: int = WEEKS) -> pd.DataFrame:
    """Count week by week who wrote under a content column.

    Args:
        lesson: Lesson with members and messages.
        group_id: The group.
        column: The column, as the messages name it.
        weeks: So many complete weeks, to the last.

    Returns:
        One row a week: ``week, active_members`` (distinct people who wrote under the column), ``total_members`` and
        ``rate``.
    """
    own = metrics.weekly(lesson.community).query("complete").pipe(of_group, group_id).tail(weeks)
    rows = []
    for week, start, total in own[["week", "week_start", "total_members"]].itertuples(index=False):
        found = metrics.column_activity(lesson.community, start, start + pd.Timedelta(days=WEEK - 1))
        wrote = of_group(found[found["column"] == column], group_id)["active_members"].sum()
        rows.append([week, int(wrote), int(total), wrote / total if total else math.nan])
    return pd.DataFrame(rows, columns=["week", "active_members", "total_members", "rate"])


def column_name(lesson: Lesson, name: str) -> str:
    """Name a content column in the lesson's language.

    Example:
        >>> from shequn.course import Lesson
        >>> column_name(Lesson("10_value_content"), "问答")
        'Q&A'
    """
    key = f"value.column.{name}"
    return lesson.t(key) if key in table() else name


def posts_against_plan(lesson: Lesson, posts: pd.DataFrame, columns: Iterable[ContentColumn]) -> pd.DataFrame:
    """Set the posts of each column against what the plan lets expect in so many weeks.

    Args:
        lesson: The lesson.
        posts: One row per post: ``column, kind, published_at``.
        columns: Rows ``columns`` of the sheet ``content``.

    Returns:
        One row a column, most posts first: ``column, content_kind, planned_week, posts_week``.
    """
    days = pd.to_datetime(posts["published_at"])
    weeks = days.dt.to_period("W").nunique()
    planned: dict[str, int] = {}
    for row in columns:
        if row.days:
            name = column_name(lesson, row.column)
            planned[name] = planned.get(name, 0) + len(row.days.weekdays)
    made = posts.groupby("column", sort=False).agg(content_kind=("kind", "first"), posts=("kind", "size"))
    found = made.sort_values("posts", ascending=False, kind="stable").reset_index()
    found["planned_week"] = [planned.get(name, 0) for name in found["column"]]
    return found.assign(posts_week=found.pop("posts") / weeks)[["column", "content_kind", "planned_week", "posts_week"]]


def column_talk(lesson: Lesson) -> pd.DataFrame:
    """Count what members said under each column of each group, also for a week in which it ran.

    Args:
        lesson: Lesson with messages that name their column.

    Returns:
        One row a group and column, most messages a week first: ``group_id, column, messages, active_members, weeks,
        messages_week``.

    Example:
        >>> from shequn.course import Lesson
        >>> column_talk(Lesson("10_value_content"))[["column", "weeks"]].values.tolist()[:2]
        [['Activity', 1], ['Q&A', 10]]
    """
    found = metrics.column_activity(lesson.community)
    found = found[found["group_id"] != ALL]
    found = found.assign(
        column=[column_name(lesson, name) for name in found["column"]], messages_week=found["messages"] / found["weeks"]
    )
    return found.sort_values("messages_week", ascending=False, kind="stable", ignore_index=True)


def column_yield(lesson: Lesson, columns: Iterable[ContentColumn], group_id: str) -> pd.DataFrame:
    """Set the work that a column takes against the talk that it brings.

    Args:
        lesson: Lesson with messages that name their column.
        columns: Rows ``columns`` of the sheet ``content``.
        group_id: The group.

    Returns:
        One row a column of the plan that the group talks under: ``column, minutes_week, messages_week,
        messages_hour`` (for an hour of work), the best first.
    """
    minutes: dict[str, int] = {}
    for row in columns:
        if row.days:
            name = column_name(lesson, row.column)
            minutes[name] = minutes.get(name, 0) + len(row.days.weekdays) * (row.minutes or 0)
    talk = column_talk(lesson).pipe(of_group, group_id)
    found = talk[talk["column"].isin(minutes)][["column", "messages_week"]].reset_index(drop=True)
    found.insert(1, "minutes_week", [minutes[name] for name in found["column"]])
    found["messages_hour"] = found["messages_week"] / found["minutes_week"].where(found["minutes_week"] > 0) * 60
    return found.sort_values("messages_hour", ascending=False, kind="stable", ignore_index=True)


def handed_over(lesson: Lesson, first: str, then: str) -> pd.DataFrame:
    """Count who went on from a short-lived group to a lasting one.

    Args:
        lesson: Lesson with members.
        first: The group that was dissolved.
        then: The group that goes on.

    Returns:
        One row: ``people`` of the first group, ``moved`` (joined the other on the first one's last day or later),
        ``moved_share`` and ``stayed`` (of these, members at the end).
    """
    members = lesson.community.tables["members"].collect().to_pandas()
    members = members[~members["role"].isin(["staff", "bot"])]
    own, other = (members[members["group_id"] == group] for group in (first, then))
    joined = other[other["member_id"].isin(own["member_id"]) & (other["joined_day"] >= own["left_day"].max())]
    moved, people = joined["member_id"].nunique(), own["member_id"].nunique()
    stayed = joined.loc[joined["left_day"].isna(), "member_id"].nunique()
    names = ["people", "moved", "moved_share", "stayed"]
    return pd.DataFrame([[people, moved, moved / people if people else math.nan, stayed]], columns=names)


def process_steps(rows: Iterable[ProcessStep]) -> pd.DataFrame:
    """List the steps of a business with what the community does in each.

    Args:
        rows: Rows ``process`` of the sheet ``business_map``.

    Returns:
        One row a step: ``step, from_party, to_party, community``.
    """
    found = frame_of(rows, ["step", "from_party", "to_party", "community"])
    return found.assign(community=found["community"].where(found["community"] != "", MISSING))


def worded_advice(lesson: Lesson, sheet: Sheet) -> Listing:
    """Say what is odd about the answers to one sheet.

    Args:
        lesson: The lesson.
        sheet: The filled sheet.

    Returns:
        A table of one column; a row each.
    """
    found = [piece.words(lesson.t) for piece in advice({sheet.id: sheet})]
    return shown(pd.DataFrame({"advice": found}, dtype="str"), lesson)


def of_group(frame: pd.DataFrame, group_id: str) -> pd.DataFrame:
    """Keep the rows of one group, or of all together.

    Args:
        frame: With a column ``group_id``.
        group_id: The group, or ``"ALL"``.

    Returns:
        Its rows.

    Example:
        >>> of_group(pd.DataFrame({"group_id": ["ALL", "G01"], "members": [3, 2]}), "G01")["members"].tolist()
        [2]
    """
    return frame[frame["group_id"] == group_id]
