"""What the polls bring to a post: the part below its words, the vote, and verbs in its menu."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import Post
from ..parts import post_parts
from ..verbs import Verb, post_verbs, quick_verbs
from .drawing import PART
from .permissions import check_can_add_poll, check_can_close_poll
from .pressed import do_vote


def _at(name: str):
    return lambda post: reverse(name, args=[post.thread_id, post.thread.slug, post.number])


def _add_label(post: Post) -> str:
    return _("Add a poll")


def _close_label(post: Post) -> str:
    return _("Close the poll")


def _close_question(post: Post) -> str:
    return _("Close this poll? Nobody will be able to vote any more, and it cannot be opened again.")


post_parts.register("poll", PART)
quick_verbs.register("vote", do_vote)
post_verbs.register(
    "poll-add",
    Verb(_add_label, _at("post-poll-add"), check_can_add_poll, icon="poll", order=30),
)
post_verbs.register(
    "poll-close",
    Verb(
        _close_label,
        _at("post-poll-close"),
        check_can_close_poll,
        icon="poll",
        is_post=True,
        confirm=_close_question,
        order=31,
    ),
)
