import math

import pandas as pd
import pytest

from shequn.errors import InputError, ParameterError
from shequn.planning import best_slots, column_performance, content_mix, planned_kinds
from shequn.worksheets import ContentPlan
from shequn.worksheets.operations import ContentColumn, MixLimit

LIMITS = [
    MixLimit(kind="product", least_percent=20, most_percent=40),
    MixLimit(kind="values", least_percent=10, most_percent=30),
    MixLimit(kind="interaction", most_percent=60),
]


@pytest.mark.parametrize(
    ("kinds", "verdicts"),
    [
        (["product"] * 4 + ["values"] + ["interaction"] * 5, ["within", "within", "within"]),
        (["product"] * 5 + ["interaction"] * 5, ["above", "below", "within"]),
        (["product"] * 2 + ["values"] * 1 + ["interaction"] * 7, ["within", "within", "above"]),
        (["values"] * 3 + ["interaction"] * 6 + ["product"], ["below", "within", "within"]),
        ([], ["unknown"] * 3),
        ([None, float("nan")], ["unknown"] * 3),
    ],
)
def test_mix_against_limits(kinds, verdicts):
    assert content_mix(kinds, LIMITS)["verdict"].tolist() == verdicts


def test_mix_counts_and_leaves_unknown_kinds_out():
    found = content_mix(["values", None, "product", "values", "values"])
    assert found["posts"].tolist() == [1, 3, 0]
    assert found["share"].tolist() == [0.25, 0.75, 0]
    assert found["verdict"].tolist() == ["no_limit"] * 3
    assert content_mix([], ContentPlan().mix)["posts"].sum() == 0


def test_strange_kind_is_refused():
    with pytest.raises(ParameterError, match=r"kind == 'produkt', must be one of .* Did you mean 'product'"):
        content_mix(["produkt"])


def test_planned_columns_make_a_week():
    columns = [
        ContentColumn(column="a", kind="product", days="daily"),
        ContentColumn(column="b", kind="values", days="weekdays"),
        ContentColumn(column="c", kind="interaction", days="sunday"),
        ContentColumn(column="d", kind="interaction"),
        ContentColumn(column="e", days="daily"),
    ]
    kinds = planned_kinds(columns)
    assert [kinds.count(kind) for kind in ("product", "values", "interaction")] == [7, 5, 1]


POSTS = pd.DataFrame(
    [
        ["tip", "noon", 100, 4, 1, 0],
        ["tip", "evening", 300, 30, 10, 5],
        ["news", "noon", 0, 0, 0, 0],
        ["talk", "evening", 50, 5, None, 1],
    ],
    columns=["column", "slot", "views", "likes", "comments", "shares"],
)


def test_performance_by_hand():
    found = column_performance(POSTS).set_index("column")
    assert found.index.tolist() == ["tip", "news"], "a post with an unknown figure is left out"
    tip = found.loc["tip"]
    assert (tip["posts"], tip["views"], tip["likes"], tip["reactions"]) == (2, 200, 17, 25)
    assert (tip["like_rate"], tip["reaction_rate"]) == (34 / 400, 50 / 400), "of all views, not a mean of rates"
    assert math.isnan(found.loc["news", "reaction_rate"]), "nobody saw it"


def test_performance_by_column_and_slot():
    found = column_performance(POSTS, ["column", "slot"])
    assert found[["column", "slot"]].to_numpy().tolist() == [["tip", "evening"], ["tip", "noon"], ["news", "noon"]]
    assert len(column_performance(POSTS.iloc[:0])) == 0
    with pytest.raises(InputError, match=r"content: no column 'colum'\. Did you mean 'column'"):
        column_performance(POSTS, "colum")


def trial(noon, evening, column="tip"):
    likes = [*noon, *evening]
    slots = ["noon"] * len(noon) + ["evening"] * len(evening)
    return pd.DataFrame({"column": column, "slot": slots, "views": 100, "likes": likes, "comments": 0, "shares": 0})


@pytest.mark.parametrize(
    ("noon", "evening", "slot", "certainty"),
    [
        ([1, 2, 3, 4, 5, 6, 7, 8], [11, 12, 13, 14, 15, 16, 17, 18], "evening", "clear"),
        ([11, 12, 13, 14, 15, 16, 17, 18], [1, 2, 3, 4, 5, 6, 7, 8], "noon", "clear"),
        ([1, 3, 5, 7, 9, 11, 13, 15], [2, 4, 6, 8, 10, 12, 14, 16], "evening", "none"),
        ([1, 2, 3], [11, 12, 13], "evening", "few"),
    ],
)
def test_slots(noon, evening, slot, certainty):
    [found] = best_slots(trial(noon, evening)).to_dict("records")
    assert (found["slot"], found["certainty"]) == (slot, certainty)
    assert (found["posts"], found["other_posts"]) == (len(noon), len(evening))


def test_slots_need_more_than_one():
    assert len(best_slots(trial([1] * 9, []))) == 0
    assert best_slots(pd.concat([trial([1] * 9, [2] * 9), trial([1], [], "news")]))["column"].tolist() == ["tip"]


def test_p_value_by_hand():
    found = best_slots(trial([1, 2, 3, 4, 5, 6, 7, 8], [11, 12, 13, 14, 15, 16, 17, 18]))
    assert found["p_value"].tolist() == pytest.approx([2 / math.comb(16, 8)]), "one arrangement on either side"
