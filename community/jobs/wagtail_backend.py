"""Wagtail's background tasks, carried by our jobs."""

from importlib import import_module

from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import TaskResult, TaskResultStatus
from django_tasks.utils import normalize_json

TASK_JOB = "wagtail.task"


class JobsBackend(BaseTaskBackend):
    """Writes a job for each task; results are not kept, since Wagtail never asks for them."""

    supports_defer = True
    supports_priority = True
    supports_async_task = True

    def enqueue(self, task, args, kwargs):
        """Write the job and return a result that stays "ready"."""
        from .queue import enqueue

        self.validate_task(task)
        job_id = enqueue(
            TASK_JOB,
            run_at=task.run_after,
            path=task.module_path,
            args=normalize_json(list(args)),
            kwargs=normalize_json(dict(kwargs)),
        )
        return TaskResult(
            task=task,
            id=str(job_id),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


def run_task(*, path: str, args: list, kwargs: dict) -> None:
    """Call the task function found at ``path`` ("module.name")."""
    module, _dot, name = path.rpartition(".")
    getattr(import_module(module), name).call(*args, **kwargs)
