"""Every page a person can reach by following links: no fault of access, nothing refused, nothing broken.

One page of each kind is opened by each reader, in English by day and in Welsh by night, so that both
themes and both languages are seen. Where a page holds for a reader what it held for one before, around
which stands what is scanned on other pages of theirs, it is not scanned again.
"""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.urls import Resolver404, resolve
from django.utils import translation

from tests.axe import faults

pytestmark = [pytest.mark.browser, pytest.mark.long]

READERS = {
    "visitor": None,
    "member": "member.wales@demo.example",
    "coordinator": "coordinator.wales@demo.example",
}
LOOKS = {"en": "light", "cy": "dark"}
# Followed no further: they end the session, answer with files, or belong to Wagtail.
NOT_PAGES = re.compile(
    r"/(?:cms|documents|live|media|static)/|logout|\.(?:ics|atom|ris|bib|json|csv|xml|txt|svg|html|mbox)$|/attachments/|/desk/.*/export"
)
MOST_PAGES = 90


def kind_of(path):
    """What kind of page an address shows: the view's name, or the depth of an editorial page."""
    try:
        with translation.override(path[1:3]):  # only the active language's addresses resolve
            match = resolve(path)
    except Resolver404:
        return path
    if match.url_name == "wagtail_serve":
        return path
    return match.view_name or match._func_path


# What a page says of itself: its language, its first-level headings, what it holds within its frame of navigation, and
# where its links lead. Asked at once, since each question costs as much as all of them.
SAYS = """() => [
  document.documentElement.lang,
  document.querySelectorAll("h1").length,
  document.querySelector("main").outerHTML,
  [...document.querySelectorAll("a[href]")].map((link) => link.href),
]"""


def paths_among(links, site):
    """Paths of our own that the links lead to."""
    for href in links:
        parts = urlsplit(href)
        if f"{parts.scheme}://{parts.netloc}" == site and not NOT_PAGES.search(parts.path):
            yield parts.path


# What differs each time, seen by no reader.
KEYS = re.compile(r'(?:csrfmiddlewaretoken|submission_key)" value="[^"]*"|data-(?:me|draft|place)="[^"]*"')


@pytest.mark.parametrize("language", LOOKS)
def test_no_page_has_a_fault(demo_site, new_page, language):
    scanned, wrong = set(), []
    for reader, address in READERS.items():
        person = address and get_user_model().objects.get(email=address)
        page = new_page(person=person, color_scheme=LOOKS[language], reduced_motion="reduce")
        seen, faults_seen = walk(page, demo_site, reader, language, scanned)
        wrong += [f"{reader}: {fault}" for fault in faults_seen]
        assert len(seen) > {"visitor": 15, "member": 25, "coordinator": 30}[reader], sorted(seen)
    assert not wrong, "\n".join(wrong)


def walk(page, site, reader, language, scanned):
    """Follow the links of a reader; the kinds of pages seen, and what is wrong with them."""
    waiting, seen_kinds, wrong = [f"/{language}/"], set(), []
    if reader != "visitor":
        waiting += [f"/{language}/{path}/" for path in ("me", "inbox", "notices", "desk")][
            : 4 if reader == "coordinator" else 3
        ]
    else:
        waiting += [f"/{language}/accounts/{path}/" for path in ("login", "signup", "password/reset")]
    while waiting and len(seen_kinds) < MOST_PAGES:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind in seen_kinds or not path.startswith(f"/{language}/"):
            continue
        seen_kinds.add(kind)
        response = page.goto(path)
        if response.status >= 400:
            wrong.append(f"{path}: answered {response.status}")
            continue
        # A door closed behind somebody leads on, to a page in the language they chose for themselves.
        is_here = urlsplit(page.url).path.startswith(f"/{language}/")
        lang, headings, held, links = page.evaluate(SAYS)
        if is_here and lang != language:
            wrong.append(f"{path}: its lang is {lang}")
        if headings != 1:
            wrong.append(f"{path}: {headings} first-level headings")
        held = KEYS.sub("", held)
        if held not in scanned:
            scanned.add(held)
            wrong += [f"{path}: {fault}" for fault in faults(page)]
        waiting += [link for link in paths_among(links, site.url) if kind_of(link) not in seen_kinds]
    return seen_kinds, wrong
