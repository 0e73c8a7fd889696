"""One number for everything that many pages show beside their own content.

Names and pictures of people, names and colours of networks and spaces, names
of topics: when one of them changes, the number of the stream ``look`` is
raised, and pages kept whole by their thread's number are drawn again.
"""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save

from community.live.log import append
from community.networks.models import Network
from community.topics.models import Topic

from .models import Space, Thread

LOOK_STREAM = "look"
# Fields of an account that nobody sees: signing in writes one of them.
_UNSEEN = frozenset({"last_login", "password", "is_staff", "time_zone", "language"})


def look_changed() -> None:
    """Something changed that many pages show; takes effect with the commit of the running transaction.

    In a transaction of its own after that commit, since this one row would
    otherwise make unrelated changes wait for each other.
    """
    transaction.on_commit(_raise_number, robust=True)


def _raise_number() -> None:
    with transaction.atomic():
        append(LOOK_STREAM, "changed")


def _row_changed(sender, created=False, update_fields=None, **_others):
    if created and sender is not Space:
        return  # nothing shows it yet
    if update_fields is not None and frozenset(update_fields) <= _UNSEEN:
        return
    look_changed()


def _ties_changed(sender, action="", **_others):
    if action.startswith("post_"):
        look_changed()


def watch() -> None:
    """Begin to listen for such changes; called once, when the apps are ready."""
    for model in (get_user_model(), Network, Space, Topic):
        post_save.connect(_row_changed, sender=model, dispatch_uid=f"look-saved-{model.__name__}")
        post_delete.connect(_row_changed, sender=model, dispatch_uid=f"look-deleted-{model.__name__}")
    for ties in (Space.networks.through, Thread.topics.through):
        m2m_changed.connect(_ties_changed, sender=ties, dispatch_uid=f"look-ties-{ties.__name__}")
