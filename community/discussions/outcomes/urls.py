"""Addresses of answers and summaries; the conversation's own stands before them."""

from django.urls import path

from . import views

urlpatterns = [
    path("posts/<int:number>/accept/", views.accept, name="post-accept"),
    path("posts/<int:number>/accept/remove/", views.take_back, name="post-take-back"),
    path("summary/", views.summary, name="thread-summary"),
    path("summary/publish/", views.publish, name="summary-publish"),
    path("summary/decline/", views.decline, name="summary-decline"),
]
