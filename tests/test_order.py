"""Tests are dealt so that no worker is left with something long at the end."""

import pytest

from tests.order import deal


def runs(dealt, workers):
    """What each worker gets, as xdist deals: equal runs, what does not come out even to the last ones."""
    found = []
    for worker in range(workers):
        size = len(dealt) // (workers - worker)
        found.append(dealt[:size])
        dealt = dealt[size:]
    return found


def weight(item):
    return {"l": 2, "b": 1, "d": 0, "p": -1}[item[0]]


@pytest.mark.parametrize("workers", [1, 2, 3, 5])
@pytest.mark.parametrize(
    ("long", "browser", "plain"), [(0, 0, 4), (1, 0, 0), (3, 8, 40), (5, 30, 3), (2, 20, 101)]
)
def test_nothing_is_lost_and_each_run_has_what_is_heavy_first(workers, long, browser, plain):
    items = [f"p{n}" for n in range(plain)]
    items += [
        f"{kind}{n}" for kind, count in (("l", long), ("b", browser), ("d", plain)) for n in range(count)
    ]
    dealt = deal(items, weight, workers)
    assert sorted(dealt) == sorted(items)
    if long + browser < plain:
        *others, last = runs(dealt, workers)
        for run in others:
            heavy = [max(0, weight(item)) for item in run]
            assert heavy == sorted(heavy, reverse=True)
        if others:
            shares = [sum(weight(item) > 0 for item in run) for run in others]
            assert max(shares) - min(shares) <= 1
            assert all(weight(item) <= 0 for item in last)


def test_the_last_worker_begins_with_what_waits_for_nothing():
    items = ["d1", "b1", "p1", "d2", "l1", "p2", "d3", "d4", "d5"]
    assert runs(deal(items, weight, 3), 3) == [["l1", "d4", "d5"], ["b1", "d2", "d3"], ["p1", "p2", "d1"]]
