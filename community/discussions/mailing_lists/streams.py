"""The stream of an import: its progress, for those who keep the space."""

from django.template.loader import render_to_string

from community.live.kinds import REPLACE, RESET, Fragment, StreamKind, streams

from ..spaces.domain import keeps
from .models import MailImport
from .states import ImportState
from .words import progress_of


def _may_join(user, ident: str) -> bool:
    """Whoever keeps the space."""
    if not (ident.isascii() and ident.isdigit() and len(ident) < 18 and user.is_authenticated):
        return False
    row = MailImport.objects.select_related("space").filter(pk=ident).first()
    return row is not None and keeps(user, row.space)


def _draw(events, language: str) -> list[Fragment]:
    """Progress as it is now, once; with another state the whole is another."""
    row = MailImport.objects.filter(pk=events[0].ident).first()
    if row is None:
        return [Fragment(events[-1].number, "gone", place=RESET)]
    drawn = []
    if turned := [event for event in events if event.kind == "turned"]:
        say = str(ImportState(row.state).label)
        drawn.append(Fragment(turned[-1].number, "turned", place=RESET, data={"say": say}))
    news = [event for event in events if event.kind == "progress"]
    if news and row.is_at_work:
        html = render_to_string(
            "community/discussions/mailing_lists/import_progress.html", {"progress": progress_of(row)}
        )
        drawn.append(Fragment(news[-1].number, "progress", "import-progress", REPLACE, html, {"quiet": True}))
    return sorted(drawn, key=lambda fragment: fragment.number)


streams.register("mails", StreamKind("mails", _may_join, _draw))
