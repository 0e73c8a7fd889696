"""What a mail repeated, folded away below the post that was made from it."""

from django.template.loader import get_template

from ..models import Post, Thread


def folded_part(post: Post, thread: Thread, language: str) -> str:
    """Quotation and signature, to be opened; nothing for all other posts."""
    folded = post.extras.get("mail")
    if not folded:
        return ""
    return get_template("community/discussions/mailing_lists/folded.html").render(
        {"post": post, "folded": folded}
    )
