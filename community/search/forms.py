"""What can be asked of the index, read from the address, and what is chosen about a search that is kept."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .analysis import LONGEST_QUERY
from .models import SavedSearch
from .query import PERIODS as SPANS
from .query import Filters

PERIODS = {"week": _("The last week"), "month": _("The last month"), "year": _("The last year")}
NEWEST_FIRST = "new"
# Numbers of pages, as there are at most.
LAST_PAGE = 400
_LARGEST_ID = 2**31


class SearchForm(forms.Form):
    """Words and filters. A filter that makes no sense is left out rather than refused: addresses get old."""

    q = forms.CharField(
        label=_("Search words"),
        max_length=LONGEST_QUERY,
        required=False,
        error_messages={
            "max_length": _("Search words may be %(limit_value)d characters long; these are %(show_value)d.")
        },
    )
    kind = forms.SlugField(required=False)
    network = forms.IntegerField(min_value=1, max_value=_LARGEST_ID, required=False)
    space = forms.IntegerField(min_value=1, max_value=_LARGEST_ID, required=False)
    topic = forms.IntegerField(min_value=1, max_value=_LARGEST_ID, required=False)
    language = forms.ChoiceField(choices=[("en", "en"), ("cy", "cy"), ("gd", "gd")], required=False)
    period = forms.ChoiceField(choices=[(name, name) for name in PERIODS], required=False)
    order = forms.ChoiceField(choices=[(NEWEST_FIRST, NEWEST_FIRST)], required=False)
    page = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False)

    NARROWING = ("kind", "network", "space", "topic", "language", "period")

    def chosen(self) -> dict[str, str | int]:
        """The choices that could be read and narrow, by their names in the address."""
        return {name: value for name in self.NARROWING if (value := self.cleaned_data.get(name))}

    def filters(self) -> Filters:
        """The choices as the index takes them."""
        return self.filters_of(self.chosen())

    @staticmethod
    def filters_of(chosen: dict[str, str | int]) -> Filters:
        """Choices that were read, as the index takes them: a period reaches back from now."""
        others = {name: value for name, value in chosen.items() if name != "period"}
        period = chosen.get("period")
        return Filters(**others, since=timezone.now() - SPANS[period] if period else None)


class SavedSearchForm(forms.ModelForm):
    """What a kept search is called, and how often its new results are told of."""

    class Meta:
        model = SavedSearch
        fields = ["name", "notify"]
        widgets = {"notify": forms.RadioSelect}
        error_messages = {"name": {"required": _("Give the search a name.")}}
