"""Addresses of the profiles floor, all behind the language prefix."""

from django.urls import path

from .accounts import views as accounts
from .people import views as people

urlpatterns = [
    path("me/", accounts.me, name="me"),
    path("me/profile/", people.my_profile, name="me-profile"),
    path("people/", people.people, name="people"),
    path("people/<slug:handle>/", people.person, name="person"),
    path("people/<slug:handle>/picture/<str:key>/<slug:size>/", people.person_picture, name="person-picture"),
]
