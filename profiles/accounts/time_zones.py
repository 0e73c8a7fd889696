"""The time zones a person may choose from."""

import zoneinfo
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Regions of the IANA list that hold places; the others are old names and fixed distances from UTC.
REGIONS = {
    "Europe": _("Europe"),
    "Africa": _("Africa"),
    "America": _("The Americas"),
    "Asia": _("Asia"),
    "Australia": _("Australia"),
    "Atlantic": _("Atlantic Ocean"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
}
# Where the networks are: first in the list, so that almost nobody needs to look further.
FIRST = (("Europe/London", _("United Kingdom (London)")), ("Europe/Dublin", _("Ireland (Dublin)")))


@cache
def known_zones() -> frozenset[str]:
    """All IANA names this machine knows; browsers may report any of them."""
    return frozenset(zoneinfo.available_timezones())


def validate_time_zone(name: str) -> None:
    """Refuse what is not a known IANA zone name."""
    if name not in known_zones():
        raise ValidationError(_("Choose a time zone from the list."), code="unknown")


@cache
def _places() -> dict[str, list[tuple[str, str]]]:
    regions: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    first = {name for name, _label in FIRST}
    for name in sorted(known_zones()):
        region, _slash, place = name.partition("/")
        if place and region in regions and name not in first:
            regions[region].append((name, place.replace("_", " ").replace("/", " – ")))
    return regions


def zone_choices(chosen: str = "") -> list:
    """Choices for a select, by region; ``chosen`` is added when it is a known zone outside the regions ("UTC")."""
    choices: list = list(FIRST)
    places = _places()
    listed = {name for name, _label in FIRST} | {name for zones in places.values() for name, _label in zones}
    if chosen and chosen not in listed and chosen in known_zones():
        choices.append((chosen, chosen))
    return choices + [(label, places[region]) for region, label in REGIONS.items() if places[region]]
