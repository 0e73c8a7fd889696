"""What people with a place are told, and that no mail says how to join."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.jobs.models import Job
from community.notifications.models import Notification
from events.gatherings.domain.cancelling import cancel_gathering, reinstate_gathering
from events.registrations.domain.places import give_up_place
from tests.factories import make_member, make_network, make_person
from tests.factories.events import gathering_of, make_event_page, make_joining_details, make_registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def wales():
    return make_network(
        "wales", name_en="Co-production Network for Wales", name_cy="Rhwydwaith Cydgynhyrchu Cymru"
    )


@pytest.fixture
def page(wales):
    start = timezone.now().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=20)
    return make_event_page(
        [wales], title="Learning together", venue="Pierhead, Cardiff", mode="hybrid", starts_at=start
    )


@pytest.fixture
def gathering(page):
    gathering = gathering_of(page)
    make_joining_details(gathering)
    return gathering


def all_due(run_jobs):
    """Do what is due now and what is put off for some minutes."""
    run_jobs()
    Job.objects.filter(state="waiting", run_at__lte=timezone.now() + timedelta(minutes=30)).update(
        run_at=timezone.now()
    )
    run_jobs()


def whole(mail):
    return "\n".join([mail.subject, mail.body, *(content for content, _kind in mail.alternatives)])


def test_a_place_is_confirmed_by_mail_at_once(gathering, run_jobs, mailoutbox):
    nia = make_person("Nia")
    make_registration(gathering, nia)
    run_jobs()
    (mail,) = mailoutbox
    assert mail.to == [nia.email]
    assert mail.subject == "You have a place at “Learning together”"
    assert "10:00 to 12:00 " in mail.body
    assert "Pierhead, Cardiff, and online" in mail.body
    assert "Co-production Network for Wales" in mail.body
    assert f"/en/events/{gathering.slug}/" in mail.body
    assert "You are told because you are registered for this event." in mail.body


def test_no_mail_says_how_to_join(gathering, run_jobs, mailoutbox, wales):
    make_registration(gathering, access_needs="A quiet corner")
    cancel_gathering(gathering, by=make_member(wales, role="coordinator"), reason="Snow")
    all_due(run_jobs)
    assert mailoutbox
    for mail in mailoutbox:
        assert "secret" not in whole(mail)
        assert "quiet" not in whole(mail)


def test_the_mail_is_in_the_persons_language_and_zone(gathering, page, run_jobs, mailoutbox):
    make_event_page(
        language="cy", translation_of=page, title="Dysgu gyda’n gilydd", venue="Pierhead, Caerdydd"
    )
    gathering.refresh_from_db()
    make_registration(gathering, make_person("Nia", language="cy", time_zone="Europe/Paris"))
    run_jobs()
    (mail,) = mailoutbox
    assert "Dysgu gyda’n gilydd" in mail.subject
    assert "11:00" in mail.body
    assert "Pierhead, Caerdydd" in mail.body
    assert f"/cy/events/{gathering.slug}/" in mail.body


def test_who_gives_the_place_up_before_the_mail_leaves_gets_none(gathering, run_jobs, mailoutbox):
    nia = make_person("Nia")
    make_registration(gathering, nia)
    give_up_place(gathering, by=nia)
    run_jobs()
    assert not mailoutbox


def test_taking_the_place_again_is_confirmed_again(gathering, run_jobs, mailoutbox):
    nia = make_person("Nia")
    registration = make_registration(gathering, nia)
    run_jobs()
    give_up_place(gathering, by=nia)
    type(registration).objects.update(registered_at=timezone.now() - timedelta(hours=1))
    make_registration(gathering, nia)
    run_jobs()
    assert len(mailoutbox) == 2


def test_exactly_the_people_with_a_place_are_told_of_a_cancellation(gathering, run_jobs, wales):
    host = make_member(wales, role="coordinator")
    coming, left, closed = make_person("Coming"), make_person("Left"), make_person("Closed")
    for person in (coming, left, closed):
        make_registration(gathering, person)
    give_up_place(gathering, by=left)
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    cancel_gathering(gathering, by=host, reason="The hall has flooded.")
    run_jobs()
    told = Notification.objects.filter(kind="gathering_cancelled").values_list(
        "user__display_name", flat=True
    )
    assert list(told) == ["Coming"]


def test_a_cancellation_is_mailed_with_its_reason(gathering, run_jobs, mailoutbox, wales):
    make_registration(gathering)
    run_jobs()
    mailoutbox.clear()
    cancel_gathering(gathering, by=make_member(wales, role="coordinator"), reason="The hall has flooded.")
    run_jobs()
    (mail,) = mailoutbox
    assert mail.subject == "“Learning together” is cancelled"
    assert "The hall has flooded." in mail.body
    assert ".ics" not in mail.body


def test_a_cancellation_taken_back_at_once_sends_the_news_that_holds(gathering, run_jobs, mailoutbox, wales):
    make_registration(gathering)
    run_jobs()
    mailoutbox.clear()
    host = make_member(wales, role="coordinator")
    cancel_gathering(gathering, by=host, reason="By mistake")
    reinstate_gathering(gathering, by=host)
    all_due(run_jobs)
    assert [mail.subject for mail in mailoutbox] == ["“Learning together” has changed"]


def test_two_corrections_in_a_row_make_one_mail_with_the_last_time(gathering, page, run_jobs, mailoutbox):
    make_registration(gathering)
    run_jobs()
    mailoutbox.clear()
    for _correction in (1, 2):
        page.starts_at, page.ends_at = page.starts_at + timedelta(hours=1), page.ends_at + timedelta(hours=1)
        page.save_revision().publish()
    all_due(run_jobs)
    (mail,) = mailoutbox
    assert mail.subject == "“Learning together” has changed"
    assert "12:00 to 14:00" in mail.body
    assert Notification.objects.filter(kind="gathering_changed").count() == 2


def test_the_list_of_notices_says_what_happened_in_the_readers_words(gathering, run_jobs, as_person, wales):
    nia = make_person("Nia")
    make_registration(gathering, nia)
    run_jobs()
    from community.notifications.kinds import kinds

    notice = Notification.objects.get()
    words = kinds.get(notice.kind).describe(notice, "en")
    assert words.title == "You have a place at “Learning together”"
    assert words.url == f"/en/events/{gathering.slug}/"
    assert "Pierhead" in words.excerpt
    give_up_place(gathering, by=nia)
    assert kinds.get(notice.kind).describe(Notification.objects.get(), "en") is None


def test_many_people_are_told_in_few_queries_each(gathering, run_jobs, wales):
    from events.registrations.notices import tell_registered
    from tests.queries import count_queries

    for _person in range(12):
        make_registration(gathering)
    run_jobs()
    with count_queries(at_most=60):
        assert tell_registered(gathering_id=gathering.pk, kind="gathering_changed", change_number=1) == 12
    assert tell_registered(gathering_id=gathering.pk, kind="gathering_changed", change_number=1) == 0
