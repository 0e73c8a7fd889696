"""Narrowing the library: what is chosen, kept wholly in the address, and how many each choice would leave.

Within a group choices widen (report *or* guide), between groups they narrow
(report *and* Welsh). The number beside a choice is counted under the choices
of all other groups, so it is what choosing it would show. A record with
several topics counts once for each, and once for their common parent.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Value
from django.db.models.functions import Cast, Coalesce

from community.languages import active_language
from community.networks.models import Network
from community.topics.models import Topic
from knowledge.pages.models import LibraryIndexPage

from .fields import CodesField, holds_code
from .models import EARLIEST_YEAR, LATEST_YEAR, Resource
from .vocabulary import WORK_LANGUAGES, Country, Format

SORTS = ("newest", "title", "year")
# Groups whose choices are a list in the address, in the order they are shown.
LISTS = ("topic", "format", "language", "country", "network")
LONGEST_QUERY = 200
MOST_CHOICES = 40


@dataclass(frozen=True)
class Selection:
    """What a reader has chosen. Empty lists and None choose nothing; ``sort`` is empty for the usual order."""

    text: str = ""
    topic: tuple[str, ...] = ()
    format: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    network: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    sort: str = ""

    @classmethod
    def from_query(cls, query) -> "Selection":
        """Read a ``QueryDict``; what is unknown or nonsense is left out and never an error."""

        def chosen(name):
            return tuple(dict.fromkeys(value for value in query.getlist(name)[:MOST_CHOICES] if value))

        years = [_year(query.get("from")), _year(query.get("to"))]
        if None not in years:
            years.sort()  # whichever was typed first
        known = {"format": Format.values, "language": WORK_LANGUAGES, "country": Country.values}
        lists = {name: chosen(name) for name in LISTS}
        for name, values in known.items():
            lists[name] = tuple(value for value in lists[name] if value in values)
        return cls(
            text=" ".join(query.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY],
            year_from=years[0],
            year_to=years[1],
            sort=query.get("sort") if query.get("sort") in SORTS else "",
            **lists,
        )

    def known_to(self, vocabulary: "Vocabulary") -> "Selection":
        """Without topics and networks that do not exist."""
        return replace(
            self,
            topic=tuple(slug for slug in self.topic if slug in vocabulary.topics),
            network=tuple(slug for slug in self.network if slug in vocabulary.networks),
        )

    @property
    def order(self) -> str:
        """The order in force: best matches first for a search, else newest, unless one was chosen."""
        return self.sort or ("best" if self.text else "newest")

    @property
    def narrows(self) -> bool:
        """Whether anything but words and order was chosen."""
        return (
            self.year_from is not None
            or self.year_to is not None
            or any(getattr(self, name) for name in LISTS)
        )

    def pairs(self) -> list[tuple[str, str]]:
        """The selection as pairs for an address or hidden fields; nothing that is not chosen appears."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(name, value) for name in LISTS for value in getattr(self, name)]
        if self.year_from is not None:
            pairs.append(("from", str(self.year_from)))
        if self.year_to is not None:
            pairs.append(("to", str(self.year_to)))
        return pairs + ([("sort", self.sort)] if self.sort else [])

    def url(self, base: str) -> str:
        """The address that shows this selection."""
        pairs = self.pairs()
        return f"{base}?{urlencode(pairs)}" if pairs else base

    def toggled(self, group: str, value: str) -> "Selection":
        """With ``value`` chosen in ``group`` where it was not, and the other way round."""
        values = getattr(self, group)
        kept = tuple(other for other in values if other != value) if value in values else (*values, value)
        return replace(self, **{group: kept})

    def cleared(self) -> "Selection":
        """Only words and order are left."""
        return Selection(text=self.text, sort=self.sort)


def _year(text) -> int | None:
    text = (text or "").strip()
    if not text.isdecimal() or len(text) != 4:
        return None
    year = int(text)
    return year if EARLIEST_YEAR <= year <= LATEST_YEAR else None


@dataclass(frozen=True)
class Door:
    """The words an editor gave the library's page."""

    title: str = ""
    intro: str = ""


class Vocabulary:
    """All topics and networks, by the name they have in addresses, and the words at the library's door; one query."""

    def __init__(self):
        columns = ("kind", "pk", "slug", "parent_id", "position", "name_en", "name_cy", "name_gd")
        no_parent = Cast(Value(None), models.BigIntegerField())
        topics = Topic.objects.order_by().annotate(kind=Value("topic")).values_list(*columns)
        networks = (
            Network.objects.order_by()
            .annotate(kind=Value("network"), parent_id=no_parent, position=Value(0, IntegerField()))
            .values_list(
                "kind",
                "pk",
                "slug",
                "parent_id",
                "position",
                "short_name_en",
                "short_name_cy",
                "short_name_gd",
            )
        )
        door = (
            LibraryIndexPage.objects.filter(live=True, locale__language_code=active_language())
            .order_by()
            .annotate(
                kind=Value("door"), parent_id=no_parent, position=Value(0, IntegerField()), none=Value("")
            )
            .values_list("kind", "pk", "slug", "parent_id", "position", "title", "intro", "none")
        )
        self.door = Door()
        self.topics: dict[str, Topic] = {}
        self.networks: dict[str, Network] = {}
        for kind, pk, slug, parent_id, position, name_en, name_cy, name_gd in topics.union(
            networks, door, all=True
        ):
            names = {"name_en": name_en, "name_cy": name_cy, "name_gd": name_gd}
            if kind == "topic":
                self.topics[slug] = Topic(pk=pk, slug=slug, parent_id=parent_id, position=position, **names)
            elif kind == "door":
                self.door = Door(title=name_en, intro=name_cy)
            else:
                self.networks[slug] = Network(pk=pk, slug=slug, **names)
        self.topics = dict(sorted(self.topics.items(), key=lambda item: (item[1].position, item[1].pk)))
        self.topic_of_pk = {topic.pk: topic for topic in self.topics.values()}

    def children(self, topic: Topic) -> list[Topic]:
        """Topics right below ``topic``, in their own order."""
        return [other for other in self.topics.values() if other.parent_id == topic.pk]

    def topic_ids(self, slugs) -> list[int]:
        """Numbers of the topics called ``slugs`` and of those below them; unknown slugs name none."""
        chosen = [self.topics[slug] for slug in slugs if slug in self.topics]
        return [topic.pk for topic in chosen] + [
            child.pk for topic in chosen for child in self.children(topic)
        ]

    def network_ids(self, slugs) -> list[int]:
        """Numbers of the networks called ``slugs``."""
        return [self.networks[slug].pk for slug in slugs if slug in self.networks]


def conditions(selection: Selection, vocabulary: Vocabulary) -> dict[str, Q]:
    """For each group in which something is chosen, the condition it sets."""
    found = {}
    if selection.topic:
        through = Resource.topics.through.objects
        found["topic"] = Q(
            Exists(
                through.filter(resource_id=OuterRef("pk"), topic_id__in=vocabulary.topic_ids(selection.topic))
            )
        )
    if selection.format:
        found["format"] = Q(format__in=selection.format)
    for group, column in (("language", "languages"), ("country", "countries")):
        if codes := getattr(selection, group):
            found[group] = _any_of(holds_code(column, code) for code in codes)
    if selection.network:
        through = Resource.networks.through.objects
        found["network"] = Q(
            Exists(
                through.filter(
                    resource_id=OuterRef("pk"), network_id__in=vocabulary.network_ids(selection.network)
                )
            )
        )
    span = Q()
    if selection.year_from is not None:
        span &= Q(year__gte=selection.year_from)
    if selection.year_to is not None:
        span &= Q(year__lte=selection.year_to)
    if span:
        found["year"] = span
    return found


def _any_of(alternatives) -> Q:
    condition = Q()
    for alternative in alternatives:
        condition |= alternative
    return condition


@dataclass
class Counts:
    """How many records each choice would show. ``total`` counts those under all choices."""

    total: int = 0
    topic: Counter = field(default_factory=Counter)  # by topic number, parents included
    format: Counter = field(default_factory=Counter)
    language: Counter = field(default_factory=Counter)
    country: Counter = field(default_factory=Counter)
    network: Counter = field(default_factory=Counter)  # by network number
    year: Counter = field(default_factory=Counter)  # by year; unknown years are not counted


def narrowed(records, selection: Selection, vocabulary: Vocabulary):
    """``records`` (a queryset) under all choices."""
    for condition in conditions(selection, vocabulary).values():
        records = records.filter(condition)
    return records


def count(records, selection: Selection, vocabulary: Vocabulary) -> Counts:
    """Count all choices over ``records``, a queryset matched by words but not narrowed yet. One query."""
    by_group = conditions(selection, vocabulary)

    def under_others(group):
        rows = records.order_by()
        for name, condition in by_group.items():
            if name != group:
                rows = rows.filter(condition)
        return rows

    def tally(rows, group, key):
        named = rows.annotate(group=Value(group), key=Cast(key, models.TextField()))
        return named.values("group", "key").annotate(n=Count("pk")).values_list("group", "key", "n")

    def linked(group, through, key):
        # Counted over the linking table, so that a record counts once for each of its topics or networks.
        links = through.objects.filter(resource_id__in=under_others(group).values("pk"))
        name = "parent" if key is not None else group
        key = key if key is not None else F(f"{group}_id")
        named = links.annotate(group=Value(name), key=Cast(key, models.TextField()))
        return (
            named.values("group", "key")
            .annotate(n=Count("resource_id", distinct=True))
            .values_list("group", "key", "n")
        )

    topics, networks = Resource.topics.through, Resource.networks.through
    parent = Coalesce(F("topic__parent_id"), F("topic_id"))
    branches = [
        tally(under_others("total"), "total", Value("")),
        linked("topic", topics, None),
        linked("topic", topics, parent),
        tally(under_others("format"), "format", F("format")),
        tally(under_others("language"), "language", F("languages")),
        tally(under_others("country"), "country", F("countries")),
        linked("network", networks, None),
        tally(under_others("year").filter(year__isnull=False), "year", F("year")),
    ]
    counts = Counts()
    family = Counter()
    for group, key, n in branches[0].union(*branches[1:], all=True):
        match group:
            case "total":
                counts.total = n
            case "parent":
                family[int(key)] = n
            case "language" | "country":
                # Grouped by the whole list, of which there are few; a record counts for each code in it.
                for code in CodesField.split(key):
                    getattr(counts, group)[code] += n
            case "format":
                counts.format[key] = n
            case _:
                getattr(counts, group)[int(key)] = n
    # A parent's number is its family's: records with two of its children count once.
    counts.topic = Counter({**counts.topic, **family})
    return counts
