"""Forms of the account."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .handles import check_handle, is_taken, tidy_handle
from .models import User
from .names import check_name, tidy_name
from .time_zones import zone_choices


class NameField(forms.CharField):
    """The name other members see."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Your name"))
        kwargs.setdefault("help_text", _("The name other members see. It need not be your full name."))
        super().__init__(
            max_length=80,
            validators=[check_name],
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            error_messages={"required": _("Tell us what to call you.")},
            **kwargs,
        )

    def to_python(self, value):
        return tidy_name(super().to_python(value))


class SiteLanguageField(forms.ChoiceField):
    """One of the site's languages, each named in itself."""

    NAMES = {"en": "English", "cy": "Cymraeg", "gd": "Gàidhlig"}

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Preferred language"))
        kwargs.setdefault(
            "help_text", _("For pages and for every mail we send you. You can change it at any time.")
        )
        super().__init__(
            widget=forms.RadioSelect,
            choices=lambda: [(code, self.NAMES.get(code, name)) for code, name in settings.LANGUAGES],
            error_messages={"invalid_choice": _("Choose one of the languages in the list.")},
            **kwargs,
        )


class TimeZoneField(forms.ChoiceField):
    """An IANA time zone. Where nothing was chosen yet, script chooses the device's own."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Time zone"))
        kwargs.setdefault("help_text", _("We show the times of events in it."))
        super().__init__(
            choices=zone_choices,
            error_messages={"invalid_choice": _("Choose a time zone from the list.")},
            **kwargs,
        )


class SignUpDetailsForm(forms.Form):
    """What we ask beside address and password when somebody signs up."""

    display_name = NameField()
    language = SiteLanguageField()
    time_zone = TimeZoneField(required=False, initial="Europe/London")

    field_order = ["display_name", "email", "password1", "language", "time_zone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = (get_language() or settings.LANGUAGE_CODE)[:2]
        self.fields["time_zone"].widget.attrs["data-guess-time-zone"] = ""

    def clean_time_zone(self):
        return self.cleaned_data["time_zone"] or "Europe/London"

    def signup(self, request, user):
        """allauth calls this with the account it made; the adapter has written everything by then."""


class AccountDetailsForm(forms.Form):
    """Name, handle, language and time zone, on the settings page."""

    display_name = NameField()
    handle = forms.CharField(
        label=_("Handle"),
        max_length=40,
        help_text=_(
            "A short name for the address of your profile and for mentions. Your old address goes on working."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Give yourself a handle.")},
    )
    language = SiteLanguageField()
    time_zone = TimeZoneField()

    def __init__(self, *args, user: User, **kwargs):
        kwargs.setdefault(
            "initial",
            {
                "display_name": user.display_name,
                "handle": user.handle,
                "language": user.language,
                "time_zone": user.time_zone,
            },
        )
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["time_zone"].choices = zone_choices(user.time_zone)

    def clean_handle(self):
        handle = tidy_handle(self.cleaned_data["handle"])
        if handle == self.user.handle:
            return handle
        check_handle(handle)
        if is_taken(handle, by_others_than=self.user):
            raise ValidationError(_("Somebody else has this handle, or had it before. Choose another one."))
        return handle
