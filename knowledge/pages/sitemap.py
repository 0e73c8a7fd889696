"""Editorial pages for search engines."""

from django.contrib.sitemaps import Sitemap
from wagtail.models import Page

from .translations import language_of_locale


class PageSitemap(Sitemap):
    """Live public pages in each language, each naming its translations. Copies that only stand in are left out."""

    limit = 5000

    def items(self):
        return (
            Page.objects.live()
            .public()
            .filter(depth__gt=1, alias_of__isnull=True)
            .order_by("path")
            .only("url_path", "locale_id", "translation_key", "last_published_at", "path", "depth")
        )

    def get_urls(self, page=1, site=None, protocol=None):
        """Rows of the sitemap, shaped as Django's template takes them."""
        origin = f"{self.get_protocol(protocol)}://{self.get_domain(site)}"
        shown = [one for one in self.paginator.page(page).object_list if one.url]
        twins: dict[object, list] = {}
        for one in self.items().filter(translation_key__in=[one.translation_key for one in shown]):
            twins.setdefault(one.translation_key, []).append(one)
        self.latest_lastmod = max(
            (one.last_published_at for one in shown if one.last_published_at), default=None
        )
        return [
            {
                "item": one,
                "location": f"{origin}{one.url}",
                "lastmod": one.last_published_at,
                "changefreq": None,
                "priority": "",
                "alternates": [
                    {"location": f"{origin}{twin.url}", "lang_code": language_of_locale(twin.locale_id)}
                    for twin in twins[one.translation_key]
                    if twin.url
                ],
            }
            for one in shown
        ]
