"""Rows of pages, by name."""

from wagtail.models import PageManager
from wagtail.query import PageQuerySet


class NewsQuerySet(PageQuerySet):
    """News items."""

    def newest(self):
        """Live public items, newest first. Those that only stand in for another language's are left out."""
        return (
            self.live()
            .public()
            .filter(alias_of__isnull=True)
            .order_by("-day", "-pk")
            .select_related("picture")
        )


NewsManager = PageManager.from_queryset(NewsQuerySet)
