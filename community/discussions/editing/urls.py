"""Addresses of changing a post, behind the language prefix."""

from django.urls import path

from . import views

_POST = "threads/<int:pk>/<slug:slug>/posts/<int:number>/"

urlpatterns = [
    path(f"{_POST}edit/", views.edit, name="post-edit"),
    path(f"{_POST}history/", views.history, name="post-history"),
]
