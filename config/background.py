"""Background work inside the web process: Celery's worker and timetable in threads of their own.

Only for the embedded mode, where one command is the whole installation. The
broker is in memory and may lose what it carries; the job row is the truth, and
what a stopped process left undone is swept up at the next start.
"""

import logging
import threading

import celery.worker.state
from celery.beat import EmbeddedService
from celery.worker import WorkController
from django.db import DatabaseError, connections

logger = logging.getLogger("plethu.background")

# Jobs done at the same time. SQLite lets one write anyway; two keep a slow mail server from holding up the rest.
_THREADS = 2
_PATIENCE_SECONDS = 20


class Background:
    """The worker and the timetable of this process."""

    def start(self) -> None:
        """Start both, and hand over the jobs that an earlier process left."""
        from config.celery import app

        logging.getLogger("celery.worker.consumer.consumer").setLevel(logging.ERROR)
        app.set_current()
        app.finalize()
        app.loader.import_default_modules()
        celery.worker.state.should_stop = celery.worker.state.should_terminate = None
        self.worker = WorkController(
            app=app,
            hostname="embedded@localhost",
            pool_cls="threads",
            concurrency=_THREADS,
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
        )
        self._worker_thread = threading.Thread(target=self._work, name="jobs-worker", daemon=True)
        self._worker_thread.start()
        self.timetable = EmbeddedService(app, thread=True, scheduler_cls=app.conf.beat_scheduler)
        self.timetable.start()
        self._sweep()

    def _work(self) -> None:
        try:
            self.worker.start()
        except SystemExit:  # how Celery's worker ends when it is told to stop
            pass
        except Exception:
            logger.exception("The worker stopped. Jobs wait in their table until the site is started again.")

    def _sweep(self) -> None:
        from community.jobs.queue import sweep

        try:
            sweep()
        except DatabaseError as reason:
            logger.warning("Waiting jobs could not be looked up now (%s).", reason)
        finally:
            connections.close_all()

    def stop(self) -> None:
        """Let what is being done finish, for a while, and stop both."""
        self.timetable.stop()
        celery.worker.state.should_stop = 0
        self._worker_thread.join(_PATIENCE_SECONDS)
