"""The form for changing what a post says."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms import _WritingForm
from ..models import Post
from .domain import wording_key
from .writing import loses_something, writing_of


class EditForm(_WritingForm):
    """A post's words and language. ``based_on`` notices that other hands were quicker."""

    based_on = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, data=None, *, post: Post, **kwargs):
        self.post = post
        self.as_it_stands = writing_of(post.html)
        initial = {"text": self.as_it_stands, "language": post.language, "based_on": wording_key(post)}
        super().__init__(data, draft="", initial=initial, **kwargs)
        del self.fields["submission_key"]
        self.fields["language"].initial = post.language
        self.fields["language"].label = _("Language it is written in")
        # A draft kept on the device would come back over newer words.
        del self.fields["text"].widget.attrs["data-draft"]
        self.fields["text"].widget.attrs["rows"] = 10

    def clean_text(self):
        """Words that were left alone keep what typing cannot express."""
        if self.cleaned_data["text"].strip() == self.as_it_stands.strip():
            self.html = self.post.html
            return self.cleaned_data["text"]
        return super().clean_text()

    def loses_something(self) -> bool:
        """Whether the post holds what typing cannot express."""
        return loses_something(self.post.html)

    def rebase(self, post: Post) -> None:
        """Sent once more, it takes the place of what ``post`` says now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("based_on")] = wording_key(post)
