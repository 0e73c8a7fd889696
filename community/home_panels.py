"""What is happening now: panels on the home page and on each network's own.

Each floor registers what it has to show; a panel says only what everybody may
see, so one drawing serves all readers and is kept for a minute::

    panels.register("coming-events", HomePanel("coming-events", 20, "events/gatherings/home_panel.html", coming))

where ``coming(language, network)`` returns the template's context, or nothing
when there is nothing to show. ``network`` is None on the home page.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from community.networks.models import Network
from community.registry import Registry

SECONDS = 60  # how long a drawing is kept
_NO_TURN = "0"


@dataclass(frozen=True)
class HomePanel:
    """One panel. They stand in the order of ``order``: conversations 10, events 20, library 30, news 40."""

    name: str
    order: int
    template: str
    read: Callable[[str, Network | None], dict | None]


panels: Registry[HomePanel] = Registry("home panel")


def drawn_panels(language: str, network: Network | None = None) -> list[SafeString]:
    """The panels that have something to show, drawn in ``language``. No query while they are remembered."""
    wanted = sorted(panels, key=lambda panel: panel.order)
    # Read before anything is drawn: what is drawn from older rows is kept under an older turn.
    turns = cache.get_many([_turn_key(panel.name) for panel in wanted])
    keys = {
        panel.name: f"{_key(panel, language, network)}:{turns.get(_turn_key(panel.name), _NO_TURN)}"
        for panel in wanted
    }
    known = cache.get_many(keys.values())
    drawn = []
    for panel in wanted:
        text = known.get(keys[panel.name])
        if text is None:
            text = _draw(panel, language, network)
            cache.set(keys[panel.name], text, SECONDS)
        if text:
            drawn.append(mark_safe(text))  # drawn by our own template, which escapes
    return drawn


def forget(name: str) -> None:
    """Have the panel drawn anew on every page, from the commit of the running transaction on.

    For what it showed to everybody and fewer may see now: a minute would be too long.
    """
    transaction.on_commit(
        # By then, whatever was kept under the turn before is too old.
        lambda: cache.set(_turn_key(name), secrets.token_hex(8), 2 * SECONDS),
        robust=True,
    )


def _turn_key(name: str) -> str:
    return f"home-panel-turn:{name}"


def _key(panel: HomePanel, language: str, network: Network | None) -> str:
    return f"home-panel:{panel.name}:{language}:{network.pk if network else 'house'}"


def _draw(panel: HomePanel, language: str, network: Network | None) -> str:
    with translation.override(language):
        context = panel.read(language, network)
        return render_to_string(panel.template, {**context, "network": network}) if context else ""
