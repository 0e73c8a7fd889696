"""Rows of topics, by name."""

from django.db import models


class TopicQuerySet(models.QuerySet):
    """Subject headings."""

    def of_first_level(self):
        """Topics without a parent, in their order, with those under each as ``children``."""
        return self.filter(parent__isnull=True).order_by("position", "pk").prefetch_related("children")
