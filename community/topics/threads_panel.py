"""Conversations about a topic."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy, ngettext

from community.discussions.models import Thread
from community.languages import active_language

from .panels import SHOWN, TopicContent, TopicItem, TopicPanel, panels


def draw(topic, topic_ids, user) -> TopicContent:
    """The threads with the newest posts."""
    about = Thread.topics.through.objects.filter(topic_id__in=topic_ids).values("thread_id")
    threads = list(
        Thread.objects.visible_to(user)
        .filter(pk__in=about)
        .select_related("space", "author")
        .order_by("-last_post_at", "-pk")[: SHOWN + 1]
    )
    items = [
        TopicItem(
            title=thread.title,
            url=thread.get_absolute_url(),
            kicker=thread.space.name if thread.space else "",
            meta=ngettext("%(count)s post", "%(count)s posts", thread.post_count)
            % {"count": thread.post_count},
            lang="" if thread.language == active_language() else thread.language,
            when=thread.last_post_at,
            person=thread.author,
        )
        for thread in threads[:SHOWN]
    ]
    more = len(threads) > SHOWN
    return TopicContent(
        items,
        f"{reverse('search')}?{urlencode({'q': topic.name, 'kind': 'thread', 'topic': topic.pk})}"
        if more
        else "",
    )


panels.register(
    "threads", TopicPanel(slug="threads", label=gettext_lazy("Conversations"), draw=draw, order=10)
)
