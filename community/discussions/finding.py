"""Posts by their address, also those of which a trace is left."""

from django.http import Http404

from .models import Post
from .showing import find_thread


def find_post_or_trace(user, pk: int, number: int) -> Post:
    """The post, removed or not, in a thread that ``user`` may read, with that thread; else 404."""
    thread = find_thread(user, pk)
    post = thread.posts.filter(number=number).for_reading().first()
    if post is None:
        raise Http404
    post.thread = thread
    return post
