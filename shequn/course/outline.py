"""The course in order: each lesson with its minutes, worksheets and exercises."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A lesson in the outline.

    Attributes:
        minutes: Time a learner needs.
        sheets: Ids of its worksheets.
        exercises: Numbers of its exercises.
    """

    minutes: int
    sheets: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()


LESSONS: dict[str, Entry] = {
    "00_start_here": Entry(20, (), ("00-1", "00-2")),
    "01_is_it_a_community": Entry(35, ("community_check",), ("01-1", "01-2")),
    "02_target_members": Entry(40, ("target_members",), ("02-1", "02-2")),
    "03_needs": Entry(40, ("needs",), ("03-1", "03-2")),
    "04_position_yourself": Entry(35, ("position",), ("04-1", "04-2")),
    "05_standard_service": Entry(40, ("standard_service",), ("05-1", "05-2")),
    "06_pilot": Entry(45, ("pilot",), ("06-1", "06-2")),
    "07_promotion": Entry(40, ("promotion",), ("07-1", "07-2")),
    "08_iterate": Entry(40, ("iteration",), ("08-1", "08-2")),
    "09_positioning": Entry(45, ("business_map", "community_type", "five_w_one_h"), ("09-1", "09-2")),
    "10_value_content": Entry(40, ("content",), ("10-1", "10-2")),
    "11_people": Entry(45, ("people",), ("11-1", "11-2")),
    "12_sop": Entry(40, ("sop",), ("12-1", "12-2")),
    # A client's report is this notebook with other parameters: its two exercises are the first of the next lesson.
    "13_client_report": Entry(30),
    "14_numbers": Entry(50, (), ("14-1", "14-2", "14-3", "14-4", "14-5", "14-6")),
    "15_diagnosis": Entry(50, (), ("15-1", "15-2", "15-3")),
    "16_playbook": Entry(40, ("mindset",), ("16-1", "16-2")),
}
"""Every lesson by the name of its notebook, in the order of the course."""
