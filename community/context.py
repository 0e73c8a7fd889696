"""What every page knows: navigation, languages, counters.

A page of an anonymous reader costs no query here once things are remembered.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.components.theme import theme_of
from community.demo_loading import is_demo
from community.languages import CONTENT_LANGUAGES

# Main navigation: label and name of the address. One that is not there leaves its entry out.
NAVIGATION = (
    (_("Networks"), "networks"),
    (pgettext_lazy("navigation", "Conversations"), "spaces"),
    (_("Library"), "library"),
    (_("Events"), "events"),
    (_("People"), "people"),
)
# What stands at addresses of its own and yet belongs to an entry: name of the entry → how they begin.
BELONGING = {"spaces": "threads/"}
OWN_NAMES = dict(CONTENT_LANGUAGES)


# --- The same page in other languages ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """How a page can be had in one language. Without ``url`` it is at the same path behind that language's prefix."""

    url: str | None = None
    is_translated: bool = True


def offer_languages(request, offers: dict[str, Offer]) -> None:
    """Say in which languages the page of this request can be had: code → :class:`Offer`.

    A page that says nothing is there at the same path in every language of the site. Search engines are told of
    what is translated; the reader's switch shows every language of the site all the same.
    """
    request.plethu_offers = offers


def offers_of(request) -> dict[str, Offer]:
    """What :func:`offer_languages` said, else the same path in every language."""
    said = getattr(request, "plethu_offers", None)
    return said if said is not None else {code: Offer() for code, _name in settings.LANGUAGES}


def rest_of(path: str) -> str | None:
    """What follows the language prefix of ``path``; nothing for an address without one."""
    for code, _name in settings.LANGUAGES:
        if path.startswith(f"/{code}/"):
            return path[len(code) + 2 :]
    return None


def path_in(language: str, path: str) -> str:
    """``path`` behind another language's prefix; a path without prefix leads to that language's home page.

    For example ``/en/library/`` in Welsh is ``/cy/library/``.
    """
    return f"/{language}/{rest_of(path) or ''}"


def language_links(request) -> list[dict]:
    """The switch: every language of the site with the address of this page in it. What was searched for is kept."""
    active = translation.get_language()
    offers = offers_of(request)
    query = request.META.get("QUERY_STRING", "") if request.method in ("GET", "HEAD") else ""
    links = []
    for code, _name in settings.LANGUAGES:
        offer = offers.get(code) or Offer()
        url = offer.url or path_in(code, request.path)
        links.append(
            {
                "code": code,
                "label": OWN_NAMES.get(code, code),
                "url": f"{url}?{query}" if query else url,
                "current": code == active,
            }
        )
    return links


def alternates(request) -> list[dict]:
    """Absolute addresses of the page's translations for search engines, the main language also as ``x-default``."""
    if rest_of(request.path) is None:
        return []  # an address without language prefix has no twin
    found = [
        {"code": code, "url": request.build_absolute_uri(offer.url or path_in(code, request.path))}
        for code, offer in offers_of(request).items()
        if offer.is_translated
    ]
    main = [one["url"] for one in found if one["code"] == settings.LANGUAGE_CODE]
    return [*found, {"code": "x-default", "url": main[0]}] if main and len(found) > 1 else found


# --- The rest ---------------------------------------------------------------------------------------------------------


def _reverse(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def navigation(request) -> list[dict]:
    """Entries of the main navigation; the one whose part of the site this page belongs to is ``current``."""
    entries = [(label, name, _reverse(name)) for label, name in NAVIGATION]
    if works_at_desk(request):
        entries.append((_("Desk"), "desk", _reverse("desk")))
    return [
        {"label": label, "url": url, "current": _is_part_of(request.path, name, url)}
        for label, name, url in entries
        if url
    ]


def _is_part_of(path: str, name: str, url: str) -> bool:
    if path.startswith(url):
        return True
    return name in BELONGING and (rest_of(path) or "").startswith(BELONGING[name])


def works_at_desk(request) -> bool:
    """Whether any role gives this reader work at the desk. Remembered for a minute, so that pages do not ask."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return False
    from community.networks.permissions import has_desk

    key = f"works-at-desk:{user.pk}"
    answer = cache.get(key)
    if answer is None:
        answer = has_desk(user)
        cache.set(key, answer, 60)
    return answer


def _notices_count(request) -> int:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return 0
    from community.notifications.domain.notices import unread_count

    return unread_count(user)


def site(request):
    """Context of the base layout; ``templates/base.html`` shows what each name is for."""
    return {
        "site_name": settings.SITE_NAME,
        "theme": theme_of(request),
        "is_demo": SimpleLazyObject(is_demo),
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "language_links": SimpleLazyObject(lambda: language_links(request)),
        "alternates": SimpleLazyObject(lambda: alternates(request)),
        # Asked for only where it is shown: it costs a query.
        "notices_count": SimpleLazyObject(lambda: _notices_count(request)),
    }
