"""Mentions: links to those who may read, a notice to them, and nothing to anybody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.discussions.domain.posts import changing
from community.discussions.domain.threads import tidy_words
from community.discussions.mentions.domain import MOST_OF_NEWCOMER
from community.discussions.mentions.words import handles_in, with_links
from community.discussions.models import FollowLevel, SpaceInvitation, ThreadPlace
from community.notifications.models import Notification
from tests.factories import make_member, make_network, make_person, make_post, make_space, make_thread


def say(thread, author, words):
    return make_post(thread, author, html=f"<p>{words}</p>")


def told(person):
    return list(Notification.objects.filter(user=person).values_list("kind", flat=True))


def old_hand(person):
    person.date_joined = timezone.now() - timedelta(days=30)
    person.save()
    return person


def path_of(thread):
    return f"/en/threads/{thread.pk}/{thread.slug}/"


def ask(client, thread, typed, place=None):
    return client.get("/en/mentions/", {"place": place or f"thread:{thread.pk}", "q": typed})


def offered(client, thread, typed, place=None):
    return [one["handle"] for one in ask(client, thread, typed, place).json()["people"]]


class TestWords:
    @pytest.mark.parametrize(
        ("text", "handles"),
        [
            ("@nia", ["nia"]),
            ("Thanks @Nia-Parry! (@rhys, @rhys)", ["nia-parry", "rhys"]),
            ("nia@example.org and https://example.org/@nia", []),
            ("@nia@example.social", []),
            ("an @ alone, @-x, @@y", []),
            ("@nia’s idea; @nia.", ["nia"]),
        ],
    )
    def test_an_at_sign_that_begins_a_word_names_somebody(self, text, handles):
        assert handles_in(text) == handles

    def test_links_stand_in_words_and_nowhere_else(self):
        html = '<p title="@nia">@nia <a href="/x/">@nia</a> <code>@nia</code> <b>@Nia</b> @rhys</p>'
        link = '<a class="mention" href="/people/nia/">{}</a>'
        assert with_links(html, {"nia": 1}) == (
            f'<p title="@nia">{link.format("@nia")} <a href="/x/">@nia</a> <code>@nia</code>'
            f" <b>{link.format('@Nia')}</b> @rhys</p>"
        )


class TestLinks:
    def test_a_reader_of_the_thread_is_linked_and_told_once(self, client, thread, rhys, nia, run_jobs):
        post = say(thread, rhys, f"What do you think, @{nia.handle}? @{nia.handle}!")
        assert post.extras["mentions"] == {nia.handle: nia.pk}
        assert (
            f'<a class="mention" href="/en/people/{nia.handle}/">@{nia.handle}</a>'
            in client.get(path_of(thread)).content.decode()
        )
        assert "<a" not in post.html  # the words stay as they were written
        run_jobs()
        run_jobs()
        assert told(nia) == ["mention"]  # and not of the reply as well, though she follows

    def test_who_cannot_see_is_neither_linked_nor_told(self, as_person, nia, network, run_jobs):
        space = make_space([network], audience="networks")
        thread = make_thread(space, nia)
        stranger = make_person("Olwen Outside")
        post = say(thread, nia, f"As @{stranger.handle} and @no-such-person said")
        assert "mentions" not in post.extras
        assert 'class="mention"' not in as_person(nia).get(path_of(thread)).content.decode()
        run_jobs()
        assert told(stranger) == []

    def test_who_left_in_the_meantime_is_not_told(self, nia, rhys, network, run_jobs):
        thread = make_thread(make_space([network], audience="networks"), nia)
        say(thread, nia, f"@{rhys.handle}, please look")
        rhys.memberships.all().delete()
        run_jobs()
        assert told(rhys) == []

    def test_who_hides_is_not_found_by_their_handle(self, thread, nia, rhys):
        nia.profile.audience_listed = "only_me"
        nia.profile.save()
        assert "mentions" not in say(thread, rhys, f"@{nia.handle}").extras

    def test_muted_is_muted(self, thread, nia, rhys, run_jobs):
        ThreadPlace.objects.filter(thread=thread, user=nia).update(level=FollowLevel.MUTED)
        say(thread, rhys, f"@{nia.handle}")
        run_jobs()
        assert told(nia) == []

    def test_changed_words_mention_anew_and_tell_once(self, thread, nia, rhys, gwen, run_jobs):
        post = say(thread, rhys, f"@{gwen.handle}, hello")
        run_jobs()
        with changing(post, "edited") as row:
            row.html, row.text = tidy_words(f"<p>@{gwen.handle} and @{nia.handle}, hello</p>")
        assert set(post.extras["mentions"]) == {gwen.handle, nia.handle}
        run_jobs()
        assert told(gwen) == ["mention"]
        assert told(nia) == ["reply"]  # she was told of this post before, as its follower

    def test_the_notice_reads_and_leads_to_the_post(self, as_person, thread, nia, rhys, run_jobs):
        say(thread, rhys, f"@{nia.handle}, is that so?")
        run_jobs()
        page = as_person(nia).get("/en/me/notices/", follow=True)
        if page.status_code == 404:
            from django.urls import reverse

            page = as_person(nia).get(reverse("notices"))
        assert "Rhys Bevan mentioned you in “How do you begin?”" in page.content.decode()


class TestLimits:
    def test_a_newcomer_mentions_a_few(self, as_person, thread, network, rhys):
        people = [make_member(network, name=f"Person {word}") for word in ("One", "Two", "Three", "Four")]
        words = " ".join(f"@{person.handle}" for person in people)
        url = f"{path_of(thread)}reply/"
        answer = as_person(rhys).post(url, {"text": words, "language": "en"})
        assert answer.status_code == 422
        assert f"you can mention up to {MOST_OF_NEWCOMER} people" in answer.content.decode()
        assert words in answer.content.decode()  # what was typed stays
        assert thread.posts.count() == 1
        assert as_person(old_hand(rhys)).post(url, {"text": words, "language": "en"}).status_code == 302
        assert len(thread.posts.get(number=2).extras["mentions"]) == 4

    def test_words_that_name_nobody_do_not_count(self, thread, rhys):
        assert say(thread, rhys, "@one @two @three @four @five").number == 2


class TestOffering:
    def test_by_name_or_handle_without_accents_the_talkers_first(self, as_person, thread, network, rhys, nia):
        make_member(network, name="Aled Niallson")
        sian = make_member(network, name="Siân Nicholas")
        client = as_person(rhys)
        assert offered(client, thread, "ni") == [nia.handle, "aled-niallson", sian.handle]
        assert offered(client, thread, "sian n") == [sian.handle]
        assert rhys.handle not in offered(client, thread, "rhys")

    @pytest.mark.parametrize("audience", ["networks", "space"])
    def test_only_those_who_can_see(self, as_person, network, rhys, nia, audience):
        space = make_space([network], audience=audience)
        if audience == "space":
            for person in (rhys, nia):
                SpaceInvitation.objects.create(space=space, user=person)
        thread = make_thread(space, nia)
        make_member(make_network(), name="Nia Elsewhere")
        left = make_member(network, name="Nia Gone", state="left")
        client = as_person(rhys)
        assert offered(client, thread, "nia") == [nia.handle]
        assert offered(client, thread, "nia", place=f"space:{space.pk}") == [nia.handle]
        assert left.handle not in offered(client, thread, "")

    def test_only_those_of_whom_one_may_know(self, as_person, thread, rhys, nia):
        nia.profile.audience_listed = "only_me"
        nia.profile.save()
        assert offered(as_person(rhys), thread, "nia") == []

    def test_a_place_one_cannot_see_looks_like_none(self, as_person, client, thread, nia, olwen):
        hidden = make_thread(make_space([make_network()], audience="networks"), nia)
        assert ask(as_person(olwen), hidden, "n").status_code == 404
        assert ask(as_person(olwen), thread, "n", place="thread:999999").status_code == 404
        assert ask(client, thread, "n").status_code == 404

    def test_few_queries_however_many_people(self, as_person, thread, network, rhys, queries):
        client = as_person(rhys)
        for number in range(12):
            make_member(network, name=f"Person {chr(65 + number)}")
        with queries(at_most=12):
            assert len(offered(client, thread, "person")) == 8
