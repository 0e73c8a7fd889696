"""Addresses of the inbox, behind the language prefix."""

from django.urls import path

from . import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.mark, name="inbox-read"),
    path("inbox/read/undo/", views.unmark, name="inbox-unread"),
]
