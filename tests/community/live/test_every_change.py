"""Whatever happens, an open page becomes what a fresh one is: by socket and by polling, for visitors and members."""

import ast
import contextlib
import difflib
import functools
import importlib
import inspect
import pkgutil
import sys
from pathlib import Path

import pytest
from django.db import connections
from django.test import override_settings

from community import discussions
from community.discussions import streams
from community.discussions.spaces.domain import change_space
from community.jobs.queue import perform_all_due
from community.live import log
from community.live.models import Event
from tests.factories import make_member, make_network, make_space, make_thread
from tests.server import LiveSite

from .changes import SPACE, THREAD, Cast, Scene, changes
from .open_page import POLLING, OpenPage


@pytest.fixture(scope="module")
def site(request, django_db_setup, django_db_blocker):
    """One site for all changes: each has conversations of its own."""
    with django_db_blocker.unblock(), override_settings(ALLOWED_HOSTS=["*"]):
        running = LiveSite().start()
        try:
            with override_settings(SITE_URL=running.url, WAGTAILADMIN_BASE_URL=running.url):
                yield running
        finally:
            running.stop()
            connections.close_all()
            request.config._plethu_template.restore()


@pytest.fixture(scope="module")
def cast(site):
    return Cast()


def address(thing, language):
    return f"/{language}/{thing.get_absolute_url().split('/', 2)[2]}"


def differences(opened, fresh):
    """Lines that only one of the two has, marked by whose they are."""
    lines = difflib.unified_diff(opened.splitlines(), fresh.splitlines(), "open", "fresh", n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


@contextlib.contextmanager
def calls():
    """The code of all functions that the block calls, in this thread."""
    called = set()
    sys.setprofile(lambda frame, event, _arg: called.add(frame.f_code) if event == "call" else None)
    try:
        yield called
    finally:
        sys.setprofile(None)


def open_all(site, cast, things):
    """Each thing as each reader has it open, by socket and by polling: (page, reader) → the two."""
    opened = {}
    for page, thing in things.items():
        for name, (cookie, language) in cast.readers.items():
            first = OpenPage(site, address(thing, language), cookie=cookie)
            second = OpenPage(site, address(thing, language), cookie=cookie, way=POLLING, like=first)
            opened[page, name] = (first, second)
    return opened


def visitors(site, thing):
    """What a visitor reads there now."""
    return OpenPage(site, address(thing, "en"), way=None).shows()


@pytest.mark.served
@pytest.mark.parametrize("change", changes, ids=[change.name for change in changes])
def test_an_open_page_becomes_what_a_fresh_one_is(change, site, cast):
    scene = Scene(cast)
    story = change.story(scene)
    things = {THREAD: scene.thread, SPACE: scene.space, **(next(story) or {})}
    perform_all_due()
    # Where neither the space nor a member is told, a look at the list before and after tells whether it should be.
    aside = None
    if not any(kind.startswith(("space:", "member:")) for kind in change.tells):
        aside = visitors(site, things.pop(SPACE))
    opened = open_all(site, cast, things)
    before = {place: pair[0].shows() for place, pair in opened.items()}
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    with calls() as called:
        assert next(story, None) is None
        perform_all_due()
    for pair in opened.values():
        for page in pair:
            page.catch_up()

    assert {
        verb for verb in change.verbs if inspect.unwrap(function_called(verb)).__code__ not in called
    } == set()
    told = Event.objects.filter(pk__gt=last).exclude(stream__key="look").values_list("stream__key", "kind")
    assert {f"{key.partition(':')[0]}:{kind}" for key, kind in told} == change.tells
    changed, gone = {}, {}
    for (place, name), pair in opened.items():
        cookie, language = cast.readers[name]
        if any(page.is_gone for page in pair):
            gone.setdefault(place, set()).add(name)
            assert [(page.is_gone, page.status_now()) for page in pair] == [(True, 404)] * 2, (
                f"{place} of {name}"
            )
            continue
        fresh = OpenPage(site, address(things[place], language), cookie=cookie, way=None)
        shown = fresh.shows()
        for page in pair:
            assert differences(page.shows(), shown) == [], f"{place} of {name} by {page.way}"
        if place == THREAD:
            fresh.begin_counting()
            assert [page.counters for page in pair] == [fresh.counters] * 2, f"counters of {name}"
        if shown != before[place, name]:
            changed.setdefault(place, set()).add(name)
    for pair in opened.values():
        pair[0].close()
    assert gone == change.gone
    still_there = {place: who - gone.get(place, set()) for place, who in change.shows.items()}
    assert changed == {place: who for place, who in still_there.items() if who}
    if aside is not None:
        assert visitors(site, scene.space) == aside


@pytest.mark.django_db
def test_of_a_large_space_every_conversation_is_told(monkeypatch):
    monkeypatch.setattr("community.discussions.spaces.domain._BATCH", 2)
    network = make_network()
    nia = make_member(network, role="coordinator", name="Nia Parry")
    space, elsewhere = make_space([network]), make_space([network])
    threads = [make_thread(one, nia) for one in (space, space, elsewhere, space, space, space)]
    before = [log.number_of(thread.stream_key) for thread in threads]
    change_space(space, by=nia, name_en="The orchard")
    perform_all_due()
    told = [log.number_of(thread.stream_key) for thread in threads]
    assert told == [
        number + (thread.space_id == space.pk) for thread, number in zip(threads, before, strict=True)
    ]


# --- The table is whole -------------------------------------------------------------------------------------------

# Verbs that write and that no open page of a conversation or space has to show, each with the reason.
SILENT = {
    "attachments.domain.delete_unwanted": "files that nobody sent, or of posts removed long ago",
    "attachments.domain.drop_file": "of a draft, which the page that drops it shows",
    "bookmarks.domain.set_bookmark": "the writer's own, shown in the menu that is fetched when it is opened",
    "bookmarks.reminders.remind": "a notice, with its counter: community/notifications",
    "drafts.domain.count_file": "drafts have pages of their own writer only: tests/community/discussions/drafts",
    "drafts.domain.drop_other": "the same",
    "drafts.domain.forget": "the same",
    "drafts.domain.save": "the same",
    "drafts.domain.take_other": "the same",
    "follows.telling.tell_inboxes": "the counters themselves; heard in every row",
    "follows.telling.tell_places": "the same",
    "look.look_changed": "names and colours, which pages show when they are drawn next",
    "look.watch": "the same, once at the start",
    "mailing_lists.claims.claim_rest": "claim_all for the rest",
    "spaces.domain.answer_call": "lets somebody in, who has no page open yet",
    "spaces.domain.call_into": "a notice to one person",
    "spaces.domain.decline_offer": "a notice to one person",
    "spaces.domain.make_space": "nobody has it open",
    "spaces.domain.send_out": "silences somebody: tests/community/live/test_sockets.py",
    "spaces.domain.space_readers_changed": "the index, and who is told; the pages are asked again by the control stream",
    "spaces.domain.space_reshaped": "the second half of change_space, archive_space and accept_offer",
}
# How an import of an archive goes on is a page of its own: tests/community/discussions/mailing_lists.
SILENT_MODULES = ("mailing_lists.imports",)
# Modules that ask, show or hand over: what they change, they change by the verbs of others.
_NO_VERBS = {"views", "pressed", "tasks", "forms", "permissions", "migrations", "models", "urls"}


def test_no_verb_of_the_discussions_is_missing_from_the_table():
    """A new verb fails here until the table has it, or it is said why no open page has to show it."""
    in_table = {verb for change in changes for verb in change.verbs}
    found = {name for name in verbs_that_write() if not name.startswith(SILENT_MODULES)}
    assert found - in_table == set(SILENT)
    # Verbs that write only as part of others are in the table besides.
    assert {name for name in in_table - found if function_called(name) is None} == set()


def test_no_kind_of_event_is_missing_from_the_table():
    """What is appended anywhere in the discussions, and what the streams draw, is told by some row of the table."""
    told = {kind for change in changes for kind in change.tells}
    in_source = kinds_appended(Path(discussions.__file__).parent)
    in_table = {kind.partition(":")[2] for kind in told}
    assert in_source - in_table == {"draft-gone"}
    drawn = kinds_compared(Path(streams.__file__))
    assert drawn - in_table == set()


@functools.cache
def modules():
    found = pkgutil.walk_packages(discussions.__path__, "community.discussions.")
    names = [info.name for info in found if not _NO_VERBS & set(info.name.split("."))]
    return [importlib.import_module(name) for name in names]


def verbs_that_write():
    """Public functions of the discussions that open a transaction or append to the log, themselves or by others."""
    return {
        f"{module.__name__.removeprefix('community.discussions.')}.{name}"
        for module in modules()
        for name, function in vars(module).items()
        if not name.startswith("_")
        and inspect.isfunction(function)
        and function.__module__ == module.__name__
        and writes(function, set())
    }


def writes(function, seen):
    if function.__code__.co_filename == contextlib.__file__:  # decorated with transaction.atomic
        return "Atomic object" in repr(function.__closure__) or writes(inspect.unwrap(function), seen)
    function = inspect.unwrap(function)
    if function in seen:
        return False
    seen.add(function)
    names = {name for code in nested(function.__code__) for name in code.co_names}
    reached = [function.__globals__.get(name) for name in names]
    return (
        "atomic" in names
        or any(one in (log.append, log.append_all) for one in reached)
        or any(
            inspect.isfunction(one)
            and one.__module__.startswith("community.discussions")
            and writes(one, seen)
            for one in reached
        )
    )


def nested(code):
    yield code
    for constant in code.co_consts:
        if inspect.iscode(constant):
            yield from nested(constant)


def function_called(verb):
    """The function of that name, None without one."""
    module, _dot, name = f"community.discussions.{verb}".rpartition(".")
    return getattr(importlib.import_module(module), name, None)


def kinds_appended(folder):
    """String constants given as an event's kind, in all sources below ``folder``."""
    # Where the kind stands among the arguments: Entry(stream, kind, …), changing(post, kind, …)…
    givers = {"Entry", "append", "changing", "_tell", "_row"}
    kinds = set()
    silent = {folder / f"{module.replace('.', '/')}.py" for module in SILENT_MODULES}
    for path in set(folder.rglob("*.py")) - silent:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in givers:
                kinds |= {one.value for one in node.args[1:2] if isinstance(one, ast.Constant)}
    return kinds


def kinds_compared(path):
    """Kinds of events that a module of streams tells apart: ``event.kind == "outcome"``, and sets of them."""
    tree = ast.parse(path.read_text())
    kinds = set()
    for node in ast.walk(tree):
        if (isinstance(node, ast.Compare) and ast.unparse(node.left) == "event.kind") or (
            isinstance(node, ast.Call) and ast.unparse(node.func) == "frozenset"
        ):
            kinds |= {one.value for one in ast.walk(node) if isinstance(one, ast.Constant)}
    return kinds
