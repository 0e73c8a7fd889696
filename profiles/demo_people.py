"""The invented people of the demonstration, with their profiles and memberships."""

from pathlib import Path

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError

from community.demo_loading import DEMO_DOMAIN, DemoContext, toml_rows
from community.networks.domain.memberships import enrol

from .accounts.handles import check_handle
from .accounts.models import User
from .people.audiences import PARTS, REACH
from .people.domain.profiles import change_profile

FILE = Path(__file__).parent / "demo" / "people.toml"
TEXTS = ("pronouns", "headline", "about", "sector", "organisation", "offers", "asks")


def load(context: DemoContext) -> None:
    """Make the people that are missing. What somebody changed since in the demonstration stays as they left it."""
    for line, row in toml_rows(FILE, "person"):
        with context.row(FILE, line):
            context.people[row["handle"]] = _person(context, row)


def _person(context: DemoContext, row: dict) -> User:
    person = (
        User.objects.filter(handle=row["handle"]).first() or User.objects.filter(email=row["email"]).first()
    )
    if person is None:
        person = _new_account(context, row)
        _write_profile(context, person, row)
    for place in row.get("networks", ()):
        enrol(
            context.find("networks", place["slug"]),
            person=person,
            role=place.get("role", "member"),
            joined_at=context.ago(row.get("joined", 0)),
        )
    return person


def _new_account(context: DemoContext, row: dict) -> User:
    if not row["email"].endswith(f"@{DEMO_DOMAIN}"):
        raise ValidationError(f"an invented address ends in @{DEMO_DOMAIN}; this is {row['email']}")
    check_handle(row["handle"])
    person = User(
        email=row["email"],
        display_name=row["display_name"],
        handle=row["handle"],
        language=row.get("language", "en"),
        time_zone=row.get("time_zone", "Europe/London"),
        is_staff=row.get("is_superuser", False),
        is_superuser=row.get("is_superuser", False),
        date_joined=context.ago(row.get("joined", 0)),
        password=context.password,
    )
    person.full_clean(exclude=["password"])
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def _write_profile(context: DemoContext, person: User, row: dict) -> None:
    chosen = row.get("audience", {})
    known = {part.name for part in PARTS}
    for name, audience in chosen.items():
        if name not in known or audience not in REACH:
            raise ValidationError(f"audience: {name} = {audience} is unknown")
    values = {name: row[name] for name in TEXTS if name in row}
    values |= {f"audience_{name}": audience for name, audience in chosen.items()}
    # Whoever shows a part to everyone wants to be found by everyone.
    values["audience_listed"] = min(chosen.values(), key=REACH.get, default="members")
    values["language"] = row.get("about_lang", person.language)
    if row.get("area"):
        values["area"] = context.find("areas", row["area"])
    topics = [context.find("topics", slug) for slug in row.get("topics", ())]
    change_profile(person.profile, by=person, topics=topics, **values)
