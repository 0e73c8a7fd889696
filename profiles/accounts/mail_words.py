"""Words that the mails about accounts share."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from community.templatetags.formatting import moment_in_words

# Mails that somebody who has no account may get, because somebody typed their address in.
_TO_ANYBODY = ("unknown_account", "account_already_exists", "email_confirmation_signup")


def reason_for(template: str) -> str:
    """Why this mail came, as a sentence in the active language."""
    if template.rsplit("/", 1)[-1] in _TO_ANYBODY:
        return _(
            "You get this mail because your address was typed in on our site. If it was not you, do nothing."
        )
    return _("You get this mail because it concerns the safety of your account. It cannot be switched off.")


def words_of_change(context: dict, owner, language: str) -> dict:
    """When and from where a change to an account was made, in words; empty for mails that report none."""
    if "timestamp" not in context:
        return {}
    zone = ZoneInfo(owner.time_zone if owner else settings.TIME_ZONE)
    with translation.override(language):
        return {
            "when": moment_in_words(timezone.localtime(context["timestamp"], zone), "full"),
            "from_where": context.get("ip", ""),
            "with_what": browser_in_words(context.get("user_agent", "")),
        }


# What stands in a browser's description of itself → what people call it; the first that fits counts.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
             ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"),
            ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def browser_in_words(user_agent: str) -> str:
    """ "Firefox on Windows" out of a browser's long description of itself; "a browser we do not know" else."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if browser and system:
        # Translators: a browser and the kind of device it runs on, e.g. "Firefox on Windows"
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("a browser we do not know")
