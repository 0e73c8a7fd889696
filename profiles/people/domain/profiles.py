"""What can be done with a profile."""

import contextlib

from django.db import transaction
from django.db.models.signals import post_save

from community.jobs.queue import enqueue, job
from community.networks.domain.hooks import on_membership_changed
from community.search import index
from community.topics.models import Area, Topic

from ..audiences import LISTED, PARTS
from ..models import Profile
from ..pictures import forget_picture, keep_picture
from ..refusals import NotYourProfile
from ..words import write_words

TEXTS = ("language", "pronouns", "headline", "about", "area", "sector", "organisation", "offers", "asks")
COLUMNS = tuple(part.column for part in (LISTED, *PARTS))


@transaction.atomic
def change_profile(
    profile: Profile, *, by, topics=None, picture=None, remove_picture=False, **values
) -> Profile:
    """Write what ``by``, its owner, says of themselves.

    ``values`` are columns of the profile (texts and ``audience_…``), checked by the form; ``topics`` an iterable
    of topics or None for no change; ``picture`` a square :class:`PIL.Image.Image` as made by ``read_picture``.
    Raises :class:`NotYourProfile`.
    """
    if by is None or by.pk != profile.user_id:
        raise NotYourProfile()
    unknown = set(values) - set(TEXTS) - set(COLUMNS)
    if unknown:
        raise TypeError(f"A profile has no {', '.join(sorted(unknown))}.")
    profile = Profile.objects.select_for_update(of=("self",)).select_related("user").get(pk=profile.pk)
    for name, value in values.items():
        setattr(profile, name, value)
    if topics is not None:
        profile.topics.set(topics)
    if picture is not None or remove_picture:
        _change_picture(profile.user, picture)
    _save_with_words(profile)
    return profile


def _change_picture(user, picture) -> None:
    """New files first, the name second, old files only after commit: no moment shows a missing picture."""
    old, new = user.picture_key, keep_picture(picture) if picture is not None else ""
    type(user).objects.filter(pk=user.pk).update(picture_key=new)
    user.picture_key = new
    transaction.on_commit(lambda: forget_picture(old))


def _save_with_words(profile: Profile) -> None:
    write_words(profile)
    profile.save()
    index.changed("person", profile.user_id)


def make_profile(user) -> Profile:
    """The empty profile of a new account; call it in the transaction that makes the account."""
    profile = Profile(user=user, language=user.language)
    # Without a key there are no topics to read: a name and a handle are all there is.
    write_words(profile)
    profile.save()
    index.changed("person", user.pk)
    return profile


def person_changed(user) -> None:
    """The name or handle of ``user`` changed: what finds them follows. Call it inside the change's transaction."""
    with contextlib.suppress(Profile.DoesNotExist):
        _save_with_words(Profile.objects.select_related("user", "area").get(user_id=user.pk))


@on_membership_changed.entry("profiles.people")
def membership_changed(membership) -> None:
    """Who joins or leaves a network may be found by others than before."""
    index.changed("person", membership.user_id)


# --- Names of topics and areas stand among the words of many profiles ------------------------------------------------


def _heading_changed(sender, instance, created, raw=False, **_kwargs) -> None:
    if not created and not raw:
        enqueue("people.refresh-words", key=f"{sender._meta.model_name}:{instance.pk}", **{
            sender._meta.model_name: instance.pk
        })  # fmt: skip


for _heading in (Topic, Area):
    post_save.connect(_heading_changed, sender=_heading, dispatch_uid=f"profiles.people.{_heading.__name__}")


@job("people.refresh-words")
def refresh_words(*, topic: int | None = None, area: int | None = None) -> None:
    """Work out anew the words of the profiles that name this topic or area."""
    profiles = Profile.objects.select_related("user", "area").prefetch_related("topics")
    profiles = profiles.filter(topics=topic) if topic else profiles.filter(area=area)
    for profile in profiles.iterator(chunk_size=200):
        with transaction.atomic():
            _save_with_words(profile)
