"""The sample client: a made-up coffee-and-baking brand, written by a seeded generator with known effects.

What a report or a lesson finds in the sample can be held against what was put in: each effect is an argument of
:func:`make_client`, and ``data/samples/README.md`` states its size.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from shequn.errors import MissingFileError
from shequn.samples.brand import CREATED, DAY, FLASH, GROUPS, HOUR, clock
from shequn.samples.effects import Effects
from shequn.samples.orders import order_rows
from shequn.samples.people import People, nickname
from shequn.samples.posts import post_rows
from shequn.samples.prospects import CANDIDATES_HEADER, candidate_rows, competitor_rows, cost_rows, survey_rows
from shequn.samples.sop import sop_rows
from shequn.samples.talk import Talk
from shequn.samples.trials import channel_rows, pilot_rows, release_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["make_client", "path"]


def make_client(
    directory: str | Path,
    *,
    seed: int = 20260427,
    scale: float = 1.0,
    lift_week: int = 17,
    activity_lift: float = 0.10,
    welcome_lift: float = 0.20,
    campaign_week: int = 6,
    campaign_joins: int = 80,
    campaign_churn: float = 0.8,
    core_share: float = 0.5,
    buyer_uplift: float = 4.0,
    flash_week: int = 20,
    churn_rise: float = 4.0,
    pilot_lift: float = 0.22,
    card_wear: float = 2.0,
    evening_lift: float = 2.0,
    sop_slip: float = 0.3,
) -> Path:
    """Write a made-up client with known effects: same arguments, same bytes, on every machine.

    Three groups (fan, learning, flash) over the 26 ISO weeks from Monday 2026-04-27, which count from 1.

    Args:
        directory: Folder for the files; made when missing, files of the same names are replaced.
        seed: Another seed makes another client with the same effects.
        scale: Size against the shipped client (about 1,200 people and 40,000 messages), 0.05 to 20.
        lift_week: First week of the fan group's Wednesday Q&A and of welcoming new members.
        activity_lift: What these add to the fan group's weekly active rate, as a share: 0.10 is ten points.
        welcome_lift: What these add, for members who join from then on, to the chance of being active in each
            of the weeks 1 to 4 after joining, as a share.
        campaign_week: Week of the join campaign of poor quality in the fan group.
        campaign_joins: People it brings at scale 1.
        campaign_churn: Share of them that leaves within 14 days.
        core_share: Share of a group's messages written by its core (12, 8 and 5 people at scale 1).
        buyer_uplift: How many times as likely a member who speaks in a week is to buy in it, 1 to 5.
        flash_week: The flash group lives on this week's Saturday from 18:00 to 22:00.
        churn_rise: Factor on leaving the learning group, rising in even steps from week 23 to week 26.
        pilot_lift: How much larger the share of people who order is in version B of the pilot than in version A.
        card_wear: Factor by which the joins through the shop's table cards fall from week to week.
        evening_lift: How many times as many reactions a view of the baking tip brings in the evening as at noon.
        sop_slip: How much less of what the operator does for newcomers of the learning group is on time from week
            23 on, as a share.

    Returns:
        The folder.

    Raises:
        ParameterError: An argument is out of its range.
        OSError: The folder cannot be written.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     written = sorted(file.name for file in make_client(folder, scale=0.05).iterdir())
        >>> len(written), written[:4]
        (14, ['candidates.csv', 'channels.csv', 'client.yaml', 'competitors.csv'])
    """
    effects = Effects(
        seed=seed,
        scale=scale,
        lift_week=lift_week,
        activity_lift=activity_lift,
        welcome_lift=welcome_lift,
        campaign_week=campaign_week,
        campaign_joins=campaign_joins,
        campaign_churn=campaign_churn,
        core_share=core_share,
        buyer_uplift=buyer_uplift,
        flash_week=flash_week,
        churn_rise=churn_rise,
        pilot_lift=pilot_lift,
        card_wear=card_wear,
        evening_lift=evening_lift,
        sop_slip=sop_slip,
    )
    files = _files(effects)
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def path() -> Path:
    """Find the shipped sample client.

    Returns:
        Its folder: inside the installed package, or ``data/samples`` of a checkout.

    Raises:
        MissingFileError: Neither is there.

    Example:
        >>> (path() / "members.csv").exists()
        True
    """
    package = Path(__file__).parents[1]
    for folder in (package / "data" / "samples", package.parent / "data" / "samples"):
        if (folder / "members.csv").exists():
            return folder
    raise MissingFileError(f"no sample client in {folder}; write one with: python -m shequn.samples {folder}")


def _files(effects: Effects) -> dict[str, bytes]:
    people = People(effects)
    talk = Talk(people)
    spells = sorted(people.spells, key=lambda s: (s.group, s.start, s.member))
    members = [[s.group, s.member, nickname(s.member), s.role, clock(s.joined), clock(s.left)] for s in spells]
    messages = [
        [m.group, m.member, clock(m.sent), m.kind, m.column, m.mentions, m.reply_to.id if m.reply_to else "", m.id]
        for m in talk.messages
    ]
    lives = {group: (clock(day * DAY + 9 * HOUR), "") for group, day in CREATED.items()}
    lives[FLASH] = clock(effects.flash[0]), clock(effects.flash[1])
    groups = [[group, *GROUPS[group], *lives[group]] for group in GROUPS]
    return {
        "members.csv": _csv("group_id,member_id,nickname,role,joined_at,left_at", members),
        "messages.csv": _csv("group_id,member_id,sent_at,kind,column,mentions,reply_to,message_id", messages),
        "orders.csv": _csv(
            "order_id,member_id,group_id,paid_at,amount,refunded_amount,refunded_at,status", order_rows(people, talk)
        ),
        "groups.csv": _csv("group_id,name,type,created_at,dissolved_at", groups),
        "client.yaml": "client: 示例咖啡 Sample Coffee\ntimezone: Asia/Shanghai\n".encode(),
        **_plan(people),
    }


def _plan(people: People) -> dict[str, bytes]:
    """The tables of the plan; each has a stream of its own, so that they change nothing in the others."""
    effects = people.effects
    tables: dict[str, tuple[str, list[list[str]]]] = {
        "candidates": (CANDIDATES_HEADER, candidate_rows(effects)),
        "survey": ("respondent,need_en,need_zh,frequency,intensity,satisfied", survey_rows(effects)),
        "competitors": ("competitor_en,competitor_zh,price,need_en,need_zh,cover", competitor_rows()),
        "costs": ("step_en,step_zh,minutes,cost,owner_en,owner_zh", cost_rows()),
        "pilot": ("person,version,invited_on,ordered_on,converted", pilot_rows(effects)),
        "channels": ("channel_en,channel_zh,place,day,exposures,scans,joins,buyers,cost", channel_rows(effects)),
        "releases": ("release_id,day,change_en,change_zh,group_id,metric", release_rows(effects)),
        "content": (
            "post_id,group_id,column_en,column_zh,kind,slot,published_at,views,likes,comments,shares",
            post_rows(people),
        ),
        "sop_log": (
            "row_id,table,action_en,action_zh,owner_en,owner_zh,member_id,day,due_time,done_at,outcome",
            sop_rows(people),
        ),
    }
    return {f"{name}.csv": _csv(*table) for name, table in tables.items()}


def _csv(header: str, rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")  # the same bytes on Windows
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return text.getvalue().encode()
