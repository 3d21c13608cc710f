"""Who was in which group when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shequn.samples.brand import CHURN_WEEK, COURSE, CREATED, DAY, END, FAN, FLASH, HOUR, MINUTE, WEEK, WEEKS
from shequn.samples.draw import Draw

if TYPE_CHECKING:
    from shequn.samples.effects import Effects

OPENING = {FAN: 400, COURSE: 125}  # members at the start, scale 1
JOINS = {FAN: 12, COURSE: 7}  # joins a week, scale 1
CORE = {FAN: 12, COURSE: 8, FLASH: 5}  # people who write `core_share` of the messages, scale 1
FLASH_FANS, FLASH_STRANGERS, OUTSIDERS = 110, 160, 40  # scale 1
LEAVING = 0.028, 0.009  # weekly chance in the first five weeks and later
DECORATIONS = (
    "☕{}🍞", '"{}"', "<script>alert('{}')</script>", "={}+1", "+{}", "\u202e{}\u202c", "عضو تجريبي {}", "{},店长推荐",
    "👩‍👩‍👧 {}", "@{}", "O'{}", "-{}", "{} & <b>面包</b>", "\u3000{}",
)  # fmt: skip


def nickname(member: str) -> str:
    """Make a name that is plainly a sample; every ninth is the kind that breaks reports.

    Example:
        >>> nickname("M0001"), nickname("M0036"), nickname("S01")
        ('示例成员0001', '=示例成员0036+1', '示例客服01')
    """
    if not member.startswith("M"):
        return {"S": "示例客服", "B": "示例机器人"}[member[0]] + member[1:]
    number, name = int(member[1:]), f"示例成员{member[1:]}"
    return name if number % 9 else DECORATIONS[(number // 9 - 1) % len(DECORATIONS)].format(name)


@dataclass(slots=True)
class Spell:
    """One stay of a person in a group, half-open [joined, left)."""

    group: str
    member: str
    joined: int | None = None
    left: int | None = None
    role: str = "member"
    campaign: bool = False

    @property
    def start(self) -> int:
        """When it began, long ago where that is unknown."""
        return -END if self.joined is None else self.joined

    @property
    def end(self) -> int:
        """When it ended, or the end of the data."""
        return END if self.left is None else self.left

    def at(self, moment: int) -> bool:
        """Whether the person was in then."""
        return self.start <= moment < self.end


class People:
    """The people and their spells, from a stream of their own: the lift changes nothing here.

    Attributes:
        spells: Every stay.
        core: Group to its core, the busiest first; owner and admin lead it.
        drive: How readily a person speaks, next to the others.
        outsiders: People who buy and never join.
    """

    def __init__(self, effects: Effects) -> None:
        self.effects, self.draw = effects, Draw(f"{effects.seed} people")
        self.drive: dict[str, float] = {}
        self.spells: list[Spell] = []
        self.core = {group: self._new(effects.size(CORE[group])) for group in (FAN, COURSE)}
        for group, core in self.core.items():
            roles = ["owner", "admin"] + ["member"] * (len(core) - 2)
            self.spells += [Spell(group, m, role=r) for m, r in zip(core, roles, strict=True)]
        self.core[FLASH] = self.core[FAN][: effects.size(CORE[FLASH])]
        self._opening()
        for week in range(WEEKS):
            self._joins(FAN, week)
            self._joins(COURSE, week)
            if week == effects.campaign_week - 1:
                self._campaign(week)
        self._flash()
        self.outsiders = self._new(effects.size(OUTSIDERS))
        for group in (FAN, COURSE):
            self.spells += [Spell(group, m, role="staff") for m in ("S01", "S02")]
            self.spells.append(Spell(group, "B01", CREATED[group] * DAY + 9 * HOUR, role="bot"))

    def _new(self, n: int) -> list[str]:
        first = len(self.drive) + 1
        people = [f"M{i:04d}" for i in range(first, first + n)]
        self.drive |= {m: 1 / (0.02 + self.draw.random()) for m in people}
        return people

    def _fans(self, moment: int, n: int) -> list[str]:
        """Some who are in the fan group and in no other one, the readier to speak the sooner."""
        busy = {s.member for s in self.spells if s.group != FAN and s.end > moment}
        fans = dict.fromkeys(s.member for s in self.spells if s.group == FAN and s.at(moment))
        free = [m for m in fans if m not in busy and m not in self.core[FAN]]
        return self.draw.some(free, (self.drive[m] for m in free), n)

    def _opening(self) -> None:
        size = self.effects.size
        self._before(FAN, self._new(size(OPENING[FAN])))
        fans = self._fans(0, size(OPENING[COURSE] * 0.3))
        self._before(COURSE, fans + self._new(size(OPENING[COURSE] * 0.7)))

    def _before(self, group: str, people: list[str]) -> None:
        """Let people in before the data begin; of a third it is not known when."""
        for member in people:
            known = self.draw.chance(0.65)
            joined = self.draw.moment(self.draw.whole(CREATED[group] + 1, -1)) if known else None
            self._stay(Spell(group, member, joined))

    def _joins(self, group: str, week: int) -> None:
        for _ in range(round(self.draw.around(JOINS[group], JOINS[group] * 0.2) * self.effects.scale)):
            joined = self.draw.moment(week * 7 + self.draw.whole(0, 6))
            fans = self._fans(joined, 1) if group == COURSE and self.draw.chance(0.35) else []
            self._stay(Spell(group, (fans or self._new(1))[0], joined))
            if fans and self.draw.chance(0.3):
                self._move(fans[0], joined)

    def _move(self, member: str, joined: int) -> None:
        """Into the new group first, out of the fan group some days later."""
        spell = next(s for s in self.spells if s.group == FAN and s.member == member and s.at(joined))
        left = self.draw.moment(joined // DAY + self.draw.whole(1, 3))
        if left < spell.end:
            spell.left = left

    def _campaign(self, week: int) -> None:
        for member in self._new(round(self.effects.campaign_joins * self.effects.scale)):
            joined = self.draw.moment(week * 7 + self.draw.whole(0, 2))
            self._stay(Spell(FAN, member, joined, campaign=True))

    def _stay(self, spell: Spell) -> None:
        """Enter a spell, decide whether and when it ends, and whether the person comes back."""
        self.spells.append(spell)
        day = spell.start // DAY
        if day >= 0 and self.draw.chance(0.025):  # out again the same day, half of them in once more
            spell.left = min(spell.start + self.draw.whole(20, 90) * MINUTE, (day + 1) * DAY - 1)
            again = spell.left + self.draw.whole(10, 50) * MINUTE
            if again // DAY == day and self.draw.chance(0.5):
                self.spells.append(Spell(spell.group, spell.member, again))
            return
        if spell.campaign and self.draw.chance(self.effects.campaign_churn):
            left = self.draw.moment(day + self.draw.whole(1, 13))
            spell.left = left if left < END else None
            return
        spell.left = self._leaving(spell)
        if spell.left is not None and self.draw.chance(0.14):
            back = self.draw.moment(spell.left // DAY + self.draw.whole(5, 45))
            if back < END:
                self._stay(Spell(spell.group, spell.member, back))

    def _leaving(self, spell: Spell) -> int | None:
        """Each week some leave, newcomers more readily."""
        joined = spell.start // WEEK
        for week in range(max(joined, 0), WEEKS):
            chance = LEAVING[0] if week - joined < 5 else LEAVING[1]
            if spell.group == COURSE and week >= CHURN_WEEK:
                rise = (week - CHURN_WEEK + 1) / (WEEKS - CHURN_WEEK)
                chance *= 1 + (self.effects.churn_rise - 1) * rise
            if self.draw.chance(chance):
                left = self.draw.moment(week * 7 + self.draw.whole(0, 6))
                return left if left > spell.start + HOUR else None
        return None

    def _flash(self) -> None:
        """Fill the flash group; two in five of its strangers join the fan group before it dissolves."""
        opened, dissolved = self.effects.flash
        team = [(self.core[FAN][0], "owner"), (self.core[FAN][1], "admin"), ("S01", "staff"), ("S02", "staff")]
        self.spells += [Spell(FLASH, m, opened + i * 20, dissolved, role) for i, (m, role) in enumerate(team)]
        fans = self.core[FLASH][2:] + self._fans(opened, self.effects.size(FLASH_FANS))
        strangers = self._new(self.effects.size(FLASH_STRANGERS))
        for member in fans + strangers:
            joined = opened + self.draw.whole(1, 144 * MINUTE)
            if self.draw.chance(0.05):
                left = self.draw.whole(joined + 10 * MINUTE, dissolved - MINUTE)
                self.spells.append(Spell(FLASH, member, joined, left))
                continue
            self.spells.append(Spell(FLASH, member, joined, dissolved))
            if member in strangers and self.draw.chance(0.4):
                self._stay(Spell(FAN, member, self.draw.whole(dissolved - 80 * MINUTE, dissolved - 2 * MINUTE)))
