import pandas as pd
import pytest

from shequn.errors import InputError, ParameterError
from shequn.planning import release_effects


def weekly(values, group="g1", incomplete=()):
    mondays = pd.date_range("2026-03-02", periods=len(values), freq="7D")
    return pd.DataFrame(
        {
            "group_id": group,
            "week_start": mondays,
            "complete": [n not in incomplete for n in range(len(values))],
            "gmv": pd.array(values, "Float64"),
        }
    )


def release(day, metric="gmv", group="g1"):
    return pd.DataFrame({"day": [day], "change": ["x"], "group_id": [group], "metric": [metric]})


CALM = [5, 6, 4, 5, 6, 5, 4, 6]


@pytest.mark.parametrize(
    ("day", "values", "verdict", "before", "after"),
    [
        ("2026-04-27", [*CALM, 9, 8, 9, 10], "up", 5.125, 9),
        ("2026-04-30", [*CALM, 9, 8, 9, 10], "up", 5.125, 9),  # a Thursday: its week counts as after
        ("2026-04-27", [*CALM, 2, 3, 1, 2], "down", 5.125, 2),
        ("2026-04-27", [*CALM, 9, 8, 6, 10], "none", 5.125, 8.25),
        ("2026-03-23", [*CALM, 9, 8, 9, 10], "short", 5, 5),
        ("2026-05-04", [*CALM, 9, 8, 9, 10], "short", 5.625, 9),
        ("2026-04-27", [90, *CALM, 9, 8, 9, 10], "none", 15.625, 8),
        ("2026-05-04", [90, *CALM, 9, 8, 9, 10], "up", 5.125, 9),  # only eight weeks are looked at
    ],
)
def test_verdicts(day, values, verdict, before, after):
    [found] = release_effects(release(day), weekly(values)).to_dict("records")
    assert (found["verdict"], found["before"], found["after"]) == (verdict, before, pytest.approx(after))
    assert found["change_rate"] == pytest.approx(after / before - 1)


def test_partial_and_unknown_weeks_do_not_count():
    values = [*CALM, 9, 8, 9, 10, 0]
    assert release_effects(release("2026-04-27"), weekly(values, incomplete={12}))["verdict"].tolist() == ["up"]
    values = [*CALM[:-1], None, 9, 8, 9, 10]
    assert release_effects(release("2026-04-27"), weekly(values))["verdict"].tolist() == ["up"]


def test_no_level_before_gives_no_rate():
    [found] = release_effects(release("2026-04-27"), weekly([0] * 8 + [1] * 4)).to_dict("records")
    assert pd.isna(found["change_rate"])


def test_releases_without_day_are_not_out_yet():
    log = pd.concat([release("2026-04-27"), release(None)])
    assert len(release_effects(log, weekly([*CALM, 9, 8, 9, 10]))) == 1
    assert release_effects(log.iloc[1:], weekly(CALM)).empty


def test_errors():
    with pytest.raises(ParameterError, match=r"metric == 'gmw' is no weekly metric\. Did you mean 'gmv'"):
        release_effects(release("2026-04-27", metric="gmw"), weekly(CALM))
    with pytest.raises(ParameterError, match="group_id == 'g9'"):
        release_effects(release("2026-04-27", group="g9"), weekly(CALM))
    with pytest.raises(InputError, match="releases: day == 'May' is not a day"):
        release_effects(release("May"), weekly(CALM))
    with pytest.raises(InputError, match="releases: no column 'metric'"):
        release_effects(release("May").drop(columns="metric"), weekly(CALM))
