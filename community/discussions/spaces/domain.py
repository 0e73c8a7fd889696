"""Making, changing and archiving spaces; who comes into a closed one.

A space is held by one network or several, as equals: a coordinator of any of
them may change it. Nobody can bind a network they do not coordinate: such a
network is asked, and holds the space once one of its coordinators accepts.
Each network's coordinators may take their own out again, but not the last.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from community.audience import Audience, forget_viewer
from community.jobs.queue import enqueue, job
from community.live.log import Entry, append_all
from community.live.recheck import recheck_everybody, recheck_person
from community.networks.models import Membership, Network
from community.networks.permissions import may, networks_where
from community.registry import Registry
from community.search import index

from ..domain import hooks
from ..domain.taking_out import take_out_space
from ..models import Space, SpaceInvitation, Thread
from . import refusals
from .models import SpaceCall, SpaceOffer

CHANGEABLE = (
    "name_en", "name_cy", "name_gd", "description_en", "description_cy", "description_gd",
    "agreement_en", "agreement_cy", "agreement_gd", "audience", "starters",
)  # fmt: skip
_BATCH = 200

# Called with a call in the transaction that makes it.
on_called = Registry("hook for invitations to a space")
# Called with an offer in the transaction that makes it; and with one that is answered, and whether it was accepted.
on_asked = Registry("hook for questions to a network")
on_answered = Registry("hook for answers of a network")


def keeps(user, space: Space) -> bool:
    """Whether ``user`` coordinates one of the networks that hold it; for many, with their networks prefetched."""
    return any(may(user, network, "manages_members") for network in space.networks.all())


def check_keeps(user, space: Space) -> None:
    """Raise ``SpaceCoordinatorsOnly`` unless ``user`` keeps the space."""
    if not keeps(user, space):
        raise refusals.SpaceCoordinatorsOnly


def make_space(*, by, networks: Iterable[Network], **fields) -> Space:
    """A new space, held by those of ``networks`` that ``by`` coordinates; the others are asked."""
    own, others = _own_and_others(by, networks)
    if not own:
        raise refusals.OwnNetworkNeeded
    with transaction.atomic():
        last = Space.objects.aggregate(last=Max("position"))["last"] or 0
        space = Space(slug=_free_slug(fields["name_en"]), position=last + 1, **fields)
        space.full_clean()
        space.save()
        space.networks.set(own)
        _ask(space, others, by)
        if space.audience == Audience.SPACE:
            SpaceInvitation.objects.create(space=space, user=by, invited_by=by)
            forget_viewer(by)
            recheck_person(by.pk)
    return space


def change_space(space: Space, *, by, networks: Iterable[Network] | None = None, **fields) -> bool:
    """Write ``fields`` (of ``CHANGEABLE``), and which networks hold it; returns whether anything changed.

    Of networks that ``by`` does not coordinate new ones are asked, and those that hold it stay.
    """
    check_keeps(by, space)
    if unknown := set(fields) - set(CHANGEABLE):
        raise TypeError(f"A space has no changeable {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        row = Space.objects.select_for_update().get(pk=space.pk)
        before = (row.audience, set(row.networks.values_list("pk", flat=True)))
        changed = [name for name, value in fields.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, fields[name])
        row.full_clean(exclude={"slug"})
        row.save()
        if networks is not None:
            networks = list(networks)
            holding = holders_after(before[1], by=by, networks=networks)
            if not holding:
                raise refusals.SpaceNeedsANetwork
            row.networks.set(holding)
            _ask(
                row,
                [network for network in _own_and_others(by, networks)[1] if network.pk not in holding],
                by,
            )
        after = (row.audience, set(row.networks.values_list("pk", flat=True)))
        if row.audience == Audience.SPACE and before[0] != Audience.SPACE:
            SpaceInvitation.objects.get_or_create(space=row, user=by, defaults={"invited_by": by})
            forget_viewer(by)
        if after != before:
            _readers_changed(row)
        if changed or after != before:
            append_all([Entry(row.stream_key, "reshaped")])
            _reshape_threads_later(row.pk)
    space.refresh_from_db()
    return bool(changed) or after != before


def holders_after(held: set[int], *, by, networks: Iterable[Network]) -> set[int]:
    """Ids of the networks that hold a space when ``by`` has chosen ``networks``, of ``held`` those of others stay."""
    own, _others = _own_and_others(by, networks)
    return {network.pk for network in own} | (held - set(networks_where(by, "manages_members")))


def archive_space(space: Space, *, by) -> bool:
    """Leave it to be read and take it out of the lists; returns whether it was open."""
    return _set_archived(space, by, timezone.now())


def unarchive_space(space: Space, *, by) -> bool:
    """Have it live again; returns whether it was archived."""
    return _set_archived(space, by, None)


def _set_archived(space: Space, by, at) -> bool:
    check_keeps(by, space)
    with transaction.atomic():
        row = Space.objects.select_for_update().get(pk=space.pk)
        if (row.archived_at is None) == (at is None):
            return False
        row.archived_at = at
        row.save(update_fields=["archived_at"])
        append_all([Entry(row.stream_key, "reshaped")])
        _reshape_threads_later(row.pk)
    space.archived_at = at
    return True


# --- Networks -----------------------------------------------------------------------------------------------------


def accept_offer(offer: SpaceOffer, *, by) -> bool:
    """The network holds the space from now on, as the others do; returns whether it was still asked."""
    _check_answers(offer, by)
    with transaction.atomic():
        space = Space.objects.select_for_update().get(pk=offer.space_id)
        if not SpaceOffer.objects.filter(pk=offer.pk).delete()[0]:
            return False
        space.networks.add(offer.network_id)
        _readers_changed(space)
        append_all([Entry(space.stream_key, "reshaped")])
        _reshape_threads_later(space.pk)
        for hook in on_answered:
            hook(offer, by=by, accepted=True)
    return True


def decline_offer(offer: SpaceOffer, *, by) -> bool:
    """It does not; returns whether it was still asked."""
    _check_answers(offer, by)
    with transaction.atomic():
        if not SpaceOffer.objects.filter(pk=offer.pk).delete()[0]:
            return False
        for hook in on_answered:
            hook(offer, by=by, accepted=False)
    return True


def withdraw_offer(offer: SpaceOffer, *, by) -> bool:
    """Ask no longer; returns whether it was still open."""
    check_keeps(by, offer.space)
    return bool(SpaceOffer.objects.filter(pk=offer.pk).delete()[0])


def _check_answers(offer: SpaceOffer, by) -> None:
    if not may(by, offer.network_id, "manages_members"):
        raise refusals.SpaceCoordinatorsOnly


def _own_and_others(by, networks) -> tuple[list[Network], list[Network]]:
    mine = set(networks_where(by, "manages_members"))
    networks = list(networks)
    return [one for one in networks if one.pk in mine], [one for one in networks if one.pk not in mine]


def _ask(space: Space, networks: list[Network], by) -> None:
    for network in networks:
        offer, is_new = SpaceOffer.objects.get_or_create(
            space=space, network=network, defaults={"asked_by": by}
        )
        if is_new:
            for hook in on_asked:
                hook(offer)


# --- People -------------------------------------------------------------------------------------------------------


def call_into(space: Space, *, who: str, by) -> SpaceCall:
    """Ask a member of the space's networks, named by handle or e-mail address, into a closed space."""
    check_keeps(by, space)
    if space.audience != Audience.SPACE:
        raise refusals.NotClosed
    who = who.strip().lower()
    field = {"user__email": who} if "@" in who.lstrip("@") else {"user__handle": who.lstrip("@")}
    tie = (
        Membership.objects.active()
        .filter(network__in=space.networks.all(), user__is_active=True, **field)
        .select_related("user")
        .first()
    )
    if tie is None:
        raise refusals.NobodyToInvite
    with transaction.atomic():
        Space.objects.select_for_update().get(pk=space.pk)
        if SpaceInvitation.objects.filter(space=space, user=tie.user).exists():
            raise refusals.InvitedBefore
        call, is_new = SpaceCall.objects.get_or_create(
            space=space, user=tie.user, defaults={"invited_by": by}
        )
        if not is_new:
            if call.declined_at is None:
                raise refusals.InvitedBefore
            call.delete()
            call = SpaceCall.objects.create(space=space, user=tie.user, invited_by=by)
        for hook in on_called:
            hook(call)
    return call


def answer_call(call: SpaceCall, *, accept: bool) -> None:
    """Come in, or not."""
    with transaction.atomic():
        row = SpaceCall.objects.select_for_update().filter(pk=call.pk, declined_at__isnull=True).first()
        if row is None:
            raise refusals.NoCall
        if not accept:
            row.declined_at = timezone.now()
            row.save(update_fields=["declined_at"])
            return
        row.delete()
        SpaceInvitation.objects.get_or_create(
            space_id=row.space_id, user_id=row.user_id, defaults={"invited_by_id": row.invited_by_id}
        )
        recheck_person(row.user_id)


def withdraw_call(call: SpaceCall, *, by) -> bool:
    """Take an invitation back; returns whether it was still open."""
    check_keeps(by, call.space)
    return bool(SpaceCall.objects.filter(pk=call.pk).delete()[0])


def send_out(invitation: SpaceInvitation, *, by) -> bool:
    """Take somebody's place in a closed space; their pages hear nothing more from this moment on."""
    check_keeps(by, invitation.space)
    with transaction.atomic():
        gone = SpaceInvitation.objects.filter(pk=invitation.pk).delete()[0]
        recheck_person(invitation.user_id)
        if gone:
            _settle_later(invitation.space_id)
    return bool(gone)


# --- Parts of the above -------------------------------------------------------------------------------------------


def _readers_changed(space: Space) -> None:
    take_out_space(space)
    recheck_everybody()
    _settle_later(space.pk)


def _settle_later(space_id: int) -> None:
    enqueue("discussions.space_readers_changed", space_id=space_id)


@job("discussions.space_readers_changed")
def space_readers_changed(*, space_id: int, after: int = 0) -> None:
    """The threads of a space have other readers: the search index, and whoever keeps something for them. In batches."""
    threads = list(
        Thread.objects.filter(space=space_id, pk__gt=after, removed_at__isnull=True)
        .select_related("space")
        .order_by("pk")[:_BATCH]
    )
    with transaction.atomic():
        index.changed("thread", *(thread.pk for thread in threads))
        for thread in threads:
            for hook in hooks.on_thread_moved:
                hook(thread)
        if len(threads) == _BATCH:
            enqueue("discussions.space_readers_changed", space_id=space_id, after=threads[-1].pk)


def _reshape_threads_later(space_id: int) -> None:
    enqueue("discussions.space_reshaped", space_id=space_id)


@job("discussions.space_reshaped")
def space_reshaped(*, space_id: int, after: int = 0) -> None:
    """The pages of a space's threads show its name, its agreement and who may write. In batches."""
    threads = list(
        Thread.objects.filter(space=space_id, pk__gt=after, removed_at__isnull=True).order_by("pk")[:_BATCH]
    )
    with transaction.atomic():
        append_all([Entry(thread.stream_key, "reshaped") for thread in threads])
        if len(threads) == _BATCH:
            enqueue("discussions.space_reshaped", space_id=space_id, after=threads[-1].pk)


def _free_slug(name: str) -> str:
    stem = slugify(name)[:50].strip("-") or "space"
    slug, number = stem, 2
    while Space.objects.filter(slug=slug).exists():
        slug, number = f"{stem}-{number}", number + 1
    return slug
