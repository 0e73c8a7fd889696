"""Answers and summaries: menus, the mark on an answer, notes, and what waits at the desk."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..models import Post, Thread
from ..verbs import Verb, post_verbs, thread_verbs
from . import notes, panel, parts  # noqa: F401
from .permissions import check_can_accept, check_can_propose, check_can_take_back


def _at(post: Post, view: str) -> str:
    return reverse(view, args=[post.thread_id, post.thread.slug or "-", post.number])


post_verbs.register(
    "accept",
    Verb(
        lambda _post: _("Accept as the answer"),
        lambda post: _at(post, "post-accept"),
        check_can_accept,
        "check",
        is_post=True,
        order=5,
    ),
)
post_verbs.register(
    "take-back",
    Verb(
        lambda _post: _("No longer the answer"),
        lambda post: _at(post, "post-take-back"),
        check_can_take_back,
        "close",
        is_post=True,
        order=5,
    ),
)


def _summary_address(thread: Thread) -> str:
    return reverse("thread-summary", args=[thread.pk, thread.slug or "-"])


thread_verbs.register(
    "summary",
    Verb(lambda _thread: _("What we learned …"), _summary_address, check_can_propose, "book", order=10),
)
