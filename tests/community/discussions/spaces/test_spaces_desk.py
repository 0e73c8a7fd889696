"""Coordinators make, change and archive spaces, and ask people and networks in."""

import re

import pytest

from community.audience import Audience
from community.discussions import refusals as talk_refusals
from community.discussions.domain.reading import follow
from community.discussions.models import Space, SpaceInvitation, Thread
from community.discussions.permissions import check_can_reply, check_can_start, why_not
from community.discussions.spaces import refusals
from community.discussions.spaces.agreements import READY
from community.discussions.spaces.domain import (
    answer_call,
    archive_space,
    call_into,
    change_space,
    make_space,
    send_out,
    unarchive_space,
    withdraw_call,
)
from community.discussions.spaces.models import SpaceCall, SpaceOffer
from community.discussions.tending import refusals as tending_refusals
from community.discussions.tending.domain import move_thread
from community.notifications.domain.notices import count_unread
from community.search.models import SearchDocument
from tests.factories import make_member, make_person, make_post, make_thread
from tests.factories import make_space as ready_space


def typed(network, **fields):
    return {
        "name_en": "Peer support", "name_cy": "Cefnogaeth", "networks": [network.pk], "audience": "networks",
        "starters": "members", "ready": "",
    } | fields  # fmt: skip


class TestMaking:
    def test_a_coordinator_opens_a_space_by_the_form(self, client, as_person, network, mair, nia):
        answer = as_person(mair).post("/en/desk/spaces/new/", typed(network, ready="chatham"))
        assert answer.url == "/en/spaces/peer-support/"
        space = Space.objects.get()
        assert (space.slug, space.name_cy, space.audience, list(space.networks.all())) == (
            "peer-support", "Cefnogaeth", "networks", [network],
        )  # fmt: skip
        for code in ("en", "cy", "gd"):
            assert getattr(space, f"agreement_{code}") == READY["chatham"].words[code]
        assert client.get("/en/spaces/peer-support/").status_code == 404
        page = as_person(nia).get("/en/spaces/peer-support/start/").content.decode()
        assert "under the Chatham House Rule" in page

    def test_what_is_wrong_is_said_and_the_rest_kept(self, as_person, network, mair):
        answer = as_person(mair).post("/en/desk/spaces/new/", typed(network, name_cy="", networks=[]))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Please choose at least one network." in page
        assert 'value="Peer support"' in page
        assert not Space.objects.exists()

    def test_names_that_are_alike_get_addresses_of_their_own(self, network, mair):
        slugs = [
            make_space(by=mair, networks=[network], name_en="Talk", name_cy="Sgwrs").slug for _ in range(3)
        ]
        assert slugs == ["talk", "talk-2", "talk-3"]

    def test_another_network_is_asked_and_holds_it_once_it_agrees(
        self, as_person, network, scotland, mair, morag
    ):
        space = make_space(
            by=mair, networks=[network, scotland], name_en="Both", name_cy="Dwy", audience="networks"
        )
        assert list(space.networks.all()) == [network]
        assert not Space.objects.visible_to(morag).exists()
        offer = SpaceOffer.objects.get()
        as_person(mair).post(f"/en/desk/spaces/offers/{offer.pk}/accept/")
        assert list(space.networks.all()) == [network]
        page = as_person(morag).get("/en/desk/spaces/").content.decode()
        assert "Mair Coordinator asks Scotland to hold “Both” with the others." in page
        as_person(morag).post(f"/en/desk/spaces/offers/{offer.pk}/accept/")
        assert set(space.networks.all()) == {network, scotland}
        assert Space.objects.visible_to(make_member(scotland, name="Isla")).exists()
        assert change_space(space, by=morag, description_en="Ours too.") is True

    def test_a_network_may_decline(self, as_person, network, scotland, mair, morag):
        space = make_space(by=mair, networks=[network, scotland], name_en="Both", name_cy="Dwy")
        as_person(morag).post(f"/en/desk/spaces/offers/{SpaceOffer.objects.get().pk}/decline/")
        assert list(space.networks.all()) == [network]
        assert not SpaceOffer.objects.exists()

    def test_nobody_makes_one_for_others(self, mair, scotland):
        with pytest.raises(refusals.OwnNetworkNeeded):
            make_space(by=mair, networks=[scotland], name_en="X", name_cy="X")

    @pytest.mark.parametrize("role", ["member", "facilitator", "curator", "moderator"])
    def test_for_anybody_else_the_desk_is_not_there(self, as_person, network, space, role):
        client = as_person(make_member(network, role=role))
        for path in ("", "new/", "practice/edit/", "practice/people/"):
            assert client.get(f"/en/desk/spaces/{path}").status_code == 404
        assert client.post("/en/desk/spaces/practice/archive/").status_code == 404

    def test_a_space_of_another_network_is_not_there(self, as_person, space, morag):
        assert as_person(morag).get("/en/desk/spaces/practice/edit/").status_code == 404
        with pytest.raises(refusals.SpaceCoordinatorsOnly):
            change_space(space, by=morag, name_en="Taken")


class TestChanging:
    def test_a_narrower_audience_counts_at_once(
        self, client, as_person, network, space, thread, mair, olwen, nia, run_jobs
    ):
        follow(thread, by=olwen)
        run_jobs()
        make_post(thread, nia)
        run_jobs()
        assert count_unread(olwen.pk) == 1
        as_person(mair).post("/en/desk/spaces/practice/edit/", typed(network))
        assert client.get(thread.get_absolute_url()).status_code == 404
        assert as_person(nia).get(thread.get_absolute_url()).status_code == 200
        run_jobs()
        keys = SearchDocument.objects.get(kind="thread", object_id=thread.pk).keys.split()
        assert keys == [f"network:{network.pk}"]
        assert count_unread(olwen.pk) == 0

    def test_many_threads_are_settled_in_batches(self, network, space, mair, nia, run_jobs, monkeypatch):
        from community.discussions.spaces import domain

        monkeypatch.setattr(domain, "_BATCH", 2)
        threads = [make_thread(space, nia, title=f"T{n}") for n in range(5)]
        run_jobs()
        change_space(space, by=mair, audience="networks")
        run_jobs()
        held = SearchDocument.objects.filter(kind="thread", object_id__in=[one.pk for one in threads])
        assert {document.keys for document in held} == {f"network:{network.pk}"}
        assert len(held) == 5

    def test_networks_of_others_stay_and_the_last_cannot_go(self, network, scotland, space, mair, morag):
        space.networks.add(scotland)
        change_space(space, by=mair, networks=[network])
        assert set(space.networks.all()) == {network, scotland}
        change_space(space, by=mair, networks=[])
        assert set(space.networks.all()) == {scotland}
        with pytest.raises(refusals.SpaceNeedsANetwork):
            change_space(space, by=morag, networks=[])
        assert set(space.networks.all()) == {scotland}

    def test_only_facilitators_start_where_it_says_so(
        self, as_person, network, space, thread, mair, nia, gwen
    ):
        change_space(space, by=mair, starters="facilitators")
        space.refresh_from_db()
        assert type(why_not(check_can_start, nia, space)) is talk_refusals.FacilitatorsStart
        assert why_not(check_can_start, gwen, space) is None
        assert why_not(check_can_reply, nia, Thread.objects.get(pk=thread.pk)) is None
        page = as_person(nia).get("/en/spaces/practice/").content.decode()
        assert "/spaces/practice/start/" not in page


class TestArchiving:
    def test_it_can_be_read_but_not_added_to_and_leaves_the_lists(
        self, client, as_person, space, thread, mair, nia, gwen
    ):
        as_person(mair).post("/en/desk/spaces/practice/archive/")
        assert "/spaces/practice/" not in client.get("/en/spaces/").content.decode()
        page = client.get("/en/spaces/practice/").content.decode()
        assert "This space is archived." in page
        assert "How do you begin?" in page
        for person in (nia, gwen):
            answer = as_person(person).post(
                f"{thread.get_absolute_url()}reply/",
                {"text": "Late.", "language": "en", "submission_key": "k"},
            )
            assert answer.status_code == 422
            assert as_person(person).get("/en/spaces/practice/start/").status_code == 403
        assert thread.posts.count() == 1

    def test_nothing_is_moved_into_it(self, as_person, network, space, thread, mair, gwen):
        other = ready_space([network], slug="other")
        archive_space(other, by=mair)
        with pytest.raises(tending_refusals.SpaceIsArchived):
            move_thread(thread, to=other, by=gwen)
        page = as_person(gwen).get(f"{thread.get_absolute_url()}move/").content.decode()
        assert f'value="{other.pk}"' not in page

    def test_it_can_be_taken_back(self, client, as_person, space, mair, nia):
        assert [archive_space(space, by=mair), archive_space(space, by=mair)] == [True, False]
        assert "Take back into use" in as_person(mair).get("/en/desk/spaces/").content.decode()
        assert [unarchive_space(space, by=mair), unarchive_space(space, by=mair)] == [True, False]
        assert "/spaces/practice/" in client.get("/en/spaces/").content.decode()
        space.refresh_from_db()
        assert why_not(check_can_start, nia, space) is None


class TestInvitations:
    def test_who_made_a_closed_space_is_in_it(self, closed, mair, nia):
        assert Space.objects.visible_to(mair).filter(pk=closed.pk).exists()
        assert not Space.objects.visible_to(nia).filter(pk=closed.pk).exists()

    def test_by_handle_or_address_accepted_and_inside(self, as_person, closed, mair, nia, rhys, run_jobs):
        client = as_person(mair)
        for who in (f"@{nia.handle}", rhys.email.upper()):
            assert client.post(f"/en/desk/spaces/{closed.slug}/people/", {"who": who}).status_code == 302
        run_jobs()
        assert (
            "Mair Coordinator invites you to the space “Inner circle”"
            in as_person(nia).get("/en/notices/").content.decode()
        )
        assert as_person(nia).get(f"/en/spaces/{closed.slug}/").status_code == 404
        page = as_person(nia).get(f"/en/spaces/{closed.slug}/invitation/").content.decode()
        assert "Inner circle" in page
        answer = as_person(nia).post(f"/en/spaces/{closed.slug}/invitation/", {"answer": "accept"})
        assert answer.url == f"/en/spaces/{closed.slug}/"
        assert as_person(nia).get(answer.url).status_code == 200
        as_person(rhys).post(f"/en/spaces/{closed.slug}/invitation/", {"answer": "decline"})
        assert as_person(rhys).get(f"/en/spaces/{closed.slug}/").status_code == 404
        assert set(closed.invitations.values_list("user", flat=True)) == {mair.pk, nia.pk}
        assert "declined" in client.get(f"/en/desk/spaces/{closed.slug}/people/").content.decode()

    def test_the_invitation_is_for_the_person_invited(self, client, as_person, closed, mair, nia, rhys):
        call_into(closed, who=nia.handle, by=mair)
        path = f"/en/spaces/{closed.slug}/invitation/"
        assert as_person(rhys).get(path).status_code == 404
        assert as_person(rhys).post(path, {"answer": "accept"}).status_code == 404
        assert "/accounts/" in client.get(path).url
        assert closed.invitations.count() == 1

    def test_whom_one_cannot_invite(self, as_person, closed, mair, nia, olwen, network):
        suspended = make_member(network, name="Suspended", state="suspended")
        for who in (olwen.handle, olwen.email, suspended.email, "nobody-of-that-name"):
            answer = as_person(mair).post(f"/en/desk/spaces/{closed.slug}/people/", {"who": who})
            assert answer.status_code == 422
            assert (
                "No member of the space’s networks has that handle or e-mail address."
                in answer.content.decode()
            )
        with pytest.raises(refusals.InvitedBefore):
            call_into(closed, who=mair.handle, by=mair)
        call_into(closed, who=nia.handle, by=mair)
        with pytest.raises(refusals.InvitedBefore):
            call_into(closed, who=nia.handle, by=mair)

    def test_who_declined_can_be_asked_again(self, closed, mair, nia):
        answer_call(call_into(closed, who=nia.handle, by=mair), accept=False)
        answer_call(call_into(closed, who=nia.handle, by=mair), accept=True)
        assert SpaceInvitation.objects.filter(space=closed, user=nia).exists()
        assert not SpaceCall.objects.exists()

    def test_a_withdrawn_invitation_opens_nothing(self, closed, mair, nia):
        call = call_into(closed, who=nia.handle, by=mair)
        assert withdraw_call(call, by=mair) is True
        with pytest.raises(refusals.NoCall):
            answer_call(call, accept=True)
        assert not SpaceInvitation.objects.filter(user=nia).exists()

    def test_an_open_space_takes_no_invitations(self, as_person, space, mair, nia):
        with pytest.raises(refusals.NotClosed):
            call_into(space, who=nia.handle, by=mair)
        assert as_person(mair).get("/en/desk/spaces/practice/people/").url == "/en/desk/spaces/practice/edit/"

    def test_who_is_taken_out_finds_nothing_any_more(self, as_person, closed, mair, nia, run_jobs):
        answer_call(call_into(closed, who=nia.handle, by=mair), accept=True)
        thread = make_thread(closed, mair, title="Inside")
        client = as_person(nia)
        assert client.get(thread.get_absolute_url()).status_code == 200
        place = closed.invitations.get(user=nia)
        page = as_person(mair).get(f"/en/desk/spaces/{closed.slug}/people/").content.decode()
        assert re.search(rf"/desk/spaces/people/{place.pk}/remove/", page)
        as_person(mair).post(f"/en/desk/spaces/people/{place.pk}/remove/")
        assert client.get(thread.get_absolute_url()).status_code == 404

    def test_others_take_nobody_out(self, as_person, closed, mair, nia, morag, gwen):
        place = closed.invitations.get(user=mair)
        for person in (morag, gwen, nia):
            assert as_person(person).post(f"/en/desk/spaces/people/{place.pk}/remove/").status_code == 404
        with pytest.raises(refusals.SpaceCoordinatorsOnly):
            send_out(place, by=gwen)


def test_the_desks_pages_cost_the_same_for_one_space_and_for_many(as_person, network, mair, queries):
    client = as_person(mair)

    def cost():
        client.get("/en/desk/spaces/")
        with queries(at_most=14) as seen:
            client.get("/en/desk/spaces/")
        return len(seen)

    ready_space([network])
    few = cost()
    for _ in range(6):
        ready_space([network])
    assert cost() == few


def test_every_ready_agreement_is_there_in_every_language():
    assert {"en", "cy", "gd"} == set.intersection(*(set(one.words) for one in READY.values()))
    assert "Chatham House" in READY["chatham"].words["en"]


def test_a_closed_space_is_not_named_to_a_stranger(as_person, closed, network):
    stranger = make_person("Stranger")
    assert Space.objects.get(pk=closed.pk).audience == Audience.SPACE
    for path in ("/en/spaces/", f"/en/spaces/{closed.slug}/", f"/en/spaces/{closed.slug}/invitation/"):
        assert "Inner circle" not in as_person(stranger).get(path).content.decode()
