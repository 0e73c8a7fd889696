"""A search as it stands in an address or is kept: words and choices."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from .forms import SearchForm
from .query import Filters


@dataclass(frozen=True)
class Asking:
    """Words and the choices that narrow them: ``{"kind": "thread", "topic": 5, "period": "month"}``."""

    text: str
    chosen: dict[str, str | int]

    @property
    def filters(self) -> Filters:
        """The choices as the index takes them, as of now."""
        return SearchForm.filters_of(self.chosen)

    @property
    def url(self) -> str:
        """Where its results are, newest first: whoever comes back wants to see what is new."""
        return f"{reverse('search')}?{urlencode({'q': self.text, **self.chosen, 'order': 'new'})}"


def read(data) -> Asking:
    """The search that ``data`` (of an address, or kept) asks for; what makes no sense in it is left out."""
    form = SearchForm(data)
    form.is_valid()
    return Asking((form.cleaned_data.get("q") or "").strip(), form.chosen())


def kept(saved) -> Asking:
    """The search that somebody saved, without choices that no longer make sense."""
    return read({"q": saved.text, **saved.filters})
