"""Jobs: the row is the truth, whatever happens to its carrier."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from community.jobs import queue
from community.jobs.models import Job, JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def noted():
    """A job that notes what it was given, and fails as often as the test says."""
    Job.objects.all().delete()  # what the migrations' pages left to do
    seen, failures = [], []

    @queue.job("tests.note")
    def note(**payload):
        if failures:
            raise RuntimeError(failures.pop())
        seen.append(payload)

    yield seen, failures
    del queue.handlers._entries["tests.note"]


def test_a_job_is_done_after_the_change_commits(noted, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        queue.enqueue("tests.note", word="hello")
    assert noted[0] == [{"word": "hello"}]
    assert Job.objects.get().state == JobState.DONE


def test_a_change_that_is_undone_leaves_no_job(noted):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue.enqueue("tests.note", word=1 / 0 if queue.enqueue("tests.note") else 1)
    assert not Job.objects.exists()


def test_waiting_jobs_of_one_key_are_merged(noted):
    first = queue.enqueue("tests.note", key="a")
    second = queue.enqueue("tests.note", key="a")
    other = queue.enqueue("tests.note", key="b")
    assert first == second != other
    assert queue.perform_all_due() == 2


def test_a_key_is_free_again_when_its_job_is_done(noted):
    first = queue.enqueue("tests.note", key="a")
    queue.perform(first)
    assert queue.enqueue("tests.note", key="a") != first


def test_a_job_is_done_once_however_often_it_is_carried(noted):
    job_id = queue.enqueue("tests.note", word="x")
    assert [queue.perform(job_id), queue.perform(job_id)] == [True, False]
    assert len(noted[0]) == 1


def test_a_job_for_later_waits(noted):
    job_id = queue.enqueue("tests.note", run_at=timezone.now() + timedelta(hours=1))
    assert not queue.perform(job_id)
    Job.objects.filter(pk=job_id).update(run_at=timezone.now())
    assert queue.perform(job_id)


def test_a_failure_is_kept_and_tried_again_later(noted, settings):
    settings.TESTING = False
    noted[1].append("no luck")
    job_id = queue.enqueue("tests.note", word="again")
    assert not queue.perform(job_id)
    row = Job.objects.get(pk=job_id)
    assert (row.state, row.attempts) == (JobState.WAITING, 1)
    assert "no luck" in row.last_error
    assert row.run_at > timezone.now() + timedelta(seconds=5)
    Job.objects.filter(pk=job_id).update(run_at=timezone.now())
    assert queue.perform(job_id)
    assert noted[0] == [{"word": "again"}]


def test_after_the_last_attempt_a_job_is_marked_failed(noted, settings):
    settings.TESTING = False
    noted[1].append("no luck")
    job_id = queue.enqueue("tests.note")
    Job.objects.filter(pk=job_id).update(attempts=queue.MOST_ATTEMPTS - 1)
    queue.perform(job_id)
    assert Job.objects.get(pk=job_id).state == JobState.FAILED


def test_the_sweeper_hands_over_what_lost_its_carrier(noted):
    job_id = queue.enqueue("tests.note", word="found")
    Job.objects.filter(pk=job_id).update(run_at=timezone.now() - timedelta(minutes=1))
    assert queue.sweep() == 1
    assert noted[0] == [{"word": "found"}]


def test_the_sweeper_takes_work_from_a_dead_worker(noted):
    job_id = queue.enqueue("tests.note", word="rescued")
    long_ago = timezone.now() - queue.LONGEST_RUN - timedelta(minutes=1)
    Job.objects.filter(pk=job_id).update(state=JobState.RUNNING, started_at=long_ago)
    queue.sweep()
    Job.objects.filter(pk=job_id).update(run_at=timezone.now() - timedelta(minutes=1))
    queue.sweep()
    assert noted[0] == [{"word": "rescued"}]


def test_a_broker_that_is_away_is_no_error(noted, monkeypatch, django_capture_on_commit_callbacks):
    from community.jobs import tasks

    def away(*args, **kwargs):
        raise ConnectionError("broker away")

    monkeypatch.setattr(tasks.run, "apply_async", away)
    with django_capture_on_commit_callbacks(execute=True):
        queue.enqueue("tests.note", word="kept")
    assert Job.objects.get().state == JobState.WAITING


def test_an_unknown_name_is_refused_at_once():
    with pytest.raises(LookupError, match=r"tests\.typo"):
        queue.enqueue("tests.typo")


def test_tasks_of_wagtail_are_jobs_of_ours(monkeypatch):
    from django_tasks import task_backends

    from community.jobs.wagtail_backend import JobsBackend

    assert isinstance(task_backends["default"], JobsBackend)
    from wagtail.tasks import delete_file_from_storage_task

    Job.objects.all().delete()
    delete_file_from_storage_task.enqueue("knowledge", "Rendition", "missing.png")
    assert Job.objects.get().name == "wagtail.task"
