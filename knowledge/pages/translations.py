"""Which page says the same in another language, and what is told where there is none."""

from django.conf import settings
from django.core.cache import cache
from wagtail.models import Locale, Page
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import BaseTranslatableField

from community.context import Offer, offer_languages

_LOCALES = "knowledge-locales"


class KeptField(BaseTranslatableField):
    """A field that each language keeps for itself: neither translated nor copied from the source."""


def languages_by_locale() -> dict[int, str]:
    """Locale id → language code. Remembered: locales change when an installation gets a new language."""
    known = cache.get(_LOCALES)
    if known is None:
        known = dict(Locale.objects.values_list("pk", "language_code"))
        cache.set(_LOCALES, known, 3600)
    return known


def forget_locales(**_signal) -> None:
    """Called when a locale is added or taken away."""
    cache.delete(_LOCALES)


def language_of_locale(locale_id: int) -> str:
    """Code of the locale's language."""
    known = languages_by_locale()
    if locale_id not in known:
        forget_locales()
        known = languages_by_locale()
    return known[locale_id]


def locale_of_language(code: str) -> int | None:
    """Id of the locale of this language, or nothing."""
    return next((pk for pk, known in languages_by_locale().items() if known == code), None)


def live_translations(page) -> dict[str, Page]:
    """Language code → live page with the same words in that language, ``page`` included. One query.

    An alias is no translation: it shows the words of the page it stands in for.
    """
    others = Page.objects.filter(translation_key=page.translation_key, live=True, alias_of__isnull=True)
    return {language_of_locale(other.locale_id): other for other in others}


def offer(request, page) -> None:
    """Tell the base layout where ``page`` is to be read in each language of the site.

    The switch always leads to the same path; search engines are told only of translations there are.
    """
    there = live_translations(page)
    offer_languages(
        request,
        {
            code: Offer(
                url=there[code].get_url(request) if code in there else None,
                is_translated=code in there,
            )
            for code, _name in settings.LANGUAGES
        },
    )


def same_path_elsewhere(home, components: list[str]) -> Page | None:
    """The live page at this path in another language's tree, the main language's first; nothing if there is none.

    Only public pages: one behind a restriction looks as if it were not there.
    """
    path = "".join(f"{component}/" for component in components)
    homes = home.get_translations().filter(live=True).only("path", "url_path", "locale_id")
    main = settings.LANGUAGE_CODE
    for other in sorted(homes, key=lambda page: (language_of_locale(page.locale_id) != main, page.path)):
        found = (
            Page.objects.descendant_of(other)
            .live()
            .public()
            .filter(url_path=f"{other.url_path}{path}", alias_of__isnull=True)
            .first()
        )
        if found is not None:
            return found.specific
    return None


def untranslated_route(home, source: Page) -> RouteResult:
    """The route to the notice that ``source`` is not there in ``home``'s language."""
    return RouteResult(home, kwargs={"untranslated": source})
