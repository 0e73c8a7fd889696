"""The ways to change a post and to see its history, among what can be done with it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.refusals import NotNow

from ..verbs import Verb, post_verbs
from .permissions import check_can_edit, may_see_history


def _address(view: str):
    return lambda post: reverse(view, args=[post.thread_id, post.thread.slug or "-", post.number])


def _check_has_history(user, post) -> None:
    if not may_see_history(user, post):
        raise NotNow


post_verbs.register(
    "edit",
    Verb(
        label=lambda post: pgettext_lazy("verb on a post", "Edit"),
        address=_address("post-edit"),
        check=check_can_edit,
        icon="pencil",
        order=20,
    ),
)
post_verbs.register(
    "history",
    Verb(
        label=lambda post: _("History of changes"),
        address=_address("post-history"),
        check=_check_has_history,
        icon="list",
        order=60,
    ),
)
