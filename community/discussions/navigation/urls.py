"""Addresses of the ways through a conversation, behind the language prefix."""

from django.urls import path

from . import views

urlpatterns = [
    path("threads/<int:pk>/<slug:slug>/go/", views.go, name="thread-go"),
    path("threads/<int:pk>/<slug:slug>/print/", views.print_view, name="thread-print"),
    path("keys/", views.keys, name="keys"),
]
