"""Telling people of new results of the searches they keep."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.audience import read_viewers
from community.jobs.queue import enqueue, job
from community.notifications.domain.notices import notify
from community.notifications.kinds import GroupStop, Letter, NotificationKind, Words, kinds
from community.notifications.mail import absolute

from . import asking
from .domain.saved import due, look_if_due
from .index import kinds as searchable
from .models import Frequency, SavedSearch, SearchDocument

SLUG = "saved-search"
KEPT_FOR = "saved"
# Of more new results than this only "more than …" is said.
MOST_NAMED = 200
# Titles in the mail, and in a line of the list of notices.
MOST_IN_MAIL = 20
MOST_IN_LINE = 3
BATCH = 50


def queue_due() -> int:
    """Write jobs for all searches that are due; returns how many searches."""
    pks = list(due(timezone.now()).values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        enqueue("search.tell_of_new_results", saved_ids=pks[start : start + BATCH])
    return len(pks)


@job("search.tell_of_new_results")
def tell_of_new_results(*, saved_ids: list[int]) -> int:
    """Look for new results of these searches and tell their owners; returns how many were told. Twice is as once."""
    return sum(_tell(pk) for pk in saved_ids)


@transaction.atomic
def _tell(pk: int) -> int:
    """What counts as seen and what is told are written in one transaction."""
    news = look_if_due(pk)
    if news is None or not news.documents:
        return 0
    saved = news.saved
    return notify(
        SLUG,
        people=[(saved.user_id, KEPT_FOR)],
        subject_id=saved.pk,
        event_key=f"saved-search:{saved.pk}:{saved.last_checked_at:%Y%m%d%H%M%S%f}",
        group_key=group_of(saved.pk),
        data={"documents": news.documents[:MOST_NAMED], "more": len(news.documents) > MOST_NAMED},
    )


def group_of(saved_id: int) -> str:
    """Group of the notices about one kept search."""
    return f"saved-search:{saved_id}"


# --- The notice -------------------------------------------------------------------------------------------------------


def preload(notices) -> None:
    """Give each notice its ``saved`` search (None when gone) and the ``found`` documents its reader may see now."""
    saved = SavedSearch.objects.defer("seen").in_bulk({notice.subject_id for notice in notices})
    wanted = {pk for notice in notices for pk in notice.data.get("documents", ())}
    documents = SearchDocument.objects.only("kind", "title", "language", "path", "keys").in_bulk(list(wanted))
    viewers = read_viewers({notice.user_id for notice in notices})
    for notice in notices:
        viewer = viewers[notice.user_id]
        notice.saved = saved.get(notice.subject_id)
        notice.found = [
            documents[pk]
            for pk in notice.data.get("documents", ())
            if pk in documents and viewer.holds_any(documents[pk].keys.split())
        ]


def _ready(notice):
    if not hasattr(notice, "saved"):
        preload([notice])
    return notice


def is_wanted(notice) -> bool:
    """The search is kept still, is still to be told of, and something of what was found may still be seen."""
    _ready(notice)
    return bool(notice.saved and notice.saved.notify != Frequency.NEVER and notice.found)


def describe(notice, language: str) -> Words | None:
    """How much is new, and the first titles."""
    return describe_group([notice], language)


def describe_group(notices, language: str) -> Words | None:
    """The same for several notices about one search, oldest first."""
    for notice in notices:
        _ready(notice)
    found = {document.pk: document for notice in reversed(notices) for document in notice.found}
    saved = notices[-1].saved
    if saved is None or not found:
        return None
    shown = list(found.values())[:MOST_IN_LINE]
    languages = {document.language for document in shown}
    return Words(
        title=_sentence(saved, len(found), has_more=any(notice.data.get("more") for notice in notices)),
        excerpt="\n".join(document.title for document in shown),
        excerpt_language=languages.pop() if len(languages) == 1 else "",
        url=asking.kept(saved).url,
        reason=_("You are told because you keep this search and asked to hear of new results."),
    )


def _sentence(saved, count: int, *, has_more: bool) -> str:
    said = {"count": count, "search": saved.name}
    if has_more:
        return _("More than %(count)s new results for “%(search)s”") % said
    return (
        ngettext("%(count)s new result for “%(search)s”", "%(count)s new results for “%(search)s”", count)
        % said
    )


def letter(notices, language: str) -> Letter:
    """The mail: titles with their addresses, a search after the other."""
    labels = {slug: kind.label for slug, kind in searchable.items()}
    return Letter(
        context={
            "searches": [
                {
                    "title": _sentence(
                        notice.saved, len(notice.found), has_more=bool(notice.data.get("more"))
                    ),
                    "url": absolute(asking.kept(notice.saved).url),
                    "results": [
                        {
                            "title": document.title,
                            "language": document.language,
                            "kind": labels.get(document.kind, ""),
                            "url": absolute(f"/{language}{document.path}"),
                        }
                        for document in notice.found[:MOST_IN_MAIL]
                    ],
                    "has_more": len(notice.found) > MOST_IN_MAIL,
                }
                for notice in notices
            ]
        },
        list_name="saved-searches",
    )


# --- Stopping by one click --------------------------------------------------------------------------------------------


def _kept(user, group_key: str):
    pk = group_key.partition(":")[2]
    return SavedSearch.objects.filter(user=user, pk=int(pk) if pk.isdigit() else 0)


def _stop_label(user, group_key: str) -> str:
    saved = _kept(user, group_key).first()
    return _("New results of the search “%(search)s”") % {"search": saved.name} if saved else ""


def stop_telling(user, group_key: str) -> bool:
    """Tell of this search no longer; what was chosen before is remembered. Returns whether it was told of."""
    told = _kept(user, group_key).exclude(notify=Frequency.NEVER)
    return bool(told.update(notify_before=F("notify"), notify=Frequency.NEVER))


def tell_again(user, group_key: str) -> bool:
    """Tell of this search as before the stop; returns whether it had been stopped."""
    stopped = _kept(user, group_key).filter(notify=Frequency.NEVER).exclude(notify_before="")
    return bool(stopped.update(notify=F("notify_before"), notify_before=""))


kinds.register(
    SLUG,
    NotificationKind(
        slug=SLUG,
        order=40,
        label=gettext_lazy("New results of searches I keep"),
        help=gettext_lazy("How often is chosen for each search."),
        describe=describe,
        describe_group=describe_group,
        is_wanted=is_wanted,
        preload=preload,
        template="community/search/mail/new_results",
        letter=letter,
        group_stop=GroupStop(label=_stop_label, stop=stop_telling, resume=tell_again),
    ),
)
