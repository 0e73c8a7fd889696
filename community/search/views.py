"""The search page: one box over everything the reader may see; and titles for the box while somebody types."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from . import asking
from .analysis import LONGEST_QUERY
from .choices import Names, count_words, facet_groups
from .domain.saved import find_saved
from .forms import NEWEST_FIRST, SavedSearchForm, SearchForm
from .query import PAGE_SIZE, Answer, kind_labels, search
from .suggestions import titles_for

# Seconds in which a browser need not ask again for the same beginning of a word.
SUGGESTIONS_KEPT = 60


@require_safe
def results(request):
    """Hits for ``?q=`` with facets whose whole state stands in the address."""
    page = _Page(request)
    return render(request, "community/search/results.html", {"results": page, "form": page.form})


@vary_on_cookie
@require_safe
def suggest(request):
    """Titles for what was typed so far, as the options of a list; nothing when nothing fits."""
    titles = titles_for(request.GET.get("q", "")[:LONGEST_QUERY], user=request.user)
    labels = kind_labels()
    options = [
        {
            "title": title.title,
            "language": title.language,
            "kind": labels.get(title.kind, ""),
            "url": _in_own_language(title.path),
        }
        for title in titles
    ]
    response = render(request, "community/search/suggestions.html", {"options": options})
    # Answers differ from person to person: no shared cache may keep one.
    patch_cache_control(response, private=True, max_age=SUGGESTIONS_KEPT)
    return response


def _in_own_language(path: str) -> str:
    return f"/{get_language()}{path}"


@dataclass
class _Row:
    """A hit with its words for the page."""

    hit: object
    kind_label: str

    @property
    def url(self):
        return _in_own_language(self.hit.path)


class _Page:
    """What the page of results shows."""

    def __init__(self, request):
        self.user = request.user
        self.form = SearchForm(request.GET)
        self.form.is_valid()
        self.typed = request.GET.get("q", "")
        self.asked = asking.read(request.GET)
        self.is_newest_first = self.form.cleaned_data.get("order") == NEWEST_FIRST
        self.answer, self.number = self._answer(self.form.cleaned_data.get("page") or 1)

    def _answer(self, number: int) -> tuple[Answer, int]:
        """The page of that number, or the last there is."""
        while True:
            answer = search(
                self.asked.text,
                user=self.user,
                filters=self.asked.filters,
                page=number,
                newest_first=self.is_newest_first,
            )
            last = max(1, -(-answer.total // PAGE_SIZE))
            if number <= last:
                return answer, number
            number = last

    @property
    def faults(self):
        """What is wrong with the words, as sentences."""
        return self.form.errors.get("q", [])

    @cached_property
    def rows(self):
        """The hits of this page."""
        labels = kind_labels()
        return [_Row(hit, labels.get(hit.kind, "")) for hit in self.answer.hits]

    @cached_property
    def pages(self):
        """All pages there are, for the links below the hits."""
        return Paginator(range(self.answer.total), PAGE_SIZE).get_page(self.number)

    @property
    def total_words(self):
        return count_words(self.answer.total, is_capped=self.answer.is_capped)

    # --- narrowing -----------------------------------------------------------------------------------------------

    @property
    def _order(self) -> dict:
        return {"order": NEWEST_FIRST} if self.is_newest_first else {}

    @cached_property
    def facets(self):
        """Groups of choices; none where there is nothing to choose from."""
        if not self.asked.text:
            return []
        names = Names.for_answer(self.answer, self.asked.chosen, self.user)
        return facet_groups(self.answer, self.asked, names, kept=self._order)

    @property
    def has_facets(self):
        return any(group["options"] for group in self.facets)

    @property
    def is_narrowed(self):
        return bool(self.asked.chosen)

    @property
    def kept(self):
        """What the box keeps when other words are asked for."""
        return {**self.asked.chosen, **self._order}

    @property
    def plain_url(self):
        """The same words without any choice."""
        return "?" + urlencode({"q": self.asked.text, **self._order})

    @property
    def suggestion_url(self):
        return "?" + urlencode({"q": self.answer.suggestion})

    @property
    def best_first_url(self):
        return "?" + urlencode({"q": self.asked.text, **self.asked.chosen})

    @property
    def newest_first_url(self):
        return "?" + urlencode({"q": self.asked.text, **self.asked.chosen, "order": NEWEST_FIRST})

    # --- keeping it ----------------------------------------------------------------------------------------------

    @cached_property
    def saved(self):
        """This search, if the reader keeps it already."""
        return find_saved(self.user, self.asked)

    @property
    def save_url(self):
        return reverse("search-save") + "?" + urlencode({"q": self.asked.text, **self.asked.chosen})

    @cached_property
    def save_form(self):
        return SavedSearchForm(initial={"name": self.asked.text[:80]})
