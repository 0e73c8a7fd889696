"""What the spaces put on the desk."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from community.desk import DeskContent, DeskItem, DeskPanel, first_of, panels

from .models import SpaceOffer


def draw_offers(user, network_ids) -> DeskContent:
    """Spaces that my networks are asked to hold too, oldest question first."""
    waiting = SpaceOffer.objects.filter(network_id__in=network_ids).order_by("asked_at", "pk")
    shown, count = first_of(waiting.select_related("space", "network", "asked_by"))
    url = reverse("desk-spaces")
    items = [
        DeskItem(
            title=offer.question,
            url=url,
            meta=offer.space.description,
            when=offer.asked_at,
            person=offer.asked_by,
        )
        for offer in shown
    ]
    return DeskContent(items, count, url)


panels.register(
    "space-offers",
    DeskPanel(
        slug="space-offers",
        label=gettext_lazy("Spaces your networks are asked to hold"),
        capability="manages_members",
        draw=draw_offers,
        empty=gettext_lazy("No network of yours is asked."),
        order=12,
    ),
)
