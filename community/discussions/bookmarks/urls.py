"""Addresses of bookmarks, behind the language prefix."""

from django.urls import path

from . import views

urlpatterns = [
    path("threads/<int:pk>/<slug:slug>/posts/<int:number>/bookmark/", views.bookmark, name="post-bookmark"),
    path("inbox/bookmarks/", views.bookmarks, name="bookmarks"),
    path("inbox/bookmarks/<int:pk>/remove/", views.remove, name="bookmark-remove"),
]
