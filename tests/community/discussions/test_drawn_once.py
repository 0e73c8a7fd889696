"""Pages whose pieces are remembered are what they would be were everything drawn anew, for every reader."""

import itertools
import re

import pytest

from community.components.drawn_once import pieces
from community.discussions import fragments, showing, whole_pages
from community.discussions.domain.threads import close_thread
from community.discussions.drafts.domain import Words, save
from tests.factories import make_member, make_network, make_post, make_space, make_thread

FORM_KEY = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+')
SUBMISSION = re.compile(r'(name="submission_key" value=")([0-9a-f]{32})(?=")')
GAP = re.compile(r"gap[0-9a-f]{24}")


def forget_all():
    for kept in (pieces, fragments.kept, whole_pages.pages):
        kept.clear()
    showing.forget()


def shown(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    words = answer.content.decode()
    assert not GAP.search(words)
    return SUBMISSION.sub(r"\1", FORM_KEY.sub(r"\1", words))


@pytest.fixture
def places(db, nia):
    """Two spaces, one with an agreement and a closed thread; three threads."""
    networks = [make_network("alba"), nia.memberships.get().network]
    first = make_space(networks, slug="first", agreement_en="What is said here <stays> here.")
    second = make_space(networks[1:], slug="second")
    threads = [make_thread(first, nia), make_thread(second, nia, kind="question"), make_thread(second, nia)]
    make_post(threads[0], nia)
    close_thread(threads[2], by=make_member(networks[1], role="moderator", name="Mair Moderator"))
    return [*(thread.get_absolute_url() for thread in threads), "/en/spaces/first/", "/en/spaces/second/"]


def test_remembered_and_drawn_anew_are_the_same_for_every_reader(
    as_person, client, places, nia, rhys, gwen, olwen
):
    save(rhys, f"thread:{places[0].split('/')[3]}", Words(text="Half a thought"))
    readers = {"visitor": client} | {
        person.display_name: as_person(person) for person in (nia, rhys, gwen, olwen)
    }
    addresses = [
        language + rest
        for language in ("/en/", "/cy/")
        for path in places
        for rest in (path[4:], f"{path[4:]}?reply=1" if "/threads/" in path else path[4:])
    ]
    anew = {}
    for address, name in itertools.product(addresses, readers):
        forget_all()
        anew[address, name] = shown(readers[name], address)
    forget_all()
    for _ in range(2):
        for address, name in itertools.product(addresses, readers):
            assert shown(readers[name], address) == anew[address, name], (address, name)


def test_every_form_to_reply_has_keys_of_its_own(as_person, nia, rhys, thread):
    keys = set()
    for person in (nia, rhys, nia):
        words = as_person(person).get(thread.get_absolute_url()).content.decode()
        found = SUBMISSION.findall(words)
        assert len(found) == 1
        keys.add(found[0][1])
        assert f'data-draft="thread:{thread.pk}:{person.pk}"' in words
    assert len(keys) == 3


def test_who_left_a_draft_finds_it_and_nobody_else_does(as_person, nia, rhys, thread):
    path = thread.get_absolute_url()
    as_person(nia).get(path)
    save(rhys, f"thread:{thread.pk}", Words(text="Half a thought"))
    assert "Half a thought" in as_person(rhys).get(path).content.decode()
    assert "Half a thought" not in as_person(nia).get(path).content.decode()
