"""Addresses of the events floor, all behind the language prefix."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .calendars import views as calendars
from .gatherings.feeds import GatheringsFeed
from .gatherings.views import event, host, index
from .registrations import views as registrations


class AddressConverter(StringConverter):
    """The last part of a page's address as editors may write it: letters of any alphabet, digits, hyphens."""

    regex = r"[-\w]+"


register_converter(AddressConverter, "address")

urlpatterns = [
    path("events/", index.index, name="events"),
    path("events/feed.atom", GatheringsFeed(), name="events-feed"),
    path("events/calendar.ics", calendars.events_calendar, name="events-calendar"),
    path("events/<address:slug>/", event.event, name="event"),
    path("events/<address:slug>/calendar.ics", calendars.event_calendar, name="event-calendar"),
    path("events/<address:slug>/register/", registrations.register, name="event-register"),
    path("events/<address:slug>/give-up/", registrations.give_up, name="event-give-up"),
    path("events/<address:slug>/needs/", registrations.wishes, name="event-wishes"),
    path("events/<address:slug>/host/", host.host, name="event-host"),
    path("events/<address:slug>/host/list/", host.host_list, name="event-host-list"),
    path("events/<address:slug>/host/joining/", host.joining, name="event-joining"),
    path("events/<address:slug>/host/cancel/", host.cancel, name="event-cancel"),
    path("events/<address:slug>/host/reinstate/", host.reinstate, name="event-reinstate"),
]
