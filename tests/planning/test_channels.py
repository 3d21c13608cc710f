import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shequn.errors import InputError
from shequn.planning import channel_funnel, channel_rows, saturation
from shequn.worksheets.construction import Channel

COLUMNS = ["channel", "place", "day", "exposures", "scans", "joins", "buyers", "cost"]


def table(*rows):
    return pd.DataFrame(rows, columns=COLUMNS)


TWO = table(
    ["cards", "offline", "2026-08-24", 60, 12, 6, 3, 20.0],
    ["cards", "offline", "2026-08-25", 40, 8, 4, 2, 30.0],
    ["notes", "online", "2026-08-24", 900, 9, 3, 0, 30.0],
)


def test_funnel_by_hand():
    found = channel_funnel(TWO, monthly_margin=4).set_index("channel")
    cards = found.loc["cards"]
    assert (cards["exposures"], cards["scans"], cards["joins"], cards["buyers"], cards["cost"]) == (100, 20, 10, 5, 50)
    assert (cards["scan_rate"], cards["join_rate"], cards["buyer_rate"]) == (0.2, 0.5, 0.5)
    assert (cards["cost_per_join"], cards["cost_per_buyer"], cards["payback_months"]) == (5, 10, 2.5)
    assert found.loc["ALL", ["exposures", "buyers", "cost_per_buyer"]].tolist() == [1000, 5, 16]
    assert found.index.tolist() == ["ALL", "cards", "notes"]
    assert found.loc["notes", "cost_per_join"] == 10
    assert pd.isna(found.loc["notes", "cost_per_buyer"]), "no buyer: no cost of one"
    assert pd.isna(found.loc["notes", "payback_months"])
    assert found.loc["cards", "scan_rate_low"] < 0.2 < found.loc["cards", "scan_rate_high"]


def test_interval_is_the_published_one():
    # Wilson interval of 81 in 263: 0.2553 to 0.3662 (Newcombe 1998, "two-sided confidence intervals …", table I).
    found = channel_funnel(table(["a", "online", "2026-08-24", 263, 81, 0, 0, 1.0])).iloc[1]
    assert (found["scan_rate_low"], found["scan_rate_high"]) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_online_against_offline():
    found = channel_funnel(TWO, "place")
    assert found["place"].tolist() == ["ALL", "offline", "online"]
    both = channel_funnel(TWO, ["place", "channel"])
    assert both[["place", "channel"]].iloc[0].tolist() == ["ALL", "ALL"]


@pytest.mark.parametrize("margin", [None, 0, -3])
def test_no_margin_no_payback(margin):
    assert channel_funnel(TWO, monthly_margin=margin)["payback_months"].isna().all()


def test_unknown_is_not_zero():
    found = channel_funnel(TWO.assign(scans=[12, None, 9]), monthly_margin=4).set_index("channel")
    assert found.loc["cards", ["scans", "scan_rate", "join_rate"]].isna().all()
    assert found.loc["ALL", ["scans", "scan_rate"]].isna().all()
    assert found.loc["cards", "cost_per_join"] == 5


def test_funnel_that_rises_has_no_interval():
    found = channel_funnel(table(["a", "online", "2026-08-24", 10, 20, 5, 5, 0.0])).iloc[1]
    assert found["scan_rate"] == 2
    assert pd.isna(found["scan_rate_low"])


def test_rows_of_a_sheet_and_missing_columns():
    rows = [Channel(channel="cards", place="offline", exposures="1,000", joins=10, cost="¥50"), Channel()]
    found = channel_funnel(channel_rows(rows), "place").set_index("place")
    assert found.loc["offline", ["exposures", "joins", "cost_per_join"]].tolist() == [1000, 10, 5]
    assert len(channel_funnel(channel_rows([]))) == 0
    with pytest.raises(InputError, match="channels: no column 'scans'"):
        channel_funnel(TWO.drop(columns="scans"))


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.sampled_from("abc"), *[st.integers(0, 50)] * 5), min_size=1))
def test_channels_sum_to_all(rows):
    drawn = pd.DataFrame(rows, columns=["channel", "exposures", "scans", "joins", "buyers", "cost"])
    found = channel_funnel(drawn)
    sums = ["exposures", "scans", "joins", "buyers", "cost"]
    assert found[sums].iloc[1:].sum().tolist() == found[sums].iloc[0].tolist() == drawn[sums].sum().tolist()
    finite = found[["cost_per_join", "cost_per_buyer", "scan_rate"]].astype("float64")
    assert not finite.isin([float("inf")]).any(axis=None)


def days(joins, cost):
    return pd.DataFrame(
        {"channel": "a", "day": pd.date_range("2026-08-24", periods=len(joins)), "joins": joins, "cost": cost}
    )


@pytest.mark.parametrize(
    ("joins", "cost", "wear"),
    [
        ([14, 7, 3, 2], [65, 65, 65, 65], "saturating"),
        ([2, 3, 7, 14], [65, 65, 65, 65], "steady"),
        ([10, 10, 9, 11], [65, 65, 65, 65], "steady"),
        ([20, 10], [100, 50], "steady"),
        ([14, 2], [65, 65], "few"),
        ([30, 0], [65, 65], "saturating"),
        ([30, 10], [65, 0], "unknown"),
        ([30, 10], [65, None], "unknown"),
        ([30, None], [65, 65], "unknown"),
        ([30], [65], "unknown"),
        ([10, 10, 8], [65, 65, 65], "steady"),
    ],
)
def test_wear(joins, cost, wear):
    [found] = saturation(days(joins, cost)).to_dict("records")
    assert found["wear"] == wear


def test_halves_by_hand():
    [found] = saturation(days([10, 10, 3], [60, 60, 60])).to_dict("records")
    assert (found["days"], found["joins_first"], found["joins_second"]) == (3, 20, 3), "the middle day is early"
    assert (found["cost_per_join_first"], found["cost_per_join_second"]) == (6, 20)
    assert found["rise"] == pytest.approx(20 / 6 - 1)


def test_test_is_the_published_one():
    # Krishnamoorthy and Thomson 2004: dodder seeds, 0 in 100 against 3 in 100 samples: p = 0.0884 (as SciPy's example).
    from scipy.stats import poisson_means_test

    assert poisson_means_test(0, 100, 3, 100).pvalue == pytest.approx(0.0884, abs=5e-5)


def test_days_must_be_days():
    with pytest.raises(InputError, match="channels: day == 'soon' is not a day"):
        saturation(days([10, 3], [1, 1]).assign(day=["soon", "later"]))
