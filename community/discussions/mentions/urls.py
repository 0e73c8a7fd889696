"""The address that the list of people is asked for, behind the language prefix."""

from django.urls import path

from . import views

urlpatterns = [path("mentions/", views.mention_people, name="mention-people")]
