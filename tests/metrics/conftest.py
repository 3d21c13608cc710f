"""Communities of a few rows on each engine, closed after the test."""

import builders
import pytest


@pytest.fixture(params=builders.ENGINES)
def make(request):
    """Build a community on one engine: make(members, messages, orders, groups)."""
    made = []

    def build(members=None, messages=None, orders=None, groups=None):
        made.append(builders.community(request.param, members, messages, orders, groups))
        return made[-1]

    yield build
    for community in made:
        community.close()
