"""The page of the inbox: filters, networks and spaces, marking."""

import re

import pytest

from community.discussions.domain.reading import follow, read_up_to
from community.discussions.domain.subjects import thread_on
from community.discussions.domain.threads import close_thread
from community.discussions.follows.domain import choose
from community.discussions.inbox.filters import InboxFilter, inbox_filters
from community.discussions.models import Thread, ThreadPlace
from community.discussions.outcomes.domain import accept_answer
from community.templatetags.components import FORMER_MEMBER
from tests.factories import make_member, make_network, make_post, make_space, make_thread, make_topic
from tests.factories.events import gathering_of, make_event_page
from tests.queries import assert_flat

from ..test_spaces import titles_on

pytestmark = pytest.mark.django_db


def side(answer):
    """What the side list says: label → number."""
    lines = [*answer.context["side"]["networks"], *answer.context["side"]["spaces"]]
    return {line["label"]: line["count"] for line in lines}


@pytest.fixture
def two_networks(nia, rhys):
    """Rhys is a member of two networks with a space each, and one that they hold together."""
    wales, scotland = make_network("cymru"), make_network("alba")
    for network in (wales, scotland):
        make_member(network, person=rhys)
    spaces = {
        "Sgwrs": make_space([wales], name_en="Sgwrs", slug="sgwrs"),
        "Blether": make_space([scotland], name_en="Blether", slug="blether"),
        "Together": make_space([wales, scotland], name_en="Together", slug="together"),
    }
    for name, space in spaces.items():
        follow(make_thread(space, nia, title=f"In {name}"), by=rhys)
    return spaces


class TestAcrossNetworks:
    def test_the_side_counts_unread_conversations_of_each_network_and_space(
        self, as_person, two_networks, rhys
    ):
        answer = as_person(rhys).get("/en/inbox/")
        counts = side(answer)
        assert (counts["Cymru"], counts["Alba"]) == (2, 2)
        assert (counts["Sgwrs"], counts["Blether"], counts["Together"]) == (1, 1, 1)
        read_up_to(Thread.objects.get(title="In Together"), by=rhys, number=1)
        counts = side(as_person(rhys).get("/en/inbox/"))
        assert (counts["Cymru"], counts["Alba"], counts["Together"]) == (1, 1, 0)

    def test_one_network_or_space_can_be_looked_at(self, as_person, two_networks, rhys):
        member = as_person(rhys)
        assert titles_on(member.get("/en/inbox/?network=cymru")) == ["In Together", "In Sgwrs"]
        assert titles_on(member.get("/en/inbox/?space=blether")) == ["In Blether"]
        assert titles_on(member.get("/en/inbox/?space=nowhere")) == []

    def test_those_of_a_space_are_marked_and_the_others_not(self, as_person, two_networks, rhys):
        member = as_person(rhys)
        answer = member.post("/en/inbox/read/", {"space": "sgwrs"}, follow=True)
        assert "1 conversation is marked as read." in answer.content.decode()
        assert side(answer)["Sgwrs"] == 0
        assert side(answer)["Blether"] == 1

    def test_one_conversation_is_marked_by_its_button_and_taken_back(self, as_person, two_networks, rhys):
        member = as_person(rhys)
        thread = Thread.objects.get(title="In Blether")
        page = member.get("/en/inbox/").content.decode()
        assert re.search(rf'<button[^>]* form="marks" name="thread" type="submit" value="{thread.pk}"', page)
        answer = member.post("/en/inbox/read/", {"thread": thread.pk, "show": "unread"}, follow=True)
        assert titles_on(answer) == ["In Together", "In Sgwrs"]
        marked = re.search(r'name="marked" value="(\d+)"', answer.content.decode()).group(1)
        back = member.post(
            "/en/inbox/read/undo/", {"marked": marked, "next": "/en/inbox/?show=unread"}, follow=True
        )
        assert titles_on(back) == ["In Together", "In Blether", "In Sgwrs"]

    def test_what_hangs_on_something_says_where_and_nobody_started_it(self, as_person, network, nia, rhys):
        hung = thread_on("event", gathering_of(make_event_page([network])))
        make_post(hung, nia)
        follow(hung, by=rhys)
        for language, place, latest in (
            ("en", "Events", "Latest "),
            ("cy", "Digwyddiadau", "Y diweddaraf: "),
        ):
            page = as_person(rhys).get(f"/{language}/inbox/").content.decode()
            row = re.search(rf'<li class="row[^>]* id="{hung.element_id}">.*?</li>', page, re.S)[0]
            assert f'<p class="kicker">{place}</p>' in row
            assert f'<p class="meta">{latest}' in row
            assert str(FORMER_MEMBER) not in row

    def test_the_number_at_the_side_is_one_phrase_for_those_who_hear_it(self, as_person, two_networks, rhys):
        page = as_person(rhys).get("/cy/inbox/").content.decode()
        assert (
            '<span aria-hidden="true">1</span><span class="visually-hidden">1 heb ei darllen</span>' in page
        )
        assert (
            '<span aria-hidden="true">2</span><span class="visually-hidden">2 heb eu darllen</span>' in page
        )

    def test_nonsense_is_harmless(self, as_person, two_networks, rhys):
        member = as_person(rhys)
        for query in ("show=x", "before=x", "marked=99999999999999999", "marked=-1", "space=" + "x" * 999):
            assert member.get(f"/en/inbox/?{query}").status_code == 200
        assert member.post("/en/inbox/read/", {"thread": "x", "seen_at": "y", "show": "z"}).status_code == 302
        assert (
            member.post("/en/inbox/read/undo/", {"marked": "?", "next": "//evil.example/"}).url
            == "/en/inbox/"
        )


class TestFilters:
    def test_followed_spaces_and_topics_bring_what_was_said_since(self, as_person, space, nia, rhys):
        topic = make_topic()
        make_thread(space, nia, title="Before")
        choose(space, by=rhys, level="watching")
        elsewhere = make_space([make_network()])
        choose(topic, by=rhys, level="watching")
        make_thread(space, nia, title="Since")
        make_thread(elsewhere, nia, title="On the topic", topics=[topic])
        make_thread(elsewhere, nia, title="On none")
        answer = as_person(rhys).get("/en/inbox/?show=unread")
        assert titles_on(answer) == ["On the topic", "Since"]
        assert "1 new post" in answer.content.decode()

    def test_open_questions_without_an_accepted_answer(self, as_person, space, network, nia, rhys, gwen):
        open_one = make_thread(space, nia, title="Open", kind="question")
        make_post(open_one, nia)  # the asker adds something
        answered = make_thread(space, nia, title="Answered", kind="question")
        accept_answer(make_post(answered, gwen), by=nia)
        close_thread(make_thread(space, nia, title="Closed", kind="question"), by=gwen)
        choose(make_thread(space, nia, title="Muted", kind="question"), by=rhys, level="muted")
        make_thread(make_space([make_network()]), nia, title="Of others", kind="question")
        make_thread(space, nia, title="No question")
        assert titles_on(as_person(rhys).get("/en/inbox/?show=questions")) == ["Open"]

    def test_those_i_started(self, as_person, space, nia, rhys):
        make_thread(space, rhys, title="Mine")
        make_post(make_thread(space, nia, title="Hers"), rhys)
        assert titles_on(as_person(rhys).get("/en/inbox/?show=mine")) == ["Mine"]
        assert set(titles_on(as_person(rhys).get("/en/inbox/"))) == {"Mine", "Hers"}

    def test_another_noun_may_register_one(self, as_person, space, nia, rhys, monkeypatch):
        kept = make_thread(space, nia, title="Kept")
        make_thread(space, nia, title="Not kept")
        entry = InboxFilter(
            label="Bookmarked",
            pick=lambda threads, user: threads.filter(pk=kept.pk),
            empty_title="None",
            empty_text="None yet.",
            everywhere=True,
        )
        monkeypatch.setitem(inbox_filters._entries, "bookmarked", entry)
        answer = as_person(rhys).get("/en/inbox/?show=bookmarked")
        assert titles_on(answer) == ["Kept"]
        assert "Bookmarked" in answer.content.decode()

    @pytest.mark.parametrize("show", ["", "unread", "questions", "mine"])
    def test_an_empty_one_says_what_that_means(self, as_person, olwen, show):
        answer = as_person(olwen).get(f"/en/inbox/?show={show}")
        assert str(inbox_filters.get(show).empty_title) in answer.content.decode()

    @pytest.mark.parametrize("show", ["", "unread", "questions", "mine"])
    def test_ten_queries_whatever_is_in_it(self, as_person, nia, show):
        member = as_person(nia)
        topic = make_topic()
        choose(topic, by=nia, level="watching")

        def grow(more):
            for number in range(more):
                network = make_network()
                make_member(network, person=nia)
                space = make_space([network])
                choose(space, by=nia, level="watching")
                other = make_member(network, name=f"Other {number}")
                make_thread(space, other, topics=[topic])
                make_thread(space, nia, kind="question")

        assert_flat(lambda: member.get(f"/en/inbox/?show={show}"), grow, at_most=10, steps=(1, 3, 100))


class TestListsOfSpaces:
    def test_a_followed_space_shows_new_conversations_as_unread(self, as_person, space, nia, rhys):
        make_thread(space, nia, title="Before")
        choose(space, by=rhys, level="watching")
        make_thread(space, nia, title="Since")
        page = as_person(rhys).get(space.get_absolute_url()).content.decode()
        assert page.count("row-unread") == 1
        assert "data-followed" in page

    def test_what_is_muted_is_never_unread(self, as_person, space, nia, rhys):
        thread = make_thread(space, nia)
        read_up_to(thread, by=rhys, number=1)
        make_post(thread, nia)
        member = as_person(rhys)
        assert "row-unread" in member.get(space.get_absolute_url()).content.decode()
        choose(space, by=rhys, level="muted")
        assert "row-unread" not in member.get(space.get_absolute_url()).content.decode()
        choose(thread, by=rhys, level="watching")
        assert "row-unread" in member.get(space.get_absolute_url()).content.decode()
        choose(thread, by=rhys, level="muted")
        assert "row-unread" not in member.get(space.get_absolute_url()).content.decode()

    def test_own_words_are_not_news_to_the_writers_other_pages(self, thread, rhys):
        from community.live.models import Event

        make_post(thread, rhys)
        event = Event.objects.get(stream__key=f"member:{rhys.pk}", kind="read")
        assert event.data == {"thread": thread.pk, "number": 2}
        assert ThreadPlace.objects.get(user=rhys).read_number == 2
