"""The demonstration's editorial pages, in English and Welsh.

The pages every installation begins with are there already; they get the demonstration's words once, as long as
nobody has touched them. What an editor has changed since is left alone.
"""

from pathlib import Path

from django.utils import timezone
from wagtail.models import Page

from community.demo_loading import DemoContext, DemoSection, sections, toml_rows

from .pages.domain.writing import publish_under
from .pages.models import HomePage, NetworkHomePage, NewsIndexPage, NewsPage, StandardPage

FOLDER = Path(__file__).parent / "demo"
PAGES = "pages.toml"
LANGUAGES = ("en", "cy")
# The sign of a way in, by where it leads.
SIGNS = (("/library/", "list"), ("/events/", "calendar"), ("/people/", "people"))


def load_pages(context: DemoContext, *, folder: Path = FOLDER) -> None:
    """Home, network homes, plain pages and news; a row with a fault is reported and stops nothing else."""
    for line, row in toml_rows(folder / PAGES, "page"):
        with context.row(PAGES, line):
            made = None
            for language in LANGUAGES:
                made = _page(context, row, language, twin=made)


def _page(context, row, language, *, twin):
    """The page of this row in this language: found and filled, or made as a translation of ``twin``."""
    words = row[language]
    match row["kind"]:
        case "home":
            home = _home(language)
            ways, title, rest = _ways_in(words["body"])
            return _fill(
                home, headline=words["title"], intro=words["intro"], ways=ways, ways_title=title, body=rest
            )
        case "network_home":
            home = _network_home(context, row, language)
            return _fill(home, title=words["title"], intro=words["intro"], body=_blocks(words["body"]))
        case "standard":
            parent = _network_home(context, row, language) if row["network"] else _home(language)
            return _find_or_make(StandardPage, parent, row, words, twin)
        case "news":
            above = _network_home(context, row, language) if row["network"] else _home(language)
            parent = NewsIndexPage.objects.child_of(above).get()
            published = context.ago(row["days_ago"])
            return _find_or_make(NewsPage, parent, row, words, twin, published=published)
        case other:
            raise LookupError(f"there is no kind of page “{other}”")


def _home(language):
    return HomePage.objects.get(locale__language_code=language)


def _network_home(context, row, language):
    network = context.find("networks", row["network"])
    return NetworkHomePage.objects.get(network=network, locale__language_code=language)


def _find_or_make(model, parent, row, words, twin, *, published=None):
    found = model.objects.child_of(parent).filter(slug=row["slug"]).first()
    fields = {"title": words["title"], "intro": words["intro"], "body": _blocks(words["body"])}
    if found is not None:
        return _fill(found, **fields)
    page = model(slug=row["slug"], locale=parent.locale, **fields)
    if published is not None:
        page.day = timezone.localdate(published)
    if twin is not None:
        page.translation_key = twin.translation_key
    publish_under(parent, page)
    if published is not None:
        Page.objects.filter(pk=page.pk).update(first_published_at=published, last_published_at=published)
    return page


def _fill(page, **fields):
    """Give a page that nobody has touched these words, unless it has them. A second revision means a touch."""
    if page.intro == fields["intro"] or page.revisions.count() > 1:
        return page
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def _blocks(rows: list[dict]) -> list[tuple[str, object]]:
    """Rows of the file as a StreamField takes them."""
    return [_block(row) for row in rows]


def _block(row):
    match row["type"]:
        case "heading":
            return ("heading", {"text": row["text"], "level": "2"})
        case "paragraph":
            return ("paragraph", row["html"])
        case "quote":
            return ("quote", {"words": row["text"], "who": row["attribution"], "role": ""})
        case "call_to_action":
            link = {"page": None, "document": None, "address": row["url"]}
            return ("call_to_action", {"title": "", "text": row["text"], "label": row["label"], "link": link})
        case other:
            raise LookupError(f"there is no block “{other}”")


def _ways_in(rows):
    """The home page's body as (ways in, their title, what is left): its invitations are the ways in."""
    ways, title, rest = [], "", []
    for row in rows:
        if row["type"] == "call_to_action":
            sign = next((sign for part, sign in SIGNS if part in row["url"]), "speech")
            link = {"page": None, "document": None, "address": row["url"]}
            ways.append(("way", {"picture": sign, "label": row["label"], "text": row["text"], "link": link}))
        elif row["type"] == "heading" and not ways:
            title = row["text"]
        else:
            rest.append(_block(row))
    return ways, title, rest


sections.register("pages", DemoSection("Editorial pages", load_pages, order=50))
