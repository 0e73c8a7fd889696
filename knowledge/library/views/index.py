"""The index of the library: search, narrow, browse. Everything chosen stands in the address."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.languages import language_of
from community.search.analysis import Query
from community.search.query import ids_for, suggest

from .. import facets
from ..models import Resource
from ..shelves import foreign, slip, with_words
from ..vocabulary import WORK_LANGUAGES, Country, Format

PAGE_SIZE = 20
# Options of one facet group that are shown; the rest are the least frequent.
MOST_OPTIONS = 14


class CountedPaginator(Paginator):
    """Pages of rows whose number is known already, so that nothing is counted twice."""

    def __init__(self, rows, per_page, *, total):
        super().__init__(rows, per_page)
        self.total = total

    @cached_property
    def count(self):
        return self.total


@require_safe
def index(request, page=None):
    """The library. ``page`` is the CMS page whose words introduce it, where one delegates to this view."""
    base = reverse("library")
    vocabulary = facets.Vocabulary()
    selection = facets.Selection.from_query(request.GET).known_to(vocabulary)
    records = Resource.objects.visible_to(request.user)
    matching = ids_for(kind="resource", text=selection.text, user=request.user) if selection.text else None
    if matching is not None:
        records = records.numbered(matching)
    counts = facets.count(records, selection, vocabulary)
    rows = _ordered(facets.narrowed(records, selection, vocabulary), selection, matching)
    shown = CountedPaginator(rows, PAGE_SIZE, total=counts.total).get_page(request.GET.get("page"))
    context = {
        "door": facets.Door(page.title, page.intro) if page is not None else vocabulary.door,
        "selection": selection,
        "library_url": base,
        "suggest_url": reverse("submission-new"),
        "site_search_url": f"{reverse('search')}?{urlencode({'q': selection.text})}",
        "feed_url": _feed_url(selection),
        "total": counts.total,
        "page_obj": shown,
        "slips": [slip(resource) for resource in with_words(_loaded(shown), vocabulary.topic_of_pk)],
        "facet_groups": facet_groups(selection, vocabulary, counts, base),
        "clear_url": selection.cleared().url(base),
        "kept": [pair for pair in selection.pairs() if pair[0] != "q"],
        "kept_for_years": [pair for pair in selection.pairs() if pair[0] not in ("from", "to")],
        "sorts": _sorts(selection, base),
        "chosen": _chosen(selection, vocabulary, base),
        "suggestion": _did_you_mean(selection, base) if selection.text and not counts.total else None,
    }
    response = render(request, "knowledge/library/index.html", context)
    if selection.narrows or selection.text:
        # Every combination of choices is an address of its own; search engines are to read the records.
        response["X-Robots-Tag"] = "noindex, follow"
    return response


def _ordered(rows, selection, matching):
    match selection.order:
        case "title":
            return rows.by_title()
        case "year":
            return rows.by_year()
        case "best" if matching is not None:
            # The index has put them in order; what is left of them after narrowing keeps it.
            left = set(rows.values_list("pk", flat=True))
            return [pk for pk in matching if pk in left]
        case _:
            return rows.newest()


def _loaded(shown) -> list[Resource]:
    """The records of the page; its rows are records already, or their numbers in the order of the search."""
    rows = list(shown.object_list)
    if not rows or isinstance(rows[0], Resource):
        return rows
    found = Resource.objects.in_bulk(rows)
    return [found[pk] for pk in rows if pk in found]


def _sorts(selection, base):
    labels = [("newest", _("Newest here")), ("title", _("Title")), ("year", _("Year"))]
    if selection.text:
        labels.insert(0, ("best", _("Best match")))
    usual = labels[0][0]
    return [
        {
            "label": label,
            "url": replace(selection, sort="" if name == usual else name).url(base),
            "current": selection.order == name,
        }
        for name, label in labels
    ]


def facet_groups(selection, vocabulary, counts, base) -> list[dict]:
    """The groups as the component ``facets`` takes them. An option nobody would find anything under is left out,
    unless it is chosen: what was chosen can always be taken away."""

    def option(group, value, label, number, lang=""):
        return {
            "label": label,
            "url": selection.toggled(group, value).url(base),
            "count": number,
            "selected": value in getattr(selection, group),
            "lang": lang,
        }

    def of_codes(group, labels, numbers, *, lang=False):
        options = [
            option(group, code, label, numbers[code], code if lang and code != "bsl" else "")
            for code, label in labels
            if numbers[code] or code in getattr(selection, group)
        ]
        return sorted(options, key=lambda one: -one["count"])[:MOST_OPTIONS]

    groups = [
        {"id": "topic", "label": _("Topic"), "options": _topic_options(selection, vocabulary, counts, base)}
    ]
    groups += _subtopic_groups(selection, vocabulary, counts, base)
    groups += [
        {"id": "format", "label": _("Format"), "options": of_codes("format", Format.choices, counts.format)},
        {
            "id": "language",
            "label": _("Language of the work"),
            "options": of_codes("language", WORK_LANGUAGES.items(), counts.language, lang=True),
        },
        {
            "id": "country",
            "label": _("Country"),
            "options": of_codes("country", Country.choices, counts.country),
        },
        {
            "id": "network",
            "label": _("Chosen by"),
            "options": [
                option(
                    "network",
                    slug,
                    network.name,
                    counts.network[network.pk],
                    foreign(language_of(network, "name")),
                )
                for slug, network in vocabulary.networks.items()
                if counts.network[network.pk] or slug in selection.network
            ],
        },
        {"id": "year", "label": _("Year"), "options": _decades(selection, counts, base)},
    ]
    return [group for group in groups if group["options"]]


def _topic_options(selection, vocabulary, counts, base):
    options = []
    for slug, topic in vocabulary.topics.items():
        if topic.parent_id is not None:
            continue
        below = {child.slug for child in vocabulary.children(topic)}
        inside = [chosen for chosen in selection.topic if chosen in below]
        selected = slug in selection.topic or bool(inside)
        number = counts.topic[topic.pk]
        if not number and not selected:
            continue
        rest = tuple(chosen for chosen in selection.topic if chosen != slug and chosen not in below)
        url = replace(selection, topic=rest if selected else (*rest, slug)).url(base)
        options.append(
            {
                "label": topic.name,
                "url": url,
                "count": number,
                "selected": selected,
                "lang": _topic_lang(topic),
            }
        )
    return options


def _subtopic_groups(selection, vocabulary, counts, base):
    """For each first-level topic that is chosen, itself or through a child: its children as a group."""
    groups = []
    for slug, topic in vocabulary.topics.items():
        children = vocabulary.children(topic) if topic.parent_id is None else []
        if not children or not ({slug, *(child.slug for child in children)} & set(selection.topic)):
            continue
        options = []
        for child in children:
            selected = child.slug in selection.topic
            number = counts.topic[child.pk]
            if not number and not selected:
                continue
            others = tuple(chosen for chosen in selection.topic if chosen not in (child.slug, slug))
            if selected:
                siblings = {one.slug for one in children}
                # With the last child taken away the parent stays chosen: one step back, not two.
                others = others if siblings & set(others) else (*others, slug)
            else:
                others = (*others, child.slug)
            url = replace(selection, topic=others).url(base)
            options.append(
                {
                    "label": child.name,
                    "url": url,
                    "count": number,
                    "selected": selected,
                    "lang": _topic_lang(child),
                }
            )
        if options:
            groups.append({"id": f"topic-{slug}", "label": topic.name, "options": options})
    return groups


def _topic_lang(topic) -> str:
    return foreign(language_of(topic, "name"))


def _decades(selection, counts, base):
    numbers: dict[int, int] = {}
    for year, number in counts.year.items():
        numbers[year // 10 * 10] = numbers.get(year // 10 * 10, 0) + number
    options = []
    for decade in sorted(numbers, reverse=True):
        selected = (selection.year_from, selection.year_to) == (decade, decade + 9)
        span = (
            {"year_from": None, "year_to": None} if selected else {"year_from": decade, "year_to": decade + 9}
        )
        options.append(
            {
                "label": _("%(first)d to %(last)d") % {"first": decade, "last": decade + 9},
                "url": replace(selection, **span).url(base),
                "count": numbers[decade],
                "selected": selected,
            }
        )
    return options[:MOST_OPTIONS]


def _chosen(selection, vocabulary, base) -> list[dict]:
    """What is chosen, as pills that take it away again."""
    labels = {"format": dict(Format.choices), "language": WORK_LANGUAGES, "country": dict(Country.choices)}
    pills = []
    for group in facets.LISTS:
        for value in getattr(selection, group):
            if group in ("topic", "network"):
                row = (vocabulary.topics if group == "topic" else vocabulary.networks).get(value)
                label = row.name if row else None
            else:
                label = labels[group].get(value)
            if label is not None:
                pills.append({"label": label, "url": selection.toggled(group, value).url(base)})
    if selection.year_from is not None or selection.year_to is not None:
        span = {"first": selection.year_from, "last": selection.year_to}
        if selection.year_from is None:
            label = _("up to %(last)d") % span
        elif selection.year_to is None:
            label = _("from %(first)d") % span
        else:
            label = _("%(first)d to %(last)d") % span
        pills.append({"label": label, "url": replace(selection, year_from=None, year_to=None).url(base)})
    return pills


def _did_you_mean(selection, base):
    words = suggest(Query(selection.text))
    return {"words": words, "url": replace(selection, text=words).url(base)} if words else None


def _feed_url(selection) -> str:
    """The feed of what is shown: topics and networks carry over, since these are what one follows."""
    pairs = [
        pair for pair in selection.pairs() if pair[0] in ("topic", "network", "format", "language", "country")
    ]
    url = reverse("library-feed")
    return f"{url}?{urlencode(pairs)}" if pairs else url
