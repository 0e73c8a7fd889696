"""The reader's language and time zone, for each request."""

import zoneinfo

from django.middleware.locale import LocaleMiddleware
from django.utils import timezone


class ReaderLanguageMiddleware(LocaleMiddleware):
    """Language from the address; where the address has none, from the cookie or the browser."""

    def process_response(self, request, response):
        """A page that is missing may be found behind a language's prefix; what machines ask for has no such twin."""
        if response.status_code == 404 and response.get("Content-Type", "").startswith("application/json"):
            return response
        return super().process_response(request, response)


class TimeZoneMiddleware:
    """Times are shown in the zone of the signed-in reader, else in the installation's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        name = request.session.get("time_zone") if hasattr(request, "session") else None
        if name:
            try:
                timezone.activate(zoneinfo.ZoneInfo(name))
            except (zoneinfo.ZoneInfoNotFoundError, ValueError):
                timezone.deactivate()
        else:
            timezone.deactivate()
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()
