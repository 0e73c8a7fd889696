"""The quick verb ``react`` (``"12:thanks"`` reacts, ``"12:thanks:off"`` takes it back), and who reacted to a post."""

from django.http import Http404, HttpRequest
from django.template.loader import render_to_string

from ..models import Post, Thread
from ..pressing import PostIsGone, post_pressed
from ..refusals import ForeignPost
from .domain import react, take_back
from .drawing import ICONS
from .models import Reaction, ReactionKind
from .permissions import check_can_react

# Names listed for one kind; whoever comes after them is counted.
MOST_NAMES = 50


def do_react(request: HttpRequest, thread: Thread, value: str) -> None:
    """React as the pressed button says. A value that no button of ours has is not there."""
    number, _colon, wanted = value.partition(":")
    kind, _colon, off = wanted.partition(":")
    if kind not in ReactionKind.values or off not in ("", "off"):
        raise Http404
    post = post_pressed(thread, number)
    check_can_react(request.user, post)
    try:
        (take_back if off else react)(post, kind, by=request.user)
    except ForeignPost:  # removed since we looked
        raise PostIsGone from None


def who_reacted(user, post: Post) -> str:
    """For the post's own page: the people by kind, newest first. Names are for those who are signed in.

    Closed accounts are counted and not named. Nothing where nobody has reacted. One query.
    """
    rows = list(
        Reaction.objects.filter(post=post).select_related("user").order_by("-created_at", "-pk")
        if post.extras.get("reactions")
        else ()
    )
    kinds = []
    for kind in ReactionKind:
        people = [row.user for row in rows if row.kind == kind]
        if people:
            named = [person for person in people if person is not None and person.is_active][:MOST_NAMES]
            named = named if user.is_authenticated else []
            kinds.append(
                {
                    "label": kind.label,
                    "icon": ICONS[kind],
                    "count": len(people),
                    "people": named,
                    "others": len(people) - len(named) if named else 0,
                }
            )
    if not kinds:
        return ""
    return render_to_string("community/discussions/reactions/who.html", {"kinds": kinds, "user": user})
