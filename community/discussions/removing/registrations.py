"""The way to remove a post among what can be done with it, and back."""

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from ..parts import PostPart, post_parts
from ..verbs import Verb, post_verbs
from . import traces
from .permissions import check_can_remove

post_verbs.register(
    "remove",
    Verb(
        label=lambda post: pgettext_lazy("verb on a post", "Remove"),
        address=lambda post: reverse(
            "post-remove", args=[post.thread_id, post.thread.slug or "-", post.number]
        ),
        check=check_can_remove,
        icon="trash",
        order=80,
    ),
)
# A removed post shows no parts; this one only marks who may put it back.
post_parts.register("removal", PostPart(draw=lambda post, thread, language: "", mine=traces.mine))
