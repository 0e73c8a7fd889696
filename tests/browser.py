"""Real browsers. A missing Chromium is a loud skip for newcomers and a failure in CI."""

import os
import shutil
from pathlib import Path

import pytest

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    # One process for the pages of a test and none in reserve: nothing here is of another site.
    "--disable-site-isolation-trials",
]
# The whole browser, for tests of what only it does: the shell keeps no pages for "back".
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
# The same without what is around the pages, where it is installed: a test takes two thirds of the time.
HEADLESS_SHELL = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or CHROMIUM


def pytest_collection_modifyitems(config, items):
    """Skip browser tests without a browser, and say so at the end; CI must have one."""
    if CHROMIUM and Path(CHROMIUM).exists():
        return
    browser_tests = [item for item in items if "browser" in item.keywords]
    if not browser_tests:
        return
    if os.environ.get("CI"):
        pytest.exit(
            "No Chromium found: CI must run the browser tests. Install Debian's chromium.", returncode=3
        )
    config._plethu_no_browser = len(browser_tests)
    for item in browser_tests:
        item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: install Debian's chromium"))


def pytest_terminal_summary(terminalreporter, config):
    """Say loudly what was not run."""
    if missing := getattr(config, "_plethu_no_browser", 0):
        terminalreporter.section("BROWSER TESTS NOT RUN", sep="!", red=True)
        terminalreporter.line(
            f"{missing} tests need Chromium. Install it (Debian: apt install chromium) and run again."
        )


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=HEADLESS_SHELL, args=ARGUMENTS)
        yield running
        running.close()


class Faults(list):
    """Errors a page reported: script errors, refused content, failed requests."""


def _watch(page, faults):
    page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    page.on(
        "console",
        lambda message: (
            faults.append(f"console: {message.text}")
            if message.type == "error" and "Content Security Policy" in message.text
            else None
        ),
    )


@pytest.fixture
def new_page(browser, live_site):
    """A function that opens a page in a browser of its own; checks at the end that no page had an error.

    Keyword arguments are those of Playwright's ``new_context``; ``sockets=False``
    refuses websockets as some council proxies do.
    """
    contexts, faults = [], Faults()

    def open_page(*, sockets=True, person=None, **options):
        options.setdefault("locale", "en-GB")
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(base_url=live_site.url, **options)
        contexts.append(context)
        context.set_default_timeout(15_000)
        if person is not None:
            context.add_cookies([_session_cookie(person, live_site.url)])
        page = context.new_page()
        if not sockets:
            page.route_web_socket("**/*", lambda ws: ws.close(code=1008, reason="refused"))
        _watch(page, faults)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def _session_cookie(person, url):
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["time_zone"] = person.time_zone
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": url}


@pytest.fixture
def page(new_page):
    """A visitor's page."""
    return new_page()


@pytest.fixture
def signed_in_page(new_page):
    """A function from a person to a page signed in as them."""
    return lambda person, **options: new_page(person=person, **options)


@pytest.fixture
def no_script_page(new_page):
    """A function that opens a page with scripts off, signed in when given a person."""
    return lambda person=None, **options: new_page(person=person, java_script_enabled=False, **options)


@pytest.fixture
def no_sockets(new_page):
    """A function that opens a page whose websockets are refused."""
    return lambda person=None, **options: new_page(person=person, sockets=False, **options)
