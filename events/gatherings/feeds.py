"""The feed of new gatherings."""

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from community.networks.models import Network

from . import wording
from .models import Gathering

MOST_ITEMS = 30


class GatheringsFeed(Feed):
    """Public gatherings, the newest announced first, of all networks or of one.

    A feed reader signs in nowhere, so it is given what everybody may see, whoever asks.
    """

    feed_type = Atom1Feed

    def get_object(self, request):
        slug = request.GET.get("network")
        network = Network.objects.filter(slug=slug).first() if slug else None
        if slug and network is None:
            raise Http404
        return network

    def title(self, network):
        return _("Events: %(network)s") % {"network": network.name} if network else _("Events")

    def subtitle(self, network):
        return _("Where members of the networks meet, online and in person.")

    def link(self, network):
        return reverse("events") + (f"?{urlencode({'network': network.slug})}" if network else "")

    def feed_url(self, network):
        return reverse("events-feed") + (f"?{urlencode({'network': network.slug})}" if network else "")

    def items(self, network):
        rows = Gathering.objects.visible_to(None)
        if network is not None:
            rows = rows.filter(hosts=network)
        return rows.order_by("-created_at", "-pk").prefetch_related("hosts", "topics")[:MOST_ITEMS]

    def item_title(self, item):
        return _("Cancelled: %(event)s") % {"event": item.title} if item.is_cancelled else item.title

    def item_description(self, item):
        parts = (wording.when_in_text(item), wording.where(item), item.summary)
        return " · ".join(part for part in parts if part)

    def item_author_name(self, item):
        return wording.hosts_in_text(item) or None

    def item_pubdate(self, item):
        return item.created_at

    def item_updateddate(self, item):
        return item.changed_at

    def item_categories(self, item):
        return [topic.name for topic in item.topics.all()]

    def item_link(self, item):
        return item.get_absolute_url()
