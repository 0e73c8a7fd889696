"""Pages that appear and disappear by themselves."""

import datetime

import pytest
from django.utils import timezone

from knowledge.pages.tasks import publish_scheduled
from tests.factories.pages import make_page

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

AN_HOUR = datetime.timedelta(hours=1)


def test_a_page_appears_when_its_time_has_come_and_not_before(client):
    page = make_page(title="Soon", slug="soon", live=False)
    page.go_live_at = timezone.now() + AN_HOUR
    page.save_revision(approved_go_live_at=page.go_live_at)
    publish_scheduled()
    assert client.get("/en/soon/").status_code == 404
    revision = page.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - AN_HOUR
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    publish_scheduled()
    assert client.get("/en/soon/").status_code == 200


def test_a_page_disappears_when_its_time_is_over(client):
    page = make_page(title="Over", slug="over")
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - AN_HOUR)
    publish_scheduled()
    assert client.get("/en/over/").status_code == 404


def test_the_timetable_knows_the_task(settings):
    from celery import current_app

    entry = settings.CELERY_BEAT_SCHEDULE["publish-scheduled"]
    assert entry["task"] == publish_scheduled.name
    current_app.loader.import_default_modules()
    assert entry["task"] in current_app.tasks
