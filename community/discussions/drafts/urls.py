"""Addresses of drafts, behind the language prefix."""

from django.urls import path

from . import views

urlpatterns = [
    path("inbox/drafts/", views.drafts, name="drafts"),
    path("inbox/drafts/save/", views.draft_save, name="draft-save"),
    path("inbox/drafts/state/", views.draft_state, name="draft-state"),
    path("inbox/drafts/<int:pk>/delete/", views.draft_delete, name="draft-delete"),
    path("inbox/drafts/<int:pk>/other/", views.draft_other, name="draft-other"),
]
