"""Addresses of the live kernel, without language prefix. The websocket is at ``/live/``, routed in config.asgi."""

from django.urls import path

from . import views

urlpatterns = [
    path("events", views.events, name="live-events"),
]
