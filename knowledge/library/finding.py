"""What the search index holds of records: one document for each language that has words."""

import re

from django.utils.translation import gettext_lazy, override

from community.discussions.cards.kinds import CardKind, cards
from community.search.index import SearchKind, SearchText, body_of, kinds

from .creators import full_name
from .models import Resource

KIND = "resource"


def load(pks) -> list[SearchText]:
    """Documents of the published records among ``pks``; drafts and records taken out give none."""
    rows = Resource.objects.filter(pk__in=pks, live=True).prefetch_related("texts", "topics", "networks")
    return [document for row in rows for document in documents_of(row)]


def documents_of(resource: Resource) -> list[SearchText]:
    """A document in each language with words, and one of the bare facts where there are none."""
    makers = ", ".join(full_name(creator) for creator in resource.creators)
    topics = list(resource.topics.all())
    networks = list(resource.networks.all())
    with override("en"):
        # The path is the same in every language but for its prefix, which is taken off.
        path = resource.get_absolute_url().removeprefix("/en")
    shared = {
        "pk": resource.pk,
        "path": path,
        "audience_keys": resource.audience_keys(),
        "network_ids": [network.pk for network in networks],
        "topic_ids": [topic.pk for topic in topics],
        "happened_at": resource.first_published_at,
        "labels": [f"format:{resource.format}"],
    }
    facts = (makers, resource.container_title, resource.publisher, str(resource.year or ""), resource.doi)
    documents = []
    for text in resource.texts.all():
        # Somebody may know the work by its own title, whatever language they read.
        title = text.title or resource.title
        own_title = resource.title if text.title else ""
        names = " ".join(getattr(topic, f"name_{text.language}") or topic.name_en for topic in topics)
        body = body_of((text.plain_summary, text.summary), (own_title, names, *facts))
        documents.append(
            SearchText(part=text.language, language=text.language, title=title, body=body, **shared)
        )
    if not documents:
        documents.append(
            SearchText(
                part="facts",
                language=resource.source_language,
                title=resource.title,
                body=body_of((), facts),
                **shared,
            )
        )
    return documents


def all_pks():
    """All published records."""
    return Resource.objects.filter(live=True).values_list("pk", flat=True)


kinds.register(KIND, SearchKind(slug=KIND, label=gettext_lazy("Library"), load=load, all_pks=all_pks))
cards.register(
    KIND, CardKind(gettext_lazy("Resource"), "book", re.compile(r"^/library/(\d{1,15})/", re.ASCII))
)
