"""Addresses of polls, below that of their post."""

from django.urls import path

from . import views

_AT = "threads/<int:pk>/<slug:slug>/posts/<int:number>/poll/"

urlpatterns = [
    path(_AT, views.poll_page, name="post-poll"),
    path(f"{_AT}add/", views.add, name="post-poll-add"),
    path(f"{_AT}close/", views.close, name="post-poll-close"),
    path(f"{_AT}remove/", views.remove, name="post-poll-remove"),
]
