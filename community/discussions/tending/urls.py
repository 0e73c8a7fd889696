"""Addresses for looking after a conversation; the conversation's own stands before them."""

from django.urls import path

from . import views

urlpatterns = [
    path("rename/", views.rename, name="thread-rename"),
    path("pin/", views.pin, name="thread-pin"),
    path("pin/remove/", views.unpin, name="thread-unpin"),
    path("move/", views.move, name="thread-move"),
    path("split/", views.split, name="thread-split"),
    path("merge/", views.merge, name="thread-merge"),
]
