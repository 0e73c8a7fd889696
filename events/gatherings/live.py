"""What open pages of a gathering show without being loaded again: places left, changes, cancellation."""

from collections.abc import Sequence

from django.template.loader import render_to_string

from community.live.kinds import REPLACE, RESET, Fragment, StreamKind, streams
from community.live.log import LoggedEvent

from .models import Gathering

PREFIX = "event"
TEMPLATE = "events/gatherings/places.html"


def may_join(user, ident: str) -> bool:
    """Whoever sees the event."""
    return ident.isdecimal() and Gathering.objects.visible_to(user).filter(pk=ident).exists()


def draw(events: Sequence[LoggedEvent], language: str) -> list[Fragment]:
    """The line of places as it is now; the whole region for a change of the event itself.

    The line is the same for every reader. Who has a place finds that in the rest of the region, which each page
    fetches for itself. Every event is drawn, though one would do: events are kept one by one.
    """
    from events.registrations.domain.places import places_of

    gathering = Gathering.objects.filter(pk=events[0].ident).first()
    if gathering is None:
        return []
    line = render_to_string(TEMPLATE, {"gathering": gathering, "places": places_of(gathering)})
    return [
        Fragment(number=event.number, kind=event.kind, place=RESET)
        if event.kind == "changed"
        else Fragment(number=event.number, kind=event.kind, target="places", place=REPLACE, html=line)
        for event in events
    ]


streams.register(PREFIX, StreamKind(prefix=PREFIX, may_join=may_join, draw=draw))
