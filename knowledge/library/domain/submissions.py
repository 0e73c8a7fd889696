"""Suggestions: made by members, decided by curators, followed to their end."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from community.networks.models import Network
from community.notifications.domain.notices import notify

from ..addresses import canonical_url, normal_doi
from ..models import Resource, ResourceText, Submission
from ..permissions import check_can_decide, check_can_suggest
from ..refusals import AlreadyDecided, AlreadyInLibrary, AlreadySuggested, ReasonMissing
from ..states import SubmissionState, may_follow
from . import records
from .duplicates import record_at
from .guesses import guessed_format


@transaction.atomic
def suggest(
    network: Network,
    *,
    by,
    url: str,
    title: str,
    why: str,
    language: str,
    submission_key: str = "",
    at: datetime | None = None,
) -> Submission:
    """Suggest what stands at ``url`` to ``network``; returns the suggestion.

    Pressing the button twice (the same ``submission_key``) gives the first one.
    Raises :class:`AlreadyInLibrary` for an address or DOI the library has, and
    :class:`AlreadySuggested` while one's own suggestion of it waits.
    """
    check_can_suggest(by, network)
    if submission_key and (
        first := Submission.objects.filter(submitter=by, submission_key=submission_key).first()
    ):
        return first
    if there := record_at(url, user=by):
        raise AlreadyInLibrary(there)
    open_ones = Submission.objects.open().filter(network=network, submitter=by)
    if open_ones.filter(canonical_url=canonical_url(url)).exists():
        raise AlreadySuggested
    fields = {"network": network, "url": url, "title": title, "why": why, "language": language}
    fields["submitted_at"] = at or timezone.now()
    try:
        with transaction.atomic():
            submission = Submission.objects.create(submitter=by, submission_key=submission_key, **fields)
    except IntegrityError:
        # The other press of the button was quicker.
        return Submission.objects.get(submitter=by, submission_key=submission_key)
    _tell_curators(submission)
    return submission


@transaction.atomic
def accept(submission: Submission, *, by, at: datetime | None = None) -> Resource:
    """Make a draft record of a suggestion and start its workflow; returns the record.

    The curator who accepted it already gets the same record; another one is
    told who was quicker. Raises :class:`AlreadyInLibrary` where a record has the
    same DOI, which two records cannot share.
    """
    held = _locked(submission)
    check_can_decide(by, held)
    if held.state == SubmissionState.ACCEPTED and held.decided_by_id == by.pk and held.resource_id:
        return held.resource
    _check_step(held, SubmissionState.ACCEPTED)
    doi = held.doi or normal_doi(held.url)
    if doi and (same := Resource.objects.filter(doi=doi).first()):
        raise AlreadyInLibrary(same, field="")
    resource = Resource(
        title=held.title,
        url=held.url,
        doi=doi,
        format=guessed_format(held.url, doi),
        languages=[held.language],
        source_language=held.language,
        contributed_by=held.submitter,
    )
    # The member's own words are where the curator starts from.
    text = ResourceText(language=held.language, summary=held.why)
    records.create_draft(resource, by=by, texts=[text], networks=[held.network])
    _decide(held, SubmissionState.ACCEPTED, by=by, resource=resource, at=at)
    return resource


@transaction.atomic
def decline(
    submission: Submission,
    *,
    by,
    reason: str,
    resource: Resource | None = None,
    seen: str | None = None,
    at: datetime | None = None,
) -> Submission:
    """Decline a suggestion, or one that was accepted and turned out not to fit; ``reason`` is sent to its maker.

    ``resource`` is the record that makes it unnecessary, where there is one. A
    draft made for it stays with the curators. ``seen`` is the state in which it
    was shown to ``by``; raises :class:`AlreadyDecided` when it has another by
    now. None does not ask.
    """
    held = _locked(submission)
    check_can_decide(by, held)
    if held.state == SubmissionState.DECLINED and held.decided_by_id == by.pk:
        return held
    if seen is not None and seen != held.state:
        raise AlreadyDecided(_who_was_quicker(held))
    _check_step(held, SubmissionState.DECLINED)
    if not reason.strip():
        raise ReasonMissing
    held.reason = reason.strip()
    _decide(held, SubmissionState.DECLINED, by=by, resource=resource, at=at)
    return held


@transaction.atomic
def record_went_live(resource: Resource, *, by=None) -> int:
    """Bring accepted suggestions of a record that is now live to their end; returns how many."""
    waiting = Submission.objects.select_for_update().filter(resource=resource, state=SubmissionState.ACCEPTED)
    told = list(waiting)
    for submission in told:
        _decide(submission, SubmissionState.PUBLISHED, by=by or submission.decided_by, resource=resource)
    return len(told)


def _locked(submission: Submission) -> Submission:
    # The row alone: outer joins cannot be locked on PostgreSQL.
    return Submission.objects.select_for_update().get(pk=submission.pk)


def _check_step(submission: Submission, following: str) -> None:
    if not may_follow(submission.state, following):
        raise AlreadyDecided(_who_was_quicker(submission))


def _who_was_quicker(submission: Submission):
    from django.utils.translation import gettext as _

    name = submission.decided_by.display_name if submission.decided_by else ""
    sentences = {
        SubmissionState.ACCEPTED: _("%(name)s has accepted this suggestion already."),
        SubmissionState.DECLINED: _("%(name)s has declined this suggestion already."),
    }
    sentence = sentences.get(submission.state)
    return sentence % {"name": name} if sentence and name else None


def _decide(
    submission: Submission, state: str, *, by, resource: Resource | None, at: datetime | None = None
) -> None:
    submission.state = state
    submission.decided_at, submission.decided_by = at or timezone.now(), by
    submission.resource = resource
    submission.save()
    if submission.submitter_id and (by is None or submission.submitter_id != by.pk):
        notify(
            f"submission_{state}",
            people=[(submission.submitter_id, "submitted")],
            subject_id=submission.pk,
            event_key=f"submission:{submission.pk}:{state}",
            group_key=f"submission:{submission.pk}",
            actor=by,
            happened_at=submission.decided_at,
        )


def _tell_curators(submission: Submission) -> None:
    from community.networks.models import Membership

    curators = (
        Membership.objects.that_may("curates_library")
        .filter(network_id=submission.network_id)
        .exclude(user_id=submission.submitter_id)
        .values_list("user_id", flat=True)
    )
    notify(
        "submission_made",
        people=[(user_id, "curating") for user_id in curators],
        subject_id=submission.pk,
        event_key=f"submission:{submission.pk}:made",
        group_key=f"submission:{submission.pk}",
        actor=submission.submitter,
        happened_at=submission.submitted_at,
    )
