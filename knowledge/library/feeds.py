"""The feed of what is new in the library."""

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from . import facets
from .models import Resource
from .shelves import makers_in_words

MOST_ITEMS = 30


class NewResourcesFeed(Feed):
    """Public records, newest first, under the topics, formats, languages and networks in the address.

    A feed reader signs in nowhere, so it is given what everybody may see, whoever asks.
    """

    feed_type = Atom1Feed

    def get_object(self, request):
        vocabulary = facets.Vocabulary()
        return facets.Selection.from_query(request.GET).known_to(vocabulary), vocabulary

    def title(self, obj):
        return _("New in the library")

    def subtitle(self, obj):
        return _(
            "Papers, guides, films and stories about co-production, chosen by networks of practitioners."
        )

    def link(self, obj):
        selection, _vocabulary = obj
        return selection.url(reverse("library"))

    def feed_url(self, obj):
        selection, _vocabulary = obj
        return selection.url(reverse("library-feed"))

    def items(self, obj):
        selection, vocabulary = obj
        rows = facets.narrowed(Resource.objects.visible_to(None), selection, vocabulary)
        return rows.newest().for_list()[:MOST_ITEMS]

    def item_title(self, item):
        return item.shown_title

    def item_description(self, item):
        return item.text.summary if item.text else ""

    def item_author_name(self, item):
        return makers_in_words(item) or None

    def item_pubdate(self, item):
        return item.first_published_at

    def item_updateddate(self, item):
        return item.last_published_at or item.first_published_at

    def item_categories(self, item):
        return [topic.name for topic in item.topics.all()]

    def item_link(self, item):
        return item.get_absolute_url()
