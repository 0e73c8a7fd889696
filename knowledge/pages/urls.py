"""Addresses of editorial pages that have a name, behind the language prefix. All others are Wagtail's."""

from django.urls import path

from . import views
from .feeds import NewsFeed

urlpatterns = [
    path("networks/", views.networks, name="networks"),
    path("networks/<slug:slug>/", views.network, name="network"),
    path("networks/<slug:slug>/news/feed.atom", NewsFeed(), name="network-news-feed"),
    path("news/", views.news, name="news"),
    path("news/feed.atom", NewsFeed(), name="news-feed"),
]
