"""One gathering's page."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.context import Offer, offer_languages
from community.languages import active_language, site_languages
from community.live.log import number_of
from community.templatetags.formatting import moment
from events.registrations.domain.places import KEEP_NEEDS_FOR_UNDOING, Places, places_of
from events.registrations.forms import WishesForm
from events.registrations.models import Registration
from knowledge.pages.structured import as_script
from knowledge.pages.translations import language_of_locale

from .. import wording
from ..domain.gatherings import published_pages, take_facts, take_words
from ..models import Gathering, JoiningDetails
from ..permissions import is_host, is_link_of_use
from ..states import DatePrecision
from ..structured import json_ld

PREVIEW_PK = 0  # of the gathering that a preview shows: no row has it


@dataclass
class Standing:
    """How one reader stands to a gathering; ``step`` says which part of the page is theirs.

    ``step`` is one of cancelled, over, registered, closed, full, sign_in, open.
    """

    step: str
    places: Places
    is_host: bool = False
    registration: Registration | None = None
    # Given up so lately that it can be taken back with everything that was written.
    has_just_given_up: bool = False
    joining_details: JoiningDetails | None = field(default=None, repr=False)


def find_gathering(user, slug: str) -> Gathering:
    """The gathering at this address that ``user`` may see, with hosts and topics. Raises ``Http404``."""
    rows = Gathering.objects.visible_to(user).select_related("area").prefetch_related("hosts", "topics")
    gathering = rows.filter(slug=slug).first()
    if gathering is None:
        raise Http404
    return gathering


def standing_of(user, gathering: Gathering) -> Standing:
    """What ``user`` may do here, and what they may know."""
    places = places_of(gathering)
    registration = (
        Registration.objects.of(user).filter(gathering=gathering).select_related("access_needs").first()
    )
    holds = registration is not None and registration.is_held
    standing = Standing(
        step=_step(user, gathering, places, holds),
        places=places,
        is_host=is_host(user, gathering),
        registration=registration if holds else None,
        has_just_given_up=(
            registration is not None
            and not holds
            and registration.given_up_at > timezone.now() - KEEP_NEEDS_FOR_UNDOING
        ),
    )
    if standing.is_host or (holds and is_link_of_use(gathering)):
        standing.joining_details = JoiningDetails.objects.filter(gathering=gathering).first()
    return standing


def _step(user, gathering, places, holds) -> str:
    if gathering.is_cancelled:
        return "cancelled"
    if gathering.is_over:
        return "over"
    if holds:
        return "registered"
    if not gathering.is_registration_open:
        return "closed"
    if places.is_full:
        return "full"
    return "open" if user.is_authenticated else "sign_in"


@require_safe
def event(request, slug):
    """A gathering for whoever may see it, in the reader's language or else in one it is written in."""
    return show(request, find_gathering(request.user, slug))


def show(request, gathering, *, form=None):
    """The page of ``gathering``; ``form`` where what was sent has to be looked at again."""
    # Before anything that it counts, so that what changes meanwhile arrives again instead of never.
    number = number_of(gathering.stream_key)
    standing = standing_of(request.user, gathering)
    pages = published_pages(gathering.translation_key)
    language = active_language()
    page = pages.get(language) or next(iter(pages.values()), None)
    offer_languages(
        request,
        {
            code: Offer(is_translated=code in pages or (not pages and code == language))
            for code in site_languages()
        },
    )
    response = render(
        request,
        "events/gatherings/event.html",
        {
            **_context(gathering, page, language),
            "standing": standing,
            "number": number,
            "form": form or (WishesForm() if standing.step == "open" else None),
            "is_preview": False,
        },
        status=422 if form is not None and form.errors else 200,
    )
    if standing.joining_details is not None:
        # The way into a meeting stands in it: nobody keeps a copy.
        response["Cache-Control"] = "private, no-store"
    return response


def preview(request, page):
    """The page as an editor has it in hand: drafts included, nobody registered."""
    language = language_of_locale(page.locale_id)
    gathering = Gathering.objects.filter(translation_key=page.translation_key).first() or Gathering()
    take_facts(gathering, page)
    take_words(gathering, {language: page})
    gathering.pk, gathering.slug = PREVIEW_PK, page.slug or "-"
    hosts, topics = list(page.hosts.all()), list(page.topics.all())
    gathering._prefetched_objects_cache = {"hosts": hosts, "topics": topics}
    return render(
        request,
        "events/gatherings/event.html",
        {
            **_context(gathering, page, language),
            "standing": Standing(step="open", places=Places(taken=0, capacity=gathering.capacity)),
            "number": 0,
            "form": WishesForm(),
            "is_preview": True,
        },
    )


def _context(gathering, page, language) -> dict:
    hosts = list(gathering.hosts.all())
    page_language = language_of_locale(page.locale_id) if page is not None else language
    return {
        "gathering": gathering,
        "page": page,
        "hosts": hosts,
        "topics": list(gathering.topics.all()),
        "facts": _facts(gathering, page),
        "trail": [
            {"label": _("Events"), "url": reverse("events")},
            {"label": gathering.title, "url": gathering.get_absolute_url()},
        ],
        "has_calendar": gathering.date_precision in (DatePrecision.TIME, DatePrecision.DAY),
        # Set where the words are not in the reader's language.
        "foreign_language": page_language if page_language != language else "",
        "structured_data": as_script(json_ld(gathering, hosts=hosts, language=page_language)),
    }


def _facts(gathering, page) -> list[dict]:
    """When, where and more, for the component ``facts``."""
    facts = [{"label": _("When"), "value": wording.when(gathering)}]
    if not gathering.has_time and gathering.date_text and gathering.starts_at is not None:
        facts.append({"label": _("In the words of the source"), "value": gathering.date_text, "lang": "en"})
    facts.append({"label": _("Where"), "value": wording.where(gathering)})
    if gathering.area is not None:
        facts.append({"label": _("Council area"), "value": gathering.area.name})
    if gathering.is_registration_open and gathering.registration_closes_at is not None:
        closes = moment(gathering.registration_closes_at)
        facts.append({"label": _("Registration closes"), "value": closes})
    if page is not None and page.more_url:
        facts.append({"label": _("More about it"), "value": host_of(page.more_url), "url": page.more_url})
    return [fact for fact in facts if fact["value"]]


def host_of(url: str) -> str:
    """The name of the website an address leads to."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
