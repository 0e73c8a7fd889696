"""Making the tree of pages: one of the same shape in each language.

Runs after every ``migrate`` (``knowledge/registrations.py``). It looks before it
makes, so running it again changes nothing, and a language that is switched on
later gets its tree by the next ``migrate``.
"""

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Locale, Page, Site

from community.languages import MAIN_LANGUAGE
from community.networks.models import Network

from .. import translations
from ..models import HomePage, StandardPage
from ..structure import structure
from . import network_pages, writing

STARTER = Path(__file__).resolve().parents[1] / "starter.toml"

HEADLINES = {
    "en": "Learn from people who do what you do",
    "cy": "Dysgwch gan bobl sy’n gwneud yr hyn rydych chi’n ei wneud",
    "gd": "Ionnsaich bho dhaoine a tha ris an aon obair",
}
INTROS = {
    "en": "A home for networks of people who practise co-production: ask, answer, meet, and keep what works.",
    "cy": "Cartref i rwydweithiau o bobl sy’n cydgynhyrchu: gofyn, ateb, cyfarfod, a chadw’r hyn sy’n gweithio.",
    "gd": "Dachaigh do lìonraidhean dhaoine a bhios a’ co-riochdachadh: faighnich, freagair, coinnich is glèidh.",
}


@transaction.atomic
def ensure_tree() -> None:
    """Make whatever is missing: locales, home pages, the site, structural pages, each network's pages."""
    root = Page.objects.filter(depth=1).first()
    if root is None:
        return  # a database emptied by hand; Wagtail's own first page comes with its migrations
    homes = [_home(root, locale) for locale in _locales()]
    _site(homes[0])
    for kind in structure:
        _structural(kind, homes)
    for network in Network.objects.all():
        network_pages.make_pages_of(network)


def _locales() -> list[Locale]:
    """A locale for each language of the installation, the main one first."""
    locales = [Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES]
    translations.forget_locales()
    return locales


def _home(root, locale) -> HomePage:
    """The home page of this language, with its starter pages when it is made now."""
    found = HomePage.objects.filter(locale=locale, depth=2).first()
    if found is not None:
        return found
    code = locale.language_code
    home = HomePage(
        title=settings.SITE_NAME,
        slug="home" if code == MAIN_LANGUAGE else f"home-{code}",
        locale=locale,
        headline=HEADLINES.get(code, HEADLINES[MAIN_LANGUAGE]),
        intro=INTROS.get(code, INTROS[MAIN_LANGUAGE]),
    )
    twin = HomePage.objects.filter(depth=2).first()
    if twin is not None:
        home.translation_key = twin.translation_key
    _make_room(root, home.slug)
    root = Page.objects.get(pk=root.pk)  # its number of children may have changed
    root.add_child(instance=home)
    home.save_revision().publish()
    _starter_pages(home)
    return home


def _make_room(root, slug) -> None:
    """Take away the page that Wagtail's own migrations greet with, if nobody has made anything of it."""
    greeting = Page.objects.child_of(root).filter(
        slug=slug, content_type=ContentType.objects.get_for_model(Page), numchild=0
    )
    for page in greeting:
        Site.objects.filter(root_page=page).delete()
        page.delete()


def _site(home: HomePage) -> None:
    """One site, for whatever host asks, that begins at the home page of the main language.

    Wagtail writes its host into absolute addresses, so it follows SITE_URL.
    """
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True, root_page=home)
    if site.pk is None or (site.hostname, site.port) != (address.hostname, port):
        site.hostname, site.port = address.hostname, port
        site.site_name = site.site_name or settings.SITE_NAME
        site.save()


def _structural(kind, homes) -> None:
    """This page under each home page; those in several languages are translations of one another."""
    model = kind.model()
    # The first row found lends its key to the others.
    known = model.objects.filter(slug=model.fixed_slug, depth=3).first()
    for home in homes:
        if model.objects.child_of(home).exists():
            continue
        code = home.locale.language_code
        page = model(
            title=kind.titles.get(code, kind.titles[MAIN_LANGUAGE]),
            slug=model.fixed_slug,
            locale=home.locale,
            intro=kind.intros.get(code, ""),
        )
        if known is not None:
            page.translation_key = known.translation_key
        writing.publish_under(home, page)
        known = page


def _starter_pages(home) -> None:
    """Short honest pages to begin with; an editor makes them the installation's own."""
    code = home.locale.language_code
    for entry in tomllib.loads(STARTER.read_text(encoding="utf-8"))["page"]:
        if f"title_{code}" not in entry:
            continue
        page = StandardPage(
            title=entry[f"title_{code}"],
            slug=entry["slug"],
            locale=home.locale,
            intro=entry[f"intro_{code}"],
            body=writing.body_of(entry[f"body_{code}"]),
        )
        twin = StandardPage.objects.filter(slug=entry["slug"], depth=3).first()
        if twin is not None:
            page.translation_key = twin.translation_key
        writing.publish_under(home, page)
