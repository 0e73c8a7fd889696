"""Giving waiting files to the post that is being written."""

from collections.abc import Sequence

from .models import Attachment
from .refusals import FileIsGone


def shown(attachments: Sequence[Attachment]) -> list[dict]:
    """What a post shows of its files, for ``Post.extras``."""
    return [
        {
            "key": one.key, "kind": one.kind, "name": one.name, "type": one.content_type, "size": one.size,
            "width": one.width, "height": one.height, "alt": one.alt,
        }
        for one in attachments
    ]  # fmt: skip


def give_to(post, attachments: Sequence[Attachment]) -> None:
    """Make the files those of ``post``, in the transaction that writes it; ``FileIsGone`` where one was sent before."""
    for one in attachments:
        mine = Attachment.objects.filter(pk=one.pk, owner_id=post.author_id, post__isnull=True)
        if not mine.update(post=post, alt=one.alt):
            raise FileIsGone
