"""What the library brings to the floors below it. Imported once the apps are ready."""

from django.db.models.signals import post_delete
from wagtail.signals import published, unpublished

from community.search import index

from . import admin, comments, finding, notices, panels, sitemap  # noqa: F401  (each registers its own)
from .domain.records import content_changed
from .domain.submissions import record_went_live
from .models import Resource


def _went_live(sender, instance, **kwargs):
    """Every way of publishing ends here: the desk, a workflow, the editors' area, the timetable."""
    content_changed(instance)
    if instance.live:
        record_went_live(instance)


def _went_away(sender, instance, **kwargs):
    content_changed(instance)


def _deleted(sender, instance, **kwargs):
    index.changed("resource", instance.pk)


published.connect(_went_live, sender=Resource, dispatch_uid="library-published")
unpublished.connect(_went_away, sender=Resource, dispatch_uid="library-unpublished")
post_delete.connect(_deleted, sender=Resource, dispatch_uid="library-deleted")
