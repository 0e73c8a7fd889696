"""What waits at the desk: summaries that somebody proposed."""

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.desk import DeskContent, DeskItem, DeskPanel, panels

from .models import SummaryState, ThreadSummary


def draw_summaries(user, network_ids) -> DeskContent:
    """All open proposals in spaces of these networks that ``user`` sees, oldest first. No page lists them."""
    from ..models import Thread

    threads = Thread.objects.visible_to(user).filter(space__networks__in=network_ids)
    waiting = ThreadSummary.objects.filter(state=SummaryState.PROPOSED, thread__in=threads.values("pk"))
    items = [
        DeskItem(
            title=_("What we learned in “%(thread)s”") % {"thread": summary.thread.title},
            url=reverse("thread-summary", args=[summary.thread_id, summary.thread.slug or "-"]),
            meta=Truncator(summary.text).words(20),
            when=summary.proposed_at,
            person=summary.proposed_by,
        )
        for summary in waiting.select_related("thread", "proposed_by").order_by("proposed_at", "pk")
    ]
    return DeskContent(items, len(items))


panels.register(
    "summaries",
    DeskPanel(
        slug="summaries",
        label=gettext_lazy("Summaries that were proposed"),
        capability="hosts_events",
        draw=draw_summaries,
        empty=gettext_lazy("No summary waits for a decision."),
        order=40,
    ),
)
