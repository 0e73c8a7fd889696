"""From published pages to the one row a gathering has."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail_localize.models import TranslationSource

from community import home_panels
from community.audience import Audience
from community.jobs.queue import enqueue
from community.languages import LANGUAGE_CODES
from community.live.log import append
from community.live.recheck import recheck_stream
from community.search.index import changed, withdraw
from knowledge.pages.translations import language_of_locale

from ..models import Gathering
from ..pages import EventPage
from ..states import DatePrecision

# Facts taken as they are from the page that the others are translated from.
PLAIN_FACTS = (
    "starts_at", "ends_at", "time_zone", "date_precision", "date_text", "mode", "area_id", "other_hosts", "audience",
    "capacity", "takes_registrations", "registration_closes_at",
)  # fmt: skip
# What people who planned to come have to hear of. The first two also move the entry in their calendars.
CALENDAR_FACTS = ("starts_at", "ends_at")
TOLD_FACTS = (*CALENDAR_FACTS, "time_zone", "mode")


def project(page) -> Gathering | None:
    """Make the gathering of ``page`` what its published pages say; call it after publishing or unpublishing any.

    Facts come from the page the others were translated from, words from each language's own. Without a published
    page the gathering is hidden; what hangs on it stays. Returns None when there never was one.
    """
    return project_key(page.translation_key)


@transaction.atomic
def project_key(translation_key) -> Gathering | None:
    """:func:`project` for all pages of one ``translation_key``; for when the page itself is gone."""
    pages = published_pages(translation_key)
    gathering = Gathering.objects.select_for_update().filter(translation_key=translation_key).first()
    if not pages:
        return _hide(gathering)
    source = source_of(translation_key, pages)
    is_new = gathering is None
    gathering = gathering or Gathering(translation_key=translation_key)
    before = _remembered(gathering)
    take_facts(gathering, source)
    take_words(gathering, pages)
    gathering.slug, gathering.is_live = source.slug, True
    if not is_new:
        _raise_numbers(gathering, before)
    gathering.save()
    gathering.hosts.set(source.hosts.all())
    gathering.topics.set(source.topics.all())
    gathering.networks.set(open_to(source))
    if not is_new:
        _tell(gathering, before)
    _keep_out_of_public_lists(gathering)
    changed("event", gathering.pk)
    _discussion_follows(gathering)
    return gathering


def published_pages(translation_key) -> dict[str, EventPage]:
    """Language code → published page in that language; one that only stands in for another's is none. One query."""
    found = published_pages_of([translation_key])
    return {code: found[translation_key, code] for code in LANGUAGE_CODES if (translation_key, code) in found}


def published_pages_of(translation_keys) -> dict[tuple, EventPage]:
    """(translation key, language code) → published page, for many gatherings at once. One query."""
    pages = EventPage.objects.filter(
        translation_key__in=list(translation_keys), live=True, alias_of__isnull=True
    )
    return {(page.translation_key, language_of_locale(page.locale_id)): page for page in pages}


def source_of(translation_key, pages: dict[str, EventPage]) -> EventPage:
    """The page whose facts count: the one the others were translated from, else the main language's, else any.

    A translation may be published later than its source and still carry the source's former facts.
    """
    locale_id = (
        TranslationSource.objects.filter(object_id=translation_key)
        .values_list("locale_id", flat=True)
        .first()
    )
    for page in pages.values():
        if page.locale_id == locale_id:
            return page
    return next(iter(pages.values()))


def take_facts(gathering: Gathering, page: EventPage) -> None:
    """Copy the plain facts of ``page``; one without a date becomes a gathering of unknown date."""
    for name in PLAIN_FACTS:
        setattr(gathering, name, getattr(page, name))
    if gathering.starts_at is None:
        gathering.ends_at, gathering.date_precision = None, DatePrecision.UNKNOWN
    elif gathering.ends_at is None or gathering.ends_at <= gathering.starts_at:
        gathering.ends_at = gathering.starts_at + dt.timedelta(hours=1)


def take_words(gathering: Gathering, pages: dict[str, EventPage]) -> None:
    """Copy what lists, calendars and search say, once for each language that has a page."""
    for code in LANGUAGE_CODES:
        page = pages.get(code)
        setattr(gathering, f"title_{code}", page.title if page else "")
        setattr(gathering, f"summary_{code}", page.description if page else "")
        setattr(gathering, f"venue_{code}", page.venue if page else "")


def open_to(page: EventPage) -> list:
    """The networks whose members may see it, where it is for members of networks: the hosts' always among them."""
    if page.audience != Audience.NETWORKS:
        return []
    return list({network.pk: network for network in (*page.networks.all(), *page.hosts.all())}.values())


def _keep_out_of_public_lists(gathering) -> None:
    """Mark the pages of a gathering that is not for everyone as private for Wagtail, which lists public pages.

    Its address asks the audience rule in any case; this keeps its title out of sitemaps and of the notice that a
    page is there in another language.
    """
    pages = Page.objects.filter(translation_key=gathering.translation_key)
    if gathering.audience == Audience.PUBLIC:
        PageViewRestriction.objects.filter(page__in=pages).delete()
        return
    for page in pages.exclude(view_restrictions__restriction_type=PageViewRestriction.LOGIN):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def _hide(gathering):
    if gathering is None or not gathering.is_live:
        return gathering
    gathering.is_live = False
    gathering.save(update_fields=["is_live"])
    withdraw("event", object_id=gathering.pk)
    changed("event", gathering.pk)
    _discussion_follows(gathering)
    recheck_stream(gathering.stream_key)
    return gathering


def _remembered(gathering) -> dict:
    names = (*TOLD_FACTS, *(f"venue_{code}" for code in LANGUAGE_CODES), "audience", "is_live")
    kept = {name: getattr(gathering, name) for name in names}
    kept["networks"] = set(gathering.networks.values_list("pk", flat=True)) if gathering.pk else set()
    return kept


def _raise_numbers(gathering, before) -> None:
    if _differs(gathering, before, CALENDAR_FACTS):
        gathering.sequence += 1
    if before["starts_at"] not in (None, gathering.starts_at):
        gathering.previous_starts_at = before["starts_at"]
    if _is_news(gathering, before):
        gathering.change_number += 1
    gathering.changed_at = timezone.now()


def _differs(gathering, before, names) -> bool:
    return any(getattr(gathering, name) != before[name] for name in names)


def _is_news(gathering, before) -> bool:
    """Whether people who planned to come would go wrong if nobody told them."""
    # A venue named for the first time in a language is a translation that has caught up.
    moved = any(
        before[f"venue_{code}"] and before[f"venue_{code}"] != getattr(gathering, f"venue_{code}")
        for code in LANGUAGE_CODES
        if getattr(gathering, f"title_{code}")
    )
    return moved or _differs(gathering, before, TOLD_FACTS)


def _tell(gathering, before) -> None:
    append(gathering.stream_key, "changed", target="places")
    networks = set(gathering.networks.values_list("pk", flat=True))
    if gathering.audience != before["audience"] or networks != before["networks"]:
        withdraw("event", object_id=gathering.pk)
        recheck_stream(gathering.stream_key)
    if _is_news(gathering, before) and not gathering.is_over and not gathering.is_cancelled:
        enqueue(
            "events.tell_registered",
            gathering_id=gathering.pk,
            kind="gathering_changed",
            change_number=gathering.change_number,
        )


def _discussion_follows(gathering) -> None:
    """The thread on the event's page is seen by whoever sees the event, and front pages name it to nobody else."""
    from community.discussions.domain.subjects import audience_changed

    audience_changed("event", gathering)
    home_panels.forget("events")
