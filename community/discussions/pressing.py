"""What the small buttons inside a post have in common: finding the post that a value like ``"12:thanks"`` names."""

from django.utils.translation import gettext_lazy as _

from community.refusals import NotFound

from .models import Post, Thread


class PostIsGone(NotFound):
    """The post was removed, or moved to another conversation, while its button was on the page."""

    message = _("This post is no longer there.")


def post_pressed(thread: Thread, number: str) -> Post:
    """The post of ``thread`` with that number, as the button wrote it; ``PostIsGone`` where there is none."""
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        raise PostIsGone
    post = thread.posts.filter(number=int(number), removed_at__isnull=True).select_related("author").first()
    if post is None:
        raise PostIsGone
    post.thread = thread
    return post
