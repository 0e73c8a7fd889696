"""A gathering's facts in the words of the page's language."""

from django import template

from events.gatherings import wording

register = template.Library()


@register.simple_tag
def gathering_when(gathering, *, style="full", zone="reader"):
    """When it is, in the reader's zone with the gathering's own beside it. ``style``: full or short.

    ``zone="neutral"`` is for pieces that all readers share.
    """
    return wording.when(gathering, style=style, zone=zone)


@register.filter
def gathering_where(gathering):
    """Venue and mode as one phrase."""
    return wording.where(gathering)


@register.filter
def host_names(gathering):
    """Names of the hosts as a list, for ``|joined``."""
    return wording.host_names(gathering)


@register.filter
def title_lang(gathering):
    """Language of the title where it differs from the page's, else empty."""
    return wording.lang_of_title(gathering)


@register.filter
def other_host_names(gathering):
    """Names of the hosts that are no networks here, as a list."""
    return wording.other_host_names(gathering)
