"""The words by which the directory finds a person: once for each kind of viewer, never more than they may read."""

import re

from django.utils.translation import override

from community.languages import LANGUAGE_CODES
from community.search.fold import fold

from .audiences import Closeness, is_seen
from .sectors import Sector

_NOT_IN_WORDS = re.compile(r"[^\w']+", re.UNICODE)
# Which column holds the words for which viewers.
COLUMNS = {
    Closeness.STRANGER: "words_public",
    Closeness.MEMBER: "words_members",
    Closeness.PEER: "words_networks",
}


def words_of(text: str) -> list[str]:
    """Folded words of ``text``: small letters, no accents, no punctuation."""
    return [word for word in _NOT_IN_WORDS.sub(" ", fold(text)).split() if word.strip("'_")]


def in_every_language(row, name: str) -> list[str]:
    """The texts ``name_en``, ``name_cy``… of ``row`` that are filled."""
    return [text for code in LANGUAGE_CODES if (text := getattr(row, f"{name}_{code}", ""))]


def _sector_in_every_language(sector: str) -> list[str]:
    words = []
    for code in LANGUAGE_CODES:
        with override(code):
            words.append(str(Sector(sector).label))
    return words


def texts_of(profile, closeness: Closeness) -> list[str]:
    """All that a viewer of ``closeness`` may read in ``profile`` apart from the name; topics and area in every
    language. Nothing where they may not know of the profile."""
    texts: list[str] = []
    for name in ("headline", "about", "organisation", "offers", "asks"):
        if is_seen(profile, name, closeness):
            texts.append(getattr(profile, name))
    if profile.area_id and is_seen(profile, "area", closeness):
        texts += in_every_language(profile.area, "name")
    if profile.sector and is_seen(profile, "sector", closeness):
        texts += _sector_in_every_language(profile.sector)
    if profile.pk and is_seen(profile, "topics", closeness):
        for topic in profile.topics.all():
            texts += in_every_language(topic, "name")
    return [text for text in texts if text]


def write_words(profile) -> None:
    """Work out ``sort_name`` and the columns of words of ``profile``; the caller saves."""
    name = profile.user.display_name
    profile.sort_name = fold(name)[:160]
    for closeness, column in COLUMNS.items():
        found = dict.fromkeys(
            words_of(f"{name} {profile.user.handle} " + " ".join(texts_of(profile, closeness)))
        )
        listed = is_seen(profile, "listed", closeness)
        setattr(profile, column, "".join(f" {word}" for word in found) if listed else "")
