"""What members and curators are told about suggestions, on the site and by mail."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.networks.permissions import may
from community.notifications.kinds import Letter, NotificationKind, Words, kinds

from .models import Resource, Submission
from .states import SubmissionState

MADE = "submission_made"
OUTCOMES = {
    "submission_accepted": SubmissionState.ACCEPTED,
    "submission_declined": SubmissionState.DECLINED,
    "submission_published": SubmissionState.PUBLISHED,
}


def preload(notices) -> None:
    """Give each notice its ``submission`` (None when that is gone) and, where there is one, its visible record."""
    rows = Submission.objects.select_related("network", "submitter").in_bulk(
        {notice.subject_id for notice in notices}
    )
    for notice in notices:
        notice.submission = rows.get(notice.subject_id)


def _submission(notice) -> Submission | None:
    if not hasattr(notice, "submission"):
        preload([notice])
    return notice.submission


def _record(notice) -> Resource | None:
    """The record a suggestion led to, if the reader may see it in the library."""
    if not hasattr(notice, "record"):
        submission = _submission(notice)
        number = submission.resource_id if submission else None
        notice.record = Resource.objects.visible_to(notice.user).filter(pk=number).first() if number else None
    return notice.record


def describe_outcome(notice, language: str) -> Words | None:
    """To the member: what became of a suggestion, with the reason where there is one."""
    submission = _submission(notice)
    if submission is None or submission.submitter_id != notice.user_id:
        return None
    state = OUTCOMES[notice.kind]
    title = {
        SubmissionState.ACCEPTED: _("Your suggestion “%(title)s” was accepted and is being prepared"),
        SubmissionState.DECLINED: _("Your suggestion “%(title)s” was not taken up"),
        SubmissionState.PUBLISHED: _("Your suggestion “%(title)s” is now in the library"),
    }[state] % {"title": submission.title}
    url = f"{reverse('submissions-mine')}#suggestion-{submission.pk}"
    excerpt = submission.reason if state == SubmissionState.DECLINED else ""
    if state == SubmissionState.PUBLISHED and (record := _record(notice)):
        url = record.get_absolute_url()
    return Words(title=title, excerpt=excerpt, url=url, reason=_("You are told because you suggested it."))


def is_outcome_wanted(notice) -> bool:
    """The suggestion is still where the notice says; who hears that it is published need not hear it was accepted."""
    submission = _submission(notice)
    return (
        submission is not None
        and submission.submitter_id == notice.user_id
        and submission.state == OUTCOMES[notice.kind]
    )


def describe_made(notice, language: str) -> Words | None:
    """To curators: somebody suggests something."""
    submission = _submission(notice)
    if submission is None or not may(notice.user, submission.network_id, "curates_library"):
        return None
    values = {"title": submission.title, "network": submission.network.name}
    if submission.submitter:
        title = _("%(person)s suggests “%(title)s” to %(network)s") % {
            **values,
            "person": submission.submitter.display_name,
        }
    else:
        title = _("Somebody suggests “%(title)s” to %(network)s") % values
    return Words(
        title=title,
        excerpt=submission.why,
        excerpt_language=submission.language,
        url=reverse("desk-submission", args=[submission.pk]),
        reason=_("You are told because you are a curator of this network."),
    )


def is_made_wanted(notice) -> bool:
    """Nobody has decided yet, and the reader still may."""
    submission = _submission(notice)
    return (
        submission is not None
        and submission.state == SubmissionState.NEW
        and may(notice.user, submission.network_id, "curates_library")
    )


def letter(notices, language: str) -> Letter:
    """The mail about one or more suggestions to a network."""
    kind = kinds.get(notices[0].kind)
    words = [kind.describe(notice, language) for notice in notices]
    network = _submission(notices[0]).network
    return Letter(
        context={"items": [one for one in words if one is not None]},
        list_name=f"library-{network.slug}",
        list_label=network.name,
    )


for _slug, _label, _help in (
    (
        "submission_accepted",
        gettext_lazy("A suggestion of mine was accepted"),
        gettext_lazy("A curator is preparing it for the library."),
    ),
    (
        "submission_declined",
        gettext_lazy("A suggestion of mine was not taken up"),
        gettext_lazy("With the curator’s reason."),
    ),
    (
        "submission_published",
        gettext_lazy("A suggestion of mine is in the library"),
        gettext_lazy("With a link to its page."),
    ),
):
    kinds.register(
        _slug,
        NotificationKind(
            slug=_slug,
            label=_label,
            help=_help,
            describe=describe_outcome,
            is_wanted=is_outcome_wanted,
            preload=preload,
            letter=letter,
        ),
    )
kinds.register(
    MADE,
    NotificationKind(
        slug=MADE,
        label=gettext_lazy("New suggestions to a library I curate"),
        describe=describe_made,
        is_wanted=is_made_wanted,
        # The desk shows what waits; a mail each time is for those who ask for it.
        default_by_mail=False,
        preload=preload,
        letter=letter,
    ),
)
