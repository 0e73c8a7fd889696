"""Rows in batches of a size that fits memory, a query and a transaction."""

from collections.abc import Callable, Iterator


def batches(read: Callable[[int], list], most: int, ident: Callable = lambda row: row) -> Iterator[list]:
    """Lists of ``most`` rows, the last of fewer.

    ``read(after)`` gives ``most`` at most, in the order of ``ident`` (a number, from 1), of those above ``after``. It is
    read on only after a full batch: where few are told, which is nearly always, they are asked for once.
    """
    after = 0
    while batch := read(after):
        yield batch
        if len(batch) < most:
            return
        after = ident(batch[-1])
