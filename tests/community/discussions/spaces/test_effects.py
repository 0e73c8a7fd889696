"""What coordinators are told before a change of a space is done, and what networks are asked and answer."""

import html
import re

import pytest

from community.audience import Audience
from community.discussions.spaces import domain
from community.discussions.spaces.models import SpaceOffer
from community.networks.models import Membership
from community.notifications.domain.notices import unread_count
from community.notifications.listing import listed
from community.notifications.models import Notification
from tests.factories import make_member, make_network, make_thread
from tests.factories import make_space as ready_space
from tests.queries import assert_flat

pytestmark = pytest.mark.django_db


def form_of(space, **changes):
    """What the form sends when nothing but ``changes`` is done."""
    return {
        "name_en": space.name_en,
        "name_cy": space.name_cy or space.name_en,
        "audience": space.audience,
        "networks": [network.pk for network in space.networks.all()],
        "starters": space.starters,
        "ready": "",
    } | changes


def change(client, space, **fields):
    return client.post(f"/en/desk/spaces/{space.slug}/edit/", form_of(space, **fields), follow=True)


def effects_on(answer):
    found = re.search(r'<ul class="stack-s">(.*?)</ul>', answer.content.decode(), re.S)
    return [html.unescape(one) for one in re.findall(r"<li>(.*?)</li>", found[1])] if found else []


def key_on(answer):
    return re.search(r'name="confirmed" value="([^"]+)"', answer.content.decode())[1]


class TestOpeningToMore:
    def test_what_was_said_for_fewer_is_opened_only_when_that_was_read(
        self, client, as_person, closed, mair, nia
    ):
        thread = make_thread(closed, mair, title="In confidence")
        member = as_person(mair)
        answer = change(member, closed, audience="public")
        assert effects_on(answer) == [
            "Everyone can then read the space, signed in or not, and search engines find it.",
            "That includes 1 conversation that is here already, and was meant for fewer.",
        ]
        assert "<title>Please confirm" in answer.content.decode()
        closed.refresh_from_db()
        assert closed.audience == Audience.SPACE
        assert client.get(thread.get_absolute_url()).status_code == 404
        change(member, closed, audience="public", confirmed=key_on(answer))
        closed.refresh_from_db()
        assert closed.audience == Audience.PUBLIC
        assert client.get(thread.get_absolute_url()).status_code == 200

    def test_what_was_confirmed_counts_for_these_readers_only(self, as_person, closed, mair):
        make_thread(closed, mair)
        member = as_person(mair)
        key = key_on(change(member, closed, audience="networks"))
        answer = change(member, closed, audience="public", confirmed=key)
        assert effects_on(answer)[0].startswith("Everyone can then read the space")
        closed.refresh_from_db()
        assert closed.audience == Audience.SPACE

    def test_what_was_typed_is_kept_meanwhile(self, as_person, closed, mair):
        make_thread(closed, mair)
        answer = change(as_person(mair), closed, audience="members", description_en="New words.")
        assert "New words." in answer.content.decode()

    @pytest.mark.parametrize("audience", ["networks", "members", "public"])
    def test_an_empty_space_is_opened_at_once(self, as_person, closed, mair, audience):
        change(as_person(mair), closed, audience=audience)
        closed.refresh_from_db()
        assert closed.audience == audience

    def test_narrowing_needs_no_question(self, as_person, network, mair, nia):
        space = ready_space([network], audience="public")
        make_thread(space, nia)
        change(as_person(mair), space, audience="networks")
        space.refresh_from_db()
        assert space.audience == Audience.NETWORKS

    def test_another_network_of_mine_is_more_readers_too(self, as_person, network, mair, nia):
        second = make_network("second")
        make_member(second, person=mair, role="coordinator")
        space = ready_space([network], audience="networks")
        make_thread(space, nia)
        answer = change(as_person(mair), space, networks=[network.pk, second.pk])
        assert effects_on(answer)[0] == "All members of the networks that hold the space can then read it."
        assert list(space.networks.all()) == [network]


class TestLettingGo:
    def test_ones_own_network_leaves_only_when_that_was_read(self, as_person, network, scotland, mair, morag):
        space = ready_space([network, scotland], name_en="Both", name_cy="Dwy")
        member = as_person(mair)
        answer = change(member, space, networks=[scotland.pk])
        assert effects_on(answer) == [
            f"{network.name} holds the space no longer.",
            "You can then not change it any more. Only those who hold it then can ask your network again.",
        ]
        assert space.networks.count() == 2
        answer = change(member, space, networks=[scotland.pk], confirmed=key_on(answer))
        assert list(space.networks.all()) == [scotland]
        assert "The space “Both” is changed, and your network holds it no longer." in answer.content.decode()

    def test_a_network_of_others_stays_and_that_is_said(self, as_person, network, scotland, mair, morag):
        space = ready_space([network, scotland])
        answer = change(as_person(mair), space, networks=[network.pk])
        assert space.networks.count() == 2
        page = answer.content.decode()
        assert "Nothing was changed." in page
        assert "Scotland holds the space still: only its own coordinators can take it out." in page


class TestAsking:
    @pytest.fixture
    def asked(self, network, scotland, mair, morag):
        """Mair has asked Scotland."""
        return domain.make_space(
            by=mair, networks=[network, scotland], name_en="Both", name_cy="Dwy", audience="networks"
        )

    def _said(self, person):
        return [
            line.words.title for line in listed(Notification.objects.of(person), person, "en") if line.words
        ]

    def test_the_coordinators_of_the_network_are_told_and_find_it_on_the_desk(
        self, as_person, asked, scotland, morag, mair
    ):
        isla = make_member(scotland, name="Isla")
        said = "Mair Coordinator asks Scotland to hold “Both” with the others."
        assert self._said(morag) == [said]
        assert self._said(isla) == self._said(mair) == []
        desk = as_person(morag).get("/en/desk/").content.decode()
        assert said in desk
        assert said not in as_person(mair).get("/en/desk/").content.decode()

    @pytest.mark.parametrize(
        ("verb", "said"),
        [
            ("accept", "Scotland holds “Both” with you now."),
            ("decline", "Scotland does not want to hold “Both”."),
        ],
    )
    def test_whoever_asked_hears_the_answer_and_the_question_is_gone(
        self, as_person, asked, mair, morag, verb, said
    ):
        offer = SpaceOffer.objects.get()
        as_person(morag).post(f"/en/desk/spaces/offers/{offer.pk}/{verb}/")
        assert self._said(mair) == [said]
        assert self._said(morag) == []
        assert unread_count(mair) == 1

    def test_a_second_answer_is_told_that_there_was_one(self, as_person, asked, morag, mair):
        offer, member = SpaceOffer.objects.get(), as_person(morag)
        member.post(f"/en/desk/spaces/offers/{offer.pk}/accept/")
        answer = member.post(f"/en/desk/spaces/offers/{offer.pk}/decline/", follow=True)
        assert "This question is no longer open: it was answered, or taken back." in answer.content.decode()
        assert asked.networks.count() == 2

    def test_what_others_are_asked_looks_like_what_never_was(self, as_person, asked, mair):
        offer, member = SpaceOffer.objects.get(), as_person(mair)
        theirs = member.post(f"/en/desk/spaces/offers/{offer.pk}/accept/", follow=True)
        nothing = member.post("/en/desk/spaces/offers/999999/accept/", follow=True)
        said = "This question is no longer open: it was answered, or taken back."
        assert said in theirs.content.decode() and said in nothing.content.decode()
        assert SpaceOffer.objects.exists()

    def test_it_can_be_taken_back(self, as_person, asked, mair, morag):
        offer, member = SpaceOffer.objects.get(), as_person(mair)
        page = member.get(f"/en/desk/spaces/{asked.slug}/edit/").content.decode()
        path = f"/en/desk/spaces/{asked.slug}/offers/{offer.pk}/withdraw/"
        assert path in page
        assert as_person(morag).post(path).status_code == 404
        answer = member.post(path, follow=True)
        assert "The question is taken back." in answer.content.decode()
        assert not SpaceOffer.objects.exists()
        assert self._said(morag) == []
        assert "no longer open" in member.post(path, follow=True).content.decode()

    def test_who_coordinates_no_longer_hears_nothing_of_it(self, asked, morag):
        Membership.objects.filter(user=morag).update(role="member")
        assert self._said(type(morag).objects.get(pk=morag.pk)) == []

    def test_many_cost_what_one_costs(self, as_person, network, scotland, mair, morag):
        def grow(count):
            for _ in range(count):
                space = domain.make_space(
                    by=mair, networks=[network, scotland], name_en="Both", name_cy="Dwy"
                )
                offer = SpaceOffer.objects.get(space=space)
                domain.accept_offer(offer, by=morag)
                domain.make_space(by=mair, networks=[network, scotland], name_en="More", name_cy="Mwy")

        asking, asked = as_person(mair), as_person(morag)
        assert_flat(
            lambda: (asking.get("/en/notices/"), asked.get("/en/notices/"), asked.get("/en/desk/")),
            grow,
            at_most=44,
        )


def test_the_list_leads_to_the_spaces(as_person, network, mair):
    space = ready_space([network])
    assert (
        f'<a href="{space.get_absolute_url()}">' in as_person(mair).get("/en/desk/spaces/").content.decode()
    )
