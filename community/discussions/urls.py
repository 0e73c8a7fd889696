"""Addresses of spaces, threads and the inbox, behind the language prefix."""

from django.urls import include, path

from .attachments.urls import urlpatterns as attachments
from .bookmarks.urls import urlpatterns as bookmarks
from .composing.urls import urlpatterns as composing
from .drafts.urls import urlpatterns as drafts
from .editing.urls import urlpatterns as editing
from .mailing_lists.urls import urlpatterns as mailing_lists
from .mentions.urls import urlpatterns as mentions
from .polls.urls import urlpatterns as polls
from .removing.urls import urlpatterns as removing
from .typing.urls import urlpatterns as typing
from .views import inbox, menus, spaces, threads, writing

urlpatterns = [
    path("spaces/", spaces.spaces, name="spaces"),
    path("spaces/<slug:slug>/", spaces.space, name="space"),
    path("spaces/<slug:slug>/start/", writing.start, name="thread-start"),
    path("threads/<int:pk>/<slug:slug>/", threads.thread, name="thread"),
    path("threads/<int:pk>/<slug:slug>/posts/<int:number>/", threads.post_address, name="thread-post"),
    path("threads/<int:pk>/<slug:slug>/posts/<int:number>/more/", menus.post_more, name="post-more"),
    path("threads/<int:pk>/<slug:slug>/do/", menus.do, name="thread-do"),
    path("threads/<int:pk>/<slug:slug>/reply/", writing.reply, name="thread-reply"),
    path("threads/<int:pk>/<slug:slug>/close/", writing.close, name="thread-close"),
    path("threads/<int:pk>/<slug:slug>/close/remove/", writing.reopen, name="thread-reopen"),
    path("threads/<int:pk>/<slug:slug>/follow/", inbox.follow, name="thread-follow"),
    path("threads/<int:pk>/<slug:slug>/follow/remove/", inbox.unfollow, name="thread-unfollow"),
    path("threads/<int:pk>/<slug:slug>/read/", inbox.read, name="thread-read"),
    path("discussions/<slug:kind>/<int:pk>/reply/", writing.reply_to_subject, name="subject-reply"),
    path("threads/<int:pk>/<slug:slug>/", include("community.discussions.tending.urls")),
    path("threads/<int:pk>/<slug:slug>/", include("community.discussions.outcomes.urls")),
    path("", include("community.discussions.spaces.urls")),
    *composing,
    *drafts,
    *attachments,
    *mentions,
    path("", include("community.discussions.inbox.urls")),
    path("", include("community.discussions.follows.urls")),
    path("", include("community.discussions.navigation.urls")),
    *mailing_lists,
    *polls,
    *editing,
    *removing,
    *bookmarks,
    *typing,
]
