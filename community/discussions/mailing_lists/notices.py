"""The kind "mail-import": an archive that I uploaded, or had imported, has come to where somebody has to look."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.notifications.domain.notices import notify
from community.notifications.kinds import NotificationKind, Words, kinds

from ..spaces.domain import keeps
from .importing import Report
from .models import MailImport
from .states import FAILURES, ImportState

SLUG = "mail-import"
UPLOADED, CONFIRMED = "uploaded", "confirmed"
# Who stays at the page has seen it by then, and gets no mail.
MAIL_DELAY = timedelta(minutes=2)


def tell(row: MailImport) -> None:
    """Tell of the state that ``row``, which is locked, has come to; of nothing while it is at work or was stopped."""
    if row.state not in _TOLD:
        return
    people = [(row.confirmed_by_id, CONFIRMED), (row.uploaded_by_id, UPLOADED)]
    notify(
        SLUG,
        people=[(user_id, why) for user_id, why in people if user_id is not None],
        subject_id=row.pk,
        # What was left off and goes on may come there again, which is told again.
        event_key=f"{row.stream_key}:{row.state}:{timezone.now():%Y%m%d%H%M%S%f}",
        group_key=row.stream_key,
        data={"state": row.state, "failure": row.failure},
    )


def preload(notices) -> None:
    """Give each notice its ``mail_import``; None where it is gone, or its reader does not keep the space any more."""
    rows = MailImport.objects.select_related("space").prefetch_related("space__networks")
    found = rows.in_bulk({notice.subject_id for notice in notices})
    for notice in notices:
        row = found.get(notice.subject_id)
        notice.mail_import = row if row and keeps(notice.user, row.space) else None


def _mail_import(notice) -> MailImport | None:
    if not hasattr(notice, "mail_import"):
        preload([notice])
    return notice.mail_import


def is_wanted(notice) -> bool:
    """The import is still where it was, and its reader keeps the space."""
    row = _mail_import(notice)
    return row is not None and row.state == notice.data["state"]


def describe(notice, language: str) -> Words | None:
    """What has been done, what came or would come, or why it failed."""
    row = _mail_import(notice)
    if row is None:
        return None
    title, excerpt = _TOLD[notice.data["state"]]
    return Words(
        title=title % {"file": row.file_name, "space": row.space.name},
        excerpt=excerpt(row, notice),
        url=reverse("desk-space-mail-import", args=[row.space.slug, row.pk]),
        reason=_("You are told because you uploaded this archive.")
        if notice.reason == UPLOADED
        else _("You are told because you had this archive imported."),
    )


def _what_would_come(row, notice) -> str:
    report = Report.from_json(row.looked)
    new = ngettext("%(count)d post would come.", "%(count)d posts would come.", report.new) % {
        "count": report.new
    }
    return _with_broken(new, report)


def _what_came(row, notice) -> str:
    report = Report.from_json(row.report)
    new = ngettext("%(count)d post has come.", "%(count)d posts have come.", report.new) % {
        "count": report.new
    }
    return _with_broken(new, report)


def _with_broken(sentence: str, report: Report) -> str:
    if not report.broken_count:
        return sentence
    broken = ngettext(
        "%(count)d mail is broken and left out.",
        "%(count)d mails are broken and left out.",
        report.broken_count,
    )
    return f"{sentence} {broken % {'count': report.broken_count}}"


def _why_it_failed(row, notice) -> str:
    return str(FAILURES.get(notice.data["failure"], ""))


# State → title, and what is said below it.
_TOLD = {
    ImportState.LOOKED: (
        gettext_lazy(
            "The archive “%(file)s” for “%(space)s” has been read: whether to import it is yours to decide"
        ),
        _what_would_come,
    ),
    ImportState.DONE: (
        gettext_lazy("The archive “%(file)s” has been imported into “%(space)s”"),
        _what_came,
    ),
    ImportState.FAILED: (
        gettext_lazy("The archive “%(file)s” for “%(space)s” could not be imported"),
        _why_it_failed,
    ),
}


kinds.register(
    SLUG,
    NotificationKind(
        slug=SLUG,
        order=24,
        label=gettext_lazy("Archives of mails that I uploaded"),
        help=gettext_lazy("When one has been read, has been imported, or could not be."),
        describe=describe,
        is_wanted=is_wanted,
        mail_delay=MAIL_DELAY,
        preload=preload,
    ),
)
