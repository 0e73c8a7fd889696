"""What the library puts on the curators' desk, on home pages and on the pages of topics."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community import home_panels
from community.desk import DeskContent, DeskItem, DeskPanel, first_of, panels
from community.previews import beginning_of
from community.topics import panels as topic_panels

from .models import Resource, Submission
from .shelves import slip


def draw_suggestions(user, network_ids) -> DeskContent:
    """Suggestions that wait, oldest first."""
    waiting = Submission.objects.filter(network_id__in=network_ids).waiting().select_related("submitter")
    shown, count = first_of(waiting)
    items = [
        DeskItem(
            title=submission.title,
            url=reverse("desk-submission", args=[submission.pk]),
            meta=beginning_of(submission.why, 120),
            when=submission.submitted_at,
            person=submission.submitter,
        )
        for submission in shown
    ]
    url = reverse("desk-submissions")
    return DeskContent(
        items,
        count,
        url,
        other_url=url,
        other_label=_("Suggestions by state"),
    )


def draw_drafts(user, network_ids) -> DeskContent:
    """Records with something unpublished, last touched first."""
    drafts = Resource.objects.curated_by(user).drafts().select_related("latest_revision")
    shown, count = first_of(drafts)
    items = [
        DeskItem(
            title=resource.latest_revision.object_str if resource.latest_revision else resource.title,
            url=reverse("desk-resource", args=[resource.pk]),
            when=resource.updated_at,
        )
        for resource in shown
    ]
    url = reverse("desk-library")
    return DeskContent(
        items,
        count,
        url,
        other_url=f"{url}?view=all",
        other_label=_("All records"),
    )


panels.register(
    "suggestions",
    DeskPanel(
        slug="suggestions",
        label=gettext_lazy("Suggestions to the library"),
        capability="curates_library",
        draw=draw_suggestions,
        empty=gettext_lazy("No suggestion is waiting for an answer."),
        order=20,
    ),
)
panels.register(
    "drafts",
    DeskPanel(
        slug="drafts",
        label=gettext_lazy("Drafts of library records"),
        capability="curates_library",
        draw=draw_drafts,
        empty=gettext_lazy("Nothing is being prepared."),
        order=30,
    ),
)


def draw_of_topic(topic, topic_ids, user) -> topic_panels.TopicContent:
    """The newest records about a topic."""
    about = Resource.topics.through.objects.filter(topic_id__in=topic_ids).values("resource_id")
    rows = Resource.objects.visible_to(user).filter(pk__in=about).newest().for_list()
    slips = [slip(resource) for resource in rows[: topic_panels.SHOWN + 1]]
    items = [
        topic_panels.TopicItem(
            title=one.title,
            url=one.url,
            kicker=one.format,
            meta=", ".join([*one.makers, *([str(one.year)] if one.year else [])]),
            lang=one.title_language,
        )
        for one in slips[: topic_panels.SHOWN]
    ]
    more_url = f"{reverse('library')}?{urlencode({'topic': topic.slug})}"
    return topic_panels.TopicContent(items, more_url if len(slips) > topic_panels.SHOWN else "")


topic_panels.panels.register(
    "resources",
    topic_panels.TopicPanel(
        slug="resources", label=gettext_lazy("In the library"), draw=draw_of_topic, order=20
    ),
)

MOST_ON_HOME = 4


def new_in_library(language: str, network) -> dict | None:
    """The newest public records, of ``network`` alone where one is given, and how many there are."""
    rows = Resource.objects.visible_to(None)
    url = reverse("library")
    if network is not None:
        rows = rows.filter(networks=network)
        url = f"{url}?network={network.slug}"
    slips = [slip(resource) for resource in rows.newest().for_list()[:MOST_ON_HOME]]
    return {"slips": slips, "total": rows.count(), "library_url": url} if slips else None


home_panels.panels.register(
    "library", home_panels.HomePanel("library", 30, "knowledge/library/home_panel.html", new_in_library)
)
