"""Addresses of the desk for spaces, and of the answer to an invitation."""

from django.urls import path

from . import views

urlpatterns = [
    path("spaces/<slug:slug>/invitation/", views.invitation, name="space-invitation"),
    path("desk/spaces/", views.desk_spaces, name="desk-spaces"),
    path("desk/spaces/new/", views.desk_space_new, name="desk-space-new"),
    path("desk/spaces/<slug:slug>/edit/", views.desk_space, name="desk-space"),
    path("desk/spaces/<slug:slug>/archive/", views.archive, name="desk-space-archive"),
    path("desk/spaces/<slug:slug>/archive/remove/", views.unarchive, name="desk-space-unarchive"),
    path(
        "desk/spaces/<slug:slug>/offers/<int:pk>/withdraw/",
        views.offer_withdraw,
        name="desk-space-offer-withdraw",
    ),
    path("desk/spaces/<slug:slug>/people/", views.people, name="desk-space-people"),
    path("desk/spaces/people/<int:pk>/remove/", views.person_remove, name="desk-space-person-remove"),
    path("desk/spaces/calls/<int:pk>/withdraw/", views.call_withdraw, name="desk-space-call-withdraw"),
    path("desk/spaces/offers/<int:pk>/accept/", views.offer_accept, name="desk-space-offer-accept"),
    path("desk/spaces/offers/<int:pk>/decline/", views.offer_decline, name="desk-space-offer-decline"),
]
