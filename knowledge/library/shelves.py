"""What a card and a page say of a record, worked out for one reader before the template draws it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import BigIntegerField, F, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from community.languages import active_language, language_of
from community.networks.models import Network
from community.topics.models import Topic

from .creators import full_name
from .models import Resource, ResourceText
from .states import SubmissionState
from .vocabulary import time_needed

# The colour of a suggestion's state, as the component ``badge`` calls it.
STATE_BADGES = {
    SubmissionState.NEW: "info",
    SubmissionState.ACCEPTED: "accent",
    SubmissionState.PUBLISHED: "success",
    SubmissionState.DECLINED: "plain",
}
MOST_MAKERS = 3
MOST_TOPICS = 4


@dataclass(frozen=True)
class Slip:
    """A record on a shelf, in the reader's language where it has words in it.

    Languages are empty where they are the page's own, so that no needless
    ``lang`` is written. ``topics`` are links, the first few.
    """

    resource: Resource
    url: str
    title: str
    title_language: str
    summary: str
    summary_language: str
    makers: list[str]
    more_makers: bool
    format: str
    icon: str
    medium: str
    time: str
    languages: list[str]
    topics: list[dict]
    year: int | None


def slip(resource: Resource) -> Slip:
    """The slip of a record whose texts and topics are preloaded (``for_list``)."""
    text = resource.text
    words = resource.words
    summary = (text.plain_summary or text.summary) if text else ""
    return Slip(
        resource=resource,
        url=resource.get_absolute_url(),
        title=resource.shown_title,
        title_language=foreign(resource.shown_title_language),
        summary=summary,
        summary_language=foreign(text.language) if text else "",
        makers=[full_name(creator) for creator in resource.creators[:MOST_MAKERS]],
        more_makers=len(resource.creators) > MOST_MAKERS,
        format=resource.get_format_display(),
        icon=words.icon if words else "file",
        medium=resource.medium,
        time=str(time_needed(resource.medium, resource.minutes)) if resource.minutes else "",
        languages=resource.languages,
        topics=[topic_link(topic) for topic in list(resource.topics.all())[:MOST_TOPICS]],
        year=resource.year,
    )


def with_words(resources: list[Resource], topics: dict[int, Topic]) -> list[Resource]:
    """``resources`` with their texts and topics read in one query, where prefetching takes two.

    ``topics`` holds all topics by number. The index is every reader's way into
    the library, hence the pains. The records are for showing only.
    """
    if not resources:
        return resources
    pks = [resource.pk for resource in resources]
    said = (
        ResourceText.objects.filter(resource__in=pks)
        .order_by()
        .annotate(topic=Cast(Value(None), BigIntegerField()))
        .values_list("resource_id", "topic", "language", "title", "summary", "plain_summary")
    )
    about = (
        Resource.topics.through.objects.filter(resource__in=pks)
        .order_by()
        .annotate(language=Value(""), title=Value(""), summary=Value(""), plain_summary=Value(""))
        .values_list("resource_id", "topic_id", "language", "title", "summary", "plain_summary")
    )
    by_pk = {resource.pk: {"texts": [], "topics": []} for resource in resources}
    for pk, topic, language, title, summary, plain_summary in said.union(about, all=True):
        if topic is None:
            words = {"title": title, "summary": summary, "plain_summary": plain_summary}
            by_pk[pk]["texts"].append(ResourceText(resource_id=pk, language=language, **words))
        elif topic in topics:
            by_pk[pk]["topics"].append(topics[topic])
    for resource in resources:
        held = by_pk[resource.pk]
        held["topics"].sort(key=lambda one: (one.position, one.pk))
        # Where modelcluster keeps relations that are in memory.
        resource._cluster_related_objects = held
    return resources


def with_surroundings(resource: Resource) -> Resource:
    """``resource`` with its texts, topics and networks read in one query; for showing only."""
    none = Value("")
    said = (
        ResourceText.objects.filter(resource=resource)
        .order_by()
        .annotate(kind=Value("text"), number=Value(0, BigIntegerField()), place=Value(0, BigIntegerField()))
        .values_list(
            "kind",
            "number",
            "place",
            "language",
            "title",
            "summary",
            "plain_summary",
            "status",
            "source_hash",
        )
    )
    topics = (
        Topic.objects.filter(resources=resource)
        .order_by()
        .annotate(
            kind=Value("topic"), number=F("pk"), place=Cast("position", BigIntegerField()), one=none, two=none
        )
        .values_list("kind", "number", "place", "slug", "name_en", "name_cy", "name_gd", "one", "two")
    )
    networks = (
        Network.objects.filter(resources=resource)
        .order_by()
        .annotate(kind=Value("network"), number=F("pk"), place=Value(0, BigIntegerField()))
        .values_list(
            "kind", "number", "place", "slug", "short_name_en", "short_name_cy", "short_name_gd", "colour_warp",
            "colour_weft",
        )
    )  # fmt: skip
    held = {"texts": [], "topics": [], "networks": []}
    for kind, number, place, slug, *words in said.union(topics, networks, all=True):
        if kind == "text":
            names = ("title", "summary", "plain_summary", "status", "source_hash")
            held["texts"].append(
                ResourceText(resource=resource, language=slug, **dict(zip(names, words, strict=True)))
            )
        elif kind == "topic":
            names = ("name_en", "name_cy", "name_gd")
            held["topics"].append(
                Topic(pk=number, slug=slug, position=place, **dict(zip(names, words, strict=False)))
            )
        else:
            columns = ("name_en", "name_cy", "name_gd", "colour_warp", "colour_weft")
            short = ("short_name_en", "short_name_cy", "short_name_gd")
            facts = dict(zip(columns, words, strict=True)) | dict(zip(short, words, strict=False))
            held["networks"].append(Network(pk=number, slug=slug, **facts))
    held["topics"].sort(key=lambda one: (one.position, one.pk))
    held["networks"].sort(key=lambda one: one.name_en)
    # Where modelcluster keeps relations that are in memory.
    resource._cluster_related_objects = held
    return resource


def foreign(language: str) -> str:
    """``language`` where it is not the page's own, else nothing: what a ``lang`` attribute needs."""
    return "" if language == active_language() else language


def topic_link(topic) -> dict:
    """A topic as a link into the library: ``{label, lang, url}``."""
    url = f"{reverse('library')}?{urlencode({'topic': topic.slug})}"
    return {"label": topic.name, "lang": foreign(language_of(topic, "name")), "url": url}


def makers_in_words(resource: Resource) -> str:
    """All makers by full name, with commas."""
    return ", ".join(full_name(creator) for creator in resource.creators)


def fallback_notice(resource: Resource) -> str:
    """A sentence for readers whose language the record has no words in; empty where it has."""
    text = resource.text
    if text is None or text.language == active_language():
        return ""
    return {
        "en": _("This summary is in English only so far."),
        "cy": _("This summary is in Welsh only so far."),
        "gd": _("This summary is in Gaelic only so far."),
    }[text.language]
