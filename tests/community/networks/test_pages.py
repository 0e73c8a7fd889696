"""Pages of joining, and of the desk: who gets in, what stands there, what bad input leads to."""

import pytest
from django.test import Client

from community.networks.domain import memberships
from community.networks.models import AddressInvitation, Membership, Network
from tests.factories import make_member, make_network, make_person
from tests.queries import assert_flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def wales():
    return make_network(
        "wales",
        name_en="Wales",
        name_cy="Cymru",
        joining="on_request",
        pledge_en="We listen.",
        pledge_cy="Gwrandawn.",
    )


@pytest.fixture
def carys(wales):
    return make_member(wales, role="coordinator", name="Carys Owen")


def tie(network, person):
    return Membership.objects.get(network=network, user=person)


def text(answer):
    return answer.content.decode()


# --- Joining ---------------------------------------------------------------------------------------------------------


def test_joining_shows_the_pledge_in_the_readers_language(wales, as_person):
    nia = as_person(make_person("Nia Parry"))
    assert "We listen." in text(nia.get("/en/networks/wales/join/"))
    in_welsh = text(nia.get("/cy/networks/wales/join/"))
    assert "Gwrandawn." in in_welsh
    assert "We listen." not in in_welsh


def test_a_pledge_that_was_not_accepted_is_said_beside_its_field_and_the_words_are_kept(wales, as_person):
    nia = make_person("Nia Parry")
    answer = as_person(nia).post("/en/networks/wales/join/", {"message": "I run a time bank."})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "accept_pledge": ["Please accept the pledge: everyone in this network has."]
    }
    assert "I run a time bank." in text(answer)
    assert not Membership.objects.filter(user=nia).exists()


def test_asking_leads_to_my_networks_where_the_request_stands(wales, as_person):
    nia = make_person("Nia Parry")
    answer = as_person(nia).post(
        "/en/networks/wales/join/", {"message": "I run a time bank.", "accept_pledge": "on"}, follow=True
    )
    assert answer.redirect_chain == [("/en/me/networks/", 302)]
    assert "A coordinator will answer." in text(answer)
    assert (tie(wales, nia).state, tie(wales, nia).pledge_text) == ("requested", "We listen.")


def test_a_message_that_is_too_long_is_refused_and_kept(wales, as_person):
    nia = make_person("Nia Parry")
    answer = as_person(nia).post("/en/networks/wales/join/", {"message": "x" * 1001, "accept_pledge": "on"})
    assert answer.status_code == 422
    assert "message" in answer.context["form"].errors
    assert "x" * 1001 in text(answer)


def test_visitors_are_led_to_signing_in_and_back(wales, client):
    answer = client.get("/en/networks/wales/join/")
    assert answer.status_code == 302
    assert answer.url.endswith("?next=/en/networks/wales/join/")


def test_a_network_by_invitation_says_so(wales, as_person):
    Network.objects.update(joining="invitation")
    answer = as_person(make_person()).get("/en/networks/wales/join/")
    assert answer.status_code == 403
    assert "by invitation only" in text(answer)


def test_an_old_invitation_link_says_so(wales, carys, as_person):
    Network.objects.update(joining="invitation")
    answer = as_person(make_person()).get("/en/networks/wales/join/?invitation=nonsense")
    assert "This invitation is no longer open" in text(answer)


def test_a_suspended_person_reads_why(wales, carys, as_person):
    rhys = make_member(wales)
    memberships.suspend(tie(wales, rhys), by=carys, reason="Three warnings.")
    assert "Three warnings." in text(as_person(rhys).get("/en/networks/wales/join/"))
    assert "Three warnings." in text(as_person(rhys).get("/en/me/networks/"))


def test_who_was_declined_reads_why_and_may_ask_again(wales, carys, as_person):
    nia = make_member(wales, state="requested", name="Nia")
    memberships.decline_request(tie(wales, nia), by=carys, reason="Only practitioners, please.")
    page = text(as_person(nia).get("/en/me/networks/"))
    assert "Only practitioners, please." in page
    assert "/en/networks/wales/join/" in page


def test_leaving_asks_first_and_then_leaves(wales, carys, as_person):
    rhys = make_member(wales)
    client = as_person(rhys)
    assert client.get("/en/networks/wales/leave/").status_code == 200
    assert tie(wales, rhys).state == "active"
    client.post("/en/networks/wales/leave/")
    assert tie(wales, rhys).state == "left"


def test_the_last_coordinator_reads_why_not(wales, carys, as_person):
    answer = as_person(carys).post("/en/networks/wales/leave/")
    assert answer.status_code == 422
    assert "at least one coordinator" in text(answer)


def test_my_networks_shows_invitations_of_both_kinds(wales, carys, as_person):
    nia = make_person("Nia", email="nia@cyngor.example")
    scotland = make_network("scotland", name_en="Scotland", joining="invitation")
    ailsa = make_member(scotland, role="coordinator", name="Ailsa Reid")
    memberships.invite(scotland, person=nia, by=ailsa)
    memberships.invite_address(wales, email="nia@cyngor.example", by=carys, language="en")
    page = as_person(nia).get("/en/me/networks/")
    assert [(one["network"], one["by"]) for one in page.context["invited"]] == [
        (scotland, ailsa),
        (wales, carys),
    ]
    assert page.context["others"] == []


# --- Members of a network --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("visitor", 302),
        ("outsider", 404),
        ("requested", 404),
        ("suspended", 404),
        ("left", 404),
        ("active", 200),
    ],
)
def test_only_members_see_who_is_there(wales, carys, as_person, client, who, status):
    if who == "outsider":
        client = as_person(make_person())
    elif who != "visitor":
        client = as_person(make_member(wales, state=who, name="Reader"))
    answer = client.get("/en/networks/wales/members/")
    assert answer.status_code == status
    assert ("Carys Owen" in text(answer)) is (status == 200)


def test_the_list_of_members_holds_active_open_accounts_coordinators_first(wales, carys, as_person):
    ann = make_member(wales, name="Ann")
    make_member(wales, name="Curator", role="curator")
    make_member(wales, name="Suspended", state="suspended")
    make_member(wales, name="Asked", state="requested")
    make_member(wales, name="Closed", is_active=False)
    page = as_person(ann).get("/en/networks/wales/members/")
    assert [(person.display_name, role) for person, role in page.context["people"]] == [
        ("Carys Owen", "Coordinator"), ("Curator", "Curator"), ("Ann", ""),
    ]  # fmt: skip
    assert ann.email not in text(page)
    assert carys.email not in text(page)


def test_members_are_found_by_a_part_of_the_name(wales, carys, as_person):
    page = as_person(make_member(wales, name="Ann")).get("/en/networks/wales/members/?q=owe")
    assert [person.display_name for person, _role in page.context["people"]] == ["Carys Owen"]
    nobody = as_person(make_member(wales, name="Ann")).get("/en/networks/wales/members/?q=zzz")
    assert "Nobody of that name" in text(nobody)


def test_the_list_of_members_costs_the_same_for_many(wales, as_person):
    client = as_person(make_member(wales, name="Ann"))
    assert_flat(
        lambda: client.get("/en/networks/wales/members/"),
        lambda count: [make_member(wales, name=f"M{number}") for number in range(count)],
        at_most=10,
    )


# --- The desk --------------------------------------------------------------------------------------------------------

DESK_PAGES = ["/en/desk/members/", "/en/desk/members/invite/", "/en/desk/network/wales/"]


@pytest.mark.parametrize("address", DESK_PAGES)
@pytest.mark.parametrize("role", ["member", "facilitator", "curator", "moderator", "elsewhere"])
def test_for_others_the_members_desk_is_not_there(wales, as_person, address, role):
    if role == "elsewhere":
        person = make_member(make_network("scotland"), role="coordinator")
        address += "?network=wales"
    else:
        person = make_member(wales, role=role)
    assert as_person(person).get(address).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [("member", 404), ("facilitator", 200), ("curator", 200), ("moderator", 200), ("coordinator", 200)],
)
def test_the_desk_is_for_those_with_work_there(wales, as_person, role, status):
    assert as_person(make_member(wales, role=role)).get("/en/desk/").status_code == status


@pytest.mark.parametrize(
    ("role", "is_there"),
    [("facilitator", False), ("moderator", False), ("curator", True), ("coordinator", True)],
)
def test_the_desk_leads_who_edits_to_the_editors_area(wales, as_person, role, is_there):
    page = as_person(make_member(wales, role=role)).get("/en/desk/").content.decode()
    assert ('href="/cms/"' in page) is is_there


def test_a_person_of_another_network_is_not_there_at_my_desk(wales, carys, as_person):
    other = make_member(make_network("scotland"), name="Ailsa")
    membership = Membership.objects.get(user=other)
    client = as_person(carys)
    for step in ("", "decline/", "role/", "suspend/", "reinstate/"):
        assert client.get(f"/en/desk/members/{membership.pk}/{step}").status_code == 404
    for step in ("accept/", "withdraw/", "decline/", "role/", "suspend/", "reinstate/"):
        assert (
            client.post(
                f"/en/desk/members/{membership.pk}/{step}", {"reason": "?", "role": "curator"}
            ).status_code
            == 404
        )
    membership.refresh_from_db()
    assert (membership.state, membership.role) == ("active", "member")


def test_the_desk_shows_who_waits_in_my_networks_only(wales, carys, as_person):
    scotland = make_network("scotland", joining="on_request")
    memberships.join(wales, by=make_person("Nia Parry"), accept_pledge=True, message="Please.")
    memberships.join(scotland, by=make_person("Ewan Muir"))
    page = text(as_person(carys).get("/en/desk/"))
    assert "Nia Parry asks to join Wales" in page
    assert "Ewan Muir" not in page


@pytest.mark.parametrize(("waiting", "link"), [(1, ""), (5, ""), (6, "See all 6")])
def test_the_desk_leads_to_the_whole_list_where_more_wait_than_it_shows(
    wales, carys, as_person, waiting, link
):
    for number in range(waiting):
        make_member(wales, state="requested", name=f"Number {number}")
    panel = text(as_person(carys).get("/en/desk/")).partition('id="requests"')[2].partition("</section>")[0]
    assert panel.count("asks to join Wales") == min(waiting, 5)
    assert ("panel-link" in panel) == bool(link)
    assert link in panel


def test_a_request_is_accepted_with_one_button(wales, carys, as_person):
    nia = make_member(wales, state="requested", name="Nia")
    answer = as_person(carys).post(f"/en/desk/members/{tie(wales, nia).pk}/accept/", follow=True)
    assert tie(wales, nia).state == "active"
    assert "Nia is now a member of Wales." in text(answer)


def test_a_step_that_came_too_late_says_so(wales, carys, as_person):
    nia = make_member(wales, state="left", name="Nia")
    answer = as_person(carys).post(f"/en/desk/members/{tie(wales, nia).pk}/accept/", follow=True)
    assert "The membership has changed in the meantime" in text(answer)


@pytest.mark.parametrize(("step", "before"), [("decline", "requested"), ("suspend", "active")])
def test_declining_and_suspending_want_a_reason(wales, carys, as_person, step, before):
    rhys = make_member(wales, state=before, name="Rhys")
    client, address = as_person(carys), f"/en/desk/members/{tie(wales, rhys).pk}/{step}/"
    refused = client.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert refused.context["form"].errors == {"reason": ["Say why: the person will read it."]}
    assert tie(wales, rhys).state == before
    client.post(address, {"reason": "Three warnings."})
    assert tie(wales, rhys).reason == "Three warnings."
    assert tie(wales, rhys).state != before


@pytest.mark.parametrize(
    ("step", "before", "after"),
    [
        ("decline", "requested", "left"),
        ("suspend", "active", "suspended"),
        ("reinstate", "suspended", "active"),
    ],
)
def test_a_reason_that_came_too_late_is_not_thrown_away_without_a_word(
    wales, carys, as_person, step, before, after
):
    rhys = make_member(wales, state=before, name="Rhys")
    membership = tie(wales, rhys)
    address = f"/en/desk/members/{membership.pk}/{step}/"
    other, mine = as_person(make_member(wales, role="coordinator", name="Huw")), as_person(carys)
    other.post(address, {"reason": "Three warnings."})
    too_late = mine.post(address, {"reason": "Words of mine."}, follow=True)
    assert too_late.redirect_chain == [(f"/en/desk/members/{membership.pk}/", 302)]
    assert "The membership has changed in the meantime" in text(too_late)
    assert (tie(wales, rhys).state, tie(wales, rhys).reason) == (after, "Three warnings.")
    # Pressed twice by one person is as once.
    again = other.post(address, {"reason": "Three warnings."}, follow=True)
    assert "The membership has changed in the meantime" not in text(again)


def test_a_role_for_who_is_no_member_any_more_says_so(wales, carys, as_person):
    rhys = make_member(wales, name="Rhys")
    membership = tie(wales, rhys)
    memberships.leave(wales, by=rhys)
    answer = as_person(carys).post(
        f"/en/desk/members/{membership.pk}/role/", {"role": "curator"}, follow=True
    )
    assert "The membership has changed in the meantime" in text(answer)


def _asked(wales, nia, carys):
    memberships.join(wales, by=nia, accept_pledge=True, message="I run a time bank.")


def _invited(wales, nia, carys):
    memberships.invite(wales, person=nia, by=carys)


@pytest.mark.parametrize(
    ("begin", "end", "shown", "words_stay"),
    [
        (_asked, lambda tie, nia, carys: memberships.decline_request(tie, by=carys, reason="No."), "Declined", True),
        (_asked, lambda tie, nia, carys: memberships.leave(tie.network, by=nia), "Request taken back", False),
        (_invited, lambda tie, nia, carys: memberships.withdraw_invitation(tie, by=carys), "Invitation withdrawn",
         False),
        (_invited, lambda tie, nia, carys: memberships.leave(tie.network, by=nia), "Invitation declined", False),
    ],
)  # fmt: skip
def test_who_never_was_a_member_is_not_shown_as_having_left(
    wales, carys, as_person, begin, end, shown, words_stay
):
    nia = make_person("Nia")
    begin(wales, nia, carys)
    end(tie(wales, nia), nia, carys)
    assert tie(wales, nia).state == "left"
    page = as_person(carys).get(f"/en/desk/members/{tie(wales, nia).pk}/")
    assert str(page.context["facts"][0]["value"]) == shown
    assert str(page.context["changes"][0].shown_state) == shown
    assert text(page).count(f">{shown}<") == 2  # among the facts, and in the history
    assert "Left" not in text(page)
    assert ("I run a time bank." in text(page)) is words_stay


def test_who_was_a_member_has_left_also_after_asking_once_more(wales, carys, as_person):
    nia = make_person("Nia")
    _asked(wales, nia, carys)
    memberships.accept_request(tie(wales, nia), by=carys)
    memberships.leave(wales, by=nia)
    desk = as_person(carys)
    address = f"/en/desk/members/{tie(wales, nia).pk}/"
    assert str(desk.get(address).context["facts"][0]["value"]) == "Left"
    _asked(wales, nia, carys)
    memberships.decline_request(tie(wales, nia), by=carys, reason="Not again.")
    page = desk.get(address)
    assert [str(change.shown_state) for change in page.context["changes"]] == [
        "Declined", "Asked to join", "Left", "Member", "Asked to join",
    ]  # fmt: skip
    assert str(page.context["facts"][0]["value"]) == "Declined"


def test_a_persons_page_at_the_desk_costs_the_same_for_many_steps(wales, carys, as_person):
    nia = make_person("Nia")
    _asked(wales, nia, carys)
    client, address = as_person(carys), f"/en/desk/members/{tie(wales, nia).pk}/"

    def more_steps(count):
        for _step in range(count):
            memberships.decline_request(tie(wales, nia), by=carys, reason="No.")
            _asked(wales, nia, carys)

    assert_flat(lambda: client.get(address), more_steps, at_most=10)


def test_a_role_is_given_and_stands_in_the_history(wales, carys, as_person):
    rhys = make_member(wales, name="Rhys")
    page = as_person(carys).post(
        f"/en/desk/members/{tie(wales, rhys).pk}/role/", {"role": "curator"}, follow=True
    )
    assert tie(wales, rhys).role == "curator"
    assert [change.role for change in page.context["changes"]] == ["curator"]
    assert "Rhys now has the role: Curator." in text(page)


def test_an_unknown_role_is_refused_beside_its_field(wales, carys, as_person):
    rhys = make_member(wales)
    answer = as_person(carys).post(f"/en/desk/members/{tie(wales, rhys).pk}/role/", {"role": "emperor"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["role"]


def test_who_gives_up_coordinating_is_led_away_from_the_desk(wales, carys, as_person):
    make_member(wales, role="coordinator", name="Gwen")
    answer = as_person(carys).post(f"/en/desk/members/{tie(wales, carys).pk}/role/", {"role": "member"})
    assert answer.url == "/en/me/networks/"


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("", "This field is required."),
        ("no-such-handle", "Nobody here has this handle. Check it, or write an e-mail address."),
        ("nia@", "Enter a valid email address."),
        ("@carys-owen", "This person is a member already."),
    ],
)
def test_inviting_nobody_is_refused_beside_the_field(wales, carys, as_person, who, error):
    answer = as_person(carys).post(
        "/en/desk/members/invite/", {"network": "wales", "who": who, "language": "cy"}
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"who": [error]}
    assert not AddressInvitation.objects.exists()


def test_a_handle_is_invited_with_or_without_its_sign(wales, carys, as_person):
    for name in ("Nia Parry", "Emyr Lewis"):
        make_person(name)
    for who in ("@nia-parry", "Emyr-Lewis"):
        as_person(carys).post("/en/desk/members/invite/", {"network": "wales", "who": who, "language": "cy"})
    assert set(Membership.objects.filter(state="invited").values_list("user__handle", flat=True)) == {
        "nia-parry", "emyr-lewis",
    }  # fmt: skip


def test_an_address_is_answered_the_same_with_and_without_an_account(wales, carys, as_person):
    make_person("Nia Parry", email="nia@cyngor.example")
    pages = {}
    for who in ("nia@cyngor.example", "stranger@cyngor.example"):
        answer = as_person(carys).post(
            "/en/desk/members/invite/", {"network": "wales", "who": who, "language": "en"}, follow=True
        )
        pages[who] = text(answer).replace(who, "WHO")
    assert "Nia Parry" not in pages["nia@cyngor.example"]
    assert Membership.objects.filter(state="invited").count() == 0
    assert AddressInvitation.objects.count() == 2


def test_an_invitation_is_withdrawn_by_my_coordinators_only(wales, carys, as_person):
    invitation = memberships.invite_address(wales, email="a@cyngor.example", by=carys, language="en")
    ailsa = make_member(make_network("scotland"), role="coordinator", name="Ailsa")
    address = f"/en/desk/invitations/{invitation.pk}/withdraw/"
    assert as_person(ailsa).post(address).status_code == 404
    assert AddressInvitation.objects.open().exists()
    as_person(carys).post(address)
    assert not AddressInvitation.objects.open().exists()


@pytest.mark.parametrize("shown", ["requests", "members", "invited", "suspended"])
def test_each_list_of_the_desk_costs_the_same_for_many(wales, carys, as_person, shown):
    states = {"requests": "requested", "members": "active", "invited": "invited", "suspended": "suspended"}
    client = as_person(carys)
    assert_flat(
        lambda: client.get(f"/en/desk/members/?network=wales&show={shown}"),
        lambda count: [make_member(wales, name=f"M{number}", state=states[shown]) for number in range(count)],
        at_most=12,
    )


def test_what_changes_something_is_not_done_by_looking(wales, carys, as_person):
    nia = make_member(wales, state="requested")
    pk = tie(wales, nia).pk
    client = as_person(carys)
    for step in ("accept", "withdraw"):
        assert client.get(f"/en/desk/members/{pk}/{step}/").status_code == 405
    for step in ("decline", "suspend", "reinstate", "role", ""):
        client.get(f"/en/desk/members/{pk}/{step}/".replace("//", "/"))
    assert tie(wales, nia).state == "requested"


def test_a_form_without_its_key_is_refused(wales, carys, as_person):
    client = as_person(carys, enforce_csrf_checks=True)
    assert isinstance(client, Client)
    nia = make_member(wales, state="requested")
    assert client.post(f"/en/desk/members/{tie(wales, nia).pk}/accept/").status_code == 403
    assert tie(wales, nia).state == "requested"


# --- The network itself ----------------------------------------------------------------------------------------------


def network_form(**changes):
    return {
        "name_en": "Wales", "name_cy": "Cymru", "short_name_en": "Wales", "short_name_cy": "Cymru",
        "description_en": "", "description_cy": "", "website": "https://copronet.wales/", "joining": "open",
        "pledge_en": "We listen.", "pledge_cy": "Gwrandawn.", "colour_warp": "#112233", "colour_weft": "#445566",
        "languages": ["en", "cy"], "leading_language": "cy", **changes,
    }  # fmt: skip


def test_a_coordinator_changes_the_network(wales, carys, as_person):
    answer = as_person(carys).post("/en/desk/network/wales/", network_form())
    assert answer.status_code == 302
    wales.refresh_from_db()
    assert (wales.joining, wales.colour_warp, wales.languages) == ("open", "#112233", ["cy", "en"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name_en": ""}, "name_en"),
        ({"pledge_cy": ""}, "pledge_cy"),
        ({"colour_warp": "red"}, "colour_warp"),
        ({"languages": []}, "languages"),
        ({"languages": ["en"], "leading_language": "cy"}, "leading_language"),
        ({"website": "not an address"}, "website"),
        ({"joining": "never"}, "joining"),
    ],
)
def test_a_wrong_value_is_said_beside_its_field_and_nothing_is_written(
    wales, carys, as_person, changes, field
):
    answer = as_person(carys).post("/en/desk/network/wales/", network_form(name_cy="Newydd", **changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Newydd" in text(answer)
    wales.refresh_from_db()
    assert (wales.name_cy, wales.joining) == ("Cymru", "on_request")


def test_the_band_is_shown_before_it_is_saved(wales, carys, as_person):
    answer = as_person(carys).post("/en/desk/network/wales/", network_form(preview="1"))
    assert answer.status_code == 200
    assert "#112233" in text(answer)
    wales.refresh_from_db()
    assert wales.colour_warp == "#7a2e2e"
    drawn = as_person(carys).get("/en/desk/network/band/?warp=%23112233&weft=%23445566")
    assert text(drawn).startswith("<svg")
    assert as_person(carys).get("/en/desk/network/band/?warp=%22onload&weft=x").status_code == 404


# --- The box on a network's page -------------------------------------------------------------------------------------


def box(network, user, rf):
    from django.contrib.auth.models import AnonymousUser
    from django.template import Context, Template

    request = rf.get("/en/")
    request.user = user or AnonymousUser()
    return Template("{% load networks %}{% join_box network %}").render(
        Context({"network": network, "request": request})
    )


@pytest.mark.parametrize(
    ("joining", "who", "words"),
    [
        ("open", None, "Join the network"),
        ("on_request", None, "Ask to join"),
        ("invitation", None, "by invitation only"),
        ("open", "outsider", "Join the network"),
        ("on_request", "outsider", "Ask to join"),
        ("invitation", "outsider", "by invitation only"),
        ("open", "requested", "A coordinator will answer."),
        ("open", "invited", "You are invited"),
        ("open", "active", "You are a member"),
        ("open", "suspended", "Your membership is suspended"),
        ("on_request", "left", "Ask to join"),
    ],
)
def test_the_box_says_what_one_can_do_now(joining, who, words, rf):
    network = make_network("wales", joining=joining)
    user = None
    if who == "outsider":
        user = make_person()
    elif who:
        user = make_member(network, state=who)
    drawn = box(network, user, rf)
    assert words in drawn
    others = {
        "Join the network",
        "Ask to join",
        "by invitation only",
        "You are invited",
        "You are a member",
    } - {words}
    assert not [other for other in others if other in drawn]


def test_the_box_knows_an_invitation_by_e_mail(wales, carys, rf):
    Network.objects.update(joining="invitation")
    wales.refresh_from_db()
    memberships.invite_address(wales, email="nia@cyngor.example", by=carys, language="en")
    assert "You are invited" in box(wales, make_person("Nia", email="nia@cyngor.example"), rf)


def test_only_coordinators_find_the_way_to_the_desk(wales, carys, rf):
    assert "/en/desk/" in box(wales, carys, rf)
    assert "/en/desk/" not in box(wales, make_member(wales, role="curator"), rf)
