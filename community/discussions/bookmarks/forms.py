"""A bookmark's note and day."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from .domain import today_of

FURTHEST = timedelta(days=5 * 366)


class BookmarkForm(forms.Form):
    """Both may stay empty: then it is a bookmark and nothing more."""

    note = forms.CharField(
        label=_("Note to myself"), max_length=300, required=False, help_text=_("Only you see it.")
    )
    remind_on = forms.DateField(
        label=_("Remind me on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("You get a notice, and a mail if you want mails, in the morning of that day."),
        error_messages={"invalid": _("Please give the day as a date, for example 2027-03-01.")},
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today_of(user)
        self.fields["remind_on"].widget.attrs["min"] = (self.today + timedelta(days=1)).isoformat()

    def clean_remind_on(self):
        """A day to come; the one that is already set may stay, though it is past."""
        day = self.cleaned_data["remind_on"]
        if day is None or day == self.initial.get("remind_on"):
            return day
        if day <= self.today:
            raise forms.ValidationError(_("Please choose a day from tomorrow on."))
        if day > self.today + FURTHEST:
            raise forms.ValidationError(_("Please choose a day within the next five years."))
        return day
