"""People, networks, spaces and threads."""

import itertools

from django.db import transaction
from django.utils import timezone

_count = itertools.count(1)


def make_person(name="Nia Parry", **fields):
    """An account with a verified address; password ``plethu-demo``. Names may repeat, addresses do not."""
    from allauth.account.models import EmailAddress

    from profiles.accounts.models import User

    number = next(_count)
    fields.setdefault("email", f"{name.split()[0].lower()}-{number}@people.example")
    person = User.objects.create_user(password="plethu-demo", display_name=name, **fields)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def make_network(slug=None, **fields):
    """A network that anyone may join."""
    from community.networks.models import Network

    slug = slug or f"network-{next(_count)}"
    fields.setdefault("name_en", slug.title())
    fields.setdefault("name_cy", f"Rhwydwaith {slug.title()}")
    fields.setdefault("short_name_en", slug.title())
    fields.setdefault("short_name_cy", slug.title())
    fields.setdefault("joining", "open")
    fields.setdefault("languages", ["en", "cy"])
    return Network.objects.create(slug=slug, **fields)


def make_member(network, role="member", name="Rhys Bevan", person=None, state="active", **fields):
    """A person with a membership of ``network``; returns the person."""
    from community.networks.models import Membership

    person = person or make_person(name, **fields)
    joined_at = timezone.now() if state in ("active", "suspended") else None
    Membership.objects.create(network=network, user=person, role=role, state=state, joined_at=joined_at)
    person.__dict__.pop("_plethu_viewer", None)
    return person


def make_space(networks=(), audience="public", **fields):
    """A space held by ``networks``."""
    from community.discussions.models import Space

    number = next(_count)
    fields.setdefault("slug", f"space-{number}")
    fields.setdefault("name_en", f"Space {number}")
    fields.setdefault("name_cy", f"Gofod {number}")
    space = Space.objects.create(audience=audience, **fields)
    space.networks.set(networks)
    return space


def make_thread(space, author, title="How do you begin?", posts=1, **fields):
    """A thread with ``posts`` posts by its author, written the way members write them."""
    from community.discussions.domain.threads import reply_to, start_thread

    fields.setdefault("language", "en")
    with transaction.atomic():  # as one change: what follows from it is done once
        thread = start_thread(space, by=author, title=title, html="<p>The first words.</p>", **fields)
        for number in range(2, posts + 1):
            reply_to(thread, by=author, html=f"<p>Words of post {number}.</p>", language=fields["language"])
    thread.refresh_from_db()
    return thread


def make_post(thread, author, html="<p>An answer.</p>", **fields):
    """A reply."""
    from community.discussions.domain.threads import reply_to

    fields.setdefault("language", "en")
    return reply_to(thread, by=author, html=html, **fields)


@transaction.atomic
def make_posts(thread, author, count, **fields):
    """So many replies, as one change: what follows from them is done once. The last of them."""
    return [make_post(thread, author, **fields) for _number in range(count)][-1]


def make_topic(slug=None, **fields):
    """A topic."""
    from community.topics.models import Topic

    slug = slug or f"topic-{next(_count)}"
    fields.setdefault("name_en", slug.replace("-", " ").title())
    fields.setdefault("name_cy", f"Pwnc {slug}")
    return Topic.objects.create(slug=slug, **fields)


def make_area(code=None, **fields):
    """A council area."""
    from community.topics.models import Area

    number = next(_count)
    fields.setdefault("nation", "wales")
    fields.setdefault("name_en", f"Area {number}")
    fields.setdefault("name_cy", f"Ardal {number}")
    return Area.objects.create(code=code or f"W0699{number:04d}", **fields)
