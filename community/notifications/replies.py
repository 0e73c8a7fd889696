"""The kind "reply": somebody wrote in a conversation that I follow."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.audience import read_viewers
from community.discussions.domain.reading import set_level
from community.discussions.domain.threads import standing_post
from community.discussions.follows.levels import BY_SPACE, BY_THREAD, BY_TOPIC, all_followers, levels_for
from community.discussions.links import with_own_links
from community.discussions.models import FollowLevel, Post, Thread
from community.jobs.queue import enqueue, job
from community.previews import beginning_of

from .domain.notices import BATCH, mark_groups_read, mark_read, mark_unread_again, notify
from .kinds import GroupStop, Letter, NotificationKind, Words, kinds
from .mail import absolute

SLUG = "reply"
FOLLOWING = BY_THREAD
# Time to read it on the site, and for further replies to join the same mail.
MAIL_DELAY = timedelta(minutes=10)
# Posts brought in from elsewhere, or written before the demonstration began, are no news.
NEWS_FOR = timedelta(days=2)
LONGEST_IN_MAIL = 5000  # characters of one post
LONGEST_EXCERPT = 200


def group_of(thread_id: int) -> str:
    """The group of all notices about one thread, for ``mark_read``."""
    return f"thread:{thread_id}"


def mark_thread_read(user, thread_id: int, number: int) -> None:
    """Hook of the discussions: what was read in the thread is read in the list of notices."""
    mark_read(user, group_key=group_of(thread_id), up_to=number)


def mark_threads_read(user, thread_ids: list[int], at) -> None:
    """Hook of the inbox: conversations were marked as read, and what was told about them with them."""
    mark_groups_read(user, [group_of(pk) for pk in thread_ids], at)


def take_marks_back(user, at) -> None:
    """Hook of the inbox: the marking of that moment was taken back."""
    mark_unread_again(user, at)


def tell_followers_later(post: Post) -> None:
    """Hook of the discussions: one job of our own, so that what fails elsewhere is not told twice."""
    if post.number > 1 and post.created_at > timezone.now() - NEWS_FOR:
        enqueue("notifications.tell_followers", post_id=post.pk)


@job("notifications.tell_followers")
def tell_followers(*, post_id: int) -> int:
    """Tell the followers of a post's thread who may see it, a batch at a time; returns to how many it was new."""
    post = standing_post(post_id)
    if post is None or post.thread.removed_at is not None:
        return 0
    keys = keys_of(post.thread)
    told = 0
    for batch in all_followers(post.thread, most=BATCH):
        viewers = read_viewers([user_id for user_id, _reason in batch])
        told += notify(
            SLUG,
            people=[(user_id, reason) for user_id, reason in batch if viewers[user_id].holds_any(keys)],
            subject_id=post.pk,
            event_key=f"post:{post.pk}",
            group_key=group_of(post.thread_id),
            actor=post.author,
            data={"number": post.number},
            happened_at=post.created_at,
        )
    return told


def keys_of(thread: Thread) -> frozenset[str]:
    """Keys of which a viewer needs one to read ``thread``: the space's, or its own when it hangs on something."""
    return thread.space.audience_keys() if thread.space_id else thread.audience_keys()


def _with_thread(posts):
    return posts.select_related("author", "thread__space").prefetch_related(
        "thread__networks", "thread__space__networks"
    )


class _Levels:
    """How closely the readers of some notices follow the threads: read for all at once when first asked for.

    The list of notices never asks; mails do.
    """

    def __init__(self, user_ids, threads):
        self._asked = (user_ids, threads)
        self._levels = None

    def of(self, user_id: int, thread_id: int) -> str:
        if self._levels is None:
            self._levels = levels_for(*self._asked)
        return self._levels[user_id, thread_id]


def preload(notices) -> None:
    """Give each notice its ``post`` (None when gone or not to be seen) and, for :func:`is_wanted`, the levels."""
    posts = _with_thread(Post.objects).in_bulk({notice.subject_id for notice in notices})
    viewers = read_viewers({notice.user_id for notice in notices})
    levels = _Levels(viewers, [post.thread for post in posts.values()])
    keys = {post.thread_id: keys_of(post.thread) for post in posts.values()}
    for notice in notices:
        post = posts.get(notice.subject_id)
        there = post is not None and post.removed_at is None and post.thread.removed_at is None
        notice.post = post if there and viewers[notice.user_id].holds_any(keys[post.thread_id]) else None
        notice.levels = levels


_REASONS = {
    BY_THREAD: _("You are told because you follow this conversation."),
    BY_SPACE: _("You are told because you follow this space."),
    BY_TOPIC: _("You are told because you follow a topic of this conversation."),
}


def _post(notice) -> Post | None:
    if not hasattr(notice, "post"):
        preload([notice])
    return notice.post


def is_wanted(notice) -> bool:
    """Still there, still visible to the reader, still followed by them."""
    post = _post(notice)
    return post is not None and notice.levels.of(notice.user_id, post.thread_id) == FollowLevel.WATCHING


def describe(notice, language: str) -> Words | None:
    """One reply."""
    post = _post(notice)
    if post is None:
        return None
    title = post.thread.title
    if post.author is None:
        said = _("A former member replied in “%(thread)s”") % {"thread": title}
    else:
        said = _("%(person)s replied in “%(thread)s”") % {"person": post.author.display_name, "thread": title}
    return Words(
        title=str(said),
        excerpt=beginning_of(post.text, LONGEST_EXCERPT),
        excerpt_language=post.language,
        url=post.get_absolute_url(),
        reason=str(_REASONS.get(notice.reason, _REASONS[BY_THREAD])),
    )


def describe_group(notices, language: str) -> Words | None:
    """Several replies in one thread; leads to the first of them."""
    there = [notice for notice in notices if _post(notice) is not None]
    if not there:
        return None
    if len(there) == 1:
        return describe(there[0], language)
    first = describe(there[0], language)
    said = ngettext(
        "%(count)s new reply in “%(thread)s”", "%(count)s new replies in “%(thread)s”", len(there)
    ) % {"count": len(there), "thread": there[0].post.thread.title}
    newest = describe(there[-1], language)
    return Words(said, newest.excerpt, first.url, first.reason, newest.excerpt_language)


def letter(notices, language: str) -> Letter:
    """The mail: the posts whole, since some members take part by mail alone."""
    posts = [notice.post for notice in notices]
    thread = posts[0].thread
    authors = {post.author.display_name if post.author else "" for post in posts}
    container = thread.space
    return Letter(
        context={
            "thread": thread,
            "space": container,
            "posts": [
                {
                    "author": post.author.display_name if post.author else "",
                    "written_at": post.created_at,
                    "language": post.language,
                    "text": beginning_of(post.text, LONGEST_IN_MAIL),
                    # A long one is cut, and cutting would break markup.
                    "html": with_own_links(post.html, language, site=settings.SITE_URL)
                    if len(post.text) <= LONGEST_IN_MAIL
                    else "",
                    "url": absolute(post.get_absolute_url()),
                }
                for post in posts
            ],
            "count": len(posts),
            "thread_url": absolute(posts[0].get_absolute_url()),
        },
        sender_name=authors.pop() if len(authors) == 1 else "",
        list_name=f"space-{container.slug}" if container else f"thread-{thread.pk}",
        list_label=container.name if container else thread.title,
    )


def _thread(user, group_key: str) -> Thread | None:
    return Thread.objects.visible_to(user).filter(pk=group_key.partition(":")[2]).first()


def _stop_label(user, group_key: str) -> str:
    thread = _thread(user, group_key)
    if thread is None:
        return ""
    return str(_("Mails about the conversation “%(thread)s”") % {"thread": thread.title})


def stop_following(user, group_key: str) -> bool:
    """Follow the thread no longer, whether it was followed itself or by its space; returns whether it was."""
    thread = _thread(user, group_key)
    if thread is None or levels_for([user.pk], [thread])[user.pk, thread.pk] != FollowLevel.WATCHING:
        return False
    set_level(thread, by=user, level=FollowLevel.NORMAL)
    return True


def follow_again(user, group_key: str) -> bool:
    """Follow the thread again; returns whether it was not. A muted thread stays muted."""
    thread = _thread(user, group_key)
    if thread is None or levels_for([user.pk], [thread])[user.pk, thread.pk] != FollowLevel.NORMAL:
        return False
    set_level(thread, by=user, level=FollowLevel.WATCHING)
    return True


kinds.register(
    SLUG,
    NotificationKind(
        slug=SLUG,
        order=10,
        label=_("Replies in conversations I follow"),
        help=_("You follow a conversation when you start it, write in it, or choose to."),
        describe=describe,
        describe_group=describe_group,
        is_wanted=is_wanted,
        mail_delay=MAIL_DELAY,
        preload=preload,
        template="community/notifications/mail/replies",
        letter=letter,
        group_stop=GroupStop(label=_stop_label, stop=stop_following, resume=follow_again),
    ),
)
