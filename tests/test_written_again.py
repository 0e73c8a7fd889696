"""What is written again is what was made."""

import pytest
from django.apps import apps
from django.db import connection, transaction

from tests.factories import written_again
from tests.factories.pages import make_network_with_pages, make_page

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="elsewhere everything is made each time"),
]


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    monkeypatch.setattr(written_again, "_kept", written_again.defaultdict(list))


def rows():
    """Everything the database holds, but when this very network was made."""
    held = {model._meta.label: list(model.objects.order_by("pk").values()) for model in apps.get_models()}
    for network in held["community.Network"]:
        del network["created_at"]
    return held


def made_and_undone(**fields):
    """What the database holds with a network and its pages, and in how many queries they came."""
    from django.test.utils import CaptureQueriesContext

    with transaction.atomic():
        with CaptureQueriesContext(connection) as seen:
            make_network_with_pages(**fields)
        held = rows()
        transaction.set_rollback(True)
    return held, len(seen)


def test_a_network_written_again_is_the_network_that_was_made():
    made, many = made_and_undone()
    again, few = made_and_undone()
    assert again == made
    assert few < many / 2


def test_what_is_called_otherwise_or_finds_other_pages_is_made_anew():
    _made, many = made_and_undone()
    for prepare, fields in ((lambda: None, {"name_en": "Another"}), (make_page, {})):
        prepare()
        assert made_and_undone(**fields)[1] > many / 2
