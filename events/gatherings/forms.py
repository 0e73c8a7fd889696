"""What hosts fill in outside the editors' area."""

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from community.languages import site_languages

from .domain.cancelling import LONGEST_REASON
from .models import JoiningDetails


class MeetingLinkField(forms.URLField):
    """A web address that a browser opens; what is wrong with it is said once."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **kwargs):
        super().__init__(**{"assume_scheme": "https", **kwargs})
        self.error_messages["invalid"] = _(
            "This is not a web address. One looks like https://example.org/guide."
        )


class JoiningForm(forms.ModelForm):
    """How to get into the meeting. Notes are asked for in the languages of the site."""

    url = MeetingLinkField(
        label=_("Link to the meeting"),
        required=False,
        max_length=1000,
        help_text=_("Shown to people who are registered and to hosts, and to nobody else."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = JoiningDetails
        fields = ["url", "phone", "passcode", "note_en", "note_cy", "note_gd"]
        widgets = {
            name: forms.Textarea(attrs={"rows": 2, "data-grow": ""})
            for name in ("note_en", "note_cy", "note_gd")
        }
        help_texts = {
            "phone": _("For people who join by telephone."),
            "note_en": _("For example: the room opens ten minutes early; cameras are up to you."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code in ("en", "cy", "gd"):
            if code not in site_languages():
                del self.fields[f"note_{code}"]
        for name in ("phone", "passcode"):
            self.fields[name].widget.attrs["autocomplete"] = "off"


class CancelForm(forms.Form):
    """Why the gathering does not take place."""

    reason = forms.CharField(
        label=_("Why is it cancelled?"),
        help_text=_("Everyone who is registered gets this by e-mail, and it stands on the event’s page."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": "", "data-count": ""}),
        error_messages={"required": _("Say why: everyone who is registered will read it.")},
    )
