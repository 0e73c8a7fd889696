"""The harness itself: a fresh database with what the migrations made."""

import pytest
from django.db import connection

from tests.factories import make_network, make_person
from tests.queries import count_queries


@pytest.mark.django_db
def test_the_template_database_holds_what_the_migrations_made():
    from wagtail.models import Locale, Page

    assert Page.objects.filter(depth=1).count() == 1
    assert Locale.objects.filter(language_code="en").exists()


@pytest.mark.django_db
def test_counting_queries_fails_when_there_are_more_than_allowed():
    make_network("wales")
    with pytest.raises(AssertionError, match="2 queries, more than 1"), count_queries(at_most=1):
        make_person_count()
        make_person_count()


def make_person_count():
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM profiles_user")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_two_people_of_one_name_have_different_handles():
    first, second = make_person("Siân Môn"), make_person("Siân Môn")
    assert (first.handle, second.handle) == ("sian-mon", "sian-mon-2")
