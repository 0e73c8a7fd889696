"""Addresses of the notices, behind the language prefix."""

from django.urls import path

from . import views

urlpatterns = [
    path("notices/", views.notices_list, name="notices"),
    path("notices/read/", views.notices_read, name="notices-read"),
    path("notices/<int:pk>/read/", views.notice_read, name="notice-read"),
    path("me/notifications/", views.me_notifications, name="me-notifications"),
    path("stop/<str:token>/", views.notices_stop, name="notices-stop"),
    path("outbox/", views.outbox_list, name="outbox"),
    path("outbox/<str:name>/", views.outbox_mail, name="outbox-mail"),
    path("outbox/<str:name>/html/", views.outbox_mail_html, name="outbox-mail-html"),
]
