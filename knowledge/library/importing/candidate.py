"""What a file says of a work, before anything is done with it.

Readers of CSV, RIS and BibTeX all give :class:`Candidate`; what follows knows
no file format. Empty means "the file does not say", never "there is none".
"""

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from ..addresses import normal_doi, normal_isbn, normal_issn
from ..creators import check as check_creators
from ..models import EARLIEST_YEAR, LATEST_YEAR, Resource
from ..vocabulary import WORK_LANGUAGES, Country, Format, Licence

# Facts that a candidate and a record have in common, by the same name.
FACTS = (
    "title", "creators", "year", "published_on", "publisher", "container_title", "volume", "issue", "pages", "url",
    "doi", "isbn", "issn", "ref_key", "format", "languages", "countries", "licence", "minutes",
)  # fmt: skip
_TEXT_FACTS = ("title", "publisher", "container_title", "volume", "issue", "pages", "url", "doi", "ref_key")
TEXT_PARTS = ("title", "summary", "plain_summary")

_check_url = URLValidator(schemes=["http", "https"])


@dataclass
class Words:
    """What is said of the work in one language."""

    title: str = ""
    summary: str = ""
    plain_summary: str = ""


@dataclass
class Candidate:
    """A work as one file has it. ``line`` is where it begins there, counted from 1."""

    line: int = 0
    title: str = ""
    creators: list[dict] = field(default_factory=list)
    year: int | None = None
    published_on: date | None = None
    publisher: str = ""
    container_title: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    url: str = ""
    doi: str = ""
    isbn: str = ""
    issn: str = ""
    ref_key: str = ""
    format: str = ""
    languages: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    licence: str = ""
    minutes: int | None = None
    topics: list[str] = field(default_factory=list)  # slugs
    texts: dict[str, Words] = field(default_factory=dict)  # by language

    def checked(self, known_topics) -> "Candidate":
        """The same with identifiers in their one form; raises :class:`BrokenRow` with every reason it is unusable."""
        faults = list(self._faults(known_topics))
        if faults:
            raise BrokenRow(self.line, " ".join(faults))
        self.doi = normal_doi(self.doi)
        self.isbn, self.issn = normal_isbn(self.isbn), normal_issn(self.issn)
        if self.published_on:
            self.year = self.published_on.year
        return self

    def _faults(self, known_topics):
        if not self.title.strip():
            yield _("The title is missing.")
        for name in _TEXT_FACTS:
            longest = Resource._meta.get_field(name).max_length
            if len(getattr(self, name)) > longest:
                yield _("%(column)s is longer than %(longest)d characters.") % {
                    "column": name,
                    "longest": longest,
                }
        try:
            check_creators(self.creators)
        except ValidationError:
            yield _("The names of the makers cannot be read.")
        if self.year is not None and not EARLIEST_YEAR <= self.year <= LATEST_YEAR:
            yield _("“%(value)s” is not a year.") % {"value": self.year}
        if self.published_on and self.year and self.published_on.year != self.year:
            yield _("The day %(day)s lies in another year than %(year)d.") % {
                "day": self.published_on.isoformat(), "year": self.year
            }  # fmt: skip
        if self.doi and not normal_doi(self.doi):
            yield _("“%(value)s” is not a DOI.") % {"value": self.doi}
        if self.isbn and not normal_isbn(self.isbn):
            yield _("“%(value)s” is not an ISBN.") % {"value": self.isbn}
        if self.issn and not normal_issn(self.issn):
            yield _("“%(value)s” is not an ISSN.") % {"value": self.issn}
        if self.url and not is_web_address(self.url):
            yield _("“%(value)s” is not a web address.") % {"value": self.url}
        for values, known, sentence in (
            ([self.format] if self.format else [], Format.values, _("There is no format “%(value)s”.")),
            (self.languages, WORK_LANGUAGES, _("There is no language “%(value)s”.")),
            (self.countries, Country.values, _("There is no country “%(value)s”.")),
            ([self.licence] if self.licence else [], Licence.values, _("There is no licence “%(value)s”.")),
            (self.topics, known_topics, _("There is no topic “%(value)s”.")),
        ):
            for value in values:
                if value not in known:
                    yield sentence % {"value": value}


@dataclass
class BrokenRow(Exception):
    """A row that cannot be used: the line it begins on and the reason, a whole sentence or several."""

    line: int
    reason: str

    def __str__(self):
        return f"line {self.line}: {self.reason}"


def is_web_address(text: str) -> bool:
    """Whether ``text`` is an http or https address."""
    try:
        _check_url(text)
        return bool(urlsplit(text).hostname)
    except (ValidationError, ValueError):
        return False
