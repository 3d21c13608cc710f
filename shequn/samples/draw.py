"""Random draws that come out the same on every machine and version."""

from __future__ import annotations

import random
from bisect import bisect
from itertools import accumulate
from math import log
from typing import TYPE_CHECKING, TypeVar

from shequn.samples.brand import DAY, DAYTIME, HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")


class Draw:
    """Draws that rest on ``random()`` alone: Python keeps its sequence for a seed over all versions.

    Args:
        stream: Seed and name of the stream; streams do not disturb one another.

    Example:
        >>> Draw("1 people").whole(1, 6) == Draw("1 people").whole(1, 6)
        True
    """

    def __init__(self, stream: str) -> None:
        self.random = random.Random(stream).random  # noqa: S311 (made-up data, nothing secret)

    def chance(self, p: float) -> bool:
        """Say yes with probability `p`."""
        return self.random() < p

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included."""
        return low + int(self.random() * (high - low + 1))

    def few(self, most: int) -> int:
        """Draw 1 to `most`, small numbers more often: the cube of a uniform, without the platform's ``pow``."""
        u = self.random()
        return 1 + int(most * u * u * u)

    def around(self, mean: float, deviation: float) -> float:
        """Draw near `mean`: three uniforms have the standard deviation 1/2 and never run far off."""
        return mean + deviation * 2 * (self.random() + self.random() + self.random() - 1.5)

    def pick(self, values: Sequence[T], weights: Iterable[float] | None = None) -> T:
        """Draw one value."""
        if weights is None:
            return values[int(self.random() * len(values))]
        sums = list(accumulate(weights))
        return values[bisect(sums, self.random() * sums[-1])]

    def some(self, values: Sequence[T], weights: Iterable[float], n: int) -> list[T]:
        """Draw up to `n` values without putting back, the heavier the sooner (Efraimidis and Spirakis 2006)."""
        keyed = [(-log(1 - self.random()) / w, i) for i, w in enumerate(weights)]
        return [values[i] for _, i in sorted(keyed)[: max(n, 0)]]

    def moment(self, day: int, hours: Iterable[float] = DAYTIME) -> int:
        """Draw an instant of a day, hours weighted."""
        return day * DAY + self.pick(range(24), hours) * HOUR + self.whole(0, HOUR - 1)
