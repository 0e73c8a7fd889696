"""The kind "new-thread": somebody began a conversation in a space or on a topic that I follow."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.audience import read_viewers
from community.discussions.follows.levels import BY_SPACE, BY_TOPIC, all_followers, topics_of
from community.discussions.follows.models import SpaceFollow, TopicFollow
from community.discussions.models import FollowLevel, Post, Thread
from community.jobs.queue import enqueue, job
from community.previews import beginning_of

from .domain.notices import BATCH, notify
from .kinds import GroupStop, NotificationKind, Words, kinds
from .replies import LONGEST_EXCERPT, MAIL_DELAY, NEWS_FOR, group_of, is_wanted, keys_of, letter, preload

SLUG = "new-thread"


def tell_watchers_later(post: Post) -> None:
    """Hook of the discussions: the first post of a conversation."""
    if post.number == 1 and post.created_at > timezone.now() - NEWS_FOR:
        enqueue("notifications.tell_watchers", post_id=post.pk)


@job("notifications.tell_watchers")
def tell_watchers(*, post_id: int) -> int:
    """Tell those who follow the space or a topic of a new conversation, a batch at a time; to how many it was new."""
    posts = Post.objects.select_related("author", "thread__space").prefetch_related(
        "thread__networks", "thread__space__networks"
    )
    post = posts.filter(pk=post_id, removed_at__isnull=True, thread__removed_at__isnull=True).first()
    if post is None:
        return 0
    keys = keys_of(post.thread)
    told = 0
    for batch in all_followers(post.thread, most=BATCH):
        viewers = read_viewers([user_id for user_id, _reason in batch])
        told += notify(
            SLUG,
            people=[
                (user_id, reason)
                for user_id, reason in batch
                if reason in (BY_SPACE, BY_TOPIC) and viewers[user_id].holds_any(keys)
            ],
            subject_id=post.pk,
            event_key=f"post:{post.pk}",
            group_key=group_of(post.thread_id),
            actor=post.author,
            data={"number": post.number},
            happened_at=post.created_at,
        )
    return told


def _post(notice) -> Post | None:
    if not hasattr(notice, "post"):
        preload([notice])
    return notice.post


def describe(notice, language: str) -> Words | None:
    """A conversation that somebody began."""
    post = _post(notice)
    if post is None:
        return None
    facts = {
        "thread": post.thread.title,
        "space": post.thread.space.name if post.thread.space_id else "",
        "person": post.author.display_name if post.author else "",
    }
    if post.author is None:
        said = _("A former member began “%(thread)s” in %(space)s")
    else:
        said = _("%(person)s began “%(thread)s” in %(space)s")
    by_topic = notice.reason == BY_TOPIC
    return Words(
        title=said % facts,
        excerpt=beginning_of(post.text, LONGEST_EXCERPT),
        excerpt_language=post.language,
        url=post.get_absolute_url(),
        reason=_("You are told because you follow a topic of this conversation.")
        if by_topic
        else _("You are told because you follow this space."),
    )


def _thread(user, group_key: str) -> Thread | None:
    rows = Thread.objects.visible_to(user).select_related("space")
    return rows.filter(pk=group_key.partition(":")[2], space__isnull=False).first()


def _follows(user, thread: Thread) -> list:
    """What makes this member hear of such conversations: the space, else topics."""
    of_space = list(SpaceFollow.objects.filter(user=user, space=thread.space_id, level=FollowLevel.WATCHING))
    topic_ids = topics_of([thread.pk]).get(thread.pk, ())
    return of_space or list(
        TopicFollow.objects.filter(user=user, topic__in=topic_ids, level=FollowLevel.WATCHING).select_related(
            "topic"
        )
    )


def _stop_label(user, group_key: str) -> str:
    thread = _thread(user, group_key)
    follows = _follows(user, thread) if thread is not None else []
    if not follows:
        return ""
    if isinstance(follows[0], SpaceFollow):
        return _("Mails about conversations in “%(space)s”") % {"space": thread.space.name}
    return _("Mails about the topics of “%(thread)s”") % {"thread": thread.title}


def stop_following(user, group_key: str) -> bool:
    """Follow the space, or the topics, no longer; returns whether they were followed."""
    thread = _thread(user, group_key)
    follows = _follows(user, thread) if thread is not None else []
    for follow in follows:
        follow.level = FollowLevel.NORMAL
        follow.save(update_fields=["level"])
    return bool(follows)


def follow_again(user, group_key: str) -> bool:
    """Follow what :func:`stop_following` stopped; returns whether there was anything. What is muted stays so."""
    thread = _thread(user, group_key)
    if thread is None:
        return False
    stopped = {"user": user, "level": FollowLevel.NORMAL}
    again = SpaceFollow.objects.filter(space=thread.space_id, **stopped).update(level=FollowLevel.WATCHING)
    if not again:
        topic_ids = topics_of([thread.pk]).get(thread.pk, ())
        again = TopicFollow.objects.filter(topic__in=topic_ids, **stopped).update(level=FollowLevel.WATCHING)
    return bool(again)


kinds.register(
    SLUG,
    NotificationKind(
        slug=SLUG,
        order=15,
        label=gettext_lazy("New conversations in spaces and on topics I follow"),
        help=gettext_lazy("You follow a space or a topic by the menu at the head of its page."),
        describe=describe,
        is_wanted=is_wanted,
        mail_delay=MAIL_DELAY,
        preload=preload,
        template="community/notifications/mail/new_thread",
        letter=letter,
        group_stop=GroupStop(label=_stop_label, stop=stop_following, resume=follow_again),
    ),
)
