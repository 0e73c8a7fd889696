"""Gatherings and places in them."""

import itertools
from datetime import timedelta

from django.utils import timezone

_count = itertools.count(1)


def make_gathering(hosts=(), *, starts_in=timedelta(days=14), lasts=timedelta(hours=2), **fields):
    """A gathering to come, without page, public and open for registration; ``starts_in`` may be negative."""
    from events.gatherings.models import Gathering

    number = next(_count)
    starts_at = fields.pop("starts_at", timezone.now() + starts_in)
    fields.setdefault("slug", f"gathering-{number}")
    fields.setdefault("title_en", f"Gathering {number}")
    fields.setdefault("ends_at", starts_at + lasts if starts_at else None)
    fields.setdefault("mode", "online")
    fields.setdefault("is_live", True)
    networks = fields.pop("networks", ())
    topics = fields.pop("topics", ())
    gathering = Gathering.objects.create(starts_at=starts_at, **fields)
    gathering.hosts.set(hosts)
    gathering.networks.set(networks)
    gathering.topics.set(topics)
    return gathering


def make_registration(gathering, person=None, access_needs="", **fields):
    """A place held by ``person``, taken the way members take one."""
    from events.registrations.domain.places import register_for
    from tests.factories import make_person

    return register_for(
        gathering, by=person or make_person("Ann Example"), access_needs=access_needs, **fields
    )


def make_joining_details(gathering, **fields):
    """How to get into the meeting, recognisable in a test by the words "secret"."""
    from events.gatherings.models import JoiningDetails

    fields.setdefault("url", "https://meet.example/secret-room")
    fields.setdefault("phone", "0330 secret-phone")
    fields.setdefault("passcode", "secret-passcode")
    fields.setdefault("note_en", "The secret-note")
    return JoiningDetails.objects.create(gathering=gathering, **fields)


def make_event_page(hosts=(), language="en", *, publish=True, translation_of=None, **fields):
    """An event page under the list of its language, published unless told otherwise; returns the page."""
    from django.utils import timezone

    from events.gatherings.pages import EventPage, GatheringsIndexPage

    index = GatheringsIndexPage.objects.get(locale__language_code=language)
    number = next(_count)
    if translation_of is not None:
        for name in (
            "starts_at",
            "ends_at",
            "time_zone",
            "mode",
            "slug",
            "translation_key",
            "audience",
            "capacity",
        ):
            fields.setdefault(name, getattr(translation_of, name))
        hosts = hosts or list(translation_of.hosts.all())
    fields.setdefault("title", f"Event {number}")
    fields.setdefault("slug", f"event-{number}")
    fields.setdefault("starts_at", timezone.now().replace(microsecond=0) + timedelta(days=14))
    fields.setdefault("ends_at", fields["starts_at"] and fields["starts_at"] + timedelta(hours=2))
    fields.setdefault("mode", "online")
    many = {name: fields.pop(name, []) for name in ("topics", "networks")}
    page = EventPage(locale=index.locale, live=False, **fields)
    page.hosts, page.topics, page.networks = list(hosts), many["topics"], many["networks"]
    index.add_child(instance=page)
    revision = page.save_revision()
    if publish:
        revision.publish()
        page.refresh_from_db()
    return page


def gathering_of(page):
    """The gathering that ``page`` was projected into."""
    from events.gatherings.models import Gathering

    return Gathering.objects.get(translation_key=page.translation_key)
