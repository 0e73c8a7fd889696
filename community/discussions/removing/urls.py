"""Addresses of removing a post, behind the language prefix."""

from django.urls import path

from . import views

_POST = "threads/<int:pk>/<slug:slug>/posts/<int:number>/"

urlpatterns = [
    path(f"{_POST}remove/", views.remove, name="post-remove"),
    path(f"{_POST}restore/", views.restore, name="post-restore"),
]
