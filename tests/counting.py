"""The sample client's tables, counted in plain Python by none of the package's own metrics."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FAN, COURSE, FLASH = "G01", "G02", "G03"
MONDAY = datetime.fromisoformat("2026-04-27")
WEEK, DAY = timedelta(7), timedelta(1)
LONG_AGO, FAR = (datetime.fromisoformat(f"{year}-01-01") for year in (2000, 2100))
WEEKS = range(1, 27)


def instant(text: str, empty: datetime | None = None) -> datetime:
    return datetime.fromisoformat(text) if text else empty


def week_of(moment: datetime) -> int:
    return (moment - MONDAY).days // 7 + 1


class Client:
    """The tables of a client and the few counts that the tests below share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def rows(self, table: str) -> list[dict[str, str]]:
        with (self.folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def members(self):
        return self.rows("members")

    @cached_property
    def messages(self):
        return self.rows("messages")

    @cached_property
    def orders(self):
        return self.rows("orders")

    @cached_property
    def spells(self) -> dict[tuple[str, str], list[tuple[datetime, datetime]]]:
        """(group, member) to the spells of people: no staff, no bot."""
        found = defaultdict(list)
        for row in self.members:
            if row["role"] not in ("staff", "bot"):
                spell = instant(row["joined_at"], LONG_AGO), instant(row["left_at"], FAR)
                found[row["group_id"], row["member_id"]].append(spell)
        return {key: sorted(spells) for key, spells in found.items()}

    def inside(self, group: str, member: str, moment: datetime) -> bool:
        return any(joined <= moment < left for joined, left in self.spells.get((group, member), ()))

    def inside_on(self, group: str, member: str, moment: datetime) -> bool:
        day = moment.replace(hour=0, minute=0, second=0)
        return any(joined < day + DAY and left > day for joined, left in self.spells.get((group, member), ()))

    def present(self, group: str, week: int) -> set[str]:
        end = MONDAY + week * WEEK
        return {m for (g, m), spells in self.spells.items() if g == group and any(j < end <= e for j, e in spells)}

    @cached_property
    def spoken(self) -> list[tuple[str, str, datetime]]:
        """Messages that count as activity."""
        found = []
        for row in self.messages:
            key = row["group_id"], row["member_id"], instant(row["sent_at"])
            if row["kind"] not in ("system", "recall") and self.inside_on(*key):
                found.append(key)
        return found

    @cached_property
    def active(self) -> dict[tuple[str, int], set[str]]:
        found = defaultdict(set)
        for group, member, sent in self.spoken:
            found[group, week_of(sent)].add(member)
        return found

    def rate(self, group: str, week: int) -> float:
        return len(self.active[group, week]) / len(self.present(group, week))

    @cached_property
    def bought(self) -> list[tuple[str, str, datetime, int]]:
        """Paid orders of members: group, member, moment, cents; one that names no group once per group."""
        found = []
        for row in self.orders:
            if row["status"] == "unpaid":
                continue
            paid_at, cents = instant(row["paid_at"]), int(row["amount"].replace(".", ""))
            member, groups = row["member_id"], [row["group_id"]] if row["group_id"] else [FAN, COURSE, FLASH]
            found += [(g, member, paid_at, cents) for g in groups if self.inside(g, member, paid_at)]
        return found

    def gmv(self, group: str, week: int) -> int:
        return sum(cents for g, _, paid_at, cents in self.bought if g == group and week_of(paid_at) == week)

    def cohort(self, group: str, week: int) -> set[str]:
        """Who joined the group for the first time in this week."""
        firsts = {m: spells[0][0] for (g, m), spells in self.spells.items() if g == group}
        return {m for m, joined in firsts.items() if joined >= MONDAY and week_of(joined) == week}

    def retention(self, weeks: list[int], ages: range = range(1, 5)) -> float:
        """Weighted share of the fan group's cohorts active in finished weeks after joining."""
        cells = [(self.cohort(FAN, w), self.active[FAN, w + age]) for w in weeks for age in ages if w + age in WEEKS]
        return sum(len(cohort & active) for cohort, active in cells) / sum(len(cohort) for cohort, _ in cells)

    def left_within(self, week: int, days: int) -> tuple[int, int]:
        """How many of a fan cohort left within so many days, and its size."""
        cohort = self.cohort(FAN, week)
        gone = sum(self.spells[FAN, m][0][1] - self.spells[FAN, m][0][0] <= timedelta(days) for m in cohort)
        return gone, len(cohort)

    def leaves(self, group: str, week: int) -> int:
        ends = [left for (g, _), spells in self.spells.items() if g == group for _, left in spells]
        return sum(week_of(left) == week for left in ends)

    def counts(self, group: str) -> Counter[str]:
        return Counter(member for g, member, _ in self.spoken if g == group)

    def buying(self) -> tuple[float, float]:
        """Weekly conversion rate of members who speak in the week, and of the silent, in the two long groups."""
        totals, buyers = Counter(), defaultdict(set)
        for group, member, paid_at, _ in self.bought:
            buyers[group, week_of(paid_at)].add(member)
        for group in (FAN, COURSE):
            for week in WEEKS:
                present, active = self.present(group, week), self.active[group, week]
                for name, people in (("active", present & active), ("silent", present - active)):
                    totals[name] += len(people)
                    totals[name, "bought"] += len(people & buyers[group, week])
        return tuple(totals[name, "bought"] / totals[name] for name in ("active", "silent"))


def absence_factor(counts: Counter[str]) -> int:
    total = 0
    for people, (_, n) in enumerate(counts.most_common(), 1):
        total += n
        if 2 * total >= counts.total():
            return people
    raise AssertionError("no messages")
