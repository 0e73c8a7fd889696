"""The question before a post is removed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .domain import LONGEST_REASON
from .refusals import ReasonMissing


class RemoveForm(forms.Form):
    """The reason, asked of whoever removes what another wrote."""

    reason = forms.CharField(
        label=_("Why do you remove it?"),
        max_length=LONGEST_REASON,
        help_text=_(
            "Everyone who reads the conversation sees the reason in the post’s place. Write it kindly."
        ),
        error_messages={"required": ReasonMissing.message},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, is_own: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_own:
            del self.fields["reason"]
