"""Going to a place in a long conversation."""

from django import forms
from django.utils.translation import gettext_lazy as _


class GoForm(forms.Form):
    """The number of a post, or a day."""

    number = forms.IntegerField(
        label=_("Number of the post"),
        required=False,
        error_messages={"invalid": _("Write the number of the post in digits.")},
    )
    day = forms.DateField(
        label=_("Or the first post since this day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as year, month and day: 2026-03-01.")},
    )

    def clean(self):
        data = super().clean()
        if not self.errors and data.get("number") is None and data.get("day") is None:
            self.add_error("number", str(_("Write the number of a post, or choose a day.")))
        return data
