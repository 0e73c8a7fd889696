"""Addresses of attached files, behind the language prefix."""

from django.urls import path

from . import views

urlpatterns = [
    path("attachments/", views.attachment_add, name="attachment-add"),
    path("attachments/drop/", views.attachment_drop, name="attachment-drop"),
    path("attachments/<slug:key>/<slug:size>/<str:name>", views.attachment, name="attachment"),
]
