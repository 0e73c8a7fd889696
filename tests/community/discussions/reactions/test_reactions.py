"""Four reactions with meaning: given, taken back, counted, drawn, and told to the author once a day."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from community.discussions import whole_pages
from community.discussions.domain.threads import close_thread, remove_post, reopen_thread
from community.discussions.models import Post
from community.discussions.reactions.domain import react, take_back
from community.discussions.reactions.models import Reaction, ReactionKind
from community.discussions.reactions.notices import is_wanted
from community.discussions.refusals import ForeignPost
from community.live import log, replay
from community.notifications.domain.stopping import choose
from community.notifications.kinds import kinds
from community.notifications.listing import listed
from community.notifications.models import Notification
from tests.factories import make_member, make_person, make_post, make_space, make_thread
from tests.queries import assert_flat

pytestmark = pytest.mark.django_db


def path_of(thread, more=""):
    return f"/en/threads/{thread.pk}/{thread.slug}/{more}"


def press(client, thread, value, **headers):
    return client.post(path_of(thread, "do/"), {"react": value, "after": "0"}, headers=headers)


def counts_of(post):
    post.refresh_from_db()
    return post.extras.get("reactions", {})


def buttons_on(page):
    """``{"1:thanks": ("false", "3"), …}`` of what is drawn: value to pressed and count."""
    found = re.findall(
        r'name="react" value="([^"]+)"[^>]*aria-pressed="(\w+)">(.*?)</button>', page, flags=re.DOTALL
    )
    return {
        value: (pressed, (re.findall(r'reaction-count">(\d+)', inside) or ["0"])[0])
        for value, pressed, inside in found
    }


@pytest.fixture
def post(thread):
    return Post.objects.select_related("thread").get(thread=thread, number=1)


# --- Giving and taking back -----------------------------------------------------------------------------------------


def test_there_are_four_and_no_others():
    with translation.override("en"):
        assert [str(kind.label) for kind in ReactionKind] == [
            "Thanks", "Me too", "We tried this", "I learned something",
        ]  # fmt: skip


def test_a_reaction_is_there_once_and_counted(post, rhys, gwen):
    assert react(post, "thanks", by=rhys) is True
    assert react(post, "thanks", by=rhys) is False
    assert react(post, "tried", by=rhys) is True
    assert react(post, "thanks", by=gwen) is True
    assert counts_of(post) == {"thanks": 2, "tried": 1}
    assert take_back(post, "thanks", by=rhys) is True
    assert take_back(post, "thanks", by=rhys) is False
    assert counts_of(post) == {"thanks": 1, "tried": 1}
    assert Reaction.objects.count() == 2


def test_only_what_changes_is_told_to_open_pages_and_quietly(post, rhys):
    number, version = log.number_of(post.thread.stream_key), post.version
    react(post, "learned", by=rhys)
    react(post, "learned", by=rhys)
    take_back(post, "tried", by=rhys)
    news = log.read(post.thread.stream_key, number)
    assert [(event.kind, event.data) for event in news.events] == [("reacted", {"post": 1, "quiet": True})]
    post.refresh_from_db()
    assert post.version == version + 1


def test_an_unknown_kind_is_an_error(post, rhys):
    with pytest.raises(ValueError, match="love"):
        react(post, "love", by=rhys)


def test_a_removed_post_takes_none(post, rhys, nia):
    remove_post(post, by=nia)
    with pytest.raises(ForeignPost):
        react(post, "thanks", by=rhys)
    assert not Reaction.objects.exists()


def test_a_reaction_outlives_its_account_as_a_number(post, rhys):
    react(post, "thanks", by=rhys)
    rhys.delete()
    assert list(Reaction.objects.values_list("user", "kind")) == [(None, "thanks")]
    react(post, "tried", by=make_person("Somebody"))
    assert counts_of(post) == {"thanks": 1, "tried": 1}


# --- The button -----------------------------------------------------------------------------------------------------


def test_the_button_reacts_and_its_pressed_form_takes_back(as_person, thread, post, rhys):
    client = as_person(rhys)
    page = client.get(path_of(thread)).content.decode()
    assert buttons_on(page) == {f"1:{kind}": ("false", "0") for kind in ReactionKind.values}
    answer = press(client, thread, "1:thanks")
    assert (answer.status_code, answer.url) == (302, path_of(thread, "posts/1/"))
    page = client.get(path_of(thread)).content.decode()
    assert buttons_on(page)["1:thanks:off"] == ("true", "1")
    assert buttons_on(page)["1:tried"] == ("false", "0")
    # Pressed twice from the same page, it is there once; pressed as drawn now, it goes.
    press(client, thread, "1:thanks")
    assert counts_of(post) == {"thanks": 1}
    press(client, thread, "1:thanks:off")
    assert counts_of(post) == {}
    assert buttons_on(client.get(path_of(thread)).content.decode())["1:thanks"] == ("false", "0")


def test_what_one_has_pressed_is_not_marked_for_another(as_person, thread, post, rhys, gwen):
    react(post, "thanks", by=rhys)
    page = as_person(gwen).get(path_of(thread)).content.decode()
    assert buttons_on(page)["1:thanks"] == ("false", "1")


def test_script_is_answered_with_the_news_of_the_stream(as_person, thread, rhys):
    answer = press(as_person(rhys), thread, "1:me_too", accept="application/json")
    assert answer.status_code == 200
    events = [event for event in answer.json()["events"] if event.get("kind") == "reacted"]
    assert [(event["target"], event["place"], event["data"]["quiet"]) for event in events] == [
        ("post-1", "replace", True)
    ]
    # The fragment is everybody's: nothing in it is pressed.
    assert buttons_on(events[0]["html"])["1:me_too"] == ("false", "1")
    assert 'aria-pressed="true"' not in events[0]["html"]


@pytest.mark.parametrize(
    "value", ["1:love", "1", "", ":thanks", "x:thanks", "1:thanks:on", "2:thanks", "9" * 30]
)
def test_a_value_of_no_button_changes_nothing(as_person, thread, rhys, value):
    answer = press(as_person(rhys), thread, value, accept="application/json")
    assert answer.status_code in (404, 422)
    assert not Reaction.objects.exists()


def test_ones_own_post_has_no_buttons_and_refuses(as_person, thread, post, nia, rhys):
    client = as_person(nia)
    assert '<div class="reactions reactions-own"' in client.get(path_of(thread)).content.decode()
    assert '<div class="reactions"' in as_person(rhys).get(path_of(thread)).content.decode()
    for kind in ReactionKind.values:
        answer = press(client, thread, f"1:{kind}", accept="application/json")
        assert answer.json()["refused"] == "Reactions are for the posts of others."
    assert not Reaction.objects.exists()


def test_a_closed_conversation_keeps_its_reactions_as_they_are(as_person, thread, post, rhys, gwen):
    react(post, "thanks", by=rhys)
    close_thread(thread, by=gwen)
    client = as_person(rhys)
    for value in ("1:tried", "1:thanks:off"):
        refused = press(client, thread, value, accept="application/json")
        assert refused.status_code == 422
        assert refused.json()["refused"] == "This conversation is closed, so reactions stay as they are."
    assert counts_of(post) == {"thanks": 1}
    reopen_thread(thread, by=gwen)
    assert press(client, thread, "1:tried", accept="application/json").status_code == 200


def test_who_could_not_reply_does_not_react(client, as_person, thread, network, olwen):
    paused = make_member(network, name="Paused", state="suspended")
    assert (
        "Join the network"
        in press(as_person(olwen), thread, "1:thanks", accept="application/json").json()["refused"]
    )
    assert (
        "suspended"
        in press(as_person(paused), thread, "1:thanks", accept="application/json").json()["refused"]
    )
    assert "not signed in" in press(client, thread, "1:thanks", accept="application/json").json()["refused"]
    assert not Reaction.objects.exists()


def test_a_thread_that_is_not_for_the_reader_is_not_there(as_person, network, nia, olwen):
    closed = make_thread(make_space([network], audience="networks"), nia)
    assert press(as_person(olwen), closed, "1:thanks").status_code == 404
    assert as_person(olwen).get(path_of(closed, "posts/1/more/")).status_code == 404


# --- What is drawn --------------------------------------------------------------------------------------------------


def test_a_visitor_gets_counts_in_words(client, thread, post, rhys, gwen):
    react(post, "thanks", by=rhys)
    react(post, "thanks", by=gwen)
    react(post, "learned", by=gwen)
    page = client.get(path_of(thread)).content.decode()
    words = re.search(r'<ul class="reaction-counts" aria-label="Reactions to post 1">(.*?)</ul>', page)[1]
    assert re.sub(r"<[^>]+>", " ", words).split() == ["Thanks", "2", "I", "learned", "something", "1"]


def test_a_visitors_kept_page_follows_at_once(client, thread, post, rhys):
    assert "reaction-counts" not in client.get(path_of(thread)).content.decode()
    react(post, "thanks", by=rhys)
    assert "reaction-counts" in client.get(path_of(thread)).content.decode()
    take_back(post, "thanks", by=rhys)
    assert "reaction-counts" not in client.get(path_of(thread)).content.decode()


def test_words_in_a_post_that_look_like_a_button_stay_as_they_are(as_person, space, nia, rhys):
    from community.discussions.domain.markup import plain_to_html

    typed = 'id="react-2-thanks" name="react" value="2:thanks" data-press data-own="react:2:thanks" aria-pressed="false">'
    thread = make_thread(space, nia)
    make_post(thread, nia, html=plain_to_html(typed))
    post = Post.objects.select_related("thread").get(thread=thread, number=2)
    react(post, "thanks", by=rhys)
    page = as_person(rhys).get(path_of(thread)).content.decode()
    assert post.html in page
    assert buttons_on(page)["2:thanks:off"] == ("true", "1")


def test_in_welsh_the_same_buttons_have_welsh_words(as_person, thread, post, rhys):
    react(post, "thanks", by=rhys)
    page = as_person(rhys).get(f"/cy/threads/{thread.pk}/{thread.slug}/").content.decode()
    with translation.override("cy"):
        assert all(f'reaction-word">{kind.label}<' in page for kind in ReactionKind)
    assert buttons_on(page)["1:thanks:off"] == ("true", "1")


def test_pages_cost_the_same_however_many_react(client, as_person, thread, network, rhys, queries):
    make_post(thread, rhys)
    member = as_person(rhys)

    def grow(more):
        for number in range(more):
            person = make_member(network, name=f"Reader {number}")
            for post in Post.objects.filter(thread=thread).select_related("thread"):
                react(post, "thanks", by=person)
                if post.author != rhys:
                    react(post, "tried", by=rhys)

    assert_flat(lambda: member.get(path_of(thread)), grow, at_most=12, steps=(1, 4))
    whole_pages.pages.clear()
    with queries(at_most=5):
        client.get(path_of(thread))


def test_a_press_costs_the_same_however_many_reacted(thread, post, network, queries):
    people = [make_member(network, name=f"Reader {number}") for number in range(8)]
    react(post, "thanks", by=people[0])
    with queries() as first:
        react(post, "thanks", by=people[1])
    for person in people[2:7]:
        react(post, "thanks", by=person)
    with queries(at_most=15) as last:
        react(post, "thanks", by=people[7])
    assert len(first) == len(last)


# --- Who reacted ----------------------------------------------------------------------------------------------------


def test_the_posts_own_page_says_who(client, as_person, thread, post, rhys, gwen, network):
    gone = make_member(network, name="Gone Away")
    react(post, "thanks", by=rhys)
    react(post, "thanks", by=gone)
    react(post, "tried", by=gwen)
    gone.is_active = False
    gone.save()
    page = as_person(rhys).get(path_of(thread, "posts/1/more/")).content.decode()
    listed_there = page.partition('aria-labelledby="who-reacted"')[2].partition("</section>")[0]
    names = re.findall(r'person-chip-name"[^>]*>([^<]+)<', listed_there)
    assert names == ["Rhys Bevan", "Gwen Facilitator"]
    assert "and 1 other" in listed_there
    visitor = client.get(path_of(thread, "posts/1/more/")).content.decode()
    assert "Rhys Bevan" not in visitor
    assert "Members who are signed in see who reacted." in visitor


def test_without_reactions_there_is_no_list(as_person, thread, rhys):
    assert "who-reacted" not in as_person(rhys).get(path_of(thread, "posts/1/more/")).content.decode()


def test_the_list_costs_the_same_for_any_number_of_people(as_person, thread, post, network, rhys):
    reader = as_person(rhys)

    def grow(more):
        for number in range(more):
            react(post, "thanks", by=make_member(network, name=f"Reader {number}"))

    assert_flat(lambda: reader.get(path_of(thread, "posts/1/more/")), grow, at_most=14, steps=(1, 5))


# --- The author's notice --------------------------------------------------------------------------------------------


def lines_of(person):
    notices = Notification.objects.filter(user=person, kind="reactions").order_by("-pk")
    return [line.words for line in listed(notices, person, "en")]


def test_the_author_is_told_once_a_day_whoever_reacts(run_jobs, thread, post, nia, rhys, gwen, olwen):
    for person in (rhys, gwen, olwen):
        react(post, "thanks", by=person)
        run_jobs()
    react(post, "tried", by=gwen)
    run_jobs()
    notice = Notification.objects.get(kind="reactions")
    assert notice.user == nia
    (words,) = lines_of(nia)
    assert words.title == "3 people found your post in “How do you begin?” useful"
    assert words.excerpt == "Thanks: 3 · We tried this: 1"
    assert words.url == post.get_absolute_url()
    # Another day, another notice; both are one line.
    Notification.objects.update(event_key="earlier", data={"day": "2020-01-01"})
    Reaction.objects.filter(user=olwen).update(created_at=timezone.now() - timedelta(days=2))
    react(post, "learned", by=rhys)
    run_jobs()
    assert Notification.objects.filter(kind="reactions").count() == 2
    assert [words.title for words in lines_of(nia)] == [
        "2 people found your post in “How do you begin?” useful"
    ]


def test_what_was_all_taken_back_is_neither_listed_nor_mailed(run_jobs, post, nia, rhys):
    choose(nia, kinds.get("reactions"), on_site=True, by_mail=True)
    react(post, "thanks", by=rhys)
    run_jobs()
    notice = Notification.objects.get(kind="reactions")
    assert is_wanted(notice)
    take_back(post, "thanks", by=rhys)
    assert not is_wanted(Notification.objects.get(pk=notice.pk))
    assert lines_of(nia) == [None]


def test_by_mail_only_for_who_wants_it(run_jobs, post, nia, rhys, mailoutbox):
    react(post, "thanks", by=rhys)
    run_jobs()
    assert Notification.objects.get(kind="reactions").mail_state == "withheld"
    assert not mailoutbox


def test_an_author_who_may_no_longer_see_the_post_is_told_nothing(run_jobs, network, nia, rhys):
    thread = make_thread(make_space([network], audience="networks"), nia)
    post = Post.objects.select_related("thread").get(thread=thread)
    react(post, "thanks", by=rhys)
    run_jobs()
    assert lines_of(nia)[0] is not None
    nia.memberships.update(state="left")
    assert lines_of(nia) == [None]
    assert not is_wanted(Notification.objects.get(kind="reactions"))


def test_many_notices_are_listed_with_the_same_queries(thread, nia, rhys, run_jobs):
    def grow(more):
        for _number in range(more):
            react(make_post(thread, nia), "thanks", by=rhys)
        run_jobs()

    assert_flat(lambda: lines_of(nia), grow, at_most=8)


def test_the_drawn_event_is_kept_for_all(thread, post, rhys):
    react(post, "thanks", by=rhys)
    replay.drawn.clear()
    english = replay.answer(thread.stream_key, 0, "en")
    assert english == replay.answer(thread.stream_key, 0, "en")
    assert "reaction-count" in english
