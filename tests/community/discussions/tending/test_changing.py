"""Renaming, pinning and moving."""

import pytest

from community.discussions import refusals as talk_refusals
from community.discussions.domain.reading import follow
from community.discussions.domain.threads import reply_to
from community.discussions.models import SpaceInvitation, Thread
from community.discussions.tending import refusals
from community.discussions.tending.domain import change_thread, move_thread, pin_thread, unpin_thread
from community.live import replay
from community.notifications.domain.notices import count_unread
from community.search.models import SearchDocument
from tests.factories import make_member, make_post, make_space, make_thread, make_topic


def changed(thread, by, **fields):
    values = {"title": thread.title, "kind": thread.kind, "language": thread.language, "topics": []} | fields
    return change_thread(thread, by=by, **values)


def text_of(client, path):
    import re
    from html import unescape

    page = client.get(path).content.decode()
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page)))


class TestRenaming:
    def test_everything_changes_at_once_and_one_note_says_all_of_it(
        self, client, thread, gwen, path_of, fresh
    ):
        topic = make_topic("beginnings")
        assert (
            changed(thread, gwen, title=" A better  name ", kind="question", language="cy", topics=[topic])
            is True
        )
        now = fresh(thread)
        assert (now.title, now.slug, now.kind, now.language) == (
            "A better name",
            "a-better-name",
            "question",
            "cy",
        )
        assert list(now.topics.all()) == [topic]
        text = text_of(client, path_of(now))
        assert (
            "Gwen Facilitator renamed this conversation from “How do you begin?” to “A better name”." in text
        )
        assert "Gwen Facilitator made this a question." in text
        assert "Gwen Facilitator set the language of this conversation to: Cymraeg." in text
        assert "Gwen Facilitator changed the topics of this conversation." in text
        assert now.note_numbers == [2]

    def test_nothing_changed_leaves_no_note(self, thread, gwen, fresh):
        assert changed(thread, gwen) is False
        assert fresh(thread).note_numbers == []

    def test_the_old_address_leads_to_the_new_one(self, client, thread, gwen, path_of):
        old = path_of(thread)
        changed(thread, gwen, title="Renamed")
        assert client.get(old).url == f"/en/threads/{thread.pk}/renamed/"

    def test_open_pages_and_lists_are_told_and_search_follows(self, thread, space, gwen, run_jobs):
        changed(thread, gwen, title="Zebra crossing")
        answer = replay.answer(thread.stream_key, 1, "cy")
        assert '"kind":"renamed","target":"","place":"reset"' in answer
        assert "Zebra crossing" in replay.answer(space.stream_key, 1, "en")
        run_jobs()
        assert SearchDocument.objects.get(kind="thread", object_id=thread.pk).title == "Zebra crossing"

    def test_titles_are_checked_as_when_starting(self, thread, gwen, fresh):
        for title, refusal in (("", talk_refusals.TitleMissing), ("x" * 201, talk_refusals.TitleTooLong)):
            with pytest.raises(refusal):
                changed(thread, gwen, title=title)
        assert fresh(thread).title == "How do you begin?"

    def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(self, as_person, thread, gwen, path_of):
        client = as_person(gwen)
        page = client.get(path_of(thread, "rename/")).content.decode()
        assert 'value="How do you begin?"' in page
        answer = client.post(path_of(thread, "rename/"), {"title": "", "kind": "question", "language": "en"})
        assert answer.status_code == 422
        assert "Please give your conversation a title." in answer.content.decode()
        answer = client.post(
            path_of(thread, "rename/"), {"title": "New", "kind": "question", "language": "en"}
        )
        assert (answer.status_code, answer.url) == (302, f"/en/threads/{thread.pk}/new/")


class TestPinning:
    def test_it_stands_first_and_notes_say_who_did_it(
        self, client, as_person, thread, space, nia, gwen, path_of
    ):
        make_thread(space, nia, title="Newer")
        answer = as_person(gwen).post(path_of(thread, "pin/"))
        assert answer.url == path_of(thread)
        page = client.get(space.get_absolute_url()).content.decode()
        assert page.index("How do you begin?") < page.index("Newer")
        assert "pinned this conversation to the top of its space" in text_of(client, path_of(thread))
        as_person(gwen).post(path_of(thread, "pin/remove/"))
        page = client.get(space.get_absolute_url()).content.decode()
        assert page.index("Newer") < page.index("How do you begin?")

    def test_twice_is_once(self, thread, gwen, fresh):
        assert [pin_thread(thread, by=gwen), pin_thread(thread, by=gwen)] == [True, False]
        assert [unpin_thread(thread, by=gwen), unpin_thread(thread, by=gwen)] == [True, False]
        assert fresh(thread).note_numbers == [2, 3]

    def test_open_lists_are_drawn_again(self, thread, space, gwen):
        pin_thread(thread, by=gwen)
        assert '"kind":"pinned"' in (answer := replay.answer(space.stream_key, 1, "en"))
        assert '"place":"reset"' in answer


class TestMoving:
    def test_it_is_listed_there_and_no_longer_here(self, client, thread, space, other_space, gwen, path_of):
        pin_thread(thread, by=gwen)
        move_thread(thread, to=other_space, by=gwen)
        assert "How do you begin?" not in client.get(space.get_absolute_url()).content.decode()
        assert "How do you begin?" in client.get(other_space.get_absolute_url()).content.decode()
        now = Thread.objects.get()
        assert (now.space, now.is_pinned) == (other_space, False)
        assert f"from “{space.name_en}” to “{other_space.name_en}”" in text_of(client, path_of(thread))

    def test_who_may_not_read_there_finds_nothing_any_more(
        self, client, as_person, thread, inner, olwen, nia, gwen, path_of, run_jobs
    ):
        run_jobs()
        assert as_person(olwen).get(path_of(thread)).status_code == 200
        move_thread(thread, to=inner, by=gwen)
        run_jobs()
        for reader in (client, as_person(olwen)):
            assert reader.get(path_of(thread)).status_code == 404
            assert reader.get(path_of(thread, "posts/1/")).status_code == 404
            assert reader.get(path_of(thread, "print/")).status_code == 404
        assert as_person(nia).get(path_of(thread)).status_code == 200
        document = SearchDocument.objects.get(kind="thread", object_id=thread.pk)
        assert "public" not in document.keys.split()

    def test_lists_that_are_open_lose_the_row_without_its_title(self, thread, space, inner, gwen):
        move_thread(thread, to=inner, by=gwen)
        answer = replay.answer(space.stream_key, 0, "en")
        assert "How do you begin" not in answer
        assert f'"target":"thread-{thread.pk}","place":"remove"' in answer
        assert "How do you begin" in replay.answer(inner.stream_key, 0, "en")

    def test_a_note_names_no_space_that_is_not_public(
        self, client, as_person, thread, other_space, inner, gwen, path_of
    ):
        move_thread(thread, to=inner, by=gwen)
        move_thread(thread, to=other_space, by=gwen)
        text = text_of(client, path_of(thread))
        assert "Gwen Facilitator moved this conversation here from another space." in text
        assert inner.name_en not in text

    def test_inbox_and_notices_of_those_shut_out_are_settled(
        self, as_person, thread, network, inner, nia, olwen, gwen, run_jobs
    ):
        follow(thread, by=olwen)
        run_jobs()
        make_post(thread, nia)
        run_jobs()
        assert count_unread(olwen.pk) == 1
        move_thread(thread, to=inner, by=gwen)
        run_jobs()
        assert count_unread(olwen.pk) == 0
        assert "How do you begin" not in as_person(olwen).get("/en/inbox/").content.decode()

    def test_it_goes_nowhere_twice_and_not_to_where_it_is(self, thread, space, gwen):
        with pytest.raises(refusals.AlreadyThere):
            move_thread(thread, to=space, by=gwen)

    def test_only_spaces_one_tends_and_sees_are_offered(
        self, as_person, thread, network, inner, foreign_space, gwen, path_of
    ):
        closed = make_space([network], audience="space", slug="closed", name_en="Closed circle")
        client = as_person(gwen)
        page = client.get(path_of(thread, "move/")).content.decode()
        assert f'value="{inner.pk}"' in page
        assert f'value="{foreign_space.pk}"' not in page
        assert f'value="{closed.pk}"' not in page
        for space in (foreign_space, closed):
            answer = client.post(path_of(thread, "move/"), {"space": space.pk, "confirmed": "1"})
            assert answer.status_code == 422
        SpaceInvitation.objects.create(space=closed, user=gwen)
        assert f'value="{closed.pk}"' in as_person(gwen).get(path_of(thread, "move/")).content.decode()
        assert Thread.objects.get().space_id == thread.space_id

    def test_the_page_says_first_what_will_happen(self, as_person, thread, inner, nia, olwen, gwen, path_of):
        follow(thread, by=olwen)
        client = as_person(gwen)
        page = client.post(path_of(thread, "move/"), {"space": inner.pk})
        assert page.status_code == 200
        text = page.content.decode()
        assert "Members of the networks that hold the space can read it there, nobody else." in text
        assert "1 person who follows it or has written in it may not read there" in text
        assert Thread.objects.get().space_id == thread.space_id
        answer = client.post(path_of(thread, "move/"), {"space": inner.pk, "confirmed": "1"})
        assert answer.url == path_of(thread)
        assert Thread.objects.get().space == inner

    def test_a_reply_written_meanwhile_goes_along(self, thread, inner, gwen, nia):
        stale = Thread.objects.get(pk=thread.pk)
        move_thread(thread, to=inner, by=gwen)
        reply_to(stale, by=nia, html="<p>Late.</p>", language="en")
        assert '"kind":"reply"' in replay.answer(inner.stream_key, 1, "en")


VERBS = ["rename/", "move/", "split/", "merge/"]


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_else_gets_at_it(client, as_person, thread, rhys, network, path_of, verb):
    make_post(thread, rhys)
    assert "/accounts/" in client.get(path_of(thread, verb)).url
    answer = as_person(rhys).get(path_of(thread, verb), follow=True)
    assert answer.redirect_chain == [(path_of(thread), 302)]
    assert "Only facilitators, moderators and coordinators can do this." in answer.content.decode()
    for role in ("facilitator", "moderator", "coordinator"):
        tender = make_member(network, role=role, name=f"A {role}")
        assert as_person(tender).get(path_of(thread, verb)).status_code == 200


@pytest.mark.parametrize("verb", [*VERBS, "pin/", "pin/remove/"])
def test_a_thread_one_may_not_see_is_not_there(as_person, network, nia, olwen, path_of, verb):
    thread = make_thread(make_space([network], audience="networks"), nia)
    assert as_person(olwen).post(path_of(thread, verb)).status_code == 404


def test_the_tools_are_offered_to_those_who_may(as_person, thread, rhys, gwen, path_of):
    make_post(thread, rhys)
    for person, offered in ((rhys, False), (gwen, True)):
        page = as_person(person).get(path_of(thread)).content.decode()
        for verb in ("rename/", "move/", "split/", "merge/", "pin/"):
            assert (path_of(thread, verb) in page) is offered, (person, verb)


def test_a_hung_conversation_keeps_its_name_and_place(as_person, gwen, network):
    from community.discussions.tending.registrations import check_tends_in_space

    hung = Thread.objects.create(subject_kind="x", subject_id=1, title="On it", slug="on-it", language="en")
    hung.networks.add(network)
    with pytest.raises(refusals.BelongsToItsSubject):
        check_tends_in_space(gwen, hung)
    with pytest.raises(refusals.BelongsToItsSubject):
        changed(hung, gwen, title="Other")
