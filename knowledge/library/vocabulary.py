"""The closed lists that describe a resource, and what each entry is called elsewhere.

A format is one word here and four in the world: RIS, BibTeX, CSL and
schema.org each have their own. All translations stand in :data:`FORMATS`.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy


class Format(models.TextChoices):
    """What kind of thing a resource is."""

    ACADEMIC_PAPER = "academic-paper", _("Academic paper")
    BOOK = "book", _("Book")
    REPORT = "report", _("Report")
    GUIDE = "guide", _("Guide")
    TOOLKIT = "toolkit", _("Toolkit")
    TEMPLATE = "template", _("Template")
    CASE_STUDY = "case-study", _("Case study")
    BLOG = "blog", _("Blog")
    NEWSLETTER = "newsletter", _("Newsletter")
    WEBSITE = "website", _("Website")
    PODCAST = "podcast", _("Podcast")
    VIDEO = "video", _("Video")
    ANIMATION = "animation", _("Animation")
    LEGISLATION = "legislation", _("Legislation")


class Medium(models.TextChoices):
    """What one does with it."""

    READ = "read", pgettext_lazy("what one does with a work", "Read")
    LISTEN = "listen", pgettext_lazy("what one does with a work", "Listen")
    WATCH = "watch", pgettext_lazy("what one does with a work", "Watch")
    USE = "use", pgettext_lazy("what one does with a work", "Fill in or use")


@dataclass(frozen=True)
class FormatWords:
    """One format in the vocabularies of others, and how it looks here."""

    icon: str
    medium: Medium
    ris: str
    bibtex: str
    csl: str
    schema_org: str
    is_scholarly: bool = False  # search engines for scholars are told of it


FORMATS = {
    Format.ACADEMIC_PAPER: FormatWords(
        "file", Medium.READ, "JOUR", "article", "article-journal", "ScholarlyArticle", True
    ),
    Format.BOOK: FormatWords("book", Medium.READ, "BOOK", "book", "book", "Book", True),
    Format.REPORT: FormatWords("list", Medium.READ, "RPRT", "techreport", "report", "Report", True),
    Format.GUIDE: FormatWords("flag", Medium.READ, "GEN", "misc", "document", "HowTo"),
    Format.TOOLKIT: FormatWords("settings", Medium.USE, "GEN", "misc", "document", "LearningResource"),
    Format.TEMPLATE: FormatWords("copy", Medium.USE, "GEN", "misc", "document", "LearningResource"),
    Format.CASE_STUDY: FormatWords("pin", Medium.READ, "GEN", "misc", "document", "Article"),
    Format.BLOG: FormatWords("pencil", Medium.READ, "BLOG", "online", "post-weblog", "BlogPosting"),
    Format.NEWSLETTER: FormatWords("envelope", Medium.READ, "GEN", "misc", "document", "CreativeWork"),
    Format.WEBSITE: FormatWords("globe", Medium.READ, "ELEC", "online", "webpage", "WebSite"),
    Format.PODCAST: FormatWords("speech", Medium.LISTEN, "SOUND", "misc", "broadcast", "PodcastEpisode"),
    Format.VIDEO: FormatWords("video", Medium.WATCH, "VIDEO", "misc", "motion_picture", "VideoObject"),
    Format.ANIMATION: FormatWords("star", Medium.WATCH, "VIDEO", "misc", "motion_picture", "VideoObject"),
    Format.LEGISLATION: FormatWords("tag", Medium.READ, "STAT", "misc", "legislation", "Legislation"),
}

# Languages a work may be in, by ISO 639 code; "bsl" is British Sign Language. Names are shown by the page in the
# language itself, so they are no strings to translate.
WORK_LANGUAGES = {
    "en": "English",
    "cy": "Cymraeg",
    "gd": "Gàidhlig",
    "bsl": "BSL",
    "ga": "Gaeilge",
    "ar": "العربية",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "it": "Italiano",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "uk": "Українська",
    "ur": "اردو",
    "zh": "中文",
}


class Country(models.TextChoices):
    """Where a work was made or is mainly about."""

    WALES = "wales", _("Wales")
    SCOTLAND = "scotland", _("Scotland")
    ENGLAND = "england", _("England")
    NORTHERN_IRELAND = "northern-ireland", _("Northern Ireland")
    UK = "uk", _("United Kingdom")
    IRELAND = "ireland", _("Ireland")
    INTERNATIONAL = "international", _("International")


class Licence(models.TextChoices):
    """What may be done with a work. Empty means that nobody has said, so nothing may be assumed."""

    CC0 = "cc0", _("Public domain (CC0)")
    CC_BY = "cc-by", "CC BY"
    CC_BY_SA = "cc-by-sa", "CC BY-SA"
    CC_BY_ND = "cc-by-nd", "CC BY-ND"
    CC_BY_NC = "cc-by-nc", "CC BY-NC"
    CC_BY_NC_SA = "cc-by-nc-sa", "CC BY-NC-SA"
    CC_BY_NC_ND = "cc-by-nc-nd", "CC BY-NC-ND"
    OGL = "ogl", _("Open Government Licence")
    ALL_RIGHTS = "all-rights", _("All rights reserved")


LICENCE_ADDRESSES = {
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    Licence.CC_BY_ND: "https://creativecommons.org/licenses/by-nd/4.0/",
    Licence.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
    Licence.CC_BY_NC_SA: "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    Licence.CC_BY_NC_ND: "https://creativecommons.org/licenses/by-nc-nd/4.0/",
    Licence.OGL: "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}


class Access(models.TextChoices):
    """What it takes to get at the work. Empty means that nobody has looked."""

    OPEN = "open", _("Free to read")
    SIGN_UP = "sign-up", _("Free after signing up")
    PAID = "paid", pgettext_lazy("access to a work", "Paid")


class AccessibilityFact(models.TextChoices):
    """What helps people take the work in."""

    WEB_PAGE = "web-page", _("A web page, not only a PDF")
    TAGGED = "tagged", _("Works with a screen reader")
    EASY_READ = "easy-read", _("Easy Read version")
    PLAIN = "plain", _("Plain language")
    LARGE_PRINT = "large-print", _("Large print")
    CAPTIONS = "captions", _("Captions")
    TRANSCRIPT = "transcript", _("Transcript")
    SIGNED = "signed", pgettext_lazy("what helps people take a work in", "Signed")
    AUDIO_DESCRIBED = "audio-described", _("Audio description")
    AUDIO = "audio", _("Audio version")


class LinkStatus(models.TextChoices):
    """What became of the last try to open the work's address."""

    UNCHECKED = "unchecked", _("Not checked")
    FINE = "fine", pgettext_lazy("a link", "Works")
    MOVED = "moved", _("Has moved")
    BROKEN = "broken", _("Does not open")


def time_needed(medium: str, minutes: int):
    """ "12 minutes to read", in words that fit the medium; translated when shown."""
    sentences = {
        Medium.LISTEN: ngettext_lazy("%(count)d minute to listen", "%(count)d minutes to listen", "count"),
        Medium.WATCH: ngettext_lazy("%(count)d minute to watch", "%(count)d minutes to watch", "count"),
    }
    words = sentences.get(
        medium, ngettext_lazy("%(count)d minute to read", "%(count)d minutes to read", "count")
    )
    return words % {"count": minutes}
