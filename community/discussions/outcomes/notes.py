"""What the notes about answers and summaries say."""

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ..models import Post, Thread
from ..notes import NoteKind, link, notes, sentence


def _about_post(words: str, post: Post, thread: Thread):
    number = post.facts["post"]
    begin, end = link(reverse("thread-post", args=[thread.pk, thread.slug or "-", number]), "|").split("|")
    # Halves of what ``link`` made, which escapes.
    return [sentence(words, post, link=mark_safe(begin), end=mark_safe(end), number=number)]


notes.register(
    "answered",
    NoteKind(
        lambda post, thread: _about_post(
            _("%(person)s accepted %(link)spost %(number)s%(end)s as the answer."), post, thread
        ),
        "check",
    ),
)
notes.register(
    "unanswered",
    NoteKind(
        lambda post, thread: _about_post(
            _(
                "%(person)s no longer takes %(link)spost %(number)s%(end)s as the answer: the question is open again."
            ),
            post,
            thread,
        ),
        "question",
    ),
)
notes.register(
    "summary",
    NoteKind(
        lambda post, thread: [
            sentence(
                _("%(person)s published a new version of what we learned here.")
                if post.facts.get("revised")
                else _("%(person)s published what we learned here."),
                post,
            )
        ],
        "book",
    ),
)
