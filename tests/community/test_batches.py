"""Rows in batches."""

from operator import itemgetter

import pytest

from community.batches import batches


@pytest.mark.parametrize(
    ("rows", "asked"),
    [([], [0]), ([5], [0]), ([5, 7], [0, 7]), ([5, 7, 8], [0, 7]), ([1, 2, 3, 4], [0, 2, 4])],
)
def test_all_come_once_and_in_order_and_only_a_full_batch_is_followed_by_a_question(rows, asked):
    questions = []

    def read(after):
        questions.append(after)
        return [row for row in rows if row > after][:2]

    found = list(batches(read, 2))
    assert [row for batch in found for row in batch] == rows
    assert questions == asked
    assert all(len(batch) == 2 for batch in found[:-1])


def test_rows_may_be_told_by_a_part_of_them():
    rows = [(3, "c"), (4, "b"), (9, "a")]
    read = lambda after: [row for row in rows if row[0] > after][:1]  # noqa: E731
    assert list(batches(read, 1, itemgetter(0))) == [[row] for row in rows]
