"""Queries whose SQL is worked out once: the same rows as the queryset, whatever the values."""

import pytest
from django.db.models import F

from community.discussions.domain.reading import read_up_to
from community.discussions.models import Thread
from community.prepared import Prepared
from tests.factories import make_member, make_network, make_space, make_thread

pytestmark = [pytest.mark.django_db, pytest.mark.served]


def test_the_rows_are_the_queryset_s_with_every_value(queries):
    network = make_network()
    space, author = make_space([network]), make_member(network)
    for title in ("One", "Two's “%s”", "Three"):
        make_thread(space, author, title=title)

    def titled(space, title):
        rows = Thread.objects.filter(space=space, title=title, closed_at__isnull=True)
        return rows.order_by("pk").values_list("pk", "title", "started_at", F("space__name_en"))

    prepared = Prepared(titled, space=int, title=str)
    for title in ("One", "Two's “%s”", "Three", "None"):
        with queries(exactly=1):
            rows = prepared.rows(space=space.pk, title=title)
        assert rows == list(titled(space.pk, title))
    assert prepared.rows(space=space.pk + 1, title="One") == []


def test_whole_objects_come_with_those_they_are_tied_to(queries):
    network = make_network()
    space, author = make_space([network]), make_member(network)
    thread = make_thread(space, author)
    prepared = Prepared(
        lambda pk: Thread.objects.filter(pk=pk).select_related(
            "space", "author", "closed_by", "accepted_post__author"
        ),
        pk=int,
    )
    assert (prepared.objects(pk=thread.pk + 1), prepared.first(pk=thread.pk + 1)) == ([], None)
    assert prepared.first(pk=thread.pk) == thread
    with queries(exactly=1):
        (found,) = prepared.objects(pk=thread.pk)
        assert (found.space, found.author, found.closed_by, found.accepted_post) == (
            space,
            author,
            None,
            None,
        )
    stored = Thread.objects.get(pk=thread.pk)
    for field in Thread._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(stored, field.attname), field.attname
    found.title = "Another"
    found.save()
    assert Thread.objects.get(pk=thread.pk).title == "Another"


def test_a_value_that_the_query_does_not_hold_is_refused():
    prepared = Prepared(
        lambda space, title: Thread.objects.filter(space=space).values_list("pk"), space=int, title=str
    )
    with pytest.raises(LookupError, match="title"):
        prepared.rows(space=1, title="x")


def test_annotations_come_along_and_columns_of_every_size_can_be_asked_about(queries):
    network = make_network()
    space, author = make_space([network]), make_member(network)
    thread = make_thread(space, author, posts=3)
    read_up_to(thread, by=author, number=2)

    def numbered(space, user, number):
        return Thread.objects.filter(space=space, last_number=number).with_unread_of_member(user)

    prepared = Prepared(numbered, space=int, user=int, number=int)
    with queries(exactly=1):
        (found,) = prepared.objects(space=space.pk, user=author.pk, number=3)
    assert (found, found.read_number) == (thread, numbered(space.pk, author.pk, 3).get().read_number)
    (other,) = prepared.objects(space=space.pk, user=author.pk + 1000, number=3)
    assert other.read_number is None
    assert prepared.objects(space=space.pk, user=author.pk, number=2) == []
