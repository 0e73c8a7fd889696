"""All models of gatherings."""

from .gatherings.models import Gathering, JoiningDetails
from .gatherings.pages import EventPage, GatheringsIndexPage
from .registrations.models import AccessNeeds, Registration

__all__ = ["AccessNeeds", "EventPage", "Gathering", "GatheringsIndexPage", "JoiningDetails", "Registration"]
