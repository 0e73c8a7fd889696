"""Conversations that hang on something else."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from community.discussions.domain.subjects import (
    SubjectKind,
    audience_changed,
    find_thread_on,
    subjects,
    thread_on,
)
from community.discussions.domain.threads import reply_to
from community.discussions.models import Post, Thread
from community.live.log import number_of
from community.live.models import Event
from tests.factories import make_member, make_network, make_person


@pytest.fixture
def things():
    """Things of a kind "kettle", by id; each has a title, an audience and who may talk about it."""
    return {}


@pytest.fixture
def kettle(things, monkeypatch):
    kind = SubjectKind(
        "kettle",
        load=things.get,
        title=lambda thing: thing.title,
        url=lambda thing: "/en/networks/",
        audience=lambda thing: (thing.audience, thing.network_ids),
        may_reply=lambda user, thing: user.is_authenticated and user.pk in thing.talkers,
        whereabouts="Kitchen",
    )
    monkeypatch.setitem(subjects._entries, "kettle", kind)
    thing = SimpleNamespace(pk=7, title="The kettle", audience="public", network_ids=[], talkers=set())
    things[7] = thing
    return thing


REPLY = "/en/discussions/kettle/7/reply/"


def typed(text="First!", **more):
    return {"text": text, "language": "en", "submission_key": f"k-{text}"} | more


def draw(thing, person=None, path="/en/networks/"):
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory().get(path)
    request.user = person or AnonymousUser()
    template = Template("{% load discussions %}{% discussion_on 'kettle' thing %}")
    return template.render(Context({"request": request, "thing": thing}))


@pytest.mark.django_db
class TestTheFirstWord:
    def test_looking_makes_nothing(self, kettle):
        drawn = draw(kettle)
        assert 'data-stream="on:kettle.7" data-number="0"' in drawn
        assert "Nobody has written here yet." in drawn
        assert Thread.objects.count() == 0

    def test_it_begins_the_conversation(self, kettle, as_person):
        nia = make_person("Nia")
        kettle.talkers.add(nia.pk)
        answer = as_person(nia).post(REPLY, typed(next="/en/networks/"))
        assert answer.url == "/en/networks/#post-1"
        thread = Thread.objects.get()
        assert (thread.subject_kind, thread.subject_id, thread.title, thread.space) == (
            "kettle",
            7,
            "The kettle",
            None,
        )
        assert Event.objects.get(stream__key="on:kettle.7").kind == "begun"
        assert number_of(thread.stream_key) == 1
        assert "First!" in draw(kettle)
        assert f'data-stream="thread:{thread.pk}" data-number="1"' in draw(kettle)

    def test_an_old_page_adds_to_what_has_begun_meanwhile(self, kettle, as_person):
        nia = make_person("Nia")
        kettle.talkers.add(nia.pk)
        member = as_person(nia)
        member.post(REPLY, typed("one"))
        member.post(REPLY, typed("two"))
        assert Thread.objects.count() == 1
        assert list(Post.objects.order_by("number").values_list("text", flat=True)) == ["one", "two"]

    @pytest.mark.parametrize("text", ["", "x" * 20_001])
    def test_a_refused_one_leaves_nothing_and_keeps_the_text(self, kettle, as_person, text):
        nia = make_person("Nia")
        kettle.talkers.add(nia.pk)
        answer = as_person(nia).post(REPLY, typed(text))
        assert answer.status_code == 422
        assert "The kettle" in answer.content.decode()
        if text:
            assert text in answer.content.decode()
        assert (Thread.objects.count(), Event.objects.count()) == (0, 0)

    def test_the_subject_says_who_may(self, kettle, as_person, client):
        answer = as_person(make_person("Olwen")).post(REPLY, typed())
        assert answer.status_code == 422
        assert "You cannot write in this conversation." in answer.content.decode()
        assert "not signed in any more" in client.post(REPLY, typed()).content.decode()
        assert Thread.objects.count() == 0

    def test_the_page_to_go_back_to_is_one_of_ours(self, kettle, as_person):
        nia = make_person("Nia")
        kettle.talkers.add(nia.pk)
        answer = as_person(nia).post(REPLY, typed(next="https://evil.example/"))
        assert answer.url.startswith(f"/en/threads/{Thread.objects.get().pk}/")
        assert as_person(nia).post(REPLY, typed("b", next="//evil.example/")).url.startswith("/en/threads/")

    def test_what_is_not_there_has_no_conversation(self, kettle, client):
        for path in (REPLY.replace("7", "8"), REPLY.replace("kettle", "pot")):
            assert client.post(path, typed()).status_code == 404

    def test_following_the_address_leads_to_the_thing(self, kettle, client):
        assert client.get(REPLY).url == "/en/networks/"


@pytest.mark.django_db
class TestItsAudience:
    def test_it_is_the_things_own(self, kettle, client, as_person):
        network = make_network("wales")
        kettle.audience, kettle.network_ids = "networks", [network.pk]
        nia = make_member(network)
        kettle.talkers.add(nia.pk)
        thread = thread_on("kettle", kettle)
        reply_to(thread, by=nia, html="<p>Ours.</p>", language="en")
        path = f"/en/threads/{thread.pk}/{thread.slug}/"
        assert client.get(path).status_code == 404
        assert as_person(make_person("Olwen")).get(path).status_code == 404
        page = as_person(nia).get(path).content.decode()
        assert "Conversation about" in page
        assert "The kettle" in page
        assert client.post(REPLY, typed()).status_code == 404

    def test_a_change_is_followed_and_listeners_are_asked_again(self, kettle, client):
        network = make_network("wales")
        nia = make_member(network)
        thread = thread_on("kettle", kettle)
        reply_to(thread, by=nia, html="<p>Once open.</p>", language="en")
        path = f"/en/threads/{thread.pk}/{thread.slug}/"
        assert client.get(path).status_code == 200
        kettle.audience, kettle.network_ids, kettle.title = "networks", [network.pk], "A closed kettle"
        audience_changed("kettle", kettle)
        thread.refresh_from_db()
        assert (thread.audience, list(thread.networks.all()), thread.title) == (
            "networks",
            [network],
            "A closed kettle",
        )
        assert client.get(path).status_code == 404
        assert (
            Event.objects.filter(
                stream__key="control", kind="stream", data={"stream": thread.stream_key}
            ).count()
            == 1
        )
        audience_changed("kettle", kettle)
        assert Event.objects.filter(stream__key="control").count() == 1

    def test_without_a_thread_there_is_nothing_to_change(self, kettle):
        audience_changed("kettle", kettle)
        assert find_thread_on("kettle", kettle) is None

    def test_the_stream_before_the_first_word_is_for_the_same_people(self, kettle):
        from community.live.listening import may_listen

        network = make_network("wales")
        nia, olwen = make_member(network), make_person("Olwen")
        assert may_listen(olwen, "on:kettle.7")
        kettle.audience, kettle.network_ids = "networks", [network.pk]
        assert [may_listen(person, "on:kettle.7") for person in (nia, olwen)] == [True, False]
        kettle.audience, kettle.network_ids = "members", []
        assert may_listen(olwen, "on:kettle.7")
        for key in ("on:kettle.8", "on:pot.7", "on:kettle", "on:kettle.x", "on:."):
            assert not may_listen(nia, key)


@pytest.mark.django_db
def test_made_twice_it_is_one_thread(kettle):
    assert thread_on("kettle", kettle) == thread_on("kettle", kettle)
    assert Thread.objects.count() == 1


@pytest.mark.django_db
def test_under_a_thing_the_newest_posts_are_shown_and_a_reply_is_possible(kettle):
    nia = make_person("Nia")
    kettle.talkers.add(nia.pk)
    thread = thread_on("kettle", kettle)
    for number in range(1, 26):
        reply_to(thread, by=nia, html=f"<p>Nr {number}</p>", language="en")
    drawn = draw(kettle, nia)
    assert 'id="post-25"' in drawn
    assert 'id="post-20"' not in drawn
    assert '<input type="hidden" name="next" value="/en/networks/">' in drawn
    assert 'id="post-20"' in draw(kettle, nia, path="/en/networks/?from=1")
