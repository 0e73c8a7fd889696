"""How to join, and what people need, are nowhere but where they belong: a walk over everything that is said of an event."""

import json
import re

import pytest
from wagtail.models import Revision

from events.gatherings.domain.joining import write_joining_details
from events.registrations.models import AccessNeeds
from tests.factories import make_member, make_network, make_person
from tests.factories.events import gathering_of, make_event_page, make_registration

pytestmark = pytest.mark.django_db

SECRETS = ("zz-room-77", "zz-phone-77", "zz-passcode-77", "zz-note-77", "zz-needs-77")


@pytest.fixture
def event(run_jobs):
    """A joint event with everything that could leak, announced, with people told."""
    wales, scotland = make_network("wales"), make_network("scotland")
    page = make_event_page([wales, scotland], title="Learning together", mode="hybrid", venue="Pierhead")
    gathering = gathering_of(page)
    host = make_member(wales, role="facilitator", name="Host")
    write_joining_details(
        gathering,
        by=host,
        url="https://meet.example/zz-room-77",
        phone="zz-phone-77",
        passcode="zz-passcode-77",
        note_en="zz-note-77",
    )
    registered = make_person("Rhian")
    make_registration(gathering, registered, access_needs="zz-needs-77")
    # Published again after everything was written, so that anything that copies would have copied it.
    page.title = "Learning together again"
    page.save_revision().publish()
    make_event_page(language="cy", translation_of=page, title="Dysgu gyda’n gilydd")
    run_jobs()
    gathering.refresh_from_db()
    return gathering, page, host, registered


PLACES = [
    "/{language}/events/", "/{language}/events/feed.atom", "/{language}/events/calendar.ics",
    "/{language}/events/{slug}/", "/{language}/events/{slug}/calendar.ics", "/{language}/search/?q=learning",
    "/{language}/search/?q=zz-room-77", "/{language}/", "/{language}/networks/wales/", "/sitemap.xml",
    "/sitemap-pages.xml",
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("who", ["visitor", "member", "given up"])
def test_nobody_else_reads_any_secret_anywhere(event, client, as_person, who, language):
    from events.registrations.domain.places import give_up_place

    gathering, _page, _host, _registered = event
    if who == "member":
        client = as_person(make_member(gathering.hosts.first()))
    elif who == "given up":
        person = make_person("Gwen")
        make_registration(gathering, person)
        give_up_place(gathering, by=person)
        client = as_person(person)
    for place in PLACES:
        url = place.format(language=language, slug=gathering.slug)
        response = client.get(url, follow=True)
        text = response.content.decode().replace("\r\n ", "")
        # The page of results says again what was searched for.
        for secret in [secret for secret in SECRETS if secret not in url]:
            assert secret not in text, (url, secret)
        assert "meet.example" not in text, url


def test_who_has_a_place_reads_it_on_the_page_and_nowhere_else(event, as_person):
    gathering, _page, _host, registered = event
    client = as_person(registered)
    for place in PLACES:
        url = place.format(language="en", slug=gathering.slug)
        text = client.get(url, follow=True).content.decode()
        assert ("https://meet.example/zz-room-77" in text) is (url == gathering.get_absolute_url()), url


def test_hosts_read_needs_on_their_page_and_nowhere_else(event, as_person):
    gathering, _page, host, _registered = event
    client = as_person(host)
    assert "zz-needs-77" in client.get(f"/en/events/{gathering.slug}/host/").content.decode()
    for place in PLACES:
        assert (
            "zz-needs-77"
            not in client.get(place.format(language="en", slug=gathering.slug), follow=True).content.decode()
        )


def test_data_for_machines_names_the_page_as_the_place(event, client):
    gathering, _page, _host, _registered = event
    text = client.get(f"/en/events/{gathering.slug}/").content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S).group(1))
    assert data["@type"] == "Event"
    assert data["name"] == "Learning together again"
    assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert [place["@type"] for place in data["location"]] == ["Place", "VirtualLocation"]
    assert data["location"][1]["url"].endswith(f"/en/events/{gathering.slug}/")
    assert [organiser["name"] for organiser in data["organizer"]] == ["Scotland", "Wales"]
    assert not any(secret in text for secret in SECRETS)


def test_revisions_of_pages_hold_no_secret(event):
    contents = json.dumps([revision.content for revision in Revision.objects.all()], default=str)
    assert "Learning together again" in contents
    assert not any(secret in contents for secret in SECRETS)


def test_no_mail_and_no_job_holds_a_secret(event, mailoutbox):
    from community.jobs.models import Job
    from community.notifications.models import Notification

    assert mailoutbox
    kept = [mail.body + mail.subject + str(mail.alternatives) for mail in mailoutbox]
    kept += [json.dumps(job.payload) for job in Job.objects.all()]
    kept += [json.dumps(notice.data) for notice in Notification.objects.all()]
    assert not any(secret in text for text in kept for secret in SECRETS)


def test_what_lands_in_logs_names_no_secret(event):
    gathering, _page, _host, _registered = event
    rows = [
        gathering,
        gathering.joining_details,
        AccessNeeds.objects.get(),
        AccessNeeds.objects.get().registration,
    ]
    from events.gatherings.views.event import standing_of

    for row in [*rows, standing_of(_registered, gathering)]:
        assert not any(secret in f"{row} {row!r}" for secret in SECRETS), row


def test_needs_are_told_apart_by_event(as_person):
    """A host of one event reads nothing of another that the same person is registered for."""
    wales, scotland = make_network("wales"), make_network("scotland")
    ours, theirs = gathering_of(make_event_page([wales])), gathering_of(make_event_page([scotland]))
    person = make_person("Rhian")
    make_registration(ours, person, access_needs="for ours")
    make_registration(theirs, person, access_needs="for theirs")
    client = as_person(make_member(wales, role="coordinator"))
    text = client.get(f"/en/events/{ours.slug}/host/").content.decode()
    assert "for ours" in text
    assert "for theirs" not in text
    assert client.get(f"/en/events/{theirs.slug}/host/").status_code == 404
