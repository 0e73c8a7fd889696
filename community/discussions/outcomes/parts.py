"""The mark on the accepted answer, in its place among the posts."""

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from community.components.icons import icon_svg

from ..parts import BELOW, PostPart, post_parts
from .domain import ACCEPTED


def draw(post, thread, language: str) -> str:
    """A line under the words of the accepted answer."""
    if not post.extras.get(ACCEPTED):
        return ""
    mark = mark_safe(icon_svg("check"))  # our own constant
    return format_html(
        '<p class="post-accepted" lang="{}">{}{}</p>', language, mark, _("Accepted as the answer")
    )


post_parts.register("accepted", PostPart(draw, BELOW))
