"""Posts from a mailing list become their writer's own."""

from django.db import transaction

from community.jobs.queue import enqueue, job
from community.live.log import Entry, append_all

from ..models import Post, Thread
from .addresses import addresses_of
from .models import ImportedMail

AT_ONCE = 500  # posts claimed while the person waits; more are given over to a job
BATCH = 200


def claimable(user):
    """Mails written with an address this person has verified, in conversations they may read.

    What they may not read is not there for them: it is offered when they may.
    """
    addresses = addresses_of(user)
    if not addresses:
        return ImportedMail.objects.none()
    return ImportedMail.objects.filter(
        sender_address__in=addresses,
        post__isnull=False,
        post__author__isnull=True,
        post__thread__in=Thread.objects.visible_to(user).values("pk"),
    )


def claim_all(user) -> tuple[int, bool]:
    """Make all those posts ``user``'s; ``(how many are, whether a job does the rest)``."""
    done = claim_some(user, AT_ONCE)
    rest = claimable(user).exists()
    if rest:
        with transaction.atomic():
            enqueue("discussions.claim_mails", key=str(user.pk), user_id=user.pk)
    return done, rest


@job("discussions.claim_mails")
def claim_rest(*, user_id: int) -> None:
    """Claim whatever is left for this person."""
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.filter(pk=user_id, is_active=True).first()
    if user is not None:
        claim_some(user, None)


def claim_some(user, most: int | None) -> int:
    """Claim up to ``most`` posts, a few hundred a transaction; returns how many."""
    done = 0
    while most is None or done < most:
        limit = BATCH if most is None else min(BATCH, most - done)
        rows = list(
            claimable(user)
            .order_by("post__thread_id", "pk")
            .values_list("pk", "post_id", "post__thread_id")[:limit]
        )
        if not rows or not (changed := _claim(user, rows)):
            break
        done += changed
    return done


@transaction.atomic
def _claim(user, rows) -> int:
    threads = {
        thread.pk: thread
        for thread in Thread.objects.select_for_update(of=("self",))
        .filter(pk__in={row[2] for row in rows}, removed_at__isnull=True)
        .order_by("pk")
    }
    posts = [
        post
        for post in Post.objects.select_for_update(of=("self",)).filter(
            pk__in=[row[1] for row in rows], author__isnull=True
        )
        if post.thread_id in threads
    ]
    news, started = [], []
    for post in posts:
        post.author, post.version = user, post.version + 1
        post.extras.pop("sender", None)
        thread = threads[post.thread_id]
        if post.number == 1 and thread.author_id is None and thread.sender_name is not None:
            thread.author, thread.sender_name = user, None
            started.append(thread)
            news.append(Entry(thread.stream_key, "reshaped"))  # its page names who began it
            if thread.space_id:
                news.append(
                    Entry(f"space:{thread.space_id}", "edited", f"thread-{thread.pk}", {"thread": thread.pk})
                )
        news.append(
            Entry(thread.stream_key, "edited", f"post-{post.number}", {"post": post.number, "quiet": True})
        )
    Post.objects.bulk_update(posts, ["author", "extras", "version"], batch_size=100)
    Thread.objects.bulk_update(started, ["author", "sender_name"], batch_size=100)
    # The account says who it was from now on.
    ImportedMail.objects.filter(post__in=posts).update(sender_name="", sender_address="")
    append_all(news)
    return len(posts)
