"""Rows of networks and memberships, by name."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from .roles import Role, roles_that
from .states import MembershipState


class NetworkQuerySet(models.QuerySet):
    """Networks; all of them are public, only what happens inside may not be."""

    def of(self, user):
        """Networks that ``user`` is an active member of, by name."""
        return self.filter(memberships__user=user, memberships__state=MembershipState.ACTIVE).order_by(
            "name_en"
        )


class MembershipQuerySet(models.QuerySet):
    """Ties of people to networks, in any state."""

    def active(self):
        """Memberships that count: active ones."""
        return self.filter(state=MembershipState.ACTIVE)

    def that_may(self, capability: str):
        """Active memberships whose role has ``capability`` (a field of RoleDescription)."""
        return self.active().filter(role__in=roles_that(capability))

    def waiting(self):
        """Requests nobody has answered yet, oldest first, with person and network."""
        return self.in_state(MembershipState.REQUESTED)

    def in_state(self, state):
        """Memberships in ``state``, longest in it first, with person, network and inviter."""
        return (
            self.filter(state=state)
            .select_related("user", "network", "invited_by")
            .order_by("changed_at", "pk")
        )

    def for_people_page(self):
        """Active memberships with their people, coordinators first, then by name."""
        order = models.Case(
            *(
                models.When(role=role, then=models.Value(place))
                for place, role in enumerate(reversed(Role.values))
            ),
            default=models.Value(len(Role.values)),
        )
        return (
            self.active()
            .filter(user__is_active=True)
            .select_related("user")
            .order_by(order, "user__display_name", "pk")
        )


class AddressInvitationQuerySet(models.QuerySet):
    """Invitations sent to e-mail addresses."""

    # How long the link in the mail may be used.
    OPEN_FOR = timedelta(days=60)

    def open(self):
        """Neither used nor withdrawn nor too old, oldest first, with network and inviter."""
        return (
            self.filter(
                used_at__isnull=True, withdrawn_at__isnull=True, invited_at__gt=timezone.now() - self.OPEN_FOR
            )
            .select_related("network", "invited_by")
            .order_by("invited_at", "pk")
        )

    def too_old(self):
        """Those nobody can use any more because their time is over."""
        return self.filter(used_at__isnull=True, invited_at__lte=timezone.now() - self.OPEN_FOR)

    def for_person(self, user):
        """Open invitations sent to the address ``user`` signs in with."""
        return self.open().filter(email=user.email)
