"""What stands around the field to write in: the draft, the files that wait, and what the page's script needs."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import cached_property

from ..attachments.domain import MOST_FILES, waiting_at
from ..attachments.models import Attachment
from ..drafts.domain import draft_at
from ..drafts.models import Draft
from .formatting import noted


@dataclass
class ComposerTools:
    """For one form at one place. One query; one more where files wait."""

    user: object
    place: str
    _files: list[Attachment] | None = field(default=None)

    @cached_property
    def draft(self) -> Draft | None:
        """What was left here; read only when it is shown, so that sending does not pay for it."""
        return draft_at(self.user, self.place) if self.user.is_authenticated else None

    def begins_with(self, initial: dict) -> dict:
        """The first values of a form: what was left here, then what the page gives (a quotation, say)."""
        row = self.draft
        if row is None:
            return initial
        left = {"text": row.text, "html": noted(row.html, row.text), "language": row.language}
        if row.in_reply_to:
            left["in_reply_to"] = row.in_reply_to
        if row.title or row.kind or row.topics:
            left |= {"title": row.title, "topics": row.topics} | ({"kind": row.kind} if row.kind else {})
        given = {name: value for name, value in initial.items() if value}
        if row.text.strip() and given.get("text"):
            quoted = given.pop("text")
            if quoted.strip() not in row.text:
                given |= {"text": f"{row.text.rstrip()}\n\n{quoted}", "html": ""}
        return {**left, **given}

    @cached_property
    def files(self) -> list[Attachment]:
        """Files that were added here and not sent."""
        if self._files is not None:
            return self._files
        if self.draft is None or not self.draft.file_count:
            return []
        return waiting_at(self.user, self.place)

    @property
    def others(self) -> list[dict]:
        """Wordings that lost against newer ones."""
        return self.draft.others if self.draft is not None else []

    @property
    def base(self) -> int:
        return self.draft.version if self.draft is not None else 0

    @property
    def written_at(self):
        return self.draft.written_at if self.draft is not None else None

    @property
    def save_url(self) -> str:
        return f"{reverse('draft-save')}?place={self.place}"

    @property
    def state_url(self) -> str:
        return f"{reverse('draft-state')}?place={self.place}"

    @property
    def upload_url(self) -> str:
        return f"{reverse('attachment-add')}?place={self.place}"

    @property
    def mention_url(self) -> str:
        return f"{reverse('mention-people')}?place={self.place}"

    most_files = MOST_FILES
