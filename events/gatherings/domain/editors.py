"""Letting each network's editors write event pages."""

from django.contrib.auth.models import Permission
from wagtail.models import GroupPagePermission

from knowledge.pages.models import NetworkEditors

from ..pages import GatheringsIndexPage

# Under the list, which all networks share; which events one may touch is decided by ``EventPagePermissions``.
PAGE_RIGHTS = ("add_page", "change_page", "publish_page")


def let_editors_write() -> None:
    """Give every network's editors their rights under every language's list; doing it again changes nothing."""
    rights = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_RIGHTS)
    wanted = [
        GroupPagePermission(group_id=group_id, page_id=page_id, permission=right)
        for group_id in NetworkEditors.objects.values_list("group_id", flat=True)
        for page_id in GatheringsIndexPage.objects.values_list("pk", flat=True)
        for right in rights
    ]
    GroupPagePermission.objects.bulk_create(wanted, ignore_conflicts=True)
