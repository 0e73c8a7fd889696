"""What the notes about tended conversations say."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from community.audience import Audience
from community.templatetags.formatting import language_name

from ..models import Post, Space, Thread, ThreadKind
from ..notes import NoteKind, link, notes, sentence


def names_of(space: Space) -> dict:
    """What a note may say of a space: the names of one that everyone may read, nothing of any other.

    A note stays, and the thread may go on to readers who know nothing of that space.
    """
    if space.audience != Audience.PUBLIC:
        return {}
    return {code: getattr(space, f"name_{code}") for code in ("en", "cy", "gd")}


def _name(names: dict) -> str:
    return names.get((get_language() or "en")[:2]) or names.get("en", "")


def _changed(post: Post, thread: Thread) -> list:
    facts, lines = post.facts, []
    if "title" in facts:
        before, after = (format_html('<span lang="{}">{}</span>', thread.language, t) for t in facts["title"])
        lines.append(
            sentence(
                _("%(person)s renamed this conversation from “%(before)s” to “%(after)s”."),
                post,
                before=before,
                after=after,
            )
        )
    kinds = {
        ThreadKind.DISCUSSION: _("%(person)s made this a discussion."),
        ThreadKind.QUESTION: _("%(person)s made this a question."),
        ThreadKind.ANNOUNCEMENT: _("%(person)s made this an announcement."),
    }
    if facts.get("kind") in kinds:
        lines.append(sentence(kinds[facts["kind"]], post))
    if "language" in facts:
        language = language_name(facts["language"])
        lines.append(
            sentence(
                _("%(person)s set the language of this conversation to: %(language)s."),
                post,
                language=language,
            )
        )
    if facts.get("topics"):
        lines.append(sentence(_("%(person)s changed the topics of this conversation."), post))
    return lines


def _moved(post: Post, thread: Thread) -> list:
    before, after = _name(post.facts.get("from", {})), _name(post.facts.get("to", {}))
    if before and after:
        words = _("%(person)s moved this conversation from “%(before)s” to “%(after)s”.")
        return [sentence(words, post, before=before, after=after)]
    return [sentence(_("%(person)s moved this conversation here from another space."), post)]


def _split(post: Post, thread: Thread) -> list:
    count = post.facts.get("count", 1)
    words = ngettext(
        "%(person)s moved a post from here to %(link)sanother conversation%(end)s.",
        "%(person)s moved %(count)s posts from here to %(link)sanother conversation%(end)s.",
        count,
    )
    # The address of this very place leads on, for those who may read there.
    return [_linked(words, post, post.get_absolute_url(), count=count)]


def _split_off(post: Post, thread: Thread) -> list:
    words = _("%(person)s made this conversation of posts from %(link)sanother one%(end)s.")
    # Without its title in the address, which not everyone may know.
    return [_linked(words, post, reverse("thread", args=[post.facts["thread"], "-"]))]


def _linked(words: str, post: Post, address: str, **values):
    begin, end = link(address, "|").split("|")
    # Halves of what ``link`` made, which escapes.
    return sentence(words, post, link=mark_safe(begin), end=mark_safe(end), **values)


def _merged(post: Post, thread: Thread) -> list:
    facts = post.facts
    title = format_html('<span lang="{}">{}</span>', facts.get("language", ""), facts.get("title", ""))
    count = facts.get("count", 0)
    words = ngettext(
        "%(person)s added the conversation “%(title)s” to this one; its post follows.",
        "%(person)s added the conversation “%(title)s” to this one; its %(count)s posts follow.",
        count,
    )
    return [sentence(words, post, title=title, count=count)]


def _plain(words):
    """A note of one sentence without gaps but the person; ``words`` is called when the language is known."""
    return lambda post, thread: [sentence(words(), post)]


notes.register("changed", NoteKind(_changed, "pencil"))
notes.register(
    "pinned",
    NoteKind(_plain(lambda: _("%(person)s pinned this conversation to the top of its space.")), "pin"),
)
notes.register(
    "unpinned",
    NoteKind(_plain(lambda: _("%(person)s took this conversation off the top of its space.")), "pin"),
)
notes.register("moved", NoteKind(_moved, "arrow-right"))
notes.register("split", NoteKind(_split, "arrow-right"))
notes.register("split-on", NoteKind(lambda post, thread: []))
notes.register("split-off", NoteKind(_split_off, "arrow-right"))
notes.register("merged", NoteKind(_merged, "link"))
