"""The order of tests: workers begin with what takes long and end with what takes a moment.

Work is dealt to the workers in equal runs of tests (``--dist worksteal``), each of which is worked off from its
beginning; a worker that has nothing left takes over the end of another's. With short tests at the ends, all of them have
work to the last second, and nobody waits for one who has just begun something long.

Tests in browsers wait a third of their time. The last worker begins with others, which fill it: with browsers in all of
them, the processors had nothing to do at times.
"""

import pytest


def deal(items: list, weight, workers: int) -> list:
    """``items`` so that of the ``workers`` equal runs of them all but the last begin with a share of the heavy ones,
    heaviest first; the last begins with the lightest.

    ``weight`` is a function from an item to a number, 0 or less for what takes a moment. Items of one weight keep their
    order.
    """
    heavy = sorted((item for item in items if weight(item) > 0), key=weight, reverse=True)
    light = sorted((item for item in items if weight(item) <= 0), key=weight)
    begin_heavy = max(1, workers - 1)
    runs, left = [], len(items)
    for worker in range(workers):
        share = heavy[worker::begin_heavy] if worker < begin_heavy else []
        size = left // (workers - worker)  # as xdist deals
        runs.append((share, max(0, size - len(share))))
        left -= size
    dealt: list = []
    for share, room in reversed(runs):
        dealt = share + light[:room] + dealt
        del light[:room]
    return dealt + light


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Deal the tests where several workers run them, once those that are not to be run are gone."""
    if hasattr(config, "workerinput"):
        items[:] = deal(items, weight_of, config.workerinput["workercount"])


def weight_of(item) -> int:
    """2 for what takes a good part of a minute, 1 for what is done in a browser, -1 for what wants no database (which is
    still being made when the first tests are run), 0 for all else."""
    if item.get_closest_marker("long"):
        return 2
    if item.get_closest_marker("browser"):
        return 1
    return 0 if item.get_closest_marker("django_db") or "django_db_setup" in item.fixturenames else -1
