"""What gatherings show elsewhere: on front pages, on the pages of topics, and on the hosts' desk."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from community import desk, home_panels
from community.topics import panels as topic_panels

from . import wording
from .models import Gathering
from .states import GatheringStatus

MOST_ON_HOME = 3


# --- Front pages ------------------------------------------------------------------------------------------------------


def coming(language: str, network) -> dict | None:
    """The next public gatherings, of ``network`` alone where one is given. Cancelled ones invite nobody."""
    rows = Gathering.objects.visible_to(None).upcoming().filter(status=GatheringStatus.SCHEDULED)
    url = reverse("events")
    if network is not None:
        rows = rows.filter(hosts=network)
        url = f"{url}?{urlencode({'network': network.slug})}"
    gatherings = list(rows.select_related("area").prefetch_related("hosts")[:MOST_ON_HOME])
    return {"gatherings": gatherings, "events_url": url} if gatherings else None


home_panels.panels.register(
    "events", home_panels.HomePanel("events", 20, "events/gatherings/home_panel.html", coming)
)


# --- Topics -----------------------------------------------------------------------------------------------------------


def draw_of_topic(topic, topic_ids, user) -> topic_panels.TopicContent:
    """What is coming about the topic, then what has been."""
    about = Gathering.topics.through.objects.filter(topic_id__in=topic_ids).values("gathering_id")
    rows = Gathering.objects.visible_to(user).filter(pk__in=about).prefetch_related("hosts")
    most = topic_panels.SHOWN + 1
    found = [*rows.upcoming()[:most], *rows.past()[:most]][:most]
    items = [
        topic_panels.TopicItem(
            title=gathering.title,
            url=gathering.get_absolute_url(),
            kicker=wording.when_in_text(gathering, style="short"),
            meta=wording.hosts_in_text(gathering),
            lang=wording.lang_of_title(gathering),
        )
        for gathering in found[: topic_panels.SHOWN]
    ]
    more_url = f"{reverse('events')}?{urlencode({'topic': topic.slug})}"
    return topic_panels.TopicContent(items, more_url if len(found) == most else "")


topic_panels.panels.register(
    "events",
    topic_panels.TopicPanel(slug="events", label=gettext_lazy("Events"), draw=draw_of_topic, order=30),
)


# --- The desk ---------------------------------------------------------------------------------------------------------


def draw_hosted(user, network_ids) -> desk.DeskContent:
    """All that this person's networks host from now on, with how many people are registered.

    There is no list of them elsewhere: the public one holds everybody's.
    """
    rows = Gathering.objects.filter(hosts__in=network_ids).distinct().upcoming().with_taken_count()
    items = [
        desk.DeskItem(
            title=gathering.title,
            url=reverse("event-host", args=[gathering.slug]),
            meta=ngettext("%(count)s person registered", "%(count)s people registered", gathering.taken_count)
            % {"count": gathering.taken_count},
            when=gathering.starts_at,
        )
        for gathering in rows
    ]
    return desk.DeskContent(items, len(items))


desk.panels.register(
    "events",
    desk.DeskPanel(
        slug="events",
        label=gettext_lazy("Events we host"),
        capability="hosts_events",
        draw=draw_hosted,
        empty=gettext_lazy("No event of your networks is planned."),
        order=15,
    ),
)
