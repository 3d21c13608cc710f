"""Write the facilitator kit as PDF: agenda, notes for each lesson and participant handout, in both languages.

    python tools/build_workshop.py            write workshop/*.pdf
    python tools/build_workshop.py --check    write nothing; say which file is not what the texts make

Its words stand in ``shequn/texts/workshop.toml``; titles, minutes, worksheets and exercises come from the outline of
the course. The same texts make the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from shequn.course.outline import LESSONS
from shequn.report import pdf
from shequn.report.model import Block, Bullets, Card, Cards, Column, Cover, Document, Section, Table, Text
from shequn.texts import LANGUAGES, Texts, table
from shequn.worksheets import SHEETS, words

ROOT = Path(__file__).parents[1]
CURRENCY = "CNY"
START = 9 * 60
"""Minute of the day at which each day begins."""
DAYS: tuple[tuple[tuple[str, int] | str, ...], ...] = (
    (
        ("welcome", 20),
        "00_start_here",
        "01_is_it_a_community",
        ("break", 15),
        "02_target_members",
        "03_needs",
        ("lunch", 60),
        "04_position_yourself",
        "05_standard_service",
        "06_pilot",
        ("break", 15),
        "07_promotion",
        "08_iterate",
        ("clinic", 30),
        ("evening", 15),
    ),
    (
        ("look_back", 15),
        "09_positioning",
        "10_value_content",
        ("break", 15),
        "11_people",
        "12_sop",
        ("lunch", 60),
        "13_client_report",
        "14_numbers",
        ("break", 15),
        "15_diagnosis",
        "16_playbook",
        ("break", 10),
        ("presentations", 40),
        ("closing", 15),
    ),
)
"""What comes after what: a lesson, which brings its minutes, or another slot with them."""
CORE_METRICS = (
    "total_members",
    "new_members",
    "churned_members",
    "active_members",
    "active_rate",
    "converted_members",
    "conversion_rate",
    "gmv",
    "net",
    "retention",
    "repeat_rate",
    "absence_factor",
)
CORE_TERMS = (
    "basics.community",
    "basics.carrier",
    "basics.entry_threshold",
    "basics.seed_members",
    "build.need_chain",
    "build.pilot",
    "build.stop_rule",
    "types.lead_in",
    "types.flash",
    "types.fan",
    "operate.column",
    "operate.trigger",
    "data.spell",
    "data.left_censored",
    "data.cohort",
    "data.usual_range",
)
PLAN_ROWS = 16


class Slot(NamedTuple):
    """A stretch of a day.

    Attributes:
        start: Minute of the day at which it begins.
        minutes: How long it is.
        name: Name of a lesson, or key of another slot.
    """

    start: int
    minutes: int
    name: str

    @property
    def time(self) -> str:
        """From when to when."""
        end = self.start + self.minutes
        return f"{self.start // 60:02d}:{self.start % 60:02d}–{end // 60:02d}:{end % 60:02d}"


def timetable() -> list[list[Slot]]:
    """Lay the slots of each day one after the other.

    Example:
        >>> timetable()[0][0].time
        '09:00–09:20'
    """
    days = []
    for day in DAYS:
        slots: list[Slot] = []
        for entry in day:
            name, minutes = (entry, LESSONS[entry].minutes) if isinstance(entry, str) else entry
            slots.append(Slot(slots[-1].start + slots[-1].minutes if slots else START, minutes, name))
        days.append(slots)
    return days


def agenda(t: Texts) -> Document:
    """Make the two-day agenda.

    Args:
        t: Texts of its language.

    Returns:
        The document.
    """
    sheets = [name for lesson in LESSONS.values() for name in lesson.sheets]
    figures = {
        "people": "20",
        "taught": str(len(LESSONS)),
        "sheets": str(len(sheets)),
        "exercises": str(sum(len(lesson.exercises) for lesson in LESSONS.values())),
    }
    minutes = sum(lesson.minutes for lesson in LESSONS.values())
    cards = [
        Card(
            label=t(f"workshop.overview.{name}"),
            value=value,
            detail=t(f"workshop.overview.{name}_detail", minutes=minutes),
        )
        for name, value in figures.items()
    ]
    sections = [_section(t, "overview", [Cards(items=cards)], verdict=t("workshop.overview.verdict"))]
    for number, slots in enumerate(timetable(), 1):
        blocks = [_slots(t, slots)]
        sections.append(
            Section(
                id=f"day-{number}",
                number=str(number),
                title=t(f"workshop.day_{number}"),
                verdict=t(f"workshop.day_{number}_goal"),
                blocks=blocks,
                language=t.language,
                currency=CURRENCY,
            )
        )
    sections.append(_section(t, "rhythm", [_points(t, "rhythm")], verdict=t("workshop.rhythm.verdict")))
    sections += [_section(t, name, [_points(t, name)]) for name in ("room", "before", "shorter")]
    return _document(t, "agenda", t("workshop.setting"), sections)


def notes(t: Texts) -> Document:
    """Make the facilitator's notes for each lesson.

    Args:
        t: Texts of its language.

    Returns:
        The document.
    """
    return _document(t, "notes", t("workshop.lessons"), [_note(t, name) for name in LESSONS])


def handout(t: Texts) -> Document:
    """Make the participant's handout.

    Args:
        t: Texts of its language.

    Returns:
        The document.
    """
    lessons = [
        [_title(t, name), t(f"workshop.note.{name}.goal"), _sheets(t, name), lesson.minutes]
        for name, lesson in LESSONS.items()
    ]
    days = [[[slot.time, _name(t, slot)] for slot in slots] for slots in timetable()]
    hours = [first + second for first, second in zip_longest(*days, fillvalue=["", ""])]
    figures = [[t(f"metric.{name}.label"), t(f"metric.{name}.definition")] for name in CORE_METRICS]
    terms = [[_both(table()[f"term.{name}.name"], t), t(f"term.{name}.definition")] for name in CORE_TERMS]
    plan = [["\u3000", "\u3000", "\u3000"] for _ in range(PLAN_ROWS)]
    parts: dict[str, list[Block]] = {
        "start": [_points(t, "start")],
        "map": [
            Table(
                title=t("workshop.table.map", n=len(LESSONS)),
                columns=[
                    *_columns(t, "lesson", "goal", "sheets"),
                    Column(key="minutes", label=t("workshop.head.minutes"), kind="int"),
                ],
                rows=lessons,
            )
        ],
        "timetable": [
            Table(
                title=t("workshop.setting"),
                columns=_columns(t, "day_1", "what", "day_2", "what_2"),
                rows=hours,
            )
        ],
        "rules": [_points(t, "rules")],
        "metrics": [
            Table(title=t("workshop.table.metrics"), columns=_columns(t, "metric", "definition"), rows=figures)
        ],
        "words": [Table(title=t("glossary.title"), columns=_columns(t, "term", "definition"), rows=terms)],
        "plan": [
            Table(
                title=t("workshop.table.plan"), columns=_columns(t, "what_i_do", "by_when", "which_number"), rows=plan
            )
        ],
    }
    sections = [_section(t, name, blocks) for name, blocks in parts.items()]
    return _document(t, "handout", t("workshop.keep"), sections)


def _note(t: Texts, name: str) -> Section:
    key, lesson = f"workshop.note.{name}", LESSONS[name]
    number, title = _title(t, name).split(" ", 1)
    facts = t(
        "workshop.label.facts",
        minutes=lesson.minutes,
        sheets=_sheets(t, name) or t("workshop.label.none"),
        exercises=", ".join(lesson.exercises) or t("workshop.label.none"),
    )
    errors = [line.split(" | ") for line in _lines(t, f"{key}.errors")]
    blocks: list[Block] = [
        Text(text=facts, style="note"),
        Text(text=t("workshop.label.open", question=t(f"{key}.open"))),
        Text(text=t("workshop.label.skip", skip=t(f"{key}.skip"))),
        Table(title=t("workshop.part.errors"), columns=_columns(t, "error", "answer"), rows=errors),
        Bullets(items=[t("workshop.label.debrief", point=point) for point in _lines(t, f"{key}.debrief")]),
    ]
    return Section(
        id=f"lesson-{number}",
        number=number,
        title=title,
        verdict=t("workshop.label.goal", goal=t(f"{key}.goal")),
        blocks=blocks,
        language=t.language,
        currency=CURRENCY,
    )


def _slots(t: Texts, slots: list[Slot]) -> Table:
    rows = []
    for slot in slots:
        if slot.name in LESSONS:
            number = slot.name[:2]
            material = [t("workshop.label.notebook", number=number), *filter(None, [_sheets(t, slot.name)])]
            goal, materials = t(f"workshop.note.{slot.name}.goal"), _comma(t).join(material)
        else:
            goal, materials = (
                t(key) if (key := f"workshop.slot.{slot.name}.{part}") in table() else ""
                for part in ("goal", "materials")
            )
        rows.append([slot.time, _name(t, slot), goal, materials])
    return Table(
        title=t("workshop.part.timetable"), columns=_columns(t, "time", "what", "goal", "materials"), rows=rows
    )


def _name(t: Texts, slot: Slot) -> str:
    return _title(t, slot.name) if slot.name in LESSONS else t(f"workshop.slot.{slot.name}.name")


def _title(t: Texts, lesson: str) -> str:
    return t(f"lesson.{lesson}.title")


def _sheets(t: Texts, lesson: str) -> str:
    return _comma(t).join(words.title(t, SHEETS[sheet]) for sheet in LESSONS[lesson].sheets)


def _both(name: dict[str, str], t: Texts) -> str:
    other = name["zh"] if t.language == "en" else name["en"]
    pinyin = f" {name['pinyin']}" if t.language == "en" and "pinyin" in name else ""
    return f"{name[t.language]} · {other}{pinyin}"


def _comma(t: Texts) -> str:
    return "、" if t.language == "zh" else ", "


def _lines(t: Texts, key: str) -> list[str]:
    return t(key).strip().splitlines()


def _points(t: Texts, part: str) -> Bullets:
    return Bullets(items=_lines(t, f"workshop.{part}.points"))


def _columns(t: Texts, *names: str) -> list[Column]:
    return [Column(key=name, label=t(f"workshop.head.{name}")) for name in names]


def _section(t: Texts, part: str, blocks: list[Block], verdict: str = "") -> Section:
    return Section(
        id=part,
        number="",
        title=t(f"workshop.part.{part}"),
        verdict=verdict,
        blocks=blocks,
        language=t.language,
        currency=CURRENCY,
    )


def _document(t: Texts, kind: str, line: str, sections: list[Section]) -> Document:
    cover = Cover(
        client=t(f"workshop.{kind}"),
        title=t("workshop.course"),
        period=line,
        language=t.language,
        currency=CURRENCY,
    )
    return Document(cover=cover, sections=sections)


MAKERS = {"agenda": agenda, "notes": notes, "handout": handout}


def documents() -> dict[str, Document]:
    """Make every document of the kit.

    Returns:
        File name to document.
    """
    return {f"{name}.{code}.pdf": make(Texts(code)) for name, make in MAKERS.items() for code in LANGUAGES}


def main(argv: list[str] | None = None, folder: Path = ROOT / "workshop") -> int:
    """Write or check.

    Args:
        argv: Command line.
        folder: Folder of the files.

    Returns:
        Exit status.
    """
    parser = argparse.ArgumentParser(description="Write the facilitator kit.")
    parser.add_argument("--check", action="store_true", help="only say which files are not what the texts make")
    given = parser.parse_args(argv)
    stale = []
    for name, document in documents().items():
        path, file = folder / name, pdf.render(document)
        if given.check and (not path.is_file() or path.read_bytes() != file):
            stale.append(name)
        elif not given.check:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file)
            print(path)
    if stale:
        print(f"{', '.join(stale)}: not what the texts make; run `make workshop`", file=sys.stderr)
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())
