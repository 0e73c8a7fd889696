"""The directory: who can be found, by whom, for which words and choices.

Every condition asks for the part it touches: people are found by their area
only if the viewer may see their area, and so are they counted. Nothing can be
learnt by narrowing or by comparing counts that the people's own pages would
not tell.
"""

import re
from dataclasses import dataclass, field, replace

from django.core.paginator import Page, Paginator
from django.db.models import Case, CharField, Count, F, IntegerField, Q, Value, When

from community.audience import Viewer, viewer_of
from community.languages import LANGUAGE_CODES
from community.networks.models import Membership, Network
from community.search.fold import fold
from community.topics.models import Area, Topic

from .audiences import part_seen_q, shares_network_q
from .models import Profile
from .seen import SeenProfile, seen_by
from .words import words_of

PAGE_SIZE = 24
MOST_WORDS = 8  # of a search; what comes after is not looked at
MOST_OPTIONS = 12  # shown of each facet, the most frequent ones and the chosen one
LONGEST_SEARCH = 200  # characters
_SLUG = re.compile(r"[\w-]{1,80}")


@dataclass(frozen=True)
class Choices:
    """What the visitor asked for; empty means everything. Places are named as in addresses: GSS code, slug, slug."""

    text: str = ""
    area: str = ""
    topic: str = ""
    network: str = ""

    def without(self, name: str) -> "Choices":
        """The same with ``name`` left open."""
        return replace(self, **{name: ""})

    @property
    def narrows(self) -> bool:
        return bool(self.text or self.area or self.topic or self.network)


def choices_in(query) -> Choices:
    """What a query string (``request.GET``) asks for. What makes no sense is left out: a link may be old or mangled."""

    def slug(name: str) -> str:
        value = query.get(name, "")
        return value if _SLUG.fullmatch(value) else ""

    text = " ".join(query.get("q", "")[:LONGEST_SEARCH].replace("\x00", " ").split())
    return Choices(text=text, area=slug("area"), topic=slug("topic"), network=slug("network"))


@dataclass(frozen=True)
class Option:
    """One choice of a facet, and how many people it would leave."""

    key: str
    name: str
    count: int


@dataclass
class Listing:
    """One page of people with the counts beside it."""

    page: Page
    people: list[SeenProfile]
    total: int
    facets: dict[str, list[Option]] = field(default_factory=dict)  # area, topic, network


def words_q(viewer: Viewer, text: str) -> Q:
    """The condition for profiles in which every word of ``text`` begins a word that ``viewer`` may read."""
    condition = Q()
    for word in words_of(text)[:MOST_WORDS]:
        begins = f" {word}"
        if not viewer.is_signed_in:
            condition &= Q(words_public__contains=begins)
            continue
        if not viewer.network_ids:
            condition &= Q(words_members__contains=begins)
            continue
        # What peers may read holds what members may read, so one look at the right column is enough.
        peers = shares_network_q(viewer)
        condition &= (peers & Q(words_networks__contains=begins)) | (
            ~peers & Q(words_members__contains=begins)
        )
    return condition


def _area_q(viewer: Viewer, area: str) -> Q:
    return Q(area__code=area) & part_seen_q(viewer, "area")


def _topic_q(viewer: Viewer, topic: str) -> Q:
    through = Profile.topics.through.objects.filter(topic__slug=topic).values("profile_id")
    return Q(pk__in=through) & part_seen_q(viewer, "topics")


def _network_q(viewer: Viewer, network: str) -> Q:
    members = Membership.objects.active().filter(network__slug=network).values("user_id")
    return Q(user_id__in=members) & part_seen_q(viewer, "networks")


def found(user, choices: Choices):
    """Profiles that ``user`` may know of and that fit ``choices``, by name."""
    viewer = viewer_of(user)
    people = Profile.objects.visible_to_viewer(viewer)
    if choices.text:
        people = people.filter(words_q(viewer, choices.text))
    if choices.area:
        people = people.filter(_area_q(viewer, choices.area))
    if choices.topic:
        people = people.filter(_topic_q(viewer, choices.topic))
    if choices.network:
        people = people.filter(_network_q(viewer, choices.network))
    return people


def _best_first(people, text: str):
    """People whose own name begins with the words searched for stand before those who only mention them."""
    wanted = fold(text.strip())
    if not wanted:
        return people
    by_name = Case(
        When(sort_name__startswith=wanted, then=0),
        When(sort_name__contains=f" {wanted}", then=1),
        default=2,
        output_field=IntegerField(),
    )
    return people.order_by(by_name, "sort_name", "pk")


# Facet → model, column its key stands in, stem of its name's columns.
FACETS = {
    "network": (Network, "slug", "short_name"),
    "topic": (Topic, "slug", "name"),
    "area": (Area, "code", "name"),
}
_TOTAL = "total"


def _counts(user, choices: Choices) -> list[tuple]:
    """Rows (facet, key, English, Welsh, Gaelic name, people) of all facets and one row of the total, in one query.

    The counts of a facet leave its own choice open, so that another option can be taken instead.
    """
    viewer = viewer_of(user)

    def seen(facet: str, part: str):
        return found(user, choices.without(facet)).filter(part_seen_q(viewer, part)).order_by()

    def counted(rows, facet: str, through: str):
        _model, key, stem = FACETS[facet]
        return (
            rows.order_by()
            .values(**{f"counted_{name}": F(f"{through}{column}") for name, column in (
                ("key", key), ("en", f"{stem}_en"), ("cy", f"{stem}_cy"), ("gd", f"{stem}_gd")
            )})
            .annotate(people=Count("pk"))
            .values_list(
                Value(facet, output_field=CharField()),
                "counted_key", "counted_en", "counted_cy", "counted_gd", "people",
            )
        )  # fmt: skip

    nothing = Value("", output_field=CharField())
    total = (
        found(user, choices)
        .order_by()
        .values(counted_facet=Value(_TOTAL, output_field=CharField()))
        .annotate(people=Count("pk"))
        .values_list("counted_facet", nothing, nothing, nothing, nothing, "people")
    )
    areas = counted(seen("area", "area").filter(area__isnull=False), "area", "area__")
    has_topic = Profile.topics.through.objects.filter(profile__in=seen("topic", "topics").values("pk"))
    topics = counted(has_topic, "topic", "topic__")
    belongs = Membership.objects.active().filter(user__in=seen("network", "networks").values("user_id"))
    networks = counted(belongs, "network", "network__")
    return list(total.union(areas, topics, networks, all=True))


def _facets(rows, choices: Choices) -> dict[str, list[Option]]:
    """The most frequent options of each facet; a chosen one stays even when nobody is left in it."""
    facets: dict[str, list[Option]] = {}
    for facet, (model, key, stem) in FACETS.items():
        options = [
            Option(key=row[1], name=_name_in_language(model, stem, row[2:5]), count=row[5])
            for row in rows
            if row[0] == facet
        ]
        options.sort(key=lambda option: (-option.count, fold(option.name)))
        chosen = getattr(choices, facet)
        shown = [
            option for place, option in enumerate(options) if place < MOST_OPTIONS or option.key == chosen
        ]
        if chosen and all(option.key != chosen for option in shown):
            # Headings are open to all, so naming one tells nothing; without it the choice could not be taken back.
            heading = model.objects.filter(**{key: chosen}).first()
            shown += [Option(key=chosen, name=getattr(heading, stem), count=0)] if heading else []
        facets[facet] = shown
    return facets


def _name_in_language(model, stem: str, names) -> str:
    row = model(**{f"{stem}_{code}": name for code, name in zip(LANGUAGE_CODES, names, strict=True)})
    return getattr(row, stem)


class _Counted(Paginator):
    """A paginator that was told the number of rows."""

    def __init__(self, rows, size, count):
        super().__init__(rows, size)
        self.count = count


def listing(user, choices: Choices, *, page=1) -> Listing:
    """One page of the people that ``user`` may find, with facets; four queries whatever the number of people.

    ``page`` is whatever the address says; nonsense is the first page, too much the last.
    """
    counts = _counts(user, choices)
    total = next((row[5] for row in counts if row[0] == _TOTAL), 0)
    people = _best_first(found(user, choices), choices.text).with_parts()
    shown = _Counted(people, PAGE_SIZE, total).get_page(page)
    viewer = viewer_of(user)
    return Listing(
        page=shown,
        people=[seen_by(profile, viewer) for profile in shown.object_list],
        total=total,
        facets=_facets(counts, choices),
    )
