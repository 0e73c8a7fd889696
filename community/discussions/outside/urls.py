"""Addresses of feeds and files, behind the language prefix."""

from django.urls import path

from . import feeds, views

urlpatterns = [
    path("spaces/<slug:slug>/feed.atom", feeds.SpaceFeed(), name="space-feed"),
    path("topics/<slug:slug>/feed.atom", feeds.TopicFeed(), name="topic-feed"),
    path("networks/<slug:slug>/conversations/feed.atom", feeds.NetworkFeed(), name="network-feed"),
    path("threads/<int:pk>/<slug:slug>/feed.atom", feeds.ThreadFeed(), name="thread-feed"),
    path("threads/<int:pk>/<slug:slug>/take/", views.take, name="thread-take"),
    path("threads/<int:pk>/<slug:slug>/take/thread.html", views.take_html, name="thread-take-html"),
    path("threads/<int:pk>/<slug:slug>/take/thread.json", views.take_json, name="thread-take-json"),
]
