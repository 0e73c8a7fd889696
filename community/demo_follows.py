"""What makes the demonstration feel lived in: follows, notices read and unread, people who wait for an answer.

Comes last, when everybody and everything is there.
"""

from pathlib import Path

from django.db.models import Max, Min
from django.utils import translation

from community.discussions.models import FollowLevel, Post, Thread, ThreadPlace
from community.discussions.reactions.models import Reaction
from community.discussions.reactions.notices import SLUG as REACTIONS
from community.discussions.reactions.notices import tell_of_reactions
from community.networks.domain.memberships import join
from community.networks.models import Membership
from community.notifications.mentions import tell_mentioned
from community.notifications.models import Notification
from community.notifications.replies import tell_followers

from .demo_loading import DemoContext, DemoSection, accounts, sections, toml_rows

FOLDER = Path(__file__).parent / "demo"
REQUESTS = "requests.toml"
# The printed accounts follow the liveliest conversations they may see, beside those they write in.
FOLLOWED = 6
# Replies of this many days are told; older ones of them are shown as read.
TOLD_DAYS = 21
UNREAD_DAYS = 6


def load_follows(context: DemoContext) -> None:
    """Follows for the printed accounts, then notices for everybody who follows."""
    _date_discussions()
    for person in _printed_people(context):
        threads = Thread.objects.visible_to(person).order_by("-last_post_at", "-pk")[:FOLLOWED]
        ThreadPlace.objects.bulk_create(
            [
                ThreadPlace(
                    thread=thread,
                    user=person,
                    level=FollowLevel.WATCHING,
                    read_number=_last_before(thread, context.ago(UNREAD_DAYS)),
                )
                for thread in threads
            ],
            ignore_conflicts=True,
        )
    recent = Post.objects.filter(
        created_at__gt=context.ago(TOLD_DAYS), created_at__lt=context.began_at, number__gt=1
    )
    told_before = set(
        Notification.objects.filter(event_key__startswith="post:").values_list("event_key", flat=True)
    )
    for post in recent.said().order_by("created_at", "pk").select_related("thread__space", "author"):
        if f"post:{post.pk}" in told_before:
            continue
        # Who is mentioned is told of that, and not once more as one who follows.
        told = tell_mentioned(post) + tell_followers(post_id=post.pk)
        if told and post.created_at < context.ago(UNREAD_DAYS):
            Notification.objects.filter(event_key=f"post:{post.pk}").update(read_at=post.created_at)
    for post_id in Reaction.objects.order_by("post").values_list("post", flat=True).distinct():
        tell_of_reactions(post_id=post_id)
    old = Notification.objects.filter(kind=REACTIONS, created_at__lt=context.ago(UNREAD_DAYS))
    old.filter(read_at__isnull=True, created_at__lt=context.began_at).update(read_at=context.began_at)


def _date_discussions() -> None:
    """Conversations about a record or an event begin with their first word, and not with the loading."""
    hung = Thread.objects.filter(space__isnull=True)
    for thread in hung.annotate(first=Min("posts__created_at"), newest=Max("posts__created_at")):
        # Words that are older than their conversation were written by us.
        if thread.first and thread.first < thread.started_at:
            Thread.objects.filter(pk=thread.pk).update(started_at=thread.first, last_post_at=thread.newest)


def _last_before(thread: Thread, moment) -> int:
    """Number of the last post, or note, of before that moment; 0 where there is none."""
    return thread.posts.filter(created_at__lt=moment).aggregate(last=Max("number"))["last"] or 0


def _printed_people(context: DemoContext):
    by_address = {person.email: person for person in context.people.values()}
    return [by_address[address] for _what, address, _name in accounts() if address in by_address]


def load_requests(context: DemoContext, *, folder: Path = FOLDER) -> None:
    """People who ask to join a second network; who asked once is left alone, whatever was answered."""
    for line, row in toml_rows(folder / REQUESTS, "request"):
        with context.row(REQUESTS, line):
            person = context.find("people", row["person"])
            network = context.find("networks", row["network"])
            if not Membership.objects.filter(user=person, network=network).exists():
                with translation.override(row.get("language", person.language)):
                    join(network, by=person, message=row["message"], accept_pledge=True)


sections.register("follows", DemoSection("Follows and notices", load_follows, order=95))
sections.register("requests", DemoSection("Requests to join", load_requests, order=95))
