"""Records: saving a draft, publishing, taking out, and what follows from each."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.actions.unpublish import UnpublishAction
from wagtail.log_actions import log

from community import home_panels
from community.search import index

from .. import workflows
from ..models import Resource
from ..permissions import check_can_edit
from ..refusals import ChangedMeanwhile, NotReadyToPublish, StaysAsItIs


def newest(resource: Resource) -> Resource:
    """The record with its newest draft's content; the record itself where nothing is unpublished."""
    return resource.get_latest_revision_as_object()


@transaction.atomic
def create_draft(resource: Resource, *, by, texts=(), topics=(), networks=()) -> Resource:
    """Keep a new record as a draft of ``by`` and start its network's workflow.

    ``resource`` is unsaved; ``texts`` are unsaved :class:`ResourceText` without
    their resource. Nothing is live until the workflow, or a curator, publishes.
    """
    resource.live = False
    resource.has_unpublished_changes = True
    resource.networks.set(networks)
    resource.topics.set(topics)
    resource.texts.set(texts)
    resource.save()
    log(instance=resource, action="wagtail.create", user=by)
    resource.save_revision(user=by, clean=False, log_action=True)
    workflows.start(resource, by=by)
    return resource


@transaction.atomic
def save_draft(resource: Resource, *, by, based_on: int | None = None) -> Resource:
    """Keep ``resource`` (the newest content with changes made to it) as a draft; what is live stays as it is.

    ``based_on`` is the number of the revision that was edited (0 for none);
    raises :class:`ChangedMeanwhile` when there is a newer one. None does not ask.
    """
    held = _locked(resource)
    check_can_edit(by, held)
    _check_unlocked(held, by)
    if based_on is not None and based_on != (held.latest_revision_id or 0):
        raise ChangedMeanwhile
    if not resource.live:
        # Nobody sees the row yet, so it may follow the draft; lists and duplicate checks read it.
        resource.save()
    resource.save_revision(user=by, clean=False, log_action=True)
    return resource


@transaction.atomic
def publish(resource: Resource, *, by) -> Resource:
    """Publish the newest draft, through the network's workflow where one is in progress.

    Doing it twice is safe. Raises :class:`NotReadyToPublish` with every fault where
    the record lacks something.
    """
    held = _locked(resource)
    check_can_edit(by, held)
    _check_unlocked(held, by)
    if held.live and not held.has_unpublished_changes:
        return held
    content = newest(held)
    check_complete(content)
    if not workflows.approve(held, by=by):
        revision = held.get_latest_revision() or content.save_revision(user=by, clean=False)
        revision.publish(user=by, skip_permission_checks=True)
    held.refresh_from_db()
    Resource.objects.filter(pk=held.pk).update(reviewed_at=timezone.now(), reviewed_by=by)
    return held


@transaction.atomic
def unpublish(resource: Resource, *, by) -> bool:
    """Take the record out of the library; its draft and comments stay. Returns whether it was in."""
    held = _locked(resource)
    check_can_edit(by, held)
    _check_unlocked(held, by)
    if not held.live:
        return False
    # Our own rule was asked above; curators hold no permission on the model, see ``workflows``.
    UnpublishAction(held, user=by).execute(skip_permission_checks=True)
    return True


def check_complete(resource: Resource) -> None:
    """Raise :class:`NotReadyToPublish` unless readers would find all they need."""
    faults = []
    try:
        resource.full_clean(exclude=["latest_revision", "live_revision"])
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            label = "" if name == NON_FIELD_ERRORS else str(resource._meta.get_field(name).verbose_name)
            for message in messages:
                sentence = gettext("%(field)s: %(message)s") % {"field": label, "message": message}
                faults.append(sentence if label else message)
    if not any(text.summary.strip() for text in resource.texts.all()):
        faults.append(gettext("Write a summary in at least one language."))
    if faults:
        raise NotReadyToPublish(faults)


def _locked(resource: Resource) -> Resource:
    """The row as it is now, held until the transaction ends."""
    return Resource.objects.select_for_update().get(pk=resource.pk)


def _check_unlocked(resource: Resource, by) -> None:
    if resource.locked and resource.locked_by_id != by.pk:
        raise StaysAsItIs


def content_changed(resource: Resource) -> None:
    """A record went live, changed while live, or went away: have it found, listed and heard accordingly.

    Called by every way of publishing, the editors' area included.
    """
    from community.discussions.domain.subjects import audience_changed

    if not resource.live:
        index.withdraw("resource", object_id=resource.pk)
    index.changed("resource", resource.pk)
    audience_changed("resource", resource)
    home_panels.forget("library")
