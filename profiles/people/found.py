"""People in the site's search: one document for each kind of viewer, each holding what they may read and no more."""

from community.audience import MEMBERS_KEY, PUBLIC_KEY, network_key
from community.languages import active_language
from community.search.index import SearchText

from .audiences import Closeness, is_seen
from .models import Profile
from .words import texts_of


def load_people(pks) -> list[SearchText]:
    """The documents of the people with these user ids; three queries for any number of them.

    A document is left out where it would say the same to people who hold the key of a wider one.
    """
    profiles = Profile.objects.of_people().filter(user_id__in=pks).with_parts()
    return [document for profile in profiles for document in _documents(profile)]


def _documents(profile) -> list[SearchText]:
    documents: list[SearchText] = []
    memberships = profile.user.active_memberships
    keys = {
        Closeness.STRANGER: {PUBLIC_KEY},
        Closeness.MEMBER: {MEMBERS_KEY},
        Closeness.PEER: {network_key(membership.network_id) for membership in memberships},
    }
    wider = None
    for closeness, audience_keys in keys.items():
        if not audience_keys or not is_seen(profile, "listed", closeness):
            continue
        said = (
            "\n".join(texts_of(profile, closeness)),
            [m.network_id for m in memberships] if is_seen(profile, "networks", closeness) else [],
            [topic.pk for topic in profile.topics.all()] if is_seen(profile, "topics", closeness) else [],
        )
        if said == wider:
            continue
        wider = said
        body, network_ids, topic_ids = said
        documents.append(
            SearchText(
                pk=profile.user_id,
                part=closeness.name.lower(),
                language=profile.language or active_language(),
                title=profile.user.display_name,
                body=body,
                path=f"/people/{profile.user.handle}/",
                audience_keys=audience_keys,
                network_ids=network_ids,
                topic_ids=topic_ids,
                happened_at=None,
            )
        )
    return documents


def all_people():
    """User ids of everybody who can be found by somebody."""
    return Profile.objects.of_people().values_list("user_id", flat=True)
