"""Addresses of the knowledge floor, all behind the language prefix."""

from django.urls import include, path

urlpatterns = [
    path("", include("knowledge.library.urls")),
    path("", include("knowledge.pages.urls")),
]
