"""Forms whose key may run out without the words being lost.

Django answers a form without a valid key with an error page, and what was
typed is gone. A view for writing asks here instead, and shows its form again
with a fresh key and the words in it. Nothing is written in between.
"""

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt


class _Judge(CsrfViewMiddleware):
    """Django's own check, whose verdict is handed over instead of carried out."""

    def _reject(self, request, reason):
        return reason


def _nothing(*_arguments):
    """Stands for the view, which is none of the judge's business."""


def checks_form_key_itself(view):
    """Marks a view that must call :func:`form_key_has_expired` before it writes."""
    return csrf_exempt(view)


def form_key_has_expired(request: HttpRequest) -> bool:
    """Whether the form was not sent from a page of ours that is still valid: expired, or from elsewhere."""
    return _Judge(_nothing).process_view(request, _nothing, (), {}) is not None
