"""What a gathering's page says to machines: schema.org data. How to join is not among it: the place is the page."""

from zoneinfo import ZoneInfo

from community.notifications.mail import absolute

from .states import DatePrecision, Mode
from .times import last_day, wall_clock
from .wording import other_host_names

_ATTENDANCE = {
    Mode.ONLINE: "OnlineEventAttendanceMode",
    Mode.IN_PERSON: "OfflineEventAttendanceMode",
    Mode.HYBRID: "MixedEventAttendanceMode",
}


def json_ld(gathering, *, hosts, language: str) -> dict:
    """The gathering as schema.org data, in the active language; ``hosts`` are its networks as equals."""
    url = absolute(gathering.get_absolute_url())
    starts, ends = _span(gathering)
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": f"{url}#event",
        "name": gathering.title,
        "description": gathering.summary,
        "url": url,
        "inLanguage": language,
        "startDate": starts,
        "endDate": ends,
        "eventStatus": f"https://schema.org/{_status(gathering)}",
        "location": _places(gathering, url),
        "organizer": [
            {"@type": "Organization", "name": network.name, "url": absolute(network.get_absolute_url())}
            for network in hosts
        ]
        + [{"@type": "Organization", "name": name} for name in other_host_names(gathering)],
        "maximumAttendeeCapacity": gathering.capacity,
        "isAccessibleForFree": True,
    }
    if gathering.mode in _ATTENDANCE:
        data["eventAttendanceMode"] = f"https://schema.org/{_ATTENDANCE[gathering.mode]}"
    if _status(gathering) == "EventRescheduled":
        data["previousStartDate"] = _in_zone(gathering.previous_starts_at, gathering)
    return data


def _status(gathering) -> str:
    if gathering.is_cancelled:
        return "EventCancelled"
    return "EventRescheduled" if gathering.has_time and gathering.previous_starts_at else "EventScheduled"


def _in_zone(moment, gathering) -> str:
    return moment.astimezone(ZoneInfo(gathering.time_zone)).isoformat(timespec="minutes")


def _span(gathering) -> tuple[str, str]:
    """Start and end as far as they are known."""
    if gathering.date_precision == DatePrecision.TIME:
        return _in_zone(gathering.starts_at, gathering), _in_zone(gathering.ends_at, gathering)
    if gathering.date_precision == DatePrecision.DAY:
        first = wall_clock(gathering.starts_at, gathering.time_zone).date()
        return first.isoformat(), last_day(gathering.ends_at, gathering.time_zone).isoformat()
    if gathering.date_precision == DatePrecision.UNKNOWN:
        return "", ""
    first = wall_clock(gathering.starts_at, gathering.time_zone)
    return first.strftime("%Y-%m" if gathering.date_precision == DatePrecision.MONTH else "%Y"), ""


def _places(gathering, url: str) -> list[dict]:
    places = []
    if gathering.mode != Mode.ONLINE and gathering.venue:
        places.append({"@type": "Place", "name": gathering.venue, "address": gathering.venue})
    if gathering.mode in (Mode.ONLINE, Mode.HYBRID):
        places.append({"@type": "VirtualLocation", "url": url})
    return places
