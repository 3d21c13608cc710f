"""Small tables of lessons 06 and 08: two versions, releases and cohorts compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from shequn.course.shown import Note
from shequn.course.tables import Listing, label
from shequn.planning import compare_versions, versions
from shequn.plots.style import count, percent
from shequn.report.format import MISSING, format_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shequn.course.lesson import Lesson
    from shequn.findings import Comparison
    from shequn.planning import VersionComparison
    from shequn.report.model import Kind, Language


def differences(results: Mapping[str, VersionComparison], lesson: Lesson) -> Listing:
    """List what comparisons of versions say.

    Args:
        results: Name of the new version to its comparison with the old one.
        lesson: Lesson 06.

    Returns:
        One row each: the difference, its interval, the p-value, the decision, whether the target is met.
    """
    rows = []
    for name, result in results.items():
        reached = MISSING if result.reached is None else lesson.words(f"reached_{result.reached}")
        decision = lesson.words(f"decision_{result.decision}")
        rows.append((name, *_points(result, lesson), f"{result.p_value:.3f}", decision, reached))
    heads = ("version", "difference", "from", "to", "p_value", "decision", "target_met")
    numbers = (False, *(True,) * 4, False, False)
    return Listing(tuple(lesson.words(f"head_{head}") for head in heads), tuple(rows), numbers)


def until(people: pd.DataFrame, day: str) -> VersionComparison | None:
    """Compare two versions by what was known on a day.

    Args:
        people: One row per person: ``version, ordered_on``.
        day: Last day that counts, as ISO text.

    Returns:
        The comparison of the second version with the first.
    """
    so_far = versions(people.assign(converted=people["ordered_on"] <= day))
    old, new = so_far[["successes", "people"]].head(2).itertuples(index=False, name=None)
    return compare_versions(old, new)


def looks(people: pd.DataFrame, days: Sequence[str], lesson: Lesson) -> Listing | Note:
    """List what one would have concluded on some days of a pilot.

    Args:
        people: One row per person: ``version, ordered_on``.
        days: ISO texts.
        lesson: Lesson 06.

    Returns:
        A table of one row a day; a note when the days of the orders are not known.
    """
    if "ordered_on" not in people:
        return Note(lesson.t("course.lacks", tables="pilot: ordered_on"))
    heads = ("day", "difference", "from", "to", "decision")
    rows = []
    for day in days:
        result = until(people, day)
        if result is not None:
            rows.append((day, *_points(result, lesson), lesson.words(f"decision_{result.decision}")))
    return Listing(tuple(lesson.words(f"head_{head}") for head in heads), tuple(rows), (False, True, True, True, False))


def effects(found: pd.DataFrame, lesson: Lesson, by: str = "release_id") -> Listing:
    """List releases with their metrics before and after, each metric written as it is meant.

    Args:
        found: As :func:`shequn.planning.release_effects` returns it.
        lesson: Lesson 08.
        by: What tells the rows apart: ``release_id`` (the day where there is none) or ``group_id``.

    Returns:
        A table.
    """
    first = by if by in found else "day"
    rows = []
    for row in found.to_dict("records"):
        kind: Kind = "percent" if row["metric"].endswith("_rate") else "number"
        name = f"{row['day']:%Y-%m-%d}" if first == "day" else row[first]
        if first == "group_id":
            name = lesson.community.group_names.get(name, name)
        metric = label(row["metric"], lesson)
        values = (_word(row["before"], kind, lesson), _word(row["after"], kind, lesson))
        change = _word(row["change_rate"], "growth", lesson)
        rows.append((str(name), metric, *values, change, lesson.words(f"verdict_{row['verdict']}")))
    heads = ("group" if by == "group_id" else "release", "metric", "before", "after", "change", "verdict")
    numbers = (False, False, True, True, True, False)
    return Listing(tuple(lesson.words(f"head_{head}") for head in heads), tuple(rows), numbers)


def regression(values: pd.Series, after: pd.Series, parts: dict[str, pd.Series], lesson: Lesson) -> Listing:
    """List how weeks that were chosen for their values compare with the weeks right after them.

    Args:
        values: One share a week.
        after: The share of the week after, same index.
        parts: Name in the lesson's words to which weeks are chosen.
        lesson: Lesson 08.

    Returns:
        A table, all weeks last.
    """
    every = {**parts, "all": values.notna()}
    rows = tuple(
        (
            lesson.words(name),
            str(int(chosen.sum())),
            _word(values[chosen].mean(), "percent", lesson),
            _word(after[chosen].mean(), "percent", lesson),
        )
        for name, chosen in every.items()
    )
    heads = tuple(lesson.words(f"head_{head}") for head in ("weeks", "number", "then", "next"))
    return Listing(heads, rows, (False, True, True, True))


def comparison(found: Comparison, sums: dict[str, tuple[float, float]], lesson: Lesson) -> Listing:
    """List two sets of cohorts, their shares and what the comparison says.

    Args:
        found: The comparison.
        sums: ``earlier`` and ``later``: active people and people.
        lesson: Lesson 08.

    Returns:
        A table of two rows and the verdict.
    """
    rates = {"earlier": (found.before, found.before_interval), "later": (found.after, found.after_interval)}
    rows = []
    for name, (rate, interval) in rates.items():
        active, people = sums[name]
        ends = MISSING if interval is None else f"{percent(interval.low)} – {percent(interval.high)}"
        rows.append((lesson.words(name), count(people), count(active), _word(rate, "percent", lesson), ends))
    rows.append((lesson.words(f"certainty_{found.certainty}"), "", "", "", ""))
    heads = tuple(lesson.words(f"head_{head}") for head in ("joined", "people", "active", "rate", "interval"))
    return Listing(heads, tuple(rows), (False, True, True, True, True))


def duration(each: int, a_week: float, lesson: Lesson) -> Note:
    """Say how long an experiment with newcomers takes.

    Args:
        each: People wanted in each half.
        a_week: Newcomers a week.
        lesson: Lesson 08.

    Returns:
        One sentence.
    """
    weeks = count(2 * each / a_week)
    return Note(lesson.words("duration", each=each, all=2 * each, week=count(a_week), weeks=weeks))


def _word(value: float, kind: Kind, lesson: Lesson) -> str:
    """Word one value; a missing one is a dash."""
    language: Language = "zh" if lesson.t.language == "zh" else "en"
    return MISSING if pd.isna(value) else format_value(float(value), kind, language)


def _points(result: VersionComparison, lesson: Lesson) -> tuple[str, ...]:
    """Word the difference and the ends of its interval."""
    return tuple(_word(end, "points", lesson) for end in (result.difference, *result.interval))
