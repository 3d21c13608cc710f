"""Which number of a date is the day, told from all dates of a chat.

First count the dates that are impossible in another order, then those that go back in time.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from shequn.errors import QuestionError

Order = Literal["dmy", "mdy", "ymd"]
Triple = tuple[str, str, str]


@lru_cache(maxsize=4096)
def day_of(triple: Triple, order: Order) -> dt.date | None:
    """The date that three numbers are.

    Args:
        triple: The numbers as they stand.
        order: Which of them is what.

    Returns:
        None when there is no such date.

    Example:
        >>> day_of(("3", "4", "26"), "dmy"), day_of(("13", "4", "26"), "mdy")
        (datetime.date(2026, 4, 3), None)
    """
    numbers = dict(zip(order, triple, strict=True))
    if len(numbers["y"]) not in {2, 4} or len(numbers["d"]) > 2 or len(numbers["m"]) > 2:
        return None
    try:
        return dt.date(int(numbers["y"]) + 2000 * (len(numbers["y"]) == 2), int(numbers["m"]), int(numbers["d"]))
    except ValueError:
        return None


@dataclass
class Days:
    """What the dates of a file say about the order of their numbers.

    Attributes:
        source: The file, for messages.
        latest: Year after which no date can lie.
        impossible: How many dates cannot be, in each order.
        backwards: How often the chat would go back in time.
        last: The date before.
        doubt: The first date that two orders read differently, with its line.
        seen: The numbers of the date before.
    """

    source: object
    latest: int = field(default_factory=lambda: dt.datetime.now(dt.UTC).year + 1)
    impossible: dict[Order, int] = field(default_factory=lambda: {"dmy": 0, "mdy": 0, "ymd": 0})
    backwards: dict[Order, int] = field(default_factory=lambda: {"dmy": 0, "mdy": 0, "ymd": 0})
    last: dict[Order, dt.date] = field(default_factory=dict)
    doubt: tuple[int, Triple] | None = None
    seen: Triple | None = None

    def add(self, line: int, triple: Triple) -> None:
        """Take a date into account.

        Args:
            line: Where it stands.
            triple: Its numbers.
        """
        if triple == self.seen:
            return
        self.seen = triple
        for order, last in self.backwards.items():
            day = day_of(triple, order)
            if day is None or not 2009 <= day.year <= self.latest:  # WhatsApp began in 2009
                self.impossible[order] += 1
                continue
            self.backwards[order] = last + (day < self.last.get(order, day))
            self.last[order] = day
        if self.doubt is None and day_of(triple, "dmy") != day_of(triple, "mdy"):
            self.doubt = line, triple

    def order(self, dayfirst: bool | None) -> Order:
        """Tell the order of day, month and year.

        Args:
            dayfirst: What the user says, which is heeded only where the file itself does not tell: it stands for all
                the files of a folder, and some of them may be written the other way.

        Returns:
            The order in which the fewest dates are impossible, and then the chat does not go back in time.

        Raises:
            QuestionError: Nothing in the file tells whether the day or the month stands first, and nor does the user.

        Example:
            >>> days = Days("chat.txt")
            >>> days.add(1, ("03", "04", "26"))
            >>> days.add(2, ("13", "04", "26"))
            >>> days.order(None)
            'dmy'
            >>> days.order(False)
            'dmy'
        """
        fewest = min(self.impossible.values())
        left = [order for order, count in self.impossible.items() if count == fewest]
        if len(left) > 1:  # years of two digits stand first only when nothing else is possible
            left = [order for order in left if order != "ymd"]
        if len(left) > 1:
            left = [order for order in left if not self.backwards[order]] or left
        if len(left) > 1 and self.doubt:
            if dayfirst is not None:
                return "dmy" if dayfirst else "mdy"
            line, triple = self.doubt
            raise QuestionError(
                f"{self.source}, line {line}: {'/'.join(triple)} may be written day first or month first, and nothing "
                "in the file tells which. Say so with --dayfirst or --monthfirst."
            )
        return left[0]
