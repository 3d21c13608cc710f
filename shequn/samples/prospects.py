"""Steps 1 to 4 of the plan: who could join, what they lack, who else offers it, what serving them costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shequn.samples.draw import Draw

if TYPE_CHECKING:
    from shequn.samples.effects import Effects

Pair = tuple[str, str]
"""Words in English and Chinese."""


class Segment(NamedTuple):
    """A part of the candidates; who passes has bought twice or more in 90 days and shown oven or bake."""

    name: Pair
    people: int
    passing: int
    near: bool = True
    oven: bool = True
    beginner: bool = True
    child: bool | None = None


SEGMENTS = (
    Segment(("Beginners who bake with a child", "带孩子烤的新手"), 92, 63, child=True),
    Segment(("Beginners without a child", "不带孩子的新手"), 122, 85, child=False),
    Segment(("Practised home bakers", "熟手"), 96, 71, beginner=False),
    Segment(("Within 3 km, no oven", "3 公里内，没有烤箱"), 187, 0, oven=False),
    Segment(("Beyond 3 km", "3 公里以外"), 103, 0, near=False),
)
DISTRICTS = (
    ("East Street", "东街"), ("Riverside", "河滨"), ("Old Mill", "老磨坊"), ("North Gate", "北门"),
    ("School Lane", "学堂巷"), ("Station", "车站"),
)  # fmt: skip
AGES, AGE_WEIGHTS = ("18–24", "25–34", "35–44", "45–54", "55+"), (12, 34, 30, 16, 8)
INTERESTS, INTEREST_WEIGHTS = (("home baking", "家庭烘焙"), ("coffee", "咖啡"), ("gifts", "送礼")), (84, 11, 5)
SOURCES, SOURCE_WEIGHTS = (
    (("till", "收银台"), ("mini-program", "小程序"), ("friend", "朋友介绍"), ("walk-in", "路过")),
    (40, 30, 18, 12),
)


class Asked(NamedTuple):
    """A need and what the survey is to find: means, and the share that is not satisfied."""

    name: Pair
    having: float
    frequency: float
    intensity: int
    unmet: float


ANSWERED = 0.96  # of those who have a need, so many say whether they are satisfied
NEEDS = (
    Asked(("My bake fails and nobody tells me why", "烤砸了，没人告诉我错在哪"), 0.93, 3.2, 4, 0.72),
    Asked(
        ("Small amounts of ingredients are hard to buy, and the rest spoils", "小份材料难买，剩下的放坏"),
        0.88, 2.6, 4, 0.58,
    ),
    Asked(("Bake something with my child within two hours", "两小时内陪孩子烤完一样"), 0.52, 2.0, 4, 0.55),
    Asked(("Show what I baked and get to know neighbours", "想晒成品，认识邻居"), 0.69, 2.4, 3, 0.45),
    Asked(("I have no idea what to bake at the weekend", "周末不知道烤什么"), 0.95, 4.0, 2, 0.35),
)  # fmt: skip
COMPETITORS: tuple[tuple[Pair, int, tuple[int, ...]], ...] = (  # name, price, how well each need is covered, 1 to 5
    (("Short-video recipes", "短视频教程"), 0, (1, 1, 2, 2, 5)),
    (("Baking studio class", "烘焙工作室体验课"), 268, (2, 3, 2, 3, 3)),
    (("Ingredient kits online", "网购烘焙材料包"), 59, (1, 4, 3, 1, 4)),
    (("Neighbourhood chat group", "小区业主群"), 0, (2, 2, 1, 4, 3)),
)
ASSISTANT, BAKER, OPERATOR = ("Shop assistant", "店员"), ("Baker", "烘焙师"), ("Community operator", "社群运营")
COSTS: tuple[tuple[Pair, int, str, Pair], ...] = (  # step, minutes and yuan for one box, owner
    (("Take the order", "接单"), 2, "0", ASSISTANT),
    (("Weigh and pack", "称重装盒"), 8, "26", BAKER),
    (("Hand over", "自提或配送"), 2, "1.50", ASSISTANT),
    (("Sunday sharing", "周日分享"), 4, "0", BAKER),
    (("Wednesday Q&A", "周三答疑"), 3, "0", BAKER),
    (("Thursday homework", "周四作业"), 1, "0", OPERATOR),
)
CANDIDATES_HEADER = (
    "candidate_id,segment_en,segment_zh,district_en,district_zh,distance_km,age_band,interest_en,interest_zh,"
    "source_en,source_zh,monthly_spend,purchases_90d,oven,photo,bakes_half_year,child,pet"
)


def candidate_rows(effects: Effects) -> list[list[str]]:
    """Make the rows of ``candidates.csv``: 600 customers at scale 1, of whom 219 pass the threshold.

    Returns:
        Rows of texts, in the order of a draw by lot.
    """
    draw = Draw(f"{effects.seed} candidates")
    found = []
    for segment in SEGMENTS:
        people, passing = (round(n * effects.scale) for n in (segment.people, segment.passing))
        found += [_candidate(draw, segment, passes=number < passing, number=number) for number in range(people)]
    mixed = draw.some(found, [1] * len(found), len(found))
    return [[f"K{number:04d}", *row] for number, row in enumerate(mixed, 1)]


def _candidate(draw: Draw, segment: Segment, *, passes: bool, number: int) -> list[str]:
    if passes or (not segment.oven and number % 3):  # two in three of those without an oven have bought twice
        purchases, photo = 1 + draw.few(9), passes
        purchases = max(purchases, 2)
    elif not segment.oven or draw.chance(0.5):
        purchases, photo = draw.whole(0, 1), segment.oven and draw.chance(0.4)
    else:
        purchases, photo = 1 + draw.few(7), False
        purchases = max(purchases, 2)
    child = segment.child if segment.child is not None else draw.chance(0.4)
    distance = draw.whole(2, 30) if segment.near else draw.whole(31, 75)
    bakes = 0 if not segment.oven else draw.whole(0, 9) if segment.beginner else 9 + draw.few(20)
    spend = round(max(12, draw.around(14 + 16 * purchases, 14)))
    district, interest = draw.pick(DISTRICTS), draw.pick(INTERESTS, INTEREST_WEIGHTS)
    ages = [w * (3 if child and age == "35–44" else 1) for age, w in zip(AGES, AGE_WEIGHTS, strict=True)]
    age, source = draw.pick(AGES, ages), draw.pick(SOURCES, SOURCE_WEIGHTS)
    oven = segment.oven if segment.near else draw.chance(0.6)
    marks = [_yes(oven), _yes(photo) if segment.near else "", str(bakes), _yes(child), _yes(draw.chance(0.3))]
    words = [*segment.name, *district, f"{distance // 10}.{distance % 10}", age, *interest, *source]
    return [*words, str(spend), str(purchases), *marks]


def survey_rows(effects: Effects) -> list[list[str]]:
    """Make the rows of ``survey.csv``: 120 respondents at scale 1, each asked about five needs.

    Returns:
        Rows of texts, respondent by respondent; means and shares are those of `NEEDS`, as near as whole answers allow.
    """
    draw = Draw(f"{effects.seed} survey")
    people = effects.size(120)
    answers = [_answers(draw, need, people) for need in NEEDS]
    return [
        [f"R{number + 1:03d}", *need.name, *own[number]]
        for number in range(people)
        for need, own in zip(NEEDS, answers, strict=True)
    ]


def _answers(draw: Draw, need: Asked, people: int) -> list[list[str]]:
    """Frequency, intensity and satisfied of each respondent; a need one has not got is not asked further."""
    having = sorted(draw.some(range(people), [1] * people, max(1, round(need.having * people))))
    often = _whole(draw, len(having), need.frequency * people, 1, 12)
    strong = _whole(draw, len(having), need.intensity * len(having), 1, 5)
    answered = draw.some(having, [1] * len(having), max(1, round(ANSWERED * len(having))))
    unmet = set(draw.some(answered, [1] * len(answered), round(need.unmet * len(answered))))
    rows = [["0", "", ""] for _ in range(people)]
    for member, times, much in zip(having, often, strong, strict=True):
        rows[member] = [str(times), str(much), _yes(member not in unmet) if member in answered else ""]
    return rows


def _whole(draw: Draw, n: int, total: float, low: int, high: int) -> list[int]:
    """Draw whole numbers between two limits with this total, as near as they allow."""
    mean = total / n
    drawn = [min(high, max(low, round(draw.around(mean, min(1.5, mean * 0.4))))) for _ in range(n)]
    wanted = min(n * high, max(n * low, round(total)))
    while (missing := wanted - sum(drawn)) != 0:
        place, step = draw.whole(0, n - 1), 1 if missing > 0 else -1
        drawn[place] = min(high, max(low, drawn[place] + step))
    return drawn


def competitor_rows() -> list[list[str]]:
    """Make the rows of ``competitors.csv``: each competitor against each need."""
    return [
        [*name, str(price), *need.name, str(cover)]
        for name, price, covers in COMPETITORS
        for need, cover in zip(NEEDS, covers, strict=True)
    ]


def cost_rows() -> list[list[str]]:
    """Make the rows of ``costs.csv``: the steps of the service for one box."""
    return [[*step, str(minutes), cost, *owner] for step, minutes, cost, owner in COSTS]


def _yes(value: bool) -> str:
    return "true" if value else "false"
