"""What profiles registers with the floors below it."""

from django.utils.translation import gettext_lazy as _

from community.demo_loading import DemoSection
from community.demo_loading import sections as demo_sections
from community.discussions.mentions.people import sources as mention_sources
from community.search.index import SearchKind
from community.search.index import kinds as searchable

from . import demo_people
from .accounts import (
    addresses,  # noqa: F401  says whose an address is
    sign_in,  # noqa: F401  listens to signing in
)
from .people import mentions
from .people.domain import profiles  # noqa: F401  registers its job and its ear for memberships
from .people.found import all_people, load_people

searchable.register("person", SearchKind("person", _("People"), load_people, all_people))
demo_sections.register("people", DemoSection("People", demo_people.load, order=30))
mention_sources.register("people", mentions.SOURCE)
