"""What the room of gatherings listens to and brings. Imported once the apps are ready."""

from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published, page_unpublished

from knowledge.pages.models import NetworkEditors
from knowledge.pages.structure import StructuralKind, structure

from . import discussing, finding, live, panels  # noqa: F401  (each registers its own)
from .domain.editors import let_editors_write
from .domain.gatherings import project, project_key
from .pages import EventPage, GatheringsIndexPage


def _page_changed(sender, instance, **kwargs):
    """Every way of publishing and unpublishing ends here: the editor, a workflow, the timetable, a translation."""
    project(instance)


def _page_deleted(sender, instance, **kwargs):
    project_key(instance.translation_key)


def _editors_or_list_made(sender, instance, created, raw=False, **kwargs):
    if created and not raw:
        let_editors_write()


page_published.connect(_page_changed, sender=EventPage, dispatch_uid="events-published")
page_unpublished.connect(_page_changed, sender=EventPage, dispatch_uid="events-unpublished")
post_delete.connect(_page_deleted, sender=EventPage, dispatch_uid="events-page-deleted")
post_save.connect(_editors_or_list_made, sender=NetworkEditors, dispatch_uid="events-editors-made")
post_save.connect(_editors_or_list_made, sender=GatheringsIndexPage, dispatch_uid="events-list-made")

structure.register(
    "events",
    StructuralKind(
        lambda: GatheringsIndexPage,
        titles={"en": "Events", "cy": "Digwyddiadau", "gd": "Tachartasan"},
        intros={
            "en": "Where members of the networks meet, online and in person. Everyone is welcome to look.",
            "cy": "Lle mae aelodau’r rhwydweithiau’n cyfarfod, ar-lein ac wyneb yn wyneb. Mae croeso i bawb fwrw golwg.",
            "gd": "Far am bi buill nan lìonraidhean a’ coinneachadh, air loidhne agus aghaidh ri aghaidh.",
        },
    ),
)
