"""What every request of the installation passes."""

from urllib.parse import parse_qs, urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from .errors import method_not_allowed


class HealthMiddleware:
    """Answers ``/healthz`` before hosts, sessions and languages are looked at."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain")
        return self.get_response(request)


class MovedMayReturnMiddleware:
    """Has browsers ask again for what has moved for good.

    Names change, and change back. A browser that remembers the way there, and is then shown the way back, goes round in
    circles until it gives up, and there is nothing its reader can do about it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code in (301, 308) and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-cache"
        return response


class PressedMiddleware:
    """What becomes of a button when it cannot be pressed, and of its address when it is called as a page.

    Who was signed out meanwhile comes back to the page the button stood on, and is told that nothing was done: its
    address cannot be looked at. Who calls it all the same gets a page of ours.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
            return response
        if response.status_code == 302 and request.method == "POST":
            page = self._page_of_the_button(request)
            if page and self._asks_to_sign_in(request, response):
                said = _("You had been signed out, so nothing was done. Please press the button once more.")
                messages.info(request, said)
                response.headers["Location"] = f"{reverse('account_login')}?{urlencode({'next': page})}"
        elif response.status_code == 405 and request.method in ("GET", "HEAD") and not response.content:
            return method_not_allowed(request, response)
        return response

    def _asks_to_sign_in(self, request, response) -> bool:
        to = urlsplit(response.headers["Location"])
        return to.path == reverse("account_login") and parse_qs(to.query).get("next") == [
            request.get_full_path()
        ]

    def _page_of_the_button(self, request) -> str:
        page = request.headers.get("Referer", "")
        if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
            return ""
        parts = urlsplit(page)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path


class EditorsAreaPolicyMiddleware:
    """The Content-Security-Policy of ``/cms/``, where Wagtail's own pages need more than ours do.

    Only people with a role in it get there. Still nothing is loaded from elsewhere, and no other site may frame it.
    """

    # Wagtail 8 starts its choosers of days, pages and pictures by inline scripts whose text differs from page to
    # page, and has no nonces for them. What editors write is cleaned before it is kept, here as everywhere.
    POLICY = "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "frame-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith("/cms/"):
            # Also over the policy that a preview brings along: it is drawn as the page it will be, inside a frame.
            response.headers["Content-Security-Policy"] = self.POLICY
        return response
