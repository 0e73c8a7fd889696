"""Roles in a network, as data with a plain description of each."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a membership lets its holder do, from least to most."""

    MEMBER = "member", _("Member")
    FACILITATOR = "facilitator", _("Facilitator")
    CURATOR = "curator", _("Curator")
    MODERATOR = "moderator", _("Moderator")
    COORDINATOR = "coordinator", _("Coordinator")


@dataclass(frozen=True)
class RoleDescription:
    """One sentence for members, and what the role may do, for the code."""

    role: Role
    summary: str
    edits_pages: bool = False
    curates_library: bool = False
    moderates: bool = False
    manages_members: bool = False
    hosts_events: bool = False


DESCRIPTIONS = {
    description.role: description
    for description in (
        RoleDescription(Role.MEMBER, _("Takes part in conversations, events and the library.")),
        RoleDescription(
            Role.FACILITATOR,
            _("Hosts events and looks after conversations, so that everyone is heard."),
            hosts_events=True,
        ),
        RoleDescription(
            Role.CURATOR,
            _("Decides what enters the library and edits the network’s pages."),
            edits_pages=True,
            curates_library=True,
        ),
        RoleDescription(
            Role.MODERATOR,
            _("Looks after safety: hears reports and acts on them."),
            moderates=True,
        ),
        RoleDescription(
            Role.COORDINATOR,
            _("Runs the network: welcomes members, gives roles, edits pages and hosts events."),
            edits_pages=True,
            curates_library=True,
            moderates=True,
            manages_members=True,
            hosts_events=True,
        ),
    )
}


def roles_that(capability: str) -> list[str]:
    """Values of the roles that may do ``capability``, for example ``"edits_pages"``."""
    return [
        description.role.value for description in DESCRIPTIONS.values() if getattr(description, capability)
    ]
