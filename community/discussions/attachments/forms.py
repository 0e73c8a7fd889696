"""Files in a form for writing: those that were added before, by script or by a button, and those sent with it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from community.refusals import Refusal

from .domain import add_file, tidy_alt, waiting_among
from .models import Attachment

ACCEPT = ".jpg,.jpeg,.png,.webp,.gif,.pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.odg,.txt,.md,.csv"


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; :func:`files_of` takes them in."""

    widget = _SeveralFiles

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Pictures and documents"),
            required=False,
            help_text=_("Pictures, PDF, office documents or text; up to 8 files of 20 megabytes each."),
            **kwargs,
        )
        self.widget.attrs["accept"] = ACCEPT

    def clean(self, data, initial=None):
        """Nothing is decided here: what was sent is read by its bytes in :func:`files_of`."""
        return None


def alts_of(data) -> dict[str, str]:
    """Key → description, as typed beside the pictures."""
    return {name[4:]: data[name] for name in data if name.startswith("alt-") and len(name) <= 36}


def files_of(form, user, place: str) -> list[Attachment]:
    """The files that go with what ``form`` sends; those among them that were just sent are kept at ``place``.

    Raises ``ValidationError`` for what cannot be taken. ``form.tools`` shows in any case what is there now.
    """
    problems = []
    rows: list[Attachment] = []
    try:
        rows = [row for row in waiting_among(user, form.data.getlist("attachments")) if row.post_id is None]
    except Refusal as refusal:
        problems.append(str(refusal.message))
    for upload in form.files.getlist("files") if form.files else ():
        try:
            rows.append(add_file(user, place, upload))
        except Refusal as refusal:
            problems.append(str(refusal.message))
    alts = alts_of(form.data)
    for row in rows:
        row.alt = tidy_alt(alts.get(row.key, row.alt)) if row.is_image else ""
    form.tools._files = rows
    if problems:
        raise forms.ValidationError(problems)
    return rows
