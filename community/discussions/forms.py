"""Forms for writing. What is typed is plain text; the forms turn it into clean HTML."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.languages import CONTENT_LANGUAGES, active_language
from community.refusals import Refusal
from community.topics.models import Topic

from .attachments.forms import FilesField, files_of
from .composing.formatting import formatting_of, noted
from .composing.tools import ComposerTools
from .domain.markup import link_addresses, plain_to_html
from .domain.threads import LONGEST_HTML, LONGEST_POST, LONGEST_TITLE, tidy_title, tidy_words
from .models import Thread, ThreadKind
from .refusals import ForeignPost, NothingSaid, TitleMissing, TitleTooLong

MOST_TOPICS = 5


class PostTextField(forms.CharField):
    """Plain text of a post. Line ends count once, as the browser's counter says."""

    widget = forms.Textarea

    def __init__(self, **kwargs):
        super().__init__(
            max_length=LONGEST_POST,
            error_messages={
                "required": NothingSaid.message,
                "max_length": ngettext_lazy(
                    "Your text has %(show_value)d characters; please keep it to %(limit_value)d character.",
                    "Your text has %(show_value)d characters; please keep it to %(limit_value)d characters, "
                    "or send it as two posts.",
                    "limit_value",
                ),
            },
            **kwargs,
        )

    def to_python(self, value):
        return super().to_python((value or "").replace("\r\n", "\n").replace("\x00", ""))


class _WritingForm(forms.Form):
    """What starting and replying share."""

    text = PostTextField(label=_("Your text"))
    language = forms.ChoiceField(label=_("Language you are writing in"), choices=CONTENT_LANGUAGES)
    submission_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    html = forms.CharField(widget=forms.HiddenInput, required=False)  # of those who write with the editor
    files = FilesField()

    # Set by the view once it knows that the form counts: only then are sent files taken in.
    may_keep_files = False

    def __init__(self, *args, draft: str, tools: ComposerTools | None = None, **kwargs):
        if tools is not None and not (args and args[0] is not None):
            kwargs["initial"] = tools.begins_with(kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.tools = tools
        if tools is None:
            del self.fields["html"], self.fields["files"]
        elif rich := self.data.get(self.add_prefix("html"), ""):
            # A form that is shown once more may be changed without script, too.
            text = self.data.get(self.add_prefix("text"), "")
            self.data = self.data.copy()
            self.data[self.add_prefix("html")] = noted(formatting_of(rich, text), text)
        self.fields["language"].initial = active_language()
        self.fields["submission_key"].initial = uuid.uuid4().hex
        self.fields["text"].widget.attrs |= {"rows": 5, "data-grow": "", "data-draft": draft, "dir": "auto"}

    def clean_text(self):
        """Keeps the text as typed; the HTML made of it is in ``self.html``."""
        text = self.cleaned_data["text"]
        try:
            rich = formatting_of(self.data.get(self.add_prefix("html"), ""), text)
            self.html, _text = tidy_words(
                link_addresses(rich[:LONGEST_HTML]) if rich else plain_to_html(text)
            )
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal.message)) from None
        return text

    def clean_files(self):
        """The files that go with the words, new ones among them."""
        if not self.may_keep_files:
            return []
        return files_of(self, self.tools.user, self.tools.place)


class ReplyForm(_WritingForm):
    """A reply to a thread, or the first word about a subject that has no thread yet (``thread`` None)."""

    in_reply_to = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args, thread: Thread | None, draft: str, **kwargs):
        super().__init__(*args, draft=draft, **kwargs)
        self.thread = thread
        self.fields["text"].label = _("Your reply") if thread and thread.last_number else _("Your comment")

    def clean_in_reply_to(self):
        """The post of this thread with that number; an unreadable or foreign one is refused."""
        number = self.cleaned_data["in_reply_to"]
        if number is None:
            return None
        post = self.thread and self.thread.posts.said().filter(number=number).first()
        if not post:
            # Sent again, the reply goes without it.
            self.data = self.data.copy()
            self.data[self.add_prefix("in_reply_to")] = ""
            self.add_error("text", str(ForeignPost.message))
        return post


class StartForm(_WritingForm):
    """A new thread in a space."""

    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST_TITLE,
        help_text=_("Say in one line what it is about. A question may end in a question mark."),
        error_messages={"required": TitleMissing.message, "max_length": TitleTooLong.message},
    )
    kind = forms.ChoiceField(label=_("What kind of conversation is it?"), widget=forms.RadioSelect)
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"),
        queryset=Topic.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Up to five, so that others find it."),
    )

    field_order = ("title", "kind", "text", "files", "language", "topics", "submission_key")

    def __init__(self, *args, may_announce: bool, draft: str, **kwargs):
        super().__init__(*args, draft=draft, **kwargs)
        kinds = [
            (ThreadKind.DISCUSSION, _("A discussion: I want to think about something with others")),
            (ThreadKind.QUESTION, _("A question: I am looking for an answer")),
        ]
        if may_announce:
            kinds.append((ThreadKind.ANNOUNCEMENT, _("An announcement: something everyone should know")))
        self.fields["kind"].choices = kinds
        self.fields["kind"].initial = ThreadKind.DISCUSSION
        self.fields["text"].widget.attrs["rows"] = 10
        self.fields["topics"].queryset = Topic.objects.select_related("parent")
        self.fields["topics"].choices = grouped_topics(self.fields["topics"].queryset)

    def clean_title(self):
        try:
            return tidy_title(self.cleaned_data["title"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal.message)) from None

    def clean_topics(self):
        topics = self.cleaned_data["topics"]
        if len(topics) > MOST_TOPICS:
            raise forms.ValidationError(_("Please choose no more than five topics."))
        return topics


def grouped_topics(topics) -> list[tuple[str, list[tuple[int, str]]]]:
    """Topics of the second level under the heading of their first, each heading among its own."""
    groups: dict[int, tuple[str, list[tuple[int, str]]]] = {}
    topics = list(topics)
    for topic in topics:
        if topic.parent_id is None:
            groups[topic.pk] = (topic.name, [(topic.pk, topic.name)])
    for topic in topics:
        if topic.parent_id in groups:
            groups[topic.parent_id][1].append((topic.pk, topic.name))
    return list(groups.values())
