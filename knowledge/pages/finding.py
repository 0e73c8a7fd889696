"""Editorial pages in the search of the whole site."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from community.audience import PUBLIC_KEY
from community.context import rest_of
from community.discussions.cards.kinds import CardKind, cards
from community.search import index
from community.search.index import SearchKind, SearchText

from .models import NetworkHomePage, NewsPage, StandardPage

KIND = "page"
# Lists and doors lead to things that are found themselves.
FOUND = (StandardPage, NewsPage, NetworkHomePage)


def texts_of(pks: Sequence[int]) -> list[SearchText]:
    """What each of these pages says; one that is not public now says nothing."""
    pages = Page.objects.filter(pk__in=pks, alias_of__isnull=True).live().public().specific()
    return [_text_of(page) for page in pages if isinstance(page, FOUND) and page.url]


def _text_of(page) -> SearchText:
    body = page.body.stream_block.get_searchable_content(page.body)
    return SearchText(
        pk=page.pk,
        language=page.language,
        title=page.title,
        body="\n".join(part for part in (page.description, *body) if part),
        path="/" + (rest_of(page.url) or ""),
        audience_keys=[PUBLIC_KEY],
        network_ids=[page.network.pk] if page.network else [],
        happened_at=page.last_published_at,
    )


def all_pks() -> list[int]:
    """Every page of a kind that is found."""
    return [pk for model in FOUND for pk in model.objects.values_list("pk", flat=True)]


def changed(instance) -> None:
    """The page was published, hidden, moved or deleted."""
    if isinstance(instance, FOUND):
        index.changed(KIND, instance.pk)


def moved(instance) -> None:
    """The page and all under it have another address."""
    below = Page.objects.descendant_of(instance, inclusive=True).values_list("pk", flat=True)
    known = set(all_pks())
    index.changed(KIND, *(pk for pk in below if pk in known))


index.kinds.register(KIND, SearchKind(slug=KIND, label=_("Pages"), load=texts_of, all_pks=all_pks))
cards.register(KIND, CardKind(_("Page"), "file"))
