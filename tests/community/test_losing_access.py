"""From the moment somebody may no longer read a thing, nothing that was kept of it reaches them, by no way round."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from community.discussions.attachments.domain import add_file
from community.discussions.composing.places import place_of_thread
from community.discussions.domain.threads import remove_thread
from community.discussions.models import Post, Space, SpaceInvitation, Thread
from community.discussions.outcomes.domain import decline_summary, propose_summary
from community.discussions.reactions.domain import react
from community.discussions.removing.domain import remove
from community.discussions.spaces.domain import change_space
from community.discussions.tending.domain import merge_threads, move_thread, split_thread
from community.jobs.queue import perform_all_due
from community.live.listening import who_listens
from community.live.log import number_of
from community.live.models import Event
from community.networks.domain.memberships import leave, reinstate, suspend
from community.networks.models import Membership
from knowledge.library.domain.records import content_changed
from tests.factories import (
    make_member,
    make_network,
    make_person,
    make_post,
    make_space,
    make_thread,
    make_topic,
)
from tests.factories.events import gathering_of, make_event_page
from tests.factories.library import make_resource
from tests.factories.notifications import make_follower
from tests.factories.pages import make_network_with_pages
from tests.factories.people import write_profile

# --- What was kept for readers of before ------------------------------------------------------------------------------

TITLE, WORDS, FILE, UNWRITTEN = "zquvannolik", "zqimbrodult", "zqarfenditos", "zqzqzqzqzqz"
_KEY = re.compile(r'csrfmiddlewaretoken" value="[^"]*"')


class _Stage:
    """A public conversation with everything that keeps something of it, and people who look."""

    def __init__(self):
        self.network = make_network_with_pages("ash")
        self.topic = make_topic("topic-oak")
        self.chief = make_member(self.network, role="coordinator", name="Gwen")
        self.author = make_member(self.network, name="Nia Parry")
        write_profile(self.author, audience_listed="public")
        self.space = make_space([self.network], slug="open")
        self.inner = make_space([self.network], slug="inner", audience="networks")
        title = f"{TITLE} beginnings"
        self.thread = make_thread(self.space, self.author, title=title, topics=[self.topic])
        file = add_file(
            self.author, place_of_thread(self.thread), SimpleUploadedFile(f"{FILE}.txt", b"Held here.")
        )
        self.post = make_post(self.thread, self.author, html=f"<p>It is {WORDS}.</p>", attachments=[file])
        self.file = file.get_absolute_url()
        # Elsewhere in public, where a card shows it.
        other = make_thread(make_space([self.network]), self.author, title="Elsewhere")
        make_post(other, self.author, html=f'<p><a href="/threads/{self.thread.pk}/-/">See</a></p>')
        Thread.objects.filter(pk=other.pk).update(last_post_at=timezone.now() - timedelta(days=3))
        perform_all_due()
        pk, slug = self.thread.pk, self.thread.slug
        self.addresses = {
            "thread": f"/en/threads/{pk}/{slug}/",
            "print": f"/en/threads/{pk}/{slug}/print/",
            "thread feed": f"/en/threads/{pk}/{slug}/feed.atom",
            "space": "/en/spaces/open/",
            "space feed": "/en/spaces/open/feed.atom",
            "home": "/en/",
            "network": "/en/networks/ash/",
            "network feed": "/en/networks/ash/conversations/feed.atom",
            "topic": "/en/topics/topic-oak/",
            "topic feed": "/en/topics/topic-oak/feed.atom",
            "sitemap": "/sitemap-threads.xml",
            "person": self.author.get_absolute_url(),
            "search": f"/en/search/?q={WORDS}",
            "suggestions": f"/en/search/suggest/?q={TITLE}",
            "polling": f"/live/events?stream={self.thread.stream_key}&after=0",
            "polling the space": f"/live/events?stream={self.space.stream_key}&after=0",
            "file": self.file,
            "card": other.get_absolute_url(),
        }
        self.clients = {"visitor": Client(), "outsider": Client(), "member": Client()}
        for name, person in (
            ("outsider", make_person("Olwen")), ("member", make_member(self.network, name="Rhys")),
        ):  # fmt: skip
            self.clients[name].force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    def look(self, who: str) -> set[tuple[str, str]]:
        """What somebody finds: names of addresses with the words there, but for what they asked for themselves."""
        return {
            (name, word) for name, path in self.addresses.items() for word in _words(self.clients[who], path)
        }


def _words(client, path: str) -> set[str]:
    answer = client.get(path)
    if answer.status_code != 200:
        return set()
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = f"{body.decode()} {answer.headers.get('Content-Disposition', '')}"
    asked, _sign, word = path.partition("?q=")
    if word:
        # The page repeats what it was asked for: compared with what it says of a word that nobody wrote.
        nothing = client.get(f"{asked}?q={UNWRITTEN}").content.decode()
        says = _KEY.sub("", body.decode().replace(word, ""))
        return set() if says == _KEY.sub("", nothing.replace(UNWRITTEN, "")) else {word}
    # An address that was asked for is repeated as well.
    text = text.replace(asked.removeprefix("/en"), "")
    return {word for word in (TITLE, WORDS, FILE) if word in text}


def _at(found, word: str) -> set[str]:
    """Names of the addresses at which ``word`` was found."""
    return {name for name, one in found if one == word}


def _merge_into_inner(stage):
    merge_threads(stage.thread, into=make_thread(stage.inner, stage.author, title="Inner"), by=stage.chief)


# What was done → whether members of the network may read it still.
LOST = {
    "the space is narrower": (lambda it: change_space(it.space, by=it.chief, audience="networks"), True),
    "the space is closed": (lambda it: change_space(it.space, by=it.chief, audience="space"), False),
    "it is moved to a narrower space": (lambda it: move_thread(it.thread, to=it.inner, by=it.chief), True),
    "it is merged into one of a narrower space": (_merge_into_inner, False),
    "it is removed": (lambda it: remove_thread(it.thread, by=it.chief), False),
}
# Found by what it is asked for, and not by its title.
ELSEWISE = {"search", "file"}
# The card of it in another conversation is drawn anew by the job.
BY_JOB = {"card"}


@pytest.mark.parametrize("what", LOST)
def test_from_the_moment_of_a_change_nobody_gets_what_was_kept_for_readers_of_before(written, what):
    change, members_read = LOST[what]
    stage = _Stage()
    for who in ("visitor", "member"):
        found = stage.look(who)
        assert _at(found, TITLE) >= set(stage.addresses) - ELSEWISE, who
        assert ("search", WORDS) in found
        assert ("file", FILE) in found
    change(stage)
    for who in ("visitor", "outsider"):
        assert {name for name, _word in stage.look(who)} <= BY_JOB, who
    assert (("thread", TITLE) in stage.look("member")) is members_read
    perform_all_due()
    assert stage.look("visitor") == set()
    if members_read:
        wanted = {("thread", TITLE), ("suggestions", TITLE), ("search", WORDS), ("polling", WORDS)}
        assert wanted <= stage.look("member")


@pytest.mark.parametrize("what", ["removed", "split off into a narrower space"])
def test_a_post_that_is_gone_is_found_nowhere_from_that_moment(written, what):
    stage = _Stage()
    shown = {
        "thread",
        "print",
        "thread feed",
        "space feed",
        "home",
        "network feed",
        "topic feed",
        "search",
        "polling",
    }
    assert _at(stage.look("visitor"), WORDS) >= shown
    post = Post.objects.select_related("thread").get(pk=stage.post.pk)
    if what == "removed":
        remove(post, by=stage.chief, reason="Not here.", language="en")
    else:
        split_thread(post.thread, numbers=[2], title="Apart", to=stage.inner, by=stage.chief)
    for who in ("visitor", "outsider"):
        found = stage.look(who)
        assert _at(found, WORDS) | _at(found, FILE) == set()
        assert "thread" in _at(found, TITLE)
    perform_all_due()
    found = stage.look("visitor")
    assert _at(found, WORDS) | _at(found, FILE) == set()
    assert "suggestions" in _at(found, TITLE)


def test_what_is_opened_is_there_for_everybody_at_once(written):
    stage = _Stage()
    change_space(stage.space, by=stage.chief, audience="networks")
    perform_all_due()
    assert stage.look("visitor") == set()
    change_space(stage.space, by=stage.chief, audience="public")
    assert {"thread", "space", "thread feed", "polling"} <= _at(stage.look("visitor"), TITLE)
    perform_all_due()
    # What happened to the list of the space meanwhile is told by having it drawn afresh.
    assert _at(stage.look("visitor"), TITLE) >= set(stage.addresses) - ELSEWISE - {"polling the space"}


# --- Ways round -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_form_sent_again_does_not_bring_back_what_has_gone_elsewhere(as_person):
    """The writer of a post once sent with a key lost the conversation; the key must not replay it."""
    network = make_network()
    gwen = make_member(network, role="coordinator", name="Gwen")
    olwen = make_person("Olwen")
    open_space, inner = make_space([network]), make_space([network], audience="networks")
    other_network = make_network()
    make_member(other_network, person=olwen)
    elsewhere = make_thread(make_space([other_network]), olwen)
    Membership.objects.create(network=network, user=olwen, state="active", joined_at=timezone.now())
    thread = make_thread(open_space, gwen, title="Zquvannolik")
    form = {"text": "The very same words", "language": "en", "submission_key": "k", "after": "0"}
    client = as_person(olwen)
    address = "/en/threads/{0.pk}/{0.slug}/reply/"
    asked = {"headers": {"accept": "application/json"}}
    assert "zquvannolik" in client.post(address.format(thread), form, **asked).content.decode()
    make_post(thread, gwen, html="<p>zqimbrodult</p>")
    leave(network, by=olwen)
    move_thread(Thread.objects.get(pk=thread.pk), to=inner, by=gwen)
    assert client.get(thread.get_absolute_url()).status_code == 404
    answer = client.post(address.format(elsewhere), form, **asked)
    assert answer.status_code == 200
    assert f'"stream":"{elsewhere.stream_key}"' in answer.content.decode()
    assert "zq" not in answer.content.decode()
    # It is a post of its own there.
    assert elsewhere.posts.filter(text="The very same words").count() == 1
    started = client.post(
        f"/en/spaces/{elsewhere.space.slug}/start/", form | {"title": "New", "kind": "discussion"}
    )
    assert "zq" not in started.url


@pytest.mark.django_db
def test_a_place_in_a_closed_space_does_not_outlive_the_ties_by_which_one_came_to_it():
    network, second = make_network(), make_network()
    gwen = make_member(network, role="coordinator", name="Gwen")
    rhys, both, guest = make_member(network), make_member(network), make_person("Guest")
    make_member(second, person=both)
    space = make_space([network, second], audience="space")
    for person in (rhys, both, guest):
        SpaceInvitation.objects.create(space=space, user=person)

    def inside():
        people = [type(person).objects.get(pk=person.pk) for person in (rhys, both, guest)]
        return [Space.objects.visible_to(person).filter(pk=space.pk).exists() for person in people]

    assert inside() == [True, True, True]
    for person in (rhys, both):
        suspend(Membership.objects.get(network=network, user=person), by=gwen, reason="A pause.")
    assert inside() == [False, True, True]
    leave(second, by=both)
    assert inside() == [False, False, True]
    reinstate(Membership.objects.get(network=network, user=rhys), by=gwen)
    assert inside() == [True, False, True]


@pytest.mark.django_db
def test_who_may_no_longer_read_does_not_even_hear_that_something_happens(run_jobs):
    network = make_network()
    gwen, rhys = make_member(network, role="facilitator", name="Gwen"), make_member(network, name="Rhys")
    elin = make_member(network, name="Elin")
    thread = make_thread(make_space([network], audience="networks"), gwen)
    for person in (rhys, elin):
        make_follower(thread, person)
    post = make_post(thread, rhys)
    summary = propose_summary(thread, by=rhys, words="What we saw.", language="en")
    leave(network, by=rhys)
    run_jobs()
    own, other = (number_of(f"member:{person.pk}") for person in (rhys, elin))
    make_post(thread, gwen)
    react(Post.objects.select_related("thread").get(pk=post.pk), "thanks", by=gwen)
    decline_summary(summary, by=gwen, reason="Not yet.")
    run_jobs()
    assert number_of(f"member:{rhys.pk}") == own
    assert number_of(f"member:{elin.pk}") > other


@pytest.mark.django_db
def test_who_waits_for_the_first_word_about_a_thing_is_asked_again_when_it_is_hidden(run_jobs):
    page = make_event_page([make_network()])
    key = f"on:event.{gathering_of(page).pk}"
    assert who_listens("", [key]).allowed == {key}
    page.unpublish()
    orders = Event.objects.filter(stream__key="control", kind="stream")
    assert key in {event.data["stream"] for event in orders}
    assert who_listens("", [key]).allowed == set()


def _event(network):
    return make_event_page([network], title=f"{TITLE} meeting")


def _record(network):
    record = make_resource(f"{TITLE} report", networks=[network])
    content_changed(record)
    return record


def _hide_event(page):
    page.unpublish()


def _hide_record(record):
    record.live = False
    record.save()
    content_changed(record)


@pytest.mark.parametrize(
    ("make", "hide"), [(_event, _hide_event), (_record, _hide_record)], ids=["event", "record"]
)
def test_a_thing_that_is_hidden_is_on_no_front_page_and_not_found_from_that_moment(written, make, hide):
    thing = make(make_network())
    perform_all_due()
    client = Client()

    def shown():
        found = client.get("/en/search/", {"q": TITLE}).content.decode()
        nothing = client.get("/en/search/", {"q": UNWRITTEN}).content.decode()
        is_found = _KEY.sub("", found.replace(TITLE, "")) != _KEY.sub("", nothing.replace(UNWRITTEN, ""))
        return TITLE in client.get("/en/").content.decode(), is_found

    assert shown() == (True, True)
    hide(thing)
    assert shown() == (False, False)
    perform_all_due()
    assert shown() == (False, False)
