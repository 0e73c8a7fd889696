"""What the networks put on the desk."""

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.desk import DeskContent, DeskItem, DeskPanel, first_of, panels

from .models import Membership


def draw_requests(user, network_ids) -> DeskContent:
    """People who ask to join, oldest first."""
    waiting = Membership.objects.waiting().filter(network_id__in=network_ids)
    shown, count = first_of(waiting)
    items = [
        DeskItem(
            title=_("%(person)s asks to join %(network)s")
            % {"person": membership.user.display_name, "network": membership.network.short_name},
            url=reverse("desk-member", args=[membership.pk]),
            meta=Truncator(membership.message).words(20),
            when=membership.changed_at,
            person=membership.user,
        )
        for membership in shown
    ]
    url = reverse("desk-members")
    if shown:
        url += f"?network={shown[0].network.slug}&show=requests"
    return DeskContent(items, count, url)


panels.register(
    "requests",
    DeskPanel(
        slug="requests",
        label=gettext_lazy("Requests to join"),
        capability="manages_members",
        draw=draw_requests,
        empty=gettext_lazy("Nobody is waiting for an answer."),
        order=10,
    ),
)
