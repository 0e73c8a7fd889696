"""What the writer of a post is called: a member, somebody from a mailing list, or a member who has left."""

from django.utils.translation import pgettext_lazy

from community.templatetags.components import FORMER_MEMBER

from .models import Post, Thread

# Where a mail has no name but an address, which is not shown.
NAMELESS = pgettext_lazy("writer of a post", "Somebody on the mailing list")


def sender_of(post: Post) -> str:
    """Name of who wrote the mail a post was made from; empty for all other posts."""
    name = post.extras.get("sender") if post.author_id is None else None
    return "" if name is None else name or str(NAMELESS)


def name_of_writer(post: Post) -> str:
    """What to call who wrote the post, in the active language."""
    return post.author.display_name if post.author else sender_of(post) or str(FORMER_MEMBER)


def name_of_starter(thread: Thread) -> str:
    """The same of who started the thread."""
    if thread.author:
        return thread.author.display_name
    return str(FORMER_MEMBER) if thread.sender_name is None else thread.sender_name or str(NAMELESS)
