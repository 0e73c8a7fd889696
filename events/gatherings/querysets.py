"""Rows of gatherings, by name."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from community.audience import viewer_of, visible_q
from community.networks.permissions import networks_where


class GatheringQuerySet(models.QuerySet):
    """Gatherings: to come, under way, past."""

    def visible_to(self, user):
        """Gatherings with a published page whose audience ``user`` belongs to."""
        return self.filter(visible_q(viewer_of(user), self.model), is_live=True)

    def hosted_by(self, user):
        """Gatherings that ``user`` looks after as facilitator or coordinator of a host, published or not."""
        return self.filter(hosts__in=networks_where(user, "hosts_events")).distinct()

    def upcoming(self):
        """Not over yet, the next one first; cancelled ones too, so that nobody waits in vain."""
        return self.filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk")

    def past(self):
        """Over, the latest first; those of unknown date last."""
        over = Q(ends_at__lte=timezone.now()) | Q(ends_at__isnull=True)
        return self.filter(over).order_by(F("starts_at").desc(nulls_last=True), "-pk")

    def with_taken_count(self):
        """Each with ``taken_count``, the number of places taken."""
        from events.registrations.models import Registration

        taken = (
            Registration.objects.held()
            .filter(gathering=models.OuterRef("pk"))
            .order_by()
            .values("gathering")
            .annotate(number=models.Count("pk"))
        )
        return self.annotate(
            taken_count=Coalesce(
                models.Subquery(taken.values("number")), 0, output_field=models.IntegerField()
            )
        )
