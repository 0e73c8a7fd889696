"""Addresses for the editor, behind the language prefix."""

from django.urls import path

from . import views

urlpatterns = [path("composing/clean/", views.clean_pasted, name="clean-pasted")]
