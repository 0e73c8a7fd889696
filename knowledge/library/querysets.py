"""Rows of the library that a person may see, and the lists curators work through."""

import json

from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.expressions import RawSQL

from community.audience import viewer_of, visible_q
from community.networks.permissions import networks_where

from .states import SubmissionState
from .titles import sort_title


class ResourceQuerySet(models.QuerySet):
    """Records of the library, drafts included until a method says otherwise."""

    def visible_to(self, user):
        """Published records that ``user`` may see."""
        return self.filter(visible_q(viewer_of(user), self.model), live=True)

    def curated_by(self, user):
        """Records, drafts too, of networks whose library ``user`` curates."""
        networks = networks_where(user, "curates_library")
        through = self.model.networks.through
        own = through.objects.filter(resource_id=OuterRef("pk"), network_id__in=networks)
        return self.filter(Exists(own))

    def known_to(self, user):
        """Records that ``user`` may see in the library or curates at the desk."""
        own = self.model._default_manager.curated_by(user).values("pk")
        seen = self.model._default_manager.visible_to(user).values("pk")
        return self.filter(Q(pk__in=own.order_by()) | Q(pk__in=seen.order_by()))

    def drafts(self):
        """Records with something unpublished: new ones and changed ones, last touched first."""
        return self.filter(Q(live=False) | Q(has_unpublished_changes=True)).order_by("-updated_at", "-pk")

    def numbered(self, pks):
        """Those whose numbers are in the list ``pks``, however long it is."""
        # One parameter instead of thousands: facets repeat the condition in every branch of their union.
        if connection.vendor == "postgresql":
            listed = RawSQL(
                "SELECT value::bigint FROM jsonb_array_elements_text(%s::jsonb)", [json.dumps(pks)]
            )
        else:
            listed = RawSQL("SELECT value FROM json_each(%s)", [json.dumps(pks)])
        return self.filter(pk__in=listed)

    def titled(self, text: str):
        """Those whose own title holds every word of ``text``; case and accents do not count."""
        found = self
        for word in sort_title(text).split()[:12]:
            found = found.filter(sort_title__contains=word)
        return found

    def newest(self):
        """Last taken into the library first."""
        return self.order_by("-first_published_at", "-pk")

    def by_title(self):
        """By title, leading articles passed over."""
        return self.order_by("sort_title", "pk")

    def by_year(self):
        """Latest work first; works of unknown year last."""
        return self.order_by(F("year").desc(nulls_last=True), "sort_title", "pk")

    def for_list(self):
        """With what a card shows, in two further queries: texts and topics."""
        from community.topics.models import Topic

        return self.prefetch_related(
            "texts",
            Prefetch("topics", queryset=Topic.objects.order_by("position", "pk")),
        )


class SubmissionQuerySet(models.QuerySet):
    """Suggestions, in any state."""

    def visible_to(self, user):
        """Suggestions that ``user`` made, or may decide on as a curator of the network."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(Q(submitter=user) | Q(network_id__in=networks_where(user, "curates_library")))

    def made_by(self, user):
        """Suggestions of ``user``, newest first, with the record each led to."""
        return (
            self.filter(submitter=user).select_related("network", "resource").order_by("-submitted_at", "-pk")
        )

    def for_curator(self, user):
        """Suggestions to networks whose library ``user`` curates."""
        return self.filter(network_id__in=networks_where(user, "curates_library"))

    def waiting(self):
        """Not decided yet, oldest first."""
        return self.filter(state=SubmissionState.NEW).order_by("submitted_at", "pk")

    def open(self):
        """Not at their end: waiting, or accepted and being prepared."""
        return self.filter(state__in=(SubmissionState.NEW, SubmissionState.ACCEPTED))
