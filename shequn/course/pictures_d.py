"""What lessons 00 and 14 draw and list; cells stay short."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shequn import metrics, plots
from shequn.course import bugs
from shequn.course.outline import LESSONS
from shequn.course.tables import Listing, group_name
from shequn.levels import ALL
from shequn.plots import playbook as plan_plots
from shequn.plots.style import count

if TYPE_CHECKING:
    import pandas as pd

    from shequn.course.lesson import Lesson
    from shequn.course.shown import Drawing, Note

CHECKS = ("python", "libraries", "fonts", "sample", "workbook")
"""Checks of ``shequn doctor`` that say the same on every sound machine."""


def draw_map(lesson: Lesson) -> Drawing:
    """Draw the course: seven steps, four parts, and what is measured.

    Args:
        lesson: Lesson 00.

    Returns:
        The picture.
    """
    from shequn.plots.course import Part, course_map

    names = list(LESSONS)
    rows = (("build", names[2:9]), ("operate", names[9:13]), ("measure", names[13:]))
    parts = [
        Part(lesson.words(row), [(name[:2], lesson.words(f"map_{name[:2]}")) for name in own]) for row, own in rows
    ]
    return lesson.show(course_map(parts), "map_alt")


def environment(lesson: Lesson) -> Listing:
    """Run the quick checks of ``shequn doctor``.

    Args:
        lesson: The lesson.

    Returns:
        A line for each: what was looked at, how it is, and what to do about a problem.
    """
    from shequn import doctor

    heads = tuple(lesson.words(f"check_{head}") for head in ("name", "state", "mend"))
    rows = tuple(
        (lesson.t(f"doctor.{found.name}.name"), lesson.t(f"doctor.{found.state}"), found.mend or "–")
        for found in doctor.examine(lesson.t.language, CHECKS)
    )
    return Listing(heads, rows, (False,) * 3)


def at_a_glance(lesson: Lesson) -> pd.DataFrame:
    """List the groups of the data with their people, messages and last members.

    Args:
        lesson: The lesson.

    Returns:
        One row per level, ALL first: ``group_id, members`` (ever there), ``messages, total_members`` (at the end).
    """
    community = lesson.community
    closing = metrics.bridge(community)[["group_id", "closing"]].rename(columns={"closing": "total_members"})
    talk = metrics.concentration(community)[["group_id", "messages"]]
    return metrics.people(community).merge(talk, on="group_id").merge(closing, on="group_id")


def week_of(lesson: Lesson) -> pd.Timestamp:
    """Find the Monday of the last complete week but one: refunds of it have had some time to come in.

    Args:
        lesson: The lesson.

    Returns:
        The Monday; that of the only complete week where there is one.
    """
    weekly = metrics.weekly(lesson.community)
    mondays = weekly.loc[(weekly["group_id"] == ALL) & weekly["complete"], "week_start"]
    found: pd.Timestamp = mondays.iloc[-2:].iloc[0] if len(mondays) else weekly["week_start"].iloc[0]
    return found


def value(frame: pd.DataFrame, column: str, group_id: str, **where: Any) -> float:
    """Read one figure.

    Args:
        frame: As a metric returns it.
        column: Column of the figure.
        group_id: Its group.
        **where: Other columns and their values.

    Returns:
        The figure; NaN where it is missing.
    """
    rows = frame[frame["group_id"] == group_id]
    for name, wanted in where.items():
        rows = rows[rows[name] == wanted]
    return float(rows[column].astype("float64").iloc[0])


def ways_to_count(lesson: Lesson) -> Drawing | Note:
    """Draw the active members of one week as five programs would report them.

    Args:
        lesson: Lesson 14.

    Returns:
        Bars, the right one set off; or what the data lack.
    """
    if note := lesson.lacks("members", "messages"):
        return note
    import pandas as pd

    rows, monday, group = bugs.rows(lesson.community), week_of(lesson), lesson.community.group_ids[0]
    values = {
        "right": value(metrics.weekly(lesson.community), "active_members", group, week_start=monday),
        "staff": bugs.active_of_week(rows, group, monday),
        "wednesday": bugs.active_this_week(rows, group, monday + pd.Timedelta(days=2)),
        "days": bugs.sum_of_days(rows, group, monday),
    }
    names = [lesson.words(f"way_{name}") for name in values]
    figure = plan_plots.bars(names, list(values.values()), marked=names[0])
    return lesson.show(figure, "ways_alt", **{name: count(found) for name, found in values.items()})


def compared(lesson: Lesson) -> Listing | Note:
    """Set what the five functions of lesson 14 say against the right figures.

    Args:
        lesson: Lesson 14.

    Returns:
        A table of one row per function; or what the data lack.
    """
    if note := lesson.lacks("members", "messages", "orders"):
        return note
    import pandas as pd

    community = lesson.community
    rows, monday, days = bugs.rows(community), week_of(lesson), lesson.period
    first, last = community.group_ids[0], pd.Timestamp(days.end)
    daily, weekly = metrics.daily(community), metrics.weekly(community)
    own = daily[daily["group_id"] == first]
    wednesday = monday + pd.Timedelta(days=2)
    found = {
        "A": (bugs.total_members(rows, first, last), value(daily, "total_members", first, day=last)),
        "B": (bugs.new_members(rows, first, list(own["day"])).sum(), own["new_members"].sum()),
        "C": (
            bugs.active_this_week(rows, first, wednesday),
            value(weekly, "active_members", first, week_start=monday),
        ),
        "D": (bugs.active_of_week(rows, first, monday), value(weekly, "active_members", first, week_start=monday)),
        "E": (bugs.gmv_of_week(rows, ALL, monday), value(weekly, "gmv", ALL, week_start=monday)),
    }
    heads = tuple(lesson.words(f"bug_{head}") for head in ("function", "figure", "says", "right"))
    table = tuple(
        (name, lesson.words(f"bug_{name}"), *(f"{part:,.2f}" if name == "E" else count(float(part)) for part in pair))
        for name, pair in found.items()
    )
    return Listing(heads, table, (False, False, True, True))


def draw_bridge(lesson: Lesson) -> Drawing | Note:
    """Draw how the first group came from its opening to its closing total.

    Args:
        lesson: Lesson 14.

    Returns:
        The picture; or what the data lack.
    """
    if note := lesson.lacks("members"):
        return note
    import pandas as pd

    group = lesson.community.group_ids[0]
    row = metrics.bridge(lesson.community).set_index("group_id").loc[group]
    names = ("opening", "joins", "leaves", "closing")
    numbers = [None if pd.isna(row[name]) else int(row[name]) for name in names]
    words = tuple(lesson.words(f"bridge_{name}") for name in names)
    figure = plots.bridge([plots.Bridge(group, *numbers)], labels=(words[0], words[1], words[2], words[3]))
    said = {name: "–" if number is None else count(number) for name, number in zip(names, numbers, strict=True)}
    return lesson.show(figure, "bridge_alt", group=group_name(lesson, group), **said)
