"""The way to quote a post among what can be done with it."""

from django.utils.translation import pgettext_lazy

from ..models import Post
from ..pages import first_of_page
from ..permissions import check_can_reply
from ..verbs import Verb, post_verbs


def address_of(post: Post) -> str:
    """The page of the post with a form that begins with the quotation."""
    first = first_of_page(post.number)
    page = f"from={first}&" if first > 1 else ""
    return f"{post.thread.get_absolute_url()}?{page}reply={post.number}&quote={post.number}#reply"


post_verbs.register(
    "quote",
    Verb(
        label=lambda post: pgettext_lazy("verb on a post", "Quote"),
        address=address_of,
        check=lambda user, post: check_can_reply(user, post.thread),
        icon="speech",
        order=10,
    ),
)
