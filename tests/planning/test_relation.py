import pytest

from shequn.planning import proxy_scores, relation_strength
from shequn.worksheets.operations import RelationProxy


def proxy(relation, now, full, name="p"):
    return RelationProxy(relation=relation, proxy=name, now=now, full=full)


def test_by_hand():
    rows = [
        proxy("interest", 30, 40),
        proxy("interest", 90, 40),
        proxy("emotional", 1, 4),
        proxy("organisational", 0, 10),
        RelationProxy(),
    ]
    found = relation_strength(rows)
    assert found.proxies["score"].tolist() == [0.75, 1, 0.25, 0], "more than full counts as full"
    assert (found.interest, found.emotional, found.organisational) == (0.875, 0.25, 0)
    assert found.overall == pytest.approx((0.875 + 0.25 + 0) / 3)


def test_relation_without_proxy_leaves_the_whole_open():
    found = relation_strength([proxy("interest", 1, 2), proxy("emotional", None, 4), proxy("organisational", 3, 0)])
    assert (found.interest, found.emotional, found.organisational, found.overall) == (0.5, None, None, None)
    assert found.proxies["score"].isna().tolist() == [False, True, True]


def test_nothing_said():
    assert relation_strength([])[:4] == (None, None, None, None)
    assert proxy_scores([]).columns.tolist() == ["relation", "proxy", "now", "full", "score"]
    assert proxy_scores([proxy(None, 1, 2)])["score"].tolist() == [0.5]
