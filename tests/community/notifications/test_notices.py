"""Telling people once, counting what is unread, and fan-out that costs the writer nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.discussions.domain.threads import remove_post, reply_to
from community.jobs.models import Job
from community.live.models import Event
from community.networks.domain import memberships
from community.networks.models import Membership
from community.notifications.domain.notices import (
    mark_all_read,
    mark_one_read,
    mark_read,
    notify,
    unread_count,
)
from community.notifications.domain.stopping import choose
from community.notifications.kinds import kinds
from community.notifications.models import Notification
from community.notifications.replies import FOLLOWING, group_of, tell_followers
from tests.factories import make_member, make_network, make_person, make_post, make_space, make_thread
from tests.factories.notifications import make_follower

pytestmark = pytest.mark.django_db

REPLY = "reply"


@pytest.fixture
def thread():
    return make_thread(make_space(), make_person("Rhys Bevan"))


def tell(*people, event_key="post:1", **kwargs):
    kwargs.setdefault("group_key", "thread:1")
    return notify(
        REPLY,
        people=[(person.pk, FOLLOWING) for person in people],
        subject_id=1,
        event_key=event_key,
        **kwargs,
    )


def told(event_key=None):
    notices = Notification.objects.all()
    return set(
        (notices.filter(event_key=event_key) if event_key else notices).values_list(
            "user__display_name", flat=True
        )
    )


def fresh(person):
    """The person as a new request would load them."""
    return type(person).objects.get(pk=person.pk)


# --- Once ------------------------------------------------------------------------------------------------------------


def test_a_person_is_told_once_of_one_event_whatever_the_reasons():
    nia, rhys = make_person("Nia"), make_person("Rhys")
    assert tell(nia) == 1
    assert tell(nia, rhys) == 1
    assert (
        notify(REPLY, people=[(nia.pk, "mentioned"), (nia.pk, "other")], subject_id=1, event_key="post:1")
        == 0
    )
    assert list(Notification.objects.filter(user=nia).values_list("reason", flat=True)) == [FOLLOWING]


def test_who_did_it_and_closed_accounts_are_not_told():
    nia, rhys, gone = make_person("Nia"), make_person("Rhys"), make_person("Gone", is_active=False)
    assert tell(nia, rhys, gone, actor=rhys) == 1
    assert told() == {"Nia"}


@pytest.mark.parametrize(
    ("on_site", "by_mail", "kept", "listed", "jobs"),
    [(True, True, 1, 1, 1), (True, False, 1, 1, 0), (False, True, 1, 0, 1), (False, False, 0, 0, 0)],
)
def test_notices_go_the_ways_a_person_chose(on_site, by_mail, kept, listed, jobs):
    nia = make_person("Nia")
    choose(nia, kinds.get(REPLY), on_site=on_site, by_mail=by_mail)
    tell(nia)
    assert Notification.objects.count() == kept
    assert Notification.objects.of(nia).count() == unread_count(nia) == listed
    assert Job.objects.filter(name="notifications.decide_mails").count() == jobs


def test_telling_many_is_done_in_batches_whose_cost_does_not_grow(queries):
    people = [make_person(f"Person {number}") for number in range(30)]
    with queries() as few:
        tell(*people[:3], event_key="post:3")
    with queries() as many:
        tell(*people, event_key="post:30")
    assert len(few) == len(many)


# --- Reading ---------------------------------------------------------------------------------------------------------


def test_reading_a_group_marks_its_notices_and_no_others():
    nia, rhys = make_person("Nia"), make_person("Rhys")
    for number in (2, 3):
        tell(nia, rhys, event_key=f"post:{number}", data={"number": number})
    tell(nia, event_key="post:9", group_key="thread:2")
    assert mark_read(nia, group_key="thread:1", up_to=2) == 1
    assert unread_count(fresh(nia)) == 2
    assert mark_read(nia, group_key="thread:1") == 1
    assert mark_read(nia, group_key="thread:1") == 0
    assert (unread_count(fresh(nia)), unread_count(fresh(rhys))) == (1, 2)


def test_marking_one_line_marks_what_stands_in_it_but_nothing_newer():
    nia = make_person("Nia")
    for number in (2, 3, 4):
        tell(nia, event_key=f"post:{number}")
    newest_seen = Notification.objects.get(event_key="post:3")
    assert mark_one_read(nia, notice_id=newest_seen.pk) == 2
    assert unread_count(fresh(nia)) == 1


def test_nobody_marks_what_is_somebody_elses():
    nia, rhys = make_person("Nia"), make_person("Rhys")
    tell(nia)
    assert mark_one_read(rhys, notice_id=Notification.objects.get().pk) == 0
    assert unread_count(nia) == 1


def test_marking_all_leaves_what_came_after_the_page_was_drawn():
    nia = make_person("Nia")
    tell(nia, event_key="post:2")
    seen = Notification.objects.get().pk
    tell(nia, event_key="post:3")
    assert mark_all_read(nia, up_to_id=seen) == 1
    assert unread_count(fresh(nia)) == 1


def test_open_pages_hear_of_new_and_of_read_notices():
    nia, rhys = make_person("Nia"), make_person("Rhys")
    tell(nia)
    mark_read(nia, group_key="thread:1")
    mark_read(nia, group_key="thread:1")
    heard = Event.objects.filter(stream__key=f"member:{nia.pk}")
    assert list(heard.values_list("kind", "data")) == [("counter", {"name": "notices"})] * 2
    assert not Event.objects.filter(stream__key=f"member:{rhys.pk}").exists()


def test_the_counter_of_open_pages_counts_what_is_unread():
    from community.live.members import counters

    nia = make_person("Nia")
    tell(nia, event_key="post:2")
    tell(nia, event_key="post:3")
    assert counters.get("notices")(nia.pk) == 2


def test_notices_of_last_year_are_deleted():
    from community.notifications.tasks import prune_notices

    nia = make_person("Nia")
    tell(nia, event_key="post:2")
    tell(nia, event_key="post:1", happened_at=timezone.now() - timedelta(days=401))
    prune_notices()
    assert list(Notification.objects.values_list("event_key", flat=True)) == ["post:2"]


# --- Followers -------------------------------------------------------------------------------------------------------


def test_those_who_follow_and_may_see_are_told_and_nobody_else(run_jobs):
    wales = make_network("wales")
    author = make_member(wales, name="Author")
    space = make_space([wales], audience="networks")
    thread = make_thread(space, author)
    run_jobs()
    make_follower(thread, make_member(wales, name="Follows"))
    make_follower(thread, make_member(wales, name="Does not"), level="normal")
    make_follower(thread, make_member(wales, name="Muted"), level="muted")
    make_follower(thread, make_member(wales, name="Left", state="left"))
    make_follower(thread, make_member(wales, name="Suspended", state="suspended"))
    make_follower(thread, make_person("Outsider"))
    make_follower(thread, make_member(wales, name="Closed", is_active=False))
    replier = make_member(wales, name="Replier")
    make_post(thread, replier)
    run_jobs()
    assert told() == {"Author", "Follows"}


def test_people_invited_to_a_closed_space_are_told(run_jobs):
    from community.discussions.models import SpaceInvitation

    space = make_space(audience="space")
    author, invited, other = make_person("Author"), make_person("Invited"), make_person("Other")
    for person in (author, invited):
        SpaceInvitation.objects.create(space=space, user=person)
    thread = make_thread(space, author)
    for person in (invited, other):
        make_follower(thread, person)
    make_post(thread, author)
    run_jobs()
    assert told() == {"Invited"}


def test_a_thread_in_a_space_of_two_networks_tells_a_member_of_both_once(run_jobs):
    wales, scotland = make_network("wales"), make_network("scotland")
    both = make_member(scotland, person=make_member(wales, name="Both"))
    author = make_member(wales, name="Author")
    thread = make_thread(make_space([wales, scotland], audience="networks"), author)
    make_follower(thread, both)
    make_post(thread, author)
    run_jobs()
    assert Notification.objects.filter(user=both).count() == 1


def test_the_first_post_of_a_thread_is_no_reply(thread, run_jobs):
    make_follower(thread, make_person("Early"))
    run_jobs()
    assert told() == set()


def test_telling_again_after_a_crash_tells_nobody_twice(thread, run_jobs):
    make_follower(thread, make_person("Nia"))
    post = make_post(thread, make_person("Gwen"))
    run_jobs()
    assert tell_followers(post_id=post.pk) == 0
    assert told() == {"Nia", "Rhys Bevan"}


def test_a_post_removed_before_the_telling_is_not_told(thread, run_jobs):
    gwen = make_person("Gwen")
    post = make_post(thread, gwen)
    remove_post(post, by=gwen)
    run_jobs()
    assert told() == set()


def test_old_posts_brought_in_from_elsewhere_are_no_news(thread, run_jobs):
    old = timezone.now() - timedelta(days=30)
    reply_to(thread, by=make_person("Gwen"), html="<p>Long ago.</p>", language="en", at=old)
    run_jobs()
    assert told() == set()


def test_writing_costs_the_same_whatever_the_number_of_followers(queries):
    costs = []
    for followers in (1, 40):
        thread = make_thread(make_space(), make_person("Rhys"))
        for number in range(followers):
            make_follower(thread, make_person(f"Follower {number}"))
        with queries(at_most=15) as seen:
            make_post(thread, thread.author)
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_followers_are_told_in_batches(thread, run_jobs, monkeypatch):
    monkeypatch.setattr("community.notifications.replies.BATCH", 2)
    for number in range(5):
        make_follower(thread, make_person(f"Follower {number}"))
    make_post(thread, make_person("Gwen"))
    run_jobs()
    assert told() == {"Rhys Bevan", *(f"Follower {number}" for number in range(5))}


def test_reading_the_thread_reads_its_notices(thread, run_jobs):
    from community.discussions.domain.hooks import on_thread_read

    for _number in range(2):
        make_post(thread, make_person("Gwen"))
    run_jobs()
    rhys = thread.author
    on_thread_read.get("notifications")(rhys, thread.pk, 2)
    assert unread_count(fresh(rhys)) == 1
    assert list(Notification.objects.of(rhys).unread().values_list("group_key", flat=True)) == [
        group_of(thread.pk)
    ]


# --- Memberships -----------------------------------------------------------------------------------------------------


def test_coordinators_hear_who_asks_to_join_and_others_do_not():
    wales = make_network("wales", joining="on_request")
    make_member(wales, role="coordinator", name="Carys")
    make_member(wales, role="coordinator", name="Suspended", state="suspended")
    for role in ("member", "facilitator", "curator", "moderator"):
        make_member(wales, role=role, name=role)
    make_member(make_network("scotland"), role="coordinator", name="Ailsa")
    memberships.join(wales, by=make_person("Nia"), message="Please.")
    assert told() == {"Carys"}


@pytest.mark.parametrize(
    ("before", "step", "title"),
    [
        ("requested", "accept_request", "Welcome: you are now a member of Wales"),
        ("requested", "decline_request", "Your request to join Wales was not accepted"),
        ("left", "invite", "You are invited to join Wales"),
        ("active", "suspend", "Your membership of Wales is suspended"),
        ("suspended", "reinstate", "Your membership of Wales is no longer suspended"),
        ("active", "change_role", "Your role in Wales is now: Curator"),
    ],
)
def test_a_person_hears_what_became_of_their_membership(before, step, title):
    wales = make_network("wales", joining="on_request")
    carys = make_member(wales, role="coordinator", name="Carys")
    rhys = make_member(wales, name="Rhys", state=before)
    membership = Membership.objects.get(user=rhys)
    steps = {
        "accept_request": lambda: memberships.accept_request(membership, by=carys),
        "decline_request": lambda: memberships.decline_request(membership, by=carys, reason="We are full."),
        "invite": lambda: memberships.invite(wales, person=rhys, by=carys),
        "suspend": lambda: memberships.suspend(membership, by=carys, reason="Rude."),
        "reinstate": lambda: memberships.reinstate(membership, by=carys),
        "change_role": lambda: memberships.change_role(membership, by=carys, role="curator"),
    }
    steps[step]()
    notice = Notification.objects.get()
    assert notice.user == rhys
    words = kinds.get(notice.kind).describe(notice, "en")
    assert words.title == title
    assert words.excerpt == {"decline_request": "We are full.", "suspend": "Rude."}.get(step, "")


def test_what_one_does_oneself_is_no_news():
    wales = make_network("wales")
    nia = make_person("Nia")
    memberships.join(wales, by=nia)
    memberships.leave(wales, by=nia)
    memberships.enrol(wales, person=nia)
    assert not Notification.objects.exists()


def test_who_is_no_longer_coordinator_no_longer_sees_who_asked():
    wales = make_network("wales", joining="on_request")
    carys = make_member(wales, role="coordinator", name="Carys")
    make_member(wales, role="coordinator", name="Gwen")
    memberships.join(wales, by=make_person("Nia"), message="Private words.")
    Membership.objects.filter(user=carys).update(role="member")
    notice = Notification.objects.get(user=carys)
    assert kinds.get(notice.kind).describe(notice, "en") is None
