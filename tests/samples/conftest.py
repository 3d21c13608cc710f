"""The shipped client, and clients without its effects."""

from __future__ import annotations

import pytest
from counting import Client

from shequn import samples


@pytest.fixture(scope="session")
def client() -> Client:
    return Client(samples.path())


@pytest.fixture(scope="session")
def unlifted(tmp_path_factory) -> Client:
    """The same client, the intervention without effect."""
    return Client(samples.make_client(tmp_path_factory.mktemp("unlifted"), activity_lift=0, welcome_lift=0))


@pytest.fixture(scope="session")
def flat(tmp_path_factory) -> Client:
    """A client without the other effects."""
    folder = tmp_path_factory.mktemp("flat")
    return Client(samples.make_client(folder, campaign_joins=0, buyer_uplift=1, churn_rise=1, core_share=0.1))
