"""Who was active in which week, and every message."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shequn.samples.brand import (
    COURSE,
    DAY,
    EMPTY_DAY,
    END,
    FAN,
    FLASH,
    FLASH_HOURS,
    HOUR,
    MINUTE,
    WEEK,
    WEEKS,
)
from shequn.samples.draw import Draw

if TYPE_CHECKING:
    from shequn.samples.people import People, Spell

ACTIVE_RATE = {FAN: 0.20, COURSE: 0.26}  # weekly, of those present at the end of the week
NOISE = 0.014  # standard deviation of the weekly rate
NEWCOMER = (0.50, 0.28, 0.24, 0.21, 0.19)  # chance to be active in week 0..4 after joining
WEDNESDAY = 2
WEEKDAY = {FAN: (9, 9, 9, 10, 12, 14, 12), COURSE: (8, 10, 9, 13, 8, 13, 16), FLASH: (1,) * 7}  # weights from Monday
HOURS = (3, 1, 0, 0, 0, 1, 4, 14, 24, 20, 18, 20, 30, 24, 16, 15, 16, 20, 26, 44, 72, 70, 40, 14)  # evening peak
KINDS, KIND_WEIGHTS = ("text", "image", "voice", "link"), (80, 14, 3, 3)
COLUMNS = (  # fixed sections at fixed times: group, weekdays, hour, name, rank of the author in the core
    (FAN, range(7), 8, "早安", 0),
    (FAN, (0, 4), 21, "晚读", 1),
    (FAN, (5,), 15, "活动", 1),
    (COURSE, (3,), 20, "作业", 1),
    (COURSE, (6,), 20, "周分享", 0),
)


@dataclass(slots=True)
class Message:
    """One message; the text is not made up at all."""

    sent: int
    group: str
    member: str
    kind: str = "text"
    column: str = ""
    mentions: str = ""
    reply_to: Message | None = None
    id: str = ""


class Talk:
    """The messages of a client.

    Attributes:
        active: (group, week from 0) to the members who speak in it.
        messages: In order of time, numbered.
    """

    def __init__(self, people: People) -> None:
        self.people, self.effects = people, people.effects
        self.draw = Draw(f"{self.effects.seed} talk")
        self.active: dict[tuple[str, int], set[str]] = {}
        self.messages: list[Message] = []
        for week in range(WEEKS):
            for group in (FAN, COURSE):
                self._speak(group, week, self._speakers(group, week))
        flash = [s for s in people.spells if s.group == FLASH and s.role != "staff"]
        speakers = [s for s in flash if s.member in people.core[FLASH] or self.draw.chance(0.6)]
        self._speak(FLASH, self.effects.flash_week - 1, speakers)
        self._columns()
        self._service()
        self._late()
        self.messages = [m for m in self.messages if (m.group, m.sent // DAY) != (COURSE, EMPTY_DAY) and m.sent < END]
        self.messages.sort(key=lambda m: (m.sent, m.group, m.member, m.kind))
        self._replies()

    def _lifted(self, group: str, week: int) -> bool:
        return group == FAN and week >= self.effects.lift_week - 1

    def _speakers(self, group: str, week: int) -> list[Spell]:
        """The core, newcomers by chance, and as many others as the week's rate asks for."""
        draw, end = self.draw, (week + 1) * WEEK
        people = [s for s in self.people.spells if s.group == group and s.role not in ("staff", "bot")]
        present = [s for s in people if s.at(end - 1)]
        core, new, campaign, others = [], [], [], []
        for spell in present:
            joined = spell.start // WEEK
            if spell.member in self.people.core[group]:
                core.append(spell)
            elif week - joined >= len(NEWCOMER):
                others.append(spell)
            elif spell.campaign:
                campaign.append(spell)
            else:
                welcomed = week > joined and self._lifted(group, joined)
                chance = NEWCOMER[week - joined] + (self.effects.welcome_lift if welcomed else 0)
                new += [spell] if draw.chance(chance) else []
        rate = draw.around(ACTIVE_RATE[group], NOISE)
        rate += self.effects.activity_lift if self._lifted(group, week) else 0
        wanted = round(rate * (len(present) - len(campaign))) - len(core) - len(new)
        speakers = core + new + draw.some(others, [self.people.drive[s.member] for s in others], wanted)
        speakers += [s for s in campaign if draw.chance(0.05)]
        leavers = [s for s in people if s.start < end and week * WEEK < s.end < end]
        return speakers + [s for s in leavers if draw.chance(0.12)]

    def _speak(self, group: str, week: int, speakers: list[Spell]) -> None:
        """Share out the week's messages: some for each, and the core's part by 1 / (rank + 2), near Zipf."""
        core, share = self.people.core[group], self.effects.core_share
        self.active[group, week] = {s.member for s in speakers}
        counts = {s.member: self.draw.few(14) for s in speakers if s.member not in core}
        weights = [1 / rank for rank in range(3, 3 + len(core))]
        unit = sum(counts.values()) * share / (1 - share) / sum(weights)
        counts |= {m: max(1, round(self.draw.around(unit * w, 2))) for m, w in zip(core, weights, strict=True)}
        for spell in speakers:
            self._write(spell, week, counts[spell.member])

    def _write(self, spell: Spell, week: int, count: int) -> None:
        first, last = max(spell.start, week * WEEK), min(spell.end, (week + 1) * WEEK)
        asks = self._lifted(spell.group, week)  # Wednesday evening
        days = range(first // DAY, (last - 1) // DAY + 1)
        weights = [WEEKDAY[spell.group][d % 7] * (1.7 if asks and d % 7 == WEDNESDAY else 1) for d in days]
        chosen = [self.draw.pick(days, weights) for _ in range(min(14, 1 + count // 2))]
        for _ in range(count):
            day = self.draw.pick(chosen)
            sent = self.draw.moment(day, HOURS)
            if asks and day % 7 == WEDNESDAY and self.draw.chance(0.5):
                sent = day * DAY + 20 * HOUR + self.draw.whole(2 * MINUTE, 2 * HOUR)
            if not first <= sent < last:  # the day of joining or leaving
                sent = self.draw.whole(max(first, day * DAY), min(last, (day + 1) * DAY) - 1)
            kind = self.draw.pick(KINDS, KIND_WEIGHTS)
            self.messages.append(Message(sent, spell.group, spell.member, kind))
            if self.draw.chance(0.006):
                self.messages.append(Message(min(sent + 40, last - 1), spell.group, spell.member, "recall"))

    def _post(self, group: str, day: int, hour: int, column: str, *, rank: int = 1, mentions: str = "") -> None:
        sent = day * DAY + hour * HOUR + self.draw.whole(0, 90)
        self.messages.append(Message(sent, group, self.people.core[group][rank], "text", column, mentions))

    def _columns(self) -> None:
        """Post the columns; from the lift week on also Wednesday's Q&A and a welcome the morning after joining."""
        joined: dict[int, list[str]] = defaultdict(list)
        for spell in self.people.spells:
            if spell.group == FAN and spell.start >= 0:
                joined[spell.start // DAY].append(spell.member)
        for day in range(WEEKS * 7):
            for group, weekdays, hour, column, rank in COLUMNS:
                if day % 7 in weekdays:
                    self._post(group, day, hour, column, rank=rank)
            if self._lifted(FAN, day // 7):
                if day % 7 == WEDNESDAY:
                    self._post(FAN, day, 20, "问答")
                if joined[day - 1]:
                    self._post(FAN, day, 10, "欢迎", mentions=";".join(dict.fromkeys(joined[day - 1])))
        for hour in range(*FLASH_HOURS):
            self._post(FLASH, self.effects.flash[0] // DAY, hour, "活动")

    def _service(self) -> None:
        """Staff who answer, a bot that greets, and the system's notices: none of them is activity."""
        for spell in self.people.spells:
            if spell.start >= 0 and spell.role == "member":
                self.messages.append(Message(spell.start, spell.group, spell.member, "system"))
                if spell.group != FLASH:
                    self.messages.append(Message(spell.start + 2, spell.group, "B01"))
        for day in range(WEEKS * 7):
            for group in (FAN, COURSE):
                self.messages.append(Message(day * DAY + 7 * HOUR + 30 * MINUTE, group, "B01", "link"))
                for _ in range(self.draw.whole(2, 6)):
                    self.messages.append(Message(self.draw.moment(day), group, self.draw.pick(("S01", "S02"))))

    def _late(self) -> None:
        """Messages of people who had left some days before: an export does hold such."""
        for spell in self.people.spells:
            if spell.left is None or spell.group == FLASH or not self.draw.chance(0.2):
                continue
            sent = self.draw.moment(spell.left // DAY + self.draw.whole(1, 3))
            own = [s for s in self.people.spells if (s.group, s.member) == (spell.group, spell.member)]
            if not any(s.start < (sent // DAY + 1) * DAY and s.end > sent // DAY * DAY for s in own):
                self.messages.append(Message(sent, spell.group, spell.member))

    def _replies(self) -> None:
        """Number the messages; tie answers to the column's post or to one of the last messages."""
        posts: dict[str, Message] = {}
        recent: dict[str, deque[Message]] = defaultdict(lambda: deque(maxlen=8))
        for number, message in enumerate(self.messages, 1):
            message.id = f"E{number:05d}"
            if message.kind in ("system", "recall") or message.member == "B01":
                continue
            post = posts.get(message.group)
            others = [m for m in recent[message.group] if m.member != message.member]
            if message.column:
                posts[message.group] = message
            elif post and message.sent - post.sent < 2 * HOUR and self.draw.chance(0.45):
                message.column = post.column
                if post.member != message.member and self.draw.chance(0.6):
                    message.reply_to = post
            elif others and self.draw.chance(0.7 if message.member.startswith("S") else 0.15):
                message.reply_to = self.draw.pick(others)
            recent[message.group].append(message)
