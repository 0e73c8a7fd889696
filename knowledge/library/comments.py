"""Comments on records: the same threads as everywhere, hung on a resource; and links to records in what people write."""

from django.utils.translation import gettext_lazy as _

from community.audience import Audience, viewer_of
from community.discussions.domain.markup import link_resolvers
from community.discussions.domain.subjects import SubjectKind, subjects

from .models import Resource

KIND = "resource"


def load(pk: int) -> Resource | None:
    """The record of this number, published or not; the audience below decides who may read its thread."""
    return Resource.objects.filter(pk=pk).first()


def audience(resource: Resource) -> tuple[str, list[int]]:
    """Whoever sees the record sees its comments; those on a draft or a record taken out are seen by nobody."""
    if not resource.live:
        return Audience.ONLY_ME, []
    return resource.audience, [network.pk for network in resource.networks.all()]


def may_reply(user, resource: Resource) -> bool:
    """Everybody who is signed in and sees the record."""
    # The same rule as visible_to, on the row at hand: the page has asked the database already.
    return bool(user.is_authenticated and user.is_active and resource.live) and viewer_of(user).holds_any(
        resource.audience_keys()
    )


subjects.register(
    KIND,
    SubjectKind(
        name=KIND,
        load=load,
        title=lambda resource: resource.title,
        url=lambda resource: resource.get_absolute_url(),
        audience=audience,
        may_reply=may_reply,
        whereabouts=_("Library"),
    ),
)


def address_of(reference: str) -> str | None:
    """``resource:arnstein1969`` or ``resource:12`` in a text → the record's address, without language prefix."""
    # Only what everybody may see: the address holds the title.
    rows = Resource.objects.visible_to(None)
    found = rows.filter(pk=int(reference)) if reference.isdecimal() else rows.filter(ref_key=reference)
    resource = found.order_by("pk").first()
    return f"/library/{resource.pk}/{resource.slug}/" if resource else None


link_resolvers[KIND] = address_of
