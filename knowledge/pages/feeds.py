"""News for feed readers."""

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .models import NewsIndexPage
from .translations import locale_of_language

MOST_ITEMS = 30


class NewsFeed(Feed):
    """The news in the language of the address: everybody's, or one network's where the address names it."""

    feed_type = Atom1Feed

    def get_object(self, request, slug=None):
        indexes = NewsIndexPage.objects.live().filter(locale_id=locale_of_language(get_language()))
        wanted = f"/networks/{slug}/news/" if slug else "/news/"
        for index in indexes.filter(url_path__endswith=wanted).order_by("depth"):
            if bool(slug) == bool(index.network):
                return index
        raise Http404

    def title(self, index):
        if index.network:
            return _("News of %(network)s") % {"network": index.network.name}
        return index.title

    def subtitle(self, index):
        return index.description

    def link(self, index):
        return index.url

    def feed_url(self, index):
        return index.feed_url

    def items(self, index):
        return index.news()[:MOST_ITEMS]

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return item.description

    def item_link(self, item):
        return item.url

    def item_guid(self, item):
        # Outlives a change of title and address.
        return f"urn:uuid:{item.translation_key}:{item.language}"

    def item_author_name(self, item):
        return item.author_line or None

    def item_pubdate(self, item):
        return timezone.make_aware(timezone.datetime.combine(item.day, timezone.datetime.min.time()))

    def item_updateddate(self, item):
        return item.last_published_at
