"""Tags of the form in which people write their profile."""

from django import template

from community.components.forms import drawn
from profiles.people.audiences import LISTED, PARTS

register = template.Library()

_KNOWN = {part.name for part in (LISTED, *PARTS)}


def _audience(form, part: str):
    if part not in _KNOWN:
        raise template.TemplateSyntaxError(
            f"A profile has no part {part!r}; there are {', '.join(sorted(_KNOWN))}."
        )
    return drawn(form[f"audience_{part}"])


@register.inclusion_tag("profiles/people/part.html")
def part_of(form, part, *, width=""):
    """One part of the profile: its field and, beside it, who may see it."""
    return {"bound": form[part], "audience": _audience(form, part), "width": width}


@register.inclusion_tag("profiles/people/audience.html")
def audience_of(form, part):
    """The choice of who may see ``part``, alone."""
    return {"audience": _audience(form, part)}
