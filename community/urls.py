"""Addresses of the community floor, all behind the language prefix."""

from django.urls import include, path

from community import gallery
from community.components import theme

urlpatterns = [
    path("theme/", theme.choose_theme, name="choose-theme"),
    path("gallery/", gallery.show, name="component-gallery"),
    path("", include("community.search.urls")),
    path("", include("community.discussions.outside.urls")),
    path("", include("community.discussions.urls")),
    path("", include("community.networks.urls")),
    path("", include("community.topics.urls")),
    path("", include("community.notifications.urls")),
]
