"""Cards of our own things that a post links to, taken from the search index: nothing is fetched.

A card is drawn into the fragment that all readers of the thread share. So it
is there only for what everybody who may read the thread may see as well, and
it is worked out again when the thing or the thread changes.
"""

import re
from html import unescape
from urllib.parse import unquote, urlsplit

from django.conf import settings

from community.audience import MEMBERS_KEY, PUBLIC_KEY
from community.languages import LANGUAGE_CODES
from community.prepared import Prepared
from community.search.models import SearchDocument

from ..composing.places import audience_keys
from ..domain.posts import changing
from ..models import Post
from ..refusals import ForeignPost, NoSuchThread
from .kinds import cards as card_kinds
from .models import PostLink

MOST_CARDS = 3
_HREF = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"', re.IGNORECASE)
_LANGUAGE = re.compile(rf"^/(?:{'|'.join(LANGUAGE_CODES)})(?=/)")


def own_paths(html: str) -> list[str]:
    """Addresses on this site that clean ``html`` links to, without language, each once."""
    home = urlsplit(settings.SITE_URL)
    paths = []
    for found in _HREF.findall(html):
        try:
            address = urlsplit(unescape(found))
        except ValueError:
            continue
        if address.netloc and (address.netloc != home.netloc or address.scheme not in ("http", "https")):
            continue
        if address.path.startswith("/") and not address.path.startswith("//"):
            path = _LANGUAGE.sub("", unquote(address.path))
            paths.append(path if path.endswith("/") else f"{path}/")
    return list(dict.fromkeys(paths))


def covers(keys_of_thing, keys_of_thread) -> bool:
    """Whether everybody who holds one of the thread's keys may see the thing."""
    if PUBLIC_KEY in keys_of_thing:
        return True
    if MEMBERS_KEY in keys_of_thing:
        return PUBLIC_KEY not in keys_of_thread
    return bool(keys_of_thread) and set(keys_of_thread) <= set(keys_of_thing)


def things_in(post: Post) -> list[tuple[str, int]]:
    """(kind, number) of our own things that ``post`` links to, whoever may see them; itself left out."""
    if "href=" not in post.html:
        return []
    by_number: list[tuple[str, int]] = []
    exact = []
    for path in own_paths(post.html)[:20]:
        for kind, card in card_kinds.items():
            if card.pattern is not None and (match := card.pattern.match(path)):
                by_number.append((kind, int(match[1])))
                break
        else:
            exact.append(path)
    if exact:
        documents = SearchDocument.objects.filter(
            path__in=exact, kind__in=[kind for kind, _card in card_kinds.items()]
        )
        places = dict.fromkeys(exact, None)
        for path, kind, number in documents.values_list("path", "kind", "object_id"):
            places[path] = (kind, number)
        by_number += [place for place in places.values() if place]
    return [thing for thing in dict.fromkeys(by_number) if thing != ("thread", post.thread_id)]


def cards_of(post: Post) -> list[dict]:
    """The cards of ``post`` for its ``extras``."""
    things = things_in(post)
    if not things:
        return []
    keys = audience_keys(post.thread)
    found: dict[tuple[str, int], dict] = {}
    wanted = SearchDocument.objects.filter(
        kind__in={kind for kind, _pk in things}, object_id__in={pk for _kind, pk in things}
    ).order_by("pk")
    for row in wanted.only("kind", "object_id", "language", "title", "path", "keys"):
        if covers(row.keys.split(), keys):
            card = found.setdefault(
                (row.kind, row.object_id),
                {"kind": row.kind, "pk": row.object_id, "path": row.path, "titles": {}},
            )
            card["titles"].setdefault(row.language, row.title)
    return [found[thing] for thing in things if thing in found][:MOST_CARDS]


_held = Prepared(lambda post: PostLink.objects.filter(post=post).values_list("kind", "object_id"), post=int)


def note_links(post: Post) -> None:
    """Hook of new posts: remember what ``post`` links to, and draw again what changed since it was written."""
    wanted = set(things_in(post))
    held = set(_held.rows(post=post.pk))
    PostLink.objects.bulk_create(
        [PostLink(post=post, kind=kind, object_id=pk) for kind, pk in wanted - held], ignore_conflicts=True
    )
    for kind, pk in held - wanted:
        PostLink.objects.filter(post=post, kind=kind, object_id=pk).delete()
    if wanted:
        _refresh(post)


def index_changed(kind: str, pks) -> None:
    """Hook of the search index: cards of these things, and in these threads, are worked out again."""
    pks = list(pks)
    is_one = kind == "thread" and len(pks) == 1  # as with every post
    for post in _linking_or_in.objects(pk=pks[0]) if is_one else _linking(kind, pks):
        _refresh(post)


def _linking(kind: str, pks):
    linking = Post.objects.filter(removed_at__isnull=True, thread__removed_at__isnull=True)
    there = linking.filter(links__kind=kind, links__object_id__in=pks)
    if kind == "thread":
        there |= linking.filter(thread_id__in=pks, links__isnull=False)
    return there.select_related("thread__space").distinct()


_linking_or_in = Prepared(lambda pk: _linking("thread", [pk]), pk=int)


class _Unchanged(Exception):
    """Nothing is to be written."""


def _refresh(post: Post) -> None:
    if post.extras.get("cards", []) == cards_of(post):
        return
    try:
        with changing(post, "cards", quiet=True) as row:
            cards = cards_of(row)
            if row.extras.get("cards", []) == cards:
                raise _Unchanged
            row.extras = {name: value for name, value in row.extras.items() if name != "cards"}
            if cards:
                row.extras["cards"] = cards
    except (_Unchanged, ForeignPost, NoSuchThread):
        pass  # removed meanwhile, or drawn by another worker
