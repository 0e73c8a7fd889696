"""Addresses of following, behind the language prefix."""

from django.urls import path

from . import views

urlpatterns = [
    path("follow/<slug:kind>/<int:pk>/", views.follow_level, name="follow-level"),
    path("follow/<slug:kind>/<int:pk>/remove/", views.end_follow, name="follow-end"),
    path("me/following/", views.me_following, name="me-following"),
]
