"""Forms for summaries."""

from django import forms
from django.utils.translation import gettext_lazy as _

from community.languages import CONTENT_LANGUAGES, active_language
from community.refusals import Refusal

from ..domain.markup import plain_to_html
from ..domain.threads import tidy_words
from ..forms import PostTextField
from . import refusals

LONGEST_REASON = 1000  # characters


class SummaryForm(forms.Form):
    """What was learned, as plain text."""

    text = PostTextField(label=_("What we learned"))
    language = forms.ChoiceField(label=_("Language you are writing in"), choices=CONTENT_LANGUAGES)

    def __init__(self, *args, draft: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = active_language()
        self.fields["text"].widget.attrs |= {"rows": 10, "data-grow": "", "data-draft": draft, "dir": "auto"}

    def clean_text(self):
        """As typed; refused when nothing would be left of it."""
        text = self.cleaned_data["text"]
        try:
            tidy_words(plain_to_html(text))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal.message)) from None
        return text


class DeclineForm(forms.Form):
    """Why a summary is declined."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person who wrote it will read it, in your words."),
        max_length=LONGEST_REASON,
        error_messages={"required": refusals.ReasonMissing.message},
        widget=forms.Textarea(attrs={"rows": 4, "data-grow": "", "data-count": ""}),
    )
