"""The known effects of the sample client are those that were put in."""

from __future__ import annotations

from collections import Counter
from statistics import mean, pstdev

import pytest
from counting import COURSE, FAN, FLASH, WEEKS, Client, absence_factor, week_of

from shequn import samples


def test_intervention_lifts_the_active_rate(client, unlifted):
    before, after = ([client.rate(FAN, w) for w in weeks] for weeks in (range(1, 17), range(17, 27)))
    assert mean(before) == pytest.approx(0.20, abs=0.01)
    assert mean(after) - mean(before) == pytest.approx(0.10, abs=0.015)
    assert 0.008 < pstdev(before) < 0.025
    trailing = before[8:]
    assert after[0] > mean(trailing) + 4 * pstdev(trailing)
    assert min(after) > max(before)
    assert all(0.15 < rate < 0.35 for rate in before + after)
    rates = [unlifted.rate(FAN, w) for w in WEEKS]
    assert mean(rates[16:]) - mean(rates[:16]) == pytest.approx(0, abs=0.012)


def test_lift_is_where_and_as_large_as_asked(tmp_path):
    other = Client(samples.make_client(tmp_path, activity_lift=0.05, lift_week=10))
    rates = [other.rate(FAN, w) for w in WEEKS]
    assert mean(rates[9:]) - mean(rates[:9]) == pytest.approx(0.05, abs=0.015)


def test_lift_changes_nobody_s_membership(client, unlifted):
    assert unlifted.members == client.members


def test_welcome_improves_early_retention(client, unlifted):
    before, after = [w for w in range(1, 13) if w != 6], list(range(17, 23))  # cohorts whose four weeks lie on one side
    assert client.retention(after) - client.retention(before) == pytest.approx(0.20, abs=0.05)
    assert unlifted.retention(after) - unlifted.retention(before) == pytest.approx(0, abs=0.05)


def test_campaign_brings_people_who_leave(client, flat):
    gone, joined = client.left_within(6, 14)
    assert joined > 4 * mean(len(client.cohort(FAN, w)) for w in range(1, 6))
    assert gone / joined > 0.7
    usual = [client.left_within(w, 14) for w in range(1, 17) if w != 6]
    assert sum(n for n, _ in usual) / sum(n for _, n in usual) < 0.15
    assert client.retention([6]) < client.retention([1, 2, 3, 4, 5]) / 2
    assert len(flat.cohort(FAN, 6)) < 25


@pytest.mark.parametrize(
    ("group", "core"),
    [(FAN, range(1, 13)), (COURSE, range(13, 21)), (FLASH, range(1, 6))],
)
def test_core_writes_half(client, flat, group, core):
    ids, counts = {f"M{n:04d}" for n in core}, client.counts(group)
    assert {member for member, _ in counts.most_common(len(core))} == ids
    assert sum(counts[m] for m in ids) / counts.total() == pytest.approx(0.5, abs=0.015)
    assert absence_factor(counts) == len(core)
    assert absence_factor(flat.counts(group)) > 2 * len(core)


def test_evening_peak_and_weekday_pattern(client):
    hours = Counter(sent.hour for _, _, sent in client.spoken)
    assert {hour for hour, _ in hours.most_common(2)} == {20, 21}
    assert sum(hours[h] for h in range(19, 23)) / hours.total() == pytest.approx(0.49, abs=0.05)
    assert sum(hours[h] for h in range(1, 6)) / hours.total() < 0.01
    days = {g: Counter(sent.weekday() for group, _, sent in client.spoken if group == g) for g in (FAN, COURSE)}
    assert days[FAN].most_common(1)[0][0] == 5
    assert days[COURSE].most_common(1)[0][0] == 6
    wednesday = [
        mean(sent.weekday() == 2 for g, _, sent in client.spoken if g == FAN and (week_of(sent) >= 17) == late)
        for late in (False, True)
    ]
    assert wednesday[0] < 0.14 < 0.17 < wednesday[1]


def test_who_speaks_buys_four_times_as_often(client, flat):
    active, silent = client.buying()
    assert active / silent == pytest.approx(4, abs=0.6)
    active, silent = flat.buying()
    assert active / silent == pytest.approx(1, abs=0.3)


def test_flash_sale_is_a_spike(client):
    usual = [client.gmv(FAN, w) + client.gmv(COURSE, w) for w in WEEKS]
    assert client.gmv(FLASH, 20) > 3 * max(usual)
    assert all(client.gmv(FLASH, w) == 0 for w in WEEKS if w != 20)
    prices = {int(row["amount"].replace(".", "")) for row in client.orders}
    assert (min(prices), max(prices)) == (1990, 29900)


def test_churn_rises_in_the_learning_group(client, flat):
    late, early = ([client.leaves(COURSE, w) for w in weeks] for weeks in (range(23, 27), range(15, 23)))
    assert mean(late) > 1.5 * mean(early)
    assert mean(flat.leaves(COURSE, w) for w in range(23, 27)) < 1.5 * mean(
        flat.leaves(COURSE, w) for w in range(15, 23)
    )
