"""Cloth on the page: bands, swatches and the house's mark. See ``community.weave``."""

from django import template
from django.utils.safestring import mark_safe

from community import weave

register = template.Library()

# Everything these functions draw is made of our own constants and checked colours, hence mark_safe.


def _checked(tag: str, value: str, allowed, parameter: str) -> str:
    if value not in allowed:
        raise template.TemplateSyntaxError(
            f"{tag}: {parameter} must be one of {', '.join(allowed)}; it is {value!r}."
        )
    return value


@register.simple_tag
def woven_band(network=None, *, height="m"):
    """A strip of the cloth of ``network`` (anything with ``colour_warp`` and ``colour_weft``), the house's without one.

    ``height`` is s (8 px, an edge), m (20 px) or l (30 px).
    """
    _checked("woven_band", height, weave.HEIGHTS, "height")
    cloth = weave.cloth_of(network) if network else weave.house_cloth()
    return mark_safe(weave.band_svg((cloth,), height))


@register.simple_tag
def woven_band_of(networks, *, height="m"):
    """A strip woven from the cloths of several networks (the first three); the house's where there are none."""
    _checked("woven_band_of", height, weave.HEIGHTS, "height")
    cloths = weave.first_three(weave.cloth_of(network) for network in networks or ())
    return mark_safe(weave.band_svg(cloths or (weave.house_cloth(),), height))


@register.simple_tag
def woven_swatch(network, *, size="m"):
    """A small square of the cloth of ``network``; ``size`` is s, m or l."""
    _checked("woven_swatch", size, ("s", "m", "l"), "size")
    return mark_safe(weave.swatch_svg(weave.cloth_of(network), size))


@register.simple_tag
def plethu_mark(*, size="m", label=""):
    """The plait. Give a ``label`` only where the site's name does not stand beside it."""
    _checked("plethu_mark", size, ("s", "m", "l"), "size")
    return mark_safe(weave.mark_svg(size=size, label=str(label)))
