"""The worksheets of the community check and of the four operating parts (method, parts 0 and 2)."""

from __future__ import annotations

from typing import ClassVar

from shequn.worksheets.base import Clock, Count, Day, Line, Number, Percent, Prose, Row, Score, Sheet, entry
from shequn.worksheets.choices import (
    ActivityLayer,
    Carrier,
    CommunityType,
    ContentKind,
    DataLevel,
    Days,
    FirstMetric,
    LadderStep,
    Life,
    Mindset,
    Outcome,
    Purpose,
    Relation,
    Role,
    SopTable,
    Stage,
    Strength,
    Trigger,
)


class CarrierOption(Row):
    """A carrier on the two axes."""

    carrier: Carrier | None = entry(required=True)
    tools: Score = entry(required=True)
    ownership: Score = entry(required=True)
    note: Line = entry()


class CommunityCheck(Sheet):
    """Is it a community? Two questions, three characteristics, one carrier."""

    id: ClassVar[str] = "community_check"

    who: Prose = entry("questions", required=True)
    together: Prose = entry("questions", required=True)
    purpose: Purpose | None = entry("questions", required=True)
    tie: Line = entry("characteristics", required=True)
    tie_strength: Strength | None = entry("characteristics", required=True)
    goal: Line = entry("characteristics", required=True)
    goal_strength: Strength | None = entry("characteristics", required=True)
    norms: Line = entry("characteristics", required=True)
    norms_strength: Strength | None = entry("characteristics", required=True)
    carriers: list[CarrierOption] = entry("carrier")
    carrier: Carrier | None = entry("carrier", required=True)
    carrier_reason: Prose = entry("carrier")


class Party(Row):
    """A party of the business."""

    party: Line = entry(required=True)
    gives: Line = entry(required=True)
    gets: Line = entry(required=True)


class ProcessStep(Row):
    """A step of the business."""

    step: Line = entry(required=True)
    from_party: Line = entry()
    to_party: Line = entry()
    community: Line = entry()


class BusinessMap(Sheet):
    """Who trades what with whom, and where the community stands in it."""

    id: ClassVar[str] = "business_map"
    recalls: ClassVar[tuple[tuple[str, str], ...]] = (
        ("target_members", "persona_name"),
        ("standard_service", "promise"),
    )

    parties: list[Party] = entry("structure", required=True)
    process: list[ProcessStep] = entry("structure", required=True)
    place: Prose = entry("community", required=True)
    role: Prose = entry("community", required=True)


class GroupType(Row):
    """One group on the AIDASS path."""

    group: Line = entry(required=True)
    from_stage: Stage | None = entry()
    to_stage: Stage | None = entry()
    type: CommunityType | None = entry(required=True)
    first_metric: FirstMetric | None = entry(required=True)
    target: Number = entry()
    end: Day = entry()


class TypeChoice(Sheet):
    """The AIDASS type of each group; it fixes duties, metrics and content."""

    id: ClassVar[str] = "community_type"
    recalls: ClassVar[tuple[tuple[str, str], ...]] = (("business_map", "place"), ("business_map", "role"))

    groups: list[GroupType] = entry("types", required=True)
    duties: Prose = entry("duties", required=True)


class FiveWOneH(Sheet):
    """Why, what, where, who, when and how: the self-check before a group opens."""

    id: ClassVar[str] = "five_w_one_h"
    recalls: ClassVar[tuple[tuple[str, str], ...]] = (
        ("community_type", "groups"),
        ("community_check", "carrier"),
        ("target_members", "persona"),
    )

    why: Prose = entry("why", required=True)
    what: Prose = entry("why", required=True)
    where: Prose = entry("why", required=True)
    who: Prose = entry("why", required=True)
    life: Life | None = entry("when", required=True)
    start: Day = entry("when", required=True)
    end: Day = entry("when")
    end_action: Prose = entry("when")
    owner: Line = entry("how", required=True)
    how: Prose = entry("how", required=True)
    budget: Number = entry("how")
    stop_rule: Prose = entry("how", required=True)


class MixLimit(Row):
    """The chosen limits of one kind of content."""

    kind: ContentKind | None = entry(required=True)
    least_percent: Percent = entry()
    most_percent: Percent = entry(required=True)


class ContentColumn(Row):
    """A fixed section at a fixed time."""

    column: Line = entry(required=True)
    kind: ContentKind | None = entry(required=True)
    days: Days | None = entry(required=True)
    time: Clock = entry(required=True)
    minutes: Count = entry()
    topic: Line = entry()
    owner: Line = entry()


class Packaging(Row):
    """A content turned into a topic or an activity."""

    content: Line = entry(required=True)
    activity: Line = entry(required=True)


class ContentPlan(Sheet):
    """What is said, how it is packaged, and when it returns."""

    id: ClassVar[str] = "content"
    recalls: ClassVar[tuple[tuple[str, str], ...]] = (("community_type", "groups"), ("five_w_one_h", "what"))

    mix: list[MixLimit] = entry(
        "mix", required=True, default=lambda: [MixLimit.model_validate({"kind": kind}) for kind in ContentKind]
    )
    packaging: list[Packaging] = entry("packaging")
    columns: list[ContentColumn] = entry("columns", required=True)
    best_of: Prose = entry("columns")


class RoleRow(Row):
    """Someone's part."""

    role: Role | None = entry(required=True)
    who: Line = entry(required=True)
    duties: Line = entry()
    kpi: Line = entry()


class Rung(Row):
    """A step of the ladder."""

    step: LadderStep | None = entry(required=True)
    sign: Line = entry(required=True)
    support: Line = entry()


class LayerAction(Row):
    """What is done for a layer."""

    layer: ActivityLayer | None = entry(required=True)
    action: Line = entry(required=True)
    owner: Line = entry()


class RelationProxy(Row):
    """A figure that stands for one of the three relations."""

    relation: Relation | None = entry(required=True)
    proxy: Line = entry(required=True)
    now: Number = entry()
    full: Number = entry()


class People(Sheet):
    """Members and team: roles, thresholds, layers, relations."""

    id: ClassVar[str] = "people"
    recalls: ClassVar[tuple[tuple[str, str], ...]] = (("target_members", "layers"), ("target_members", "threshold"))

    roles: list[RoleRow] = entry("roles", required=True)
    first_response_minutes: Count = entry("roles")
    work_from: Clock = entry("roles")
    work_to: Clock = entry("roles")
    ladder: list[Rung] = entry("ladder")
    silent_days: Count = entry("layers", required=True, default=30)
    lost_days: Count = entry("layers", required=True, default=90)
    honeymoon_days: Count = entry("layers", default=7)
    trial_days: Count = entry("layers", default=30)
    mature_days: Count = entry("layers", default=180)
    layers: list[LayerAction] = entry("layers")
    relations: list[RelationProxy] = entry("relations")


class SopRow(Row):
    """One action of the SOP."""

    row_id: Line = entry(required=True)
    table: SopTable | None = entry(required=True)
    trigger: Trigger | None = entry(required=True)
    date: Day = entry()
    days: Days | None = entry()
    entry_day: Count = entry()
    from_time: Clock = entry()
    to_time: Clock = entry()
    action: Line = entry(required=True)
    script: Line = entry()
    material: Line = entry()
    owner: Line = entry()
    backup: Line = entry()
    metric: Line = entry()


class SopRecord(Row):
    """What became of one action on one day."""

    row_id: Line = entry(required=True)
    day: Day = entry(required=True)
    outcome: Outcome | None = entry(required=True)
    evidence: Line = entry()
    review: Line = entry()


class Risk(Row):
    """What can go wrong."""

    risk: Line = entry(required=True)
    sign: Line = entry()
    response: Line = entry(required=True)
    owner: Line = entry()


class Sop(Sheet):
    """The standard process in five tables, its record, its risks and its end."""

    id: ClassVar[str] = "sop"
    recalls: ClassVar[tuple[tuple[str, str], ...]] = (
        ("five_w_one_h", "end"),
        ("content", "columns"),
        ("people", "roles"),
    )

    start: Day = entry("plan", required=True)
    end: Day = entry("plan")
    rows: list[SopRow] = entry("plan", required=True)
    end_rule: Prose = entry("end", required=True)
    end_action: Prose = entry("end", required=True)
    risks: list[Risk] = entry("risks")
    record: list[SopRecord] = entry("record")
    review: Prose = entry("record")


class MindsetRow(Row):
    """One mindset, scored."""

    mindset: Mindset | None = entry(required=True)
    score: Score = entry(required=True)
    evidence: Line = entry()


class MindsetCheck(Sheet):
    """The closing self-assessment: ten mindsets and the level of thinking in data."""

    id: ClassVar[str] = "mindset"

    mindsets: list[MindsetRow] = entry(
        "mindsets", required=True, default=lambda: [MindsetRow.model_validate({"mindset": part}) for part in Mindset]
    )
    data_level: DataLevel | None = entry("data", required=True)
    next_step: Prose = entry("data", required=True)
