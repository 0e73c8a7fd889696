"""A second space, a closed one, and helpers."""

import pytest

from community.discussions.models import Thread
from tests.factories import make_member, make_network, make_post, make_space


@pytest.fixture
def fresh():
    """A function that reads a thread anew."""
    return lambda thread: Thread.objects.get(pk=thread.pk)


@pytest.fixture
def path_of():
    """A function to the address of a thread or something about it."""
    return lambda thread, verb="", language="en": f"/{language}/threads/{thread.pk}/{thread.slug}/{verb}"


@pytest.fixture
def other_space(network):
    """Another public space of the same network."""
    return make_space([network], slug="other")


@pytest.fixture
def inner(network):
    """A space for members of the network."""
    return make_space([network], audience="networks", slug="inner")


@pytest.fixture
def foreign_space(db):
    """A public space of another network."""
    return make_space([make_network("scotland")], slug="foreign")


@pytest.fixture
def talk(thread, nia, rhys):
    """The thread with six posts, 3 and 5 by Rhys, 6 in reply to 5."""
    make_post(thread, nia, "<p>Two.</p>")
    make_post(thread, rhys, "<p>Three.</p>")
    make_post(thread, nia, "<p>Four.</p>")
    five = make_post(thread, rhys, "<p>Five.</p>")
    make_post(thread, nia, "<p>Six.</p>", in_reply_to=five)
    thread.refresh_from_db()
    return thread


@pytest.fixture
def siân(network):
    """One who only reads."""
    return make_member(network, name="Siân Reader")
