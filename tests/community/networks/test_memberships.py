"""The life of a membership: every step of the table, each refusal by its name."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from community.networks import refusals
from community.networks.domain import hooks, memberships
from community.networks.domain.networks import change_network, make_network
from community.networks.models import AddressInvitation, Membership
from community.networks.permissions import may, networks_where
from community.networks.roles import Role
from community.networks.states import NEXT_STATES, MembershipState
from community.networks.tasks import forget_old_invitations
from tests.factories import make_member, make_person
from tests.factories import make_network as network_with

pytestmark = pytest.mark.django_db

ASKED, INVITED, ACTIVE, SUSPENDED, LEFT = MembershipState.values


@pytest.fixture
def wales():
    return network_with("wales", joining="on_request")


@pytest.fixture
def carys(wales):
    """The coordinator."""
    return make_member(wales, role="coordinator", name="Carys Owen")


def tie(network, person):
    return Membership.objects.get(network=network, user=person)


# --- The table -------------------------------------------------------------------------------------------------------

# For each state: what each verb leads to, or the refusal's name. "same" changes nothing.
OUTCOMES = {
    None: {"join": ASKED, "invite": INVITED, "leave": "same"},
    ASKED: {
        "join": "same", "invite": ACTIVE, "leave": LEFT, "accept_request": ACTIVE, "decline_request": LEFT,
        "suspend": "WrongStep",
        "reinstate": "WrongStep", "change_role": "WrongStep", "withdraw_invitation": "WrongStep",
    },
    INVITED: {
        "join": ACTIVE, "invite": "same", "leave": LEFT, "accept_request": "WrongStep", "decline_request": "WrongStep",
        "suspend": "WrongStep", "reinstate": "WrongStep", "change_role": "WrongStep", "withdraw_invitation": LEFT,
    },
    ACTIVE: {
        "join": "same", "invite": "AlreadyMember", "leave": LEFT, "accept_request": "same", "decline_request": "WrongStep",
        "suspend": SUSPENDED, "reinstate": "same", "change_role": ACTIVE, "withdraw_invitation": "WrongStep",
    },
    SUSPENDED: {
        "join": "MembershipSuspended", "invite": "PersonSuspended", "leave": LEFT, "accept_request": "WrongStep",
        "decline_request": "WrongStep", "suspend": "same", "reinstate": ACTIVE, "change_role": "WrongStep",
        "withdraw_invitation": "WrongStep",
    },
    LEFT: {
        "join": ASKED, "invite": INVITED, "leave": "same", "accept_request": "WrongStep", "decline_request": "same",
        "suspend": "WrongStep", "reinstate": "WrongStep", "change_role": "WrongStep", "withdraw_invitation": "same",
    },
}  # fmt: skip

VERBS = {
    "join": lambda network, person, carys, tie: memberships.join(network, by=person),
    "invite": lambda network, person, carys, tie: memberships.invite(network, person=person, by=carys),
    "leave": lambda network, person, carys, tie: memberships.leave(network, by=person),
    "accept_request": lambda network, person, carys, tie: memberships.accept_request(tie, by=carys),
    "decline_request": lambda network, person, carys, tie: memberships.decline_request(
        tie, by=carys, reason="Full."
    ),
    "suspend": lambda network, person, carys, tie: memberships.suspend(tie, by=carys, reason="Rude."),
    "reinstate": lambda network, person, carys, tie: memberships.reinstate(tie, by=carys),
    "change_role": lambda network, person, carys, tie: memberships.change_role(tie, by=carys, role="curator"),
    "withdraw_invitation": lambda network, person, carys, tie: memberships.withdraw_invitation(tie, by=carys),
}


@pytest.mark.parametrize(
    ("before", "verb", "outcome"),
    [(state, verb, outcome) for state, verbs in OUTCOMES.items() for verb, outcome in verbs.items()],
)
def test_every_verb_in_every_state(wales, carys, before, verb, outcome):
    person = make_person("Rhys Bevan") if before is None else make_member(wales, state=before)
    current = Membership.objects.filter(network=wales, user=person).first()
    if outcome in MembershipState.values or outcome == "same":
        VERBS[verb](wales, person, carys, current)
        after = Membership.objects.filter(network=wales, user=person).values_list("state", flat=True).first()
        assert after == (before if outcome == "same" else outcome)
        steps = Membership.objects.get(network=wales, user=person).changes.count() if after else 0
        assert steps == (0 if outcome == "same" else 1)
    else:
        with pytest.raises(getattr(refusals, outcome)):
            VERBS[verb](wales, person, carys, current)
        assert tie(wales, person).state == before


def test_the_outcomes_keep_to_the_table_of_states():
    for before, verbs in OUTCOMES.items():
        for after in verbs.values():
            if after in MembershipState.values and after != before:
                assert after in NEXT_STATES[before]


def test_every_state_can_be_left_and_every_state_can_be_reached():
    assert set(NEXT_STATES) == {None, *MembershipState}
    assert set().union(*NEXT_STATES.values()) == set(MembershipState)


# --- Who may ---------------------------------------------------------------------------------------------------------

ONLY_COORDINATORS = [
    "invite", "accept_request", "decline_request", "suspend", "reinstate", "change_role", "withdraw_invitation",
]  # fmt: skip
FITTING_STATE = {
    "invite": LEFT, "accept_request": ASKED, "decline_request": ASKED, "suspend": ACTIVE, "reinstate": SUSPENDED,
    "change_role": ACTIVE, "withdraw_invitation": INVITED,
}  # fmt: skip


@pytest.mark.parametrize("verb", ONLY_COORDINATORS)
@pytest.mark.parametrize(
    "who", ["visitor", "member", "facilitator", "curator", "moderator", "elsewhere", "suspended"]
)
def test_only_this_networks_coordinators_look_after_members(wales, carys, verb, who):
    person = make_member(wales, state=FITTING_STATE[verb])
    if who == "visitor":
        other = make_person("Visitor")
    elif who == "elsewhere":
        other = make_member(network_with("scotland"), role="coordinator", name="Ailsa Reid")
    elif who == "suspended":
        other = make_member(wales, role="coordinator", state="suspended", name="Emyr")
    else:
        other = make_member(wales, role=who, name=who.title())
    with pytest.raises(refusals.NotCoordinator):
        VERBS[verb](wales, person, other, tie(wales, person))
    assert tie(wales, person).state == FITTING_STATE[verb]


@pytest.mark.parametrize("verb", ONLY_COORDINATORS)
def test_an_administrator_may_do_what_coordinators_may(wales, carys, verb):
    admin = make_person("Admin", is_superuser=True)
    person = make_member(wales, state=FITTING_STATE[verb])
    VERBS[verb](wales, person, admin, tie(wales, person))
    assert tie(wales, person).changes.count() == 1


CAPABILITIES = {
    "member": set(),
    "facilitator": {"hosts_events"},
    "curator": {"edits_pages", "curates_library"},
    "moderator": {"moderates"},
    "coordinator": {"edits_pages", "curates_library", "moderates", "manages_members", "hosts_events"},
}


@pytest.mark.parametrize("role", CAPABILITIES)
@pytest.mark.parametrize("capability", sorted(CAPABILITIES["coordinator"]))
def test_each_role_has_its_capabilities_here_and_nowhere_else(wales, role, capability):
    person = make_member(wales, role=role)
    scotland = network_with("scotland")
    expected = capability in CAPABILITIES[role]
    assert may(person, wales, capability) is expected
    assert networks_where(person, capability) == ([wales.pk] if expected else [])
    assert may(person, scotland, capability) is False


def test_a_misspelt_capability_is_an_error_and_not_a_no(wales):
    with pytest.raises(LookupError, match="manages_members"):
        may(make_person(), wales, "manage_members")


def test_a_closed_account_may_nothing(wales, carys):
    carys.is_active = False
    assert may(carys, wales, "manages_members") is False
    assert networks_where(carys, "manages_members") == []


# --- Joining ---------------------------------------------------------------------------------------------------------


def test_joining_an_open_network_is_done_at_once():
    nia = make_person("Nia Parry")
    membership = memberships.join(network_with("open", joining="open"), by=nia)
    assert (membership.state, membership.role) == (ACTIVE, Role.MEMBER)
    assert membership.joined_at is not None


def test_asking_keeps_the_message_and_no_membership_begins(wales):
    nia = make_person("Nia Parry")
    membership = memberships.join(wales, by=nia, message="  I run a time bank. ")
    assert (membership.state, membership.message, membership.joined_at) == (ASKED, "I run a time bank.", None)


def test_a_network_by_invitation_refuses_who_is_not_invited():
    closed = network_with("closed", joining="invitation")
    with pytest.raises(refusals.InvitationNeeded):
        memberships.join(closed, by=make_person())
    assert not Membership.objects.exists()


def test_nobody_joins_without_accepting_the_pledge():
    network = network_with("pledged", pledge_en="We listen.", pledge_cy="Gwrandawn.")
    nia = make_person("Nia Parry")
    with pytest.raises(refusals.PledgeNeeded) as refused:
        memberships.join(network, by=nia)
    assert refused.value.field == "accept_pledge"
    assert not Membership.objects.exists()


def test_the_words_accepted_are_kept_when_the_pledge_changes():
    network = network_with("pledged", pledge_en="We listen.", pledge_cy="Gwrandawn.")
    carys = make_member(network, role="coordinator", name="Carys Owen")
    nia = make_person("Nia Parry")
    with translation.override("cy"):
        memberships.join(network, by=nia, accept_pledge=True)
    change_network(network, by=carys, pledge_en="We act.", pledge_cy="Gweithredwn.")
    kept = tie(network, nia)
    assert kept.pledge_text == "Gwrandawn."
    assert kept.pledge_accepted_at is not None


def test_leaving_is_no_way_round_a_suspension(carys):
    network = network_with("open", joining="open")
    boss = make_member(network, role="coordinator", name="Boss")
    rhys = make_member(network)
    memberships.suspend(tie(network, rhys), by=boss, reason="Rude.")
    memberships.leave(network, by=rhys)
    assert memberships.join(network, by=rhys).state == ASKED
    memberships.decline_request(tie(network, rhys), by=boss, reason="Not yet.")
    assert memberships.join(network, by=rhys).state == ASKED
    memberships.accept_request(tie(network, rhys), by=boss)
    memberships.leave(network, by=rhys)
    assert memberships.join(network, by=rhys).state == ACTIVE


def test_a_closed_account_cannot_join(wales):
    with pytest.raises(refusals.SignedOut):
        memberships.join(wales, by=make_person(is_active=False))


# --- Invitations by e-mail -------------------------------------------------------------------------------------------


def test_an_invited_address_joins_without_asking(wales, carys):
    invitation = memberships.invite_address(wales, email="Nia@Cyngor.example ", by=carys, language="cy")
    assert invitation.email == "nia@cyngor.example"
    nia = make_person("Nia Parry", email="nia@cyngor.example")
    membership = memberships.join(wales, by=nia)
    assert (membership.state, membership.invited_by) == (ACTIVE, carys)
    invitation.refresh_from_db()
    assert (invitation.used_by, invitation.email) == (nia, "")
    assert not AddressInvitation.objects.open().exists()


def test_who_has_the_mailed_link_may_join_with_another_address(wales, carys):
    invitation = memberships.invite_address(wales, email="office@cyngor.example", by=carys, language="en")
    nia = make_person("Nia Parry")
    assert memberships.join(wales, by=nia, invitation=invitation).state == ACTIVE
    rhys = make_person("Rhys Bevan", email="office@cyngor.example")
    assert memberships.join(wales, by=rhys).state == ASKED


def test_inviting_an_address_twice_keeps_one_invitation(wales, carys):
    first = memberships.invite_address(wales, email="nia@cyngor.example", by=carys, language="en")
    assert memberships.invite_address(wales, email="nia@cyngor.example", by=carys, language="en") == first


def test_a_withdrawn_invitation_opens_nothing(wales, carys):
    invitation = memberships.invite_address(wales, email="nia@cyngor.example", by=carys, language="en")
    assert memberships.withdraw_invitation(invitation, by=carys) is True
    assert memberships.withdraw_invitation(invitation, by=carys) is False
    assert AddressInvitation.objects.get().email == ""
    nia = make_person("Nia Parry", email="nia@cyngor.example")
    assert memberships.join(wales, by=nia).state == ASKED


def test_an_invitation_that_grew_old_is_closed_and_may_be_sent_anew(wales, carys):
    old = memberships.invite_address(wales, email="nia@cyngor.example", by=carys, language="en")
    AddressInvitation.objects.filter(pk=old.pk).update(invited_at=timezone.now() - timedelta(days=61))
    assert memberships.join(wales, by=make_person("Nia", email="nia@cyngor.example")).state == ASKED
    again = memberships.invite_address(wales, email="nia@cyngor.example", by=carys, language="en")
    assert again.pk != old.pk


def test_addresses_are_forgotten_when_the_time_of_their_invitation_is_over(wales, carys):
    old = memberships.invite_address(wales, email="old@cyngor.example", by=carys, language="en")
    AddressInvitation.objects.filter(pk=old.pk).update(invited_at=timezone.now() - timedelta(days=61))
    memberships.invite_address(wales, email="new@cyngor.example", by=carys, language="en")
    forget_old_invitations()
    assert list(AddressInvitation.objects.values_list("email", flat=True)) == ["new@cyngor.example"]


def test_one_person_does_not_invite_the_whole_country(wales, carys, monkeypatch):
    monkeypatch.setattr(memberships, "MOST_INVITATIONS_A_DAY", 2)
    for number in range(2):
        memberships.invite_address(wales, email=f"a{number}@cyngor.example", by=carys, language="en")
    with pytest.raises(refusals.TooManyInvitations):
        memberships.invite_address(wales, email="one-too-many@cyngor.example", by=carys, language="en")


# --- The last coordinator --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["leave", "demote"])
def test_the_last_coordinator_stays(wales, carys, step):
    make_member(wales, role="coordinator", name="Gone", is_active=False)
    make_member(wales, role="coordinator", name="Suspended", state="suspended")
    steps = {
        "leave": lambda: memberships.leave(wales, by=carys),
        "demote": lambda: memberships.change_role(tie(wales, carys), by=carys, role="member"),
    }
    with pytest.raises(refusals.LastCoordinator):
        steps[step]()
    assert (tie(wales, carys).state, tie(wales, carys).role) == (ACTIVE, "coordinator")


def test_a_coordinator_with_a_colleague_may_go(wales, carys):
    make_member(wales, role="coordinator", name="Gwen")
    left = memberships.leave(wales, by=carys)
    assert (left.state, left.role) == (LEFT, Role.MEMBER)


def test_an_administrator_cannot_suspend_the_last_coordinator(wales, carys):
    with pytest.raises(refusals.LastCoordinator):
        memberships.suspend(tie(wales, carys), by=make_person("Admin", is_superuser=True), reason="?")


def test_nobody_suspends_themselves(wales, carys):
    make_member(wales, role="coordinator", name="Gwen")
    with pytest.raises(refusals.OwnMembership):
        memberships.suspend(tie(wales, carys), by=carys, reason="Tired.")


@pytest.mark.parametrize("verb", ["suspend", "decline_request"])
def test_a_person_is_told_why(wales, carys, verb):
    rhys = make_member(wales, state=FITTING_STATE[verb])
    with pytest.raises(refusals.ReasonNeeded) as refused:
        getattr(memberships, verb)(tie(wales, rhys), by=carys, reason="  ")
    assert refused.value.field == "reason"


def test_a_suspension_keeps_the_role_and_lifting_it_gives_it_back(wales, carys):
    rhys = make_member(wales, role="curator")
    memberships.suspend(tie(wales, rhys), by=carys, reason="Rude.")
    assert may(rhys, wales, "curates_library") is False
    memberships.reinstate(tie(wales, rhys), by=carys)
    assert tie(wales, rhys).role == "curator"


def test_an_unknown_role_is_refused(wales, carys):
    rhys = make_member(wales)
    with pytest.raises(refusals.UnknownRole):
        memberships.change_role(tie(wales, rhys), by=carys, role="emperor")


# --- What is written down and who hears of it ------------------------------------------------------------------------


def test_each_step_is_written_down_with_who_and_why(wales, carys):
    nia = make_person("Nia Parry")
    memberships.join(wales, by=nia)
    memberships.accept_request(tie(wales, nia), by=carys, reason="Welcome!")
    memberships.change_role(tie(wales, nia), by=carys, role="curator")
    memberships.suspend(tie(wales, nia), by=carys, reason="Rude.")
    steps = (
        tie(wales, nia)
        .changes.order_by("pk")
        .values_list("state_before", "state", "role_before", "role", "changed_by", "reason")
    )
    assert list(steps) == [
        ("", ASKED, "", "member", nia.pk, ""),
        (ASKED, ACTIVE, "member", "member", carys.pk, "Welcome!"),
        (ACTIVE, ACTIVE, "member", "curator", carys.pk, ""),
        (ACTIVE, SUSPENDED, "curator", "curator", carys.pk, "Rude."),
    ]
    assert (tie(wales, nia).changed_by, tie(wales, nia).reason) == (carys, "Rude.")


def test_hooks_run_in_the_transaction_and_one_that_fails_undoes_the_step(wales, carys, monkeypatch):
    def refuse(membership):
        assert membership.last_change.state == ACTIVE
        raise RuntimeError("no pages")

    monkeypatch.setitem(hooks.on_membership_changed._entries, "test", refuse)
    rhys = make_member(wales, state=ASKED)
    with pytest.raises(RuntimeError, match="no pages"), transaction.atomic():
        memberships.accept_request(tie(wales, rhys), by=carys)
    assert tie(wales, rhys).state == ASKED
    assert not tie(wales, rhys).changes.exists()


def test_open_pages_are_checked_anew_after_commit(
    wales, carys, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr("community.live.recheck.recheck_person", asked.append)
    rhys = make_member(wales)
    with django_capture_on_commit_callbacks(execute=True):
        memberships.suspend(tie(wales, rhys), by=carys, reason="Rude.")
        assert asked == []
    assert asked == [rhys.pk]


def test_a_step_that_the_table_does_not_know_is_refused(wales):
    rhys = make_member(wales, state=ASKED)
    with pytest.raises(refusals.WrongStep):
        memberships._step(tie(wales, rhys), by=rhys, state=MembershipState.SUSPENDED)


def test_the_database_refuses_a_second_membership_and_one_that_never_began(wales):
    rhys = make_member(wales)
    for fields in ({"state": ACTIVE}, {"state": LEFT}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(network=wales, user=rhys, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(network=wales, user=make_person(), state=ACTIVE, joined_at=None)


# --- Enrolling and making networks -----------------------------------------------------------------------------------


def test_enrolling_twice_changes_nothing_and_another_role_is_given(wales):
    nia = make_person("Nia Parry")
    assert memberships.enrol(wales, person=nia).state == ACTIVE
    memberships.enrol(wales, person=nia)
    assert tie(wales, nia).changes.count() == 1
    memberships.enrol(wales, person=nia, role="curator")
    assert tie(wales, nia).role == "curator"


def test_enrolling_does_not_lift_a_suspension(wales):
    rhys = make_member(wales, state=SUSPENDED)
    with pytest.raises(refusals.MembershipSuspended):
        memberships.enrol(wales, person=rhys)


def test_a_new_network_has_its_coordinator_and_the_hooks_have_run(monkeypatch):
    made = []
    monkeypatch.setattr(hooks.on_network_made, "_entries", {"test": made.append})
    nia = make_person("Nia Parry")
    network = make_network(
        "powys",
        coordinator=nia,
        name_en="Powys",
        name_cy="Powys",
        short_name_en="Powys",
        languages=["en", "cy"],
    )
    assert made == [network]
    assert networks_where(nia, "manages_members") == [network.pk]


def test_two_networks_cannot_have_one_address(wales):
    with pytest.raises(refusals.SlugTaken):
        make_network("wales", name_en="Wales", short_name_en="Wales")


def test_changing_a_network_is_for_its_coordinators_and_checked(wales, carys):
    from django.core.exceptions import ValidationError

    with pytest.raises(refusals.NotCoordinator):
        change_network(wales, by=make_member(wales, role="curator"), name_en="Mine")
    with pytest.raises(ValidationError):
        change_network(wales, by=carys, colour_warp="red")
    with pytest.raises(TypeError):
        change_network(wales, by=carys, slug="elsewhere")
    assert change_network(wales, by=carys, name_en="Cymru") is True
    assert change_network(wales, by=carys, name_en="Cymru") is False
    wales.refresh_from_db()
    assert (wales.name_en, wales.colour_warp) == ("Cymru", "#7a2e2e")
