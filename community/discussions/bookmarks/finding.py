"""The inbox's view of bookmarks."""

from django.utils.translation import gettext_lazy as _

from ..inbox.filters import InboxFilter, inbox_filters
from .models import Bookmark


def _bookmarked(threads, user):
    rows = Bookmark.objects.filter(user=user, post__removed_at__isnull=True)
    return threads.filter(pk__in=rows.order_by().values("post__thread"))


inbox_filters.register(
    "bookmarked",
    InboxFilter(
        label=_("Bookmarked"),
        pick=_bookmarked,
        empty_title=_("You have no bookmarks yet"),
        empty_text=_("The menu of each post has a way to bookmark it, with a day on which to remind you."),
        everywhere=True,
        order=50,
    ),
)
