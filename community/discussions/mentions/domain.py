"""Whom a post mentions: found when it is written, among those who may read it."""

from datetime import timedelta

from django.utils import timezone

from ..composing.places import audience_keys
from ..models import Post
from .people import called
from .refusals import too_many
from .words import handles_in

NEWCOMER_FOR = timedelta(days=7)
MOST_OF_NEWCOMER, MOST = 3, 20  # people in one post
MOST_LOOKED_UP = 60


def mentioned_by(post: Post) -> dict[str, int]:
    """Handle → user id of those whom the words of ``post`` mention, kept in its ``extras``.

    Raises a refusal where these are more than its author may mention in one post.
    """
    if post.author_id is None or "@" not in post.text:
        return {}
    handles = handles_in(post.text)[:MOST_LOOKED_UP]
    if not handles:
        return {}
    people = called(post.author, handles, audience_keys(post.thread))
    most = MOST_OF_NEWCOMER if is_newcomer(post.author) else MOST
    if len(set(people.values()) - {post.author_id}) > most:
        raise too_many(most, newcomer=most == MOST_OF_NEWCOMER)
    return {handle: people[handle] for handle in handles if handle in people}


def is_newcomer(user) -> bool:
    """Whether the account is a few days old."""
    return user.date_joined > timezone.now() - NEWCOMER_FOR
