"""Polls on screen: in the thread, on their own page, when they are made, for each kind of reader."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from community.discussions import whole_pages
from community.discussions.domain.threads import close_thread
from community.discussions.models import Post, Thread
from community.discussions.polls.domain import close_poll, vote
from community.discussions.polls.models import Poll, Vote
from tests.factories import make_member, make_post, make_space, make_thread
from tests.queries import assert_flat

pytestmark = pytest.mark.django_db


def path_of(thread, more=""):
    return f"/en/threads/{thread.pk}/{thread.slug}/{more}"


def press(client, thread, value, chosen=(), **headers):
    data = {"vote": value, "after": "0", f"poll-{value.partition(':')[0]}": [str(one) for one in chosen]}
    return client.post(path_of(thread, "do/"), data, headers=headers)


def page(client, thread, more=""):
    return client.get(path_of(thread, more)).content.decode()


def results_in(html):
    """``[("Bangor", "2", "67 %"), …]`` of the first table of results; empty where none is shown."""
    table = re.search(r'<table class="poll-results">(.*?)</table>', html, flags=re.DOTALL)
    if table is None:
        return []
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table[1].partition("<tbody>")[2], flags=re.DOTALL)
    found = []
    for row in rows:
        name = re.search(r'(?:label for="[^"]*"|span) lang="\w\w">([^<]+)<', row)[1]
        found.append((name, *re.findall(r'<td class="numeric">([^<]+)</td>', row)))
    return found


def own_marks(html):
    """Numbers of the options marked as mine, and which are ticked."""
    marks = re.findall(r'<span class="poll-mark" data-own="vote:1:(\d+)">', html)
    ticks = re.findall(r'id="poll-1-(\d+)"[^>]* checked>', html)
    return marks, ticks


# --- In the thread --------------------------------------------------------------------------------------------------


def test_everybody_sees_question_rules_and_results(client, thread, ask, rhys, gwen, nia):
    post = ask()
    for person, option in ((rhys, 1), (gwen, 1), (nia, 2)):
        vote(post, [option], by=person)
    shown = page(client, thread)
    assert "Where shall we meet?" in shown
    assert "Anonymous: nobody sees who voted for what, and it is forgotten when the poll closes." in shown
    assert "3 people have voted" in shown
    assert results_in(shown) == [("Bangor", "2", "67 %"), ("Perth", "1", "33 %"), ("Online", "0", "0 %")]
    assert "Open until somebody closes it" in shown


def test_voting_in_the_thread_without_script(as_person, thread, ask, rhys):
    ask()
    client = as_person(rhys)
    shown = page(client, thread)
    assert own_marks(shown) == ([], [])
    assert (
        '<input class="poll-input" type="radio" form="post-verbs" id="poll-1-2" name="poll-1" value="2">'
        in shown
    )
    answer = press(client, thread, "1", [2])
    assert (answer.status_code, answer.url) == (302, path_of(thread, "posts/1/"))
    shown = page(client, thread)
    assert own_marks(shown) == (["2"], ["2"])
    assert '<p class="poll-voted" data-own="vote:1">' in shown
    press(client, thread, "1", [3])
    assert own_marks(page(client, thread)) == (["3"], ["3"])
    press(client, thread, "1:withdraw")
    assert own_marks(page(client, thread)) == ([], [])
    assert '<p class="poll-voted" data-own="vote:1" hidden>' in page(client, thread)
    assert not Vote.objects.exists()


def test_several_are_ticked_in_boxes(as_person, thread, ask, rhys):
    ask(method="multiple", most_choices=2)
    client = as_person(rhys)
    assert 'type="checkbox" form="post-verbs" id="poll-1-1"' in page(client, thread)
    assert "Up to 2 choices" in page(client, thread)
    press(client, thread, "1", [1, 3])
    assert own_marks(page(client, thread)) == (["1", "3"], ["1", "3"])
    refused = press(client, thread, "1", [1, 2, 3], accept="application/json")
    assert (refused.status_code, refused.json()["refused"]) == (422, "Choose 2 options at most.")


def test_ones_vote_is_not_marked_for_another(as_person, thread, ask, rhys, gwen):
    vote(ask(), [2], by=rhys)
    assert own_marks(page(as_person(gwen), thread)) == ([], [])


def test_script_gets_a_fragment_without_anybodys_marks(as_person, thread, ask, rhys):
    ask()
    answer = press(as_person(rhys), thread, "1", [2], accept="application/json").json()
    (event,) = [event for event in answer["events"] if event.get("kind") == "voted"]
    assert (event["target"], event["place"], event["data"]["quiet"]) == ("post-1", "replace", True)
    assert own_marks(event["html"]) == ([], [])
    assert results_in(event["html"])[1] == ("Perth", "1", "100 %")


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ([], "Choose an option first, then vote."),
        ([4], "One of the chosen options is not part of this poll."),
        (["x"], "One of the chosen options is not part of this poll."),
        (["-1"], "One of the chosen options is not part of this poll."),
        ([1, 2], "Choose one option only."),
    ],
)
def test_what_cannot_be_counted_is_said_in_a_sentence(as_person, thread, ask, rhys, chosen, said):
    ask()
    refused = press(as_person(rhys), thread, "1", chosen, accept="application/json")
    assert (refused.status_code, refused.json()["refused"]) == (422, said)
    # Without script the sentence stands on the page that follows.
    answer = as_person(rhys).post(path_of(thread, "do/"), {"vote": "1", "poll-1": chosen}, follow=True)
    assert said in answer.content.decode()
    assert not Vote.objects.exists()


def test_closed_meanwhile_is_said(as_person, thread, ask, rhys, nia, gwen):
    post = ask()
    close_poll(post, by=nia)
    said = press(as_person(rhys), thread, "1", [1], accept="application/json").json()["refused"]
    assert said == "This poll has closed, so your vote was not changed."
    other = ask(post=Post.objects.select_related("thread", "author").get(pk=make_post(thread, nia).pk))
    close_thread(thread, by=gwen)
    said = press(as_person(rhys), thread, "2", [1], accept="application/json").json()["refused"]
    assert said == "This conversation is closed, so nobody can vote at the moment."
    assert not Vote.objects.filter(poll__post=other).exists()


@pytest.mark.parametrize("value", ["1:foo", "2", "x", "", "1:withdraw:x"])
def test_a_value_of_no_button_changes_nothing(as_person, thread, ask, rhys, value):
    ask()
    assert press(as_person(rhys), thread, value, [1], accept="application/json").status_code in (404, 422)
    assert not Vote.objects.exists()


def test_visitors_and_strangers_do_not_vote(client, as_person, thread, ask, olwen):
    ask()
    assert press(client, thread, "1", [1], accept="application/json").status_code == 422
    assert (
        "Join the network"
        in press(as_person(olwen), thread, "1", [1], accept="application/json").json()["refused"]
    )
    assert not Vote.objects.exists()


def test_a_closed_poll_shows_results_without_controls(as_person, client, thread, ask, rhys, nia):
    post = ask()
    vote(post, [2], by=rhys)
    close_poll(post, by=nia)
    shown = page(client, thread)
    assert results_in(shown)[1] == ("Perth", "1", "100 %")
    assert "poll-input" not in shown
    assert 'name="vote"' not in shown
    assert "Closed on" in shown
    assert "Anonymous: who voted for what is no longer kept." in shown
    assert own_marks(page(as_person(rhys), thread)) == ([], [])


def test_a_visitors_kept_page_follows_each_vote(client, thread, ask, rhys):
    post = ask()
    assert results_in(page(client, thread))[0] == ("Bangor", "0", "0 %")
    vote(post, [1], by=rhys)
    assert results_in(page(client, thread))[0] == ("Bangor", "1", "100 %")


def test_pages_cost_the_same_with_polls_and_votes(
    client, as_person, thread, network, nia, rhys, ask, queries
):
    member = as_person(rhys)

    def grow(more):
        for number in range(more):
            post = make_post(thread, nia)
            post = ask(post=Post.objects.select_related("thread", "author").get(pk=post.pk), showing="voted")
            vote(post, [1], by=rhys)
            vote(post, [1], by=make_member(network, name=f"Voter {number}"))

    assert_flat(lambda: member.get(path_of(thread)), grow, at_most=12, steps=(1, 4))
    whole_pages.pages.clear()
    with queries(at_most=5):
        client.get(path_of(thread))


# --- When the results are shown -------------------------------------------------------------------------------------


def test_results_for_voters_are_nowhere_for_others(client, as_person, thread, ask, rhys, gwen, nia):
    post = ask(showing="voted")
    answer = press(as_person(rhys), thread, "1", [2], accept="application/json")
    part = path_of(thread, "posts/1/poll/?part=results")
    for reader in (client, as_person(gwen), as_person(nia)):
        for more in ("", "posts/1/poll/", "posts/1/more/", "print/"):
            assert results_in(page(reader, thread, more)) == [], more
        assert reader.get(part).status_code == 404
    # Not in what is sent to all, either; the voter's own page asks for it.
    (event,) = [event for event in answer.json()["events"] if event.get("kind") == "voted"]
    assert results_in(event["html"]) == []
    assert "The results are shown to those who have voted." in event["html"]
    voter = as_person(rhys)
    for more in ("", "posts/1/poll/", "posts/1/more/", "print/"):
        assert results_in(page(voter, thread, more))[1] == ("Perth", "1", "100 %"), more
    assert results_in(voter.get(part).content.decode())[1] == ("Perth", "1", "100 %")
    press(voter, thread, "1:withdraw")
    assert results_in(page(voter, thread)) == []
    assert voter.get(part).status_code == 404
    vote(post, [2], by=rhys)
    close_poll(post, by=nia)
    assert results_in(page(client, thread))[1] == ("Perth", "1", "100 %")


def test_results_for_the_end_are_nowhere_before_it(client, as_person, thread, ask, rhys, nia):
    post = ask(showing="closed", is_named=True)
    vote(post, [2], by=rhys)
    for reader in (client, as_person(rhys), as_person(nia)):
        for more in ("", "posts/1/poll/", "print/"):
            shown = page(reader, thread, more)
            assert results_in(shown) == [], more
        assert reader.get(path_of(thread, "posts/1/poll/?part=results")).status_code == 404
        assert "The results are shown when the poll has closed." in page(reader, thread)
    assert "Who voted for what" not in page(as_person(nia), thread, "posts/1/poll/")
    close_poll(post, by=nia)
    assert results_in(page(client, thread))[1] == ("Perth", "1", "100 %")
    assert own_marks(page(as_person(rhys), thread))[0] == ["2"]


# --- The poll's own page --------------------------------------------------------------------------------------------


def test_a_ranking_is_written_as_places(as_person, client, thread, ask, rhys):
    ask(method="ranked")
    reader = as_person(rhys)
    path = path_of(thread, "posts/1/poll/")
    assert f'href="{path}"' in page(reader, thread)
    assert 'name="poll-1"' not in page(reader, thread)
    answer = reader.post(path, {"place_1": "2", "place_2": "", "place_3": "1"})
    assert (answer.status_code, answer.url) == (302, path)
    assert Vote.objects.get().numbers == [3, 1]
    shown = page(reader, thread, "posts/1/poll/")
    assert re.search(r'name="place_3" value="1"', shown)
    assert "Online · Bangor" in shown
    reader.post(path, {"withdraw": "yes"})
    assert not Vote.objects.exists()
    assert client.post(path, {"place_1": "1"}).status_code == 422
    assert not Vote.objects.exists()


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ({"place_1": "1", "place_2": "1"}, "Another option has this place already."),
        ({"place_1": "4"}, "There are only as many places as options: 3."),
        ({"place_1": "0"}, "Places begin with 1"),
        ({"place_1": "first"}, "Write a place as a number"),
        ({}, "Choose an option first, then vote."),
    ],
)
def test_places_that_make_no_order_are_refused_and_stay(as_person, thread, ask, rhys, places, said):
    ask(method="ranked")
    answer = as_person(rhys).post(
        path_of(thread, "posts/1/poll/"), {**places, "place_3": (places and "3") or ""}
    )
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert said in shown
    assert not Vote.objects.exists()
    for name, value in places.items():
        assert f'name="{name}" value="{value}"' in shown


def test_rounds_are_told_in_words_and_in_a_table(as_person, thread, ask, network, nia):
    post = ask(method="ranked")
    rankings = [[1, 2]] * 8 + [[2, 1]] * 7 + [[3, 2]] * 3 + [[3, 1]]
    for number, ranking in enumerate(rankings):
        vote(post, ranking, by=make_member(network, name=f"Voter {number}"))
    shown = page(as_person(nia), thread, "posts/1/poll/")
    said = re.search(r'<ol class="poll-rounds" role="list">(.*?)</ol>', shown, flags=re.DOTALL)[1]
    assert re.findall(r"<li>(.*?)</li>", said) == [
        "Round 1: no option has more than half of 19 votes. “Online” has the fewest and goes out.",
        "Round 2: “Perth” is preferred after 2 rounds, with 10 of 19 votes.",
    ]
    table = shown.partition("Votes in each round")[2].partition("</table>")[0]
    cells = [re.findall(r'<td class="numeric">(\d*)', row) for row in table.split("<tr>")[2:]]
    assert cells == [["8", "9"], ["7", "10"], ["4", ""], ["0", "0"]]
    assert "“Perth” is preferred after 2 rounds, with 10 of 19 votes." in page(as_person(nia), thread)


def test_names_of_a_named_poll_are_for_members_who_may_read(
    client, as_person, network, nia, rhys, gwen, olwen, ask
):
    thread = make_thread(make_space([network]), nia)
    post = Post.objects.select_related("thread__space", "author").get(thread=thread)
    ask(post=post, is_named=True)
    gone = make_member(network, name="Gone Away")
    for person in (rhys, gone):
        vote(post, [1], by=person)
    gone.is_active = False
    gone.save()
    assert "Named: members who can read this conversation see who voted for what." in page(client, thread)
    shown = page(as_person(gwen), thread, "posts/1/poll/")
    assert "Who voted for what" in shown
    voters = shown.partition('id="voters"')[2].partition("</section>")[0]
    assert re.findall(r'person-chip-name"[^>]*>([^<]+)<', voters) == ["Rhys Bevan"]
    assert "and 1 other" in voters
    assert "Rhys Bevan" not in page(client, thread, "posts/1/poll/")
    closed = make_thread(make_space([network], audience="networks"), nia)
    hidden = Post.objects.select_related("thread__space", "author").get(thread=closed)
    vote(ask(post=hidden, is_named=True), [1], by=rhys)
    for reader in (client, as_person(olwen)):
        for more in ("posts/1/poll/", "posts/1/poll/?part=results", "posts/1/poll/add/"):
            assert reader.get(path_of(closed, more)).status_code == 404
        assert reader.post(path_of(closed, "posts/1/poll/"), {"choices": "1"}).status_code == 404
        assert reader.post(path_of(closed, "posts/1/poll/close/")).status_code == 404
    assert "Rhys Bevan" in page(as_person(gwen), closed, "posts/1/poll/")


def test_an_anonymous_poll_names_nobody(as_person, thread, ask, rhys, gwen, nia):
    vote(ask(), [1], by=rhys)
    for reader in (gwen, nia):
        assert "Rhys Bevan" not in page(as_person(reader), thread, "posts/1/poll/")


def test_the_page_costs_the_same_for_any_number_of_voters(as_person, thread, ask, network, gwen):
    post = ask(is_named=True)
    reader = as_person(gwen)

    def grow(more):
        for number in range(more):
            vote(post, [1 + number % 3], by=make_member(network, name=f"Voter {number}"))

    assert_flat(lambda: reader.get(path_of(thread, "posts/1/poll/")), grow, at_most=16, steps=(1, 6))


def test_closing_and_removing_by_button(as_person, thread, ask, nia, rhys, gwen):
    post = ask()
    close, remove = path_of(thread, "posts/1/poll/close/"), path_of(thread, "posts/1/poll/remove/")
    assert "poll/close/" not in page(as_person(rhys), thread, "posts/1/poll/")
    as_person(rhys).post(close)
    assert Poll.objects.get().closed_at is None
    assert "poll/close/" in page(as_person(gwen), thread, "posts/1/more/")
    as_person(gwen).get(close)
    assert Poll.objects.get().closed_at is None
    vote(post, [1], by=rhys)
    assert "poll/remove/" not in page(as_person(nia), thread, "posts/1/poll/")
    as_person(nia).post(remove)
    assert Poll.objects.count() == 1
    as_person(gwen).post(close)
    assert Poll.objects.get().closed_by == gwen


def test_the_closing_time_is_told_in_the_zone_it_was_meant_in_as_well(client, thread, ask):
    tomorrow = datetime.now(ZoneInfo("America/New_York")).replace(hour=9, minute=30) + timedelta(days=1)
    ask(closes_at=tomorrow, time_zone="America/New_York")
    shown = page(client, thread, "posts/1/poll/")
    assert "Open until" in shown
    assert "in the time zone of New York" in shown
    assert re.search(r"09:30 E[SD]T", shown)
    utc = tomorrow.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M")
    assert f'<time datetime="{utc}' in page(client, thread)


def test_a_post_removed_under_ones_hand_is_said(as_person, thread, ask, rhys, nia, monkeypatch):
    """Between looking and locking somebody removes it."""
    from community.discussions.domain.threads import remove_post
    from community.discussions.polls import pressed as voting
    from community.discussions.reactions import pressed as reacting

    ask()

    def look_then_remove(look):
        def looked(thread, number):
            post = look(thread, number)
            remove_post(Post.objects.select_related("thread").get(pk=post.pk), by=nia)
            return post

        return looked

    for number, (room, data) in enumerate(
        [(voting, {"vote": "1", "poll-1": "1"}), (reacting, {"react": "2:thanks"})], start=1
    ):
        if number == 2:
            make_post(thread, nia)
        monkeypatch.setattr(room, "post_pressed", look_then_remove(room.post_pressed))
        answer = as_person(rhys).post(path_of(thread, "do/"), data, headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()["refused"]) == (422, "This post is no longer there.")
    assert not Vote.objects.exists()


# --- Making one on screen -------------------------------------------------------------------------------------------

GOOD = {
    "question": "Pryd?",
    "options": "Monday\r\n\r\nTuesday\r\n",
    "method": "multiple",
    "most_choices": "2",
    "naming": "named",
    "showing": "voted",
    "closes_at": "",
    "time_zone": "Europe/London",
}


def test_an_author_adds_a_poll_to_their_post(as_person, thread, nia):
    client = as_person(nia)
    path = path_of(thread, "posts/1/poll/add/")
    assert f'href="{path}"' in page(client, thread, "posts/1/more/")
    assert client.get(path).status_code == 200
    closes = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT17:00")
    answer = client.post(path, {**GOOD, "closes_at": closes})
    assert (answer.status_code, answer.url) == (302, path_of(thread, "posts/1/"))
    poll = Poll.objects.get()
    assert list(poll.options.values_list("text", flat=True)) == ["Monday", "Tuesday"]
    assert (poll.method, poll.most_choices, poll.is_named, poll.showing) == ("multiple", 2, True, "voted")
    assert poll.closes_at == datetime.fromisoformat(closes).replace(tzinfo=ZoneInfo("Europe/London"))
    assert poll.time_zone == "Europe/London"
    assert path not in page(client, thread, "posts/1/more/")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"question": ""}, "Please write the question of the poll."),
        ({"options": "One"}, "A poll needs at least two different options"),
        ({"options": "\n".join(map(str, range(13)))}, "A poll has twelve options at most."),
        ({"options": "a\na"}, "Two options are the same."),
        ({"most_choices": "3"}, "The most that may be chosen is a number between two"),
        ({"closes_at": "2020-01-01T10:00"}, "Choose a closing time in the future."),
        ({"closes_at": "2999-01-01T10:00"}, "Choose a closing time within the next year."),
        ({"closes_at": "soon"}, "Write day and time like"),
        ({"closes_at": "2027-03-28T01:30"}, "The clocks are put forward at that time"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(
    as_person, thread, nia, fields, said
):
    answer = as_person(nia).post(path_of(thread, "posts/1/poll/add/"), {**GOOD, **fields})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert said in shown
    if "question" not in fields:
        assert 'value="Pryd?"' in shown
    assert not Poll.objects.exists()


def test_a_poll_is_not_added_to_what_others_wrote_or_long_ago(as_person, thread, nia, rhys, client):
    path = path_of(thread, "posts/1/poll/add/")
    assert as_person(rhys).get(path).status_code == 302
    assert "You can add a poll to your own posts only." in as_person(rhys).post(path, GOOD).content.decode()
    assert client.get(path).url.startswith("/en/accounts/login/")
    assert client.post(path, GOOD).status_code == 422
    Post.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert "first half hour" in as_person(nia).post(path, GOOD).content.decode()
    assert not Poll.objects.exists()


START = {"title": "When do we meet?", "kind": "discussion", "text": "Soon.", "language": "en"}


def in_start(fields):
    return {f"poll-{name}": value for name, value in fields.items()}


def test_a_thread_is_started_with_its_poll(as_person, space, nia):
    client = as_person(nia)
    path = f"/en/spaces/{space.slug}/start/"
    assert 'name="poll-question"' in client.get(path).content.decode()
    data = {**START, **in_start(GOOD), "submission_key": "k" * 20}
    answer = client.post(path, data)
    thread = Thread.objects.get(title="When do we meet?")
    assert (answer.status_code, answer.url) == (302, thread.get_absolute_url())
    assert thread.posts.get().extras["poll"]["question"] == "Pryd?"
    # The button pressed twice: one thread, one poll.
    assert client.post(path, data).url == thread.get_absolute_url()
    assert (Thread.objects.filter(title="When do we meet?").count(), Poll.objects.count()) == (1, 1)


def test_a_thread_without_a_poll_is_started_as_before(as_person, space, nia):
    client = as_person(nia)
    blank = client.get(f"/en/spaces/{space.slug}/start/").context["poll_form"]
    assert (
        '<details class="topic-choice"><summary>Add a poll'
        in client.get(f"/en/spaces/{space.slug}/start/").content.decode()
    )
    untouched = {f"poll-{name}": blank[name].value() or "" for name in blank.fields}
    answer = client.post(f"/en/spaces/{space.slug}/start/", {**START, **untouched})
    assert answer.status_code == 302
    assert not Poll.objects.exists()


def test_a_poll_that_is_wrong_holds_the_thread_back(as_person, space, nia):
    data = {**START, **in_start({**GOOD, "options": "Only one"})}
    answer = as_person(nia).post(f"/en/spaces/{space.slug}/start/", data)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "<title>Error: Start a conversation" in shown
    assert "A poll needs at least two different options" in shown
    assert 'value="When do we meet?"' in shown
    assert "Only one" in shown
    assert '<details class="topic-choice" open><summary>Add a poll' in shown
    assert not Thread.objects.filter(title="When do we meet?").exists()
