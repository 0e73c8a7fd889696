"""Coordinators of two networks, and a closed space."""

import pytest

from community.discussions.spaces.domain import make_space
from tests.factories import make_member, make_network


@pytest.fixture
def mair(network):
    """A coordinator."""
    return make_member(network, role="coordinator", name="Mair Coordinator")


@pytest.fixture
def scotland(db):
    return make_network("scotland")


@pytest.fixture
def morag(scotland):
    """The other network's coordinator."""
    return make_member(scotland, role="coordinator", name="Morag Coordinator")


@pytest.fixture
def closed(network, mair):
    """A closed space, made by Mair."""
    return make_space(by=mair, networks=[network], name_en="Inner circle", name_cy="Cylch", audience="space")
