"""Pictures of lessons 09 to 12: from what the frames hold to what a cell shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shequn import metrics, plots
from shequn.course.operating import of_group
from shequn.course.shown import Note
from shequn.course.tables import group_name
from shequn.levels import ALL
from shequn.plots import playbook
from shequn.plots.style import percent
from shequn.worksheets.choices import CommunityType, Stage
from shequn.worksheets.words import choice

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from shequn.course.lesson import Lesson
    from shequn.course.shown import Drawing
    from shequn.planning import RelationStrength
    from shequn.worksheets.operations import GroupType

TYPE_PATHS = {
    CommunityType.LEAD_IN: (Stage.INTEREST, Stage.DESIRE),
    CommunityType.CONVERSION: (Stage.DESIRE, Stage.ACTION),
    CommunityType.FLASH: (Stage.INTEREST, Stage.SHARE),
    CommunityType.LEARNING: (Stage.ACTION, Stage.SATISFACTION),
    CommunityType.FAN: (Stage.SATISFACTION, Stage.SHARE),
    CommunityType.REPURCHASE: (Stage.SATISFACTION, Stage.ACTION),
}
"""From which stage to which each type leads; learning and repurchase are the course's reading."""


def draw_types(lesson: Lesson) -> Drawing:
    """Draw the six types of community on the AIDASS path.

    Args:
        lesson: Lesson 09.

    Returns:
        One row a type, from its first stage to its last.
    """
    stages = list(Stage)
    spans = [(stages.index(first), stages.index(last)) for first, last in TYPE_PATHS.values()]
    names = [choice(lesson.t, code) for code in TYPE_PATHS]
    figure = playbook.paths(names, [choice(lesson.t, stage) for stage in stages], spans)
    return lesson.show(figure, "types_alt")


def draw_groups(lesson: Lesson, rows: Iterable[GroupType]) -> Drawing:
    """Draw from which stage to which the groups of a client lead their members.

    Args:
        lesson: Lesson 09.
        rows: Rows of the worksheet of types.

    Returns:
        One row a group.
    """
    stages = list(Stage)
    kept = [row for row in rows if row.group]
    spans = [
        (stages.index(row.from_stage), stages.index(row.to_stage)) if row.from_stage and row.to_stage else None
        for row in kept
    ]
    ids = {name: group_id for group_id, name in lesson.community.group_names.items()}
    names = [group_name(lesson, ids.get(row.group, row.group)) for row in kept]
    figure = playbook.paths(names or [""], [choice(lesson.t, stage) for stage in stages], spans or [None])
    return lesson.show(figure, "groups_alt", n=len(kept))


def draw_weeks(lesson: Lesson, found: pd.DataFrame, column: str, key: str) -> Drawing | Note:
    """Draw a share week by week.

    Args:
        lesson: The lesson.
        found: One row a week: ``week`` and the share.
        column: The column with the share.
        key: Texts of the picture: ``<key>`` names the line, ``<key>_alt`` tells it.

    Returns:
        A line; a note when there is no week, because the data lack the group.
    """
    if found.empty:
        return Note(lesson.words("no_weeks"))
    weeks = [str(week)[-3:] for week in found["week"]]
    values = found[column].astype("float64").tolist()
    figure = plots.weekly_line(weeks, plots.Line(lesson.words(key), values))
    return lesson.show(figure, f"{key}_alt", first=percent(values[0]), last=percent(values[-1]))


def draw_mix(lesson: Lesson, found: pd.DataFrame) -> Drawing:
    """Draw the share of each kind of content on its limits.

    Args:
        lesson: Lesson 10.
        found: From ``shequn.planning.content_mix``.

    Returns:
        Bars on the ranges that were chosen.
    """
    names = [lesson.t(f"choice.content_kind.{kind}") for kind in found["kind"]]
    figure = playbook.mix(
        names,
        found["share"].tolist(),
        found["least"].tolist(),
        found["most"].tolist(),
        planned=lesson.words("share"),
        limits=lesson.words("limits"),
    )
    parts = [f"{name} {percent(share)}" for name, share in zip(names, found["share"], strict=True)]
    return lesson.show(figure, "mix_alt", parts=lesson.words("comma").join(parts))


def draw_slots(lesson: Lesson, found: pd.DataFrame) -> Drawing:
    """Draw the reactions per view of each column in each of its slots.

    Args:
        lesson: Lesson 10.
        found: From ``shequn.planning.column_performance``, by column and slot, most reactions first.

    Returns:
        Bars, the best slot of a column with several set off.
    """
    slots = [lesson.t(f"value.slot.{slot}") for slot in found["slot"]]
    names = [
        lesson.words("column_slot", column=name, slot=slot) for name, slot in zip(found["column"], slots, strict=True)
    ]
    several = found["column"].duplicated(keep=False)
    marked = names[int(several.to_numpy().argmax())] if several.any() else ""
    figure = playbook.bars(names, found["reaction_rate"].tolist(), number=percent, marked=marked)
    return lesson.show(figure, "slots_alt", first=names[0])


def draw_talk(lesson: Lesson, talk: pd.DataFrame, group_id: str) -> Drawing:
    """Draw how many messages a week each column of a group brings.

    Args:
        lesson: Lesson 10.
        talk: From ``shequn.course.operating.column_talk``.
        group_id: The group.

    Returns:
        Bars.
    """
    own = talk[talk["group_id"] == group_id]
    names = own["column"].tolist() or [""]
    figure = playbook.bars(names, own["messages_week"].tolist() or [None], number=lambda value: f"{value:.0f}")
    return lesson.show(figure, "talk_alt", group=group_name(lesson, group_id), first=names[0])


def draw_layers(lesson: Lesson, group_id: str = ALL) -> Drawing:
    """Draw how many members stand at each crossing of last activity and active days, with the name of the layer.

    Args:
        lesson: Lesson 11, with messages.
        group_id: The group, or all.

    Returns:
        Coloured cells.
    """
    found = metrics.activity_layers(lesson.community).pipe(of_group, group_id)
    counts = metrics.grid(found).loc[[3, 2, 1]]
    quiet = lesson.words("quiet")
    names = [
        [
            quiet if r == 1 else lesson.t(f"layer.{'core' if r == f == 3 else 'regular' if f > 1 else 'occasional'}")
            for f in counts.columns
        ]
        for r in counts.index
    ]
    figure = plots.layers(
        counts.to_numpy().tolist(),
        rows=[lesson.t(f"layers.r{score}") for score in counts.index],
        columns=[lesson.t(f"layers.f{score}") for score in counts.columns],
        row_title=lesson.t("layers.recency"),
        column_title=lesson.t("layers.frequency"),
        names=names,
    )
    return lesson.show(figure, "layers_alt", core=int(counts.loc[3, 3]), all=len(found))


def draw_purchases(lesson: Lesson, group_id: str = ALL) -> Drawing:
    """Draw how many buyers stand at each crossing of last order and number of orders.

    Args:
        lesson: Lesson 11, with members and orders.
        group_id: The group, or all.

    Returns:
        Coloured cells.
    """
    found = metrics.purchase_layers(lesson.community).pipe(of_group, group_id)
    counts = metrics.grid(found).loc[[3, 2, 1]]
    figure = plots.layers(
        counts.to_numpy().tolist(),
        rows=[lesson.words(f"bought{score}") for score in counts.index],
        columns=[lesson.words(f"orders{score}") for score in counts.columns],
        row_title=lesson.t("layers.last_order"),
        column_title=lesson.words("orders"),
    )
    return lesson.show(figure, "purchases_alt", best=int(counts.loc[3, 3]), all=len(found))


def draw_moves(lesson: Lesson, found: pd.DataFrame) -> Drawing:
    """Draw from which layer to which members moved.

    Args:
        lesson: Lesson 11.
        found: From ``shequn.course.team.moves``.

    Returns:
        Coloured cells; who stayed stands on the diagonal.
    """
    words = [lesson.words("absent") if name == "absent" else lesson.t(f"layer.{name}") for name in found.index]
    figure = plots.layers(
        found.to_numpy().tolist(),
        rows=words,
        columns=words,
        row_title=lesson.words("before"),
        column_title=lesson.words("now"),
    )
    back = int(found.loc["silent", list(metrics.LAYERS[:3])].sum())
    return lesson.show(figure, "moves_alt", silent=int(found.loc["silent"].sum()), back=back)


def draw_relations(lesson: Lesson, strength: RelationStrength) -> Drawing:
    """Draw the scores of the three relations.

    Args:
        lesson: Lesson 11.
        strength: From ``shequn.planning.relation_strength``.

    Returns:
        Bars on their full mark.
    """
    scores = [strength.interest, strength.emotional, strength.organisational]
    names = [lesson.t(f"choice.relation.{name}") for name in ("interest", "emotional", "organisational")]
    figure = playbook.bars(names, scores, top=1, number=percent)
    return lesson.show(figure, "relations_alt")


def draw_on_time(lesson: Lesson, found: pd.DataFrame, by: str, *, half: bool = False) -> Drawing:
    """Compare on-time rates with their intervals.

    Args:
        lesson: Lesson 12.
        found: From ``shequn.planning.on_time``, the whole first.
        by: The column that names the rows.
        half: Whether there is also a column ``half``, before and after a day.

    Returns:
        A dot on a line for each row, the rate of the whole dashed.
    """
    whole, parts = found.iloc[0], found.iloc[1:].dropna(subset="on_time_rate")
    parts = parts.sort_values(by, kind="stable") if half else parts
    names = [_sop_word(lesson, by, name) for name in parts[by]]
    if half:
        names = _halves(lesson, names, parts["half"].tolist())
    recorded = (parts["planned"] - parts["unrecorded"]).tolist()
    details = [
        lesson.words("of", rate=percent(rate), n=n) for rate, n in zip(parts["on_time_rate"], recorded, strict=True)
    ]
    figure = plots.intervals(
        names,
        parts["on_time_rate"].tolist(),
        parts["low"].tolist(),
        parts["high"].tolist(),
        details=details,
        reference=float(whole["on_time_rate"]),
        reference_label=lesson.words("whole", rate=percent(whole["on_time_rate"])),
    )
    worst = _sop_word(lesson, by, parts[by].iloc[int(np.argmin(parts["on_time_rate"]))])
    return lesson.show(
        figure, "on_time_alt", by=lesson.words(f"by_{by}"), worst=worst, rate=percent(whole["on_time_rate"])
    )


def _halves(lesson: Lesson, names: list[str], parts: list[str]) -> list[str]:
    """Label the later half of an owner who also has an earlier one by its days alone, below the owner's name."""
    words = []
    for at, (name, part) in enumerate(zip(names, parts, strict=True)):
        half = lesson.t(f"value.half.{part}")
        both = part == "after" and at > 0 and names[at - 1] == name
        words.append(half if both else name if part == "before" else lesson.words("in_half", name=name, half=half))
    return words


def _sop_word(lesson: Lesson, by: str, name: str) -> str:
    return lesson.t(f"choice.sop_table.{name}") if by == "table" else name
