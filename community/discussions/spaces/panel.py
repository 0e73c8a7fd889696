"""What the spaces put on the desk."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.desk import SHOWN, DeskContent, DeskItem, DeskPanel, panels

from .models import SpaceOffer


def draw_offers(user, network_ids) -> DeskContent:
    """Spaces that my networks are asked to hold too, oldest question first."""
    waiting = SpaceOffer.objects.filter(network_id__in=network_ids).order_by("asked_at", "pk")
    shown = list(waiting.select_related("space", "network", "asked_by")[:SHOWN])
    url = reverse("desk-spaces")
    items = [
        DeskItem(
            title=_("%(network)s is asked to hold “%(space)s” with the others.")
            % {"network": offer.network.name, "space": offer.space.name},
            url=url,
            meta=offer.space.description,
            when=offer.asked_at,
            person=offer.asked_by,
        )
        for offer in shown
    ]
    return DeskContent(items, len(shown) if len(shown) < SHOWN else waiting.count(), url)


panels.register(
    "space-offers",
    DeskPanel(
        slug="space-offers",
        label=gettext_lazy("Spaces your networks are asked to hold"),
        capability="manages_members",
        draw=draw_offers,
        empty=gettext_lazy("No network of yours is asked."),
        order=15,
    ),
)
