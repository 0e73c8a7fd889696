"""Tags of the pages about one's own account."""

import json

from django import template
from django.core.serializers.json import DjangoJSONEncoder

from profiles.accounts.mail_words import browser_in_words
from profiles.accounts.settings_pages import pages_for

register = template.Library()


@register.inclusion_tag("profiles/accounts/settings_navigation.html", takes_context=True)
def settings_navigation(context):
    """The list of settings pages, this one marked."""
    return {"pages": pages_for(context.get("request"))}


@register.filter
def browser_name(user_agent):
    """A browser's description of itself in words: "Firefox on Windows"."""
    return browser_in_words(str(user_agent or ""))


@register.filter
def is_passkey(authenticator) -> bool:
    """Whether this key can sign in by itself; one that does not say counts as a second step only."""
    return authenticator.wrap().is_passwordless is True


@register.filter
def as_json(value) -> str:
    """``value`` as JSON for an attribute; the template escapes it. A line each, so that braces stand apart."""
    return json.dumps(value, cls=DjangoJSONEncoder, indent=0)


@register.filter
def in_fours(text) -> str:
    """A long secret in groups of four, as it is read aloud or typed."""
    text = str(text)
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
