import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shequn.errors import InputError
from shequn.planning import profit_by_size, service_economics, unit_economics
from shequn.worksheets import StandardService

STEPS = pd.DataFrame({"minutes": [2, 8, 2, 4, 3, 1], "cost": [0, 26, 1.5, 0, 0, 0]})
REST = {"price": 68, "hourly_cost": 36, "other_cost": 0.5, "fixed_cost": 1400, "buyer_percent": 18}


def test_by_hand():
    unit = unit_economics(STEPS, **REST)
    assert (unit.labour_cost, unit.direct_cost, unit.cost) == (12, 28, 40)
    assert (unit.margin, round(unit.margin_rate, 3)) == (28, 0.412)
    assert (unit.break_even_buyers, unit.break_even_size) == (50, 278)  # 1400 / 28; 50 / 0.18 = 277.8
    assert (unit.uncosted_steps, unit.reason) == (0, None)


def test_break_even_that_comes_out_even_is_not_rounded_up():
    steps = pd.DataFrame({"minutes": [None], "cost": [0.7]})
    unit = unit_economics(steps, price=0.8, fixed_cost=0.3, buyer_percent=10)  # in floats 0.3 / (0.8 - 0.7) > 3
    assert (unit.break_even_buyers, unit.break_even_size) == (3, 30)


@pytest.mark.parametrize(
    ("change", "reason", "known"),
    [
        ({"price": None}, "no_price", (40, None, None, None)),
        ({"hourly_cost": None}, "no_hourly_cost", (None, None, None, None)),
        ({"price": 40}, "no_margin", (40, 0, None, None)),
        ({"price": 30}, "no_margin", (40, -10, None, None)),
        ({"price": 0}, "no_margin", (40, -40, None, None)),
        ({"fixed_cost": None}, "no_fixed_cost", (40, 28, None, None)),
        ({"buyer_percent": None}, "no_buyer_share", (40, 28, 50, None)),
        ({"buyer_percent": 0}, "no_buyer_share", (40, 28, 50, None)),
        ({"fixed_cost": 0}, None, (40, 28, 0, 0)),
        ({"other_cost": None}, None, (39.5, 28.5, 50, 278)),
    ],
)
def test_what_is_missing_is_said(change, reason, known):
    unit = unit_economics(STEPS, **REST | change)
    assert unit.reason == reason
    assert (unit.cost, unit.margin, unit.break_even_buyers, unit.break_even_size) == known


def test_price_of_nothing_has_no_rate():
    assert unit_economics(STEPS, **REST | {"price": 0}).margin_rate is None


def test_steps_without_figures_are_counted():
    steps = pd.DataFrame({"minutes": [None, 5, None], "cost": [None, None, 2]})
    unit = unit_economics(steps, **REST)
    assert unit.uncosted_steps == 1
    assert unit.cost == 3 + 2 + 0.5
    assert unit_economics(steps.iloc[[2]], **REST | {"hourly_cost": None}).labour_cost == 0, (
        "no minutes, no wage needed"
    )


def test_no_steps():
    unit = unit_economics(pd.DataFrame({"minutes": [], "cost": []}), **REST)
    assert (unit.reason, unit.cost, unit.margin) == ("no_steps", None, None)
    with pytest.raises(InputError, match="steps: no column 'minutes'"):
        unit_economics(pd.DataFrame(), **REST)


def test_sheet_is_taken_as_it_is():
    sheet = StandardService(
        blueprint=[{"step": "pack", "minutes": "20"}, {"step": "box", "cost": "¥27.5"}, {}], **REST | {"price": "68"}
    )
    assert service_economics(sheet) == unit_economics(
        pd.DataFrame({"minutes": [20, None], "cost": [None, 27.5]}), **REST
    )


amounts = st.integers(0, 10_000).map(lambda cents: cents / 100)


@settings(deadline=None, max_examples=50)
@given(amounts, amounts, amounts, st.floats(0.1, 100))
def test_break_even_is_the_first_number_that_pays(price, cost, fixed, percent):
    unit = unit_economics(
        pd.DataFrame({"minutes": [None], "cost": [cost]}), price=price, fixed_cost=fixed, buyer_percent=percent
    )
    cents = round(100 * price) - round(100 * cost)
    if unit.break_even_buyers is None:
        assert cents <= 0
    else:
        assert unit.break_even_buyers * cents >= round(100 * fixed)
        assert unit.break_even_buyers == 0 or (unit.break_even_buyers - 1) * cents < round(100 * fixed)
        assert unit.break_even_size >= unit.break_even_buyers


def test_profit_crosses_zero_at_the_break_even():
    unit = unit_economics(STEPS, **REST)
    found = profit_by_size(unit, [0, 277, 278])
    assert found["profit"].tolist()[0] == -1400
    assert found["profit"].iloc[1] < 0 < found["profit"].iloc[2]
    assert (found["revenue"] - found["variable_cost"] - found["fixed_cost"]).tolist() == found["profit"].tolist()
    assert all(math.isnan(p) for p in profit_by_size(unit._replace(buyer_share=None), [100])["profit"])
