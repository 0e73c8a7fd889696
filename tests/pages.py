"""What holds on every page that any test asks for: nothing undefined, nothing left undrawn, nothing inline."""

import logging
import re
import sys
from pathlib import Path

import pytest
from django.template.base import FilterExpression
from django.test.client import Client

ROOT = Path(__file__).resolve().parents[1]
OWN_TEMPLATES = str(ROOT / "templates")

_UNDRAWN = re.compile(r"\{%|%\}|\{\{|\}\}|\{#")
_INLINE = re.compile(
    r"""<(?:[a-z][^<>]*\s(?:on[a-z]+|style)\s*=|style\b|script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json))""",
    re.I,
)


class UndefinedVariables(logging.Filter):
    """Hears of every variable that a template of ours names and nobody gave.

    ``{% if x %}`` and ``{{ x|default:… }}`` may ask for what is missing. Nothing is passed on: pytest would write down
    a traceback of each, for a report that nobody reads.
    """

    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def filter(self, record):
        self._hear()
        return False

    def _hear(self):
        frame = sys._getframe()
        while frame is not None and frame.f_code is not FilterExpression.resolve.__code__:
            frame = frame.f_back
        if frame is None or frame.f_locals.get("ignore_failures"):
            return
        expression, context = frame.f_locals["self"], frame.f_locals["context"]
        filters = [filter_.__name__ for filter_, _arguments in expression.filters]
        template = getattr(context, "template", None)
        origin = str(getattr(getattr(template, "origin", None), "name", ""))
        if "default" in filters or "default_if_none" in filters or not origin.startswith(OWN_TEMPLATES):
            return
        # The context knows the page; the part that names the variable may be another file of ours.
        self.found.append(f"{expression.token} on {Path(origin).relative_to(OWN_TEMPLATES)}")


@pytest.fixture(autouse=True)
def _pages_hold(request, monkeypatch):
    """Checks every page the test's clients got. ``@pytest.mark.odd_page`` takes a test out."""
    undefined = UndefinedVariables()
    logger = logging.getLogger("django.template")
    level = logger.level
    logger.setLevel(logging.DEBUG)
    logger.addFilter(undefined)
    faults: list[str] = []
    ask = Client.request

    def asked(self, **kwargs):
        response = ask(self, **kwargs)
        path = kwargs.get("PATH_INFO", "")
        is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_page and "Content-Encoding" not in response.headers:  # packed bytes hold anything by chance
            faults.extend(_faults_of(path, response))
        return response

    monkeypatch.setattr(Client, "request", asked)
    yield
    logger.removeFilter(undefined)
    logger.setLevel(level)
    if request.node.get_closest_marker("odd_page"):
        return
    assert not faults, "\n".join(faults)
    assert not undefined.found, "Undefined template variables:\n" + "\n".join(sorted(set(undefined.found)))


def _faults_of(path, response):
    if path.startswith(("/cms/", "/documents/")) or response.has_header("Content-Encoding"):
        return []  # not ours, or packed: among packed bytes anything may be found
    text = response.content.decode(response.charset or "utf-8", "replace")
    faults = []
    if undrawn := _UNDRAWN.search(text):
        faults.append(
            f"{path}: something is left undrawn: …{text[max(0, undrawn.start() - 60) : undrawn.end() + 60]}…"
        )
    if inline := _INLINE.search(text):
        faults.append(f"{path}: inline script or style: {inline.group()[:160]}")
    return faults
