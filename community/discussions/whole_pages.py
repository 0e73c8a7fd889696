"""Pages for visitors, kept whole and never stale.

A visitor's page of a public thread or space follows from a handful of facts,
the most fleeting of which is the stream's number. It is read from the database
on every request; only when all facts are the same is the kept page sent again.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

from community.components.theme import theme_of
from community.demo_loading import is_demo

# Pages kept in this process; about 20 kB each, compressed and not.
_MOST_KEPT = 300


class _Pages:
    """Least recently used pages are forgotten first."""

    def __init__(self):
        self._pages: OrderedDict[tuple, tuple[bytes, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key):
        with self._lock:
            if (found := self._pages.get(key)) is not None:
                self._pages.move_to_end(key)
            return found

    def keep(self, key, page):
        with self._lock:
            self._pages[key] = page
            while len(self._pages) > _MOST_KEPT:
                self._pages.popitem(last=False)

    def clear(self):
        with self._lock:
            self._pages.clear()


pages = _Pages()


def may_be_kept(request: HttpRequest, *, parameters: frozenset[str] = frozenset()) -> bool:
    """Whether this request is a visitor's, without anything of their own: messages, unknown parameters."""
    return (
        request.method == "GET"
        and not request.user.is_authenticated
        and parameters.issuperset(request.GET)
        and len(request.GET) <= len(parameters)
        and not len(get_messages(request))
        and "HX-Request" not in request.headers
    )


def kept_page(request: HttpRequest, facts: tuple, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """The page that follows from ``facts`` and the reader's language and theme; drawn when it is not kept.

    A page that carries a form key belongs to one visitor and is not kept.
    """
    key = (
        facts, request.get_full_path(), request.scheme, request.get_host(), translation.get_language(),
        theme_of(request), is_demo(),
    )  # fmt: skip
    found = pages.get(key)
    if found is None:
        response = draw()
        # Django notes here that the page was given a key to a form.
        if response.status_code == 200 and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
            # Nothing in it is secret, so that compressing it once for all gives nothing away.
            pages.keep(key, (response.content, compress_string(response.content)))
        return response
    plain, packed = found
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(packed, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(plain)
    patch_vary_headers(response, ("Accept-Encoding",))
    return response
