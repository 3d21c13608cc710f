"""A group is held to its type by counts that a person can check."""

import pytest
from builders import ENGINES
from builders import community as make

from shequn.fit import MEASURES, SHARES, type_fit
from shequn.worksheets.choices import FirstMetric
from shequn.worksheets.operations import GroupType


def row(metric, target=None, group="a", kind="fan"):
    return GroupType.model_validate({"group": group, "type": kind, "first_metric": metric, "target": target})


@pytest.fixture(params=ENGINES)
def tea(request):
    """Four people in group a; three buy, one of them twice; two write in the last complete week (2–8 March)."""
    return make(
        request.param,
        members=[("a", person, "03-01") for person in "wxyz"],
        messages=[("a", "w", "03-02 10:00"), ("a", "x", "03-04 10:00"), ("a", "w", "03-08 10:00")],
        orders=[
            ("1", "w", "a", "03-03 10:00", 1000),
            ("2", "w", "a", "03-04 10:00", 2000),
            ("3", "x", "a", "03-05 10:00", 500),
            ("4", "y", "a", "03-06 10:00", 500),
        ],
        groups=[("a", "Tea", "fan", "03-01", None)],
    )


@pytest.mark.parametrize(
    ("metric", "count", "base"),
    [
        ("buyer_rate", 3, 4),
        ("orders_per_member", 4, 4),
        ("gmv_per_member", 40, 4),
        ("gmv", 40, None),
        ("repeat_rate", 1, 3),
        ("active_rate", 2, 4),
        ("member_content", 2, 4),
    ],
)
def test_each_metric_is_counted(tea, metric, count, base):
    [found] = type_fit(tea, [row(metric)], "2026-03-02", "2026-03-08")
    assert (found.measured.sum, found.measured.base) == (count, base)
    assert found.measured.value == count / (base or 1)
    assert found.verdict == "no_target"
    assert (found.interval is not None) == (metric in SHARES)


@pytest.mark.parametrize(("target", "verdict"), [(10, "reached"), (50, "open"), (99, "missed")])
def test_a_share_is_held_to_its_target_by_its_interval(tea, target, verdict):
    [found] = type_fit(tea, [row("active_rate", target)], "2026-03-02", "2026-03-08")
    assert found.target == target / 100
    low, high = found.interval
    assert (low, high) == pytest.approx((0.150, 0.850), abs=0.001)  # Wilson, 2 of 4
    assert found.verdict == verdict


@pytest.mark.parametrize(("target", "verdict"), [(40, "reached"), (40.01, "missed")])
def test_a_sum_is_compared_as_it_is(tea, target, verdict):
    [found] = type_fit(tea, [row("gmv", target)], "2026-03-02", "2026-03-08")
    assert found.verdict == verdict


def test_what_cannot_be_measured_is_said(tea):
    rows = [row("homework_rate", 50), row("gmv", 1, group="nowhere"), row("gmv", 1, group="Tea")]
    found = type_fit(tea, rows, "2026-03-02", "2026-03-08")
    assert [fit.verdict for fit in found] == ["unknown", "no_group", "reached"]
    assert found[2].group_id == "a", "a name serves as well as an id"


def test_a_row_without_type_or_metric_is_left_out(tea):
    rows = [GroupType.model_validate({"group": "a", "type": "fan"}), GroupType.model_validate({"group": "a"})]
    assert type_fit(tea, rows) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_without_orders_or_messages_nothing_is_made_up(engine):
    community = make(engine, members=[("a", "w", "03-01", "03-05")])
    found = type_fit(community, [row(metric) for metric in FirstMetric])
    assert {fit.verdict for fit in found} == {"unknown"}


def test_every_share_can_be_measured():
    assert set(MEASURES) > SHARES
