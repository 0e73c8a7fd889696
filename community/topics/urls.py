"""Addresses of the topics, behind the language prefix."""

from django.urls import path

from . import views

urlpatterns = [
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
]
