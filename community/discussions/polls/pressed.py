"""The quick verb ``vote``: ``"12"`` votes with what is ticked in post 12, ``"12:withdraw"`` takes the vote back."""

from django.http import Http404, HttpRequest

from ..models import Thread
from ..pressing import PostIsGone, post_pressed
from ..refusals import ForeignPost
from .domain import vote, withdraw
from .permissions import check_can_vote
from .refusals import ForeignOption


def do_vote(request: HttpRequest, thread: Thread, value: str) -> None:
    """Vote, or withdraw the vote, in the thread itself."""
    number, _colon, rest = value.partition(":")
    if rest not in ("", "withdraw"):
        raise Http404
    post = post_pressed(thread, number)
    check_can_vote(request.user, post)
    chosen = request.POST.getlist(f"poll-{post.number}")
    if not all(one.isascii() and one.isdigit() and len(one) < 4 for one in chosen):
        raise ForeignOption
    try:
        if rest:
            withdraw(post, by=request.user)
        else:
            vote(post, [int(one) for one in chosen], by=request.user)
    except ForeignPost:  # removed since we looked
        raise PostIsGone from None
