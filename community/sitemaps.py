"""What search engines may find: each room registers a sitemap of what everybody may see.

``sitemaps.register("resources", ResourceSitemap)``; an entry is a subclass of Django's ``Sitemap``. They stand
at ``/sitemap.xml``, an index with one file a section.
"""

from django.contrib.sitemaps import Sitemap

from community.registry import Registry

sitemaps: Registry[type[Sitemap]] = Registry("sitemap")


class ThreadSitemap(Sitemap):
    """Public conversations in spaces, in every language of the site."""

    i18n = True
    alternates = True
    limit = 5000

    def items(self):
        from community.discussions.models import Thread

        return Thread.objects.visible_to(None).filter(space__isnull=False).order_by("pk")

    def lastmod(self, item):
        return item.last_post_at


sitemaps.register("threads", ThreadSitemap)
