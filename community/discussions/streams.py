"""What is live in discussions: a thread's posts, a space's list of threads, and the first word about a subject."""

from django.contrib.auth.models import AnonymousUser

from community.live.kinds import AT_END, AT_START, REMOVE, REPLACE, RESET, Fragment, StreamKind, streams
from community.prepared import Prepared

from . import fragments, notes
from .models import Post, Space, Thread
from .permissions import check_can_reply, may
from .subjects import may_see_subject, shows_typing, subjects
from .writers import sender_of

VISITOR = AnonymousUser()

# What every reply asks for; working out the SQL of these, with all their columns, takes ten times as long as the answer.
_thread = Prepared(
    lambda pk: Thread.objects.select_related(*fragments.SHOWN_WITH).filter(pk=pk).order_by(), pk=int
)
_post_numbered = Prepared(
    lambda thread, number: Post.objects.filter(thread=thread, number=number).for_reading().order_by(),
    thread=int,
    number=int,
)
# Events of a post after which other places of the page show something else of it as well.
_SHOWN_ELSEWHERE = frozenset({"edited", "removed", "restored"})
# Events of a space after which its list is another, and those after which a row may stand in another place.
_RESHAPING = frozenset({"reshaped", "pinned", "unpinned"})
_PLACING = frozenset({"thread", "reply", "reordered"})
# Replies drawn again with the post they answer; a page has twenty posts.
MOST_REPLIES = 40


def _is_id(ident: str) -> bool:
    return ident.isascii() and ident.isdigit() and len(ident) < 18


def _is_visible(rows, user, ident: str) -> bool:
    """Public things first: that spares finding out who asks."""
    if not _is_id(ident):
        return False
    if rows.visible_to(VISITOR).filter(pk=ident).exists():
        return True
    return user.is_authenticated and rows.visible_to(user).filter(pk=ident).exists()


# --- thread:<id> --------------------------------------------------------------------------------------------------


def may_join_thread(user, ident: str) -> bool:
    """Whoever may read the thread."""
    return _is_visible(Thread.objects, user, ident)


def may_type_in_thread(user, ident: str) -> bool:
    """Whoever may write there now, where it hangs on something that shows who is writing."""
    thread = Thread.objects.filter(pk=ident, removed_at__isnull=True).first()
    return thread is not None and shows_typing(thread.subject_kind) and may(check_can_reply, user, thread)


def draw_thread(events, language: str) -> list[Fragment]:
    """Posts as they are now, so that a replay never brings back what was removed since."""
    thread = _thread.first(pk=int(events[0].ident))
    if thread is None or thread.removed_at is not None:
        return [Fragment(events[-1].number, "gone", place=RESET)]
    posts = {post.number: post for post in _posts_of(events, thread)}
    drawn = []
    for event in events:
        post = posts.get(event.data.get("post"))
        if post is not None:
            place = AT_END if event.kind in ("post", "note") else REPLACE
            drawn.append(_post(event, post, thread, language, place))
        elif event.kind == "outcome":
            html = fragments.head_fragment(thread, language) + fragments.chips_fragment(thread)
            drawn.append(Fragment(event.number, event.kind, "thread-head", REPLACE, html, {"quiet": True}))
        elif event.kind in ("moved", "renamed", "reshaped"):
            drawn.append(Fragment(event.number, event.kind, place=RESET))
        elif event.kind in ("closed", "reopened"):
            html = fragments.state_fragment(thread, language)
            data = {"closed": thread.is_closed}
            drawn.append(Fragment(event.number, event.kind, "thread-state", REPLACE, html, data))
    return drawn


def _posts_of(events, thread: Thread) -> list[Post]:
    numbers = {event.data["post"] for event in events if "post" in event.data}
    match len(numbers):
        case 0:
            return []
        case 1:
            found = _post_numbered.objects(thread=thread.pk, number=numbers.pop())
            for post in found:
                post.thread = thread
            return found
        case _:
            return list(thread.posts.filter(number__in=numbers).for_reading())


def _post(event, post: Post, thread: Thread, language: str, place: str) -> Fragment:
    data = {"post": post.number, "by": post.author.display_name if post.author else sender_of(post)}
    if post.author_id:
        data["author"] = post.author_id
    if event.data.get("quiet") or post.is_note:
        data["quiet"] = True
    if event.kind == "note":
        data["say"] = notes.said(post, thread)
    html = fragments.post_fragment(post, thread, language)
    if event.kind in _SHOWN_ELSEWHERE:
        html += _elsewhere(post, thread, language)
    return Fragment(event.number, event.kind, f"post-{post.number}", place, html, data)


def _elsewhere(post: Post, thread: Thread, language: str) -> str:
    """What else on the page shows something of a post: replies name its writer, the head quotes the answer."""
    replies = thread.posts.filter(in_reply_to=post).order_by("-number").for_reading()[:MOST_REPLIES]
    html = "".join(fragments.post_fragment(reply, thread, language) for reply in replies)
    if post.pk == thread.accepted_post_id:
        html += fragments.head_fragment(thread, language)
    return html


# --- space:<id> ---------------------------------------------------------------------------------------------------


def may_join_space(user, ident: str) -> bool:
    """Whoever may read the space."""
    return _is_visible(Space.objects, user, ident)


def draw_space(events, language: str) -> list[Fragment]:
    """Rows of threads that are new or changed. Several changes of one row are drawn once, where it takes its place."""
    if reshaping := [event.kind for event in events if event.kind in _RESHAPING]:
        return [Fragment(events[-1].number, reshaping[-1], place=RESET)]
    chosen = {event.data.get("thread"): event for event in events}
    chosen |= {event.data.get("thread"): event for event in events if event.kind in _PLACING}
    rows = Thread.objects.select_related("author").in_bulk([pk for pk in chosen if pk])
    drawn = []
    for pk, event in chosen.items():
        thread = rows.get(pk)
        # One that was moved is for the readers of its new space only.
        if thread is None or thread.removed_at is not None or str(thread.space_id) != event.ident:
            drawn.append(Fragment(event.number, "gone", f"thread-{pk}", REMOVE))
            continue
        takes_place = event.kind in _PLACING and not thread.is_pinned
        data = {"thread": pk, "title": thread.title}
        if event.kind in ("thread", "reply"):
            data["last"] = thread.last_number
        html = fragments.row_fragment(thread, language)
        place = AT_START if takes_place else REPLACE
        drawn.append(Fragment(event.number, event.kind, f"thread-{pk}", place, html, data))
    return drawn


# --- on:<kind>.<id> -----------------------------------------------------------------------------------------------


def may_join_subject(user, ident: str) -> bool:
    """Whoever may see the thing."""
    name, _dot, pk = ident.partition(".")
    kind = subjects.find(name)
    if kind is None or not _is_id(pk):
        return False
    thing = kind.load(int(pk))
    return thing is not None and may_see_subject(user, kind, thing)


def may_type_on_subject(user, ident: str) -> bool:
    """The same, before anything was written."""
    name, _dot, pk = ident.partition(".")
    if not shows_typing(name):
        return False
    kind = subjects.get(name)
    thing = kind.load(int(pk))
    return thing is not None and kind.may_reply(user, thing)


def draw_subject(events, language: str) -> list[Fragment]:
    """The thread has begun: the region is drawn again and listens to the thread from then on."""
    return [Fragment(events[-1].number, "begun", place=RESET)]


streams.register("thread", StreamKind("thread", may_join_thread, draw_thread, may_type=may_type_in_thread))
streams.register("space", StreamKind("space", may_join_space, draw_space))
streams.register("on", StreamKind("on", may_join_subject, draw_subject, may_type=may_type_on_subject))
