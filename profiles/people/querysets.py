"""Rows of profiles that a person may see."""

from django.db import models
from django.db.models import Prefetch

from community.audience import Viewer, viewer_of
from community.networks.models import Membership

from .audiences import part_seen_q


class ProfileQuerySet(models.QuerySet):
    """What people say of themselves."""

    def visible_to(self, user):
        """Profiles that ``user`` may know of, by name. What they may read in them is another question: see ``seen``."""
        return self.visible_to_viewer(viewer_of(user))

    def visible_to_viewer(self, viewer: Viewer):
        """The same for a viewer already read."""
        return self.of_people().filter(part_seen_q(viewer, "listed")).order_by("sort_name", "pk")

    def of_people(self):
        """Profiles of accounts that count: open ones whose address was confirmed."""
        return self.filter(user__is_active=True, user__confirmed_at__isnull=False)

    def with_parts(self):
        """With everything that a page draws of a profile: person, area, topics and active networks; three queries."""
        active = Membership.objects.active().select_related("network").order_by("network__name_en")
        return self.select_related("user", "area").prefetch_related(
            "topics", Prefetch("user__memberships", queryset=active, to_attr="active_memberships")
        )
