"""Forms of joining and of looking after members and networks."""

from django import forms
from django.conf import settings
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from community.languages import CONTENT_LANGUAGES, site_languages

from .domain.networks import CHANGEABLE
from .models import Network
from .roles import DESCRIPTIONS, Role
from .states import JoiningPolicy

LONGEST_REASON = 1000  # characters


class JoinForm(forms.Form):
    """Why I would like to join (where somebody reads it), and the pledge (where there is one)."""

    message = forms.CharField(
        label=_("Why would you like to join?"),
        help_text=_("A sentence or two helps the coordinators to welcome you."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "data-grow": "", "data-count": ""}),
    )
    # Required by the domain, which has the words for a pledge that was not accepted.
    accept_pledge = forms.BooleanField(label=_("I accept the pledge"), required=False)
    invitation = forms.CharField(required=False, widget=forms.HiddenInput)

    mark_optional = False

    def __init__(self, *args, asks_why: bool, has_pledge: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_why:
            del self.fields["message"]
        if not has_pledge:
            del self.fields["accept_pledge"]


class ReasonForm(forms.Form):
    """A reason that the person will read."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person will read it, in your words."),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4, "data-grow": "", "data-count": ""}),
    )

    def __init__(self, *args, is_needed: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.mark_optional = not is_needed


class RoleForm(forms.Form):
    """One of the roles, each with what it may do."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [
            (
                role.value,
                _("%(role)s: %(summary)s") % {"role": role.label, "summary": DESCRIPTIONS[role].summary},
            )
            for role in Role
        ]


class InviteForm(forms.Form):
    """An e-mail address or a handle; the language of the mail."""

    who = forms.CharField(
        label=_("E-mail address or handle"),
        help_text=_("For example nia@cyngor.example or @nia-parry."),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    language = forms.ChoiceField(
        label=_("Language of the mail"),
        help_text=_("Who has an account here gets it in the language they chose."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, network, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES
        leading = network.languages[0] if network.languages else "en"
        self.fields["language"].initial = leading if leading in site_languages() else "en"

    def clean_who(self):
        """The address in small letters, or the handle without its sign."""
        who = self.cleaned_data["who"].strip()
        if "@" in who.lstrip("@"):
            validate_email(who)
            return who.lower()
        return who.lstrip("@").lower()

    @property
    def is_address(self) -> bool:
        return "@" in self.cleaned_data["who"]


class NetworkForm(forms.ModelForm):
    """What a coordinator says about the network."""

    languages = forms.MultipleChoiceField(
        label=_("Working languages"),
        help_text=_("The languages the network works in."),
        widget=forms.CheckboxSelectMultiple,
        choices=CONTENT_LANGUAGES,
    )
    leading_language = forms.ChoiceField(
        label=_("Leading language"),
        help_text=_("Mails to people without an account are written in it."),
        choices=CONTENT_LANGUAGES,
    )

    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Network
        fields = [name for name in CHANGEABLE if name != "country"]
        widgets = {
            **{
                f"{name}_{code}": forms.Textarea(attrs={"rows": 4, "data-grow": ""})
                for name in ("description", "pledge")
                for code in ("en", "cy", "gd")
            },
            "colour_warp": forms.TextInput(attrs={"type": "color"}),
            "colour_weft": forms.TextInput(attrs={"type": "color"}),
            "joining": forms.RadioSelect,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "gd" not in site_languages():
            for name in [name for name in self.fields if name.endswith("_gd")]:
                del self.fields[name]
        self.fields["joining"].choices = JoiningPolicy.choices
        self.fields["joining"].label = _("How people join")
        if self.instance.languages:
            self.fields["leading_language"].initial = self.instance.languages[0]

    def clean(self):
        cleaned = super().clean()
        chosen, leading = cleaned.get("languages"), cleaned.get("leading_language")
        if chosen and leading:
            if leading not in chosen:
                self.add_error("leading_language", _("Choose one of the languages the network works in."))
            else:
                cleaned["languages"] = [leading, *(code for code in chosen if code != leading)]
        return cleaned

    def changed_values(self) -> dict:
        """Field → new value, for :func:`change_network`."""
        return {name: self.cleaned_data[name] for name in self.fields if name in CHANGEABLE}
