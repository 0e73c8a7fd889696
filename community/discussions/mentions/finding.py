"""Finding the conversations in which somebody is mentioned: the rows behind the inbox's view of mentions."""

from django.utils.translation import gettext_lazy as _

from ..inbox.filters import InboxFilter, inbox_filters
from ..models import Post
from .models import Mention


def keep_mentions(post: Post) -> None:
    """Hook of the discussions: make the rows of ``post`` say what its words say now."""
    ids = set((post.extras.get("mentions") or {}).values()) - {post.author_id}
    mine = Mention.objects.filter(post=post)
    mine.exclude(user_id__in=ids).delete()
    Mention.objects.bulk_create(
        [Mention(user_id=user_id, post=post) for user_id in sorted(ids)], ignore_conflicts=True
    )


def _with_mention(threads, user):
    rows = Mention.objects.filter(user=user, post__removed_at__isnull=True)
    return threads.filter(pk__in=rows.order_by().values("post__thread"))


inbox_filters.register(
    "mentions",
    InboxFilter(
        label=_("Mentions"),
        pick=_with_mention,
        empty_title=_("Nobody has mentioned you yet"),
        empty_text=_(
            "When somebody writes your handle with an @ before it, the conversation is listed here."
        ),
        everywhere=True,
        order=20,
    ),
)
