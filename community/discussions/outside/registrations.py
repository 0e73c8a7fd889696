"""The way to a conversation's files among what can be done with it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..verbs import Verb, thread_verbs

thread_verbs.register(
    "take",
    Verb(
        label=lambda thread: _("Take it with you"),
        address=lambda thread: reverse("thread-take", args=[thread.pk, thread.slug]),
        # Whoever has the page before them may read it; asking again would cost each page a query.
        check=lambda user, thread: None,
        icon="download",
        order=90,
    ),
)
