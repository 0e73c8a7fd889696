"""What every request of the installation passes."""

from django.http import HttpResponse


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
