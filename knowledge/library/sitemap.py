"""The library's addresses for search engines."""

from django.contrib.sitemaps import Sitemap

from community.sitemaps import sitemaps

from .models import Resource


class ResourceSitemap(Sitemap):
    """Public records in every language of the site."""

    i18n = True
    alternates = True
    limit = 5000

    def items(self):
        return Resource.objects.visible_to(None).order_by("pk")

    def lastmod(self, item):
        return item.last_published_at or item.first_published_at

    def location(self, item):
        return item.get_absolute_url()


sitemaps.register("resources", ResourceSitemap)
