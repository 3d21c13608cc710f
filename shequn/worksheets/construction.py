"""The worksheets of the seven construction steps (method, part 1)."""

from __future__ import annotations

from typing import ClassVar

from shequn.worksheets.base import Count, Day, Line, Number, Percent, Prose, Row, Score, Sheet, Yes, entry
from shequn.worksheets.choices import BacklogStatus, Cadence, Capability, LifeStage, Place, PriceUnit


class Attribute(Row):
    """One way of classifying candidates."""

    attribute: Line = entry(required=True)
    chosen: Line = entry(required=True)
    why: Line = entry()


class Segment(Row):
    """One class of members."""

    segment: Line = entry(required=True)
    size: Count = entry()
    threshold: Line = entry()


class Layer(Row):
    """One level of members."""

    layer: Line = entry(required=True)
    rule: Line = entry(required=True)
    members: Count = entry()


class TargetMembers(Sheet):
    """Step 1: which part of people, precise enough to know them on the street."""

    id: ClassVar[str] = "target_members"
    recalls: ClassVar[tuple[tuple[str, str], ...]] = (("community_check", "who"), ("community_check", "together"))

    persona_name: Line = entry("persona", required=True)
    persona: Prose = entry("persona", required=True)
    situation: Prose = entry("persona")
    attributes: list[Attribute] = entry("classify", required=True)
    segments: list[Segment] = entry("classify")
    layers: list[Layer] = entry("layer")
    threshold: Prose = entry("threshold", required=True)
    proof: Line = entry("threshold")
    exclusion: Prose = entry("threshold", required=True)
    smallest_size: Count = entry("threshold")


class Need(Row):
    """One problem of the members."""

    need: Line = entry(required=True)
    situation: Line = entry()
    frequency: Number = entry()
    intensity: Score = entry()
    unmet_percent: Percent = entry()
    evidence: Line = entry()


class Link(Row):
    """What comes before and after a need."""

    before: Line = entry()
    need: Line = entry(required=True)
    after: Line = entry()


class Competitor(Row):
    """What members use today."""

    name: Line = entry(required=True)
    offer: Line = entry(required=True)
    price: Number = entry()
    strength: Line = entry()
    gap: Line = entry()


class Needs(Sheet):
    """Step 2: concrete problems, their chain, and what others already offer."""

    id: ClassVar[str] = "needs"
    recalls: ClassVar[tuple[tuple[str, str], ...]] = (("target_members", "persona_name"), ("target_members", "persona"))

    needs: list[Need] = entry("needs", required=True)
    chain: list[Link] = entry("chain", required=True)
    competitors: list[Competitor] = entry("competitors", required=True)
    chosen_need: Line = entry("choice", required=True)
    unmet: Prose = entry("choice", required=True)


class Asset(Row):
    """Something one can supply."""

    asset: Line = entry(required=True)
    capability: Capability | None = entry()
    level: Score = entry()


class Fit(Row):
    """A need against one's own capabilities."""

    need: Line = entry(required=True)
    can: Score = entry(required=True)
    want: Score = entry(required=True)
    lasting: Score = entry()


class Position(Sheet):
    """Step 3: what one can, wants to and will supply for long."""

    id: ClassVar[str] = "position"
    recalls: ClassVar[tuple[tuple[str, str], ...]] = (
        ("target_members", "persona_name"),
        ("needs", "chosen_need"),
        ("needs", "unmet"),
    )

    strengths: list[Asset] = entry("strengths", required=True)
    fit: list[Fit] = entry("fit", required=True)
    resources: Prose = entry("offer")
    carrier_product: Line = entry("offer", required=True)
    only_we: Prose = entry("offer", required=True)


class BlueprintStep(Row):
    """One step of the service."""

    step: Line = entry(required=True)
    standard: Line = entry(required=True)
    minutes: Number = entry()
    cost: Number = entry()
    owner: Line = entry()


class StandardService(Sheet):
    """Step 4: the solution as a process that can be priced and repeated."""

    id: ClassVar[str] = "standard_service"
    recalls: ClassVar[tuple[tuple[str, str], ...]] = (("needs", "chosen_need"), ("position", "only_we"))

    promise: Line = entry("service", required=True)
    blueprint: list[BlueprintStep] = entry("service", required=True)
    price: Number = entry("price", required=True)
    price_unit: PriceUnit | None = entry("price", required=True)
    hourly_cost: Number = entry("price")
    other_cost: Number = entry("price")
    fixed_cost: Number = entry("price", required=True)
    buyer_percent: Percent = entry("price")


class Version(Row):
    """What came of one version in the pilot."""

    version: Line = entry(required=True)
    people: Count = entry(required=True)
    successes: Count = entry(required=True)


class Pilot(Sheet):
    """Step 5: a small test that can fail."""

    id: ClassVar[str] = "pilot"
    recalls: ClassVar[tuple[tuple[str, str], ...]] = (
        ("standard_service", "promise"),
        ("standard_service", "price"),
        ("target_members", "threshold"),
    )

    hypothesis: Prose = entry("plan", required=True)
    change: Line = entry("plan", required=True)
    metric: Line = entry("plan", required=True)
    baseline_percent: Percent = entry("sample", required=True)
    target_percent: Percent = entry("sample", required=True)
    people_per_version: Count = entry("sample")
    start: Day = entry("sample")
    end: Day = entry("sample")
    stop_rule: Prose = entry("sample", required=True)
    results: list[Version] = entry("result")
    decision: Prose = entry("result")


class Channel(Row):
    """One way to reach people."""

    channel: Line = entry(required=True)
    place: Place | None = entry(required=True)
    action: Line = entry()
    owner: Line = entry()
    exposures: Count = entry()
    scans: Count = entry()
    joins: Count = entry()
    buyers: Count = entry()
    cost: Number = entry()


class Promotion(Sheet):
    """Step 6: resources concentrated on the verified service."""

    id: ClassVar[str] = "promotion"
    recalls: ClassVar[tuple[tuple[str, str], ...]] = (
        ("standard_service", "promise"),
        ("pilot", "decision"),
        ("target_members", "exclusion"),
    )

    bait: Line = entry("offer", required=True)
    budget: Number = entry("offer", required=True)
    start: Day = entry("offer")
    end: Day = entry("offer")
    monthly_margin: Number = entry("offer")
    channels: list[Channel] = entry("channels", required=True)


class BacklogItem(Row):
    """One idea for the next round."""

    idea: Line = entry(required=True)
    metric: Line = entry(required=True)
    expected: Line = entry()
    impact: Score = entry()
    effort: Score = entry()
    status: BacklogStatus | None = entry()
    released: Day = entry()


class Iteration(Sheet):
    """Step 7: a fixed rhythm of getting better."""

    id: ClassVar[str] = "iteration"
    recalls: ClassVar[tuple[tuple[str, str], ...]] = (("pilot", "decision"), ("promotion", "bait"))

    life_stage: LifeStage | None = entry("rhythm", required=True)
    cadence: Cadence | None = entry("rhythm", required=True)
    owner: Line = entry("rhythm", required=True)
    review: Prose = entry("rhythm")
    announced: Yes = entry("rhythm")
    backlog: list[BacklogItem] = entry("backlog", required=True)
