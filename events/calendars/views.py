"""Calendar files to keep, and calendars to subscribe to."""

from datetime import timedelta

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.languages import active_language
from community.networks.models import Network
from events.gatherings.models import Gathering
from events.gatherings.states import DatePrecision

from .files import calendar_of

# What is long over need not be fetched every day by every calendar.
KEPT_IN_FEED = timedelta(days=365)
MOST_IN_FEED = 500


def _answer(content: bytes, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


@require_safe
def event_calendar(request, slug):
    """The file of one gathering that this reader may see."""
    gathering = (
        Gathering.objects.visible_to(request.user)
        .prefetch_related("hosts", "topics")
        .filter(slug=slug)
        .first()
    )
    if gathering is None or gathering.date_precision not in (DatePrecision.TIME, DatePrecision.DAY):
        raise Http404
    return _answer(calendar_of([gathering], language=active_language()), f"{gathering.slug}.ics")


@require_safe
def events_calendar(request):
    """Every public gathering, or one network's, to subscribe to.

    Calendar programs sign in nowhere, so they are given what everybody may see, whoever asks. Cancelled gatherings
    stay in: a program that no longer finds an entry keeps showing it.
    """
    rows = Gathering.objects.visible_to(None).filter(
        Q(ends_at__gt=timezone.now() - KEPT_IN_FEED),
        date_precision__in=(DatePrecision.TIME, DatePrecision.DAY),
    )
    name = _("Events")
    if slug := request.GET.get("network"):
        network = Network.objects.filter(slug=slug).first()
        if network is None:
            raise Http404
        rows, name = rows.filter(hosts=network), _("Events: %(network)s") % {"network": network.name}
    rows = rows.order_by("-starts_at").prefetch_related("hosts", "topics")[:MOST_IN_FEED]
    return _answer(calendar_of(rows, name=name, language=active_language()), "events.ics")
