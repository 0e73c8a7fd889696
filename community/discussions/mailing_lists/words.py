"""What the desk says of an import: who will read it, how far it is, what came."""

import math

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.audience import Audience

from ..models import Space
from .importing import Report
from .imports import count_readers
from .models import MailImport

_MINUTE, _HOUR = 60, 3600


def readers_in_words(space: Space) -> str:
    """Who may read the conversations of ``space``, as a sentence."""
    if space.audience == Audience.PUBLIC:
        return _(
            "Everyone will be able to read these conversations, signed in or not, and search engines will find them."
        )
    if space.audience == Audience.MEMBERS:
        return _("Everyone who has an account here will be able to read these conversations.")
    count = count_readers(space) or 0
    if space.audience == Audience.NETWORKS:
        words = ngettext(
            "All members of the networks that hold this space will be able to read these conversations: at present "
            "that is %(count)d person, and everybody who joins later.",
            "All members of the networks that hold this space will be able to read these conversations: at present "
            "these are %(count)d people, and everybody who joins later.",
            count,
        )
    else:
        words = ngettext(
            "Only people who were invited into this space will be able to read these conversations: at present that "
            "is %(count)d person, and everybody who is invited later.",
            "Only people who were invited into this space will be able to read these conversations: at present these "
            "are %(count)d people, and everybody who is invited later.",
            count,
        )
    return words % {"count": count}


def progress_of(row: MailImport) -> dict:
    """``value``, ``maximum``, ``text`` and ``sentences`` of what is being done."""
    if row.position is None:
        share = math.floor(100 * row.bytes_read / row.file_size) if row.file_size else 0
        return {
            "label": _("Finding the mails in the file"),
            "value": min(row.bytes_read, row.file_size),
            "maximum": max(row.file_size, 1),
            "text": _("%(percent)d%% of the file") % {"percent": min(share, 100)},
            "sentences": [],
        }
    text = ngettext("%(done)d of %(count)d mail", "%(done)d of %(count)d mails", row.total)
    return {
        "label": _("Reading the mails") if row.reads_only else _("Importing the mails"),
        "value": row.position,
        "maximum": max(row.total, 1),
        "text": text % {"done": row.position, "count": row.total},
        "sentences": [pace_in_words(row.pace), left_in_words(row)] if row.pace else [],
    }


def pace_in_words(pace: float) -> str:
    """Mails a second, as a sentence."""
    count = round(pace)
    if count < 1:
        return _("That is less than one mail a second.")
    return ngettext("That is %(count)d mail a second.", "That is %(count)d mails a second.", count) % {
        "count": count
    }


def left_in_words(row: MailImport) -> str:
    """How long it will still take at this pace, as a sentence."""
    seconds = (row.total - (row.position or 0)) / row.pace
    if seconds < _MINUTE:
        return _("It will take less than a minute more.")
    if seconds < 1.5 * _HOUR:
        count = math.ceil(seconds / _MINUTE)
        words = ngettext(
            "It will take about %(count)d minute more.", "It will take about %(count)d minutes more.", count
        )
    else:
        count = round(seconds / _HOUR)
        words = ngettext(
            "It will take about %(count)d hour more.", "It will take about %(count)d hours more.", count
        )
    return words % {"count": count}


def facts_of(report: Report, *, would: bool) -> list[dict]:
    """What came of an archive, or ``would`` come, line by line; what is nothing is left out, except what matters."""
    lines = [
        (_("Mails in the file"), report.mails, True),
        (_("Posts that would come") if would else _("New posts"), report.new, True),
        (
            _("New conversations that would begin") if would else _("New conversations"),
            report.new_threads,
            True,
        ),
        (_("Of these posts, by people with an account here"), report.with_account, False),
        (_("Imported before"), report.known, False),
        (_("Twice in the file"), report.doubled, False),
        (
            _("Without a possible date, placed after the mail before them in the file"),
            report.undated,
            False,
        ),
        (_("Left out, because their conversation was removed here"), report.removed, False),
        (_("Broken mails"), report.broken_count, True),
    ]
    return [{"label": label, "value": number} for label, number, always in lines if number or always]
