"""Addresses of the library, behind the language prefix. Words come before numbers, so nothing is ever ambiguous."""

from django.urls import path

from .feeds import NewResourcesFeed
from .views import desk, index, record, submissions

urlpatterns = [
    path("library/", index.index, name="library"),
    path("library/feed.atom", NewResourcesFeed(), name="library-feed"),
    path("library/suggest/", submissions.new, name="submission-new"),
    path("library/suggestions/", submissions.mine, name="submissions-mine"),
    path("library/<int:pk>/<slug:slug>/", record.record, name="resource"),
    path("library/<int:pk>/<slug:slug>/cite.<str:ending>", record.citation, name="resource-citation"),
    path("desk/submissions/", desk.submission_list, name="desk-submissions"),
    path("desk/submissions/<int:pk>/", desk.submission, name="desk-submission"),
    path("desk/submissions/<int:pk>/accept/", desk.accept, name="desk-submission-accept"),
    path("desk/submissions/<int:pk>/decline/", desk.decline, name="desk-submission-decline"),
    path("desk/library/", desk.record_list, name="desk-library"),
    path("desk/library/<int:pk>/", desk.record, name="desk-resource"),
    path("desk/library/<int:pk>/withdraw/", desk.withdraw, name="desk-resource-withdraw"),
]
