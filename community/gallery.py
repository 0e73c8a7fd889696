"""Every component of the design system in every state, for whoever builds pages.

The examples are plain values, like the components themselves: nothing here reads
the database. Linked from ``docs/design-system.md`` only, and kept out of search
engines.
"""

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from community.components.icons import ICONS


@dataclass(frozen=True)
class ExamplePerson:
    """Somebody invented, with what components read of a person."""

    display_name: str
    handle: str
    avatar: str = ""

    def get_absolute_url(self) -> str:
        return "#person"


@dataclass(frozen=True)
class ExampleNetwork:
    """A network invented, with what components read of one."""

    name: str
    colour_warp: str
    colour_weft: str
    weave_pattern: str = ""

    def get_absolute_url(self) -> str:
        return "#network"


PEOPLE = (
    ExamplePerson("Llinos Rhys", "llinos"),
    ExamplePerson("Morag MacLeod", "morag"),
    ExamplePerson("Dafydd Hughes", "dafydd"),
    ExamplePerson("Angharad Gwenllian ferch Rhydderch ap Gruffudd-Llwyd", "angharad"),
    ExamplePerson("Eilidh", "eilidh"),
    ExamplePerson("Kofi Mensah", "kofi"),
    ExamplePerson("Siân Owen", "sian"),
    ExamplePerson("Iain Ross", "iain"),
)
NETWORKS = (
    ExampleNetwork("Rhwydwaith y Dyffryn", "#8c2f2b", "#2f5d4a", "carthen"),
    ExampleNetwork("Glen and Firth", "#31406f", "#71824f", "herringbone"),
    ExampleNetwork("Gower to Moray", "#c9960c", "#2f4858", "check"),
)


class ExampleForm(forms.Form):
    """One field of every shape."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=80,
        help_text=gettext_lazy("What would make a colleague open this?"),
    )
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"data-grow": "", "data-count": "", "data-draft": "gallery", "rows": 4}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[
            ("", gettext_lazy("Choose one")),
            ("question", gettext_lazy("Question")),
            ("discussion", gettext_lazy("Discussion")),
        ],
    )
    access = forms.ChoiceField(
        label=gettext_lazy("Who may see it"),
        choices=[("public", gettext_lazy("Everyone")), ("members", gettext_lazy("Members of all networks"))],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("What you need to take part"),
        required=False,
        help_text=gettext_lazy("Seen by the hosts only, and deleted a month after the day."),
        choices=[
            (gettext_lazy("Language"), [("cy", "Cymraeg"), ("bsl", "BSL")]),
            (
                gettext_lazy("Materials"),
                [("large", gettext_lazy("Large print")), ("easy", gettext_lazy("Easy Read"))],
            ),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    picture = forms.FileField(label=gettext_lazy("Picture"), required=False)
    when = forms.SplitDateTimeField(
        label=gettext_lazy("Beginning"),
        required=False,
        widget=forms.SplitDateTimeWidget(
            date_format="%Y-%m-%d",
            date_attrs={"type": "date"},
            time_format="%H:%M",
            time_attrs={"type": "time"},
        ),
    )
    locked = forms.CharField(
        label=gettext_lazy("Cannot be changed"), disabled=True, required=False, initial="2026/11"
    )
    agree = forms.BooleanField(
        label=gettext_lazy("I have read the agreement of this space and will keep to it")
    )
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.is_bound and not self.cleaned_data.get("agree"):
            raise forms.ValidationError(_("You can post once you agree to how we talk here."))


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The gallery page."""
    now = dt.datetime(2026, 11, 22, 14, 30, tzinfo=dt.UTC)
    filled = ExampleForm(
        {"title": "x" * 90, "kind": "", "day": "tomorrow", "needs": ["cy"]}, auto_id="wrong_%s"
    )
    filled.is_valid()
    context = {
        "people": PEOPLE,
        "networks": NETWORKS,
        "two_networks": NETWORKS[:2],
        "icons": sorted(ICONS),
        "form": None,
        "empty_form": ExampleForm(),
        "wrong_form": filled,
        "page_obj": Paginator(range(1, 241), 20).get_page(request.GET.get("page", 6)),
        "first_page": Paginator(range(1, 41), 20).get_page(1),
        "moment_past": now,
        "moment_end": now + dt.timedelta(hours=1, minutes=30),
        "moment_next_day": now + dt.timedelta(days=1),
        "today": timezone.localdate(),
        "tabs": [
            {"label": _("Threads"), "url": "?", "current": True, "count": 24},
            {"label": _("Unanswered questions"), "url": "?tab=questions", "current": False, "count": 3},
            {"label": _("Members"), "url": "?tab=members", "current": False},
        ],
        "trail": [
            {"label": _("Library"), "url": "#library"},
            {"label": _("Values and principles"), "url": "#topic"},
            {"label": _("A guide to starting small"), "url": ""},
        ],
        "groups": [
            {
                "label": _("Topic"),
                "id": "topic",
                "options": [
                    {
                        "label": _("Values and principles"),
                        "url": "?topic=values",
                        "count": 31,
                        "selected": True,
                    },
                    {"label": _("Evaluation"), "url": "?topic=evaluation", "count": 18, "selected": False},
                    {
                        "label": _("Embedding and culture change"),
                        "url": "?topic=embedding",
                        "count": 7,
                        "selected": False,
                    },
                ],
            },
            {
                "label": _("Language"),
                "id": "language",
                "options": [
                    {"label": "Cymraeg", "url": "?language=cy", "count": 12, "selected": False, "lang": "cy"},
                    {
                        "label": "English",
                        "url": "?language=en",
                        "count": 104,
                        "selected": False,
                        "lang": "en",
                    },
                ],
            },
            {"label": "Never shown", "id": "empty", "options": []},
        ],
        "facts": [
            {"label": _("Host"), "value": NETWORKS[0].name, "url": "#network"},
            {"label": _("Format"), "value": _("Toolkit")},
            {"label": _("Nothing"), "value": ""},
        ],
        "plain_names": [person.display_name for person in PEOPLE[:3]],
    }
    response = render(request, "community/components/gallery.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
