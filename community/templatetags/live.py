"""Marking parts of a page as live. See docs/live-updates.md for what the script makes of it."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from community.live.members import stream_of

register = template.Library()


@register.simple_tag
def live_region(stream_key, number=None):
    """Attributes that make an element the region of a stream: ``<section {% live_region thread.stream_key number %}>``.

    ``number`` is the stream's, read *before* the rows in the region. Without one the region
    is told the present state when it joins.
    """
    place = format_html(' data-number="{}"', number) if number is not None else ""
    return format_html('data-stream="{}"{} data-live-events="{}"', stream_key, place, reverse("live-events"))


@register.simple_tag(takes_context=True)
def live_member(context):
    """Attributes that make an element the region of the signed-in member's own stream; nothing for visitors."""
    user = context.get("user")
    if user is None or not user.is_authenticated:
        return ""
    return mark_safe(live_region(stream_of(user.pk)))  # escaped there
