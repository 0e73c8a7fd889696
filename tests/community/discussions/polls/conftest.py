"""Polls, made with one call."""

import pytest

from community.discussions.models import Post
from community.discussions.polls.domain import add_poll


@pytest.fixture
def first_post(thread):
    return Post.objects.select_related("thread__space", "author").get(thread=thread, number=1)


@pytest.fixture
def ask(first_post):
    """A function that hangs a poll on the thread's first post and returns the post."""

    def make(post=None, **fields):
        post = post or first_post
        fields = {"question": "Where shall we meet?", "options": ["Bangor", "Perth", "Online"], **fields}
        add_poll(post, by=post.author, **fields)
        return post

    return make
