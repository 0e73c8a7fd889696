"""Networks with their pages, and pages in them."""

import datetime
import itertools

from .community import make_member, make_network
from .written_again import written_again

_count = itertools.count(1)


def make_network_with_pages(slug="wales", **fields):
    """A network and, as by its hook, its pages in every language, its editors' group and its workflow."""
    from knowledge.pages.domain.network_pages import make_pages_of

    network = make_network(slug, **fields)
    about = [repr(value) for name, value in vars(network).items() if name not in ("_state", "created_at")]
    written_again(lambda: make_pages_of(network), *about)
    return network


def make_editor(network, role="curator", name="Cerys Vaughan", **fields):
    """A member whose role edits the network's pages, put into the editors' group as by the hook."""
    from knowledge.pages.domain.network_pages import keep_editors_in_step

    person = make_member(network, role=role, name=name, **fields)
    keep_editors_in_step(person.memberships.get(network=network))
    return person


def home_page(language="en"):
    """The home page of this language."""
    from knowledge.pages.models import HomePage

    return HomePage.objects.get(locale__language_code=language)


def network_home(network, language="en"):
    """The network's front page in this language."""
    from knowledge.pages.models import NetworkHomePage

    return NetworkHomePage.objects.get(network=network, locale__language_code=language)


def make_page(parent=None, title=None, language="en", live=True, **fields):
    """A plain page under ``parent`` (the home page when not given)."""
    from knowledge.pages.models import StandardPage

    number = next(_count)
    parent = parent or home_page(language)
    fields.setdefault("slug", f"page-{number}")
    fields.setdefault("intro", f"What page {number} is about.")
    page = StandardPage(title=title or f"Page {number}", locale=parent.locale, live=live, **fields)
    type(parent).objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision()
    if live:
        page.get_latest_revision().publish()
    page.refresh_from_db()
    return page


def make_news(parent=None, title=None, language="en", **fields):
    """A news item of the house, or under ``parent`` (a network's front page)."""
    from knowledge.pages.models import NewsIndexPage, NewsPage

    number = next(_count)
    index = NewsIndexPage.objects.child_of(parent or home_page(language)).get()
    fields.setdefault("slug", f"news-{number}")
    fields.setdefault("intro", f"What happened, number {number}.")
    fields.setdefault("day", datetime.date(2026, 11, 1))
    page = NewsPage(title=title or f"News {number}", locale=index.locale, **fields)
    index.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def make_translation(page, language="cy", **fields):
    """The live translation of ``page``, as a translator would leave it."""
    from wagtail.models import Locale

    copy = page.copy_for_translation(Locale.objects.get(language_code=language))
    for name, value in fields.items():
        setattr(copy, name, value)
    copy.save_revision().publish()
    copy.refresh_from_db()
    return copy
