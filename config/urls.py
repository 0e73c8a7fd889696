"""Addresses. Everything a person reads stands behind a language prefix; machines' addresses have none."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from . import views

urlpatterns = [
    path("", views.to_language, name="bare"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", views.sitemap_section, name="sitemap-section"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    # Before Wagtail's own: there is one sign-in, with second factors and rate limits.
    path("cms/login/", views.to_sign_in, name="cms-sign-in"),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("live/", include("community.live.urls")),
]

urlpatterns += i18n_patterns(
    path("accounts/", include("profiles.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("community.urls")),
    path("", include("profiles.urls")),
    path("", include("knowledge.urls")),
    path("", include("events.urls")),
    # Last, because it takes every address that is left: the tree of editorial pages.
    path("", include(wagtail_urls)),
    prefix_default_language=True,
)

if settings.MEDIA_URL.startswith("/"):
    from django.urls import re_path
    from django.views.static import serve

    # Editors' pictures. Members' files are never here: they are served through the audience rule.
    urlpatterns.insert(
        0,
        re_path(
            r"^media/(?P<path>(?:images|original_images|avatars)/.*)$",
            serve,
            {"document_root": settings.MEDIA_ROOT},
        ),
    )

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
