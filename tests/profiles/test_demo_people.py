"""The invented people: all of them load, twice is as once, and a broken row stops nothing else."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from community.demo_loading import DemoContext, sections
from community.networks.models import Membership
from profiles import demo_people
from profiles.accounts.models import User
from profiles.people.models import Profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def context(db):
    """Areas, topics and networks are there."""
    made = DemoContext(began_at=timezone.now(), say=lambda line: None)
    for section in sorted(sections, key=lambda section: section.order):
        if section.order < 30:
            section.load(made)
    made.broken.clear()
    return made


def everything():
    """What there is, as plain values."""
    return (
        sorted(User.objects.values_list("pk", "email", "handle", "password", "date_joined")),
        sorted(Profile.objects.values_list("pk", "headline", "words_members", "audience_listed")),
        sorted(Membership.objects.values_list("pk", "user", "network", "role", "joined_at")),
        EmailAddress.objects.count(),
    )


def test_everybody_loads_and_loading_again_changes_nothing(context):
    demo_people.load(context)
    assert context.broken == []
    assert len(context.people) >= 24
    before = everything()
    demo_people.load(context)
    assert context.broken == []
    assert everything() == before


def test_the_printed_accounts_are_there_with_their_roles_and_can_sign_in(context):
    demo_people.load(context)
    for network in ("wales", "scotland"):
        for role in ("coordinator", "curator", "member"):
            person = User.objects.get(email=f"{role}.{network}@demo.example")
            assert Membership.objects.active().get(user=person, network__slug=network).role == role
            answer = Client().post("/en/accounts/login/", {"login": person.email, "password": "plethu-demo"})
            assert answer.headers["Location"] == f"/{person.language}/"
    assert User.objects.get(email="admin@demo.example").is_superuser


def test_everybody_is_invented_and_verified_and_some_write_welsh(context):
    demo_people.load(context)
    assert not User.objects.exclude(email__endswith="@demo.example").exists()
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == User.objects.count()
    assert Profile.objects.filter(language="cy").count() >= 3
    assert not Profile.objects.filter(headline="").exists()


def test_a_broken_row_is_told_with_its_line_and_stops_nothing_else(context, tmp_path, monkeypatch):
    broken = tmp_path / "people.toml"
    row = '[[person]]\nhandle = "{0}"\nemail = "{0}@demo.example"\ndisplay_name = "{0}"\n{1}\n'
    broken.write_text(
        row.format("first", 'area = "X99"')
        + row.format("second", 'topics = ["no-such-topic"]')
        + row.format("third", 'audience = { headline = "everyone" }')
        + row.format("fourth", 'networks = [{ slug = "wales", role = "king" }]')
        + row.format("admin", "")
        + row.format("last", "").replace("last@demo.example", "last@real.example")
        + row.format("good", "")
    )
    monkeypatch.setattr(demo_people, "FILE", broken)
    demo_people.load(context)
    assert [(row.line, row.reason.split(".")[0]) for row in context.broken] == [
        (1, "there is no area “X99” in areas"),
        (6, "there is no topic “no-such-topic” in topics"),
        (11, "audience: headline = everyone is unknown"),
        (16, "Choose a role from the list"),
        (21, "This handle is kept for the site itself"),
        (26, "an invented address ends in @demo"),
    ]
    assert list(context.people) == ["good"]
    assert [user.handle for user in User.objects.all()] == ["good"]
