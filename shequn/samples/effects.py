"""What is put into the sample on purpose."""

from __future__ import annotations

from dataclasses import dataclass

from shequn.errors import ParameterError
from shequn.samples.brand import DAY, FLASH_HOURS, HOUR, WEEK, WEEKS

_LIMITS: dict[str, tuple[float, float]] = {
    "scale": (0.05, 20),
    "lift_week": (1, WEEKS),
    "activity_lift": (0, 0.5),
    "welcome_lift": (0, 0.5),
    "campaign_week": (1, WEEKS),
    "campaign_joins": (0, 1_000),
    "campaign_churn": (0, 1),
    "core_share": (0.05, 0.9),
    "buyer_uplift": (1, 5),
    "flash_week": (1, WEEKS),
    "churn_rise": (1, 20),
    "pilot_lift": (0, 0.5),
    "card_wear": (1, 10),
    "evening_lift": (1, 5),
    "sop_slip": (0, 0.9),
}


@dataclass(frozen=True, slots=True)
class Effects:
    """The arguments of :func:`shequn.samples.make_client`, which words them; weeks count from 1.

    Raises:
        ParameterError: A value is out of its range.

    Example:
        >>> Effects(1, 0.01, 17, 0.1, 0.2, 6, 80, 0.8, 0.5, 4, 20, 3, 0.2, 2, 2, 0.3)
        Traceback (most recent call last):
        shequn.errors.ParameterError: scale == 0.01, must be between 0.05 and 20.
    """

    seed: int
    scale: float
    lift_week: int
    activity_lift: float
    welcome_lift: float
    campaign_week: int
    campaign_joins: int
    campaign_churn: float
    core_share: float
    buyer_uplift: float
    flash_week: int
    churn_rise: float
    pilot_lift: float
    card_wear: float
    evening_lift: float
    sop_slip: float

    def __post_init__(self) -> None:
        for name, (low, high) in _LIMITS.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise ParameterError(f"{name} == {value!r}, must be between {low} and {high}.")

    def size(self, people: float) -> int:
        """Scale a number of people; three make a group."""
        return max(3, round(people * self.scale))

    @property
    def flash(self) -> tuple[int, int]:
        """When the flash group opens and dissolves."""
        saturday = (self.flash_week - 1) * WEEK + 5 * DAY
        return saturday + FLASH_HOURS[0] * HOUR, saturday + FLASH_HOURS[1] * HOUR
