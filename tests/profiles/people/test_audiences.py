"""Who sees which part of a profile: the table, the same rule in SQL, and nothing that leaks anywhere."""

import itertools
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.audience import Audience, viewer_of
from community.search.models import SearchDocument
from community.search.query import search
from profiles.people.audiences import PARTS, Closeness, closeness_of, is_seen, part_seen_q
from profiles.people.directory import Choices, listing
from profiles.people.models import Profile
from profiles.people.seen import seen_by
from tests.factories import make_area, make_member, make_network, make_person, make_topic
from tests.factories.people import write_profile

pytestmark = pytest.mark.django_db

ALL = [
    audience.value for audience in (Audience.PUBLIC, Audience.MEMBERS, Audience.NETWORKS, Audience.ONLY_ME)
]


class Cast:
    """Nia, whose profile it is, and people at every distance from her."""

    def __init__(self):
        self.wales, self.scotland = make_network("wales"), make_network("scotland")
        self.nia = make_member(self.wales, name="Nia Parry")
        self.viewers = {
            "stranger": None,
            "member": make_person("Mair"),
            "member of another network": make_member(self.scotland, name="Ailsa"),
            "suspended peer": make_member(self.wales, name="Sioned", state="suspended"),
            "peer": make_member(self.wales, name="Rhys"),
            "closed account of a peer": make_member(self.wales, name="Alun", is_active=False),
            "herself": self.nia,
        }


@pytest.fixture
def cast(db):
    return Cast()


# Who sees a part with this audience: everybody from this distance on.
SEES = {
    "public": {"stranger", "member", "member of another network", "suspended peer", "peer",
               "closed account of a peer", "herself"},
    "members": {"member", "member of another network", "suspended peer", "peer", "herself"},
    "networks": {"peer", "herself"},
    "only_me": {"herself"},
}  # fmt: skip


@pytest.mark.parametrize("audience", ALL)
def test_who_sees_a_part(cast, audience):
    profile = write_profile(
        cast.nia, headline="Listens for a living", audience_headline=audience, audience_listed="public"
    )
    profile = Profile.objects.with_parts().get(pk=profile.pk)
    seen = {name for name, viewer in cast.viewers.items() if seen_by(profile, viewer_of(viewer)).headline}
    assert seen == SEES[audience]


@pytest.mark.parametrize("audience", ALL)
def test_who_knows_of_the_profile_at_all(cast, audience):
    write_profile(cast.nia, audience_listed=audience)
    knows = {
        name
        for name, viewer in cast.viewers.items()
        if Profile.objects.visible_to(viewer).filter(user=cast.nia).exists()
    }
    assert knows == SEES[audience]


@pytest.mark.parametrize(("listed", "part"), list(itertools.product(ALL, ALL)))
def test_a_part_is_seen_by_those_inside_both_audiences_in_python_and_in_sql(cast, listed, part):
    write_profile(cast.nia, audience_listed=listed, audience_area=part)
    profile = Profile.objects.with_parts().get(user=cast.nia)
    ids = {membership.network_id for membership in profile.user.active_memberships}
    for name, person in cast.viewers.items():
        viewer = viewer_of(person)
        rows = Profile.objects.visible_to(person).filter(part_seen_q(viewer, "area"), user=cast.nia)
        in_python = is_seen(profile, "area", closeness_of(viewer, profile.user_id, ids))
        assert rows.exists() == in_python == (name in SEES[listed] & SEES[part]), name


def test_a_closed_account_is_seen_by_nobody(cast):
    write_profile(cast.nia, audience_listed="public")
    cast.nia.is_active = False
    cast.nia.save()
    assert not Profile.objects.visible_to(None).filter(user=cast.nia).exists()
    assert not Profile.objects.visible_to(cast.viewers["peer"]).filter(user=cast.nia).exists()


def test_parts_are_for_members_until_somebody_chooses_otherwise():
    profile = make_person("Nia").profile
    assert {getattr(profile, part.column) for part in PARTS} == {"members"}
    assert profile.audience_listed == "members"


def test_the_database_refuses_an_unknown_audience():
    person = make_person("Nia")
    with pytest.raises(IntegrityError), transaction.atomic():
        Profile.objects.filter(user=person).update(audience_about="everyone")


# --- Nothing leaks ----------------------------------------------------------------------------------------------------

# A word for each part that stands nowhere else, so that finding it anywhere means having been shown that part.
WORDS = {
    "pronouns": "zpronounsz",
    "headline": "zheadlinez",
    "about": "zaboutz",
    "organisation": "zorganisationz",
    "offers": "zoffersz",
    "asks": "zasksz",
}
AREA, TOPIC, SECTOR = "Zareaz", "Ztopicz", "Freelance"


@pytest.fixture
def secrets(cast):
    """Nia's profile with a word of its own in each part, and an area and topic that nobody else has."""
    area, topic = make_area(name_en=AREA, name_cy=AREA), make_topic("ztopicz", name_en=TOPIC, name_cy=TOPIC)
    write_profile(cast.nia, topics=[topic], area=area, sector="freelance", **WORDS)
    cast.area, cast.topic = area, topic
    return cast


def found_by_text(viewer, word):
    return "Nia Parry" in {person.display_name for person in listing(viewer, Choices(text=word)).people}


def client_of(person):
    client = Client()
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def check_nothing_leaks(cast, audiences, run_jobs):
    """Whatever the audiences: page, directory, its search and counts, and the site's search show what is open."""
    write_profile(
        cast.nia,
        topics=[cast.topic],
        **{f"audience_{name}": audience for name, audience in audiences.items()},
    )
    run_jobs()
    for name, person in cast.viewers.items():
        who = f"{name} with {audiences}"

        def open_to(part, name=name):
            return name in SEES[audiences["listed"]] and name in SEES[audiences[part]]

        viewer = person or AnonymousUser()
        client = client_of(person if person is None or person.is_active else None)
        answer = client.get("/en/people/nia-parry/")
        knows = name in SEES[audiences["listed"]]
        assert answer.status_code == (200 if knows else 404), who
        page = answer.content.decode()
        plain = listing(viewer, Choices())
        counts = {facet: {o.key: o.count for o in options} for facet, options in plain.facets.items()}
        keys = viewer_of(viewer)
        documents = [
            document
            for document in SearchDocument.objects.filter(kind="person", object_id=cast.nia.pk)
            if keys.holds_any(document.keys.split())
        ]
        indexed = "\n".join(document.body for document in documents)
        labels = {label for document in documents for label in document.labels.split()}
        assert (f"topic:{cast.topic.pk}" in labels) <= open_to("topics"), who
        assert (f"network:{cast.wales.pk}" in labels) <= open_to("networks"), who
        on_card = client.get("/en/people/").content.decode()
        for part, word in WORDS.items():
            assert (word in page) == open_to(part), (part, who)
            if part != "pronouns":
                by_text = found_by_text(viewer, word)
                assert by_text <= open_to(part), (part, who)
                # What is for oneself alone is not looked through: nobody looks for themselves.
                assert name == "herself" or by_text == open_to(part), (part, who)
                assert (word in indexed) <= open_to(part), (part, who)
                assert (word in on_card) <= open_to(part), (part, who)
        for part, word, facet, key in (
            ("area", AREA, "area", cast.area.code),
            ("topics", TOPIC, "topic", cast.topic.slug),
        ):
            assert (word in page) == open_to(part), (part, who)
            assert counts[facet].get(key, 0) == int(open_to(part)), (part, who)
            by_text = found_by_text(viewer, word)
            assert by_text <= open_to(part), (part, who)
            assert name == "herself" or by_text == open_to(part), (part, who)
            narrowed = listing(viewer, Choices(**{facet: key}))
            assert narrowed.total == len(narrowed.people) == int(open_to(part)), (part, who)
            assert (word in indexed) <= open_to(part), (part, who)
        assert (SECTOR in re.sub(r"(?s)<footer.*", "", page)) == open_to("sector"), who
        assert found_by_text(viewer, "freelance") <= open_to("sector"), who
        in_wales = {person.display_name for person in listing(viewer, Choices(network="wales")).people}
        assert ("Nia Parry" in in_wales) == open_to("networks"), who
        shown = {person.display_name for person in plain.people}
        assert ("Nia Parry" in shown) == knows, who
        assert plain.total == len(plain.people), who


def test_nothing_leaks_with_one_audience_for_all(secrets, run_jobs):
    for audience in ALL:
        check_nothing_leaks(
            secrets, dict.fromkeys(["listed", *(part.name for part in PARTS)], audience), run_jobs
        )


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    audiences=st.fixed_dictionaries(
        {name: st.sampled_from(ALL) for name in ["listed", *(p.name for p in PARTS)]}
    )
)
def test_nothing_leaks_whatever_somebody_chooses(secrets, run_jobs, audiences):
    check_nothing_leaks(secrets, audiences, run_jobs)


def test_counts_of_networks_leave_out_those_who_keep_theirs_to_themselves(cast):
    for person in (cast.nia, cast.viewers["peer"]):
        write_profile(person, audience_listed="public", audience_networks="public")
    stranger = {option.key: option.count for option in listing(None, Choices()).facets["network"]}
    assert stranger == {"wales": 2}
    write_profile(cast.nia, audience_networks="networks")
    stranger = {option.key: option.count for option in listing(None, Choices()).facets["network"]}
    assert stranger == {"wales": 1}
    peer = {option.key: option.count for option in listing(cast.viewers["peer"], Choices()).facets["network"]}
    assert peer["wales"] == 2


def test_leaving_a_network_closes_what_was_open_to_it(cast, run_jobs):
    write_profile(cast.nia, headline="zheadlinez", audience_headline="networks")
    run_jobs()
    peer = cast.viewers["peer"]
    assert found_by_text(peer, "zheadlinez")
    assert search("zheadlinez", user=peer).hits
    from community.networks.domain.memberships import leave

    leave(cast.wales, by=cast.nia)
    run_jobs()
    peer.__dict__.pop("_plethu_viewer", None)
    assert not found_by_text(peer, "zheadlinez")
    assert not search("zheadlinez", user=peer).hits
    assert "zheadlinez" not in client_of(peer).get("/en/people/nia-parry/").content.decode()


def test_closeness_is_worked_out_from_shared_networks_only(cast):
    peer, other = cast.viewers["peer"], cast.viewers["member of another network"]
    assert closeness_of(viewer_of(peer), cast.nia.pk, {cast.wales.pk}) == Closeness.PEER
    assert closeness_of(viewer_of(other), cast.nia.pk, {cast.wales.pk}) == Closeness.MEMBER
    assert closeness_of(viewer_of(cast.nia), cast.nia.pk, set()) == Closeness.SELF
    assert closeness_of(viewer_of(None), cast.nia.pk, {cast.wales.pk}) == Closeness.STRANGER
