"""Forms for looking after a conversation."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from community.languages import CONTENT_LANGUAGES
from community.refusals import Refusal
from community.topics.models import Topic

from ..domain.threads import LONGEST_TITLE, tidy_title
from ..forms import MOST_TOPICS, grouped_topics
from ..models import Space, Thread, ThreadKind
from ..permissions import check_can_tend, may
from ..refusals import TitleMissing, TitleTooLong
from . import refusals


class _TitleField(forms.CharField):
    """A title in one line."""

    def __init__(self, **kwargs):
        super().__init__(
            max_length=LONGEST_TITLE,
            error_messages={"required": TitleMissing.message, "max_length": TitleTooLong.message},
            **kwargs,
        )

    def clean(self, value):
        try:
            return tidy_title(super().clean(value))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal.message)) from None


class RenameForm(forms.Form):
    """Title, kind, language and topics of a conversation."""

    title = _TitleField(label=_("Title"))
    kind = forms.ChoiceField(
        label=_("Kind of conversation"), widget=forms.RadioSelect, choices=ThreadKind.choices
    )
    language = forms.ChoiceField(
        label=_("Language of the title"),
        help_text=_("Each post keeps the language that was chosen for it."),
        choices=CONTENT_LANGUAGES,
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"), queryset=Topic.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, thread: Thread, **kwargs):
        initial = {
            "title": thread.title,
            "kind": thread.kind,
            "language": thread.language,
            "topics": [topic.pk for topic in thread.topics.all()],
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["topics"].queryset = Topic.objects.select_related("parent")
        self.fields["topics"].choices = grouped_topics(self.fields["topics"].queryset)

    def clean_topics(self):
        topics = self.cleaned_data["topics"]
        if len(topics) > MOST_TOPICS:
            raise forms.ValidationError(_("Please choose no more than five topics."))
        return topics


class _SpaceField(forms.TypedChoiceField):
    """One of some spaces, which the form is given."""

    widget = forms.RadioSelect

    def offer(self, spaces: list[Space]) -> None:
        """Let one of these be chosen, each with who reads it."""
        self.spaces = {str(space.pk): space for space in spaces}
        self.coerce = lambda value: self.spaces[value]
        self.choices = [
            (
                str(space.pk),
                _("%(space)s – %(audience)s")
                % {"space": space.name, "audience": space.get_audience_display()},
            )
            for space in spaces
        ]


class MoveForm(forms.Form):
    """The space to move to."""

    space = _SpaceField(
        label=_("Move to"),
        error_messages={"required": _("Please choose a space.")},
        help_text=_("The spaces you look after, and who reads in each."),
    )

    def __init__(self, *args, spaces: list[Space], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["space"].offer(spaces)


class SplitForm(forms.Form):
    """Some posts, a title, and the space of the new conversation."""

    posts = forms.MultipleChoiceField(
        label=_("Posts to take out"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": refusals.NothingChosen.message,
            "invalid_choice": refusals.PostsHaveGone.message,
        },
    )
    title = _TitleField(label=_("Title of the new conversation"))
    space = _SpaceField(
        label=_("Space of the new conversation"), error_messages={"required": _("Please choose a space.")}
    )

    def __init__(self, *args, posts: list[tuple[str, str]], spaces: list[Space], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["posts"].choices = posts
        self.fields["space"].offer(spaces)

    def clean_posts(self):
        return [int(number) for number in self.cleaned_data["posts"]]


class MergeForm(forms.Form):
    """The conversation to add to: one of a few, or by its address."""

    other = forms.CharField(
        label=_("Address of the other conversation"),
        help_text=_("Copy it from your browser, or write its number."),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    choice = forms.ChoiceField(label=_("Add to"), widget=forms.RadioSelect, required=False)

    mark_optional = False

    def __init__(self, *args, user, thread: Thread, near: list[Thread], **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.thread = user, thread
        self.fields["choice"].choices = [
            *((str(one.pk), one.title) for one in near),
            ("", _("Another one, by its address")),
        ]
        if not near:
            del self.fields["choice"]
        self.order_fields(["choice", "other"])

    def clean(self):
        """``self.target`` is the thread that was meant."""
        cleaned = super().clean()
        chosen = cleaned.get("choice") or cleaned.get("other", "")
        try:
            self.target = self._found(chosen.strip())
        except Refusal as refusal:
            self.add_error("other", str(refusal.message))
        return cleaned

    def _found(self, text: str) -> Thread:
        match = re.search(r"/threads/(\d{1,15})(?:/|$)", text) or re.fullmatch(r"#?(\d{1,15})", text)
        if match is None:
            raise refusals.NotMyConversation
        if int(match[1]) == self.thread.pk:
            raise refusals.WithItself
        found = Thread.objects.visible_to(self.user).select_related("space").filter(pk=match[1]).first()
        if found is None or not may(check_can_tend, self.user, found):
            raise refusals.NotMyConversation
        return found
