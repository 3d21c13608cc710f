"""The made-up brand: its three groups and its calendar.

Instants are whole seconds since local midnight of ``START``, negative before it; days and weeks count from 0.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

START = date(2026, 4, 27)  # a Monday
WEEKS = 26
MINUTE, HOUR, DAY, WEEK = 60, 3_600, 86_400, 604_800
END = WEEKS * WEEK
FAN, COURSE, FLASH = "G01", "G02", "G03"
GROUPS = {
    FAN: ("示例咖啡·街坊粉丝群", "粉丝群"),
    COURSE: ("示例咖啡·周末烘焙学习群", "学习群"),
    FLASH: ("示例咖啡·中秋快闪群", "快闪群"),
}
CREATED = {FAN: -200, COURSE: -95}  # days before START
EMPTY_DAY = (date(2026, 6, 19) - START).days  # Dragon Boat Festival: nobody writes in the learning group
FLASH_HOURS = 18, 22  # opens and dissolves on the Saturday of its week
CHURN_WEEK = 22  # counted from 0: from here on leaving rises week by week in the learning group
DAYTIME = (0,) * 8 + (4, 6, 8, 8, 9, 8, 7, 7, 7, 8, 9, 10, 10, 8, 3, 0)  # when people join, leave and buy


def clock(moment: int | None) -> str:
    """Write an instant as naive local time, None as nothing.

    Example:
        >>> clock(9 * HOUR), clock(None)
        ('2026-04-27 09:00:00', '')
    """
    if moment is None:
        return ""
    return (datetime.combine(START, time()) + timedelta(seconds=moment)).isoformat(" ")
