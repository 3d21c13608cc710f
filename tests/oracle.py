"""The metrics a second time, in loops over days and people, straight from the definitions.

Nothing here is shared with the package and nothing is clever: it is what the tests hold the package to. All times
are local; a day is a date, a week its Monday. Levels are group ids and "ALL".
"""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

ALL = "ALL"
DAY = timedelta(days=1)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def merge(spells):
    """Rule 1: overlapping and touching spells become one; None = before the data begin, or still in."""
    merged = []
    for joined, left in sorted(spells, key=lambda spell: spell[0] or datetime.min):
        last = merged[-1] if merged else None
        if last and (last[1] is None or joined is None or joined <= last[1]):
            last[1] = None if left is None or last[1] is None else max(left, last[1])
        else:
            merged.append([joined, left])
    return [tuple(spell) for spell in merged]


def present_at_end(spells, day):
    """Joined before the midnight that ends the day, and not left before it."""
    end = midnight(day + DAY)
    return any((joined is None or joined < end) and (left is None or left >= end) for joined, left in spells)


def member_on(spells, day):
    """A member for some moment of the day; a spell of no length counts on its day."""
    start, end = midnight(day), midnight(day + DAY)
    return any(
        (joined is None or joined < end) and (left is None or left > start or (joined == left and left == start))
        for joined, left in spells
    )


class Oracle:
    """A community as plain rows, as the builders take them."""

    def __init__(self, members, messages, orders, start, end):
        self.start, self.end = start, end
        rows = [(*(*row, "member")[:5], row[6] if len(row) > 6 else None) for row in members]
        self.people = [row for row in rows if row[4] not in {"staff", "bot"}]
        self.staff = {(row[0], row[1]) for row in rows if row[4] in {"staff", "bot"}}
        self.messages = [(*row, "text")[:4] for row in messages]
        self.orders = orders
        groups = {row[0] for row in rows} | {row[0] for row in messages} | {row[2] for row in orders} - {None}
        self.levels = [ALL, *sorted(groups)]
        self.days = [start + n * DAY for n in range((end - start).days + 1)]
        self.weeks = sorted({monday(day) for day in self.days})
        listed = {row[1] for row in rows}
        self.known_buyers = not orders or any(row[1] in listed for row in orders)
        self.known_leaves = any(row[3] is not None for row in members)

    def persons(self, level):
        return sorted({row[1] for row in self.people if level in {ALL, row[0]}})

    def spells(self, level, person):
        return merge([row[2:4] for row in self.people if row[1] == person and level in {ALL, row[0]}])

    def days_of(self, week):
        return [day for day in self.days if monday(day) == week]

    def complete(self, week):
        return len(self.days_of(week)) == 7

    def counted_messages(self, level):
        """Person and day of every message that is activity (rule 4)."""
        return [
            (person, sent.date())
            for group, person, sent, kind in self.messages
            if level in {ALL, group}
            and kind not in {"system", "recall"}
            and member_on(self.spells(group, person), sent.date())
        ]

    def counted_orders(self, level):
        """Rule 10."""
        found = []
        for row in self.orders:
            _, person, named, paid, *_ = row
            groups = [
                group
                for group in self.levels[1:]
                if named in {None, group}
                and any(
                    (joined is None or joined <= paid) and (left is None or paid < left)
                    for joined, left in self.spells(group, person)
                )
            ]
            if groups if level == ALL else level in groups:
                found.append(row)
        return found

    def head(self, level, days):
        """Total, new, churned, joins and leaves over some days in a row."""
        joins, leaves = [], []
        for person in self.persons(level):
            for joined, left in self.spells(level, person):
                joins += [person] if joined and joined.date() in days else []
                leaves += [person] if left and left.date() in days else []
        total = sum(present_at_end(self.spells(level, person), days[-1]) for person in self.persons(level))
        left = (len(set(leaves)), len(leaves)) if self.known_leaves else (None, None)
        return total, len(set(joins)), left[0], len(joins), left[1]

    def active(self, level, days):
        return {person for person, day in self.counted_messages(level) if day in days}

    def daily(self):
        return {
            (level, day): (*self.head(level, [day]), len(self.active(level, [day])))
            for level in self.levels
            for day in self.days
        }

    def weekly(self):
        """Also converted members, GMV in cents, and the two growths."""
        found = {}
        for level in self.levels:
            sales = {}
            for week in self.weeks:
                days = self.days_of(week)
                orders = [row for row in self.counted_orders(level) if row[3].date() in days]
                sales[week] = len({row[1] for row in orders}), sum(row[4] for row in orders)
                growth = [None, None]
                before = week - 7 * DAY
                if before in sales and self.complete(week) and self.complete(before):
                    growth = [
                        (now - then) / then if then else None
                        for now, then in zip(sales[week], sales[before], strict=True)
                    ]
                active = len(self.active(level, days))
                found[level, week] = (*self.head(level, days), active, *sales[week], *growth)
        return found

    def rates(self):
        """Actives still present at the week's end, and people ever present in it."""
        found = {}
        for level in self.levels:
            for week in self.weeks:
                days = self.days_of(week)
                still = [p for p in self.active(level, days) if present_at_end(self.spells(level, p), days[-1])]
                ever = [p for p in self.persons(level) if any(member_on(self.spells(level, p), day) for day in days)]
                found[level, week] = len(still), len(ever)
        return found

    def bridge(self):
        found = {}
        for level in self.levels:
            closing, new, churned, joins, leaves = self.head(level, self.days)
            before = self.start - DAY
            opening = sum(present_at_end(self.spells(level, person), before) for person in self.persons(level))
            found[level] = opening, joins, leaves, closing, new, churned
        return found

    def leave_intervals(self):
        """Leaves of the period, days of those known only within an interval, and leaves found later."""
        found = {}
        for level in self.levels:
            days, later = [], 0
            for person in self.persons(level):
                for joined, left in self.spells(level, person):
                    if left is None:
                        continue
                    rows = [row for row in self.people if row[1] == person and level in {ALL, row[0]} and row[3]]
                    ends = [row for row in rows if row[3] <= left and (joined is None or joined <= row[3])]
                    # the person is gone when the last of these rows has ended
                    after = max((row[5] or row[3]).date() for row in ends)
                    if left.date() in self.days:
                        days.append((left.date() - after).days)
                    later += left.date() > self.end and after <= self.end
            found[level] = len(days), sorted(filter(None, days)), later
        return found

    def cohorts(self, unit, kind, by, first_time):
        """Size and retained of each cohort and age; None where the week is not complete."""
        found = {}
        times = self.weeks if unit == "week" else self.days
        for level in self.levels:
            joined = {time: set() for time in times}
            for person in self.persons(level):
                spells = self.spells(level, person)
                for joined_at, _ in spells[:1] if first_time else spells:
                    if joined_at and joined_at.date() in self.days:
                        joined[monday(joined_at.date()) if unit == "week" else joined_at.date()].add(person)
            for cohort, people in joined.items():
                for age, now in enumerate(times[times.index(cohort) :]):
                    seen = set()
                    for later in times[times.index(now) :] if kind == "unbounded" else [now]:
                        days = self.days_of(later) if unit == "week" else [later]
                        if by == "active":
                            seen |= self.active(level, days)
                        else:
                            seen |= {p for p in people if present_at_end(self.spells(level, p), days[-1])}
                    done = unit == "day" or self.complete(now)
                    found[level, cohort, age] = len(people), len(people & seen) if done else None
        return found

    def lifecycle(self):
        """Active, first active, retained, resurrected and dormant; history before the period counts."""
        found = {}
        for level in self.levels:
            history = self.counted_messages(level)
            for week in self.weeks:
                days = self.days_of(week)
                active = self.active(level, days)
                earlier = {person for person, day in history if day < days[0]}
                last_week = {person for person, day in history if monday(day) == week - 7 * DAY}
                found[level, week] = (
                    *(len(active), len(active - earlier), len(active & last_week)),
                    *(len((active & earlier) - last_week), len(last_week - active)),
                )
        return found

    def funnel(self, window=None):
        found = {}
        for level in self.levels:
            counts = [0, 0, 0, 0]
            for person in self.persons(level):
                joins = [joined.date() for joined, _ in self.spells(level, person) if joined]
                joins = [day for day in joins if day in self.days]
                if not joins:
                    continue
                last = self.end if window is None else min(joins) + (window - 1) * DAY
                if last > self.end:
                    continue
                counts[0] += 1
                spoken = [day for p, day in self.counted_messages(level) if p == person and min(joins) <= day <= last]
                if spoken:
                    counts[1] += 1
                    paid = [row[3].date() for row in self.counted_orders(level) if row[1] == person]
                    paid = [day for day in paid if min(spoken) <= day <= last]
                    counts[2] += len(paid) >= 1
                    counts[3] += len(paid) >= 2
            found[level] = tuple(counts)
        return found

    def conversion(self):
        """Orders, buyers, repeat buyers, cents paid and cents refunded."""
        found = {}
        for level in self.levels:
            counted = self.counted_orders(level)
            paid = [row for row in counted if row[3].date() in self.days]
            buyers = [row[1] for row in paid]
            again = [person for person in set(buyers) if buyers.count(person) > 1]
            refunds = [row for row in counted if row[5] and row[6] in self.days]
            found[level] = (
                *(len(paid), len(set(buyers)), len(again), sum(row[4] for row in paid)),
                sum(row[5] for row in refunds),
            )
        return found

    def matching(self):
        """Counted, unmatched and staff orders and, of the unmatched, those by people of the member list; with cents."""
        staff = {person for _, person in self.staff}
        found = {}
        for level in self.levels:
            counted = self.counted_orders(level)
            anywhere = [row for row in self.orders if row not in self.counted_orders(ALL)]
            left = [row for row in anywhere if level in {ALL, row[2]}]
            parts = (
                counted,
                [row for row in left if row[1] not in staff],
                [row for row in left if row[1] in staff],
                [row for row in left if row[1] not in staff and row[1] in self.persons(ALL)],
            )
            inside = [[row[4] for row in part if row[3].date() in self.days] for part in parts]
            found[level] = tuple((len(cents), sum(cents)) for cents in inside)
        return found

    def stickiness(self):
        """Daily DAU over MAU of the days with 28 days of messages behind them."""
        found = {}
        first = min((sent.date() for _, _, sent, _ in self.messages), default=self.end)
        for level in self.levels:
            ratios = []
            for day in self.days:
                month = [day - n * DAY for n in range(28)]
                mau = len(self.active(level, month))
                if month[-1] >= first and mau:
                    ratios.append(len(self.active(level, [day])) / mau)
            found[level] = (sum(ratios) / len(ratios) if ratios else None), len(ratios)
        return found

    def strangers(self):
        """All, counted, notices, by staff, by others who were no members that day."""
        found = {}
        for level in self.levels:
            rows = [row for row in self.messages if level in {ALL, row[0]} and row[2].date() in self.days]
            notices = [row for row in rows if row[3] in {"system", "recall"}]
            talk = [row for row in rows if row not in notices]
            counted = [row for row in talk if member_on(self.spells(row[0], row[1]), row[2].date())]
            others = [row for row in talk if row not in counted]
            staff = [row for row in others if (row[0], row[1]) in self.staff]
            found[level] = len(rows), len(counted), len(notices), len(staff), len(others) - len(staff)
        return found

    def merged_rows(self):
        """Rows that merged into another."""
        kept = sum(len(self.spells(g, p)) for g in self.levels[1:] for p in self.persons(g))
        return len(self.people) - kept


def balanced(rows):
    """Whether total[t] = total[t-1] + joins - leaves holds in rows of (total, new, churned, joins, leaves, …)."""
    return all(now[0] == then[0] + now[3] - (now[4] or 0) for then, now in pairwise(rows))
