"""What editorial pages bring to the floors below, and what they listen to. Imported once the apps are ready."""

from django.apps import apps
from django.conf import settings
from django.db.models.signals import post_delete, post_migrate, post_save
from wagtail.models import Locale
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move
from wagtail.users.models import UserProfile

from community.networks.domain import hooks
from community.networks.models import Network
from community.sitemaps import sitemaps

from . import finding, panels, tasks, translations  # noqa: F401  (each registers its own)
from .domain import editors, network_pages
from .models import NetworkHomePage
from .network_trees import forget_network_trees
from .sitemap import PageSitemap

hooks.on_network_made.register("knowledge.pages", network_pages.make_pages_of)
hooks.on_network_changed.register("knowledge.pages", network_pages.follow_changes_of)
post_save.connect(forget_network_trees, sender=NetworkHomePage, dispatch_uid="knowledge-trees-page")
post_delete.connect(forget_network_trees, sender=NetworkHomePage, dispatch_uid="knowledge-trees-page-gone")
post_save.connect(forget_network_trees, sender=Network, dispatch_uid="knowledge-trees-network")
hooks.on_membership_changed.register("knowledge.pages", network_pages.keep_editors_in_step)
sitemaps.register("pages", PageSitemap)


def _make_tree(sender, using="default", **kwargs):
    # After a partial migration (``migrate community 0001``) there is no table to put pages in yet.
    from django.db import connections

    from .domain.tree import ensure_tree

    if "knowledge_networkeditors" in connections[using].introspection.table_names():
        ensure_tree()


# Like Django's own content types and permissions: made after migrating, whatever was migrated.
post_migrate.connect(_make_tree, sender=apps.get_app_config("knowledge"), dispatch_uid="knowledge-tree")
post_save.connect(translations.forget_locales, sender=Locale, dispatch_uid="knowledge-locale-saved")
post_delete.connect(translations.forget_locales, sender=Locale, dispatch_uid="knowledge-locale-deleted")


def _page_changed(sender, instance, **kwargs):
    finding.changed(instance)


def _page_deleted(sender, instance, **kwargs):
    finding.changed(instance)


def _page_moved(sender, instance, **kwargs):
    forget_network_trees()
    finding.moved(instance)


page_published.connect(_page_changed, dispatch_uid="knowledge-page-published")
page_unpublished.connect(_page_changed, dispatch_uid="knowledge-page-unpublished")
post_page_move.connect(_page_moved, dispatch_uid="knowledge-page-moved")
page_slug_changed.connect(_page_moved, dispatch_uid="knowledge-page-slug")
for _model in finding.FOUND:
    post_delete.connect(_page_deleted, sender=_model, dispatch_uid=f"knowledge-{_model.__name__}-deleted")


post_save.connect(
    editors.follow_person, sender=settings.AUTH_USER_MODEL, dispatch_uid="knowledge-editor-saved"
)
post_save.connect(editors.begin_profile, sender=UserProfile, dispatch_uid="knowledge-editor-profile")
