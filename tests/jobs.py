"""Jobs put off while many things are made."""

import contextlib

import pytest


@contextlib.contextmanager
def held():
    """Nothing that follows from a change is done within; what is due waits for ``queue.perform_all_due``.

    Done after each step, as they are otherwise, jobs put a thread of ten posts into the index ten times.
    """
    from community.jobs import tasks

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks.run, "apply_async", lambda *_given, **_options: None)
        yield
