"""Answers of the installation itself: health, robots, errors."""

from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.sitemaps import views as sitemap_views
from django.db import connection
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_safe

from community.demo_loading import is_demo
from community.sitemaps import sitemaps

# Parts of the site that are for members or change with every question; the rest may be read by search engines.
NOT_FOR_SEARCH_ENGINES = ("accounts", "desk", "inbox", "me", "messages", "notices", "outbox", "search")


@require_GET
@never_cache
def healthz(request):
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_GET
@never_cache
def readyz(request):
    """The process can do its work: the database answers. 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # whatever the driver raises, the answer is the same
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok"})


def to_language(request):
    """The bare address leads to the reader's language."""
    language = translation.get_language_from_request(request)
    response = redirect(f"/{language}/")
    response["Vary"] = "Accept-Language, Cookie"
    return response


def to_sign_in(request):
    """Editors sign in where everybody does, and go on to their area."""
    query = urlencode({"next": request.GET.get("next") or reverse("wagtailadmin_home")})
    return redirect(f"{reverse('account_login')}?{query}")


def csrf_failure(request, reason=""):
    """A form whose key ran out: say so, in the reader's language, and how to go on."""
    return render(request, "403_csrf.html", {"reason": reason if settings.DEBUG else ""}, status=403)


# --- For machines -----------------------------------------------------------------------------------------------------


@require_safe
@cache_control(max_age=3600)
def robots(request):
    """What search engines may read. A demonstration is not to be found at all: its people are invented."""
    lines = ["User-agent: *"]
    if is_demo():
        lines.append("Disallow: /")
    else:
        lines += ["Disallow: /cms/", "Disallow: /live/"]
        lines += [
            f"Disallow: /{code}/{part}/"
            for code, _name in settings.LANGUAGES
            for part in NOT_FOR_SEARCH_ENGINES
        ]
        lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(max_age=3600)
def sitemap_index(request):
    """One file for each kind of thing."""
    return sitemap_views.index(request, sitemaps=dict(sitemaps.items()), sitemap_url_name="sitemap-section")


@require_safe
@cache_control(max_age=3600)
def sitemap_section(request, section):
    """Addresses of one kind of thing that everybody may see."""
    return sitemap_views.sitemap(request, sitemaps=dict(sitemaps.items()), section=section)


@require_safe
@cache_control(max_age=86400)
def security_txt(request):
    """Whom to tell of a fault in the site's safety (RFC 9116); 404 where nobody is named."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    languages = ", ".join(code for code, _name in settings.LANGUAGES)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {languages}",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
