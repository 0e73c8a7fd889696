"""Which network a place in the page tree belongs to, without asking for each page.

There are a few networks and many pages, so the front pages' paths are remembered
for a minute, and forgotten at once when one is made or a network changes.
"""

from django.core.cache import cache

from community.networks.models import Network

_KEY = "network-trees"
SECONDS = 60


def network_trees() -> list[tuple[str, Network]]:
    """Path of each network's front page in each language, with the network. One query a minute."""
    trees = cache.get(_KEY)
    if trees is None:
        from .models import NetworkHomePage

        homes = NetworkHomePage.objects.select_related("network").only("path", "network")
        trees = [(home.path, home.network) for home in homes]
        cache.set(_KEY, trees, SECONDS)
    return trees


def network_at(path: str) -> Network | None:
    """The network in whose tree the page at the tree path ``path`` stands, its front page included."""
    return next((network for home_path, network in network_trees() if path.startswith(home_path)), None)


def forget_network_trees(**_signal) -> None:
    """Ask anew next time."""
    cache.delete(_KEY)
