"""Posts and list rows as HTML, drawn once a language and shared by page, replay and socket.

A fragment is the same for every viewer. What differs between them (may reply,
unread) stands beside it in the page. A key holds everything the fragment
shows, so that a fragment is never older than the row it was asked for with.
"""

from collections.abc import Callable

from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from community.components.icons import icon_svg
from community.kept import Kept
from community.previews import beginning_of
from community.templatetags.formatting import language_name

from . import notes, parts
from .links import with_own_links
from .mentions.words import with_links
from .models import Post, Thread
from .pages import first_of_page
from .removing.traces import trace_of
from .writers import name_of_starter, name_of_writer, sender_of

# Fragments kept in this process; a post takes 2 to 4 kB.
_MOST_KEPT = 6000


class _Fragments(Kept):
    """Fragments as HTML that is safe already: a template drew them, which escapes."""

    def get(self, key: tuple, draw: Callable[[], str]) -> SafeString:
        return super().get(key, lambda: mark_safe(draw()))


kept = _Fragments(_MOST_KEPT)


def _looks(person) -> tuple | None:
    """What is shown of a person."""
    return (person.display_name, person.handle, person.avatar) if person is not None else None


def post_fragment(post: Post, thread: Thread, language: str) -> SafeString:
    """One post as the element ``#post-<number>``; ``post`` from ``PostQuerySet.for_reading``, the language active."""
    if post.is_note:
        return note_fragment(post, thread, language)
    earlier = post.in_reply_to
    key = (
        "post", post.pk, language, post.version, post.is_removed, _looks(post.author), thread.pk, thread.slug,
        earlier and (earlier.number, earlier.is_removed, _looks(earlier.author)),
    )  # fmt: skip

    def draw():
        return get_template("community/discussions/post.html").render(
            {
                "post": post,
                "sender": sender_of(post),
                "note": _note(post, thread, language),
                "words": _words(post, language),
                "context_line": _context_line(post, thread, language),
                "trace": trace_of(post, thread) if post.is_removed else "",
                "below": "" if post.is_removed else parts.drawn(post, thread, language, parts.BELOW),
                "footer": "" if post.is_removed else _footer(post, thread, language),
            }
        )

    return kept.get(key, draw)


def note_fragment(post: Post, thread: Thread, language: str) -> SafeString:
    """A note among the posts, as the same kind of element. The language must be active."""
    key = ("note", post.pk, language, post.version, post.number, _looks(post.author), thread.pk, thread.slug)

    def draw():
        lines = notes.lines_of(post, thread)
        context = {"post": post, "lines": lines, "icon": notes.icon_of(post)}
        return get_template("community/discussions/post_note.html").render(context)

    return kept.get(key, draw)


def _note(post: Post, thread: Thread, language: str) -> str:
    """After the time: the language where it is another than the page's, and that it was changed, with a way to see how."""
    notes = []
    if post.language != language:
        notes.append(format_html('<span lang="{}">{}</span>', post.language, language_name(post.language)))
    if post.edit_count:
        address = reverse("post-history", args=[thread.pk, thread.slug or "-", post.number])
        notes.append(format_html('<a href="{}">{}</a>', address, pgettext("post", "edited")))
    return mark_safe(" · ".join(notes))  # each is escaped above


def _words(post: Post, language: str) -> SafeString:
    """What the post says, with its mentions as links."""
    handles = post.extras.get("mentions")
    html = with_links(post.html, handles) if handles else post.html
    return mark_safe(with_own_links(html, language))  # cleaned when it was written


def _context_line(post: Post, thread: Thread, language: str) -> str:
    """What the post replies to, with a way there."""
    earlier = post.in_reply_to
    if earlier is None:
        return ""
    person = name_of_writer(earlier)
    return format_html(
        '<p class="post-context" lang="{}"><a href="{}">{}</a></p>',
        language,
        reverse("thread-post", args=[thread.pk, thread.slug, earlier.number]),
        _("In reply to %(person)s, post %(number)s") % {"person": person, "number": earlier.number},
    )


def _footer(post: Post, thread: Thread, language: str) -> str:
    """The way to reply, the parts that stand beside it, and the way to everything else that can be done.

    Shown where the region says that the reader may write, or is signed in.
    """
    more = format_html(
        '<a class="button button-quiet button-s button-icon post-more" href="{}" data-post-more>{}'
        '<span class="visually-hidden">{}</span></a>',
        reverse("post-more", args=[thread.pk, thread.slug, post.number]),
        mark_safe(icon_svg("more")),  # our own constant
        _("More about post %(number)s") % {"number": post.number},
    )
    return format_html("{}{}{}", _way_to_reply(post), parts.drawn(post, thread, language, parts.FOOT), more)


def _way_to_reply(post: Post) -> str:
    first = first_of_page(post.number)
    page = f"from={first}&" if first > 1 else ""
    person = name_of_writer(post)
    return format_html(
        '<a class="button button-quiet button-s post-reply" href="?{}reply={}#reply" data-reply="{}"'
        ' data-reply-name="{}">{}<span class="button-label">{}</span> <span class="visually-hidden">{}</span></a>',
        page,
        post.number,
        post.number,
        person,
        mark_safe(icon_svg("reply")),  # our own constant
        pgettext("button", "Reply"),
        _("to %(person)s, post %(number)s") % {"person": person, "number": post.number},
    )


def state_fragment(thread: Thread, language: str) -> SafeString:
    """The element ``#thread-state``: empty while the thread is open, else who closed it and when."""
    key = ("state", thread.pk, language, thread.closed_at, _looks(thread.closed_by))
    return kept.get(key, lambda: get_template("community/discussions/state.html").render({"thread": thread}))


# What state and head of a thread show, to be read with its row.
SHOWN_WITH = ("closed_by", "accepted_post__author", "summary__proposed_by", "summary__decided_by")
LONGEST_ANSWER = 400  # characters of it at the head of the thread


def head_fragment(thread: Thread, language: str) -> SafeString:
    """The element ``#thread-head``: what was learned, and the answer; empty where there is neither."""
    answer = thread.accepted_post if thread.is_answered else None
    learned = thread.summary
    key = (
        "head", thread.pk, language, answer and (answer.pk, answer.version, answer.number, _looks(answer.author)),
        thread.slug, learned and (learned.pk, _looks(learned.proposed_by), _looks(learned.decided_by)),
    )  # fmt: skip

    def draw():
        context = {
            "answer": answer,
            "answer_url": answer
            and reverse("thread-post", args=[thread.pk, thread.slug or "-", answer.number]),
            "excerpt": answer and beginning_of(answer.text, LONGEST_ANSWER),
            "learned": learned,
        }
        return get_template("community/discussions/outcomes/head.html").render(context)

    return kept.get(key, draw)


def chips_fragment(thread: Thread) -> SafeString:
    """The element ``#thread-chips`` beside the conversation: its kind and topics. The language must be active."""
    context = {"thread": thread, "topics": list(thread.topics.all())}
    return get_template("community/discussions/thread_chips.html").render(context)


def row_fragment(
    thread: Thread, language: str, *, unread: int = 0, whereabouts: str = "", marks: bool = False
) -> SafeString:
    """A thread in a list as ``#thread-<id>``; ``whereabouts`` says where it is, in lists that mix spaces.

    ``thread`` with its author. ``unread`` is this viewer's count; fragments sent to everyone have none. ``marks``
    adds a button of the page's form ``#marks`` to an unread one.
    """
    key = (
        "row", thread.pk, language, unread, marks, whereabouts, thread.title, thread.kind,
        thread.language, thread.post_count, thread.last_number, thread.last_post_at, thread.is_pinned,
        thread.is_closed, thread.accepted_post_id, len(thread.note_numbers), _looks(thread.author),
        thread.sender_name, timezone.localdate().year,
    )  # fmt: skip

    def draw():
        return get_template("community/discussions/thread_row.html").render(
            {
                "thread": thread,
                "unread": unread,
                "marks": marks,
                "who": name_of_starter(thread) if thread.space_id else "",
                "href": _first_unread_address(thread, unread),
                "kicker": whereabouts,
                "posts_label": ngettext("post", "posts", thread.post_count),
            }
        )

    return kept.get(key, draw)


def _first_unread_address(thread: Thread, unread: int) -> str:
    if not unread:
        return thread.get_absolute_url()
    return reverse("thread-post", args=[thread.pk, thread.slug, thread.first_of_unread(unread)])
