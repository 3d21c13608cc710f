"""What lessons 01 to 04 draw and compute from their tables; cells stay short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn import metrics, planning, plots
from shequn.course.shown import Drawing, Note
from shequn.course.tables import group_name, label, shown
from shequn.plots import planning as pictures
from shequn.plots.style import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from shequn.course.lesson import Lesson
    from shequn.worksheets.construction import Fit

OFTEN_DAYS = 4
"""Days with a message from which on a member counts as one who comes back."""
NEAR_KM = 3.0
"""How far the sample client asks people for a photo."""
KINDS = {"purchases_90d": "f", "photo": "b", "district": "OUT"}
"""Columns without which lesson 02 cannot be followed, and the kinds of pandas that they may be of."""


def who_talks(lesson: Lesson) -> pd.DataFrame:
    """Hold each group against the second characteristic of a community: members keep interacting.

    Args:
        lesson: Lesson with members and messages.

    Returns:
        One row per group: ``group_id, members`` (ever in the group), ``wrote`` (at least once) and ``wrote_share``,
        ``often`` (wrote on four different days or more) and ``often_share``, ``absence_factor`` (fewest people who
        wrote half of the messages).

    Example:
        >>> from shequn.course import Lesson
        >>> who_talks(Lesson("01_is_it_a_community"))[["group_id", "wrote", "absence_factor"]].values.tolist()
        [['G01', 734, 12], ['G02', 292, 8], ['G03', 171, 5]]
    """
    community = lesson.community
    days = metrics.active_days(community)
    often = days[days["active_days"] >= OFTEN_DAYS].groupby("group_id")["members"].sum().rename("often")
    found = metrics.people(community).merge(metrics.concentration(community), on="group_id")
    found = found.merge(often, on="group_id", how="left").rename(columns={"contributors": "wrote"})
    found = found[found["group_id"].isin(community.group_ids)].fillna({"often": 0}).reset_index(drop=True)
    found = found.assign(wrote_share=found["wrote"] / found["members"], often_share=found["often"] / found["members"])
    return found[["group_id", "members", "wrote", "wrote_share", "often", "often_share", "absence_factor"]]


def draw_rhythm(lesson: Lesson, place: int) -> Drawing | Note:
    """Draw at which hours of the week a group talks.

    Args:
        lesson: Lesson with messages.
        place: Place of the group among all, from 0; past the end it is the last one.

    Returns:
        The picture, or what the data lack.
    """
    if note := lesson.lacks("messages"):
        return note
    group_id = lesson.community.group_ids[: place + 1][-1]
    hours = metrics.rhythm(lesson.community)
    counts = hours[hours["group_id"] == group_id].sort_values(["weekday", "hour"])["messages"]
    weekday, hour = divmod(int(counts.to_numpy("float64").argmax()), 24)
    names = [lesson.t(f"weekday.{day}") for day in range(1, 8)]
    peak = lesson.words("peak", weekday=names[weekday], hour=hour)
    figure = plots.rhythm(
        counts.to_numpy("float64").reshape(7, 24).tolist(), weekdays=names, label=lesson.words("messages"), peak=peak
    )
    return lesson.show(figure, "rhythm_alt", group=group_name(lesson, group_id), weekday=names[weekday], hour=hour)


def draw_carriers(lesson: Lesson) -> Drawing:
    """Draw the carriers that the community check compares, on its two axes.

    Args:
        lesson: The lesson.

    Returns:
        The picture.
    """
    from shequn.worksheets import CommunityCheck, Workbook
    from shequn.worksheets.words import choice

    sheet = Workbook().load(CommunityCheck).sheet
    rows = [row for row in sheet.carriers if row.carrier and row.tools and row.ownership]
    names = [choice(lesson.t, row.carrier) for row in rows if row.carrier]
    chosen = choice(lesson.t, sheet.carrier) if sheet.carrier else ""
    figure = pictures.two_axes(
        names or [""],
        [row.tools for row in rows] or [None],
        [row.ownership for row in rows] or [None],
        across_label=lesson.words("tools"),
        up_label=lesson.words("ownership"),
        marked=chosen,
    )
    return lesson.show(figure, "carriers_alt", chosen=chosen, n=len(names))


def usable_candidates(lesson: Lesson) -> tuple[pd.DataFrame, list[str]]:
    """Read the candidates, with a band beside the distance: only few different values can be compared.

    Args:
        lesson: The lesson.

    Returns:
        The learner's candidates when they have the columns that the lesson uses, else the sample client's; and the
        columns that are missing or of another kind.
    """
    from shequn import samples

    found = lesson.table("candidates")
    missing = [name for name, kind in KINDS.items() if name not in found or found[name].dtype.kind not in kind]
    if missing:
        found = planning.read_table("candidates", samples.path())
    if "distance_km" not in found or found["distance_km"].dtype.kind != "f":
        return found, missing
    near, far = lesson.words("near", km=f"{NEAR_KM:g}"), lesson.words("far", km=f"{NEAR_KM:g}")
    bands = found["distance_km"].map(lambda km: near if km <= NEAR_KM else far, na_action="ignore")
    return found.assign(distance=bands), missing


def candidates(lesson: Lesson) -> pd.DataFrame:
    """Give the candidates, and say so when they cannot be the learner's own.

    Args:
        lesson: The lesson.

    Returns:
        As :func:`usable_candidates`.
    """
    from IPython.display import display

    found, missing = usable_candidates(lesson)
    if missing:
        display(Note(lesson.words("columns_missing", columns=", ".join(missing))))  # type: ignore[no-untyped-call]
    return found


def draw_spreads(lesson: Lesson, people: pd.DataFrame, attributes: Sequence[str]) -> Drawing:
    """Draw how alike people are in each attribute.

    Args:
        lesson: The lesson.
        people: One row per candidate.
        attributes: Columns of few different values.

    Returns:
        The picture.
    """
    found = planning.homogeneity(people, attributes)
    shares = [people[name].value_counts(normalize=True).tolist() for name in attributes]
    tops = [
        shown(people.loc[people[name].astype("str") == top, [name]].head(1), lesson).rows[0][0]
        for name, top in zip(attributes, found["top"], strict=True)
    ]
    names = [label(name, lesson) for name in attributes]
    figure = pictures.spreads(names, shares, tops)
    # Of attributes with unlike numbers of values, the share of the most frequent says most to a reader.
    best = int(found["top_share"].to_numpy().argmax())
    alt = {"attribute": names[best], "top": tops[best], "share": percent(found["top_share"][best])}
    return lesson.show(figure, "spreads_alt", **alt)


def draw_thresholds(lesson: Lesson, found: pd.DataFrame, smallest: int) -> Drawing:
    """Draw the people of each segment and those who pass the threshold, the largest rest first.

    Args:
        lesson: The lesson.
        found: From ``shequn.planning.segments``, by one column.
        smallest: Fewest people that a group of their own takes.

    Returns:
        The picture.
    """
    whole, parts = found.iloc[0], found.iloc[1:].sort_values("passing", ascending=False, kind="stable")
    by = parts.columns[0]
    figure = pictures.thresholds(
        parts[by].fillna("–").astype("str").tolist(),
        parts["people"].tolist(),
        parts["passing"].tolist(),
        people_label=lesson.words("people"),
        passing_label=lesson.words("passing"),
        smallest=smallest,
        smallest_label=lesson.words("smallest", n=smallest),
    )
    kept = int((parts["passing"] >= smallest).sum())
    return lesson.show(figure, "thresholds_alt", people=whole["people"], passing=whole["passing"], kept=kept)


def draw_ranks(lesson: Lesson, ranking: pd.DataFrame) -> Drawing:
    """Draw the needs in order with the range in which the rank of each may be.

    Args:
        lesson: The lesson.
        ranking: From ``shequn.planning.rank_needs``.

    Returns:
        The picture.
    """
    figure = pictures.ranks(
        ranking["need"].tolist(),
        ranking["rank_low"].tolist(),
        ranking["rank_high"].tolist(),
        ranking["score"].tolist(),
        rank=lesson.words("rank"),
        value=lesson.words("score"),
        number=lambda score: f"{score:.1f}",
    )
    return lesson.show(figure, "ranks_alt", first=ranking["need"][0])


def draw_grid(lesson: Lesson, grid: pd.DataFrame) -> Drawing:
    """Draw how well each competitor covers each need; the need that all cover worst is framed.

    Args:
        lesson: The lesson.
        grid: From ``shequn.planning.competitor_grid``.

    Returns:
        The picture.
    """
    names = [str(name) for name in grid.columns if name not in ("need", "best")]
    gap = grid.loc[grid["best"] == grid["best"].min(), "need"].tolist()
    scores = grid[names].to_numpy("float64").tolist()
    figure = pictures.score_grid(grid["need"].tolist(), names, scores, marked=gap)
    return lesson.show(figure, "grid_alt", gap=lesson.words("comma").join(gap), best=f"{grid['best'].min():g}")


def draw_fit(lesson: Lesson, fits: pd.DataFrame) -> Drawing:
    """Place the needs by what they are worth to members and how well they fit oneself.

    Args:
        lesson: The lesson.
        fits: From ``shequn.planning.fit_needs``.

    Returns:
        The picture.
    """
    import math

    known = fits.dropna(subset=["own", "score"])
    top = max(math.ceil(known["score"].max()), 1) if len(known) else 1
    figure = pictures.two_axes(
        known["need"].tolist() or [""],
        known["own"].tolist() or [None],
        known["score"].tolist() or [None],
        across_label=lesson.words("own"),
        up_label=lesson.words("score"),
        top=(5, top),
        marked=fits["need"][0],
    )
    return lesson.show(figure, "fit_alt", first=fits["need"][0])


def draw_own(lesson: Lesson, fits: pd.DataFrame) -> Drawing:
    """Draw what one can, wants to and will do, need by need.

    Args:
        lesson: The lesson.
        fits: From ``shequn.planning.fit_needs``.

    Returns:
        The picture.
    """
    names = ["can", "want", "lasting"]
    scores = fits[names].to_numpy("float64").tolist()
    words = [lesson.t(f"column.{name}") for name in names]
    figure = pictures.score_grid(fits["need"].tolist(), words, scores, marked=fits["need"].head(1).tolist())
    return lesson.show(figure, "own_alt", first=fits["need"][0])


def sample_fit(lesson: Lesson) -> tuple[list[Fit], pd.DataFrame]:
    """Give what the sample client can, wants to and will do, and the ranking of its survey.

    Args:
        lesson: Whose language.

    Returns:
        Rows ``fit`` of its sheet ``position``, and what ``rank_needs`` returns.
    """
    from shequn import samples
    from shequn.worksheets import Position, Workbook

    book = Workbook(samples.path() / "workbook" / lesson.t.language, language=lesson.t.language)
    return book.load(Position).sheet.fit, planning.rank_needs(planning.read_table("survey", samples.path()))
