"""Access needs are deleted on a clock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.gatherings.models import Gathering
from events.registrations.domain.places import give_up_place
from events.registrations.models import AccessNeeds, Registration
from events.registrations.tasks import forget_access_needs
from tests.factories import make_person
from tests.factories.events import make_gathering, make_registration

pytestmark = pytest.mark.django_db


def ended(gathering, **ago):
    now = timezone.now()
    Gathering.objects.filter(pk=gathering.pk).update(
        starts_at=now - timedelta(**ago) - timedelta(hours=2), ends_at=now - timedelta(**ago)
    )


def test_needs_are_deleted_thirty_days_after_the_end_and_places_stay():
    fresh, old = make_gathering(), make_gathering()
    make_registration(fresh, access_needs="Captions")
    make_registration(old, access_needs="A ramp")
    ended(fresh, days=29, hours=23)
    ended(old, days=30, minutes=1)
    assert forget_access_needs() == 1
    assert AccessNeeds.objects.get().text == "Captions"
    assert Registration.objects.held().count() == 2
    assert forget_access_needs() == 0


def test_needs_for_what_is_to_come_stay():
    make_registration(make_gathering(), access_needs="Captions")
    assert forget_access_needs() == 0
    assert AccessNeeds.objects.exists()


def test_needs_are_deleted_thirty_days_after_a_cancellation():
    gathering = make_gathering(starts_in=timedelta(days=90))
    make_registration(gathering, access_needs="Captions")
    Gathering.objects.update(status="cancelled", cancelled_at=timezone.now() - timedelta(days=31))
    assert forget_access_needs() == 1


def test_needs_of_a_place_given_up_are_deleted_after_an_hour(run_jobs):
    from community.jobs.models import Job

    gathering, nia, rhys = make_gathering(), make_person("Nia"), make_person("Rhys")
    for person in (nia, rhys):
        make_registration(gathering, person, access_needs="Captions")
        give_up_place(gathering, by=person)
    run_jobs()
    assert AccessNeeds.objects.count() == 2
    make_registration(gathering, rhys)  # takes the place back
    Registration.objects.filter(user=nia).update(given_up_at=timezone.now() - timedelta(hours=1))
    Job.objects.filter(name="events.forget_given_up").update(run_at=timezone.now())
    run_jobs()
    assert AccessNeeds.objects.get().registration.user == rhys


def test_the_timetable_names_the_task(settings):
    from config.celery import app

    task = settings.CELERY_BEAT_SCHEDULE["forget-access-needs"]["task"]
    app.loader.import_default_modules()
    assert task in app.tasks
