"""What the tests of the search share."""

import pytest

from tests.community.search.shelf import registered_shelf


@pytest.fixture
def shelf(db):
    """Things for the index, which holds nothing else."""
    with registered_shelf() as shelf:
        yield shelf
