"""Addresses of the page on which old mails are claimed, and of the desk for archives."""

from django.urls import path

from . import desk_views, views

urlpatterns = [
    path("me/mailing-lists/", views.me_mails, name="me-mails"),
    path("desk/spaces/<slug:slug>/mails/", desk_views.mails, name="desk-space-mails"),
    path("desk/spaces/<slug:slug>/mails/<int:pk>/", desk_views.mail_import, name="desk-space-mail-import"),
    path(
        "desk/spaces/<slug:slug>/mails/<int:pk>/start/",
        desk_views.mail_import_start,
        name="desk-space-mail-import-start",
    ),
    path(
        "desk/spaces/<slug:slug>/mails/<int:pk>/stop/",
        desk_views.mail_import_stop,
        name="desk-space-mail-import-stop",
    ),
    path(
        "desk/spaces/<slug:slug>/mails/<int:pk>/stop/remove/",
        desk_views.mail_import_go_on,
        name="desk-space-mail-import-go-on",
    ),
    path(
        "desk/spaces/<slug:slug>/mails/<int:pk>/file/remove/",
        desk_views.mail_import_drop,
        name="desk-space-mail-import-drop",
    ),
    path(
        "desk/spaces/<slug:slug>/mails/<int:pk>/broken.csv",
        desk_views.mail_import_broken,
        name="desk-space-mail-import-broken",
    ),
]
