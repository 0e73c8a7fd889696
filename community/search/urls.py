"""Addresses of the search, behind the language prefix."""

from django.urls import path

from . import saved_views, views

urlpatterns = [
    path("search/", views.results, name="search"),
    path("search/suggest/", views.suggest, name="search-suggest"),
    path("me/searches/", saved_views.me_searches, name="me-searches"),
    path("me/searches/save/", saved_views.save, name="search-save"),
    path("me/searches/restore/", saved_views.restore, name="search-restore"),
    path("me/searches/<int:pk>/", saved_views.change, name="search-change"),
    path("me/searches/<int:pk>/remove/", saved_views.remove, name="search-remove"),
]
