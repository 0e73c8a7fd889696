"""A network with people of each kind, a space, and a thread in it."""

import pytest

from tests.factories import make_member, make_network, make_person, make_space, make_thread


@pytest.fixture
def network(db):
    return make_network("wales")


@pytest.fixture
def space(network):
    return make_space([network], slug="practice")


@pytest.fixture
def nia(network):
    """A member."""
    return make_member(network, name="Nia Parry")


@pytest.fixture
def rhys(network):
    """Another member."""
    return make_member(network, name="Rhys Bevan")


@pytest.fixture
def gwen(network):
    """A facilitator."""
    return make_member(network, role="facilitator", name="Gwen Facilitator")


@pytest.fixture
def olwen(db):
    """Signed in, and of no network."""
    return make_person("Olwen Outside")


@pytest.fixture
def thread(space, nia):
    return make_thread(space, nia, title="How do you begin?")
