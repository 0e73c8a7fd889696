"""The way to bookmark a post, the sign on it, and the reminder."""

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from ..parts import post_parts
from ..refusals import SignInNeeded
from ..verbs import Verb, post_verbs
from . import finding, reminders  # noqa: F401
from .marking import PART


def _check_signed_in(user, post) -> None:
    if not user.is_authenticated:
        raise SignInNeeded


post_verbs.register(
    "bookmark",
    Verb(
        label=lambda post: pgettext_lazy("verb on a post", "Bookmark"),
        address=lambda post: reverse(
            "post-bookmark", args=[post.thread_id, post.thread.slug or "-", post.number]
        ),
        check=_check_signed_in,
        icon="star",
        order=40,
    ),
)
post_parts.register("bookmark", PART)
