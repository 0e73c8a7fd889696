"""Forms of the desk for spaces."""

from django import forms
from django.utils.translation import gettext_lazy as _

from community.audience import Audience
from community.languages import site_languages
from community.networks.models import Network

from ..models import Space
from .agreements import READY
from .domain import CHANGEABLE

# Who may read, as the desk says it.
AUDIENCES = (
    (Audience.PUBLIC, _("Everyone, signed in or not")),
    (Audience.MEMBERS, _("Everyone who is signed in")),
    (Audience.NETWORKS, _("Members of the networks that hold it")),
    (Audience.SPACE, _("Only people who are invited")),
)


class SpaceForm(forms.ModelForm):
    """Names, who holds it, who reads, what was agreed."""

    networks = forms.ModelMultipleChoiceField(
        label=_("Networks that hold it together, as equals"),
        help_text=_(
            "A network that you do not coordinate is asked first, and holds the space once it agrees."
        ),
        queryset=Network.objects.order_by("name_en"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one network.")},
    )
    ready = forms.ChoiceField(
        label=_("Agreement"),
        help_text=_(
            "It is shown where people write. A ready one takes the place of the words below, in every language."
        ),
        widget=forms.RadioSelect,
        required=False,
    )

    mark_optional = True

    class Meta:
        model = Space
        fields = CHANGEABLE
        widgets = {
            **{
                f"{name}_{code}": forms.Textarea(attrs={"rows": 3, "data-grow": ""})
                for name in ("description", "agreement")
                for code in ("en", "cy", "gd")
            },
            "audience": forms.RadioSelect,
            "starters": forms.RadioSelect,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "gd" not in site_languages():
            for name in [name for name in self.fields if name.endswith("_gd")]:
                del self.fields[name]
        self.fields["audience"].choices = AUDIENCES
        self.fields["audience"].label = _("Who may read")
        self.fields["starters"].choices = self.fields["starters"].choices[-2:]
        self.fields["ready"].choices = [
            ("", _("The words below, or none")),
            *((name, agreement.label) for name, agreement in READY.items()),
        ]
        self.fields["ready"].initial = ""
        if self.instance.pk:
            self.fields["networks"].initial = [network.pk for network in self.instance.networks.all()]

    def changed_values(self) -> dict:
        """Field → new value, a ready agreement in all languages among them."""
        values = {name: self.cleaned_data[name] for name in self.fields if name in CHANGEABLE}
        ready = READY.get(self.cleaned_data.get("ready", ""))
        if ready is not None:
            values |= {f"agreement_{code}": words for code, words in ready.words.items()}
        return values


class CallForm(forms.Form):
    """Whom to invite."""

    who = forms.CharField(
        label=_("Handle or e-mail address"),
        help_text=_("Of a member of the networks that hold the space, for example @nia-parry."),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
