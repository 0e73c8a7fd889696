"""The way from a page to the place where it is edited, and back."""

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from wagtail.models import Page

from community.context import works_at_desk
from community.networks.permissions import has_desk

register = template.Library()


@register.simple_tag(takes_context=True)
def may_edit(context, page) -> str:
    """Address where the reader may edit ``page``; empty for everybody else. Costs a visitor and a member nothing."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or getattr(request, "is_preview", False):
        return ""
    if not works_at_desk(request):
        return ""
    return (
        reverse("wagtailadmin_pages:edit", args=[page.pk])
        if page.permissions_for_user(user).can_edit()
        else ""
    )


@register.simple_tag
def where_to_work_on(thing, person) -> str:
    """Absolute address where ``person`` goes on with a page or record that stands in a workflow.

    Editors go to the page's editor, curators to the record at their desk, everybody else to the thing itself
    where it is public. Empty when there is nowhere to go. For mails, which know no request.
    """
    path = ""
    if isinstance(thing, Page):
        if thing.permissions_for_user(person).can_edit():
            path = reverse("wagtailadmin_pages:edit", args=[thing.pk])
    elif has_desk(person):
        path = _reverse_or_nothing(f"desk-{thing._meta.model_name}", thing.pk)
    return f"{settings.SITE_URL}{path}" if path else where_to_read(thing)


@register.simple_tag
def where_to_read(thing) -> str:
    """Absolute address of a page or record for everybody; empty while it is not public."""
    # Read anew: what a workflow hands us was read before it was published.
    thing = type(thing)._default_manager.filter(pk=thing.pk, live=True).first()
    if thing is None:
        return ""
    path = thing.url if isinstance(thing, Page) else thing.get_absolute_url()
    return f"{settings.SITE_URL}{path}" if path and path.startswith("/") else path or ""


@register.simple_tag
def where_to_choose_mails(person) -> str:
    """Absolute address where an editor chooses which of these mails to get; empty for whom the area is closed."""
    if not person.has_perm("wagtailadmin.access_admin"):
        return ""
    return f"{settings.SITE_URL}{reverse('wagtailadmin_account')}"


def _reverse_or_nothing(name, pk) -> str:
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""
