"""The form of the desk for archives of mailing lists."""

import secrets

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.languages import CONTENT_LANGUAGES, site_languages

ACCEPT = ".mbox,.mbx,.gz,.zip,.txt,application/mbox,application/gzip,application/zip"


class ArchiveForm(forms.Form):
    """Which file, and in which language short mails are."""

    archive = forms.FileField(
        label=_("Archive"),
        allow_empty_file=True,  # refused by the domain, as everything about it
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": _("Please choose a file.")},
    )
    language = forms.ChoiceField(
        label=_("Language of mails that are too short to show theirs"), widget=forms.RadioSelect
    )
    submission_key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        megabytes = settings.MAIL_ARCHIVE_MEGABYTES
        sentence = ngettext_lazy(
            "An mbox file as it is, or packed as .gz or .zip. It may have at most %(n)d megabyte, unpacked as well.",
            "An mbox file as it is, or packed as .gz or .zip. It may have at most %(n)d megabytes, unpacked as well.",
            "n",
        )
        self.fields["archive"].help_text = sentence % {"n": megabytes}
        self.fields["language"].choices = [
            choice for choice in CONTENT_LANGUAGES if choice[0] in site_languages()
        ]
        self.fields["language"].initial = site_languages()[0]
        self.fields["submission_key"].initial = secrets.token_hex(12)
