"""A quotation as one types it: who said it where, with a way there, and the words."""

from django.utils.translation import gettext as _

from ..editing.writing import writing_of
from ..models import Post, Thread
from ..writers import name_of_writer


def quotation_of(post: Post, thread: Thread) -> str:
    """The whole of ``post`` as lines that begin with "> ", for the writer to shorten. Quotations in it are left out."""
    who = _("%(person)s, post %(number)s") % {"person": name_of_writer(post), "number": post.number}
    # Without language prefix: what is kept is read in every language.
    address = f"/threads/{thread.pk}/{thread.slug or '-'}/posts/{post.number}/"
    own = [line for line in writing_of(post.html).split("\n") if not line.startswith(">")]
    words = "\n".join(own).strip()
    while "\n\n\n" in words:
        words = words.replace("\n\n\n", "\n\n")
    lines = [f"[{who.replace('[', '(').replace(']', ')')}]({address}):", "", *words.split("\n")]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def asked_quotation(discussion) -> str:
    """``?reply=7&quote=7``: what the form for replying begins with; empty without such a wish."""
    asked = discussion.request.GET.get("quote", "")
    if not asked or asked != str(discussion.replying_to_number) or discussion.asked_post is None:
        return ""
    return quotation_of(discussion.asked_post, discussion.thread)
